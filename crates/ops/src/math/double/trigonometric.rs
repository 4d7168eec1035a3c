//! Sine, cosine, tangent: the angle less a multiple of half or quarter turns, as a sum of two numbers. Method: Cody and
//! Waite's with `π/2` in three parts of 53 bits up to [`SMALL_ANGLE`]; above, in code that is not narrow, Payne and Hanek's.

use super::parts::{SHIFT_TO_INTEGER, square_in_two, two_product, two_sum};
use crate::lane::Isa;
use crate::math::{Float, SMALL_ANGLE, polynomial};
use std::f64::consts::{FRAC_1_PI, FRAC_2_PI, FRAC_PI_2};

/// `π/2` to 160 bits, together with `FRAC_PI_2`.
const FRAC_PI_2_LOW: f64 = 6.123233995736766e-17;
const FRAC_PI_2_LEAST: f64 = -1.4973849048591698e-33;

/// `(sin x - x) / x³` in `x²`, `|x| <= π/2`; Chebyshev fit, absolute error 3.4e-19.
const SIN: [f64; 8] = [
    2.7314368769379893e-15,
    -7.643969663988074e-13,
    1.6058977292642743e-10,
    -2.505210761669045e-08,
    2.7557319219160833e-06,
    -0.00019841269841254966,
    0.008333333333333316,
    -0.16666666666666666,
];

/// `(cos x - 1 + x²/2) / x⁴` in `x²`, `|x| <= π/4`; Chebyshev fit, absolute error 1.3e-18.
const COS: [f64; 6] = [
    -1.1382623647474604e-11,
    2.087614614655861e-09,
    -2.7557317271145144e-07,
    2.480158729876456e-05,
    -0.0013888888888887398,
    0.041666666666666664,
];

/// As `SIN`, for `|x| <= π/4`; absolute error 2e-17.
const SIN_QUARTER: [f64; 6] = [
    1.5918115263265974e-10,
    -2.505113165023518e-08,
    2.7557316101617874e-06,
    -0.00019841269836756774,
    0.008333333333330948,
    -0.16666666666666666,
];

/// `(sin πr / πr - 1) / r²` in `r²`, `|r| <= 1/2`; Chebyshev fit, absolute error 3.3e-18.
const SIN_PI: [f64; 8] = [
    2.459180384815939e-07,
    -6.972960555564221e-06,
    0.00014842817816693618,
    -0.0023460809634923995,
    0.026147847813078808,
    -0.19075182412194128,
    0.8117424252833519,
    -1.6449340668482264,
];

/// `cos πr` in `r²`, `|r| <= 1/2`; Chebyshev fit, absolute error 6.4e-21.
const COS_PI: [f64; 10] = [
    -1.34352129509532e-07,
    4.300724172734847e-06,
    -0.00010463741681752138,
    0.0019295741872812349,
    -0.025806891376592964,
    0.235330630357995,
    -1.3352627688545549,
    4.058712126416768,
    -4.934802200544679,
    1.0,
];

/// The first 1,344 bits of `2/π`, after 64 zeros.
const TWO_OVER_PI: [u64; 22] = [
    0,
    0xa2f9836e4e441529,
    0xfc2757d1f534ddc0,
    0xdb6295993c439041,
    0xfe5163abdebbc561,
    0xb7246e3a424dd2e0,
    0x06492eea09d1921c,
    0xfe1deb1cb129a73e,
    0xe88235f52ebb4484,
    0xe99c7026b45f7e41,
    0x3991d639835339f4,
    0x9c845f8bbdf9283b,
    0x1ff897ffde05980f,
    0xef2f118b5a0a6d1f,
    0x6d367ecf27cb09b7,
    0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b,
    0x3d0739f78a5292ea,
    0x6bfb5fb11f8d5d08,
    0x56033046fc7b6bab,
    0xf0cfbc209af4361d,
    0,
];

/// Below this `sin x` and `tan x` round to `x`, which also keeps the sign of zero.
const TINY: f64 = 1e-8;

