//! Inverse sine, cosine and tangent: odd polynomials near 0, identities elsewhere.

use crate::lane::Isa;
use crate::math::{Float, polynomial};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI, SQRT_2};

const FRAC_PI_2_LOW: f64 = 6.123233995736766e-17;
const FRAC_PI_4_LOW: f64 = 0.5 * FRAC_PI_2_LOW;
const PI_LOW: f64 = 2.0 * FRAC_PI_2_LOW;

/// `(asin x - x) / x³` in `x²`, `|x| <= ½`; Chebyshev fit, absolute error 1.5e-17.
const ASIN: [f64; 13] = [
    0.028757851367421566,
    -0.014851887071247204,
    0.01740087944269402,
    0.005457506718640358,
    0.01032281435018578,
    0.011479177415184906,
    0.013971212973552933,
    0.017352392720869973,
    0.02237217294214989,
    0.030381944138531247,
    0.04464285714635543,
    0.07499999999998433,
    0.16666666666666669,
];

/// `(atan x - x) / x³` in `x²`, `|x| <= √2 - 1`; Chebyshev fit, absolute error 3.2e-17.
const ATAN: [f64; 11] = [
    -0.019175404711104935,
    0.03923044778479309,
    -0.050854078345894844,
    0.05858140904866328,
    -0.06664510525508936,
    0.07692183125376892,
    -0.0909090457530649,
    0.11111111015187018,
    -0.14285714284665682,
    0.19999999999995516,
    -0.3333333333333333,
];

/// `asin` of `|x| <= ½` given `x²`.
#[inline(always)]
fn asin_small<I: Isa>(x: f64, square: f64) -> f64 {
    polynomial::<I, _, 13>(square, &ASIN).multiply_add::<I>(square * x, x)
}

/// `asin √((1 - |x|) / 2)`, half of `acos |x|`.
#[inline(always)]
fn half_acos<I: Isa>(x: f64) -> f64 {
    let square = (1.0 - x.abs()) * 0.5;
    asin_small::<I>(square.sqrt(), square)
}

/// Inverse sine, NaN outside -1 ..= 1. At most 1.5 ulp.
#[inline(always)]
pub fn asin<I: Isa>(x: f64) -> f64 {
    let small = asin_small::<I>(x, x * x);
    let large = half_acos::<I>(x).multiply_add::<I>(-2.0, FRAC_PI_2_LOW) + FRAC_PI_2;
    if x.abs() < 0.5 { small } else { large.copysign(x) }
}

/// Inverse cosine, NaN outside -1 ..= 1. At most 1.5 ulp.
#[inline(always)]
pub fn acos<I: Isa>(x: f64) -> f64 {
    let small = FRAC_PI_2 - (asin_small::<I>(x, x * x) - FRAC_PI_2_LOW);
    let near_one = half_acos::<I>(x) * 2.0;
    let large = if x < 0.0 { PI - (near_one - PI_LOW) } else { near_one };
    if x.abs() < 0.5 { small } else { large }
}

/// The angle of a slope `rise / run` of two numbers that are not negative: within an eighth of a turn of 0, `π/4` or `π/2`,
/// and so one division.
#[inline(always)]
fn angle<I: Isa>(rise: f64, run: f64) -> f64 {
    let steep = rise > run * (SQRT_2 + 1.0);
    let flat = rise <= run * (SQRT_2 - 1.0);
    let numerator = if flat { rise } else { rise - run };
    let denominator = if flat { run } else { rise + run };
    let (numerator, denominator) = if steep { (-run, rise) } else { (numerator, denominator) };
    let (base, low) = if flat { (0.0, 0.0) } else { (FRAC_PI_4, FRAC_PI_4_LOW) };
    let (base, low) = if steep { (FRAC_PI_2, FRAC_PI_2_LOW) } else { (base, low) };
    let t = numerator / denominator;
    let square = t * t;
    let tail = (polynomial::<I, _, 11>(square, &ATAN) * square).multiply_add::<I>(t, low);
    base + (t + tail)
}

/// Inverse tangent. At most 1.5 ulp.
#[inline(always)]
pub fn atan<I: Isa>(x: f64) -> f64 {
    // Beyond 1e17 it is a quarter turn, and sums with 1 no longer say anything.
    let limited = if x.abs() > 1e17 { 1e17 } else { x.abs() };
    let small = if x.abs() < 1e-8 { x } else { angle::<I>(limited, 1.0) };
    small.copysign(x)
}

/// The angle of the point `(x, y)`, with C's conventions for zeros and infinities. At most 2 ulp.
#[inline(always)]
pub fn atan2<I: Isa>(y: f64, x: f64) -> f64 {
    let (rise, run) = (y.abs(), x.abs());
    // Scaled where their sum overflows or the quotient of denormals would be all that is left.
    let large = if rise > run { rise } else { run };
    let scale = if large > 1e300 { 0.125 } else { 1.0 };
    let (rise, run) = (rise * scale, run * scale);
    let infinite = (rise == f64::INFINITY) & (run == f64::INFINITY);
    let (rise, run) = if infinite | (large == 0.0) { (if infinite { 1.0 } else { 0.0 }, 1.0) } else { (rise, run) };
    let angle = angle::<I>(rise, run);
    let angle = if x.is_sign_negative() { PI - (angle - PI_LOW) } else { angle };
    if x.is_nan() | y.is_nan() { f64::NAN } else { angle.copysign(y) }
}
