//! The remainder of division towards zero: see the float64 one. Products are exact where they are fused or in float64.

use crate::lane::Isa;
use crate::math::{Float, double};

/// C's `fmod`, exact. In narrow code `|x / y|` is at most [`SMALL_QUOTIENT`](crate::math::SMALL_QUOTIENT).
#[inline(always)]
pub fn fmod<I: Isa>(x: f32, y: f32) -> f32 {
    if !I::NARROW {
        return double::fmod::<I>(f64::from(x), f64::from(y)) as f32;
    }
    let (dividend, divisor) = (x.abs(), y.abs());
    let n = (dividend / divisor).truncate::<I>();
    let rest = if I::FMA {
        n.mul_add(-divisor, dividend)
    } else {
        (f64::from(dividend) - f64::from(n) * f64::from(divisor)) as f32
    };
    let rest = if rest < 0.0 { rest + divisor } else { rest };
    (if n == 0.0 { dividend } else { rest }).copysign(x)
}
