//! Losses before their reduction. The functions of `nn.functional` weight and reduce what these rows give.

use super::activation::log_sigmoid;
use crate::num::Num;

rows! {
    methods loss_methods in "nn.functional";

    /// `(input - target)²`.
    MseLoss mse_pointwise(input, target) FloatOnly on reals only inside kernel "mse_cpu" = (input - target).square();
        g, y => [g * ((input - target) * 2.0), g * ((target - input) * 2.0)];

    /// `|input - target|`.
    L1Loss l1_pointwise(input, target) FloatOnly to reals only inside as "AbsBackward0" = (input - target).abs();
        g, y => [g * (input - target).conj().sign(), g * (target - input).conj().sign()];

    /// Quadratic nearer than `beta`, linear beyond.
    SmoothL1Loss smooth_l1_pointwise(input, target; beta = 1.0) FloatOnly on reals only inside kernel "smooth_l1_cpu" = {
        let distance = (input - target).abs();
        V::select(distance.lt(beta), distance * distance * 0.5 / beta, distance - beta * 0.5)
    };
        g, y => [g * (limited(input - target, beta) / beta), g * (limited(target - input, beta) / beta)];

    /// `delta` times `smooth_l1` with `beta = delta`.
    HuberLoss huber_pointwise(input, target; delta = 1.0) FloatOnly on reals only inside kernel "huber_cpu" = {
        let distance = (input - target).abs();
        V::select(distance.le(delta), distance * distance * 0.5, delta * (distance - delta * 0.5))
    };
        g, y => [g * limited(input - target, delta), g * limited(target - input, delta)];

    /// Cross entropy of probabilities; logarithms are limited to -100.
    BinaryCrossEntropy bce_pointwise(input, target) FloatOnly on reals only inside kernel "binary_cross_entropy" = {
        let floor = V::lit(-100.0);
        (target - 1.0) * (-input).log1p().maximum(floor) - target * input.log().maximum(floor)
    };
        g, y => [
            g * (input - target) / ((V::lit(1.0) - input) * input).maximum(V::lit(1e-12)),
            g * ((V::lit(1.0) - input).log() - input.log()),
        ];

    /// Cross entropy of the probabilities `sigmoid(input)`.
    BinaryCrossEntropyWithLogits bce_with_logits_pointwise(input, target) FloatOnly on reals only inside kernel "log_sigmoid_cpu"
        = (V::lit(1.0) - target) * input - log_sigmoid(input);
        g, y => [g * (input.sigmoid() - target), g * -input];

    /// `bce_with_logits` times `weight`, with the positive term multiplied by `pos_weight`.
    WeightedBinaryCrossEntropyWithLogits weighted_bce_with_logits_pointwise(input, target, weight, pos_weight) FloatOnly on reals only inside
        as "BinaryCrossEntropyWithLogitsBackward0" kernel "log_sigmoid_cpu"
        = ((V::lit(1.0) - target) * input - ((pos_weight - 1.0) * target + 1.0) * log_sigmoid(input)) * weight;
        g, y => [
            g * weight * ((pos_weight * target + 1.0 - target) * input.sigmoid() - pos_weight * target),
            g * weight * (-input - (pos_weight - 1.0) * log_sigmoid(input)),
            g * ((V::lit(1.0) - target) * input - ((pos_weight - 1.0) * target + 1.0) * log_sigmoid(input)),
            -g * weight * target * log_sigmoid(input),
        ];
}

/// `difference` limited to `-limit ..= limit`; constant from the joints on, and at NaN.
#[inline(always)]
fn limited<V: Num>(difference: V, limit: V) -> V {
    let beyond = V::select(difference.is_nan(), V::lit(f64::NAN), limit.copysign(difference));
    V::select(difference.abs().lt(limit), difference, beyond)
}
