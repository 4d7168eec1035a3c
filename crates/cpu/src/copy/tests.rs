//! Copies and fills against an element-by-element account.

use crate::{
    CPU,
    testing::{Block, dtypes, layouts, shapes},
};
use proptest::prelude::*;
use tapir_core::{DType, Layout, Scalar};
use tapir_ops::CopyBackend;

fn pairs() -> impl Strategy<Value = (Layout, Layout)> {
    shapes().prop_flat_map(|shape| (layouts(shape.clone(), true), layouts(shape, false)))
}

proptest! {
    #[test]
    fn a_copy_keeps_every_value_for_all_dtypes_and_layouts(
        (from, to) in pairs(), source in dtypes(), target in dtypes()
    ) {
        let source = Block::counting(source, from);
        let mut copy = Block::counting(target, to);
        CPU.copy(&source.view(), &copy.view_mut()).unwrap();
        let to_bool = target == DType::Bool;
        let expected: Vec<f64> =
            source.values().iter().map(|&x| if to_bool { f64::from(u8::from(x != 0.0)) } else { x }).collect();
        prop_assert_eq!(copy.values(), expected);
    }

    #[test]
    fn a_copy_writes_nothing_between_the_elements(to in shapes().prop_flat_map(|shape| layouts(shape, false))) {
        let mut copy = Block::counting(DType::I32, to.clone());
        let whole = Layout::contiguous(&[to.required_len()]);
        let before = copy.clone().with_layout(whole.clone()).values();
        let source = Block::new(DType::I32, &to.shape, &vec![-1.0; to.numel()]);
        CPU.copy(&source.view(), &copy.view_mut()).unwrap();
        let after = copy.with_layout(whole).values();
        let written = after.iter().filter(|&&x| x == -1.0).count();
        prop_assert_eq!(written, to.numel());
        prop_assert!(before.iter().zip(&after).all(|(b, a)| a == b || *a == -1.0));
    }

    #[test]
    fn a_fill_sets_every_element(to in shapes().prop_flat_map(|shape| layouts(shape, false)), dtype in dtypes()) {
        let mut block = Block::counting(dtype, to);
        CPU.fill(Scalar::Float(1.0), &block.view_mut()).unwrap();
        prop_assert!(block.values().iter().all(|&x| x == 1.0));
    }

    #[test]
    fn arange_counts_in_row_major_order(to in shapes().prop_flat_map(|shape| layouts(shape, false))) {
        let mut block = Block::counting(DType::F32, to);
        CPU.arange(Scalar::Float(-2.0), Scalar::Float(0.5), &block.view_mut()).unwrap();
        let expected: Vec<f64> = (0..block.layout.numel()).map(|i| i as f64 * 0.5 - 2.0).collect();
        prop_assert_eq!(block.values(), expected);
    }
}

#[test]
fn large_transposes_split_over_bands_are_whole() {
    for (rows, columns) in [(513, 700), (1000, 33), (8, 40_000)] {
        let values: Vec<f64> = (0..rows * columns).map(|i| i as f64).collect();
        let source = Block::new(DType::F32, &[rows, columns], &values);
        let transposed = source.clone().with_layout(source.layout.transpose(0, 1));
        let mut copy = Block::zeros(DType::F32, &[columns, rows]);
        CPU.copy(&transposed.view(), &copy.view_mut()).unwrap();
        assert_eq!(copy.values(), transposed.values());
    }
}

#[test]
fn floats_become_integers_as_in_pytorch() {
    let source = Block::new(DType::F32, &[5], &[-1.7, 300.0, 2.9, f64::NAN, f64::INFINITY]);
    let cast = |dtype| {
        let mut out = Block::zeros(dtype, &[5]);
        CPU.copy(&source.view(), &out.view_mut()).unwrap();
        out.values()
    };
    assert_eq!(cast(DType::U8), [255.0, 44.0, 2.0, 0.0, 0.0]);
    assert_eq!(cast(DType::I64), [-1.0, 300.0, 2.0, i64::MIN as f64, i64::MIN as f64]);
    assert_eq!(cast(DType::Bool), [1.0; 5]);
}

#[test]
fn wide_integers_wrap_into_narrow_ones() {
    let source = Block::new(DType::I64, &[3], &[257.0, -1.0, 70_000.0]);
    let mut out = Block::zeros(DType::U8, &[3]);
    CPU.copy(&source.view(), &out.view_mut()).unwrap();
    assert_eq!(out.values(), [1.0, 255.0, 112.0]);
}
