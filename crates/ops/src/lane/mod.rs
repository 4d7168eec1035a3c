//! Rows read as numbers, one element per value: written so that LLVM turns a loop over them into SIMD code.
//! Invariant: branch-free, `#[inline(always)]`, and instructions beyond the baseline only where the [`Isa`] promises them.

mod complex;
mod float;
mod integer;

pub use complex::Complex;
pub use float::{F32, F64};
pub use integer::Int;

/// What the surrounding `#[target_feature]` clone may use.
pub trait Isa: Copy + 'static {
    /// Fused multiply-add is an instruction; where it is not, `f32::mul_add` calls a library and is 20 times slower.
    const FMA: bool;
}

/// Code for every processor of the target.
#[derive(Clone, Copy, Debug)]
pub struct Baseline;

/// Code inside a clone with FMA (`avx2,fma`, AVX-512, every AArch64).
#[derive(Clone, Copy, Debug)]
pub struct Fused;

impl Isa for Baseline {
    const FMA: bool = cfg!(target_feature = "fma");
}

impl Isa for Fused {
    const FMA: bool = true;
}
