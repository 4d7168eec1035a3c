//! New tensors: values, dtypes and what is refused. The expected values and messages are PyTorch 2.13's.

use tapir_autograd::{BackwardOptions, Tensor, backward, call::Operand, ops};
use tapir_core::{DType, Device, ErrorKind, Result, Scalar};

tapir_mirror::on_start!();

/// Where the tensors of these tests are.
fn here() -> Device {
    Device::default()
}

fn doubles(tensor: &Tensor) -> Vec<f64> {
    let wide = Tensor::empty(tensor.shape(), DType::F64, here()).unwrap();
    ops::copy_(&wide, tensor, false).unwrap();
    wide.to_vec().unwrap()
}

#[track_caller]
fn is(result: Result<Tensor>, dtype: DType, values: &[f64]) {
    let result = result.unwrap();
    assert_eq!((result.dtype(), doubles(&result).as_slice()), (dtype, values));
}

#[track_caller]
fn refused(result: Result<Tensor>, kind: ErrorKind, message: &str) {
    let error = result.map(|_| ()).unwrap_err();
    assert_eq!((error.message(), error.kind()), (message, kind));
}

fn arange(
    start: impl Into<Scalar>,
    end: impl Into<Scalar>,
    step: impl Into<Scalar>,
    dtype: Option<DType>,
) -> Result<Tensor> {
    ops::arange_from(start.into(), end.into(), step.into(), dtype, here(), false)
}

fn linspace(start: impl Into<Scalar>, end: impl Into<Scalar>, steps: i64, dtype: DType) -> Result<Tensor> {
    let (start, end) = (Tensor::wrapped_number(start.into())?, Tensor::wrapped_number(end.into())?);
    ops::linspace(Operand(&start), Operand(&end), steps, dtype, here(), false)
}

fn logspace(start: impl Into<Scalar>, end: impl Into<Scalar>, steps: i64, base: f64, dtype: DType) -> Result<Tensor> {
    let (start, end) = (Tensor::wrapped_number(start.into())?, Tensor::wrapped_number(end.into())?);
    ops::logspace(Operand(&start), Operand(&end), steps, base, dtype, here(), false)
}

fn full(value: impl Into<Scalar>, dtype: Option<DType>) -> Result<Tensor> {
    ops::full(&[1], value.into(), dtype, here(), false)
}

#[test]
fn a_range_of_integers_is_int64_and_one_with_a_float_is_float32() {
    is(ops::arange(Scalar::Int(3), None, here(), false), DType::I64, &[0.0, 1.0, 2.0]);
    is(ops::arange(Scalar::Float(2.0), None, here(), false), DType::F32, &[0.0, 1.0]);
    is(ops::arange(Scalar::Bool(true), None, here(), false), DType::I64, &[0.0]);
    is(arange(1, 2, 0.25, None), DType::F32, &[1.0, 1.25, 1.5, 1.75]);
    is(arange(2, -3, -2, None), DType::I64, &[2.0, 0.0, -2.0]);
    is(arange(1, 1, -1, None), DType::I64, &[]);
}

#[test]
fn int64_counts_a_range_in_integers_and_other_dtypes_in_doubles() {
    is(arange(0, 2.5, 1, Some(DType::I64)), DType::I64, &[0.0, 1.0]);
    is(arange(0, 2.5, 1, Some(DType::I32)), DType::I32, &[0.0, 1.0, 2.0]);
    is(arange(0.5, 5, 1, Some(DType::I32)), DType::I32, &[0.0, 1.0, 2.0, 3.0, 4.0]);
    is(arange(-1, 1, 1, Some(DType::U8)), DType::U8, &[255.0, 0.0]);
    let far = arange(i64::MAX - 2, i64::MAX, 1, None).unwrap();
    assert_eq!(far.to_vec::<i64>().unwrap(), [i64::MAX - 2, i64::MAX - 1]);
}

