//! Activation functions of `nn.functional`.

use crate::num::Num;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

/// Constants of self-normalising networks (Klambauer et al. 2017).
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
/// Coefficients of the tanh form of gelu: `√(2/π) (x + 0.044715 x³)`.
const GELU_SLOPE: f64 = FRAC_2_SQRT_PI * FRAC_1_SQRT_2;
const GELU_CUBIC: f64 = 0.044715;

rows! {
    in "nn.functional";

    /// `max(input, 0)`.
    Relu relu(input) ArithmeticNoBool in place = input.maximum(V::lit(0.0));
        g, y => [V::select(y.le(V::lit(0.0)), V::lit(0.0), g)];

    /// `input` limited to 0 ..= 6.
    Relu6 relu6(input) ArithmeticNoBool in place as "HardtanhBackward0"
        = input.maximum(V::lit(0.0)).minimum(V::lit(6.0));
        g, y => [strictly_inside(g, input, V::lit(0.0), V::lit(6.0))];

    /// `input` limited to `min_val ..= max_val`.
    Hardtanh hardtanh(input; min_val = -1.0, max_val = 1.0) ArithmeticNoBool in place
        = input.maximum(min_val).minimum(max_val);
        g, y => [strictly_inside(g, input, min_val, max_val)];

    /// `input` where positive, elsewhere `negative_slope * input`.
    LeakyRelu leaky_relu(input; negative_slope = 0.01) FloatOnly in place
        = V::select(input.gt(V::lit(0.0)), input, input * negative_slope);
        g, y => [V::select(input.gt(V::lit(0.0)), g, g * negative_slope)];

    /// `input` where positive, elsewhere `weight * input`.
    Prelu prelu(input, weight) FloatOnly as "PreluKernelBackward0"
        = V::select(input.gt(V::lit(0.0)), input, weight * input);
        g, y => [
            V::select(input.gt(V::lit(0.0)), g, weight * g),
            V::select(input.gt(V::lit(0.0)), V::lit(0.0), input * g),
        ];

    /// `input` where above `threshold`, elsewhere `value`.
    Threshold threshold(input; threshold, value) ArithmeticNoBool in place
        = V::select(input.le(threshold), value, input);
        g, y => [V::select(input.le(threshold), V::lit(0.0), g)];

    /// `input` where positive, elsewhere `alpha * (e^input - 1)`.
    Elu elu(input; alpha = 1.0) FloatOnly in place = elu(input, alpha, V::lit(1.0), V::lit(1.0));
        g, y => [g * elu_slope(input, alpha, V::lit(1.0), V::lit(1.0))];

    /// `input` where positive, elsewhere `alpha * (e^(input / alpha) - 1)`.
    Celu celu(input; alpha = 1.0) FloatOnly in place = elu(input, alpha, V::lit(1.0), alpha.recip());
        g, y => [g * elu_slope(input, alpha, V::lit(1.0), alpha.recip())];

    /// `elu` scaled so that activations keep mean 0 and variance 1.
    Selu selu(input) FloatOnly in place as "EluBackward0"
        = elu(input, V::lit(SELU_ALPHA * SELU_SCALE), V::lit(SELU_SCALE), V::lit(1.0));
        g, y => [g * elu_slope(input, V::lit(SELU_ALPHA * SELU_SCALE), V::lit(SELU_SCALE), V::lit(1.0))];

    /// `input * Φ(input)`, Φ being the normal distribution function.
    Gelu gelu(input) FloatOnly = input * normal_cdf(input);
        g, y => [{
            let density = (input * input * -0.5).exp() * (FRAC_2_SQRT_PI * FRAC_1_SQRT_2 * 0.5);
            g * input.mul_add(density, normal_cdf(input))
        }];

    /// `gelu` with Φ approximated by a tanh.
    GeluTanh gelu_tanh(input) FloatOnly as "GeluBackward0" = input * 0.5 * (gelu_inner(input).tanh() + 1.0);
        g, y => [{
            let tanh = gelu_inner(input).tanh();
            let slope = (input * input).mul_add(V::lit(3.0 * GELU_CUBIC * GELU_SLOPE), V::lit(GELU_SLOPE));
            let right = input * 0.5 * (V::lit(1.0) - tanh * tanh) * slope;
            g * ((tanh + 1.0) * 0.5 + right)
        }];

    /// `input * sigmoid(input)`.
    Silu silu(input) FloatOnly in place = input / ((-input).exp() + 1.0);
        g, y => [{
            let sigmoid = input.sigmoid();
            g * (sigmoid * input.mul_add(V::lit(1.0) - sigmoid, V::lit(1.0)))
        }];

    /// `input * tanh(softplus(input))`.
    Mish mish(input) FloatOnly in place = input * input.exp().log1p().tanh();
        g, y => [{
            let tanh = input.exp().log1p().tanh();
            g * (tanh + input * input.sigmoid() * (V::lit(1.0) - tanh * tanh))
        }];

    /// `log(1 + e^(beta input)) / beta`; `input` itself where `beta * input` is above `threshold`.
    Softplus softplus(input; beta = 1.0, threshold = 20.0) FloatOnly
        = V::select((input * beta).gt(threshold), input, (input * beta).exp().log1p() / beta);
        g, y => [V::select((input * beta).gt(threshold), g, g * (input * beta).sigmoid())];

    /// `log(sigmoid(input))`.
    LogSigmoid logsigmoid(input) FloatOnly = log_sigmoid(input);
        g, y => [g * (-input).sigmoid()];

    /// `input / (1 + |input|)`.
    Softsign softsign(input) Float as "DivBackward0" = input / (input.abs() + 1.0);
        g, y => [g / (input.abs() + 1.0).square()];

    /// `input - tanh(input)`.
    Tanhshrink tanhshrink(input) Float as "SubBackward0" = input - input.tanh();
        g, y => [g * input.tanh().square()];

    /// `input` pulled towards 0 by `lambd`, 0 where it is nearer than that.
    Softshrink softshrink(input; lambd = 0.5) FloatOnly = {
        let below = V::select(input.lt(-lambd), input + lambd, input * 0.0);
        V::select(input.gt(lambd), input - lambd, below)
    };
        g, y => [V::select(input.ge(-lambd) & input.le(lambd), V::lit(0.0), g)];

    /// `input`, 0 where it is within `lambd` of 0.
    Hardshrink hardshrink(input; lambd = 0.5) FloatOnly
        = V::select(input.ge(-lambd) & input.le(lambd), V::lit(0.0), input);
        g, y => [V::select(input.ge(-lambd) & input.le(lambd), V::lit(0.0), g)];

    /// `sigmoid` in three straight pieces: `relu6(input + 3) / 6`.
    Hardsigmoid hardsigmoid(input) FloatOnly in place = relu6(input + 3.0) / 6.0;
        g, y => [strictly_inside(g / 6.0, input, V::lit(-3.0), V::lit(3.0))];

    /// `input * relu6(input + 3) / 6`.
    Hardswish hardswish(input) FloatOnly in place = input * relu6(input + 3.0) / 6.0;
        g, y => [{
            let middle = V::select(input.le(V::lit(3.0)), g * (input / 3.0 + 0.5), g);
            V::select(input.lt(V::lit(-3.0)), V::lit(0.0), middle)
        }];
}

