//! Powers and lengths. The logarithm behind a power is a sum of two numbers: it needs its 10 bits before the point and all
//! of float64's after.

use super::exponential::{LN_2_HIGH, LN_2_LOW, exp_sum};
use super::logarithm::split;
use super::parts::{square_in_two, two_product, two_sum};
use crate::lane::Isa;
use crate::math::{Float, polynomial};

/// `2 (atanh s - s - s³/3) / s⁵` in `s²`, `|s| <= 3 - √8`; Chebyshev fit, absolute error 1.9e-18.
const LOG: [f64; 8] = [
    0.11723178623876518,
    0.11706236339491206,
    0.1333480469384731,
    0.1538459496251843,
    0.18181818335392802,
    0.22222222221655885,
    0.28571428571429364,
    0.4,
];

/// What two thirds lack.
const TWO_THIRDS: f64 = 2.0 / 3.0;
const TWO_THIRDS_LOW: f64 = 3.700743415417188e-17;

/// Powers of two that keep the squares of large and small lengths within range.
const DOWN: f64 = f64::from_bits((1023 - 600) << 52);
const UP: f64 = f64::from_bits((1023 + 600) << 52);
const LARGE: f64 = f64::from_bits((1023 + 500) << 52);
const SMALL: f64 = f64::from_bits((1023 - 450) << 52);

/// `log x` of a positive finite number as a sum of two, exact to 2^-68.
#[inline(always)]
fn log_in_two<I: Isa>(x: f64) -> (f64, f64) {
    let (k, f) = split(x);
    // s = f / (2 + f), with the rest of the division.
    let (below, rest) = two_sum(2.0, f);
    let inverse = 1.0 / below;
    let s = f * inverse;
    let (product, error) = two_product::<I>(s, below);
    let s_low = ((f - product) - error - s * rest) * inverse;
    let (square, low) = square_in_two::<I>(s);
    let low = low + 2.0 * s * s_low;
    // 2/3 + s² (2/5 + …), as a sum of two numbers, times s³.
    let tail = polynomial::<I, _, 8>(square, &LOG) * square;
    let (sum, error) = two_sum(TWO_THIRDS, tail);
    let sum_low = error + TWO_THIRDS_LOW + low * 0.4;
    let (cube, cube_low) = two_product::<I>(square, s);
    let cube_low = cube_low + low * s + square * s_low;
    let (term, term_low) = two_product::<I>(cube, sum);
    let term_low = term_low + cube_low * sum + cube * sum_low;
    let (log, error) = two_sum(2.0 * s, term);
    let log_low = error + 2.0 * s_low + term_low;
    let (high, error) = two_sum(k * LN_2_HIGH, log);
    let (low, rest) = two_sum(k * LN_2_LOW, error);
    let (high, error) = two_sum(high, low);
    (high, error + (rest + log_low))
}

/// `x^y` with C's conventions: 1 for `y = 0` and for `x = 1` even if the other is NaN, NaN for a negative base with a
/// fractional exponent. At most 1.5 ulp.
#[inline(always)]
pub fn pow<I: Isa>(x: f64, y: f64) -> f64 {
    let magnitude = x.abs();
    let ordinary = (magnitude > 0.0) & (magnitude < f64::INFINITY);
    let (log, low) = log_in_two::<I>(if ordinary { magnitude } else { 1.0 });
    // Far beyond any overflow already, and its products with a logarithm are still finite.
    let limited = if y.abs() > 1e22 { 1e22f64.copysign(y) } else { y };
    let (exponent, error) = two_product::<I>(limited, log);
    let error = error + limited * low;
    let over = exponent.abs() > 760.0;
    let (exponent, error) = if over { (760f64.copysign(exponent), 0.0) } else { (exponent, error) };
    let power = exp_sum::<I>(exponent, error);
    // The exponent that a base of 0 or of infinity has for a logarithm decides.
    let grows = (magnitude > 1.0) == (y > 0.0);
    let power = if ordinary {
        power
    } else if grows {
        f64::INFINITY
    } else {
        0.0
    };
    // Numbers from 2^53 on are even.
    let (whole, half) = (y.truncate::<I>(), y * 0.5);
    let odd = (whole == y) & (half.truncate::<I>() != half) & (y.abs() < 9007199254740992.0);
    let power = if x.is_sign_negative() & odd { -power } else { power };
    let undefined = (x < 0.0) & (whole != y) & (x != f64::NEG_INFINITY);
    let power = if undefined | x.is_nan() | y.is_nan() { f64::NAN } else { power };
    if (y == 0.0) | (x == 1.0) | ((x == -1.0) & y.is_infinite()) { 1.0 } else { power }
}

/// `√(x² + y²)`, infinite if either is, even beside a NaN. At most 1 ulp.
#[inline(always)]
pub fn hypot<I: Isa>(x: f64, y: f64) -> f64 {
    let (x, y) = (x.abs(), y.abs());
    let (long, short) = if x < y { (y, x) } else { (x, y) };
    let (scale, back) = if long > LARGE { (DOWN, UP) } else { (1.0, 1.0) };
    let (scale, back) = if long < SMALL { (UP, DOWN) } else { (scale, back) };
    let (long, short) = (long * scale, short * scale);
    let (square, low) = square_in_two::<I>(long);
    let (sum, error) = two_sum(square, short * short);
    let length = (sum + (error + low)).sqrt() * back;
    if (x == f64::INFINITY) | (y == f64::INFINITY) { f64::INFINITY } else { length }
}
