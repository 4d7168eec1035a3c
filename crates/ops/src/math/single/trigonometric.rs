//! Sine, cosine, tangent: the angle as a multiple of a quarter turn modulo 4, in float64.
//! Method: Payne and Hanek's: `2/π` in parts of 29 bits, so that each product with a float32 is exact and whole turns
//! can be taken off each before they are summed. Right for every float32, the largest included.

use crate::lane::Isa;
use crate::math::polynomial;

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

/// `sin(π f / 2) / f` in `f²`, `|f| <= ½`; Chebyshev fit, absolute error 6.9e-12.
const SIN: [f64; 5] =
    [0.00015820186252905657, -0.004681264311558369, 0.07969258246480722, -0.645964096135914, 1.5707963267880318];

/// `cos(π f / 2)` in `f²`, `|f| <= ½`; Chebyshev fit, absolute error 4.8e-11.
const COS: [f64; 5] =
    [0.0009035970394866449, -0.020860055910148244, 0.2536692018327811, -1.233700540557132, 0.9999999999520135];

/// As in the float32 case: leaves the nearest integer in the last bits.
const SHIFT_TO_INTEGER: f64 = 6755399441055744.0;

/// `sin` and `cos` of the angle within its quadrant, and the quadrant modulo 4.
#[inline(always)]
fn quadrant<I: Isa>(x: f32) -> (f64, f64, u32) {
    let x = f64::from(x);
    let [first, rest @ ..] = QUARTER_TURNS.map(|part| {
        let turns = x * part;
        turns - 4.0 * (turns * 0.25).round_ties_even()
    });
    let rest = rest.iter().rev().sum::<f64>();
    let shifted = first + rest + SHIFT_TO_INTEGER;
    let f = first - (shifted - SHIFT_TO_INTEGER) + rest;
    let square = f * f;
    let sin = f * polynomial::<I, _, 5>(square, &SIN);
    (sin, polynomial::<I, _, 5>(square, &COS), shifted.to_bits() as u32 & 3)
}

/// Below this `sin x` and `tan x` round to `x`, which also keeps the sign of zero.
const TINY: f32 = 1.0 / 8192.0;

#[inline(always)]
fn negate_if(condition: bool, x: f64) -> f32 {
    (if condition { -x } else { x }) as f32
}

/// Sine. At most 0.51 ulp, save where `x` is huge and next to a zero.
#[inline(always)]
pub fn sin<I: Isa>(x: f32) -> f32 {
    let (sin, cos, quadrant) = quadrant::<I>(x);
    let value = negate_if(quadrant & 2 != 0, if quadrant & 1 != 0 { cos } else { sin });
    if x.abs() < TINY { x } else { value }
}

/// Cosine. At most 0.51 ulp, save where `x` is huge and next to a zero.
#[inline(always)]
pub fn cos<I: Isa>(x: f32) -> f32 {
    let (sin, cos, quadrant) = quadrant::<I>(x);
    negate_if((quadrant + 1) & 2 != 0, if quadrant & 1 != 0 { sin } else { cos })
}

/// Tangent. At most 0.51 ulp, save where `x` is huge and next to a zero.
#[inline(always)]
pub fn tan<I: Isa>(x: f32) -> f32 {
    let (sin, cos, quadrant) = quadrant::<I>(x);
    let odd = quadrant & 1 != 0;
    let value = negate_if(odd, if odd { cos / sin } else { sin / cos });
    if x.abs() < TINY { x } else { value }
}
