//! Exponentials: `e^x = 2^n e^r` with `|r| <= ln 2 / 2`.

use super::parts::{SHIFT_TO_EXPONENT, limit, nearest, power_of_two, scale};
use crate::lane::Isa;
use crate::math::{Float, polynomial};
use std::f32::consts::{LN_2, LOG2_E};

/// `ln 2` in two parts; the first has 9 bits, so that its product with an exponent is exact.
pub(super) const LN_2_HIGH: f32 = 355.0 / 512.0;
pub(super) const LN_2_LOW: f32 = (std::f64::consts::LN_2 - LN_2_HIGH as f64) as f32;

/// `(e^r - 1 - r) / r²`; Chebyshev fit, absolute error 6.5e-8.
const EXP: [f32; 5] = [0.001392625, 0.008363233, 0.041666552, 0.16666576, 0.5];

/// `(2^r - 1) / r` on -0.5 ..= 0.5; Chebyshev fit, absolute error 1.7e-10.
const EXP2: [f32; 7] = [1.5297413e-5, 0.00015461561, 0.0013333502, 0.009618056, 0.05550411, 0.2402265, LN_2];

/// `e^r - 1` and the exponent of n, for `x = n ln 2 + r`, `|x|` below `2^20`.
#[inline(always)]
pub(super) fn reduced<I: Isa>(x: f32) -> (f32, u32) {
    let (n, exponent) = nearest(x.multiply_add::<I>(LOG2_E, SHIFT_TO_EXPONENT));
    let r = n.multiply_add::<I>(-LN_2_HIGH, x);
    let r = n.multiply_add::<I>(-LN_2_LOW, r);
    (polynomial::<I, _, 5>(r, &EXP).multiply_add::<I>(r * r, r), exponent)
}

/// `e^x`. At most 1 ulp.
#[inline(always)]
pub fn exp<I: Isa>(x: f32) -> f32 {
    let (tail, exponent) = reduced::<I>(limit(x, -104.0, 89.0));
    scale(tail + 1.0, exponent)
}

/// `e^x - 1`, as `2 (2^(n-1) (e^r - 1) + (2^(n-1) - 1/2))`, since `2^n` may overflow before the result does.
/// At most 1.5 ulp.
#[inline(always)]
pub fn expm1<I: Isa>(x: f32) -> f32 {
    let (tail, exponent) = reduced::<I>(limit(x, -30.0, 89.0));
    let half = power_of_two(exponent.wrapping_sub(1));
    (half.multiply_add::<I>(tail, half - 0.5) * 2.0).copysign(x)
}

/// `2^x`. At most 1 ulp.
#[inline(always)]
pub fn exp2<I: Isa>(x: f32) -> f32 {
    let x = limit(x, -151.0, 129.0);
    let (n, exponent) = nearest(x + SHIFT_TO_EXPONENT);
    let r = x - n;
    scale(polynomial::<I, _, 7>(r, &EXP2).multiply_add::<I>(r, 1.0), exponent)
}