#[test]
fn a_range_that_leads_nowhere_is_refused() {
    use ErrorKind::{DType as Type, Value};
    refused(arange(0, 3, 0, None), Value, "step must be nonzero");
    refused(arange(0, 1, f64::NAN, None), Value, "step must be nonzero");
    refused(arange(0, 5, 0.5, Some(DType::I64)), Value, "step must be nonzero");
    refused(arange(0, 3, -2, None), Value, "upper bound and lower bound inconsistent with step sign");
    refused(arange(0, f64::INFINITY, 1, None), Value, "unsupported range: 0 -> inf");
    refused(arange(0, 1e19, 1, None), Value, "invalid size, possible overflow?");
    refused(arange(i64::MIN, i64::MAX, 1, None), Value, "invalid size, possible overflow?");
    refused(arange(0, 3, 1, Some(DType::Bool)), Type, "\"arange_cpu\" not implemented for 'Bool'");
    assert_eq!(arange(0, 1i64 << 62, 1, None).unwrap_err().kind(), ErrorKind::Memory);
}

#[test]
fn a_closed_range_contains_its_end() {
    let range =
        |start: i32, end: i32, step: f64| ops::range(start.into(), end.into(), step.into(), DType::F32, here(), false);
    is(range(0, 2, 0.5), DType::F32, &[0.0, 0.5, 1.0, 1.5, 2.0]);
    refused(range(3, 0, 1.0), ErrorKind::Value, "upper bound and lower bound inconsistent with step sign");
}

#[test]
fn equal_distances_are_computed_from_both_ends() {
    is(linspace(0, 1, 5, DType::F32), DType::F32, &[0.0, 0.25, 0.5, 0.75, 1.0]);
    is(linspace(0, 10, 4, DType::I64), DType::I64, &[0.0, 3.0, 6.0, 10.0]);
    is(linspace(100, -100, 4, DType::I8), DType::I8, &[100.0, 33.0, -33.0, -100.0]);
    is(linspace(7, 9, 1, DType::F32), DType::F32, &[7.0]);
    is(linspace(7, 9, 0, DType::F32), DType::F32, &[]);
    let halves = [0.0, 0.0999755859375, 0.199951171875, 0.2998046875, 0.39990234375, 0.5];
    assert_eq!(doubles(&linspace(0, 1, 11, DType::F16).unwrap())[..6], halves);
}

#[test]
fn powers_at_equal_distances_are_truncated_for_integers() {
    is(logspace(0, 3, 4, 10.0, DType::F32), DType::F32, &[1.0, 10.0, 100.0, 1000.0]);
    is(logspace(0, 5, 4, 10.0, DType::I64), DType::I64, &[1.0, 46.0, 2154.0, 100000.0]);
    is(logspace(1, 3, 3, -2.0, DType::F32), DType::F32, &[-2.0, 4.0, -8.0]);
}

#[test]
fn the_ends_of_a_sequence_are_numbers_or_tensors_without_dimensions() {
    let end = Tensor::from_slice(&[2i64], &[]).unwrap();
    let start = Tensor::wrapped_number(0.into()).unwrap();
    let between =
        |start: &Tensor, end: &Tensor| ops::linspace(Operand(start), Operand(end), 3, DType::F32, here(), false);
    is(between(&start, &end), DType::F32, &[0.0, 1.0, 2.0]);
    let list = Tensor::from_slice(&[2.0f32], &[1]).unwrap();
    let message = "linspace only supports 0-dimensional start and end tensors, but got start with 1 dimension(s).";
    refused(between(&list, &end), ErrorKind::Shape, message);
    refused(linspace(0, 1, -1, DType::F32), ErrorKind::Value, "number of steps must be non-negative");
    refused(linspace(0, 1, 3, DType::Bool), ErrorKind::DType, "\"linspace_cpu\" not implemented for 'Bool'");
    let message = "value cannot be converted to type uint8_t without overflow";
    refused(linspace(0, 300, 3, DType::U8), ErrorKind::Value, message);
}

