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

/// The running total of whole numbers, in which nothing is rounded.
fn totals(values: &[f64], reverse: bool) -> Vec<f64> {
    let mut values = values.to_vec();
    if reverse {
        values.reverse();
    }
    let mut total = 0.0;
    let add = |x: &f64| {
        total += x;
        total
    };
    let mut totals: Vec<f64> = values.iter().map(add).collect();
    if reverse {
        totals.reverse();
    }
    totals
}

#[test]
fn a_long_line_in_parts_is_one_running_total_in_either_direction() {
    for length in [512, 32_768, 32_771, 100_003] {
        let values: Vec<f64> = (0..length).map(|i| (i % 5) as f64).collect();
        for (dtype, reverse) in [(DType::F32, false), (DType::F32, true), (DType::I64, false), (DType::I64, true)] {
            let block = Block::new(dtype, &[length], &values);
            let mut out = Block::zeros(dtype, &[length]);
            CPU.scan(Scan::Sum, dtype, &block.view(), 0, reverse, &out.view_mut()).unwrap();
            assert_eq!(out.values(), totals(&values, reverse), "{length} {dtype:?} {reverse}");
        }
    }
}

#[test]
fn infinities_and_nan_run_on_in_a_long_line() {
    let mut values = vec![1.0; 100_000];
    (values[40_000], values[70_000]) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut out = Block::zeros(DType::F32, &[values.len()]);
    CPU.scan(
        Scan::Sum,
        DType::F32,
        &Block::new(DType::F32, &[values.len()], &values).view(),
        0,
        false,
        &out.view_mut(),
    )
    .unwrap();
    let out = out.values();
    assert_eq!((out[39_999], out[40_000], out[69_999]), (40_000.0, f64::INFINITY, f64::INFINITY));
    assert!(out[70_000].is_nan() && out[99_999].is_nan());
}

#[test]
fn extrema_of_lines_side_by_side_and_one_by_one_are_the_same() {
    let (rows, columns) = (19, 70);
    let values: Vec<f64> =
        (0..rows * columns).map(|i| if i % 97 == 0 { f64::NAN } else { (i * 31 % 17) as f64 }).collect();
    let block = Block::new(DType::F32, &[rows, columns], &values);
    let transposed = block.clone().with_layout(block.layout.transpose(0, 1));
    for which in [Extremum::Max, Extremum::Min] {
        let mut outs =
            [[rows, columns], [columns, rows]].map(|shape| [DType::F32, DType::I64].map(|d| Block::zeros(d, &shape)));
        let [[a, b], [c, d]] = &mut outs;
        CPU.scan_extremum(which, &block.view(), 1, &a.view_mut(), &b.view_mut()).unwrap();
        CPU.scan_extremum(which, &transposed.view(), 0, &c.view_mut(), &d.view_mut()).unwrap();
        for (rowwise, panelwise) in [(a, c), (b, d)] {
            let back = panelwise.clone().with_layout(panelwise.layout.transpose(0, 1));
            let same = |x: f64, y: f64| x == y || x.is_nan() && y.is_nan();
            assert!(rowwise.values().iter().zip(back.values()).all(|(&x, y)| same(x, y)));
        }
    }
}

#[test]
fn sums_of_negative_zeros_are_zero_in_lines_of_any_length() {
    for length in [1, 5, 40, 600, 70_000] {
        let zeros = Block::new(DType::F32, &[length], &vec![-0.0; length]);
        let mut out = Block::zeros(DType::F32, &[length]);
        CPU.scan(Scan::Sum, DType::F32, &zeros.view(), 0, false, &out.view_mut()).unwrap();
        assert!(out.values().iter().all(|sum| sum.is_sign_positive()), "length {length}");
    }
}
