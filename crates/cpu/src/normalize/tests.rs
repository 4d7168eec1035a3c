//! Normalisations against their definitions in doubles, and derivatives against finite differences.

use crate::{
    CPU,
    testing::{Block, layouts, shapes},
};
use ndarray::{ArrayD, Axis};
use proptest::prelude::*;
use tapir_core::{DType, Layout};
use tapir_ops::{CrossEntropy, LayerNorm, LayerNormGrads, NormalizeBackend};

fn softmax(log: bool, block: &Block, dim: usize) -> Vec<f64> {
    let mut out = Block::zeros(block.dtype, &block.layout.shape);
    CPU.softmax(log, &block.view(), dim, &out.view_mut()).unwrap();
    out.values()
}

proptest! {
    #[test]
    fn softmax_follows_its_definition(
        layout in shapes().prop_filter("rank", |s| !s.is_empty()).prop_flat_map(|shape| layouts(shape, true)),
        pick in any::<prop::sample::Index>(), log in any::<bool>()
    ) {
        let dim = pick.index(layout.rank());
        let block = Block::counting(DType::F32, layout);
        let mut expected = ArrayD::from_shape_vec(block.layout.shape.to_vec(), block.values()).unwrap();
        for mut line in expected.lanes_mut(Axis(dim)) {
            let greatest = line.fold(f64::NEG_INFINITY, |a, &x| a.max(x));
            let total: f64 = line.iter().map(|x| (x - greatest).exp()).sum();
            line.mapv_inplace(|x| if log { x - greatest - total.ln() } else { (x - greatest).exp() / total });
        }
        for (got, expected) in softmax(log, &block, dim).iter().zip(expected.iter()) {
            let scale = expected.abs().max(if log { 1.0 } else { 1e-6 });
            prop_assert!((got - expected).abs() <= 1e-6 * scale * 4.0, "{} {}", got, expected);
        }
    }
}

#[test]
fn softmax_survives_infinities_and_may_overwrite_its_input() {
    let mut block = Block::new(DType::F32, &[1, 3], &[f64::NEG_INFINITY, 1e30, 1e30]);
    CPU.softmax(false, &block.view(), 1, &block.view_mut()).unwrap();
    assert_eq!(block.values(), [0.0, 0.5, 0.5]);
}

/// Derivative of `sum(weights * function(x))` by each element of `x`.
fn differences(x: &[f64], weights: &[f64], function: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
    let value = |x: &[f64]| -> f64 { function(x).iter().zip(weights).map(|(y, w)| y * w).sum() };
    (0..x.len())
        .map(|i| {
            let (mut above, mut below) = (x.to_vec(), x.to_vec());
            above[i] += 1e-5;
            below[i] -= 1e-5;
            (value(&above) - value(&below)) / 2e-5
        })
        .collect()
}

fn assert_close(got: &[f64], expected: &[f64]) {
    assert_eq!(got.len(), expected.len());
    for (got, expected) in got.iter().zip(expected) {
        assert!((got - expected).abs() < 1e-6, "{got} {expected}");
    }
}

fn wave(count: usize, step: f64) -> Vec<f64> {
    (0..count).map(|i| (i as f64 * step).sin() * 2.0).collect()
}

#[test]
fn softmax_backward_is_its_derivative() {
    let (x, g) = (wave(3 * 37, 0.7), wave(3 * 37, 0.3));
    for log in [false, true] {
        let forward = |x: &[f64]| softmax(log, &Block::new(DType::F64, &[3, 37], x), 1);
        let (y, grad) = (Block::new(DType::F64, &[3, 37], &forward(&x)), Block::new(DType::F64, &[3, 37], &g));
        let mut out = Block::zeros(DType::F64, &[3, 37]);
        CPU.softmax_backward(log, &grad.view(), &y.view(), 1, &out.view_mut()).unwrap();
        assert_close(&out.values(), &differences(&x, &g, forward));
    }
}

const ROWS: usize = 150; // more than one part
const FEATURES: usize = 5;

