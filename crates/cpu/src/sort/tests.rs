//! Sorts and order statistics against the standard library's sort.

use crate::{
    CPU,
    testing::{Block, layouts, shapes},
};
use ndarray::{ArrayD, Axis};
use proptest::prelude::*;
use tapir_core::DType;
use tapir_ops::SortBackend;

fn sort(block: &Block, dim: usize, descending: bool) -> (Vec<f64>, Vec<f64>) {
    let shape = &block.layout.shape;
    let (mut values, mut indices) = (Block::zeros(block.dtype, shape), Block::zeros(DType::I64, shape));
    let (v, i) = (values.view_mut(), indices.view_mut());
    CPU.sort(&block.view(), dim, descending, Some(&v), Some(&i)).unwrap();
    (values.values(), indices.values())
}

proptest! {
    #[test]
    fn sorts_are_stable_in_both_directions_and_any_layout(
        layout in shapes().prop_filter("rank", |s| !s.is_empty()).prop_flat_map(|shape| layouts(shape, true)),
        pick in any::<prop::sample::Index>(), descending in any::<bool>(),
        dtype in prop::sample::select(DType::ALL[..13].to_vec())
    ) {
        let dim = pick.index(layout.rank());
        let block = Block::counting(dtype, layout);
        let mut values = ArrayD::from_shape_vec(block.layout.shape.to_vec(), block.values()).unwrap();
        let mut indices = values.clone();
        for (mut line, mut places) in values.lanes_mut(Axis(dim)).into_iter().zip(indices.lanes_mut(Axis(dim))) {
            let mut pairs: Vec<(f64, usize)> = line.iter().copied().zip(0..).collect();
            pairs.sort_by(|a, b| if descending { b.0.total_cmp(&a.0) } else { a.0.total_cmp(&b.0) });
            for (i, (value, place)) in pairs.into_iter().enumerate() {
                line[i] = value;
                places[i] = place as f64;
            }
        }
        let expected = (values.iter().copied().collect::<Vec<_>>(), indices.iter().copied().collect::<Vec<_>>());
        prop_assert_eq!(sort(&block, dim, descending), expected);
    }
}

#[test]
fn nan_sorts_last_and_zeros_are_equal() {
    let block = Block::new(DType::F64, &[5], &[f64::NAN, 0.0, -1.0, -0.0, f64::INFINITY]);
    assert_eq!(sort(&block, 0, false).1, [2.0, 1.0, 3.0, 4.0, 0.0]);
    assert_eq!(sort(&block, 0, true).1, [0.0, 4.0, 1.0, 3.0, 2.0]);
}

#[test]
fn topk_gives_the_extremes_in_order() {
    let block = Block::new(DType::F32, &[6], &[4.0, 9.0, -3.0, 7.0, 8.0, 1.0]);
    for (largest, expected) in [(true, [9.0, 8.0, 7.0]), (false, [-3.0, 1.0, 4.0])] {
        let mut values = Block::zeros(DType::F32, &[3]);
        CPU.topk(&block.view(), 3, 0, largest, Some(&values.view_mut()), None).unwrap();
        assert_eq!(values.values(), expected);
    }
}

#[test]
fn medians_are_lower_and_heed_nan() {
    let block = Block::new(DType::F32, &[5], &[5.0, f64::NAN, 1.0, 3.0, 4.0]);
    let median = |ignore_nan| {
        let (mut value, mut index) = (Block::zeros(DType::F32, &[]), Block::zeros(DType::I64, &[]));
        CPU.median(&block.view(), 0, ignore_nan, Some(&value.view_mut()), Some(&index.view_mut())).unwrap();
        (value.values()[0], index.values()[0])
    };
    assert_eq!(median(true), (3.0, 3.0));
    assert!(median(false).0.is_nan());
    assert_eq!(median(false).1, 1.0);
}

#[test]
fn kthvalue_counts_from_one_and_refuses_what_is_not_there() {
    let block = Block::new(DType::I64, &[3], &[30.0, 10.0, 20.0]);
    let mut value = Block::zeros(DType::I64, &[]);
    CPU.kthvalue(&block.view(), 2, 0, Some(&value.view_mut()), None).unwrap();
    assert_eq!(value.values(), [20.0]);
    let error = CPU.kthvalue(&block.view(), 4, 0, Some(&value.view_mut()), None).unwrap_err();
    assert_eq!(error.message(), "selected number k out of range for dimension 0");
}