#[test]
fn a_fill_value_decides_the_dtype() {
    is(full(3, None), DType::I64, &[3.0]);
    is(full(3.0, None), DType::F32, &[3.0]);
    is(full(true, None), DType::Bool, &[1.0]);
    is(full(1.5, Some(DType::I32)), DType::I32, &[1.0]);
    is(full(f64::NAN, Some(DType::Bool)), DType::Bool, &[1.0]);
}

#[test]
fn a_fill_value_must_fit_but_negatives_wrap_in_unsigned_dtypes() {
    is(full(-255, Some(DType::U8)), DType::U8, &[1.0]);
    is(full(f64::INFINITY, Some(DType::F16)), DType::F16, &[f64::INFINITY]);
    is(full(1e6, Some(DType::BF16)), DType::BF16, &[999424.0]);
    for (value, dtype, name) in [
        (Scalar::Int(-256), DType::U8, "uint8_t"),
        (Scalar::Int(-129), DType::I8, "int8_t"),
        (Scalar::Float(-1.0), DType::U8, "uint8_t"),
        (Scalar::Float(f64::NAN), DType::I32, "int"),
        (Scalar::Float(65519.0), DType::F16, "c10::Half"),
        (Scalar::Float(1e39), DType::BF16, "c10::BFloat16"),
        (Scalar::Float(1e300), DType::C64, "c10::complex<float>"),
    ] {
        let message = format!("value cannot be converted to type {name} without overflow");
        refused(full(value, Some(dtype)), ErrorKind::Value, &message);
    }
}

#[test]
fn the_identity_has_ones_on_its_diagonal() {
    is(ops::eye(2, DType::Bool, here(), false), DType::Bool, &[1.0, 0.0, 0.0, 1.0]);
    is(ops::eye_rectangular(2, 3, DType::C64, here(), false), DType::C64, &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    assert_eq!(ops::eye_rectangular(3, 0, DType::F32, here(), false).unwrap().shape(), [3, 0]);
    refused(ops::eye(-1, DType::F32, here(), false), ErrorKind::Value, "n must be greater or equal to 0, got -1");
}

#[test]
fn the_places_of_a_triangle_come_row_by_row() {
    let lower = |row, col, offset| ops::tril_indices(row, col, offset, DType::I64, here());
    let upper = |row, col, offset| ops::triu_indices(row, col, offset, DType::I64, here());
    is(lower(2, 3, 1), DType::I64, &[0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 2.0]);
    is(upper(2, 3, -1), DType::I64, &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 2.0, 0.0, 1.0, 2.0]);
    is(upper(3, 3, 1), DType::I64, &[0.0, 0.0, 1.0, 1.0, 2.0, 2.0]);
    for nothing in [lower(3, 3, i64::MIN), lower(0, 9, 0), upper(3, 3, i64::MAX), upper(i64::MAX, 0, 0)] {
        assert_eq!(nothing.unwrap().shape(), [2, 0]);
    }
    assert_eq!(upper(3, 3, i64::MIN).unwrap().shape(), [2, 9]);
    assert_eq!(lower(3, 3, i64::MAX).unwrap().shape(), [2, 9]);
    refused(lower(-1, 2, 0), ErrorKind::Value, "row must be non-negative, got-1");
    assert_eq!(lower(1 << 62, 1 << 62, 0).unwrap_err().kind(), ErrorKind::Memory);
    let floating = ops::tril_indices(2, 2, 0, DType::F32, here());
    refused(floating, ErrorKind::DType, "\"tril_indices\" not implemented for 'Float'");
}

