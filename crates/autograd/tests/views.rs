//! Views and their relatives: shared memory, gradients of first and second order, and what may be written.

use tapir_autograd::{BackwardOptions, GradMode, Tensor, backward, call, grad, ops, registry};
use tapir_core::{DType, Device, ErrorKind, Result};

tapir_mirror::on_start!();

fn leaf(values: &[f64], shape: &[usize]) -> Tensor {
    let tensor = Tensor::from_slice(values, shape).unwrap();
    tensor.set_requires_grad(true).unwrap();
    tensor
}

fn counting(shape: &[usize]) -> Tensor {
    let numel: usize = shape.iter().product();
    leaf(&(0..numel).map(|value| value as f64 / 8.0 - 1.0).collect::<Vec<_>>(), shape)
}

fn values(tensor: &Tensor) -> Vec<f64> {
    tensor.to_vec().unwrap()
}

fn message<T>(result: Result<T>) -> String {
    result.err().expect("an error").message().to_owned()
}

/// The gradient of `sum(y³)` and the gradient of that gradient's square, against differences.
fn check_derivatives(name: &str, x: &Tensor, op: impl Fn(&Tensor) -> Result<Vec<Tensor>>) {
    let loss = |x: &Tensor| -> Tensor {
        let parts = op(x).unwrap().into_iter().map(|part| {
            let cube = ops::mul(&ops::mul(&part, &part).unwrap(), &part).unwrap();
            ops::sum(&cube, None, false, None).unwrap()
        });
        parts.reduce(|sum, part| ops::add(&sum, &part).unwrap()).unwrap()
    };
    let options = BackwardOptions { retain_graph: true, create_graph: true };
    let gradient =
        |x: &Tensor| grad(&[loss(x)], std::slice::from_ref(x), &[], options, false).unwrap()[0].clone().unwrap();
    let energy = |x: &Tensor| ops::sum(&ops::square(&gradient(x)).unwrap(), None, false, None).unwrap();
    let second = grad(&[energy(x)], std::slice::from_ref(x), &[], options, false).unwrap()[0].clone().unwrap();
    let (first, second) = (values(&gradient(x)), values(&second));
    let base = values(&x.detach());
    for place in 0..base.len() {
        let moved = |step: f64| {
            let mut values = base.clone();
            values[place] += step;
            leaf(&values, x.shape())
        };
        let slope = |function: &dyn Fn(&Tensor) -> Tensor| {
            let value = |step| function(&moved(step)).item().unwrap().to_f64();
            (value(1e-4) - value(-1e-4)) / 2e-4
        };
        assert!((slope(&loss) - first[place]).abs() < 1e-5, "{name}: first derivative at {place}");
        assert!((slope(&energy) - second[place]).abs() < 1e-3, "{name}: second derivative at {place}");
    }
}

