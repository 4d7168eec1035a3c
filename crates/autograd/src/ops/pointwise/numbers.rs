//! A number in first place, `add(2.5, x)`: overloads of the functions of which PyTorch takes one there. The number is weak in
//! type promotion, as it is in second place.

use crate::{
    Tensor,
    call::{Operand, ops},
    ops::pointwise::division,
    rows::{self, row},
};
use tapir_core::{Result, Scalar};

fn number(value: Scalar) -> Result<Tensor> {
    Tensor::wrapped_number(value)
}

ops! {
    /// `input + alpha * other` for a number `input`.
    pub fn add_to_number as "add"(input: Scalar, other: Operand, alpha: Scalar = Scalar::Int(1)) -> Tensor, out(Converted) {
        rows::call(row!(add), &[&number(input)?, &other], &[alpha])
    }

    /// `input - alpha * other` for a number `input`.
    pub fn sub_from_number as "sub"(input: Scalar, other: Operand, alpha: Scalar = Scalar::Int(1)) -> Tensor, out(Converted) {
        rows::call(row!(sub), &[&number(input)?, &other], &[alpha])
    }

    /// `input * other` for a number `input`.
    pub fn mul_number as "mul"(input: Scalar, other: Operand) -> Tensor, out(Converted) {
        rows::call(row!(mul), &[&number(input)?, &other], &[])
    }

    /// `input / other` for a number `input`; `rounding_mode` rounds the quotient.
    pub fn div_number as "div"(input: Scalar, other: Operand, rounding_mode: Option<&str> = None) -> Tensor, out(Converted) {
        division::div_rounded((&number(input)?).into(), other, rounding_mode)
    }

    /// `input / other` for a number `input`.
    pub fn true_divide_number as "true_divide"(input: Scalar, other: Operand) -> Tensor, out(Converted) {
        division::true_divide((&number(input)?).into(), other)
    }

    /// `input / other`, rounded down, for a number `input`.
    pub fn floor_divide_number as "floor_divide"(input: Scalar, other: Operand) -> Tensor, out(Converted) {
        division::floor_divide((&number(input)?).into(), other)
    }

    /// `input & other` for a number `input`.
    pub fn bitwise_and_number as "bitwise_and"(input: Scalar, other: &Tensor) -> Tensor, out(Converted) {
        rows::call(row!(bitwise_and), &[&number(input)?, other], &[])
    }

    /// `input | other` for a number `input`.
    pub fn bitwise_or_number as "bitwise_or"(input: Scalar, other: &Tensor) -> Tensor, out(Converted) {
        rows::call(row!(bitwise_or), &[&number(input)?, other], &[])
    }

    /// `input ^ other` for a number `input`.
    pub fn bitwise_xor_number as "bitwise_xor"(input: Scalar, other: &Tensor) -> Tensor, out(Converted) {
        rows::call(row!(bitwise_xor), &[&number(input)?, other], &[])
    }

    /// The bits of a number moved `other` places up.
    pub fn bitwise_left_shift_number as "bitwise_left_shift"(input: Scalar, other: &Tensor) -> Tensor, out(Converted) {
        rows::call(row!(bitwise_left_shift), &[&number(input)?, other], &[])
    }

    /// The bits of a number moved `other` places down.
    pub fn bitwise_right_shift_number as "bitwise_right_shift"(input: Scalar, other: &Tensor) -> Tensor, out(Converted) {
        rows::call(row!(bitwise_right_shift), &[&number(input)?, other], &[])
    }

    /// `input ln(other)` for a number `input`.
    pub fn xlogy_number as "xlogy"(input: Scalar, other: &Tensor) -> Tensor, out(Converted) {
        rows::call(row!(xlogy), &[&number(input)?, other], &[])
    }
}
