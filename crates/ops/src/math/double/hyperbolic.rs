//! Hyperbolic functions from exponentials, odd polynomials near 0; their inverses from `log(1 + z)`.

use super::exponential::reduced;
use super::logarithm::log1p_sum;
use super::parts::{limit, power_of_two, scale, square_in_two, two_sum};
use crate::lane::Isa;
use crate::math::{Float, polynomial};
use std::f64::consts::LN_2;

/// `(sinh x - x) / x³` in `x²`, `|x| <= 1`; Chebyshev fit, absolute error 3.5e-19.
const SINH: [f64; 7] = [
    7.746178593018827e-13,
    1.6057679623801638e-10,
    2.5052117695907823e-08,
    2.7557319191381816e-06,
    0.00019841269841324198,
    0.008333333333333299,
    0.16666666666666666,
];

/// `(tanh x - x) / x³` in `x²`, `|x| <= 0.6`; Chebyshev fit, absolute error 1.6e-18.
const TANH: [f64; 12] = [
    6.934046420988954e-06,
    -3.2086614037935994e-05,
    9.332432233847448e-05,
    -0.00023795201383924994,
    0.0005897680994688268,
    -0.0014557958855734635,
    0.0035921242500086925,
    -0.008863235292803289,
    0.021869488527368107,
    -0.05396825396808531,
    0.13333333333333205,
    -0.3333333333333333,
];

/// `(asinh x - x) / x³` in `x²`, `|x| <= ½`; Chebyshev fit, absolute error 1.2e-17.
const ASINH: [f64; 12] = [
    0.0018854117655039003,
    -0.004992717198142511,
    0.007622309427481728,
    -0.009591452221673173,
    0.011526210169675569,
    -0.013962235682232349,
    0.01735258771519257,
    -0.022372151449922602,
    0.030381944248546365,
    -0.044642857140252436,
    0.0749999999999864,
    -0.16666666666666666,
];

/// `(atanh x - x) / x³` in `x²`, `|x| <= ½`; Chebyshev fit, absolute error 7.2e-18.
const ATANH: [f64; 14] = [
    0.21098097885975797,
    -0.14450491183414468,
    0.13557903913692299,
    0.012292448728540531,
    0.05441915418234587,
    0.05160769881147162,
    0.05893099692590042,
    0.06665886352701884,
    0.07692345940270638,
    0.09090907881509189,
    0.11111111133938968,
    0.14285714285490106,
    0.20000000000000864,
    0.3333333333333333,
];

/// `e^|x| / 2`, which overflows only where `sinh` and `cosh` do.
#[inline(always)]
fn half_exp<I: Isa>(x: f64) -> f64 {
    let (tail, exponent) = reduced::<I>(limit(x.abs(), 0.0, 712.0));
    scale(tail + 1.0, exponent.wrapping_sub(1))
}

/// Hyperbolic sine. At most 2 ulp.
#[inline(always)]
pub fn sinh<I: Isa>(x: f64) -> f64 {
    let square = x * x;
    let small = polynomial::<I, _, 7>(square, &SINH).multiply_add::<I>(square * x, x);
    let half = half_exp::<I>(x);
    if x.abs() < 1.0 { small } else { (half - 0.25 / half).copysign(x) }
}

/// Hyperbolic cosine. At most 2 ulp.
#[inline(always)]
pub fn cosh<I: Isa>(x: f64) -> f64 {
    let half = half_exp::<I>(x);
    half + 0.25 / half
}

/// Hyperbolic tangent, `1 - 2 / (e^2|x| + 1)` away from 0, which is 1 from 19.1 on. At most 2 ulp.
#[inline(always)]
pub fn tanh<I: Isa>(x: f64) -> f64 {
    let square = x * x;
    let small = polynomial::<I, _, 12>(square, &TANH).multiply_add::<I>(square * x, x);
    let (tail, exponent) = reduced::<I>(limit(x.abs() * 2.0, 0.0, 40.0));
    let power = power_of_two(exponent);
    let large = 1.0 - 2.0 / power.multiply_add::<I>(tail, power + 1.0);
    (if x.abs() < 0.6 { small } else { large }).copysign(x)
}

/// From here on `1 ± x` and `√(x² ± 1)` are `x`, whose square may overflow.
const ABSORBS_ONE: f64 = 1e150;

/// `√(square + low)` as a sum of two numbers.
#[inline(always)]
fn root_in_two<I: Isa>(square: f64, low: f64) -> (f64, f64) {
    let root = square.sqrt();
    let (again, error) = square_in_two::<I>(root);
    let rest = ((square - again) - error + low) * 0.5 / root;
    (root, if root == 0.0 { 0.0 } else { rest })
}

/// Inverse hyperbolic sine, `log(|x| + √(x² + 1))`, a polynomial below ½. At most 1.5 ulp.
#[inline(always)]
pub fn asinh<I: Isa>(x: f64) -> f64 {
    let small = polynomial::<I, _, 12>(x * x, &ASINH).multiply_add::<I>(x * x * x, x);
    let huge = x.abs() > ABSORBS_ONE;
    let magnitude = if huge { 0.5 } else { x.abs() };
    let (square, low) = square_in_two::<I>(magnitude);
    let (sum, error) = two_sum(square, 1.0);
    let (root, rest) = root_in_two::<I>(sum, error + low);
    // √(x² + 1) - 1 is exact, and |x| added with what its rounding takes.
    let (z, error) = two_sum(root - 1.0, magnitude);
    let z = if huge { (x.abs(), 0.0) } else { (z, error + rest) };
    let log = log1p_sum::<I>(z.0, z.1) + if huge { LN_2 } else { 0.0 };
    (if x.abs() < 0.5 { small } else { log }).copysign(x)
}

/// Inverse hyperbolic cosine, NaN below 1: `log(1 + z)` with `z = x - 1 + √(x² - 1)`. At most 2 ulp.
#[inline(always)]
pub fn acosh<I: Isa>(x: f64) -> f64 {
    let huge = x > ABSORBS_ONE;
    let limited = if huge { 2.0 } else { x };
    let less = limited - 1.0;
    // x² - 1 = (x - 1)² + 2 (x - 1), whose parts lose nothing near 1.
    let (square, low) = square_in_two::<I>(less);
    let (sum, error) = two_sum(2.0 * less, square);
    let (root, rest) = root_in_two::<I>(sum, error + low + 2.0 * (limited - (less + 1.0)));
    let (z, error) = two_sum(root, less);
    let z = if huge { (x, 0.0) } else { (z, error + rest + (limited - (less + 1.0))) };
    let log = log1p_sum::<I>(z.0, z.1) + if huge { LN_2 } else { 0.0 };
    if x < 1.0 { f64::NAN } else { log }
}

/// Inverse hyperbolic tangent, NaN outside -1 ..= 1: `½ log(1 + 2|x| / (1 - |x|))`, a polynomial below ½. At most 1.5 ulp.
#[inline(always)]
pub fn atanh<I: Isa>(x: f64) -> f64 {
    let small = polynomial::<I, _, 14>(x * x, &ATANH).multiply_add::<I>(x * x * x, x);
    let z = 2.0 * x.abs() / (1.0 - x.abs());
    let large = (log1p_sum::<I>(z, 0.0) * 0.5).copysign(x);
    if x.abs() < 0.5 { small } else { large }
}
