//! Reductions against ndarray's folds.

use crate::{
    CPU,
    testing::{Block, layouts, shapes},
};
use ndarray::{ArrayD, Axis};
use proptest::prelude::*;
use tapir_core::{DType, Error, ErrorKind, Layout, Scalar};
use tapir_ops::{Elements, Extremum, ReduceBackend, Reduction};

fn array(block: &Block) -> ArrayD<f64> {
    ArrayD::from_shape_vec(block.layout.shape.to_vec(), block.values()).unwrap()
}

/// Folds dimension by dimension, keeping each with size 1.
fn folded(block: &Block, dims: &[usize], start: f64, step: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let reduced = dims.iter().fold(array(block), |array, &dim| {
        array.fold_axis(Axis(dim), start, |&a, &x| step(a, x)).insert_axis(Axis(dim))
    });
    reduced.iter().copied().collect()
}

fn kept_shape(shape: &[usize], dims: &[usize]) -> Vec<usize> {
    shape.iter().enumerate().map(|(dim, &size)| if dims.contains(&dim) { 1 } else { size }).collect()
}

fn removed_shape(shape: &[usize], dims: &[usize]) -> Vec<usize> {
    shape.iter().enumerate().filter(|(dim, _)| !dims.contains(dim)).map(|(_, &size)| size).collect()
}

fn reduce(kind: Reduction, compute: DType, out: DType, block: &Block, dims: &[usize]) -> Vec<f64> {
    let mut result = Block::zeros(out, &removed_shape(&block.layout.shape, dims));
    let compute = if kind.spec().elements == Elements::Truths { DType::Bool } else { compute };
    CPU.reduce(kind, &[], compute, &block.view(), dims, &result.view_mut()).unwrap();
    result.values()
}

/// A layout and some of its dimensions.
fn cases() -> impl Strategy<Value = (Layout, Vec<usize>)> {
    shapes().prop_flat_map(|shape| {
        let dims = prop::sample::subsequence((0..shape.len()).collect::<Vec<_>>(), 0..=shape.len());
        (layouts(shape, true), dims)
    })
}

#[test]
fn float32_sums_of_short_rows_have_the_last_digit_of_pytorch() {
    for (count, expected) in [(10, 95.0f32), (27, 2_066.999_8), (40, 6_846.666_5), (63, 27_124.998)] {
        let thirds: Vec<f64> = (0..count).map(|i| f64::from(i * i) / 3.0).collect();
        let block = Block::new(DType::F32, &[thirds.len()], &thirds);
        assert_eq!(reduce(Reduction::Sum, DType::F32, DType::F32, &block, &[0]), [f64::from(expected)]);
    }
}