fn layer_norm(x: &[f64], weight: &[f64], bias: &[f64], centered: bool) -> [Block; 3] {
    let mut out = Block::zeros(DType::F64, &[ROWS, FEATURES]);
    let (mut mean, mut rstd) = (Block::zeros(DType::F64, &[ROWS]), Block::zeros(DType::F64, &[ROWS]));
    let (x, weight) = (Block::new(DType::F64, &[ROWS, FEATURES], x), Block::new(DType::F64, &[FEATURES], weight));
    let bias = Block::new(DType::F64, &[FEATURES], bias);
    let norm = LayerNorm { input: &x.view(), weight: Some(&weight.view()), centered };
    let (o, m, r) = (out.view_mut(), mean.view_mut(), rstd.view_mut());
    CPU.layer_norm(norm, Some(&bias.view()), 1e-5, &o, Some(&m), &r).unwrap();
    [out, mean, rstd]
}

#[test]
fn layer_norm_backward_is_its_derivative() {
    let (x, g) = (wave(ROWS * FEATURES, 0.7), wave(ROWS * FEATURES, 0.3));
    let (weight, bias) = (wave(FEATURES, 1.1), wave(FEATURES, 0.9));
    for centered in [true, false] {
        let [_, mean, rstd] = layer_norm(&x, &weight, &bias, centered);
        let (input, grad) =
            (Block::new(DType::F64, &[ROWS, FEATURES], &x), Block::new(DType::F64, &[ROWS, FEATURES], &g));
        let w = Block::new(DType::F64, &[FEATURES], &weight);
        let mut dx = Block::zeros(DType::F64, &[ROWS, FEATURES]);
        let (mut dw, mut db) = (Block::zeros(DType::F64, &[FEATURES]), Block::zeros(DType::F64, &[FEATURES]));
        let norm = LayerNorm { input: &input.view(), weight: Some(&w.view()), centered };
        let outs =
            LayerNormGrads { input: Some(&dx.view_mut()), weight: Some(&dw.view_mut()), bias: Some(&db.view_mut()) };
        CPU.layer_norm_backward(norm, &grad.view(), Some(&mean.view()), &rstd.view(), outs).unwrap();
        let run = |x: &[f64], w: &[f64], b: &[f64]| layer_norm(x, w, b, centered)[0].values();
        assert_close(&dx.values(), &differences(&x, &g, |x| run(x, &weight, &bias)));
        assert_close(&dw.values(), &differences(&weight, &g, |w| run(&x, w, &bias)));
        assert_close(&db.values(), &differences(&bias, &g, |b| run(&x, &weight, b)));
    }
}

#[test]
fn layer_norm_takes_bfloat16_and_transposed_rows() {
    let values: Vec<f64> = (0..12).map(f64::from).collect();
    let block = Block::new(DType::BF16, &[4, 3], &values).with_layout(Layout::contiguous(&[4, 3]).transpose(0, 1));
    let (mut out, mut rstd) = (Block::zeros(DType::F32, &[3, 4]), Block::zeros(DType::F32, &[3]));
    let norm = LayerNorm { input: &block.view(), weight: None, centered: true };
    CPU.layer_norm(norm, None, 0.0, &out.view_mut(), None, &rstd.view_mut()).unwrap();
    let unit = 11.25f64.sqrt().recip(); // every row is an arithmetic sequence with variance 11.25
    for (i, y) in out.values().into_iter().enumerate() {
        assert!((y - ((i % 4) as f64 * 3.0 - 4.5) * unit).abs() < 1e-6);
    }
    assert!(rstd.values().iter().all(|r| (r - unit).abs() < 1e-7));
}

/// Losses, weights and the gradient for a scale of one per sample.
fn cross_entropy(scores: &Block, targets: &[f64], weight: Option<&Block>, normalized: bool) -> [Vec<f64>; 3] {
    let shape = scores.layout.shape.to_vec();
    let per_sample = [shape[0], 1, shape[2]];
    let target = Block::new(DType::I64, &per_sample, targets);
    let mut losses = Block::zeros(DType::F64, &per_sample);
    let mut weights = Block::zeros(DType::F64, &per_sample);
    let mut statistics = Block::zeros(DType::F64, &[shape[0], 2, shape[2]]);
    let mut gradient = Block::zeros(DType::F64, &shape);
    let (input, target, class_weights) = (scores.view(), target.view(), weight.map(Block::view));
    let what =
        CrossEntropy { input: &input, target: &target, weight: class_weights.as_ref(), ignore_index: -100, normalized };
    CPU.cross_entropy(what, &losses.view_mut(), &weights.view_mut(), &statistics.view_mut()).unwrap();
    CPU.cross_entropy_backward(what, &statistics.view(), &weights.view(), &gradient.view_mut()).unwrap();
    [losses, weights, gradient].map(|block| block.values())
}

