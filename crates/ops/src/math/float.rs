//! What both widths share: rounding, fused steps, polynomials, limits.

use crate::lane::Isa;

/// The largest angle that narrow code takes: as many quarter turns as fit exact products.
pub const SMALL_ANGLE: f64 = 1048576.0;

/// The largest quotient of which narrow code takes the remainder, well within float32's exact integers.
pub const SMALL_QUOTIENT: f64 = 2097152.0;

/// A width of float, for the helpers both widths use.
pub(crate) trait Float: Copy {
    fn multiply_add<I: Isa>(self, a: Self, b: Self) -> Self;
    /// The integer part.
    fn truncate<I: Isa>(self) -> Self;
    fn round_down<I: Isa>(self) -> Self;
    fn round_up<I: Isa>(self) -> Self;
    /// The nearest integer, ties to even.
    fn round_nearest<I: Isa>(self) -> Self;
}

macro_rules! float {
    ($($float:ident $integers:literal),+) => {$(
        /// Rounding without instructions for it: numbers of `$integers` and above are integers already, and a sum with it
        /// has room for nothing else.
        impl Float for $float {
            #[inline(always)]
            fn multiply_add<I: Isa>(self, a: $float, b: $float) -> $float {
                if I::FMA { self.mul_add(a, b) } else { self * a + b }
            }
            #[inline(always)]
            fn truncate<I: Isa>(self) -> $float {
                if I::FMA {
                    return self.trunc();
                }
                let magnitude = self.abs();
                let nearest = (magnitude + $integers) - $integers;
                let whole = nearest - if nearest > magnitude { 1.0 } else { 0.0 };
                if magnitude < $integers { whole.copysign(self) } else { self }
            }
            #[inline(always)]
            fn round_down<I: Isa>(self) -> $float {
                if I::FMA {
                    return self.floor();
                }
                let nearest = self.round_nearest::<I>();
                (nearest - if nearest > self { 1.0 } else { 0.0 }).copysign(self)
            }
            #[inline(always)]
            fn round_up<I: Isa>(self) -> $float {
                if I::FMA { self.ceil() } else { -(-self).round_down::<I>() }
            }
            #[inline(always)]
            fn round_nearest<I: Isa>(self) -> $float {
                if I::FMA {
                    return self.round_ties_even();
                }
                let magnitude = self.abs();
                let nearest = (magnitude + $integers) - $integers;
                if magnitude < $integers { nearest.copysign(self) } else { self }
            }
        }
    )+};
}

float!(f32 8388608.0, f64 4503599627370496.0);

/// `coefficients`, highest power first, at `x` by Horner's rule.
#[inline(always)]
pub(crate) fn polynomial<I: Isa, F: Float, const N: usize>(x: F, coefficients: &[F; N]) -> F {
    let mut sum = coefficients[0];
    for &coefficient in &coefficients[1..] {
        sum = sum.multiply_add::<I>(x, coefficient);
    }
    sum
}
