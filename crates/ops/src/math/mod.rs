//! The elementary functions behind the float lanes.
//! Invariant: [`single`] is branch-free so that loops over it vectorise, and correct on the whole range including NaN,
//! infinities, denormals and signed zeros.

pub mod double;
pub mod single;

use crate::lane::Isa;

/// A width of float, for the helpers both widths use.
trait Float: Copy {
    fn multiply_add<I: Isa>(self, a: Self, b: Self) -> Self;
}

macro_rules! float {
    ($($float:ident),+) => {$(
        impl Float for $float {
            #[inline(always)]
            fn multiply_add<I: Isa>(self, a: $float, b: $float) -> $float {
                if I::FMA { self.mul_add(a, b) } else { self * a + b }
            }
        }
    )+};
}

float!(f32, f64);

/// `coefficients`, highest power first, at `x` by Horner's rule.
#[inline(always)]
fn polynomial<I: Isa, F: Float, const N: usize>(x: F, coefficients: &[F; N]) -> F {
    let mut sum = coefficients[0];
    for &coefficient in &coefficients[1..] {
        sum = sum.multiply_add::<I>(x, coefficient);
    }
    sum
}