#[test]
fn cross_entropy_is_minus_the_logarithm_of_the_softmax_at_the_target_in_any_layout() {
    for (samples, classes, positions) in [(3, 5, 1), (2, 40, 1), (70, 7, 1), (2, 5, 33), (1, 40, 3), (4, 1, 1)] {
        let count = samples * classes * positions;
        let values: Vec<f64> = (0..count).map(|i| (i * 37 % 23) as f64 / 5.0 - 2.0).collect();
        let scores = Block::new(DType::F64, &[samples, classes, positions], &values);
        let weight = Block::new(DType::F64, &[classes], &(0..classes).map(|i| 0.5 + i as f64).collect::<Vec<_>>());
        let targets: Vec<f64> =
            (0..samples * positions).map(|i| if i % 5 == 4 { -100.0 } else { (i * 3 % classes) as f64 }).collect();
        let logs = Block::new(DType::F64, &[samples, classes, positions], &softmax_of(&scores));
        let [losses, weights, gradient] = cross_entropy(&scores, &targets, Some(&weight), false);
        let [same_losses, _, hot] = cross_entropy(&logs, &targets, Some(&weight), true);
        assert_close(&losses, &same_losses);
        for (i, &target) in targets.iter().enumerate() {
            let (sample, position) = (i / positions, i % positions);
            let at = |class: usize| (sample * classes + class) * positions + position;
            let (loss, scale) = match target {
                -100.0 => (0.0, 0.0),
                class => (
                    -logs.values()[at(class as usize)] * weight.values()[class as usize],
                    weight.values()[class as usize],
                ),
            };
            assert!((losses[i] - loss).abs() < 1e-12 && weights[i] == scale);
            for class in 0..classes {
                let one = if target == class as f64 { 1.0 } else { 0.0 };
                let expected = (logs.values()[at(class)].exp() - one) * scale;
                assert!((gradient[at(class)] - expected).abs() < 1e-12);
                assert_eq!(hot[at(class)], -one * scale);
            }
        }
    }
}

/// The logarithm of the softmax along dimension 1.
fn softmax_of(block: &Block) -> Vec<f64> {
    softmax(true, block, 1)
}

#[test]
fn a_target_that_is_no_class_is_refused_by_name() {
    let scores = Block::zeros(DType::F32, &[3, 2, 1]);
    let target = Block::new(DType::I64, &[3, 1, 1], &[1.0, -100.0, 2.0]);
    let mut outs = [[3, 1, 1], [3, 1, 1], [3, 2, 1]].map(|shape| Block::zeros(DType::F32, &shape));
    let [losses, weights, statistics] = outs.each_mut().map(|block| block.view_mut());
    let (input, target) = (scores.view(), target.view());
    let what = CrossEntropy { input: &input, target: &target, weight: None, ignore_index: -100, normalized: false };
    let error = CPU.cross_entropy(what, &losses, &weights, &statistics).unwrap_err();
    assert_eq!(error.message(), "Target 2 is out of bounds.");
}

#[test]
fn softmax_along_a_strided_dimension_is_that_of_the_lines_one_by_one() {
    let values: Vec<f64> = (0..70 * 90).map(|i| (i * 37 % 101) as f64 / 7.0).collect();
    let block = Block::new(DType::F32, &[70, 90], &values);
    let transposed = block.clone().with_layout(block.layout.transpose(0, 1));
    for log in [false, true] {
        let across = Block::new(DType::F32, &[90, 70], &softmax(log, &transposed, 0));
        let across = across.clone().with_layout(across.layout.transpose(0, 1)).values();
        for (a, b) in softmax(log, &block, 1).iter().zip(across) {
            assert!((a - b).abs() <= 1e-6 * b.abs().max(1e-3), "{a} {b}");
        }
    }
}

#[test]
fn softmax_of_empty_lines_ends_however_many_there_are() {
    let layout = Layout::contiguous(&[0, 1 << 30, 1 << 30]);
    let mut out = Block::counting(DType::F32, layout.clone());
    CPU.softmax(false, &Block::counting(DType::F32, layout).view(), 0, &out.view_mut()).unwrap();
}
