//! float64 functions, each a polynomial after a reduction of its argument. Where that is not precise enough, a number is
//! kept as a sum of two.
//! Invariant: as in [`single`](super::single); every function is within 2 ulp of the right value.

mod error_function;
mod exponential;
mod hyperbolic;
mod inverse_trigonometric;
mod log_gamma;
mod logarithm;
mod parts;
mod polygamma;
mod power;
mod remainder;
mod trigonometric;

pub use error_function::{erf, erfc};
pub use exponential::{exp, exp2, expm1};
pub use hyperbolic::{acosh, asinh, atanh, cosh, sinh, tanh};
pub use inverse_trigonometric::{acos, asin, atan, atan2};
pub use log_gamma::lgamma;
pub use logarithm::{log, log1p, log2, log10};
pub use polygamma::polygamma;
pub use power::{hypot, pow};
pub use remainder::fmod;
pub use trigonometric::{cos, sin, tan};

#[cfg(test)]
mod tests;
