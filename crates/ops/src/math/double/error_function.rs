//! Error functions: an odd polynomial below 1, a gaussian times a polynomial above.

use super::exponential::{LN_2_HIGH, LN_2_LOW, tail};
use super::parts::{SHIFT_TO_INTEGER, integer, scale, square_in_two, two_product, two_sum};
use crate::lane::Isa;
use crate::math::{Float, polynomial};
use std::f64::consts::LOG2_E;

/// `erf x / x - 1` in `x²` on 0..1; Chebyshev fit, relative error 1.2e-19 before rounding.
const ERF: [f64; 13] = [
    5.957176147748911e-11,
    -1.1372848856791674e-9,
    1.4659775274047436e-8,
    -1.6350312701054695e-7,
    1.6461000484121368e-6,
    -1.4925595266831182e-5,
    0.0001205533111164271,
    -0.000854832698083379,
    0.0052239776248180145,
    -0.026866170645076792,
    0.11283791670954879,
    -0.3761263890318375,
    0.1283791670955126,
];

/// `erfc(x) e^(x²) (1 + 2x)` in `(x - 3.5) / (x + 3.5)` on 0.5..28; Chebyshev fit, relative error 1.4e-17 before rounding.
const ERFC: [f64; 22] = [
    1.0591622351425399e-08,
    4.2783298300506434e-10,
    -9.361273365147815e-08,
    -7.545055693454484e-09,
    6.00951725853741e-07,
    -4.466283205177847e-08,
    -3.814991076700576e-06,
    2.3285625617049886e-06,
    2.4261220716444518e-05,
    -4.278232062220953e-05,
    -0.00012151250870843876,
    0.0005643844370842721,
    -0.00030226786092849803,
    -0.004215019910384933,
    0.01909933094056669,
    -0.04882332582769667,
    0.08798315382497571,
    -0.11508959816020042,
    0.09751909515325563,
    -0.010555596332218151,
    -0.1400091801376194,
    1.2423492448711544,
];

/// `erf(x) - x` for `|x| < 1`.
#[inline(always)]
fn beyond_linear<I: Isa>(x: f64) -> f64 {
    x * polynomial::<I, _, 13>(x * x, &ERF)
}

/// Error function: a polynomial below 1, `1 - erfc` above. At most 1 ulp.
#[inline(always)]
pub fn erf<I: Isa>(x: f64) -> f64 {
    let small = x + beyond_linear::<I>(x);
    let large = (1.0 - upper::<I>(x.abs())).copysign(x);
    if x.abs() < 1.0 { small } else { large }
}

/// Complementary error function. At most 2 ulp, also in the far tail.
#[inline(always)]
pub fn erfc<I: Isa>(x: f64) -> f64 {
    let upper = upper::<I>(x.abs());
    let rest = beyond_linear::<I>(x);
    // Above a quarter the sum is more precise as one half less what is above it.
    let near = if x < 0.25 { 1.0 - (x + rest) } else { 0.5 - ((x - 0.5) + rest) };
    let far = if x < 0.0 { 2.0 - upper } else { upper };
    if x.abs() < 0.5 { near } else { far }
}

/// `erfc(x)` for `x` above 0.5: `e^(n ln 2) (q + q (e^r - 1))` with the quotient `q` of the polynomial and `1 + 2x`, corrected
/// for its rounding.
#[inline(always)]
fn upper<I: Isa>(x: f64) -> f64 {
    let x = if x > 28.0 { 28.0 } else { x };
    let t = (x - 3.5) / (x + 3.5);
    let numerator = polynomial::<I, _, 22>(t, &ERFC);
    let (denominator, error) = two_sum(x + x, 1.0);
    let inverse = 1.0 / denominator;
    let quotient = numerator * inverse;
    let (product, low) = two_product::<I>(quotient, denominator);
    let rest = ((numerator - product) - low - quotient * error) * inverse;

    let (square, low) = square_in_two::<I>(x);
    let shifted = square.multiply_add::<I>(-LOG2_E, SHIFT_TO_INTEGER);
    let n = shifted - SHIFT_TO_INTEGER;
    let r = n.multiply_add::<I>(-LN_2_HIGH, -square);
    let r = n.multiply_add::<I>(-LN_2_LOW, r - low);
    let power = quotient.multiply_add::<I>(r + tail::<I>(r), rest);
    scale(quotient + power, integer(shifted))
}
