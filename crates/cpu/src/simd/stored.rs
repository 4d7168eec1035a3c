//! Element types as they lie in memory, and their conversion to the type that products are summed in.

use crate::{convert::Number, simd::compute::Compute};
use half::{bf16, f16};
use tapir_core::Element;

/// An element in memory whose products are summed as `T`.
pub trait Stored<T: Compute>: Element {
    /// Whether it is `T` already.
    const COMPUTED: bool;

    fn widen(self) -> T;
    /// Rounds to nearest; integers keep their low bits.
    fn narrow(value: T) -> Self;
}

impl<T: Compute> Stored<T> for T {
    const COMPUTED: bool = true;

    #[inline(always)]
    fn widen(self) -> T {
        self
    }

    #[inline(always)]
    fn narrow(value: T) -> T {
        value
    }
}

impl Stored<f32> for bf16 {
    const COMPUTED: bool = false;

    #[inline(always)]
    fn widen(self) -> f32 {
        f32::from_bits(u32::from(self.to_bits()) << 16)
    }

    #[inline(always)]
    fn narrow(value: f32) -> bf16 {
        bf16::from_number(value)
    }
}

impl Stored<f32> for f16 {
    const COMPUTED: bool = false;

    /// Exact, without branches, so that loops become vectors: the exponent is moved into place as bits and rebiased by a
    /// multiplication, which also makes subnormals normal.
    #[inline(always)]
    fn widen(self) -> f32 {
        let bits = u32::from(self.to_bits());
        let rebiased = f32::from_bits((bits & 0x7fff) << 13) * f32::from_bits((254 - 15) << 23);
        let special = if bits & 0x7c00 == 0x7c00 { 0x7f80_0000 } else { 0 };
        f32::from_bits(rebiased.to_bits() | special | (bits & 0x8000) << 16)
    }

    #[inline(always)]
    fn narrow(value: f32) -> f16 {
        f16::from_number(value)
    }
}

macro_rules! small_integers {
    ($($element:ty),+) => {
        $(impl Stored<i32> for $element {
            const COMPUTED: bool = false;

            #[inline(always)]
            fn widen(self) -> i32 {
                i32::from(self)
            }

            #[inline(always)]
            fn narrow(value: i32) -> $element {
                value as $element
            }
        })+
    };
}

small_integers!(u8, i8, i16);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_widens_exactly() {
        for bits in 0..=u16::MAX {
            let (ours, theirs) = (Stored::<f32>::widen(f16::from_bits(bits)), f16::from_bits(bits).to_f32());
            assert!(ours == theirs || ours.is_nan() && theirs.is_nan(), "{bits:#x}: {ours} is not {theirs}");
        }
    }
}
