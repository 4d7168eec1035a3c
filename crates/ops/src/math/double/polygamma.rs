//! The derivatives of the logarithm of the gamma function. The first two by fits and their reflection, the others as
//! `(-1)^(n+1) n! ζ(n + 1, x)` with Hurwitz's zeta function (NIST DLMF 5.15, 25.11).

use super::logarithm::log;
use super::trigonometric::{cos_pi, sin_pi};
use crate::lane::Isa;
use crate::math::{Float, polynomial};

/// Where the polynomial of the digamma function ends.
const JOINT: f64 = 2.5;

/// The zero of `digamma(1 + w)`, as a sum of two.
const ZERO: f64 = 0.46163214496836236;
const ZERO_LOW: f64 = -1.5522348162858677e-17;

/// `digamma(1 + w) / (w - zero)` in `w - 0.75`, `w` in 0 ..= 1.5; Chebyshev fit, relative error 1.6e-17.
const NEAR: [f64; 26] = [
    -1.1872212713245974e-06,
    2.0776397503965925e-06,
    7.049012638469318e-07,
    -1.2335673403459895e-06,
    -4.86113586531963e-06,
    8.507077411101826e-06,
    -8.277907777699667e-06,
    1.4487003402656893e-05,
    -2.9367803644173363e-05,
    5.1398705126837106e-05,
    -8.831673837151642e-05,
    0.00015459265153371102,
    -0.00027110565826077765,
    0.000474727616562906,
    -0.0008314950930624974,
    0.0014573685124658021,
    -0.002556686700917371,
    0.004491814230188876,
    -0.007910468765597353,
    0.013985786157589093,
    -0.024890048489327913,
    0.04479965445346671,
    -0.08228558635577421,
    0.1571201133520356,
    -0.3262546278681057,
    0.8581832171262995,
];

/// `x² (log x - 1 / 2x - digamma(x))` in `1 / x²`, `x >= 2.5`; Chebyshev fit, absolute error 3e-16.
const FAR: [f64; 13] = [
    27.91862210054268,
    -33.07638145033047,
    18.245936834680272,
    -6.363688758849593,
    1.642497049891965,
    -0.3611849182960402,
    0.07968271837492587,
    -0.020976323230812433,
    0.007573264769154464,
    -0.004166633929989365,
    0.003968253739706845,
    -0.008333333332694478,
    0.08333333333333304,
];

/// `x³ (trigamma(x) - 1 / x - 1 / 2x²)` in `1 / x²`, `x >= 3`; Chebyshev fit, absolute error 2.5e-16.
const FAR_TRIGAMMA: [f64; 13] = [
    2215.60182698085,
    -1862.8228642609376,
    737.1452968666961,
    -187.7783922672314,
    36.45762991653208,
    -6.294462335345315,
    1.1410199101729828,
    -0.25253066621004117,
    0.07574876782139701,
    -0.03333325213575144,
    0.02380952341320001,
    -0.03333333333256124,
    0.1666666666666664,
];

/// Bernoulli's numbers `B(2j) / (2j)!` from the 24th down to the second: the coefficients of Euler's and Maclaurin's formula.
const BERNOULLI: [f64; 12] = [
    -1.3954464685812522e-19,
    5.5090028283602295e-18,
    -2.174868698558062e-16,
    8.586062056277845e-15,
    -3.3896802963225827e-13,
    1.3382536530684679e-11,
    -5.284190138687493e-10,
    2.08767569878681e-08,
    -8.267195767195768e-07,
    3.306878306878307e-05,
    -0.001388888888888889,
    0.08333333333333333,
];

/// Terms of the zeta function that are summed before the formula takes over.
const TERMS: u32 = 9;

/// The factorials that are finite.
const FACTORIALS: [f64; 171] = {
    let mut values = [1.0; 171];
    let mut n = 1;
    while n < values.len() {
        values[n] = values[n - 1] * n as f64;
        n += 1;
    }
    values
};

/// The derivative of order `order + 1` of `log Γ(x)`: digamma, trigamma, and so on. `order` is an integer, 0 or greater, and
/// the same for all lanes.
#[inline(always)]
pub fn polygamma<I: Isa>(order: f64, x: f64) -> f64 {
    if order == 0.0 {
        digamma::<I>(x)
    } else if order == 1.0 {
        trigamma::<I>(x)
    } else {
        higher::<I>(order, x)
    }
}

