//! The reductions themselves: what an element contributes and how contributions combine.

use super::fold::Fold;
use crate::number::{Arithmetic, Ordered, Real, Truth};
use std::marker::PhantomData;
use tapir_ops::lane::Baseline;

macro_rules! folds {
    ($($(#[$doc:meta])* $name:ident<$bound:ident>: |$x:ident| $map:expr, $identity:expr, |$a:ident, $b:ident| $combine:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name<T>(pub PhantomData<T>);

        impl<T: $bound> Fold for $name<T> {
            type Element = T;
            type Accumulator = T;
            #[inline(always)]
            fn identity(self) -> T { $identity }
            #[inline(always)]
            fn map(self, $x: T, _center: T) -> T { $map }
            #[inline(always)]
            fn combine($a: T, $b: T) -> T { $combine }
        }
    )+};
}

folds! {
    Sum<Arithmetic>: |x| x, T::ZERO, |a, b| a.plus(b);
    NanSum<Real>: |x| if x.is_nan() { T::ZERO } else { x }, T::ZERO, |a, b| a.plus(b);
    Product<Arithmetic>: |x| x, T::ONE, |a, b| a.times(b);
    Maximum<Ordered>: |x| x, T::LEAST, |a, b| a.greater(b);
    Minimum<Ordered>: |x| x, T::GREATEST, |a, b| a.lesser(b);
    AbsoluteSum<Real>: |x| x.absolute(), T::ZERO, |a, b| a.plus(b);
    SquareSum<Real>: |x| x.times(x), T::ZERO, |a, b| a.plus(b);
    AbsoluteMaximum<Real>: |x| x.absolute(), T::ZERO, |a, b| a.greater(b);
    AbsoluteMinimum<Real>: |x| x.absolute(), T::GREATEST, |a, b| a.lesser(b);
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
    fn identity(self) -> T {
        T::ZERO
    }
    #[inline(always)]
    fn map(self, x: T, _center: T) -> T {
        x.absolute().power::<Baseline>(T::from_number(self.exponent))
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
    fn identity(self) -> T {
        T::ZERO
    }
    #[inline(always)]
    fn map(self, x: T, center: T) -> T {
        let distance = x - center;
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
    fn identity(self) -> i64 {
        0
    }
    #[inline(always)]
    fn map(self, x: Truth, _center: i64) -> i64 {
        i64::from(x.0 != 0)
    }
    #[inline(always)]
    fn combine(a: i64, b: i64) -> i64 {
        a + b
    }
}