#[inline(always)]
fn relu6<V: Num>(x: V) -> V {
    x.maximum(V::lit(0.0)).minimum(V::lit(6.0))
}

#[inline(always)]
fn strictly_inside<V: Num>(g: V, x: V, low: V, high: V) -> V {
    V::select(x.le(low) | x.ge(high), V::lit(0.0), g)
}

#[inline(always)]
fn elu<V: Num>(x: V, negative_scale: V, positive_scale: V, input_scale: V) -> V {
    V::select(x.le(V::lit(0.0)), (x * input_scale).expm1() * negative_scale, x * positive_scale)
}

#[inline(always)]
fn elu_slope<V: Num>(x: V, negative_scale: V, positive_scale: V, input_scale: V) -> V {
    let below = (x * input_scale).exp() * (negative_scale * input_scale);
    V::select(x.le(V::lit(0.0)), below, positive_scale)
}

#[inline(always)]
fn normal_cdf<V: Num>(x: V) -> V {
    ((x * FRAC_1_SQRT_2).erf() + 1.0) * 0.5
}

#[inline(always)]
fn gelu_inner<V: Num>(x: V) -> V {
    (x * x * x).mul_add(V::lit(GELU_CUBIC), x) * GELU_SLOPE
}

/// Neither exponential overflows: `min(x, 0) - log(1 + e^-|x|)`.
#[inline(always)]
pub(super) fn log_sigmoid<V: Num>(x: V) -> V {
    x.minimum(V::lit(0.0)) - (-x.abs()).exp().log1p()
}
