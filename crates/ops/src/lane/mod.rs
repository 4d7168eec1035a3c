//! Rows read as numbers, one element per value: written so that LLVM turns a loop over them into SIMD code.
//! Invariant: branch-free, `#[inline(always)]`, and instructions beyond the baseline only where the [`Isa`] promises them.

mod complex;
mod float;
mod integer;
mod isa;
mod unsigned;

pub use complex::Complex;
pub use float::{F32, F64};
pub use integer::Int;
pub use isa::{Baseline, Fused, Isa, Known, Lane, Narrow};
pub use unsigned::Word;
