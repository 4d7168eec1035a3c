//! The reductions themselves: what an element contributes and how contributions combine.

use super::fold::Fold;
use crate::convert::{Number, Truth};
use std::marker::PhantomData;
use tapir_core::{Complex32, Complex64};
use tapir_ops::lane::Baseline;
use tapir_ops::math::{double, single};

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

/// Real types that norms are computed in.
pub trait Real: Arithmetic + Ordered {
    fn absolute(self) -> Self;
    fn power(self, exponent: f64) -> Self;
    fn minus(self, other: Self) -> Self;
}

macro_rules! real {
    ($($T:ident $functions:ident),+) => {$(
        impl Real for $T {
            #[inline(always)]
            fn absolute(self) -> Self { self.abs() }
            #[inline(always)]
            fn power(self, exponent: f64) -> Self { $functions::pow::<Baseline>(self, exponent as $T) }
            #[inline(always)]
            fn minus(self, other: Self) -> Self { self - other }
        }
    )+};
}

real!(f32 single, f64 double);

macro_rules! folds {
    ($($(#[$doc:meta])* $name:ident<$bound:ident>: |$x:ident| $lift:expr, $neutral:expr, |$a:ident, $b:ident| $combine:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name<T>(pub PhantomData<T>);

        impl<T: $bound> Fold for $name<T> {
            type Element = T;
            type Accumulator = T;
            #[inline(always)]
            fn neutral(self) -> T { $neutral }
            #[inline(always)]
            fn lift(self, $x: T, _center: T) -> T { $lift }
            #[inline(always)]
            fn combine($a: T, $b: T) -> T { $combine }
        }
    )+};
}

#[inline(always)]
fn greater<T: Ordered>(a: T, b: T) -> T {
    if b > a || b.is_nan() { b } else { a }
}

#[inline(always)]
fn lesser<T: Ordered>(a: T, b: T) -> T {
    if b < a || b.is_nan() { b } else { a }
}

folds! {
    Sum<Arithmetic>: |x| x, T::ZERO, |a, b| a.plus(b);
    NanSum<Real>: |x| if x.is_nan() { T::ZERO } else { x }, T::ZERO, |a, b| a.plus(b);
    Product<Arithmetic>: |x| x, T::ONE, |a, b| a.times(b);
    Maximum<Ordered>: |x| x, T::LEAST, |a, b| greater(a, b);
    Minimum<Ordered>: |x| x, T::GREATEST, |a, b| lesser(a, b);
    AbsoluteSum<Real>: |x| x.absolute(), T::ZERO, |a, b| a.plus(b);
    SquareSum<Real>: |x| x.times(x), T::ZERO, |a, b| a.plus(b);
    AbsoluteMaximum<Real>: |x| x.absolute(), T::ZERO, |a, b| greater(a, b);
    AbsoluteMinimum<Real>: |x| x.absolute(), T::GREATEST, |a, b| lesser(a, b);
}

/// `sum(|x|^p)`.
#[derive(Clone, Copy)]
pub struct PowerSum<T> {
    pub exponent: f64,
    pub marker: PhantomData<T>,
}

impl<T: Real> Fold for PowerSum<T> {
    type Element = T;
    type Accumulator = T;
    #[inline(always)]
    fn neutral(self) -> T {
        T::ZERO
    }
    #[inline(always)]
    fn lift(self, x: T, _center: T) -> T {
        x.absolute().power(self.exponent)
    }
    #[inline(always)]
    fn combine(a: T, b: T) -> T {
        a.plus(b)
    }
}

/// `sum((x - center)²)`.
#[derive(Clone, Copy)]
pub struct Deviation<T>(pub PhantomData<T>);

impl<T: Real> Fold for Deviation<T> {
    type Element = T;
    type Accumulator = T;
    const CENTERED: bool = true;
    #[inline(always)]
    fn neutral(self) -> T {
        T::ZERO
    }
    #[inline(always)]
    fn lift(self, x: T, center: T) -> T {
        let distance = x.minus(center);
        distance.times(distance)
    }
    #[inline(always)]
    fn combine(a: T, b: T) -> T {
        a.plus(b)
    }
}

/// How many are true.
#[derive(Clone, Copy)]
pub struct CountTrue;

impl Fold for CountTrue {
    type Element = Truth;
    type Accumulator = i64;
    #[inline(always)]
    fn neutral(self) -> i64 {
        0
    }
    #[inline(always)]
    fn lift(self, x: Truth, _center: i64) -> i64 {
        i64::from(x.0 != 0)
    }
    #[inline(always)]
    fn combine(a: i64, b: i64) -> i64 {
        a + b
    }
}
