//! int64 lanes, which compute for every integer dtype and for bool: the store narrows the result.
//! Arithmetic wraps; division by zero gives 0, since a lane cannot fail: who calls the kernel refuses it beforehand.

use super::{Baseline, F64, Isa, Lane, Narrow};
use crate::num::Num;
use std::marker::PhantomData;
use std::ops::{Add, Div, Mul, Neg, Sub};
use tapir_core::Scalar;

/// One int64 of a SIMD register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct Int<I = Baseline>(pub i64, PhantomData<I>);

impl<I> Int<I> {
    #[inline(always)]
    pub fn new(value: i64) -> Self {
        Int(value, PhantomData)
    }
}

/// Dividends of narrow code: their quotients are exact as float64, and fit the last bits of [`ROUNDER`].
const SMALL: i64 = 1 << 50;
const ROUNDER: f64 = 6755399441055744.0;

const WIDTH: i64 = i64::BITS as i64;

/// 0 where the distance is out of range.
#[inline(always)]
pub(super) fn shift_left(value: i64, distance: i64) -> i64 {
    if (0..WIDTH).contains(&distance) { value.wrapping_shl(distance as u32) } else { 0 }
}

/// Copies of the sign where the distance is out of range.
#[inline(always)]
pub(super) fn shift_right(value: i64, distance: i64) -> i64 {
    value.wrapping_shr(if (0..WIDTH).contains(&distance) { distance as u32 } else { 63 })
}

/// Processors divide integers one by one, but floats in lanes: below 2^53 the rounded quotient has the right integer part.
#[inline(always)]
fn divide<I: Isa>(a: i64, b: i64) -> i64 {
    if I::NARROW && I::FMA {
        let quotient = (a as f64 / b as f64).trunc() + ROUNDER;
        let quotient = (quotient.to_bits() as i64).wrapping_sub(ROUNDER.to_bits() as i64);
        return if b == 0 { 0 } else { quotient };
    }
    if b == 0 { 0 } else { a.wrapping_div(b) }
}

#[inline(always)]
fn remainder<I: Isa>(a: i64, b: i64) -> i64 {
    if I::NARROW && I::FMA {
        let rest = a.wrapping_sub(divide::<I>(a, b).wrapping_mul(b));
        return if b == 0 { 0 } else { rest };
    }
    if b == 0 { 0 } else { a.wrapping_rem(b) }
}

macro_rules! operator {
    ($($operator:ident $method:ident $function:expr),+ $(,)?) => {$(
        impl<I: Isa> $operator for Int<I> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Int::new($function(self.0, other.0))
            }
        }
        impl<I: Isa> $operator<f64> for Int<I> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: f64) -> Self {
                Int::new($function(self.0, other as i64))
            }
        }
    )+};
}

operator! {
    Add add i64::wrapping_add,
    Sub sub i64::wrapping_sub,
    Mul mul i64::wrapping_mul,
    Div div divide::<I>,
}

impl<I: Isa> Neg for Int<I> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Int::new(self.0.wrapping_neg())
    }
}

/// What has no meaning on integers goes through float64, outside of any clone.
macro_rules! through_double {
    ($($name:ident($($argument:ident)?)),+ $(,)?) => {$(
        fn $name(self $(, $argument: Self)?) -> Self {
            Int::new(F64::<Baseline>::new(self.0 as f64).$name($(F64::new($argument.0 as f64))?).0 as i64)
        }
    )+};
}

macro_rules! identity {
    ($($name:ident),+) => {$(
        #[inline(always)]
        fn $name(self) -> Self {
            self
        }
    )+};
}

macro_rules! bitwise {
    ($($name:ident $function:expr),+ $(,)?) => {$(
        #[inline(always)]
        fn $name(self, other: Self) -> Self {
            Int::new($function(self.0, other.0))
        }
    )+};
}

impl<I: Isa> Num for Int<I> {
    type Bool = bool;

    #[inline(always)]
    fn lit(value: f64) -> Self {
        Int::new(value as i64)
    }
    #[inline(always)]
    fn from_scalar(value: Scalar) -> Self {
        Int::new(value.to_i64())
    }
    #[inline(always)]
    fn select(condition: bool, yes: Self, no: Self) -> Self {
        if condition { yes } else { no }
    }
    #[inline(always)]
    fn from_bool(condition: bool) -> Self {
        Int::new(i64::from(condition))
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
    fn is_infinite(self) -> bool {
        false
    }
    #[inline(always)]
    fn is_sign_negative(self) -> bool {
        self.0 < 0
    }
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        self * a + b
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Int::new(self.0.wrapping_abs())
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        let magnitude = self.abs();
        if sign.0 < 0 { -magnitude } else { magnitude }
    }
    #[inline(always)]
    fn fmod(self, other: Self) -> Self {
        Int::new(remainder::<I>(self.0, other.0))
    }
    #[inline(always)]
    fn floor_divide(self, other: Self) -> Self {
        let remainder = self.fmod(other).0;
        let round_down = remainder != 0 && (remainder < 0) != (other.0 < 0);
        self / other - Int::new(i64::from(round_down))
    }
    /// By squaring; a negative exponent gives 0, except to the bases 1 and -1.
    fn pow(self, exponent: Self) -> Self {
        if exponent.0 < 0 {
            let odd = exponent.0 & 1 == 1;
            return Int::new(if self.0 == 1 || (self.0 == -1 && !odd) { 1 } else { -i64::from(self.0 == -1) });
        }
        let (mut base, mut rest, mut power) = (self.0, exponent.0, 1i64);
        while rest > 0 {
            if rest & 1 == 1 {
                power = power.wrapping_mul(base);
            }
            base = base.wrapping_mul(base);
            rest >>= 1;
        }
        Int::new(power)
    }

    identity!(floor, ceil, trunc, round);
    through_double!(
        sqrt(),
        exp(),
        exp2(),
        expm1(),
        log(),
        log2(),
        log10(),
        log1p(),
        hypot(other),
        atan2(x),
        polygamma(order)
    );
    through_double!(sin(), cos(), tan(), asin(), acos(), atan());
    through_double!(sinh(), cosh(), tanh(), asinh(), acosh(), atanh(), erf(), erfc(), lgamma());
    bitwise!(
        bit_and |a, b| a & b,
        bit_or |a, b| a | b,
        bit_xor |a, b| a ^ b,
        shift_left shift_left,
        shift_right shift_right,
    );
    #[inline(always)]
    fn bit_not(self) -> Self {
        Int::new(!self.0)
    }
}

impl<I: Isa> Lane for Int<I> {
    type Narrow = Int<Narrow<I>>;
    type Known = Self;

    #[inline(always)]
    fn is_small_angle(self) -> bool {
        false
    }
    #[inline(always)]
    fn is_not_negative(self) -> bool {
        self.0 >= 0
    }
    #[inline(always)]
    fn has_small_quotient(self, _: Self) -> bool {
        self.is_small_dividend()
    }
    #[inline(always)]
    fn is_small_dividend(self) -> bool {
        (-SMALL..=SMALL).contains(&self.0)
    }
}
