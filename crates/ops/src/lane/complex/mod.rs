//! complex64 and complex128 lanes: field arithmetic and the holomorphic functions PyTorch has for complex numbers.
//! Order does not exist: comparisons and rounding look at the real part, and no row that needs them takes complex tensors.

mod functions;

use super::Lane;
use super::float::F64;
use crate::num::Num;
use num_complex::{Complex as Pair, Complex64};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// One complex number; `T` is `f32` or `f64`.
#[derive(Clone, Copy, PartialEq, Debug)]
#[repr(transparent)]
pub struct Complex<T>(pub Pair<T>);

macro_rules! complex_lane {
    ($float:ident) => {
        complex_lane!(@operator $float, Add add, Sub sub, Mul mul);
        complex_lane!(@with_number $float, Add add, Sub sub, Mul mul, Div div);

        /// Scaled by the divisor's larger part, whose square may be out of range (R. Smith, 1962).
        impl Div for Complex<$float> {
            type Output = Self;
            fn div(self, other: Self) -> Self {
                let (a, b) = (self.0, other.0);
                if b.re == 0.0 && b.im == 0.0 {
                    return Complex(Pair::new(a.re / b.re.abs(), a.im / b.im.abs()));
                }
                if b.re.abs() >= b.im.abs() {
                    let ratio = b.im / b.re;
                    let scale = 1.0 / (b.re + b.im * ratio);
                    return Complex(Pair::new((a.re + a.im * ratio) * scale, (a.im - a.re * ratio) * scale));
                }
                let ratio = b.re / b.im;
                let scale = 1.0 / (b.re * ratio + b.im);
                Complex(Pair::new((a.re * ratio + a.im) * scale, (a.im * ratio - a.re) * scale))
            }
        }

        impl Neg for Complex<$float> {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                Complex(-self.0)
            }
        }

        impl Complex<$float> {
            #[inline(always)]
            fn real(value: $float) -> Self {
                Complex(Pair::new(value, 0.0))
            }
            #[inline(always)]
            fn wide(self) -> Complex64 {
                Complex64::new(f64::from(self.0.re), f64::from(self.0.im))
            }
            #[inline(always)]
            fn narrow(value: Complex64) -> Self {
                Complex(Pair::new(value.re as $float, value.im as $float))
            }
            /// A function of the real part, for what complex numbers do not have.
            #[inline(always)]
            fn of_real(self, other: Self, function: impl Fn(F64<super::Baseline>, F64<super::Baseline>) -> F64<super::Baseline>) -> Self {
                let (a, b) = (F64::new(f64::from(self.0.re)), F64::new(f64::from(other.0.re)));
                Self::real(function(a, b).0 as $float)
            }
        }

        impl Lane for Complex<$float> {
            type Narrow = Self;
            type Known = Self;

            #[inline(always)]
            fn is_small_angle(self) -> bool {
                true
            }
            #[inline(always)]
            fn is_not_negative(self) -> bool {
                true
            }
            #[inline(always)]
            fn has_small_quotient(self, _: Self) -> bool {
                true
            }
            #[inline(always)]
            fn is_small_dividend(self) -> bool {
                true
            }
        }

        impl Num for Complex<$float> {
            type Bool = bool;

            #[inline(always)]
            fn lit(value: f64) -> Self {
                Self::real(value as $float)
            }
            #[inline(always)]
            fn select(condition: bool, yes: Self, no: Self) -> Self {
                if condition { yes } else { no }
            }
            #[inline(always)]
            fn from_bool(condition: bool) -> Self {
                Self::real(if condition { 1.0 } else { 0.0 })
            }
            #[inline(always)]
            fn lt(self, other: Self) -> bool {
                self.0.re < other.0.re
            }
            #[inline(always)]
            fn le(self, other: Self) -> bool {
                self.0.re <= other.0.re
            }
            #[inline(always)]
            fn eq(self, other: Self) -> bool {
                self.0 == other.0
            }
            #[inline(always)]
            fn is_infinite(self) -> bool {
                self.0.re.is_infinite() || self.0.im.is_infinite()
            }
            #[inline(always)]
            fn mul_add(self, a: Self, b: Self) -> Self {
                self * a + b
            }
            fn abs(self) -> Self {
                Self::real(self.0.norm())
            }
            /// `self / |self|`, 0 at 0.
            fn sign(self) -> Self {
                let magnitude = self.0.norm();
                if magnitude == 0.0 { Self::real(0.0) } else { Complex(self.0 / magnitude) }
            }
            #[inline(always)]
            fn conj(self) -> Self {
                Complex(self.0.conj())
            }
            fn pow(self, exponent: Self) -> Self {
                Self::narrow(functions::pow(self.wide(), exponent.wide()))
            }
            complex_lane!(@function sqrt, exp, exp2, expm1, log, log2, log10, log1p, sin, cos, tan, asin, acos, atan);
            complex_lane!(@function sinh, cosh, tanh, asinh, acosh, atanh);
            complex_lane!(@real floor, ceil, trunc, round, erf, erfc, lgamma, bit_not);
            complex_lane!(@real_pair copysign, fmod, atan2, hypot, polygamma, bit_and, bit_or, bit_xor, shift_left, shift_right);
        }
    };
    (@operator $float:ident, $($operator:ident $method:ident),+) => {$(
        impl $operator for Complex<$float> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Complex(self.0.$method(other.0))
            }
        }
    )+};
    (@with_number $float:ident, $($operator:ident $method:ident),+) => {$(
        impl $operator<f64> for Complex<$float> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: f64) -> Self {
                Complex(self.0.$method(other as $float))
            }
        }
    )+};
    (@function $($name:ident),+) => {$(
        fn $name(self) -> Self {
            Self::narrow(functions::$name(self.wide()))
        }
    )+};
    (@real $($name:ident),+) => {$(
        fn $name(self) -> Self {
            self.of_real(self, |a, _| a.$name())
        }
    )+};
    (@real_pair $($name:ident),+) => {$(
        fn $name(self, other: Self) -> Self {
            self.of_real(other, |a, b| a.$name(b))
        }
    )+};
}

complex_lane!(f32);
complex_lane!(f64);
