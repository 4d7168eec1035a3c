//! Logarithms: `log x = k ln 2 + log(1 + f)` with `√½ - 1 <= f <= √2 - 1`, and `log(1 + f) = 2 atanh(f / (2 + f))`.

use super::exponential::{LN_2_HIGH, LN_2_LOW};
use crate::lane::Isa;
use crate::math::{Float, polynomial};

/// `2 (atanh s / s - 1) / s²` in `s²`, `|s| <= 3 - √8`; Chebyshev fit, absolute error 3.1e-16.
const LOG: [f64; 7] = [
    0.14616585424888623,
    0.15331710618210773,
    0.18182889455674947,
    0.22222211130259878,
    0.2857142862600327,
    0.39999999999899444,
    0.666666666666667,
];

const SQRT_HALF: u64 = std::f64::consts::FRAC_1_SQRT_2.to_bits();
const EXPONENT: u64 = 0xfff0_0000_0000_0000;

/// `2^52` as bits: an integer in the last bits of it becomes a float by subtraction.
const SHIFT: u64 = 0x4330_0000_0000_0000;

/// `1 / ln 2` and `1 / ln 10`, the first part with 32 bits, so that its product with one of 21 is exact; `log10 2`, the first
/// part with 42 bits, so that its product with an exponent is.
const LOG2_E_HIGH: f64 = f64::from_bits(0x3ff7_1547_6520_0000);
const LOG2_E_LOW: f64 = 1.6751713164886512e-10;
const LOG10_E_HIGH: f64 = f64::from_bits(0x3fdb_cb7b_1520_0000);
const LOG10_E_LOW: f64 = 2.5082946711645275e-11;
const LOG10_2_HIGH: f64 = f64::from_bits(0x3fd3_4413_509f_7800);
const LOG10_2_LOW: f64 = 2.8363394551044964e-14;

/// `k` such that a positive normal `x` lies in `2^k (√½ .. √2)`, and `k` as bits of an exponent.
#[inline(always)]
pub(super) fn exponent(x: f64) -> (f64, u64) {
    let above = x.to_bits().wrapping_sub(SQRT_HALF);
    let biased = above.wrapping_add(1023 << 52) >> 52;
    (f64::from_bits(biased | SHIFT) - (4503599627370496.0 + 1023.0), above & EXPONENT)
}

/// `(k, f)` for `x = 2^k (1 + f)`; denormals are scaled up first.
#[inline(always)]
pub(super) fn split(x: f64) -> (f64, f64) {
    let tiny = x < f64::MIN_POSITIVE;
    let normal = if tiny { x * 18014398509481984.0 } else { x };
    let (k, bits) = exponent(normal);
    let mantissa = f64::from_bits(normal.to_bits().wrapping_sub(bits));
    (k - if tiny { 54.0 } else { 0.0 }, mantissa - 1.0)
}

/// `log(1 + f) - (f - f²/2)`, given `f²/2`.
#[inline(always)]
fn correction<I: Isa>(f: f64, half_square: f64) -> f64 {
    let s = f / (f + 2.0);
    let square = s * s;
    s * (polynomial::<I, _, 7>(square, &LOG).multiply_add::<I>(square, half_square))
}

/// What every logarithm is at 0, at infinity, and where it is not defined.
#[inline(always)]
fn at_limits(x: f64, log: f64) -> f64 {
    let log = if x == f64::INFINITY { f64::INFINITY } else { log };
    let log = if x == 0.0 { f64::NEG_INFINITY } else { log };
    if x >= 0.0 { log } else { f64::NAN }
}

/// `k ln 2 + log(1 + f) + rest`; `rest` is small.
#[inline(always)]
fn natural<I: Isa>(k: f64, f: f64, rest: f64) -> f64 {
    let half_square = 0.5 * f * f;
    let low = k.multiply_add::<I>(LN_2_LOW, correction::<I>(f, half_square) + rest);
    k.multiply_add::<I>(LN_2_HIGH, f - (half_square - low))
}

/// Natural logarithm. At most 1 ulp.
#[inline(always)]
pub fn log<I: Isa>(x: f64) -> f64 {
    let (k, f) = split(x);
    at_limits(x, natural::<I>(k, f, 0.0))
}

/// `log x` of a positive finite number as a sum of two, exact to 2^-56.
#[inline(always)]
pub(super) fn log_with_rest<I: Isa>(x: f64) -> (f64, f64) {
    let (k, f) = split(x);
    let half_square = 0.5 * f * f;
    let whole = k * LN_2_HIGH;
    let high = whole + f;
    let rest = (whole - high) + f + (correction::<I>(f, half_square) - half_square);
    (high, k.multiply_add::<I>(LN_2_LOW, rest))
}

/// `log(1 + f)` as a sum of which the first has 21 bits.
#[inline(always)]
fn in_two<I: Isa>(f: f64) -> (f64, f64) {
    let half_square = 0.5 * f * f;
    let high = f64::from_bits((f - half_square).to_bits() & 0xffff_ffff_0000_0000);
    (high, (f - high) - half_square + correction::<I>(f, half_square))
}

/// Logarithm to base 2. At most 1 ulp.
#[inline(always)]
pub fn log2<I: Isa>(x: f64) -> f64 {
    let (k, f) = split(x);
    let (high, low) = in_two::<I>(f);
    let rest = (low + high).multiply_add::<I>(LOG2_E_LOW, low * LOG2_E_HIGH);
    let product = high * LOG2_E_HIGH;
    let sum = k + product;
    at_limits(x, sum + (((k - sum) + product) + rest))
}

/// Logarithm to base 10. At most 1 ulp.
#[inline(always)]
pub fn log10<I: Isa>(x: f64) -> f64 {
    let (k, f) = split(x);
    let (high, low) = in_two::<I>(f);
    let rest = (low + high).multiply_add::<I>(LOG10_E_LOW, low * LOG10_E_HIGH);
    let rest = k.multiply_add::<I>(LOG10_2_LOW, rest);
    let (whole, product) = (k * LOG10_2_HIGH, high * LOG10_E_HIGH);
    let sum = whole + product;
    at_limits(x, sum + (((whole - sum) + product) + rest))
}

/// `log(1 + x)`. At most 1.5 ulp.
#[inline(always)]
pub fn log1p<I: Isa>(x: f64) -> f64 {
    log1p_sum::<I>(x, 0.0)
}

/// `log(1 + x + low)` with a `low` that is an error of `x`'s rounding. The exponent is that of the rounded sum, the rest is
/// computed from `x` itself, `f = x 2^-k + (2^-k - 1)`.
#[inline(always)]
pub(super) fn log1p_sum<I: Isa>(x: f64, low: f64) -> f64 {
    let sum = x + 1.0;
    let (k, bits) = exponent(sum);
    // 2^(2-k), since 2^-k would be denormal for the largest sums.
    let inverse = f64::from_bits((1025u64 << 52).wrapping_sub(bits));
    let f = (x * 0.25).multiply_add::<I>(inverse, inverse * 0.25 - 1.0);
    let rest = low * 0.25 * inverse;
    let log = at_limits(sum, natural::<I>(k, f, rest - rest * f));
    if x.abs() < 1e-17 { x } else { log }
}
