//! Powers and lengths, in float64: the exponent `y log2 x` needs its 7 bits before the point and all of float32's after.

use crate::lane::Isa;
use crate::math::{Float, polynomial};

/// `log2(m) / s` in `s² = ((m - 1) / (m + 1))²`, `√½ <= m <= √2`; Chebyshev fit, absolute error 7.9e-14.
const LOG2: [f64; 6] = [
    0.2829066165906811,
    0.3199053739227617,
    0.412209256786155,
    0.5770779423594591,
    0.9617966941132127,
    2.88539008177785,
];

/// `2^r` on -½ ..= ½; Chebyshev fit, absolute error 8.1e-13.
const EXP2: [f64; 9] = [
    1.3255304503367413e-6,
    1.5310194339173322e-5,
    0.00015403455553573818,
    0.001333345013657559,
    0.009618129159714186,
    0.055504109416557555,
    0.2402265069581221,
    0.6931471805458209,
    1.0,
];

const SQRT_HALF: u64 = std::f64::consts::FRAC_1_SQRT_2.to_bits();
const SHIFT_TO_INTEGER: f64 = 6755399441055744.0;

/// `log2` of a float32's magnitude: negative infinity at 0, infinity at infinity.
#[inline(always)]
fn log2<I: Isa>(x: f32) -> f64 {
    let wide = f64::from(x.abs());
    let k = (wide.to_bits().wrapping_sub(SQRT_HALF) as i64) >> 52;
    let mantissa = f64::from_bits(wide.to_bits().wrapping_sub((k << 52) as u64));
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    // The exponent as a float, by way of 32 bits: AVX2 cannot convert 64.
    let log = polynomial::<I, _, 6>(s * s, &LOG2).multiply_add::<I>(s, f64::from(k as i32));
    let log = if wide == 0.0 { f64::NEG_INFINITY } else { log };
    if wide == f64::INFINITY { wide } else { log }
}

/// `2^x`, rounded to float32 once.
#[inline(always)]
fn exp2<I: Isa>(x: f64) -> f32 {
    let x = if x > 200.0 { 200.0 } else { x };
    let x = if x < -200.0 { -200.0 } else { x };
    let shifted = x + SHIFT_TO_INTEGER;
    let r = x - (shifted - SHIFT_TO_INTEGER);
    let exponent = shifted.to_bits().wrapping_sub(SHIFT_TO_INTEGER.to_bits()).wrapping_add(1023);
    (polynomial::<I, _, 9>(r, &EXP2) * f64::from_bits(exponent << 52)) as f32
}

/// `x^y` with C's conventions: 1 for `y = 0` and for `x = 1` even if the other is NaN, NaN for a negative base with a
/// fractional exponent. At most 0.6 ulp.
#[inline(always)]
pub fn pow<I: Isa>(x: f32, y: f32) -> f32 {
    let log = log2::<I>(x);
    let power = exp2::<I>(if log == 0.0 { 0.0 } else { log * f64::from(y) });
    // Integers from 2^24 on are even.
    let limited = if y.abs() < 16777216.0 { y } else { 16777216.0 };
    let whole = limited as i32;
    let is_whole = whole as f32 == limited;
    let power = if x.is_sign_negative() & is_whole & (whole & 1 != 0) { -power } else { power };
    let undefined = (x < 0.0) & !is_whole & (x != f32::NEG_INFINITY);
    let power = if undefined | x.is_nan() | y.is_nan() { f32::NAN } else { power };
    if (y == 0.0) | (x == 1.0) { 1.0 } else { power }
}

/// `√(x² + y²)`, infinite if either is, even beside a NaN. At most 0.5 ulp.
#[inline(always)]
pub fn hypot<I: Isa>(x: f32, y: f32) -> f32 {
    let (wide_x, wide_y) = (f64::from(x), f64::from(y));
    let length = wide_x.multiply_add::<I>(wide_x, wide_y * wide_y).sqrt() as f32;
    if (x.abs() == f32::INFINITY) | (y.abs() == f32::INFINITY) { f32::INFINITY } else { length }
}
