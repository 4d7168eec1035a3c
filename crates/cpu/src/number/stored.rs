//! What each stored type is worth as each other one. Invariant: `Y::from_number(x)` is what PyTorch's `x.to(dtype)` gives
//! on x86-64: integers wrap, floats truncate towards zero, the imaginary part is dropped, non-zero is true.

use super::half::{bf16_to_f32, f16_to_f32, f32_to_bf16, f32_to_f16};
use tapir_core::{Complex32, Complex64, DType, Scalar, bf16, f16};

/// A bool as stored: one byte, of which any value but 0 counts as true.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub struct Truth(pub u8);

/// A type as stored in tensors.
pub trait Number: Copy + Send + Sync + PartialEq + 'static {
    const DTYPE: DType;
    fn from_number<X: Number>(x: X) -> Self;
    fn from_scalar(value: Scalar) -> Self {
        match value {
            Scalar::Bool(value) => Self::from_number(u8::from(value)),
            Scalar::Int(value) => Self::from_number(value),
            Scalar::Float(value) => Self::from_number(value),
        }
    }
    fn to_i32(self) -> i32;
    fn to_i64(self) -> i64;
    fn to_u64(self) -> u64;
    fn to_f32(self) -> f32;
    fn to_f64(self) -> f64;
    /// Imaginary part.
    fn imaginary(self) -> f64;
    fn is_nonzero(self) -> bool;
}

macro_rules! integers {
    ($($T:ty => $dtype:ident, $from:ident;)+) => {$(
        impl Number for $T {
            const DTYPE: DType = DType::$dtype;
            #[inline(always)]
            fn from_number<X: Number>(x: X) -> Self { x.$from() as $T }
            #[inline(always)]
            fn to_i32(self) -> i32 { self as i32 }
            #[inline(always)]
            fn to_i64(self) -> i64 { self as i64 }
            #[inline(always)]
            fn to_u64(self) -> u64 { self as u64 }
            #[inline(always)]
            fn to_f32(self) -> f32 { self as f32 }
            #[inline(always)]
            fn to_f64(self) -> f64 { self as f64 }
            #[inline(always)]
            fn imaginary(self) -> f64 { 0.0 }
            #[inline(always)]
            fn is_nonzero(self) -> bool { self != 0 }
        }
    )+};
}

integers! {
    u8 => U8, to_i32; i8 => I8, to_i32; i16 => I16, to_i32; i32 => I32, to_i32; i64 => I64, to_i64;
    u16 => U16, to_i32; u32 => U32, to_i64; u64 => U64, to_u64;
}

/// Truncation; what does not fit becomes the least integer, as the machine's conversion has it. Written so that loops become
/// that conversion: `as` alone saturates, which takes more comparisons.
macro_rules! truncations {
    ($($name:ident $X:ty => $Y:ty, $low:literal <= x < $high:literal;)+) => {$(
        #[inline(always)]
        fn $name(x: $X) -> $Y {
            if ($low..$high).contains(&x) {
                // SAFETY: the integer part is in range, and it is no NaN.
                unsafe { x.to_int_unchecked() }
            } else {
                <$Y>::MIN
            }
        }
    )+};
}

truncations! {
    truncate_to_i32 f64 => i32, -2147483648.0 <= x < 2147483648.0;
    truncate_to_i64 f64 => i64, -9223372036854775808.0 <= x < 9223372036854775808.0;
    truncate_f32_to_i32 f32 => i32, -2147483648.0 <= x < 2147483648.0;
    truncate_f32_to_i64 f32 => i64, -9223372036854775808.0 <= x < 9223372036854775808.0;
}

/// Values from 2^63 on are exact, negative ones wrap.
#[inline(always)]
fn truncate_to_u64(x: f64) -> u64 {
    if x >= 9223372036854775808.0 { x as u64 } else { truncate_to_i64(x) as u64 }
}

