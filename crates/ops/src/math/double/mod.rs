//! float64 functions, each a polynomial after a reduction of its argument. Where that is not precise enough, a number is
//! kept as a sum of two.
//! Invariant: as in [`single`](super::single); every function is within 2 ulp of the right value.

mod error_function;
mod exponential;
mod hyperbolic;
mod inverse_trigonometric;
mod logarithm;
mod power;
mod remainder;
mod trigonometric;

pub use error_function::{erf, erfc};
pub use exponential::{exp, exp2, expm1};
pub use hyperbolic::{acosh, asinh, atanh, cosh, sinh, tanh};
pub use inverse_trigonometric::{acos, asin, atan, atan2};
pub use logarithm::{log, log1p, log2, log10};
pub use power::{hypot, pow};
pub use remainder::fmod;
pub use trigonometric::{cos, sin, tan};

use crate::lane::Isa;

/// Added to a number below `2^51`, it leaves the nearest integer in the last bits.
const SHIFT_TO_INTEGER: f64 = 6755399441055744.0;

/// The integer that a sum with [`SHIFT_TO_INTEGER`] holds.
#[inline(always)]
fn integer(shifted: f64) -> i64 {
    (shifted.to_bits() as i64).wrapping_sub(SHIFT_TO_INTEGER.to_bits() as i64)
}

/// `2^exponent` for -1022 ..= 1023.
#[inline(always)]
fn power_of_two(exponent: i64) -> f64 {
    f64::from_bits((exponent.wrapping_add(1023) << 52) as u64)
}

/// `value * 2^exponent` in two steps, rounded once: right also where the result is denormal or infinite. The halves are
/// found without an arithmetic shift of 64 bits, which AVX2 does not have.
#[inline(always)]
fn scale(value: f64, exponent: i64) -> f64 {
    let biased = exponent.wrapping_add(2 * 1023) as u64;
    let half = biased >> 1;
    value * f64::from_bits(half << 52) * f64::from_bits(biased.wrapping_sub(half) << 52)
}

/// NaN stays NaN.
#[inline(always)]
fn limit(x: f64, low: f64, high: f64) -> f64 {
    let x = if x > high { high } else { x };
    if x < low { low } else { x }
}

/// `a + b` and what its rounding takes (Knuth's).
#[inline(always)]
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// `a * b` and what its rounding takes; without fused multiply-add by Veltkamp's halves of 26 bits.
#[inline(always)]
fn two_product<I: Isa>(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    if I::FMA {
        return (product, a.mul_add(b, -product));
    }
    let ((a, a_low), (b, b_low)) = (halves(a), halves(b));
    (product, ((a * b - product) + a * b_low + a_low * b) + a_low * b_low)
}

#[inline(always)]
fn square_in_two<I: Isa>(a: f64) -> (f64, f64) {
    two_product::<I>(a, a)
}

#[inline(always)]
fn halves(a: f64) -> (f64, f64) {
    let shifted = a * 134217729.0;
    let high = shifted - (shifted - a);
    (high, a - high)
}

#[cfg(test)]
mod tests;
