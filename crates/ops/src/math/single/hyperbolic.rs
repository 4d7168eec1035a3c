//! Hyperbolic functions from exponentials, odd polynomials near 0; their inverses from `log(1 + z)`.

use super::exponential::reduced;
use super::logarithm::log1p;
use super::parts::{limit, power_of_two, scale};
use crate::lane::Isa;
use crate::math::{Float, polynomial};
use std::f32::consts::LN_2;

/// `(sinh x - x) / x³` in `x²`, `|x| <= 1`; Chebyshev fit, absolute error 2e-10.
const SINH: [f32; 4] = [2.8062802e-6, 0.00019838102, 0.008333339, 0.16666667];

/// `e^|x| / 2`, which overflows only where `sinh` and `cosh` do.
#[inline(always)]
fn half_exp<I: Isa>(x: f32) -> f32 {
    let (tail, exponent) = reduced::<I>(limit(x.abs(), 0.0, 90.0));
    scale(tail + 1.0, exponent.wrapping_sub(1))
}

/// Hyperbolic sine. At most 1.5 ulp.
#[inline(always)]
pub fn sinh<I: Isa>(x: f32) -> f32 {
    let square = x * x;
    let small = polynomial::<I, _, 4>(square, &SINH).multiply_add::<I>(square * x, x);
    let half = half_exp::<I>(x);
    if x.abs() < 1.0 { small } else { (half - 0.25 / half).copysign(x) }
}

/// Hyperbolic cosine. At most 1.5 ulp.
#[inline(always)]
pub fn cosh<I: Isa>(x: f32) -> f32 {
    let half = half_exp::<I>(x);
    half + 0.25 / half
}

/// Hyperbolic tangent, `-h / (1 + h)` with `h = (e^-2|x| - 1) / 2`, as `h²/(1 + h) - h`, both of whose terms are positive;
/// 1 from 9.02 on. At most 2 ulp.
#[inline(always)]
pub fn tanh<I: Isa>(x: f32) -> f32 {
    let double = x.abs() * -2.0;
    let (tail, exponent) = reduced::<I>(if double < -20.0 { -20.0 } else { double });
    let half = power_of_two(exponent.wrapping_sub(1));
    let h = half.multiply_add::<I>(tail, half - 0.5);
    (h / (1.0 + h)).multiply_add::<I>(-h, h).copysign(x)
}

/// Inverse hyperbolic sine, `log(1 + z)` with `z = |x| + x² / (1 + √(1 + x²))`. At most 1.5 ulp.
#[inline(always)]
pub fn asinh<I: Isa>(x: f32) -> f32 {
    let wide = f64::from(x.abs());
    let square = wide * wide;
    let log = log1p_wide::<I>(wide + square / (1.0 + (1.0 + square).sqrt())).copysign(x);
    if wide == f64::INFINITY { x } else { log }
}

/// Inverse hyperbolic cosine, NaN below 1: `log(1 + z)` with `z = x - 1 + √(x² - 1)`. At most 1.5 ulp.
#[inline(always)]
pub fn acosh<I: Isa>(x: f32) -> f32 {
    let less = f64::from(x) - 1.0;
    let z = log1p_wide::<I>(less + (less * (less + 2.0)).sqrt());
    if x < 1.0 { f32::NAN } else { z }
}

/// `log(1 + z)` where `z` may be twice float32's largest: then it is `log(z / 2) + log 2`.
#[inline(always)]
fn log1p_wide<I: Isa>(z: f64) -> f32 {
    let huge = z > 1e18;
    let (scale, rest) = if huge { (0.5, LN_2) } else { (1.0, 0.0) };
    log1p::<I>((z * scale) as f32) + rest
}

/// Inverse hyperbolic tangent, NaN outside -1 ..= 1: `½ log(1 + 2|x| / (1 - |x|))`. At most 2 ulp.
#[inline(always)]
pub fn atanh<I: Isa>(x: f32) -> f32 {
    let wide = f64::from(x.abs());
    let z = (2.0 * wide / (1.0 - wide)) as f32;
    (log1p::<I>(z) * 0.5).copysign(x)
}
