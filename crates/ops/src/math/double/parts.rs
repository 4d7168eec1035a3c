//! Steps that several functions of this width are made of.

use crate::lane::Isa;

/// Added to a number below `2^51`, it leaves the nearest integer in the last bits.
pub(super) const SHIFT_TO_INTEGER: f64 = 6755399441055744.0;

/// The integer that a sum with [`SHIFT_TO_INTEGER`] holds.
#[inline(always)]
pub(super) fn integer(shifted: f64) -> i64 {
    (shifted.to_bits() as i64).wrapping_sub(SHIFT_TO_INTEGER.to_bits() as i64)
}

/// `2^exponent` for -1022 ..= 1023.
#[inline(always)]
pub(super) fn power_of_two(exponent: i64) -> f64 {
    f64::from_bits((exponent.wrapping_add(1023) << 52) as u64)
}

/// `value * 2^exponent` in two steps, rounded once: right also where the result is denormal or infinite. The halves are
/// found without an arithmetic shift of 64 bits, which AVX2 does not have.
#[inline(always)]
pub(super) fn scale(value: f64, exponent: i64) -> f64 {
    let biased = exponent.wrapping_add(2 * 1023) as u64;
    let half = biased >> 1;
    value * f64::from_bits(half << 52) * f64::from_bits(biased.wrapping_sub(half) << 52)
}

/// NaN stays NaN.
#[inline(always)]
pub(super) fn limit(x: f64, low: f64, high: f64) -> f64 {
    let x = if x > high { high } else { x };
    if x < low { low } else { x }
}

/// `a + b` and what its rounding takes (Knuth's).
#[inline(always)]
pub(super) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// `a * b` and what its rounding takes; without fused multiply-add by Veltkamp's halves of 26 bits.
#[inline(always)]
pub(super) fn two_product<I: Isa>(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    if I::FMA {
        return (product, a.mul_add(b, -product));
    }
    let ((a, a_low), (b, b_low)) = (halves(a), halves(b));
    (product, ((a * b - product) + a * b_low + a_low * b) + a_low * b_low)
}

#[inline(always)]
pub(super) fn square_in_two<I: Isa>(a: f64) -> (f64, f64) {
    two_product::<I>(a, a)
}

#[inline(always)]
pub(super) fn halves(a: f64) -> (f64, f64) {
    let shifted = a * 134217729.0;
    let high = shifted - (shifted - a);
    (high, a - high)
}
