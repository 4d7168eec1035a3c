//! Logarithms: `log x = k ln 2 + log(1 + f)` with `√½ - 1 <= f <= √2 - 1`.

use super::exponential::{LN_2_HIGH, LN_2_LOW};
use crate::lane::Isa;
use crate::math::{Float, polynomial};

/// `(log(1 + f) - f + f²/2) / f³`; Chebyshev fit, absolute error 2.9e-8.
const LOG: [f32; 9] =
    [0.06971612, -0.11479734, 0.1168542, -0.12425687, 0.14249058, -0.16667803, 0.20000716, -0.24999997, 0.3333333];

const SQRT_HALF: u32 = std::f32::consts::FRAC_1_SQRT_2.to_bits();

const LOG2_E: f32 = std::f32::consts::LOG2_E;
const LOG2_E_LOW: f32 = (std::f64::consts::LOG2_E - LOG2_E as f64) as f32;

const LOG10_E: f32 = std::f32::consts::LOG10_E;
const LOG10_E_LOW: f32 = (std::f64::consts::LOG10_E - LOG10_E as f64) as f32;
/// 11 bits, so that its product with an exponent is exact.
const LOG10_2_HIGH: f32 = 1233.0 / 4096.0;
const LOG10_2_LOW: f32 = (std::f64::consts::LOG10_2 - LOG10_2_HIGH as f64) as f32;

/// `k` such that a positive normal `x` lies in `2^k (√½ .. √2)`.
#[inline(always)]
fn exponent(x: f32) -> i32 {
    (x.to_bits().wrapping_sub(SQRT_HALF) as i32) >> 23
}

/// `(k, f)` for `x = 2^k (1 + f)`; denormals are scaled up first.
#[inline(always)]
fn split(x: f32) -> (f32, f32) {
    let tiny = x < f32::MIN_POSITIVE;
    let normal = if tiny { x * 33554432.0 } else { x };
    let k = exponent(normal);
    let mantissa = f32::from_bits(normal.to_bits().wrapping_sub((k << 23) as u32));
    (k as f32 - if tiny { 25.0 } else { 0.0 }, mantissa - 1.0)
}

/// `log(1 + f) - f`.
#[inline(always)]
fn tail<I: Isa>(f: f32) -> f32 {
    polynomial::<I, _, 9>(f, &LOG).multiply_add::<I>(f, -0.5) * (f * f)
}

/// What every logarithm is at 0, at infinity, and where it is not defined.
#[inline(always)]
fn at_limits(x: f32, log: f32) -> f32 {
    let log = if x == f32::INFINITY { f32::INFINITY } else { log };
    let log = if x == 0.0 { f32::NEG_INFINITY } else { log };
    if x >= 0.0 { log } else { f32::NAN }
}

/// Natural logarithm. At most 1 ulp.
#[inline(always)]
pub fn log<I: Isa>(x: f32) -> f32 {
    let (k, f) = split(x);
    at_limits(x, natural::<I>(k, f))
}

#[inline(always)]
fn natural<I: Isa>(k: f32, f: f32) -> f32 {
    k.multiply_add::<I>(LN_2_HIGH, f + k.multiply_add::<I>(LN_2_LOW, tail::<I>(f)))
}

/// Logarithm to base 2. At most 1.5 ulp; 4 ulp near 1 without fused multiply-add.
#[inline(always)]
pub fn log2<I: Isa>(x: f32) -> f32 {
    let (k, f) = split(x);
    let low = f.multiply_add::<I>(LOG2_E_LOW, tail::<I>(f) * LOG2_E);
    at_limits(x, k + f.multiply_add::<I>(LOG2_E, low))
}

/// Logarithm to base 10. At most 1.5 ulp.
#[inline(always)]
pub fn log10<I: Isa>(x: f32) -> f32 {
    let (k, f) = split(x);
    let low = f.multiply_add::<I>(LOG10_E_LOW, tail::<I>(f) * LOG10_E);
    let low = k.multiply_add::<I>(LOG10_2_LOW, low);
    at_limits(x, k.multiply_add::<I>(LOG10_2_HIGH, f.multiply_add::<I>(LOG10_E, low)))
}

/// `log(1 + x)`: the exponent is that of the rounded sum, the rest is computed from `x` itself,
/// `f = x 2^-k + (2^-k - 1)`. At most 1.5 ulp.
#[inline(always)]
pub fn log1p<I: Isa>(x: f32) -> f32 {
    let sum = x + 1.0;
    let k = exponent(sum);
    // 2^(2-k), since 2^-k would be denormal for the largest sums.
    let inverse = f32::from_bits((129i32.wrapping_sub(k) << 23) as u32);
    let f = (x * 0.25).multiply_add::<I>(inverse, inverse * 0.25 - 1.0);
    let log = at_limits(sum, natural::<I>(k as f32, f));
    if x.abs() < 2e-8 { x } else { log }
}