/// `x - n π/2` as a sum of two numbers, exact to 2^-53 of the smallest difference there is.
#[inline(always)]
fn less_quarter_turns<I: Isa>(x: f64, n: f64) -> (f64, f64) {
    let (product, error) = two_product::<I>(n, FRAC_PI_2);
    let first = if I::FMA { n.mul_add(-FRAC_PI_2, x) } else { (x - product) - error };
    let (product, error) = two_product::<I>(n, FRAC_PI_2_LOW);
    let (high, low) = two_sum(first, -product);
    (high, low - n.multiply_add::<I>(FRAC_PI_2_LEAST, error))
}

/// The angle within its quadrant, from `-π/4` to `π/4`, and the quadrant modulo 4; for finite `|x|` above [`SMALL_ANGLE`].
/// The bits of `2/π` that give whole turns are left out, the next 190 make the product exact to 2^-137.
#[inline(always)]
fn large_angle<I: Isa>(x: f64) -> (f64, f64, u64) {
    let bits = x.to_bits() & (u64::MAX >> 1);
    let exponent = (bits >> 52) as i64 - 1075;
    let mantissa = u128::from(bits & ((1 << 52) - 1) | 1 << 52);
    let offset = (exponent + 62).clamp(0, 1100) as usize; // 64 zeros, less the two bits of the quadrant
    let (word, shift) = (offset / 64 % 18, offset % 64);
    let window = |k: usize| {
        let pair = u128::from(TWO_OVER_PI[word + k]) << 64 | u128::from(TWO_OVER_PI[word + k + 1]);
        (pair << shift >> 64) as u64
    };
    let low = mantissa * u128::from(window(2));
    let middle = mantissa * u128::from(window(1)) + (low >> 64);
    let high = (mantissa as u64).wrapping_mul(window(0)).wrapping_add((middle >> 64) as u64);
    let fraction = (u128::from(high) << 64 | u128::from(middle as u64)) << 2 | u128::from(low as u64 >> 62);
    // Above one half it is what lacks to the next quarter turn.
    let quadrant = (high >> 62).wrapping_add((fraction >> 127) as u64);
    const UNIT: f64 = 1.0 / 4294967296.0;
    let fraction = fraction as i128;
    let parts = [(fraction >> 96) as i32 as f64, (fraction >> 64) as u32 as f64, fraction as u64 as f64];
    let (first, second) = (parts[0] * UNIT, parts[1] * (UNIT * UNIT));
    let high = first + second;
    let rest = (first - high) + second + parts[2] * (UNIT * UNIT * UNIT * UNIT);
    let (high, rest) = two_sum(high, rest);
    let (angle, error) = two_product::<I>(high, FRAC_PI_2);
    let error = error + high * FRAC_PI_2_LOW + rest * FRAC_PI_2;
    let (angle, error) = two_sum(angle, error);
    if x < 0.0 { (-angle, -error, quadrant.wrapping_neg()) } else { (angle, error, quadrant) }
}

/// `sin (high + low)` for at most a quarter turn.
#[inline(always)]
fn sin_half<I: Isa>(high: f64, low: f64) -> f64 {
    let (square, error) = square_in_two::<I>(high);
    let (cube, cube_error) = two_product::<I>(square, high);
    let factor = polynomial::<I, _, 8>(square, &SIN);
    let slope = square.multiply_add::<I>(1.0 / 24.0, -0.5).multiply_add::<I>(square, 1.0); // of the sine: its cosine
    let low = factor.multiply_add::<I>(error.multiply_add::<I>(high, cube_error), low * slope);
    high + factor.multiply_add::<I>(cube, low)
}

#[inline(always)]
fn negate_if(condition: bool, x: f64) -> f64 {
    f64::from_bits(x.to_bits() ^ (u64::from(condition) << 63))
}

