//! From stored types to the lanes that formulas of tapir_ops are read in.

use super::{Number, Truth};
use tapir_core::{Complex32, Complex64, DType};
use tapir_ops::{
    Num,
    lane::{Baseline, Complex, F32, F64, Int, Word},
};

/// A stored type that formulas are computed on.
pub trait Element: Number {
    /// The reading of [`Num`] that it is computed in, outside of clones that may fuse.
    type Lane: Num + Send + Sync + 'static;
    /// The dtype whose elements have the lane's layout.
    const COMPUTED: DType;
    fn lane(self) -> Self::Lane;
}

macro_rules! elements {
    ($($T:ty => $Lane:ty, $dtype:ident, |$x:ident| $lane:expr;)+) => {$(
        impl Element for $T {
            type Lane = $Lane;
            const COMPUTED: DType = DType::$dtype;
            #[inline(always)]
            fn lane(self) -> $Lane { let $x = self; $lane }
        }
    )+};
}

elements! {
    f32 => F32<Baseline>, F32, |x| F32::new(x);
    f64 => F64<Baseline>, F64, |x| F64::new(x);
    i64 => Int<Baseline>, I64, |x| Int::new(x);
    u64 => Word, U64, |x| Word(x);
    Complex32 => Complex<f32>, C64, |x| Complex(x);
    Complex64 => Complex<f64>, C128, |x| Complex(x);
    Truth => Int<Baseline>, I64, |x| Int::new(i64::from(x.0 != 0));
}
