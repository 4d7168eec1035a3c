//! float32 functions, each a short polynomial after a reduction of its argument.
//! Invariant: no branches, no tables, no calls (rounding apart): a loop over any of them becomes SIMD code. Bounds are
//! for [`Fused`](crate::lane::Fused) code; without fused multiply-add they are up to 1 ulp larger.

mod error_function;
mod exponential;
mod gamma;
mod hyperbolic;
mod inverse_trigonometric;
mod logarithm;
mod parts;
mod power;
mod remainder;
mod trigonometric;

pub use error_function::{erf, erfc};
pub use exponential::{exp, exp2, expm1};
pub use gamma::{lgamma, polygamma};
pub use hyperbolic::{acosh, asinh, atanh, cosh, sinh, tanh};
pub use inverse_trigonometric::{acos, asin, atan, atan2};
pub use logarithm::{log, log1p, log2, log10};
pub use power::{hypot, pow};
pub use remainder::fmod;
pub use trigonometric::{cos, sin, tan};

#[cfg(test)]
mod tests;