/// `sin (x + turns π/2)` for 0 or 1 quarter turns more, any finite `x`.
#[inline(always)]
fn sin_large<I: Isa>(x: f64, turns: u64) -> f64 {
    let (high, low, quadrant) = large_angle::<I>(x);
    let quadrant = quadrant.wrapping_add(turns);
    let odd = quadrant & 1 != 0;
    // sin(r + π/2) = sin(π/2 - |r|)
    let (near, rest) = two_sum(FRAC_PI_2, -high.abs());
    let rest = rest + FRAC_PI_2_LOW - if high < 0.0 { -low } else { low };
    let sine = if odd { sin_half::<I>(near, rest) } else { sin_half::<I>(high, low) };
    negate_if(quadrant & 2 != 0, sine)
}

/// Sine. At most 1.5 ulp.
#[inline(always)]
pub fn sin<I: Isa>(x: f64) -> f64 {
    let shifted = x.multiply_add::<I>(FRAC_1_PI, SHIFT_TO_INTEGER);
    let (high, low) = less_quarter_turns::<I>(x, (shifted - SHIFT_TO_INTEGER) * 2.0);
    let sine = negate_if(shifted.to_bits() & 1 != 0, sin_half::<I>(high, low));
    let sine = if x.abs() < TINY { x } else { sine };
    if I::NARROW || x.abs() <= SMALL_ANGLE {
        sine
    } else if x.abs() < f64::INFINITY {
        sin_large::<I>(x, 0)
    } else {
        f64::NAN
    }
}

/// Cosine, as the sine of what is left of an odd number of quarter turns. At most 1.5 ulp.
#[inline(always)]
pub fn cos<I: Isa>(x: f64) -> f64 {
    let shifted = x.multiply_add::<I>(FRAC_1_PI, -0.5) + SHIFT_TO_INTEGER;
    let (high, low) = less_quarter_turns::<I>(x, (shifted - SHIFT_TO_INTEGER) * 2.0 + 1.0);
    let cosine = negate_if(shifted.to_bits() & 1 == 0, sin_half::<I>(high, low));
    if I::NARROW || x.abs() <= SMALL_ANGLE {
        cosine
    } else if x.abs() < f64::INFINITY {
        sin_large::<I>(x, 1)
    } else {
        f64::NAN
    }
}

/// `tan (high + low)` for at most an eighth of a turn, and a quarter turn more if `odd`.
#[inline(always)]
fn tan_quarter<I: Isa>(high: f64, low: f64, odd: bool) -> f64 {
    let square = high * high;
    let sin = high + (polynomial::<I, _, 6>(square, &SIN_QUARTER) * (square * high) + low);
    let half = 0.5 * square;
    let cos = 1.0 - half;
    let cos = cos + ((1.0 - cos) - half + (polynomial::<I, _, 6>(square, &COS) * (square * square) - high * low));
    if odd { -cos / sin } else { sin / cos }
}

/// Tangent. At most 2 ulp.
#[inline(always)]
pub fn tan<I: Isa>(x: f64) -> f64 {
    let shifted = x.multiply_add::<I>(FRAC_2_PI, SHIFT_TO_INTEGER);
    let (high, low) = less_quarter_turns::<I>(x, shifted - SHIFT_TO_INTEGER);
    let tangent = tan_quarter::<I>(high, low, shifted.to_bits() & 1 != 0);
    let tangent = if x.abs() < TINY { x } else { tangent };
    if I::NARROW || x.abs() <= SMALL_ANGLE {
        tangent
    } else if x.abs() < f64::INFINITY {
        let (high, low, quadrant) = large_angle::<I>(x);
        tan_quarter::<I>(high, low, quadrant & 1 != 0)
    } else {
        f64::NAN
    }
}

/// `sin πr / π` for at most a quarter turn, `|r| <= 1/2`, as a sum of two.
#[inline(always)]
pub(super) fn sin_pi<I: Isa>(r: f64) -> (f64, f64) {
    let square = r * r;
    let beyond_linear = r * (square * polynomial::<I, _, 8>(square, &SIN_PI));
    let sine = r + beyond_linear;
    (sine, (r - sine) + beyond_linear)
}

/// `cos πr` for at most a quarter turn, `|r| <= 1/2`.
#[inline(always)]
pub(super) fn cos_pi<I: Isa>(r: f64) -> f64 {
    polynomial::<I, _, 10>(r * r, &COS_PI)
}
