//! How two elements become one where a scatter lands. Integers wrap, halves are computed in float32 and rounded at every
//! write, bools combine as truth values; NaN wins over every number.

use crate::convert::{Number, Truth};
use tapir_core::{Complex32, Complex64, bf16, f16};

/// Arithmetic on elements as stored.
pub trait Combine: Number {
    fn add(self, other: Self) -> Self;
    fn multiply(self, other: Self) -> Self;
    /// Complex numbers have no order; they are refused before.
    fn greater(self, other: Self) -> Self;
    fn lesser(self, other: Self) -> Self;
}

/// One of the four operations, as a type.
pub trait Rule: Copy + Default + 'static {
    fn combine<T: Combine>(present: T, new: T) -> T;
}

macro_rules! rules {
    ($($name:ident: $method:ident),+) => {$(
        #[derive(Clone, Copy, Default)]
        pub struct $name;

        impl Rule for $name {
            #[inline(always)]
            fn combine<T: Combine>(present: T, new: T) -> T { present.$method(new) }
        }
    )+};
}

rules! { Add: add, Multiply: multiply, Maximum: greater, Minimum: lesser }

macro_rules! combine {
    ($($T:ty: |$a:ident, $b:ident| $add:expr, $multiply:expr, $greater:expr, $lesser:expr;)+) => {$(
        impl Combine for $T {
            #[inline(always)]
            fn add(self, $b: Self) -> Self { let $a = self; $add }
            #[inline(always)]
            fn multiply(self, $b: Self) -> Self { let $a = self; $multiply }
            #[inline(always)]
            fn greater(self, $b: Self) -> Self { let $a = self; $greater }
            #[inline(always)]
            fn lesser(self, $b: Self) -> Self { let $a = self; $lesser }
        }
    )+};
}

macro_rules! integers {
    ($($T:ty),+) => {
        combine! { $($T: |a, b| a.wrapping_add(b), a.wrapping_mul(b), a.max(b), a.min(b);)+ }
    };
}

integers!(u8, i8, i16, i32, i64, u16, u32, u64);

combine! {
    f32: |a, b| a + b, a * b, if b > a || b.is_nan() { b } else { a }, if b < a || b.is_nan() { b } else { a };
    f64: |a, b| a + b, a * b, if b > a || b.is_nan() { b } else { a }, if b < a || b.is_nan() { b } else { a };
    f16: |a, b| half(f32::add, a, b), half(f32::multiply, a, b), half(f32::greater, a, b), half(f32::lesser, a, b);
    bf16: |a, b| half(f32::add, a, b), half(f32::multiply, a, b), half(f32::greater, a, b), half(f32::lesser, a, b);
    Truth: |a, b| truth(a.0 | b.0), truth(both(a, b)), truth(a.0 | b.0), truth(both(a, b));
    Complex32: |a, b| a + b, a * b, unordered(a, b), unordered(a, b);
    Complex64: |a, b| a + b, a * b, unordered(a, b), unordered(a, b);
}

#[inline(always)]
fn half<T: Number>(operation: impl Fn(f32, f32) -> f32, a: T, b: T) -> T {
    T::from_number(operation(a.to_f32(), b.to_f32()))
}

#[inline(always)]
fn truth(byte: u8) -> Truth {
    Truth(u8::from(byte != 0))
}

#[inline(always)]
fn both(a: Truth, b: Truth) -> u8 {
    u8::from(a.0 != 0 && b.0 != 0)
}

fn unordered<T>(present: T, _new: T) -> T {
    present
}
