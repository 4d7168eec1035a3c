//! What a loop over lanes may use, and what it may be given.

use crate::num::Num;
use std::marker::PhantomData;

/// What the surrounding `#[target_feature]` clone may use, and what it may be given.
pub trait Isa: Copy + 'static {
    /// Fused multiply-add and rounding are instructions; where they are not, `f32::mul_add` calls a library and is 20 times
    /// slower.
    const FMA: bool;
    /// Operands are within the limits that [`Lane`] tests for: no path for others, which would keep the loop from becoming SIMD
    /// code.
    const NARROW: bool = false;
    /// The row's parameters are constants of the loop.
    const KNOWN: bool = false;
}

/// Code for every processor of the target.
#[derive(Clone, Copy, Debug)]
pub struct Baseline;

/// Code inside a clone with FMA (`avx2,fma`, AVX-512, every AArch64).
#[derive(Clone, Copy, Debug)]
pub struct Fused;

/// Code for operands within limits.
#[derive(Clone, Copy, Debug)]
pub struct Narrow<I>(PhantomData<I>);

/// Code for parameters that are constants.
#[derive(Clone, Copy, Debug)]
pub struct Known<I>(PhantomData<I>);

impl Isa for Baseline {
    const FMA: bool = cfg!(any(target_feature = "fma", target_arch = "aarch64"));
}

impl Isa for Fused {
    const FMA: bool = true;
}

impl<I: Isa> Isa for Narrow<I> {
    const FMA: bool = I::FMA;
    const NARROW: bool = true;
}

impl<I: Isa> Isa for Known<I> {
    const FMA: bool = I::FMA;
    const NARROW: bool = I::NARROW;
    const KNOWN: bool = true;
}

/// A reading as lanes, with a faster version for operands within limits.
pub trait Lane: Num {
    /// The same for operands of which the tests below are true. Has the layout of `Self`.
    type Narrow: Lane;
    /// The same for parameters that are constants. Has the layout of `Self`.
    type Known: Num;

    /// Whether narrow code takes the angle, π times it included.
    fn is_small_angle(self) -> bool;
    /// Whether narrow code takes it where others need a reflection.
    fn is_not_negative(self) -> bool;
    /// Whether narrow code divides it by `divisor` with a remainder.
    fn has_small_quotient(self, divisor: Self) -> bool;
    /// Whether narrow code divides it by anything, rounding towards zero.
    fn is_small_dividend(self) -> bool;
}
