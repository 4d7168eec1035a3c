//! The vocabulary of a row. A row is read as numbers (SIMD lanes), as an expression (CUDA text, which values to save)
//! and as tensors (double backward); each reading is one implementation of [`Num`].
//! Invariant: no method may require looking at a value, so both sides of a [`Num::select`] are always computed.

use std::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Neg, Not, Sub};
use tapir_core::Scalar;

/// A value a row computes with. `Copy`, so that rows read as formulas: readings that own memory keep it in an arena and
/// pass indices about. Division of integers truncates and, like every method, never panics.
pub trait Num:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
    + Div<f64, Output = Self>
{
    /// A truth value of this reading.
    type Bool: Copy
        + BitAnd<Output = Self::Bool>
        + BitOr<Output = Self::Bool>
        + BitXor<Output = Self::Bool>
        + Not<Output = Self::Bool>;

    fn lit(value: f64) -> Self;
    /// A parameter of a row. Integers that a double cannot hold stay exact in integer readings.
    #[inline(always)]
    fn from_scalar(value: Scalar) -> Self {
        Self::lit(value.to_f64())
    }

    fn select(condition: Self::Bool, yes: Self, no: Self) -> Self;
    /// 1 or 0.
    fn from_bool(condition: Self::Bool) -> Self;
    /// Whether it is not zero; NaN is true.
    #[inline(always)]
    fn truth(self) -> Self::Bool {
        !self.eq(Self::lit(0.0))
    }

    fn lt(self, other: Self) -> Self::Bool;
    fn le(self, other: Self) -> Self::Bool;
    fn eq(self, other: Self) -> Self::Bool;
    #[inline(always)]
    fn gt(self, other: Self) -> Self::Bool {
        other.lt(self)
    }
    #[inline(always)]
    fn ge(self, other: Self) -> Self::Bool {
        other.le(self)
    }
    #[inline(always)]
    fn ne(self, other: Self) -> Self::Bool {
        !self.eq(other)
    }
    #[inline(always)]
    fn is_nan(self) -> Self::Bool {
        self.ne(self)
    }
    /// Either infinity; false for integers.
    #[inline(always)]
    fn is_infinite(self) -> Self::Bool {
        self.abs().eq(Self::lit(f64::INFINITY))
    }
    /// The sign bit: true for -0.
    #[inline(always)]
    fn is_sign_negative(self) -> Self::Bool {
        Self::lit(1.0).copysign(self).lt(Self::lit(0.0))
    }

    /// `self * a + b`; fused where the reading can.
    fn mul_add(self, a: Self, b: Self) -> Self;
    #[inline(always)]
    fn square(self) -> Self {
        self * self
    }
    #[inline(always)]
    fn recip(self) -> Self {
        Self::lit(1.0) / self
    }
    fn abs(self) -> Self;
    /// -1, 0 or 1; 0 for NaN, as PyTorch's `sign`.
    #[inline(always)]
    fn sign(self) -> Self {
        let zero = Self::lit(0.0);
        Self::from_bool(zero.lt(self)) - Self::from_bool(self.lt(zero))
    }
    /// The gradient of [`Num::sign`]'s operand, `self` being the conjugate of that: 0 for real numbers, whose sign is
    /// constant.
    #[inline(always)]
    fn sign_gradient(self, _gradient: Self) -> Self {
        Self::lit(0.0)
    }
    /// The complex conjugate; a real number itself.
    #[inline(always)]
    fn conj(self) -> Self {
        self
    }
    /// The magnitude of `self` with the sign bit of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// The smaller one; NaN if either is.
    #[inline(always)]
    fn minimum(self, other: Self) -> Self {
        Self::select(self.lt(other) | self.is_nan(), self, other)
    }
    /// The larger one; NaN if either is.
    #[inline(always)]
    fn maximum(self, other: Self) -> Self {
        Self::select(other.lt(self) | self.is_nan(), self, other)
    }

    fn floor(self) -> Self;
    fn ceil(self) -> Self;
    fn trunc(self) -> Self;
    /// To the nearest integer, ties to even.
    fn round(self) -> Self;
    /// C's `fmod`: the remainder of division towards zero, with the sign of `self`.
    fn fmod(self, other: Self) -> Self;
    /// The remainder of flooring division, with the sign of `other`.
    #[inline(always)]
    fn remainder(self, other: Self) -> Self {
        let zero = Self::lit(0.0);
        let modulus = self.fmod(other);
        let wrong_side = modulus.ne(zero) & (modulus.lt(zero) ^ other.lt(zero));
        Self::select(wrong_side, modulus + other, modulus)
    }
    /// Flooring division as Python's `//`: exact where `floor(self / other)` would round up.
    #[inline(always)]
    fn floor_divide(self, other: Self) -> Self {
        let zero = Self::lit(0.0);
        let quotient = self / other;
        let modulus = self.fmod(other);
        let exact = (self - modulus) / other;
        // The remainder of the other sign is not formed: it is infinite where `other` is.
        let wrong_side = modulus.ne(zero) & (modulus.lt(zero) ^ other.lt(zero));
        let exact = Self::select(wrong_side, exact - 1.0, exact);
        let floor = exact.floor();
        let floor = Self::select((exact - floor).gt(Self::lit(0.5)), floor + 1.0, floor);
        let signed = Self::select(exact.eq(zero), zero.copysign(quotient), floor);
        Self::select(other.eq(zero), quotient, signed)
    }

    fn sqrt(self) -> Self;
    #[inline(always)]
    fn rsqrt(self) -> Self {
        self.sqrt().recip()
    }
    fn exp(self) -> Self;
    fn exp2(self) -> Self;
    fn expm1(self) -> Self;
    fn log(self) -> Self;
    fn log2(self) -> Self;
    fn log10(self) -> Self;
    fn log1p(self) -> Self;
    fn pow(self, exponent: Self) -> Self;
    /// A power to a number that is the same for all elements: lanes that know it multiply and take roots.
    #[inline(always)]
    fn pow_number(self, exponent: Self) -> Self {
        self.pow(exponent)
    }
    fn hypot(self, other: Self) -> Self;
    /// `1 / (1 + e^-self)`.
    #[inline(always)]
    fn sigmoid(self) -> Self {
        ((-self).exp() + 1.0).recip()
    }

    fn sin(self) -> Self;
    fn cos(self) -> Self;
    fn tan(self) -> Self;
    fn asin(self) -> Self;
    fn acos(self) -> Self;
    fn atan(self) -> Self;
    /// The angle of the point `(x, self)`.
    fn atan2(self, x: Self) -> Self;
    fn sinh(self) -> Self;
    fn cosh(self) -> Self;
    fn tanh(self) -> Self;
    fn asinh(self) -> Self;
    fn acosh(self) -> Self;
    fn atanh(self) -> Self;
    fn erf(self) -> Self;
    fn erfc(self) -> Self;
    /// The logarithm of the gamma function's magnitude.
    fn lgamma(self) -> Self;
    /// The derivative number `order` of the digamma function, which is number 0. `order` is an integer, the same for all
    /// elements.
    fn polygamma(self, order: Self) -> Self;

    fn bit_and(self, other: Self) -> Self;
    fn bit_or(self, other: Self) -> Self;
    fn bit_xor(self, other: Self) -> Self;
    fn bit_not(self) -> Self;
    /// 0 where the distance is negative or as wide as the number.
    fn shift_left(self, distance: Self) -> Self;
    /// Arithmetic; 0 or -1 by sign where the distance is negative or as wide as the number.
    fn shift_right(self, distance: Self) -> Self;
}
