//! Error functions: an odd polynomial below 1, exponentials of polynomials above.

use super::exponential::exp;
use crate::lane::Isa;
use crate::math::{Float, polynomial};

/// `erf x / x - 1` in `x²`, `|x| <= 1`; Chebyshev fit, absolute error 3.4e-11.
const ERF: [f32; 8] =
    [-9.667045e-6, 0.00011265959, -0.00084840803, 0.0052210316, -0.02686543, 0.11283782, -0.37612638, 0.12837917];

/// `log(erfc x)` on 1 ..= 4; Chebyshev fit, absolute error 1.7e-8.
const LOG_ERFC: [f32; 9] = [
    1.6371514e-6,
    -4.605804e-5,
    0.00059680565,
    -0.004759596,
    0.026421135,
    -0.110080086,
    -0.63182604,
    -1.1302334,
    0.00032013806,
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

/// Error function. At most 1.5 ulp.
#[inline(always)]
pub fn erf<I: Isa>(x: f32) -> f32 {
    let magnitude = x.abs();
    let limited = if magnitude > 4.0 { 4.0 } else { magnitude };
    let small = polynomial::<I, _, 8>(x * x, &ERF).multiply_add::<I>(x, x);
    let large = 1.0 - exp::<I>(polynomial::<I, _, 9>(limited, &LOG_ERFC));
    if magnitude < 1.0 { small } else { large.copysign(x) }
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