#[test]
fn strides_and_the_order_of_dimensions_can_be_chosen() {
    assert_eq!(ops::empty_strided(&[5, 5], &[2, 0], DType::F32, here(), false).unwrap().strides(), [2, 0]);
    assert_eq!(ops::empty_permuted(&[2, 3], &[1, 0], DType::F32, here(), false).unwrap().strides(), [1, 2]);
    let permuted = |order: &[i64]| ops::empty_permuted(&[2, 3], order, DType::F32, here(), false);
    refused(permuted(&[0, 0]), ErrorKind::Value, "Duplicate dim not allowed");
    assert_eq!(permuted(&[0, 2]).unwrap_err().kind(), ErrorKind::Index);
    let strided = |size: &[i64], stride: &[i64]| ops::empty_strided(size, stride, DType::F32, here(), false);
    let message = "dimensionality of sizes (1) must match dimensionality of strides (2)";
    refused(strided(&[2], &[1, 2]), ErrorKind::Shape, message);
    assert_eq!(strided(&[2], &[-1]).unwrap_err().kind(), ErrorKind::Memory);
}

#[test]
fn a_tensor_modelled_on_another_keeps_its_order_in_memory() {
    let x = Tensor::zeros(&[4, 6], DType::F32, here()).unwrap();
    let transposed = ops::transpose(&x, 0, 1).unwrap();
    assert_eq!(ops::zeros_like(&transposed, None, false).unwrap().strides(), [1, 6]);
    let part = ops::as_strided(&x, &[3, 2], &[2, 6], None).unwrap(); // every other column, transposed
    assert_eq!(ops::empty_like(&part, None, false).unwrap().strides(), [1, 3]);
    let repeated = ops::expand(&Tensor::zeros(&[3, 1], DType::F32, here()).unwrap(), &[3, 2], false).unwrap();
    assert_eq!(ops::empty_like(&repeated, None, false).unwrap().strides(), [2, 1]);
}

#[test]
fn methods_make_tensors_of_the_same_dtype() {
    let x = Tensor::zeros(&[1], DType::I16, here()).unwrap();
    is(ops::new_full(&x, &[2], 1.5.into(), None, false), DType::I16, &[1.0, 1.0]);
    is(ops::new_ones(&x, &[1], Some(DType::F16), false), DType::F16, &[1.0]);
    is(ops::scalar_tensor(5.into(), DType::F32, here(), false), DType::F32, &[5.0]);
    assert_eq!(ops::new_zeros(&x, &[1], None, true).unwrap_err().kind(), ErrorKind::Autograd);
}

#[test]
fn the_gradient_of_a_fill_goes_to_its_value() {
    let (x, value) = (Tensor::ones(&[3], DType::F32, here()).unwrap(), Tensor::ones(&[], DType::F64, here()).unwrap());
    x.set_requires_grad(true).unwrap();
    value.set_requires_grad(true).unwrap();
    let filled = ops::fill(&x, Operand(&value)).unwrap();
    let sum = ops::sum(&filled, None, false, None).unwrap();
    backward(&[sum], &[], None, BackwardOptions { retain_graph: false, create_graph: false }).unwrap();
    assert_eq!(doubles(&x.grad().unwrap()), [0.0; 3]);
    is(Ok(value.grad().unwrap()), DType::F64, &[3.0]);
    let message = "fill_ only supports 0-dimension value tensor but got tensor with 1 dimensions.";
    refused(ops::fill(&x, Operand(&Tensor::ones(&[1], DType::F32, here()).unwrap())), ErrorKind::Shape, message);
}

#[test]
fn a_layout_beyond_the_bytes_of_a_storage_is_refused() {
    let storage = Tensor::zeros(&[3], DType::F32, Device::default()).unwrap().storage().clone();
    let over = |shape: &[usize], strides: &[isize], offset| {
        Tensor::from_storage(storage.clone(), tapir_core::Layout::new(shape, strides, offset), DType::F32)
    };
    assert_eq!(over(&[2], &[2], 0).unwrap().shape(), [2]);
    assert_eq!(over(&[0, 9], &[9, 1], 0).unwrap().numel(), 0);
    for (shape, strides, offset) in [(&[2][..], &[3][..], 0), (&[3], &[1], 1), (&[1 << 40, 1 << 40], &[1 << 40, 1], 0)]
    {
        assert!(over(shape, strides, offset).is_err(), "{shape:?} {strides:?} {offset}");
    }
}