#[test]
fn derivatives_of_both_orders_agree_with_differences() {
    type Case = (&'static str, fn(&Tensor) -> Result<Vec<Tensor>>);
    let cases: &[Case] = &[
        ("flatten", |x| Ok(vec![ops::flatten(&ops::t(x)?, 0, -1)?])),
        ("movedim", |x| Ok(vec![ops::movedim(x, &[0], &[1])?])),
        ("split", |x| ops::split(x, 2, 1)),
        ("unsafe_split", |x| ops::unsafe_split(x, 2, 1)),
        ("split_with_sizes", |x| ops::split_with_sizes(x, &[1, 3], 1)),
        ("unbind", |x| ops::unbind(x, 0)),
        ("part of unbind", |x| Ok(vec![ops::unbind(x, 1)?[2].clone()])),
        ("tensor_split", |x| ops::tensor_split(x, 3, 1)),
        ("cat", |x| Ok(vec![ops::cat(&[x.clone(), ops::square(x)?], 1)?])),
        ("stack", |x| Ok(vec![ops::stack(&[x.clone(), ops::square(x)?], -1)?])),
        ("block_diag", |x| Ok(vec![ops::block_diag(&[x.clone(), ops::square(x)?])?])),
        ("unfold", |x| Ok(vec![ops::unfold(x, 1, 3, 1)?, ops::unfold(x, 1, 2, 2)?, ops::unfold(x, 1, 1, 2)?])),
        ("flip", |x| Ok(vec![ops::flip(x, &[1])?])),
        ("roll", |x| Ok(vec![ops::roll(x, &[1, -1], &[0, 1])?])),
        ("rot90", |x| Ok(vec![ops::rot90(x, 3, &[0, 1])?])),
        ("repeat", |x| Ok(vec![ops::repeat(x, &[2, 1, 3])?])),
        ("repeat_interleave", |x| Ok(vec![ops::repeat_interleave(x, 2, Some(1), None)?])),
        ("tril", |x| Ok(vec![ops::tril(x.into(), 1)?])),
        ("triu", |x| Ok(vec![ops::triu(x.into(), 0)?])),
        ("diag", |x| Ok(vec![ops::diag(x, 1)?])),
        ("diag_embed", |x| Ok(vec![ops::diag_embed(x, -1, 0, 2)?])),
        ("trace", |x| Ok(vec![ops::trace(x)?])),
        ("slice_copy", |x| Ok(vec![ops::slice_copy(x, 1, Some(1), None, 2)?])),
        ("select_scatter", |x| Ok(vec![ops::select_scatter(x, &ops::select(&ops::square(x)?, 0, 1)?, 0, 0)?])),
        ("slice_scatter", |x| {
            Ok(vec![ops::slice_scatter(x, &ops::slice_copy(x, 1, Some(2), None, 1)?, 1, Some(0), Some(2), 1)?])
        }),
        ("diagonal_scatter", |x| {
            let part = ops::narrow_copy(&ops::select(&ops::square(x)?, 0, 1)?, 0, 1, 2)?;
            Ok(vec![ops::diagonal_scatter(x, &part, 1, 0, 1)?])
        }),
        ("sum_to_size", |x| Ok(vec![ops::sum_to_size(x, &[2, 1])?])),
        ("meshgrid", |x| ops::meshgrid(&ops::unbind(x, 0)?, "xy")),
    ];
    for (name, op) in cases {
        check_derivatives(name, &counting(&[2, 4]), op);
    }
}

#[test]
fn parts_of_a_split_share_memory() {
    let x = Tensor::zeros(&[4], DType::F64, Device::default()).unwrap();
    let parts = ops::split(&x, 3, 0).unwrap();
    ops::fill_(&parts[1], call::Operand(&Tensor::wrapped_number(2.into()).unwrap())).unwrap();
    assert_eq!(values(&x), [0.0, 0.0, 0.0, 2.0]);
}

#[test]
fn one_of_several_views_must_not_be_written() {
    let x = ops::mul_scalar(&counting(&[3]), 1.0).unwrap();
    let parts = ops::unbind(&x, 0).unwrap();
    let error = message(ops::zero_(&parts[1]));
    assert!(error.starts_with("Output 1 of Unbind is a view and is being modified inplace. This view is the output of a function that returns multiple views."), "{error}");
    let within = ops::unsqueeze(&parts[1], 0).unwrap();
    assert!(message(ops::zero_(&within)).starts_with("Output 0 of Unsqueeze is a view"));
    assert!(ops::zero_(&ops::unsafe_split(&x, 1, 0).unwrap()[0]).is_ok());
}

#[test]
fn a_tensor_transposed_in_place_still_is_the_same_memory_and_history() {
    let x = counting(&[2, 3]);
    let y = ops::clone(&x).unwrap();
    let row = ops::select(&y, 0, 0).unwrap();
    let y = ops::transpose_(&y, 0, 1).unwrap();
    assert_eq!(y.shape(), [3, 2]);
    ops::zero_(&y).unwrap();
    assert_eq!(values(&row), [0.0; 3]);
    backward(&[ops::sum(&row, None, false, None).unwrap()], &[], None, BackwardOptions::default()).unwrap();
    assert_eq!(values(&x.grad().unwrap()), [0.0; 6]);
}

#[test]
fn a_leaf_changes_its_layout_only_without_grad_mode() {
    let x = counting(&[2, 3]);
    assert_eq!(message(ops::t_(&x)), "a leaf Variable that requires grad is being used in an in-place operation.");
    let _mode = GradMode::set(false);
    let x = ops::t_(&x).unwrap();
    assert!(x.requires_grad() && x.is_leaf());
    assert_eq!(x.shape(), [3, 2]);
}

#[test]
fn what_was_transposed_without_grad_mode_may_be_written_with_it() {
    let x = Tensor::zeros(&[2, 3], DType::F64, Device::default()).unwrap();
    let x = {
        let _mode = GradMode::set(false);
        ops::t_(&x).unwrap()
    };
    ops::copy_(&x, &counting(&[3, 2]), false).unwrap();
    assert!(x.requires_grad());
}

#[test]
fn resizing_keeps_the_memory_as_far_as_it_goes() {
    let x = Tensor::from_slice(&[1.0, 2.0, 3.0, 4.0], &[4]).unwrap();
    let small = ops::resize_(&x, &[1, 2]).unwrap();
    assert_eq!(values(&small), [1.0, 2.0]);
    let large = ops::resize_(&small, &[6]).unwrap();
    assert_eq!(values(&large)[..4], [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(message(ops::resize_(&x, &[-3])), "numel: integer multiplication overflow");
    assert!(message(ops::resize_(&x, &[4, 0, 1 << 62])).starts_with("numel: integer multiplication overflow"));
    assert_eq!(message(ops::resize_(&counting(&[2]), &[1])), "cannot resize variables that require grad");
}

#[test]
fn a_row_transposed_is_an_attribute_not_a_call() {
    let properties: Vec<&str> = registry::operators().iter().filter(|op| op.property).map(|op| op.name).collect();
    assert_eq!(properties, ["T", "mT", "H", "mH"]);
}

#[test]
fn triangles_of_empty_and_of_strided_matrices_are_right() {
    let x = ops::t(&Tensor::from_slice(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[3, 2]).unwrap()).unwrap();
    assert_eq!(values(&ops::tril((&x).into(), 0).unwrap()), [1.0, 0.0, 0.0, 2.0, 4.0, 0.0]);
    assert_eq!(values(&ops::triu((&x).into(), 1).unwrap()), [0.0, 3.0, 5.0, 0.0, 0.0, 6.0]);
    assert_eq!(values(&ops::triu((&x).into(), i64::MIN).unwrap()), values(&x));
    assert_eq!(values(&ops::tril((&x).into(), i64::MAX).unwrap()), values(&x));
    assert_eq!(values(&ops::tril((&x).into(), i64::MIN).unwrap()), [0.0; 6]);
    let empty = Tensor::zeros(&[2, 0, 3], DType::Bool, Device::default()).unwrap();
    assert_eq!(ops::tril((&empty).into(), 0).unwrap().shape(), [2, 0, 3]);
    let infinite = Tensor::full(&[2, 2], f64::INFINITY, DType::F64, Device::default()).unwrap();
    assert_eq!(values(&ops::tril((&infinite).into(), -1).unwrap()), [0.0, 0.0, f64::INFINITY, 0.0]);
}

#[test]
fn filling_passes_the_gradient_to_the_value() {
    let value = leaf(&[3.0], &[]);
    let x = Tensor::zeros(&[2, 2], DType::F64, Device::default()).unwrap();
    ops::fill_(&ops::select(&x, 0, 1).unwrap(), call::Operand(&value)).unwrap();
    backward(&[ops::sum(&x, None, false, None).unwrap()], &[], None, BackwardOptions::default()).unwrap();
    assert_eq!(values(&value.grad().unwrap()), [2.0]);
    let bytes = Tensor::zeros(&[1], DType::U8, Device::default()).unwrap();
    assert!(ops::fill_(&bytes, call::Operand(&Tensor::wrapped_number(300.into()).unwrap())).is_err());
}

#[test]
fn rolling_every_dimension_is_one_pass_over_its_corners() {
    let x = Tensor::from_slice(&[0i64, 1, 2, 3, 4, 5], &[2, 3]).unwrap();
    assert_eq!(ops::roll(&x, &[1, 1], &[0, 1]).unwrap().to_vec::<i64>().unwrap(), [5, 3, 4, 2, 0, 1]);
    assert_eq!(ops::roll(&x, &[-7], &[]).unwrap().to_vec::<i64>().unwrap(), [1, 2, 3, 4, 5, 0]);
    assert_eq!(ops::roll(&x, &[2, 1], &[1, 1]).unwrap().to_vec::<i64>().unwrap(), [0, 1, 2, 3, 4, 5]);
}

#[test]
fn lists_about_more_elements_than_memory_holds_are_errors() {
    let huge = ops::expand(&Tensor::from_slice(&[1i64], &[1]).unwrap(), &[1 << 50], false).unwrap();
    let kind = |result: Result<Tensor>| result.unwrap_err().kind();
    assert_eq!(huge.to_vec::<i64>().unwrap_err().kind(), ErrorKind::Memory);
    assert_eq!(kind(ops::one_hot(&huge, -1)), ErrorKind::Memory);
    assert_eq!(kind(ops::repeat_interleave_tensor(&huge, &huge, None, None)), ErrorKind::Memory);
    assert_eq!(ops::unbind(&huge, 0).unwrap_err().kind(), ErrorKind::Memory);
    assert_eq!(ops::tensor_split(&huge, 1 << 50, 0).unwrap_err().kind(), ErrorKind::Memory);
    assert_eq!(ops::tensor_split_tensor(&huge, &huge, 0).unwrap_err().kind(), ErrorKind::Memory);
}
