//! Exponentials: `e^x = 2^n e^r` with `|r| <= ln 2 / 2`.

use super::parts::{SHIFT_TO_INTEGER, integer, limit, power_of_two, scale};
use crate::lane::Isa;
use crate::math::{Float, polynomial};
use std::f64::consts::{LN_2, LOG2_E};

/// `ln 2` in two parts; the first has 32 bits, so that its product with an exponent is exact.
pub(super) const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
pub(super) const LN_2_LOW: f64 = 1.9082149292705877e-10;

/// `(e^r - 1 - r) / r²`; Chebyshev fit, absolute error 1.1e-16.
const EXP: [f64; 10] = [
    2.510038549551032e-08,
    2.7620088445409746e-07,
    2.7557268459997064e-06,
    2.4801521295954376e-05,
    0.00019841269863053618,
    0.0013888888917213717,
    0.008333333333330062,
    0.04166666666662413,
    0.16666666666666669,
    0.5,
];

/// `(2^r - 1) / r` on -0.5 ..= 0.5; Chebyshev fit, absolute error 1.7e-19.
const EXP2: [f64; 12] = [
    2.5729324177362305e-11,
    4.4558179083360645e-10,
    7.0548973041554995e-09,
    1.0178057087733941e-07,
    1.3215486808705563e-06,
    1.5252733841556773e-05,
    0.00015403530393370734,
    0.001333355814640647,
    0.00961812910762848,
    0.055504108664821625,
    0.24022650695910072,
    LN_2,
];

/// `e^r - 1 - r` for `|r| <= ln 2 / 2`.
#[inline(always)]
pub(super) fn tail<I: Isa>(r: f64) -> f64 {
    polynomial::<I, _, 10>(r, &EXP) * (r * r)
}

/// `(e^r - 1, n)` for `x = n ln 2 + r`, `|x|` below `2^31`; `n` as [`power_of_two`] takes it.
#[inline(always)]
pub(super) fn reduced<I: Isa>(x: f64) -> (f64, i64) {
    let shifted = x.multiply_add::<I>(LOG2_E, SHIFT_TO_INTEGER);
    let n = shifted - SHIFT_TO_INTEGER;
    let r = n.multiply_add::<I>(-LN_2_HIGH, x);
    let r = n.multiply_add::<I>(-LN_2_LOW, r);
    (r + tail::<I>(r), integer(shifted))
}

/// `e^x`. At most 1 ulp.
#[inline(always)]
pub fn exp<I: Isa>(x: f64) -> f64 {
    let (tail, exponent) = reduced::<I>(limit(x, -746.0, 710.0));
    scale(tail + 1.0, exponent)
}

/// `e^(x + low)` for `|x| < 740` and a `low` that is an error of `x`'s rounding.
#[inline(always)]
pub(super) fn exp_sum<I: Isa>(x: f64, low: f64) -> f64 {
    let shifted = x.multiply_add::<I>(LOG2_E, SHIFT_TO_INTEGER);
    let n = shifted - SHIFT_TO_INTEGER;
    let r = n.multiply_add::<I>(-LN_2_HIGH, x);
    let low = n.multiply_add::<I>(-LN_2_LOW, low);
    let sum = r + low;
    let low = (r - sum) + low;
    scale(sum + (tail::<I>(sum) + low) + 1.0, integer(shifted))
}

/// `e^x - 1`, as `2 (2^(n-1) (e^r - 1) + (2^(n-1) - 1/2))`, since `2^n` may overflow before the result does.
/// At most 1.5 ulp.
#[inline(always)]
pub fn expm1<I: Isa>(x: f64) -> f64 {
    let (tail, exponent) = reduced::<I>(limit(x, -60.0, 710.0));
    let half = power_of_two(exponent.wrapping_sub(1));
    let value = (half.multiply_add::<I>(tail, half - 0.5) * 2.0).copysign(x);
    if x.abs() < 1e-17 { x } else { value }
}

/// `2^x`. At most 1 ulp.
#[inline(always)]
pub fn exp2<I: Isa>(x: f64) -> f64 {
    let x = limit(x, -1080.0, 1025.0);
    let shifted = x + SHIFT_TO_INTEGER;
    let r = x - (shifted - SHIFT_TO_INTEGER);
    scale(polynomial::<I, _, 12>(r, &EXP2).multiply_add::<I>(r, 1.0), integer(shifted))
}
