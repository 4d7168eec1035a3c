//! Sums, products, comparisons and functions of single numbers.

use super::{Number, Truth};
use std::ops::{Add, Div, Mul, Sub};
use tapir_core::{Complex32, Complex64, bf16, f16};
use tapir_ops::{
    lane::Isa,
    math::{double, single},
};

/// Types that are added and multiplied as stored: integers wrap, halves are computed in float32 and rounded each time, bools
/// combine as truth values.
pub trait Arithmetic: Number {
    const ZERO: Self;
    const ONE: Self;
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
}

macro_rules! arithmetic {
    ($($($T:ident)+: $zero:expr, $one:expr, |$a:ident, $b:ident| $plus:expr, $times:expr;)+) => {$($(
        impl Arithmetic for $T {
            const ZERO: Self = $zero;
            const ONE: Self = $one;
            #[inline(always)]
            fn plus(self, $b: Self) -> Self { let $a = self; $plus }
            #[inline(always)]
            fn times(self, $b: Self) -> Self { let $a = self; $times }
        }
    )+)+};
}

arithmetic! {
    u8 i8 i16 i32 i64 u16 u32 u64: 0, 1, |a, b| a.wrapping_add(b), a.wrapping_mul(b);
    f32 f64: 0.0, 1.0, |a, b| a + b, a * b;
    f16: f16::ZERO, f16::ONE, |a, b| f16::from_number(wide(a) + wide(b)), f16::from_number(wide(a) * wide(b));
    bf16: bf16::ZERO, bf16::ONE, |a, b| bf16::from_number(wide(a) + wide(b)), bf16::from_number(wide(a) * wide(b));
    Complex32: Complex32::new(0.0, 0.0), Complex32::new(1.0, 0.0), |a, b| a + b, a * b;
    Complex64: Complex64::new(0.0, 0.0), Complex64::new(1.0, 0.0), |a, b| a + b, a * b;
    Truth: Truth(0), Truth(1), |a, b| truth(a.0 != 0 || b.0 != 0), truth(a.0 != 0 && b.0 != 0);
}

/// Not by the `half` crate, which asks for features of the processor each time.
#[inline(always)]
fn wide<T: Number>(x: T) -> f32 {
    x.to_f32()
}

#[inline(always)]
fn truth(value: bool) -> Truth {
    Truth(u8::from(value))
}

/// Types with a total preorder in which NaN is beyond either end.
pub trait Ordered: Number {
    /// Below or equal to every number.
    const LEAST: Self;
    /// Above or equal to every number.
    const GREATEST: Self;
    fn is_nan(self) -> bool;
    /// False for NaN.
    fn is_above(self, other: Self) -> bool;

    /// The greater, `self` if they are equal; NaN if one is.
    #[inline(always)]
    fn greater(self, other: Self) -> Self {
        if other.is_above(self) | other.is_nan() { other } else { self }
    }
    /// The lesser, `self` if they are equal; NaN if one is.
    #[inline(always)]
    fn lesser(self, other: Self) -> Self {
        if self.is_above(other) | other.is_nan() { other } else { self }
    }
}

macro_rules! ordered {
    ($($($T:ident)+: $least:expr, $greatest:expr, |$x:ident| $is_nan:expr, |$a:ident, $b:ident| $is_above:expr;)+) => {$($(
        impl Ordered for $T {
            const LEAST: Self = $least;
            const GREATEST: Self = $greatest;
            #[inline(always)]
            fn is_nan(self) -> bool { let $x = self; $is_nan }
            #[inline(always)]
            fn is_above(self, $b: Self) -> bool { let $a = self; $is_above }
        }
    )+)+};
}

ordered! {
    u8 i8 i16 i32 i64 u16 u32 u64: Self::MIN, Self::MAX, |_x| false, |a, b| a > b;
    f32 f64: Self::NEG_INFINITY, Self::INFINITY, |x| x.is_nan(), |a, b| a > b;
    f16 bf16: Self::NEG_INFINITY, Self::INFINITY, |x| wide(x).is_nan(), |a, b| wide(a) > wide(b);
    Truth: Truth(0), Truth(1), |_x| false, |a, b| a.0 != 0 && b.0 == 0;
}

/// The types that real functions are computed in. `I` says what the surrounding clone may use.
pub trait Real:
    Arithmetic + Ordered + PartialOrd + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    fn sqrt(self) -> Self;
    fn exp<I: Isa>(self) -> Self;
    fn ln<I: Isa>(self) -> Self;
}

macro_rules! real {
    ($($T:ident $functions:ident),+) => {$(
        impl Real for $T {
            #[inline(always)]
            fn sqrt(self) -> Self { self.sqrt() }
            #[inline(always)]
            fn exp<I: Isa>(self) -> Self { $functions::exp::<I>(self) }
            #[inline(always)]
            fn ln<I: Isa>(self) -> Self { $functions::log::<I>(self) }
        }
    )+};
}

real!(f32 single, f64 double);
