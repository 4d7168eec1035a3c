//! Activation functions of `nn.functional`.

use super::arithmetic::MINUS_OF_A_BOOL;
use crate::num::Num;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

/// Constants of self-normalising networks (Klambauer et al. 2017).
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
/// Coefficients of the tanh form of gelu: `√(2/π) (x + 0.044715 x³)`.
const GELU_SLOPE: f64 = FRAC_2_SQRT_PI * FRAC_1_SQRT_2;
const GELU_CUBIC: f64 = 0.044715;
/// From here on `tanh(log(1 + e^x))` is 1 to the last digit of float64, and the squares of its terms are in float32's range.
const MISH_END: f64 = 20.0;

rows! {
    methods activation_methods in "nn.functional";

    /// `max(input, 0)`.
    Relu relu(input) ArithmeticNoBool on reals in place
        complex "clamp is not supported for complex types" bool "Boolean inputs not supported for relu"
        = input.maximum(V::lit(0.0));
        g, y => [V::select(y.le(V::lit(0.0)), V::lit(0.0), g)];

    /// `input` limited to 0 ..= 6.
    Relu6 relu6(input) ArithmeticNoBool on reals in place as "HardtanhBackward0"
        complex "clamp is not supported for complex types" bool "Bool inputs not supported for hardtanh"
        = input.maximum(V::lit(0.0)).minimum(V::lit(6.0));
        g, y => [strictly_inside(g, input, V::lit(0.0), V::lit(6.0))];

    /// `input` limited to `min_val ..= max_val`.
    Hardtanh hardtanh(input; min_val = -1.0, max_val = 1.0) ArithmeticNoBool on reals in place only inside
        complex "clamp is not supported for complex types" bool "Bool inputs not supported for hardtanh"
        = input.maximum(min_val).minimum(max_val);
        g, y => [strictly_inside(g, input, min_val, max_val)];

    /// `input` where positive, elsewhere `negative_slope * input`.
    LeakyRelu leaky_relu(input; negative_slope = 0.01) FloatOnly on reals in place
        = V::select(input.gt(V::lit(0.0)), input, input * negative_slope);
        g, y => [V::select(input.gt(V::lit(0.0)), g, g * negative_slope)];

    /// `input` where positive, elsewhere `weight * input`.
    Prelu prelu(input, weight) FloatOnly on reals only inside as "PreluKernelBackward0"
        = V::select(input.gt(V::lit(0.0)), input, weight * input);
        g, y => [
            V::select(input.gt(V::lit(0.0)), g, weight * g),
            V::select(input.gt(V::lit(0.0)), V::lit(0.0), input * g),
        ];

    /// `input` where above `threshold`, elsewhere `value`.
    Threshold threshold(input; threshold, value) ArithmeticNoBool on reals in place
        = V::select(input.le(threshold), value, input);
        g, y => [V::select(input.le(threshold), V::lit(0.0), g)];

    /// `input` where positive, elsewhere `alpha * (e^input - 1)`.
    Elu elu(input; alpha = 1.0) FloatOnly on reals in place
        kernel "elu_cpu"
        = elu(input, alpha, V::lit(1.0), V::lit(1.0));
        g, y => [g * elu_slope(input, alpha, V::lit(1.0), V::lit(1.0))];

    /// `input` where positive, elsewhere `alpha * (e^(input / alpha) - 1)`.
    Celu celu(input; alpha = 1.0) FloatOnly on reals in place
        kernel "elu_cpu"
        = elu(input, alpha, V::lit(1.0), alpha.recip());
        g, y => [g * elu_slope(input, alpha, V::lit(1.0), alpha.recip())];

    /// `elu` scaled so that activations keep mean 0 and variance 1.
    Selu selu(input) FloatOnly on reals in place as "EluBackward0" kernel "elu_cpu"
        = elu(input, V::lit(SELU_ALPHA * SELU_SCALE), V::lit(SELU_SCALE), V::lit(1.0));
        g, y => [g * elu_slope(input, V::lit(SELU_ALPHA * SELU_SCALE), V::lit(SELU_SCALE), V::lit(1.0))];

    /// `input * Φ(input)`, Φ being the normal distribution function.
    Gelu gelu(input) FloatOnly on reals only inside kernel "GeluKernelImpl" = input * normal_cdf(input);
        g, y => [{
            let density = (input * input * -0.5).exp() * (FRAC_2_SQRT_PI * FRAC_1_SQRT_2 * 0.5);
            g * input.mul_add(density, normal_cdf(input))
        }];

    /// `gelu` with Φ approximated by a tanh.
    GeluTanh gelu_tanh(input) FloatOnly on reals only inside as "GeluBackward0"
        kernel "GeluKernelImpl"
        = input * 0.5 * (gelu_inner(input).tanh() + 1.0);
        g, y => [{
            // Beyond 20 the tanh is ±1; there the cube would overflow.
            let x = input.maximum(V::lit(-20.0)).minimum(V::lit(20.0));
            let tanh = gelu_inner(x).tanh();
            let slope = (x * x).mul_add(V::lit(3.0 * GELU_CUBIC * GELU_SLOPE), V::lit(GELU_SLOPE));
            let right = x * 0.5 * (V::lit(1.0) - tanh * tanh) * slope;
            g * ((tanh + 1.0) * 0.5 + right)
        }];

    /// `input * sigmoid(input)`.
    Silu silu(input) FloatOnly in place = input / ((-input).exp() + 1.0);
        g, y => [{
            let sigmoid = input.sigmoid();
            g * (sigmoid * input.mul_add(V::lit(1.0) - sigmoid, V::lit(1.0)))
        }];

    /// `input * tanh(softplus(input))`.
    Mish mish(input) FloatOnly on reals in place = input * tanh_of_softplus(input).0;
        g, y => [{
            let (tanh, slope) = tanh_of_softplus(input);
            g * input.minimum(V::lit(MISH_END)).mul_add(slope, tanh)
        }];

    /// `log(1 + e^(beta input)) / beta`; `input` itself where `beta * input` is above `threshold`.
    Softplus softplus(input; beta = 1.0, threshold = 20.0) FloatOnly on reals
        = V::select((input * beta).gt(threshold), input, (input * beta).exp().log1p() / beta);
        g, y => [V::select((input * beta).gt(threshold), g, g * (input * beta).sigmoid())];

    /// `log(sigmoid(input))`.
    LogSigmoid logsigmoid(input) FloatOnly on reals kernel "log_sigmoid_cpu" = log_sigmoid(input);
        g, y => [g * (-input).sigmoid()];

    /// `input / (1 + |input|)`.
    Softsign softsign(input) Float as "DivBackward0"
        bool "\"abs_cpu\" not implemented for 'Bool'"
        = input / (input.abs() + 1.0);
        g, y => [softsign_gradient(g, input)];

    /// `input - tanh(input)`.
    Tanhshrink tanhshrink(input) Float as "SubBackward0"
        bool MINUS_OF_A_BOOL = input - input.tanh();
        g, y => [g * input.tanh().square()];

    /// `input` pulled towards 0 by `lambd`, 0 where it is nearer than that.
    Softshrink softshrink(input; lambd = 0.5) FloatOnly on reals only inside kernel "softshrink_check" = {
        let below = V::select(input.lt(-lambd), input + lambd, input * 0.0);
        V::select(input.gt(lambd), input - lambd, below)
    };
        g, y => [strictly_outside(g, input, lambd)];

    /// `input`, 0 where it is within `lambd` of 0.
    Hardshrink hardshrink(input; lambd = 0.5) FloatOnly on reals
        = V::select(input.ge(-lambd) & input.le(lambd), V::lit(0.0), input);
        g, y => [strictly_outside(g, input, lambd)];

    /// `sigmoid` in three straight pieces: `relu6(input + 3) / 6`.
    Hardsigmoid hardsigmoid(input) FloatOnly on reals in place = relu6(input + 3.0) / 6.0;
        g, y => [strictly_inside(g / 6.0, input, V::lit(-3.0), V::lit(3.0))];

    /// `input * relu6(input + 3) / 6`.
    Hardswish hardswish(input) FloatOnly on reals in place = input * relu6(input + 3.0) / 6.0;
        g, y => [{
            let inside = input.abs().lt(V::lit(3.0));
            let beyond = V::select(input.is_nan(), V::lit(f64::NAN), V::from_bool(input.gt(V::lit(0.0))));
            g * V::select(inside, input / 3.0 + 0.5, beyond)
        }];
}

