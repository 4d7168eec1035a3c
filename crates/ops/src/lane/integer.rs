//! int64 lanes, which compute for every integer dtype and for bool: the store narrows the result.
//! Arithmetic wraps; division by zero gives 0, since a lane cannot fail: who calls the kernel refuses it beforehand.

use crate::num::Num;
use std::ops::{Add, Div, Mul, Neg, Sub};
use tapir_core::Scalar;

/// One int64 of a SIMD register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct Int(pub i64);

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

#[inline(always)]
fn divide(a: i64, b: i64) -> i64 {
    if b == 0 { 0 } else { a.wrapping_div(b) }
}

macro_rules! operator {
    ($($operator:ident $method:ident $function:expr),+ $(,)?) => {$(
        impl $operator for Int {
            type Output = Int;
            #[inline(always)]
            fn $method(self, other: Int) -> Int {
                Int($function(self.0, other.0))
            }
        }
        impl $operator<f64> for Int {
            type Output = Int;
            #[inline(always)]
            fn $method(self, other: f64) -> Int {
                Int($function(self.0, other as i64))
            }
        }
    )+};
}

operator! {
    Add add i64::wrapping_add,
    Sub sub i64::wrapping_sub,
    Mul mul i64::wrapping_mul,
    Div div divide,
}

impl Neg for Int {
    type Output = Int;
    #[inline(always)]
    fn neg(self) -> Int {
        Int(self.0.wrapping_neg())
    }
}

/// What has no meaning on integers goes through float64.
macro_rules! through_double {
    ($($name:ident($($argument:ident)?)),+ $(,)?) => {$(
        fn $name(self $(, $argument: Int)?) -> Int {
            Int((self.0 as f64).$name($($argument.0 as f64)?) as i64)
        }
    )+};
}

macro_rules! identity {
    ($($name:ident),+) => {$(
        #[inline(always)]
        fn $name(self) -> Int {
            self
        }
    )+};
}

macro_rules! bitwise {
    ($($name:ident $function:expr),+ $(,)?) => {$(
        #[inline(always)]
        fn $name(self, other: Int) -> Int {
            Int($function(self.0, other.0))
        }
    )+};
}

impl Num for Int {
    type Bool = bool;

    #[inline(always)]
    fn lit(value: f64) -> Int {
        Int(value as i64)
    }
    #[inline(always)]
    fn from_scalar(value: Scalar) -> Int {
        Int(value.to_i64())
    }
    #[inline(always)]
    fn select(condition: bool, yes: Int, no: Int) -> Int {
        if condition { yes } else { no }
    }
    #[inline(always)]
    fn from_bool(condition: bool) -> Int {
        Int(i64::from(condition))
    }
    #[inline(always)]
    fn lt(self, other: Int) -> bool {
        self.0 < other.0
    }
    #[inline(always)]
    fn le(self, other: Int) -> bool {
        self.0 <= other.0
    }
    #[inline(always)]
    fn eq(self, other: Int) -> bool {
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
    fn mul_add(self, a: Int, b: Int) -> Int {
        self * a + b
    }
    #[inline(always)]
    fn abs(self) -> Int {
        Int(self.0.wrapping_abs())
    }
    #[inline(always)]
    fn copysign(self, sign: Int) -> Int {
        let magnitude = self.abs();
        if sign.0 < 0 { -magnitude } else { magnitude }
    }
    #[inline(always)]
    fn fmod(self, other: Int) -> Int {
        Int(if other.0 == 0 { 0 } else { self.0.wrapping_rem(other.0) })
    }
    #[inline(always)]
    fn floor_divide(self, other: Int) -> Int {
        let remainder = self.fmod(other).0;
        let round_down = remainder != 0 && (remainder < 0) != (other.0 < 0);
        self / other - Int(i64::from(round_down))
    }
    /// By squaring; a negative exponent gives 0, except to the bases 1 and -1.
    fn pow(self, exponent: Int) -> Int {
        if exponent.0 < 0 {
            let odd = exponent.0 & 1 == 1;
            return Int(if self.0 == 1 || (self.0 == -1 && !odd) { 1 } else { -i64::from(self.0 == -1) });
        }
        let (mut base, mut rest, mut power) = (self.0, exponent.0, 1i64);
        while rest > 0 {
            if rest & 1 == 1 {
                power = power.wrapping_mul(base);
            }
            base = base.wrapping_mul(base);
            rest >>= 1;
        }
        Int(power)
    }

    identity!(floor, ceil, trunc, round);
    through_double!(sqrt(), exp(), exp2(), hypot(other), atan2(x));
    through_double!(sin(), cos(), tan(), asin(), acos(), atan());
    through_double!(sinh(), cosh(), tanh(), asinh(), acosh(), atanh());
    fn expm1(self) -> Int {
        Int((self.0 as f64).exp_m1() as i64)
    }
    fn log(self) -> Int {
        Int((self.0 as f64).ln() as i64)
    }
    through_double!(log2(), log10());
    fn log1p(self) -> Int {
        Int((self.0 as f64).ln_1p() as i64)
    }
    fn erf(self) -> Int {
        Int(crate::math::double::erf::<super::Baseline>(self.0 as f64) as i64)
    }
    fn erfc(self) -> Int {
        Int(crate::math::double::erfc::<super::Baseline>(self.0 as f64) as i64)
    }

    bitwise!(
        bit_and |a, b| a & b,
        bit_or |a, b| a | b,
        bit_xor |a, b| a ^ b,
        shift_left shift_left,
        shift_right shift_right,
    );
    #[inline(always)]
    fn bit_not(self) -> Int {
        Int(!self.0)
    }
}
