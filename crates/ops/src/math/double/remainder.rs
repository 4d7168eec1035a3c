//! The remainder of division towards zero.
//! Method: `x - n y` is exact for the integer part `n` of a rounded quotient that is itself exact, or one too large.

use super::parts::{power_of_two, two_product};
use crate::lane::Isa;
use crate::math::Float;

/// `x - n y`, which is a float.
#[inline(always)]
fn less_multiple<I: Isa>(x: f64, n: f64, y: f64) -> f64 {
    if I::FMA {
        return n.mul_add(-y, x);
    }
    let (product, error) = two_product::<I>(n, y);
    (x - product) - error
}

/// One step, for `x < 2^53 y` and neither negative.
#[inline(always)]
fn step<I: Isa>(x: f64, y: f64) -> f64 {
    let n = (x / y).truncate::<I>();
    // The halves of a product that is not fused may overflow.
    let scale = if !I::FMA && x > 1e280 { 1.0 / 18446744073709551616.0 } else { 1.0 };
    let rest = less_multiple::<I>(x * scale, n, y * scale) / scale;
    let rest = if rest < 0.0 { rest + y } else { rest };
    if n == 0.0 { x } else { rest }
}

/// The exponent of a positive number less a constant, denormals included.
#[inline(always)]
fn exponent(x: f64) -> i64 {
    let bits = x.to_bits();
    if bits >> 52 == 0 { 12 - i64::from(bits.leading_zeros()) } else { (bits >> 52) as i64 }
}

/// C's `fmod`, exact. In narrow code `|x / y|` is at most [`SMALL_QUOTIENT`](crate::math::SMALL_QUOTIENT).
#[inline(always)]
pub fn fmod<I: Isa>(x: f64, y: f64) -> f64 {
    let (mut rest, divisor) = (x.abs(), y.abs());
    if !I::NARROW {
        if rest == f64::INFINITY || divisor == 0.0 {
            return f64::NAN;
        }
        // 51 bits of the quotient at a time, at most.
        while rest >= divisor * 4503599627370496.0 {
            let apart = exponent(rest) - exponent(divisor) - 51;
            let half = apart / 2;
            rest = step::<I>(rest, divisor * power_of_two(half) * power_of_two(apart - half));
        }
    }
    step::<I>(rest, divisor).copysign(x)
}