#[inline(always)]
fn relu6<V: Num>(x: V) -> V {
    x.maximum(V::lit(0.0)).minimum(V::lit(6.0))
}

#[inline(always)]
fn strictly_inside<V: Num>(g: V, x: V, low: V, high: V) -> V {
    V::select(x.gt(low) & x.lt(high), g, V::lit(0.0))
}

#[inline(always)]
fn strictly_outside<V: Num>(g: V, x: V, limit: V) -> V {
    V::select(x.lt(-limit) | x.gt(limit), g, V::lit(0.0))
}

/// `tanh(log(1 + e^x))` as a quotient of polynomials in `e^x`, and its derivative.
#[inline(always)]
fn tanh_of_softplus<V: Num>(x: V) -> (V, V) {
    let e = x.minimum(V::lit(MISH_END)).exp();
    let n = e * (e + 2.0);
    let quotient = (n + 2.0).recip();
    (n * quotient, e * (e + 1.0) * 4.0 * quotient * quotient)
}

#[inline(always)]
fn elu<V: Num>(x: V, negative_scale: V, positive_scale: V, input_scale: V) -> V {
    V::select(x.le(V::lit(0.0)), (x * input_scale).expm1() * negative_scale, x * positive_scale)
}

/// At 0 the slope from below, as a constant: the second derivative there is 0.
#[inline(always)]
fn elu_slope<V: Num>(x: V, negative_scale: V, positive_scale: V, input_scale: V) -> V {
    let at_zero = negative_scale * input_scale;
    let below = V::select(x.eq(V::lit(0.0)), at_zero, (x * input_scale).exp() * at_zero);
    V::select(x.gt(V::lit(0.0)), positive_scale, below)
}

#[inline(always)]
fn normal_cdf<V: Num>(x: V) -> V {
    ((x * FRAC_1_SQRT_2).erf() + 1.0) * 0.5
}

/// Along the operand `1 / (1 + |x|)^2`; across it, where only complex numbers go, `1 / (1 + |x|)`.
#[inline(always)]
fn softsign_gradient<V: Num>(g: V, x: V) -> V {
    let (size, scale) = (x.abs(), x.abs() + 1.0);
    let share = V::select(size.is_infinite(), V::lit(0.0), size / scale);
    g / scale.square() + x.sign_gradient(g) * share.square()
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
