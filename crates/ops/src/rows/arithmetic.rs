//! Sums, products, quotients and powers.

use crate::num::Num;
use std::f64::consts::{LN_2, PI};

const NEGATION_OF_BOOLS: &str = "Negation, the `-` operator, on a bool tensor is not supported. \
    If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.";
const MINUS_OF_BOOLS: &str = "Subtraction, the `-` operator, with two bool tensors is not supported. \
    Use the `^` or `logical_xor()` operator instead.";
pub(super) const MINUS_OF_A_BOOL: &str = "Subtraction, the `-` operator, with a bool tensor is not supported. \
    If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.";

rows! {
    methods arithmetic_methods in "";

    /// `input + alpha * other`.
    Add add(input, other; alpha = 1) Arithmetic in place = other.mul_add(alpha, input);
        g, y => [g, g * alpha];

    /// `input - alpha * other`.
    Sub sub(input, other; alpha = 1) ArithmeticNoBool in place
        bool MINUS_OF_BOOLS with MINUS_OF_A_BOOL = (-alpha).mul_add(other, input);
        g, y => [g, -(g * alpha)];

    /// `other - alpha * input`.
    Rsub rsub(input, other; alpha = 1) ArithmeticNoBool out none
        bool MINUS_OF_BOOLS with MINUS_OF_A_BOOL = (-alpha).mul_add(input, other);
        g, y => [-(g * alpha), g];

    /// `input * other`.
    Mul mul(input, other) Arithmetic in place = input * other;
        g, y => [g * other, g * input];

    /// `input / other`, never rounded: integers become floats first.
    Div div(input, other) Float in place only inside = input / other;
        g, y => [g / other, -g * (input / other / other)];

    /// `input / other`, rounded down.
    DivFloor div_floor(input, other) ArithmeticNoBool on reals only inside as "DivBackward2"
        within (input.has_small_quotient(other)) = input.floor_divide(other);
        g, y => [V::lit(0.0), V::lit(0.0)];

    /// `input / other`, rounded towards zero.
    DivTrunc div_trunc(input, other) ArithmeticNoBool on reals only inside as "DivBackward2"
        within (input.is_small_dividend()) = (input / other).trunc();
        g, y => [V::lit(0.0), V::lit(0.0)];

    /// `input / other`, rounded down, as Python's `//`.
    FloorDivide floor_divide(input, other) ArithmeticNoBool on reals in place only inside
        kernel "div_floor_cpu" within (input.has_small_quotient(other)) = input.floor_divide(other);

    /// Remainder of division towards zero: it has the sign of `input`.
    Fmod fmod(input, other) ArithmeticNoBool on reals in place only inside as "FmodBackward1"
        within (input.has_small_quotient(other)) = input.fmod(other);
        g, y => [g, -g * (input / other).trunc()];

    /// Remainder of flooring division: it has the sign of `other`, as Python's `%`.
    Remainder remainder(input, other) ArithmeticNoBool on reals in place only inside as "RemainderBackward1"
        within (input.has_small_quotient(other)) = input.remainder(other);
        g, y => [g, -g * input.floor_divide(other)];

    /// `-input`.
    Neg neg(input) ArithmeticNoBool in place
        bool NEGATION_OF_BOOLS = -input;
        g, y => [-g];

    /// `|input|`.
    Abs abs(input) ArithmeticNoBool to reals in place = input.abs();
        g, y => [g * input.conj().sign()];

    /// The complex conjugate; real numbers stay as they are.
    ConjPhysical conj_physical(input) Arithmetic in place only inside = input.conj();
        g, y => [g.conj()];

    /// -1, 0 or 1 by the sign of `input`.
    Sign sign(input) Arithmetic on reals in place
        complex "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead." = input.sign();
        g, y => [V::lit(0.0)];

    /// `input / |input|`, 0 at 0; of a real number its sign.
    Sgn sgn(input) Arithmetic in place = input.sign();
        g, y => [input.sign_gradient(g)];

    /// The magnitude of `input` with the sign of `other`.
    Copysign copysign(input, other) Float on reals in place = input.copysign(other);
        g, y => [g * V::select(input.eq(V::lit(0.0)), V::lit(0.0), y / input), V::lit(0.0)];

    /// `1 / input`.
    Reciprocal reciprocal(input) Float in place = input.recip();
        g, y => [-g * (y * y)];

    /// `input²`.
    Square square(input) Arithmetic in place only inside as "PowBackward0" = input.square();
        g, y => [g * (input * 2.0)];

    /// `input` to the power `exponent`.
    Pow pow(input, exponent) ArithmeticNoBool in place only inside as "PowBackward1" kernel "pow" = input.pow(exponent);
        g, y => [base_gradient(g, input, exponent), exponent_gradient(g, input, exponent, y)];

    /// `input` to a power that is one number.
    PowScalar pow_scalar(input; exponent) ArithmeticNoBool only inside as "PowBackward0" kernel "pow" often [2.0, 3.0, 4.0, 0.5, -0.5, -1.0, -2.0]
        = input.pow_number(exponent);
        g, y => [{
            let slope = g * (exponent * input.pow_number(exponent - 1.0));
            V::select(exponent.eq(V::lit(0.0)), V::lit(0.0), slope)
        }];

    /// `input + value * tensor1 * tensor2`.
    Addcmul addcmul(input, tensor1, tensor2; value = 1) ArithmeticNoBool in place kernel "addcmul_cpu_out"
        = (value * tensor1).mul_add(tensor2, input);
        g, y => [g, g * (tensor2 * value), g * (tensor1 * value)];

    /// `input + value * tensor1 / tensor2`.
    Addcdiv addcdiv(input, tensor1, tensor2; value = 1) FloatOnly in place = input + value * tensor1 / tensor2;
        g, y => [g, g * (value / tensor2), -g * (value * tensor1 / (tensor2 * tensor2))];

    /// `input + weight * (end - input)`, exact at both ends.
    Lerp lerp(input, end, weight) FloatOnly in place only inside as "LerpBackward1" kernel "lerp_kernel_tensor" = {
        let from_start = weight.mul_add(end - input, input);
        let from_end = (weight - 1.0).mul_add(end - input, end);
        V::select(weight.abs().lt(V::lit(0.5)), from_start, from_end)
    };
        g, y => [g * (V::lit(1.0) - weight), g * weight, g * (end - input)];

    /// `√(input² + other²)`.
    Hypot hypot(input, other) FloatOnly on reals of tensors in place = input.hypot(other);
        g, y => [g * (input / y), g * (other / y)];

    /// `input * 2^other`.
    Ldexp ldexp(input, other) Float of tensors in place only inside as "MulBackward0" = input * other.exp2();
        g, y => [g * other.exp2(), g * (input * other.exp2() * LN_2)];

    /// Degrees to radians.
    Deg2Rad deg2rad(input) Float on reals in place
        complex "deg2rad is not supported for complex tensors."
        = input * (PI / 180.0);
        g, y => [g * (PI / 180.0)];

    /// Radians to degrees.
    Rad2Deg rad2deg(input) Float on reals in place
        complex "rad2deg is not supported for complex tensors."
        = input * (180.0 / PI);
        g, y => [g * (180.0 / PI)];
}

/// Zero where the exponent is, also at base 0 where the formula has 0 / 0.
#[inline(always)]
fn base_gradient<V: Num>(g: V, base: V, exponent: V) -> V {
    let slope = g * (exponent * base.pow(exponent - 1.0));
    V::select(exponent.eq(V::lit(0.0)), V::lit(0.0), slope)
}

/// Zero at base 0 with a non-negative exponent, where the formula has 0 * -inf.
#[inline(always)]
fn exponent_gradient<V: Num>(g: V, base: V, exponent: V, power: V) -> V {
    let zero = V::lit(0.0);
    let flat = base.eq(zero) & exponent.ge(zero);
    g * V::select(flat, zero, power * base.log())
}
