//! The logarithm of the gamma function: a polynomial up to 2.5 that has the zeros at 1 and 2 as factors, Stirling's formula with
//! a fitted remainder above, Euler's reflection `Γ(-a) Γ(1 + a) = -π / sin πa` below 0 (NIST DLMF 5.5.3 and 5.11.1).

use super::logarithm::log_with_rest;
use super::parts::{two_product, two_sum};
use super::trigonometric::sin_pi;
use crate::lane::Isa;
use crate::math::{Float, polynomial};

/// Where the polynomial ends.
const JOINT: f64 = 2.5;

/// `lgamma(1 + w) / (w (w - 1))` in `w - 0.75`, `w` in 0 ..= 1.5; Chebyshev fit, relative error 6.4e-18.
const NEAR: [f64; 25] = [
    8.702854149462274e-08,
    -1.577723410210679e-07,
    -1.9561462574604242e-08,
    3.404324894896923e-08,
    4.142761109248788e-07,
    -7.562612463459416e-07,
    9.597109616498142e-07,
    -1.76764375827818e-06,
    3.5071990932812468e-06,
    -6.487859797094674e-06,
    1.194925036645649e-05,
    -2.226821449897537e-05,
    4.170547456941329e-05,
    -7.8464050392945e-05,
    0.0001485167612603942,
    -0.00028319036037842405,
    0.0005448969907212743,
    -0.0010605660937984334,
    0.0020955338799232407,
    -0.004226194125189418,
    0.008776370425257302,
    -0.019053957830260832,
    0.044520447198509644,
    -0.11948158662524268,
    0.4501393121092563,
];

/// `x (lgamma(x) - (x - 1/2) (log x - 1) - (log 2π - 1) / 2)` in `1 / x²`, `x >= 2.5`; Chebyshev fit, absolute error 1.7e-17.
const FAR: [f64; 13] = [
    1.6579126428005446,
    -1.9839544447221413,
    1.1113197941746704,
    -0.39730201679484567,
    0.10689474701340294,
    -0.025211948545317147,
    0.00621416883593992,
    -0.0019112061273278312,
    0.0008416146468954755,
    -0.0005952362987525512,
    0.0007936507810740789,
    -0.0027777777777425704,
    0.08333333333333331,
];

/// `(log 2π - 1) / 2`.
const STIRLING: f64 = 0.4189385332046727;
const STIRLING_LOW: f64 = 1.6728209650585413e-17;

/// Powers of two that keep the products of large numbers within range.
const LARGE: f64 = f64::from_bits((1023 + 600) << 52);
const DOWN: f64 = f64::from_bits((1023 - 100) << 52);
const UP: f64 = f64::from_bits((1023 + 100) << 52);

/// `lgamma(1 + w)` up to `JOINT`, whose errors are relative also near the zeros.
#[inline(always)]
fn near<I: Isa>(w: f64) -> f64 {
    w * (w - 1.0) * polynomial::<I, _, 25>(w - 0.75, &NEAR)
}

/// `lgamma(a)` above `JOINT` as a sum of two, given the logarithm of `a` as one.
#[inline(always)]
fn far<I: Isa>(a: f64, log: f64, log_rest: f64) -> (f64, f64) {
    let inverse = 1.0 / a;
    let remainder = inverse * polynomial::<I, _, 13>(inverse * inverse, &FAR);
    let (scale, back) = if a > LARGE { (DOWN, UP) } else { (1.0, 1.0) };
    let factor = (a - 0.5) * scale;
    let (log, error) = two_sum(log, -1.0);
    let (product, product_error) = two_product::<I>(factor, log);
    let (sum, sum_error) = two_sum(product, STIRLING);
    let rest = factor.multiply_add::<I>(log_rest + error, remainder + STIRLING_LOW) + (product_error + sum_error);
    (sum * back, rest * back)
}

/// `log |Γ(x)|`; infinite at 0, at negative integers and at both infinities. At most 2 ulp above 0; below, where
/// the reflection has zeros, 2 ulp of the greater of the result and 1.
#[inline(always)]
pub fn lgamma<I: Isa>(x: f64) -> f64 {
    let a = x.abs();
    let (log, log_rest) = log_with_rest::<I>(a);
    let below = a < 1.0;
    // Below 1 it is lgamma(1 + a).
    let near = near::<I>(if below { a } else { a - 1.0 });
    let (sum, rest) = far::<I>(a, log, log_rest);
    let (sum, rest) = if a < JOINT { (near, 0.0) } else { (sum, rest) };
    let value = if below { (sum - log_rest) - log } else { sum + rest };
    let value = if (a == 0.0) | (a == f64::INFINITY) { f64::INFINITY } else { value };
    if I::NARROW {
        return value;
    }
    // lgamma(-a) = -lgamma(1 + a) - log(|sin πa| / π)
    let (log, log_rest) = if below { (0.0, 0.0) } else { (log, log_rest) };
    let from_integer = a - a.round_nearest::<I>();
    let (sine, sine_low) = sin_pi::<I>(from_integer);
    let (log_sine, sine_rest) = log_with_rest::<I>(sine.abs());
    let sine_rest = sine_rest + sine_low / sine;
    let (sum, error) = two_sum(sum, log);
    let (sum, sine_error) = two_sum(sum, log_sine);
    let reflected = -(sum + ((error + sine_error) + (rest + log_rest + sine_rest)));
    let reflected = if (from_integer == 0.0) | (a == f64::INFINITY) { f64::INFINITY } else { reflected };
    if x < 0.0 { reflected } else { value }
}
