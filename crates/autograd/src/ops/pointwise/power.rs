//! Powers.

use crate::{
    Tensor,
    call::{Operand, Target, ops},
    copying,
    rows::{self, row},
};
use tapir_core::{DType, Scalar, ensure};

ops! {
    /// `input` to the power `exponent`. Integers to a negative integer power are refused.
    pub fn pow(input: Target, exponent: Operand) -> Tensor, out(Converted), inplace, shape(Broadcast) {
        if exponent.is_wrapped_number() {
            let power = exponent.item()?;
            let integral = input.dtype().is_integral() && !power.is_float();
            ensure!(
                !integral || power.to_i64() >= 0, Value,
                "Integers to negative integer powers are not allowed."
            );
            if !input.dtype().is_integral() {
                return rows::apply(row!(pow_scalar), input, &[], &[power]);
            }
        }
        rows::apply(row!(pow), input, &[&exponent], &[])
    }

    /// A number to the power of each element.
    pub fn pow_of_number as "pow"(input: Scalar, exponent: &Tensor) -> Tensor, out(Converted) {
        rows::call(row!(pow), &[&Tensor::wrapped_number(input)?, exponent], &[])
    }

    /// `input` to the power `exponent`, in float64 throughout.
    pub fn float_power(input: Operand, exponent: Operand) -> Tensor, out(Converted), shape(Broadcast) {
        ensure!(
            !(input.is_wrapped_number() && exponent.is_wrapped_number()), DType,
            "float_power(): at least one argument must be a Tensor"
        );
        rows::call(row!(pow), &[&copying::cast(&input, DType::F64)?, &copying::cast(&exponent, DType::F64)?], &[])
    }

    /// `input * 2^other`; a floating `input` takes no bools as `other`.
    pub fn ldexp(input: Target, other: &Tensor) -> Tensor, out(Converted), inplace, shape(Broadcast) {
        ensure!(
            !input.dtype().is_floating() || other.dtype() != DType::Bool, DType,
            "\"ldexp_cpu_exp\" not implemented for 'Bool'"
        );
        rows::apply(row!(ldexp), input, &[other], &[])
    }
}
