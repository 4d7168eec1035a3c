//! uint64 lanes: what is from 2^63 on is not a negative number.
//! Arithmetic wraps; division by zero gives 0, since a lane cannot fail: who calls the kernel refuses it beforehand.

use super::Lane;
use crate::num::Num;
use std::ops::{Add, Div, Mul, Neg, Sub};
use tapir_core::Scalar;

/// One uint64.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct Word(pub u64);

fn power_unsigned(mut base: u64, mut rest: u64) -> u64 {
    let mut power = 1u64;
    while rest > 0 {
        if rest & 1 == 1 {
            power = power.wrapping_mul(base);
        }
        base = base.wrapping_mul(base);
        rest >>= 1;
    }
    power
}

macro_rules! operators {
    ($Lane:ident $T:ty: $($operator:ident $method:ident $function:expr),+ $(,)?) => {$(
        impl $operator for $Lane {
            type Output = $Lane;
            #[inline(always)]
            fn $method(self, other: $Lane) -> $Lane {
                $Lane($function(self.0, other.0))
            }
        }
        impl $operator<f64> for $Lane {
            type Output = $Lane;
            #[inline(always)]
            fn $method(self, other: f64) -> $Lane {
                $Lane($function(self.0, other as $T))
            }
        }
    )+};
}

/// What has no meaning on integers goes through float64.
macro_rules! through_double {
    ($Lane:ident $T:ty: $($name:ident $function:ident ($($argument:ident)?)),+ $(,)?) => {$(
        fn $name(self $(, $argument: $Lane)?) -> $Lane {
            $Lane((self.0 as f64).$function($($argument.0 as f64)?) as $T)
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

macro_rules! binary {
    ($Lane:ident: $($name:ident $function:expr),+ $(,)?) => {$(
        #[inline(always)]
        fn $name(self, other: $Lane) -> $Lane {
            $Lane($function(self.0, other.0))
        }
    )+};
}

macro_rules! integer_lane {
    ($Lane:ident $T:ty; $($own:item)+) => {
        operators! {
            $Lane $T:
            Add add <$T>::wrapping_add,
            Sub sub <$T>::wrapping_sub,
            Mul mul <$T>::wrapping_mul,
            Div div |a: $T, b: $T| if b == 0 { 0 } else { a.wrapping_div(b) },
        }

        impl Neg for $Lane {
            type Output = $Lane;
            #[inline(always)]
            fn neg(self) -> $Lane {
                $Lane(self.0.wrapping_neg())
            }
        }

        impl Num for $Lane {
            type Bool = bool;

            #[inline(always)]
            fn lit(value: f64) -> $Lane {
                $Lane(value as $T)
            }
            #[inline(always)]
            fn from_scalar(value: Scalar) -> $Lane {
                $Lane(value.to_i64() as $T)
            }
            #[inline(always)]
            fn select(condition: bool, yes: $Lane, no: $Lane) -> $Lane {
                if condition { yes } else { no }
            }
            #[inline(always)]
            fn from_bool(condition: bool) -> $Lane {
                $Lane(<$T>::from(condition))
            }
            #[inline(always)]
            fn lt(self, other: $Lane) -> bool {
                self.0 < other.0
            }
            #[inline(always)]
            fn le(self, other: $Lane) -> bool {
                self.0 <= other.0
            }
            #[inline(always)]
            fn eq(self, other: $Lane) -> bool {
                self.0 == other.0
            }
            #[inline(always)]
            fn is_infinite(self) -> bool {
                false
            }
            #[inline(always)]
            fn mul_add(self, a: $Lane, b: $Lane) -> $Lane {
                self * a + b
            }
            $($own)+

            identity!(floor, ceil, trunc, round);
            through_double!($Lane $T: sqrt sqrt(), exp exp(), exp2 exp2(), expm1 exp_m1(), hypot hypot(other), atan2 atan2(x));
            through_double!($Lane $T: log ln(), log2 log2(), log10 log10(), log1p ln_1p());
            through_double!($Lane $T: sin sin(), cos cos(), tan tan(), asin asin(), acos acos(), atan atan());
            through_double!($Lane $T: sinh sinh(), cosh cosh(), tanh tanh(), asinh asinh(), acosh acosh(), atanh atanh());
            fn erf(self) -> $Lane {
                $Lane(crate::math::double::erf::<super::Baseline>(self.0 as f64) as $T)
            }
            fn erfc(self) -> $Lane {
                $Lane(crate::math::double::erfc::<super::Baseline>(self.0 as f64) as $T)
            }
            fn lgamma(self) -> $Lane {
                $Lane(crate::math::double::lgamma::<super::Baseline>(self.0 as f64) as $T)
            }
            fn polygamma(self, order: $Lane) -> $Lane {
                $Lane(crate::math::double::polygamma::<super::Baseline>(order.0 as f64, self.0 as f64) as $T)
            }

            binary!($Lane: bit_and |a, b| a & b, bit_or |a, b| a | b, bit_xor |a, b| a ^ b);
            binary!($Lane: fmod |a: $T, b: $T| if b == 0 { 0 } else { a.wrapping_rem(b) });
            #[inline(always)]
            fn bit_not(self) -> $Lane {
                $Lane(!self.0)
            }
        }
    };
}

integer_lane! {
    Word u64;

    #[inline(always)]
    fn is_sign_negative(self) -> bool {
        false
    }
    #[inline(always)]
    fn abs(self) -> Word {
        self
    }
    /// Nothing is negative.
    #[inline(always)]
    fn sign(self) -> Word {
        Word(u64::from(self.0 != 0))
    }
    #[inline(always)]
    fn copysign(self, _sign: Word) -> Word {
        self
    }
    #[inline(always)]
    fn floor_divide(self, other: Word) -> Word {
        self / other
    }
    fn pow(self, exponent: Word) -> Word {
        Word(power_unsigned(self.0, exponent.0))
    }
    #[inline(always)]
    fn shift_left(self, distance: Word) -> Word {
        Word(if distance.0 < 64 { self.0 << distance.0 } else { 0 })
    }
    #[inline(always)]
    fn shift_right(self, distance: Word) -> Word {
        Word(if distance.0 < 64 { self.0 >> distance.0 } else { 0 })
    }
}

impl Lane for Word {
    type Narrow = Self;
    type Known = Self;

    #[inline(always)]
    fn is_small_angle(self) -> bool {
        false
    }
    #[inline(always)]
    fn is_not_negative(self) -> bool {
        true
    }
    #[inline(always)]
    fn has_small_quotient(self, _: Self) -> bool {
        false
    }
    #[inline(always)]
    fn is_small_dividend(self) -> bool {
        false
    }
}
