//! Exponentials, logarithms, roots, the error functions and the gamma functions.

use crate::num::Num;
use std::f64::consts::{FRAC_2_SQRT_PI, LN_2, LN_10, LOG2_E};

rows! {
    methods exponential_methods in "";

    /// `e^input`.
    Exp exp(input) Float in place = input.exp();
        g, y => [g * y];
    /// `2^input`.
    Exp2 exp2(input) Float in place = input.exp2();
        g, y => [g * y * LN_2];
    /// `e^input - 1`, exact near 0.
    Expm1 expm1(input) Float in place = input.expm1();
        g, y => [g * (y + 1.0)];
    /// Natural logarithm.
    Log log(input) Float in place = input.log();
        g, y => [g / input];
    /// Logarithm to base 2.
    Log2 log2(input) Float in place = input.log2();
        g, y => [g / (input * LN_2)];
    /// Logarithm to base 10.
    Log10 log10(input) Float in place = input.log10();
        g, y => [g / (input * LN_10)];
    /// `log(1 + input)`, exact near 0.
    Log1p log1p(input) Float in place = input.log1p();
        g, y => [g / (input + 1.0)];
    /// Square root.
    Sqrt sqrt(input) Float in place = input.sqrt();
        g, y => [g / (y * 2.0)];
    /// `1 / √input`.
    Rsqrt rsqrt(input) Float in place = input.rsqrt();
        g, y => [g * (y * y * y) * -0.5];

    /// `log(e^input + e^other)`, without overflow.
    Logaddexp logaddexp(input, other) FloatOnly of tensors = {
        // Of complex numbers the one with the greater real part.
        let swapped = input.lt(other);
        let (larger, smaller) = (V::select(swapped, other, input), V::select(swapped, input, other));
        let sum = larger + (smaller - larger).exp().log1p();
        V::select(input.is_infinite() & input.eq(other), input, sum)
    };
        g, y => [g * (input - other).sigmoid(), g * (other - input).sigmoid()];

    /// `log2(2^input + 2^other)`, without overflow.
    Logaddexp2 logaddexp2(input, other) FloatOnly on reals of tensors = {
        let larger = input.maximum(other);
        let gap = (input - other).abs();
        let sum = larger + (-gap).exp2().log1p() * LOG2_E;
        V::select(input.is_infinite() & input.eq(other), input, sum)
    };
        g, y => [g * ((input - other) * LN_2).sigmoid(), g * ((other - input) * LN_2).sigmoid()];

    /// `input * log(other)`; 0 where `input` is 0, unless `other` is NaN.
    Xlogy xlogy(input, other) Float on reals in place = xlogy(input, other);
        g, y => [
            V::select(input.eq(V::lit(0.0)) & other.le(V::lit(0.0)), V::lit(0.0), xlogy(g, other)),
            g * input / other,
        ];

    /// `log(input / (1 - input))`; a non-negative `eps` first limits `input` to `eps ..= 1 - eps`.
    Logit logit(input; eps = -1.0) Float on reals in place = {
        let limited = input.maximum(eps).minimum(V::lit(1.0) - eps);
        let inside = V::select(eps.lt(V::lit(0.0)), input, limited);
        (inside / (V::lit(1.0) - inside)).log()
    };
        g, y => [logit_gradient(g, input, eps)];

    /// Error function.
    Erf erf(input) Float on reals in place kernel "erf_vml_cpu" = input.erf();
        g, y => [g * ((-(input * input)).exp() * FRAC_2_SQRT_PI)];
    /// `1 - erf(input)`, exact in the tail.
    Erfc erfc(input) Float on reals in place kernel "erfc_vml_cpu" = input.erfc();
        g, y => [g * ((-(input * input)).exp() * -FRAC_2_SQRT_PI)];

    /// `log |Γ(input)|`, the logarithm of the gamma function.
    Lgamma lgamma(input) Float on reals in place kernel "lgamma_vml_cpu" within (input.is_not_negative()) = input.lgamma();
        g, y => [g * input.polygamma(V::lit(0.0))];
    /// The derivative of `lgamma(input)`.
    Digamma digamma(input) Float on reals in place kernel "digamma" within (input.is_not_negative())
        = input.polygamma(V::lit(0.0));
        g, y => [g * input.polygamma(V::lit(1.0))];
    /// The derivative of order `n` of `digamma(input)`.
    Polygamma polygamma(input; n) Float on reals in place only inside kernel "polygamma" often [0.0, 1.0] = input.polygamma(n);
        g, y => [g * input.polygamma(n + 1.0)];
}

#[inline(always)]
fn xlogy<V: Num>(x: V, y: V) -> V {
    let product = x * y.log();
    V::select(x.eq(V::lit(0.0)) & !y.is_nan(), V::lit(0.0), product)
}

/// Outside of the limits 0; outside of 0..1, when there are no limits, NaN.
#[inline(always)]
fn logit_gradient<V: Num>(g: V, x: V, eps: V) -> V {
    let (zero, one) = (V::lit(0.0), V::lit(1.0));
    let unlimited = eps.lt(zero);
    let low = V::select(unlimited, zero, eps);
    let beyond = V::select(unlimited, V::lit(f64::NAN), zero);
    V::select(x.ge(low) & x.le(one - low), g / (x * (one - x)), beyond)
}