proptest! {
    #[test]
    fn integer_sums_are_exact_over_any_dims(
        (layout, dims) in cases(),
        dtype in prop::sample::select(vec![DType::Bool, DType::U8, DType::I16, DType::I64, DType::U64])
    ) {
        let block = Block::counting(dtype, layout);
        let sums = reduce(Reduction::Sum, DType::I64, DType::I64, &block, &dims);
        prop_assert_eq!(sums, folded(&block, &dims, 0.0, |a, x| a + x));
    }

    #[test]
    fn float_sums_and_extrema_agree_with_ndarray(
        (layout, dims) in cases(), dtype in prop::sample::select(vec![DType::BF16, DType::F16, DType::F32])
    ) {
        let block = Block::counting(dtype, layout);
        let sums = reduce(Reduction::Sum, DType::F32, DType::F64, &block, &dims);
        prop_assert_eq!(sums, folded(&block, &dims, 0.0, |a, x| a + x)); // integers below 2^24 add exactly
        if block.layout.numel() > 0 {
            let greatest = reduce(Reduction::Max, DType::F32, dtype, &block, &dims);
            prop_assert_eq!(greatest, folded(&block, &dims, f64::NEG_INFINITY, f64::max));
            let least = reduce(Reduction::Min, DType::F32, dtype, &block, &dims);
            prop_assert_eq!(least, folded(&block, &dims, f64::INFINITY, f64::min));
        }
    }

    #[test]
    fn any_all_and_counts_look_at_zeros((layout, dims) in cases()) {
        let block = Block::counting(DType::F32, layout);
        let nonzero = |x: f64| f64::from(u8::from(x != 0.0));
        let ones = block.values().into_iter().map(nonzero).collect::<Vec<_>>();
        let ones = Block::new(DType::F64, &block.layout.shape, &ones);
        let any = reduce(Reduction::Any, DType::I64, DType::Bool, &block, &dims);
        prop_assert_eq!(any, folded(&ones, &dims, 0.0, f64::max));
        let all = reduce(Reduction::All, DType::I64, DType::Bool, &block, &dims);
        prop_assert_eq!(all, folded(&ones, &dims, 1.0, |a, x| a * x));
        let count = reduce(Reduction::CountNonzero, DType::I64, DType::I64, &block, &dims);
        prop_assert_eq!(count, folded(&ones, &dims, 0.0, |a, x| a + x));
    }

    #[test]
    fn variance_is_the_mean_squared_deviation((layout, dims) in cases()) {
        let block = Block::counting(DType::F32, layout);
        let shape = kept_shape(&block.layout.shape, &dims);
        let (mut variance, mut mean) = (Block::zeros(DType::F32, &shape), Block::zeros(DType::F64, &shape));
        CPU.variance(DType::F32, &block.view(), &dims, 0.0, &variance.view_mut(), Some(&mean.view_mut())).unwrap();
        let count: f64 = dims.iter().map(|&dim| block.layout.shape[dim] as f64).product();
        let sums = folded(&block, &dims, 0.0, |a, x| a + x);
        let centered = array(&block) - ArrayD::from_shape_vec(shape.clone(), sums.iter().map(|s| s / count).collect()).unwrap();
        let centered = Block::new(DType::F64, &block.layout.shape, &centered.iter().map(|d| d * d).collect::<Vec<_>>());
        for ((got, mean), (squares, sum)) in
            variance.values().iter().zip(mean.values()).zip(folded(&centered, &dims, 0.0, |a, x| a + x).iter().zip(sums))
        {
            let expected = squares / count;
            prop_assert!((got - expected).abs() <= 1e-5 * expected.max(1.0) || got.is_nan() && count == 0.0);
            prop_assert!((mean - sum / count).abs() < 1e-4 || count == 0.0);
        }
    }

    #[test]
    fn the_first_extremum_is_found((layout, dims) in cases(), max in any::<bool>()) {
        let Some(&dim) = dims.first() else { return Ok(()) };
        let block = Block::counting(DType::I32, layout);
        if block.layout.shape[dim] == 0 { return Ok(()) }
        let which = if max { Extremum::Max } else { Extremum::Min };
        let shape = removed_shape(&block.layout.shape, &[dim]);
        let (mut values, mut indices) = (Block::zeros(DType::I32, &shape), Block::zeros(DType::I64, &shape));
        CPU.reduce_index(which, &block.view(), dim, Some(&values.view_mut()), Some(&indices.view_mut())).unwrap();
        let expected: Vec<(f64, f64)> = array(&block).map_axis(Axis(dim), |line| {
            let best = line.iter().copied().fold(line[0], |a, x| if max { a.max(x) } else { a.min(x) });
            (best, line.iter().position(|&x| x == best).unwrap() as f64)
        }).iter().copied().collect();
        prop_assert_eq!(values.values().into_iter().zip(indices.values()).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_zero_size_tensor_sums_to_zero_and_multiplies_to_one() {
    let empty = Block::zeros(DType::F32, &[0, 3]);
    assert_eq!(reduce(Reduction::Sum, DType::F32, DType::F32, &empty, &[0]), [0.0; 3]);
    assert_eq!(reduce(Reduction::Prod, DType::F32, DType::F32, &empty, &[0, 1]), [1.0]);
    assert_eq!(reduce(Reduction::All, DType::I64, DType::Bool, &empty, &[0, 1]), [1.0]);
}

#[test]
fn a_reduction_refuses_dtypes_that_it_does_not_take() {
    let block = Block::zeros(DType::C64, &[3]);
    let mut out = Block::zeros(DType::C64, &[]);
    let error = CPU.reduce(Reduction::Max, &[], DType::C64, &block.view(), &[0], &out.view_mut()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DType);
    assert_eq!(error.message(), "not implemented for 'ComplexFloat'");
}

#[test]
fn nan_is_every_extremum_and_its_first_place_the_index() {
    let mut values: Vec<f64> = (0..3000).map(f64::from).collect();
    values[1700] = f64::NAN;
    values[2500] = f64::NAN;
    let block = Block::new(DType::F32, &[3000], &values);
    for which in [Extremum::Max, Extremum::Min] {
        let mut index = Block::zeros(DType::I64, &[]);
        CPU.reduce_index(which, &block.view(), 0, None, Some(&index.view_mut())).unwrap();
        assert_eq!(index.values(), [1700.0]);
    }
    assert!(reduce(Reduction::Max, DType::F32, DType::F32, &block, &[0])[0].is_nan());
    assert!(reduce(Reduction::Min, DType::F32, DType::F32, &block, &[0])[0].is_nan());
    assert!(!reduce(Reduction::NanSum, DType::F32, DType::F32, &block, &[0])[0].is_nan());
}

#[test]
fn norms_of_every_order() {
    let block = Block::new(DType::F64, &[4], &[3.0, -4.0, 0.0, 12.0]);
    let norm = |kind| reduce(kind, DType::F64, DType::F64, &block, &[0])[0];
    assert_eq!([norm(Reduction::CountNonzero), norm(Reduction::AbsSum), norm(Reduction::Euclidean)], [3.0, 19.0, 13.0]);
    assert_eq!([norm(Reduction::AbsMax), norm(Reduction::AbsMin)], [12.0, 0.0]);
    let mut cubic = Block::zeros(DType::F64, &[]);
    CPU.reduce(Reduction::Norm, &[Scalar::Float(3.0)], DType::F64, &block.view(), &[0], &cubic.view_mut()).unwrap();
    assert!((cubic.values()[0] - 1819f64.cbrt()).abs() < 1e-12);
}

#[test]
fn a_long_float32_sum_stays_accurate() {
    let block = Block::new(DType::F32, &[1_000_000], &vec![0.1; 1_000_000]);
    let exact = f64::from(0.1f32) * 1e6;
    for shape in [&[1_000_000usize, 1][..], &[1000, 1000], &[200_000, 5]] {
        let block = block.clone().with_layout(Layout::contiguous(shape));
        let all = reduce(Reduction::Sum, DType::F32, DType::F32, &block, &[0, 1])[0];
        assert!((all - exact).abs() < 1e-6 * exact, "{all}");
        let columns = reduce(Reduction::Sum, DType::F32, DType::F32, &block, &[0]);
        let share = exact / shape[1] as f64;
        assert!(columns.iter().all(|&x| (x - share).abs() < 1e-6 * share), "{shape:?} {columns:?}");
    }
}

#[test]
fn extrema_of_uint64_above_2_to_63_are_right() {
    let block = Block::new(DType::U64, &[2], &[2f64.powi(63) + 4096.0, 5.0]);
    assert_eq!(reduce(Reduction::Max, DType::U64, DType::U64, &block, &[0]), [2f64.powi(63) + 4096.0]);
}

#[test]
fn more_partial_results_than_memory_holds_are_an_error() {
    let one = Block::zeros(DType::F32, &[1]).with_layout(Layout::new(&[1 << 20, 1 << 21, 1 << 21], &[0, 0, 0], 0));
    let mut out = Block::zeros(DType::F32, &[1, 1, 1]);
    let mut sum = || CPU.reduce(Reduction::Sum, &[], DType::F32, &one.view(), &[0, 1, 2], &out.view_mut());
    assert_eq!(Error::caught(&mut sum).unwrap_err().kind(), ErrorKind::Memory);
}
