//! Sine, cosine, tangent: what is left of the angle after half or quarter turns are taken off, in float64.
//! Method: Cody and Waite's with `π/2` in two parts, of which the first has 33 bits, up to [`SMALL_ANGLE`]; above, in code that
//! is not narrow, Payne and Hanek's: `2/π` in parts of 29 bits, so that each product with a float32 is exact and whole turns
//! can be taken off each before they are summed. Right for every float32, the largest included.

use crate::lane::Isa;
use crate::math::{Float, SMALL_ANGLE, polynomial};
use std::f64::consts::{FRAC_1_PI, FRAC_2_PI, FRAC_PI_2};

/// `π/2` in two parts; the first has 33 bits, so that its product with so many quarter turns is exact.
const FRAC_PI_2_HIGH: f64 = f64::from_bits(0x3ff9_21fb_5440_0000);
const FRAC_PI_2_LOW: f64 = 6.077100506506192e-11;

/// `2/π` in parts of 29 bits: enough for `2^128` and 50 bits more.
const QUARTER_TURNS: [f64; 7] = [
    0.636619770899415,
    1.4681663246252086e-9,
    2.2760100671971816e-18,
    5.8812147387730434e-27,
    1.0346868700836215e-35,
    3.783256351091319e-45,
    3.720474878517739e-53,
];

/// `(sin x - x) / x³` in `x²`, `|x| <= π/2`; a fit of the least relative error of the sine, 6.1e-9.
const SIN: [f64; 4] = [2.6057058938170865e-06, -0.00019809570948170816, 0.008333065838270674, -0.16666659535814554];

/// As `SIN`, for `|x| <= π/4`; absolute error 2.8e-11.
const SIN_QUARTER: [f64; 4] =
    [2.7249895230611676e-06, -0.000198400864995936, 0.008333331874273714, -0.16666666663854168];

/// `(cos x - 1 + x²/2) / x⁴` in `x²`, `|x| <= π/4`; Chebyshev fit, absolute error 2.4e-12.
const COS: [f64; 4] = [-2.7300933687212943e-07, 2.480060018036381e-05, -0.0013888887671652504, 0.041666666664320264];

/// Added to a number below `2^51`, it leaves the nearest integer in the last bits.
const SHIFT_TO_INTEGER: f64 = 6755399441055744.0;

/// Below this `tan x` rounds to `x`, which also keeps the sign of zero.
const TINY: f32 = 1.0 / 8192.0;

/// `x - n π/2`.
#[inline(always)]
fn less_quarter_turns<I: Isa>(x: f64, n: f64) -> f64 {
    n.multiply_add::<I>(-FRAC_PI_2_LOW, n.multiply_add::<I>(-FRAC_PI_2_HIGH, x))
}

/// The angle within its quadrant, from `-π/4` to `π/4`, and the quadrant modulo 4.
#[inline(always)]
fn large_angle<I: Isa>(x: f32) -> (f64, u64) {
    let x = f64::from(x);
    let [first, rest @ ..] = QUARTER_TURNS;
    let without_turns = |part: f64| {
        let turns = x * part;
        turns - 4.0 * (turns * 0.25).round_nearest::<I>()
    };
    let first = without_turns(first);
    let mut sum = 0.0;
    for part in rest.into_iter().rev() {
        sum += without_turns(part);
    }
    let shifted = first + sum + SHIFT_TO_INTEGER;
    ((first - (shifted - SHIFT_TO_INTEGER) + sum) * FRAC_PI_2, shifted.to_bits() & 3)
}

#[inline(always)]
fn sin_half<I: Isa>(x: f64) -> f64 {
    let square = x * x;
    // As a product, which keeps the sign of zero.
    polynomial::<I, _, 4>(square, &SIN).multiply_add::<I>(square, 1.0) * x
}

/// `x - n π`.
#[inline(always)]
fn less_half_turns<I: Isa>(x: f64, n: f64) -> f64 {
    n.multiply_add::<I>(-2.0 * FRAC_PI_2_LOW, n.multiply_add::<I>(-2.0 * FRAC_PI_2_HIGH, x))
}

#[inline(always)]
fn negate_if(condition: bool, x: f64) -> f32 {
    f64::from_bits(x.to_bits() ^ (u64::from(condition) << 63)) as f32
}

/// `sin (x + turns π/2)` for 0 or 1 quarter turns more.
#[inline(always)]
fn sin_large<I: Isa>(x: f32, turns: u64) -> f32 {
    let (angle, quadrant) = large_angle::<I>(x);
    let quadrant = quadrant + turns;
    // sin(r + π/2) = sin(π/2 - |r|)
    let sine = sin_half::<I>(if quadrant & 1 != 0 { FRAC_PI_2 - angle.abs() } else { angle });
    negate_if(quadrant & 2 != 0, sine)
}

/// Sine. At most 0.62 ulp, save where `x` is huge and next to a zero.
#[inline(always)]
pub fn sin<I: Isa>(x: f32) -> f32 {
    let wide = f64::from(x);
    let shifted = wide.multiply_add::<I>(FRAC_1_PI, SHIFT_TO_INTEGER);
    let angle = less_half_turns::<I>(wide, shifted - SHIFT_TO_INTEGER);
    let sine = negate_if(shifted.to_bits() & 1 != 0, sin_half::<I>(angle));
    if I::NARROW || wide.abs() <= SMALL_ANGLE { sine } else { sin_large::<I>(x, 0) }
}

/// Cosine, as the sine of what is left of an odd number of quarter turns. At most 0.62 ulp, save where `x` is huge and next
/// to a zero.
#[inline(always)]
pub fn cos<I: Isa>(x: f32) -> f32 {
    let wide = f64::from(x);
    let shifted = wide.multiply_add::<I>(FRAC_1_PI, -0.5) + SHIFT_TO_INTEGER;
    let angle = less_half_turns::<I>(wide, shifted - SHIFT_TO_INTEGER + 0.5);
    let cosine = negate_if(shifted.to_bits() & 1 == 0, sin_half::<I>(angle));
    if I::NARROW || wide.abs() <= SMALL_ANGLE { cosine } else { sin_large::<I>(x, 1) }
}

/// `tan x` for at most an eighth of a turn, and a quarter turn more if `odd`.
#[inline(always)]
fn tan_quarter<I: Isa>(x: f64, odd: bool) -> f32 {
    let square = x * x;
    let sin = (polynomial::<I, _, 4>(square, &SIN_QUARTER) * square).multiply_add::<I>(x, x);
    let cos = polynomial::<I, _, 4>(square, &COS).multiply_add::<I>(square, -0.5).multiply_add::<I>(square, 1.0);
    let (numerator, denominator) = if odd { (-cos, sin) } else { (sin, cos) };
    (numerator / denominator) as f32
}

/// Tangent. At most 0.51 ulp, save where `x` is huge and next to a zero.
#[inline(always)]
pub fn tan<I: Isa>(x: f32) -> f32 {
    let wide = f64::from(x);
    let shifted = wide.multiply_add::<I>(FRAC_2_PI, SHIFT_TO_INTEGER);
    let angle = less_quarter_turns::<I>(wide, shifted - SHIFT_TO_INTEGER);
    let tangent = tan_quarter::<I>(angle, shifted.to_bits() & 1 != 0);
    let tangent = if x.abs() < TINY { x } else { tangent };
    if I::NARROW || wide.abs() <= SMALL_ANGLE {
        tangent
    } else {
        let (angle, quadrant) = large_angle::<I>(x);
        tan_quarter::<I>(angle, quadrant & 1 != 0)
    }
}
