//! Error functions from exponentials of polynomials.

use super::exponential::{exp, reduced};
use super::parts::power_of_two;
use crate::lane::Isa;
use crate::math::{Float, polynomial};

/// `-log(erfc x) / x - 1` on 0 ..= 4; weighted fit, relative error of `erf` 4e-9.
const LOG_ERFC: [f32; 9] = [
    -9.25624e-6,
    0.00011764103,
    -0.0006328359,
    0.0016670255,
    -0.00016039379,
    -0.019153066,
    0.10277783,
    0.6366194,
    0.12837917,
];

/// `erfc(x) e^(x²) (1 + 2x)` in `(x - 3) / (x + 3)` on 0.5 ..= 11; Chebyshev fit, absolute error 7.6e-10.
const ERFC: [f32; 11] = [
    -0.00017685548,
    -0.0006814632,
    0.0019518923,
    0.0024994295,
    -0.023789614,
    0.06831216,
    -0.119271316,
    0.12964492,
    -0.047562394,
    -0.1356211,
    1.253008,
];

/// Error function, `1 - e^-p` with `p = -log(erfc |x|)`, without a difference of numbers near 1. At most 2 ulp.
#[inline(always)]
pub fn erf<I: Isa>(x: f32) -> f32 {
    let magnitude = x.abs();
    let limited = if magnitude > 4.0 { 4.0 } else { magnitude };
    let p = polynomial::<I, _, 9>(limited, &LOG_ERFC).multiply_add::<I>(limited, limited);
    let (tail, exponent) = reduced::<I>(-p);
    let half = power_of_two(exponent.wrapping_sub(1));
    (half.multiply_add::<I>(-tail, 0.5 - half) * 2.0).copysign(x)
}

/// `1 - erf(x)`. The square is rounded in float64, its rest enters as `e^-rest = 1 - rest`. At most 4 ulp.
#[inline(always)]
pub fn erfc<I: Isa>(x: f32) -> f32 {
    let magnitude = x.abs();
    let limited = if magnitude > 11.0 { 11.0 } else { magnitude };
    let square = f64::from(limited) * f64::from(limited);
    let rest = (square - f64::from(square as f32)) as f32;
    let t = (limited - 3.0) / (limited + 3.0);
    let factor = polynomial::<I, _, 11>(t, &ERFC) / limited.multiply_add::<I>(2.0, 1.0);
    let tail = exp::<I>(-square as f32) * (factor - factor * rest);
    let tail = if x < 0.0 { 2.0 - tail } else { tail };
    if magnitude < 0.5 { 1.0 - erf::<I>(x) } else { tail }
}
