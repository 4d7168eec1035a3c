//! float32 and float64 lanes, with the functions of [`math`](crate::math).

use super::{Isa, Known, Lane, Narrow};
use crate::math::{Float, SMALL_ANGLE, SMALL_QUOTIENT, double, single};
use crate::num::Num;
use std::marker::PhantomData;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// One float32 of a SIMD register.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct F32<I>(pub f32, PhantomData<I>);

/// One float64 of a SIMD register.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct F64<I>(pub f64, PhantomData<I>);

/// Everything the two widths share; `$functions` is the module with the elementary functions.
macro_rules! float_lane {
    ($lane:ident, $float:ident, $functions:ident) => {
        impl<I: Isa> $lane<I> {
            #[inline(always)]
            pub fn new(value: $float) -> Self {
                $lane(value, PhantomData)
            }
            #[inline(always)]
            fn bits(self, other: Self, operation: impl Fn(i64, i64) -> i64) -> Self {
                Self::new(operation(self.0 as i64, other.0 as i64) as $float)
            }
        }

        float_lane!(@operator $lane, $float, Add add, Sub sub, Mul mul, Div div);

        impl<I: Isa> Neg for $lane<I> {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                Self::new(-self.0)
            }
        }

        impl<I: Isa> Num for $lane<I> {
            type Bool = bool;

            #[inline(always)]
            fn lit(value: f64) -> Self {
                Self::new(value as $float)
            }
            #[inline(always)]
            fn select(condition: bool, yes: Self, no: Self) -> Self {
                if condition { yes } else { no }
            }
            #[inline(always)]
            fn from_bool(condition: bool) -> Self {
                Self::new(if condition { 1.0 } else { 0.0 })
            }
            #[inline(always)]
            fn lt(self, other: Self) -> bool {
                self.0 < other.0
            }
            #[inline(always)]
            fn le(self, other: Self) -> bool {
                self.0 <= other.0
            }
            #[inline(always)]
            fn eq(self, other: Self) -> bool {
                self.0 == other.0
            }
            #[inline(always)]
            fn mul_add(self, a: Self, b: Self) -> Self {
                Self::new(self.0.multiply_add::<I>(a.0, b.0))
            }
            #[inline(always)]
            fn fmod(self, other: Self) -> Self {
                Self::new($functions::fmod::<I>(self.0, other.0))
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                Self::new(self.0.copysign(sign.0))
            }
            float_lane!(@rounding floor round_down, ceil round_up, trunc truncate, round round_nearest);
            #[inline(always)]
            fn bit_and(self, other: Self) -> Self {
                self.bits(other, |a, b| a & b)
            }
            #[inline(always)]
            fn bit_or(self, other: Self) -> Self {
                self.bits(other, |a, b| a | b)
            }
            #[inline(always)]
            fn bit_xor(self, other: Self) -> Self {
                self.bits(other, |a, b| a ^ b)
            }
            #[inline(always)]
            fn bit_not(self) -> Self {
                self.bits(self, |a, _| !a)
            }
            #[inline(always)]
            fn shift_left(self, distance: Self) -> Self {
                self.bits(distance, super::integer::shift_left)
            }
            #[inline(always)]
            fn shift_right(self, distance: Self) -> Self {
                self.bits(distance, super::integer::shift_right)
            }

            float_lane!(@method abs, sqrt);
            float_lane!(@function $functions, exp, exp2, expm1, log, log2, log10, log1p);
            float_lane!(@function $functions, sin, cos, tan, asin, acos, atan);
            float_lane!(@function $functions, sinh, cosh, tanh, asinh, acosh, atanh, erf, erfc, lgamma);
            #[inline(always)]
            fn pow(self, exponent: Self) -> Self {
                Self::new($functions::pow::<I>(self.0, exponent.0))
            }
            /// Where the exponent is a constant of the loop all but one of these go away. The values are those of `pow`: of
            /// -0 and -∞ there are powers where a root is -0 or none.
            #[inline(always)]
            fn pow_number(self, exponent: Self) -> Self {
                let (x, square) = (self.0, self.0 * self.0);
                let power = match exponent.0 {
                    _ if !I::KNOWN => return self.pow(exponent),
                    1.0 => x,
                    2.0 => square,
                    3.0 => square * x,
                    4.0 => square * square,
                    0.5 if x == $float::NEG_INFINITY => $float::INFINITY,
                    0.5 => x.sqrt() + 0.0,
                    -0.5 if x == $float::NEG_INFINITY => 0.0,
                    -0.5 => 1.0 / (x.sqrt() + 0.0),
                    -1.0 => 1.0 / x,
                    -1.5 if x == $float::NEG_INFINITY => 0.0,
                    -1.5 => 1.0 / (x * x.sqrt()),
                    -2.0 => 1.0 / square,
                    -3.0 => 1.0 / (square * x),
                    _ => return self.pow(exponent),
                };
                Self::new(power)
            }
            #[inline(always)]
            fn polygamma(self, order: Self) -> Self {
                Self::new($functions::polygamma::<I>(order.0, self.0))
            }
            #[inline(always)]
            fn atan2(self, x: Self) -> Self {
                Self::new($functions::atan2::<I>(self.0, x.0))
            }
            #[inline(always)]
            fn hypot(self, other: Self) -> Self {
                Self::new($functions::hypot::<I>(self.0, other.0))
            }
        }

        #[allow(clippy::neg_cmp_op_on_partial_ord, reason = "NaN is within any limit")]
        impl<I: Isa> Lane for $lane<I> {
            type Narrow = $lane<Narrow<I>>;
            type Known = $lane<Known<I>>;

            #[inline(always)]
            fn is_small_angle(self) -> bool {
                !(self.0.abs() > (SMALL_ANGLE / 4.0) as $float)
            }
            #[inline(always)]
            fn is_not_negative(self) -> bool {
                !(self.0 < 0.0)
            }
            #[inline(always)]
            fn has_small_quotient(self, divisor: Self) -> bool {
                !(self.0.abs() > divisor.0.abs() * SMALL_QUOTIENT as $float)
            }
            #[inline(always)]
            fn is_small_dividend(self) -> bool {
                true // a division and a rounding
            }
        }
    };
    (@rounding $($name:ident $method:ident),+) => {$(
        #[inline(always)]
        fn $name(self) -> Self {
            Self::new(self.0.$method::<I>())
        }
    )+};
    (@operator $lane:ident, $float:ident, $($operator:ident $method:ident),+) => {$(
        impl<I: Isa> $operator for $lane<I> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self::new(self.0.$method(other.0))
            }
        }
        impl<I: Isa> $operator<f64> for $lane<I> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: f64) -> Self {
                Self::new(self.0.$method(other as $float))
            }
        }
    )+};
    (@method $($name:ident),+) => {$(
        #[inline(always)]
        fn $name(self) -> Self {
            Self::new(self.0.$name())
        }
    )+};
    (@function $functions:ident, $($name:ident),+) => {$(
        #[inline(always)]
        fn $name(self) -> Self {
            Self::new($functions::$name::<I>(self.0))
        }
    )+};
}

float_lane!(F32, f32, single);
float_lane!(F64, f64, double);