/// The first derivative: a polynomial with the zero as a factor up to 2.5, the logarithm and a fitted rest above. -∞ at 0, ∞ at
/// -0, not a number at negative integers. At most 2 ulp above 0.
#[inline(always)]
fn digamma<I: Isa>(x: f64) -> f64 {
    let a = x.abs();
    let inverse = 1.0 / a;
    let square = inverse * inverse;
    let w = if a < 1.0 { a } else { a - 1.0 };
    let near = ((w - ZERO) - ZERO_LOW) * polynomial::<I, _, 26>(w - 0.75, &NEAR);
    let rest = polynomial::<I, _, 13>(square, &FAR).multiply_add::<I>(square, 0.5 * inverse);
    let value = if a < JOINT { near } else { log::<I>(a) - rest };
    // Below 1 that was digamma(1 + a), from which a step back leads.
    let step = if x.is_sign_negative() { -inverse } else { inverse };
    let positive = if a < 1.0 { value - step } else { value };
    if I::NARROW {
        return positive;
    }
    // digamma(-a) = digamma(1 + a) + π cot πa
    let above = if a < 1.0 { value } else { value - step };
    let from_integer = a - a.round_nearest::<I>();
    let (sine, _) = sin_pi::<I>(from_integer);
    let reflected = above + cos_pi::<I>(from_integer) / sine;
    let reflected = if from_integer == 0.0 { f64::NAN } else { reflected };
    if x < 0.0 { reflected } else { positive }
}

/// The second derivative: three steps up, `1 / x²` each, and a fitted rest. Infinite at 0 and at negative integers. At most
/// 2 ulp above 0.
#[inline(always)]
fn trigamma<I: Isa>(x: f64) -> f64 {
    // trigamma(x) = (π / sin πx)² - trigamma(1 - x)
    let a = if x < 0.0 { 1.0 - x } else { x };
    let far = 1.0 / (a + 3.0);
    let square = far * far;
    let rest = polynomial::<I, _, 13>(square, &FAR_TRIGAMMA).multiply_add::<I>(far, 0.5) * square;
    let steps = [a, a + 1.0, a + 2.0].map(|step| 1.0 / (step * step));
    let positive = steps[0] + (steps[1] + (steps[2] + (rest + far)));
    if I::NARROW {
        return positive;
    }
    let (sine, _) = sin_pi::<I>(x - x.round_nearest::<I>());
    if x < 0.0 { 1.0 / (sine * sine) - positive } else { positive }
}

/// The others. PyTorch's value at ∞, which is not a number, comes from the formula.
#[inline(always)]
fn higher<I: Isa>(order: f64, x: f64) -> f64 {
    let (power, order) = ((order as u32).saturating_add(1), order as usize);
    let (floor, ceil) = (x.round_down::<I>(), x.round_up::<I>());
    let (below, above) = (x - floor, ceil - x);
    let zeta = if x > 0.0 {
        zeta(power, x)
    } else if x == floor {
        f64::INFINITY
    } else {
        // The sum over all integers, less that over those which are not to be there.
        let beyond = zeta(power, above) - zeta(power, 1.0 - x);
        zeta(power, below) + if power.is_multiple_of(2) { beyond } else { -beyond }
    };
    let factorial = if order < FACTORIALS.len() { FACTORIALS[order] } else { f64::INFINITY };
    if power.is_multiple_of(2) { factorial * zeta } else { -(factorial * zeta) }
}

/// `Σ (x + k)^-power` over all `k >= 0`, for `x > 0` and `power > 1`: [`TERMS`] of them, then Euler's and Maclaurin's formula.
#[inline(always)]
fn zeta(power: u32, x: f64) -> f64 {
    let start = x + f64::from(TERMS);
    let (s, inverse) = (f64::from(power), 1.0 / start);
    let mut correction = 0.0;
    // Loops over an index: what iterators make of them is called, not inlined.
    let mut i = 0;
    while i < BERNOULLI.len() {
        // The term of B(2j) is that of B(2j - 2), times these.
        let j = 2.0 * (BERNOULLI.len() - i) as f64;
        correction = (s + j - 1.0) * (s + j) * (inverse * inverse) * correction + BERNOULLI[i];
        i += 1;
    }
    let tail = start / (s - 1.0) + 0.5 + s * inverse * correction;
    let mut sum = tail / integer_power(start, power);
    let mut k = TERMS;
    while k > 0 {
        k -= 1;
        sum += 1.0 / integer_power(x + f64::from(k), power);
    }
    sum
}

/// By squaring, one factor for each bit of the exponent.
#[inline(always)]
fn integer_power(mut base: f64, mut exponent: u32) -> f64 {
    let mut power = 1.0;
    while exponent > 0 {
        if exponent & 1 == 1 {
            power *= base;
        }
        base *= base;
        exponent >>= 1;
    }
    power
}
