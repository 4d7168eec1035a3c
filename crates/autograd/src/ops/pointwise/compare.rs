//! Questions about whole tensors: are two equal or close, is one a true number. Nothing here is differentiable.

use crate::{
    Tensor,
    call::ops,
    copying,
    ops::{pointwise::arithmetic as a, reduce::truth, view::views},
};
use tapir_core::{DType, Result, Scalar, ensure};

fn is_all(input: &Tensor) -> Result<bool> {
    Ok(truth::all(input, None, false)?.item()? == Scalar::Bool(true))
}

/// A tensor whose differences are meaningful: bools as numbers.
fn numeric(input: &Tensor) -> Result<Tensor> {
    if input.dtype() == DType::Bool { copying::cast(input, DType::F32) } else { Ok(input.clone()) }
}

ops! {
    /// Whether two tensors have the same shape and the same elements; NaN differs from itself.
    pub fn equal(input: &Tensor, other: &Tensor) -> bool {
        Ok(input.shape() == other.shape() && is_all(&a::eq(input, other)?)?)
    }

    /// Elementwise, whether `|input - other| <= atol + rtol * |other|`. Infinities are close to themselves only; NaN is close
    /// to NaN if `equal_nan`.
    pub fn isclose(input: &Tensor, other: &Tensor, rtol: f64 = 1e-5, atol: f64 = 1e-8, equal_nan: bool = false) -> Tensor, shape(Broadcast) {
        ensure!(
            input.dtype() == other.dtype(), DType,
            "{} did not match {}", input.dtype().scalar_name(), other.dtype().scalar_name()
        );
        ensure!(rtol >= 0.0, Value, "rtol must be greater than or equal to zero, but got {rtol}");
        ensure!(atol >= 0.0, Value, "atol must be greater than or equal to zero, but got {atol}");
        let (input, other) = (input.detach(), other.detach());
        let mut close = a::eq(&input, &other)?;
        if equal_nan && input.dtype().is_differentiable() {
            close = a::logical_or(&close, &a::logical_and(&a::isnan(&input)?, &a::isnan(&other)?)?)?;
        }
        if rtol == 0.0 && atol == 0.0 {
            return Ok(close);
        }
        // Integers as floats: the difference of unsigned ones would wrap.
        let other = if other.dtype().is_integral() { copying::cast(&other, DType::F32)? } else { other };
        let allowed = a::add_scalar(&a::abs(&a::mul_scalar(&other, rtol)?)?, atol)?;
        let difference = a::abs(&a::sub(&numeric(&input)?, &other)?)?;
        let within = a::logical_and(&a::isfinite(&difference)?, &a::le(&difference, &allowed)?)?;
        a::logical_or(&close, &within)
    }

    /// Whether all elements are close in the sense of `isclose`.
    pub fn allclose(input: &Tensor, other: &Tensor, rtol: f64 = 1e-5, atol: f64 = 1e-8, equal_nan: bool = false) -> bool {
        is_all(&isclose(input, other, rtol, atol, equal_nan)?)
    }

    /// Elementwise, whether a number is real: its imaginary part is 0.
    pub fn isreal(input: &Tensor) -> Tensor, shape(Same) {
        if !input.dtype().is_complex() {
            return Tensor::ones(input.shape(), DType::Bool, input.device());
        }
        a::eq_scalar(&views::select_dim(&copying::real_parts(input), input.rank(), 1), 0)
    }

    /// Whether the only element is not zero.
    pub fn is_nonzero(input: &Tensor) -> bool {
        ensure!(input.numel() != 0, Value, "Boolean value of Tensor with no values is ambiguous");
        ensure!(input.numel() == 1, Value, "Boolean value of Tensor with more than one value is ambiguous");
        Ok(copying::cast(&input.detach(), DType::Bool)?.item()? == Scalar::Bool(true))
    }

    /// Whether two tensors have the same shape.
    pub fn is_same_size(input: &Tensor, other: &Tensor) -> bool {
        Ok(input.shape() == other.shape())
    }
}