macro_rules! floats {
    ($($T:ty => $dtype:ident, |$x:ident| $widen:expr, |$y:ident| $narrow:expr, $from:ident, $to_i32:ident, $to_i64:ident;)+) => {$(
        impl Number for $T {
            const DTYPE: DType = DType::$dtype;
            #[inline(always)]
            fn from_number<X: Number>(x: X) -> Self { let $y = x.$from(); $narrow }
            #[inline(always)]
            fn to_i32(self) -> i32 { let $x = self; $to_i32($widen) }
            #[inline(always)]
            fn to_i64(self) -> i64 { let $x = self; $to_i64($widen) }
            #[inline(always)]
            fn to_u64(self) -> u64 { truncate_to_u64(Number::to_f64(self)) }
            #[inline(always)]
            fn to_f32(self) -> f32 { let $x = self; $widen as f32 }
            #[inline(always)]
            fn to_f64(self) -> f64 { let $x = self; $widen as f64 }
            #[inline(always)]
            fn imaginary(self) -> f64 { 0.0 }
            #[inline(always)]
            fn is_nonzero(self) -> bool { let $x = self; $widen != 0.0 }
        }
    )+};
}

floats! {
    f16 => F16, |x| f16_to_f32(x.to_bits()), |y| f16::from_bits(f32_to_f16(y)), to_f32, truncate_f32_to_i32, truncate_f32_to_i64;
    bf16 => BF16, |x| bf16_to_f32(x.to_bits()), |y| bf16::from_bits(f32_to_bf16(y)), to_f32, truncate_f32_to_i32, truncate_f32_to_i64;
    f32 => F32, |x| x, |y| y, to_f32, truncate_f32_to_i32, truncate_f32_to_i64;
    f64 => F64, |x| x, |y| y, to_f64, truncate_to_i32, truncate_to_i64;
}

macro_rules! complexes {
    ($($T:ty => $dtype:ident, $part:ty, $from:ident;)+) => {$(
        impl Number for $T {
            const DTYPE: DType = DType::$dtype;
            #[inline(always)]
            fn from_number<X: Number>(x: X) -> Self { <$T>::new(x.$from(), x.imaginary() as $part) }
            #[inline(always)]
            fn to_i32(self) -> i32 { truncate_to_i32(self.re as f64) }
            #[inline(always)]
            fn to_i64(self) -> i64 { truncate_to_i64(self.re as f64) }
            #[inline(always)]
            fn to_u64(self) -> u64 { truncate_to_u64(self.re as f64) }
            #[inline(always)]
            fn to_f32(self) -> f32 { self.re as f32 }
            #[inline(always)]
            fn to_f64(self) -> f64 { self.re as f64 }
            #[inline(always)]
            fn imaginary(self) -> f64 { self.im as f64 }
            #[inline(always)]
            fn is_nonzero(self) -> bool { self.re != 0.0 || self.im != 0.0 }
        }
    )+};
}

complexes! { Complex32 => C64, f32, to_f32; Complex64 => C128, f64, to_f64; }

impl Number for Truth {
    const DTYPE: DType = DType::Bool;
    #[inline(always)]
    fn from_number<X: Number>(x: X) -> Self {
        Truth(u8::from(x.is_nonzero()))
    }
    #[inline(always)]
    fn to_i32(self) -> i32 {
        i32::from(self.0 != 0)
    }
    #[inline(always)]
    fn to_i64(self) -> i64 {
        i64::from(self.0 != 0)
    }
    #[inline(always)]
    fn to_u64(self) -> u64 {
        u64::from(self.0 != 0)
    }
    #[inline(always)]
    fn to_f32(self) -> f32 {
        f32::from(u8::from(self.0 != 0))
    }
    #[inline(always)]
    fn to_f64(self) -> f64 {
        f64::from(u8::from(self.0 != 0))
    }
    #[inline(always)]
    fn imaginary(self) -> f64 {
        0.0
    }
    #[inline(always)]
    fn is_nonzero(self) -> bool {
        self.0 != 0
    }
}
