//! float32 functions, each a short polynomial after a reduction of its argument.
//! Invariant: no branches, no tables, no calls (rounding apart): a loop over any of them becomes SIMD code. Bounds are
//! for [`Fused`](crate::lane::Fused) code; without fused multiply-add they are up to 1 ulp larger.

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

/// Added to a number below `2^21`, it leaves the nearest integer and 254, the bias of two exponents, in the last bits.
const SHIFT_TO_EXPONENT: f32 = 12582912.0 + 254.0;

/// The nearest integer, ties to even, of `shifted - SHIFT_TO_EXPONENT`, as float and as exponent: 254 more in the last 9 bits,
/// whatever is in the others.
#[inline(always)]
fn nearest(shifted: f32) -> (f32, u32) {
    (shifted - SHIFT_TO_EXPONENT, shifted.to_bits())
}

/// `2^n` for the exponent of n, -126 ..= 127.
#[inline(always)]
fn power_of_two(exponent: u32) -> f32 {
    f32::from_bits(exponent.wrapping_sub(127) << 23)
}

/// `value * 2^n` in two steps, rounded once: right also where the result is denormal or infinite.
#[inline(always)]
fn scale(value: f32, exponent: u32) -> f32 {
    let half = exponent >> 1;
    value * f32::from_bits(half << 23) * f32::from_bits(exponent.wrapping_sub(half) << 23)
}

/// NaN stays NaN.
#[inline(always)]
fn limit(x: f32, low: f32, high: f32) -> f32 {
    let x = if x > high { high } else { x };
    if x < low { low } else { x }
}

#[cfg(test)]
mod tests;
