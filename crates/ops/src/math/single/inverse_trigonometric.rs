//! Inverse sine, cosine and tangent: odd polynomials near 0, identities elsewhere.

use crate::lane::Isa;
use crate::math::{Float, polynomial};
use std::f32::consts::{FRAC_PI_2, PI};

const FRAC_PI_2_LOW: f32 = (std::f64::consts::FRAC_PI_2 - FRAC_PI_2 as f64) as f32;
const PI_LOW: f32 = 2.0 * FRAC_PI_2_LOW;

/// `(asin x - x) / x³` in `x²`, `|x| <= ½`; Chebyshev fit, absolute error 4.2e-9.
const ASIN: [f32; 6] = [0.033690847, 0.017149238, 0.031100662, 0.044599403, 0.07500094, 0.16666666];

/// `(atan x - x) / x³` in `x²`, `|x| <= 1`; Chebyshev fit, absolute error 2.5e-9.
const ATAN: [f32; 10] = [
    0.0014886919,
    -0.009144629,
    0.026305001,
    -0.048960514,
    0.070319146,
    -0.08931827,
    0.11088262,
    -0.14284004,
    0.1999995,
    -0.33333334,
];

/// `asin` of `|x| <= ½` given `x²`.
#[inline(always)]
fn asin_small<I: Isa>(x: f32, square: f32) -> f32 {
    polynomial::<I, _, 6>(square, &ASIN).multiply_add::<I>(square * x, x)
}

/// `asin √((1 - |x|) / 2)`, half of `acos |x|`.
#[inline(always)]
fn half_acos<I: Isa>(x: f32) -> f32 {
    let square = (1.0 - x.abs()) * 0.5;
    asin_small::<I>(square.sqrt(), square)
}

/// Inverse sine, NaN outside -1 ..= 1. At most 2 ulp.
#[inline(always)]
pub fn asin<I: Isa>(x: f32) -> f32 {
    let small = asin_small::<I>(x, x * x);
    let large = half_acos::<I>(x).multiply_add::<I>(-2.0, FRAC_PI_2) + FRAC_PI_2_LOW;
    if x.abs() < 0.5 { small } else { large.copysign(x) }
}

/// Inverse cosine, NaN outside -1 ..= 1. At most 1.5 ulp.
#[inline(always)]
pub fn acos<I: Isa>(x: f32) -> f32 {
    let small = FRAC_PI_2 - (asin_small::<I>(x, x * x) - FRAC_PI_2_LOW);
    let near_one = half_acos::<I>(x) * 2.0;
    let large = if x < 0.0 { PI - (near_one - PI_LOW) } else { near_one };
    if x.abs() < 0.5 { small } else { large }
}

/// `atan` of `|x| <= 1`.
#[inline(always)]
fn atan_small<I: Isa>(x: f32) -> f32 {
    let square = x * x;
    polynomial::<I, _, 10>(square, &ATAN).multiply_add::<I>(square * x, x)
}

/// Inverse tangent. At most 2 ulp.
#[inline(always)]
pub fn atan<I: Isa>(x: f32) -> f32 {
    let steep = x.abs() > 1.0;
    let angle = atan_small::<I>(if steep { x.abs().recip() } else { x.abs() });
    let angle = if steep { FRAC_PI_2 - (angle - FRAC_PI_2_LOW) } else { angle };
    angle.copysign(x)
}

/// The angle of the point `(x, y)`, with C's conventions for zeros and infinities. At most 2.5 ulp.
#[inline(always)]
pub fn atan2<I: Isa>(y: f32, x: f32) -> f32 {
    let (height, width) = (y.abs(), x.abs());
    let steep = height > width;
    let (short, long) = if steep { (width, height) } else { (height, width) };
    let diagonal = if long == 0.0 { 0.0 } else { 1.0 };
    let angle = atan_small::<I>(if short == long { diagonal } else { short / long });
    let angle = if steep { FRAC_PI_2 - (angle - FRAC_PI_2_LOW) } else { angle };
    let angle = if x.is_sign_negative() { PI - (angle - PI_LOW) } else { angle };
    if x.is_nan() | y.is_nan() { f32::NAN } else { angle.copysign(y) }
}
