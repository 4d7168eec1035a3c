//! Quotients and remainders, rounded or not.

use crate::{
    Tensor,
    call::{Operand, Target, ops},
    device::check,
    ops::pointwise::arithmetic as a,
    rows::{self, row},
};
use tapir_core::{Result, Scalar, bail, error};

ops! {
    /// `input / other`; integers become floats first. `rounding_mode` rounds the quotient: `'trunc'` towards zero,
    /// `'floor'` down; then integers stay integers.
    pub fn div_rounded as "div"(input: Target, other: Operand, rounding_mode: Option<&str> = None) -> Tensor, out(Converted), inplace, shape(Broadcast) {
        let row = match rounding_mode {
            None => row!(div),
            Some("floor") => row!(div_floor),
            Some("trunc") => row!(div_trunc),
            Some(mode) => bail!(Value, "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{mode}'"),
        };
        ensure_no_integer_division_by_zero(&input, &other, row != row!(div))?;
        rows::apply(row, input, &[&other], &[])
    }

    /// `input / other`; integers become floats first.
    pub fn true_divide(input: Target, other: Operand) -> Tensor, out(Converted), inplace, shape(Broadcast) {
        rows::apply(row!(div), input, &[&other], &[])
    }

    /// `input / other`, rounded down, as Python's `//`.
    pub fn floor_divide(input: Target, other: Operand) -> Tensor, out(Converted), inplace, shape(Broadcast) {
        ensure_no_integer_division_by_zero(&input, &other, true)?;
        rows::apply(row!(floor_divide), input, &[&other], &[])
    }

    /// The remainder of flooring division, with the sign of `other`, as Python's `%`.
    pub fn remainder(input: Target, other: Operand) -> Tensor, out(Converted), inplace, shape(Broadcast) {
        ensure_no_integer_division_by_zero(&input, &other, true)?;
        rows::apply(row!(remainder), input, &[&other], &[])
    }

    /// The remainder of a number divided by a tensor.
    pub fn remainder_of_number as "remainder"(input: Scalar, other: &Tensor) -> Tensor, out(Converted) {
        remainder((&Tensor::wrapped_number(input)?).into(), Operand(other))
    }

    /// The remainder of division towards zero, with the sign of `input`, as C's `fmod`.
    pub fn fmod(input: Target, other: Operand) -> Tensor, out(Converted), inplace, shape(Broadcast) {
        ensure_no_integer_division_by_zero(&input, &other, true)?;
        rows::apply(row!(fmod), input, &[&other], &[])
    }
}

/// Floating division by zero is infinite; integers have no such value.
fn ensure_no_integer_division_by_zero(input: &Tensor, other: &Tensor, rounded: bool) -> Result<()> {
    if !rounded || !input.dtype().is_integral() || !other.dtype().is_integral() || input.numel() == 0 {
        return Ok(());
    }
    check(&a::ne_scalar(other, 0)?, || error!(Value, "ZeroDivisionError"))
}
