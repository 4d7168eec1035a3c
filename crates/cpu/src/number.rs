//! What kernels that sum or compare need of a type.

use crate::convert::Number;
use tapir_core::{Complex32, Complex64, DType, Result, bail};

/// Types that sums and products accumulate in. Integers wrap.
pub trait Arithmetic: Number {
    const ZERO: Self;
    const ONE: Self;
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
}

macro_rules! arithmetic {
    ($($T:ty: $zero:expr, $one:expr, |$a:ident, $b:ident| $plus:expr, $times:expr;)+) => {$(
        impl Arithmetic for $T {
            const ZERO: Self = $zero;
            const ONE: Self = $one;
            #[inline(always)]
            fn plus(self, $b: Self) -> Self { let $a = self; $plus }
            #[inline(always)]
            fn times(self, $b: Self) -> Self { let $a = self; $times }
        }
    )+};
}

arithmetic! {
    f32: 0.0, 1.0, |a, b| a + b, a * b;
    f64: 0.0, 1.0, |a, b| a + b, a * b;
    i64: 0, 1, |a, b| a.wrapping_add(b), a.wrapping_mul(b);
    Complex32: Complex32::new(0.0, 0.0), Complex32::new(1.0, 0.0), |a, b| a + b, a * b;
    Complex64: Complex64::new(0.0, 0.0), Complex64::new(1.0, 0.0), |a, b| a + b, a * b;
}

/// Types with a total preorder in which NaN is beyond either end.
pub trait Ordered: Number + PartialOrd {
    const LEAST: Self;
    const GREATEST: Self;
    fn is_nan(self) -> bool;
}

macro_rules! ordered {
    ($($T:ty: $least:expr, $greatest:expr, |$x:ident| $is_nan:expr;)+) => {$(
        impl Ordered for $T {
            const LEAST: Self = $least;
            const GREATEST: Self = $greatest;
            #[inline(always)]
            fn is_nan(self) -> bool { let $x = self; $is_nan }
        }
    )+};
}

ordered! {
    f32: f32::NEG_INFINITY, f32::INFINITY, |x| f32::is_nan(x);
    f64: f64::NEG_INFINITY, f64::INFINITY, |x| f64::is_nan(x);
    i64: i64::MIN, i64::MAX, |_x| false;
    u64: u64::MIN, u64::MAX, |_x| false;
}

/// The dtype in which elements are compared.
pub fn order_dtype(dtype: DType) -> Result<DType> {
    Ok(match dtype {
        DType::F16 | DType::BF16 | DType::F32 => DType::F32,
        DType::F64 | DType::U64 => dtype,
        DType::C64 | DType::C128 => bail!(DType, "not implemented for '{}'", dtype.scalar_name()),
        _ => DType::I64,
    })
}
