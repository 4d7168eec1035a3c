//! Scans against running totals in doubles.

use crate::{
    CPU,
    testing::{Block, layouts, shapes},
};
use ndarray::{ArrayD, Axis};
use proptest::prelude::*;
use tapir_core::DType;
use tapir_ops::{Extremum, Scan, ScanBackend};

fn along(block: &Block, dim: usize, reverse: bool, step: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let mut array = ArrayD::from_shape_vec(block.layout.shape.to_vec(), block.values()).unwrap();
    if reverse {
        array.invert_axis(Axis(dim));
    }
    array.accumulate_axis_inplace(Axis(dim), |&previous, current| *current = step(previous, *current));
    if reverse {
        array.invert_axis(Axis(dim));
    }
    array.iter().copied().collect()
}

proptest! {
    #[test]
    fn running_sums_agree_with_ndarray(
        layout in shapes().prop_filter("rank", |s| !s.is_empty()).prop_flat_map(|shape| layouts(shape, true)),
        pick in any::<prop::sample::Index>(), reverse in any::<bool>(),
        dtype in prop::sample::select(vec![DType::U8, DType::I64, DType::BF16, DType::F32, DType::F64])
    ) {
        let dim = pick.index(layout.rank());
        let block = Block::counting(dtype, layout);
        let compute = if dtype.is_floating() { DType::F64 } else { DType::I64 };
        let mut out = Block::zeros(compute, &block.layout.shape);
        CPU.scan(Scan::Sum, compute, &block.view(), dim, reverse, &out.view_mut()).unwrap();
        prop_assert_eq!(out.values(), along(&block, dim, reverse, |a, x| a + x));
    }
}

#[test]
fn a_scan_may_write_over_its_input() {
    let mut block = Block::new(DType::F32, &[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    CPU.scan(Scan::Prod, DType::F32, &block.view(), 0, false, &block.view_mut()).unwrap();
    assert_eq!(block.values(), [1.0, 2.0, 3.0, 4.0, 10.0, 18.0]);
}

#[test]
fn running_log_sum_exp_survives_infinities() {
    let block = Block::new(DType::F32, &[4], &[f64::NEG_INFINITY, f64::NEG_INFINITY, 1000.0, 1000.0]);
    let mut out = Block::zeros(DType::F64, &[4]);
    CPU.scan(Scan::LogSumExp, DType::F64, &block.view(), 0, false, &out.view_mut()).unwrap();
    assert_eq!(out.values(), [f64::NEG_INFINITY, f64::NEG_INFINITY, 1000.0, 1000.0 + 2f64.ln()]);
}

#[test]
fn running_extrema_report_the_latest_place_and_keep_nan() {
    let block = Block::new(DType::F32, &[6], &[1.0, 3.0, 3.0, 2.0, f64::NAN, 5.0]);
    let (mut values, mut indices) = (Block::zeros(DType::F32, &[6]), Block::zeros(DType::I64, &[6]));
    CPU.scan_extremum(Extremum::Max, &block.view(), 0, &values.view_mut(), &indices.view_mut()).unwrap();
    assert_eq!(indices.values(), [0.0, 1.0, 2.0, 2.0, 4.0, 4.0]);
    assert_eq!(values.values()[..4], [1.0, 3.0, 3.0, 3.0]);
    assert!(values.values()[4..].iter().all(|x| x.is_nan()));
}
