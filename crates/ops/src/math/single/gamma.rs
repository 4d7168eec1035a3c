//! The logarithm of the gamma function and its derivatives: those of float64, rounded. Lanes of half as many numbers cost less
//! than the sums of two that float32 would need near the zeros.

use crate::lane::Isa;
use crate::math::double;

/// `log |Γ(x)|`. At most 0.6 ulp above 0.
#[inline(always)]
pub fn lgamma<I: Isa>(x: f32) -> f32 {
    double::lgamma::<I>(f64::from(x)) as f32
}

/// As [`double::polygamma`]. At most 0.6 ulp above 0.
#[inline(always)]
pub fn polygamma<I: Isa>(order: f32, x: f32) -> f32 {
    double::polygamma::<I>(f64::from(order), f64::from(x)) as f32
}
