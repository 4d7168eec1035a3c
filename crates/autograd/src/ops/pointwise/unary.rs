//! Operators on one tensor that choose among rows, or take what a row does not.

use crate::{
    Tensor,
    call::{Change, Target, ops},
    copying,
    ops::{create::representable, pointwise::arithmetic as a, view::copies},
    rows::{self, row},
    tape::unary,
};
use tapir_core::{DType, Scalar, ensure};

ops! {
    /// `input²`; bools become int64.
    pub fn square(input: Target) -> Tensor, out(Converted), inplace, shape(Same) {
        if input.dtype() == DType::Bool {
            if input.is_in_place() {
                rows::ensure_castable(DType::I64, DType::Bool)?;
            }
            return rows::call(row!(square), &[&copying::cast(&input, DType::I64)?], &[]);
        }
        rows::apply(row!(square), input, &[], &[])
    }

    /// Every bit of an integer turned round; the opposite of a bool.
    pub fn bitwise_not(input: Target) -> Tensor, out(Converted), inplace, shape(Same) {
        let row = if input.dtype() == DType::Bool { row!(logical_not) } else { row!(bitwise_not) };
        rows::apply(row, input, &[], &[])
    }

    /// `+input`, which is `input`.
    pub fn positive(input: &Tensor) -> Tensor, shape(Same) {
        ensure!(input.dtype() != DType::Bool, DType, "The `+` operator, on a bool tensor is not supported.");
        Ok(input.clone())
    }

    /// The complex conjugate; a real tensor is its own.
    pub fn conj_physical(input: Target) -> Tensor, out(Converted), inplace, shape(Same) {
        if !input.dtype().is_complex() {
            return Ok((*input).clone());
        }
        rows::apply(row!(conj_physical), input, &[], &[])
    }

    /// To the nearest integer, ties to even; with `decimals`, to that many digits after the point (before it if negative).
    pub fn round(input: Target, decimals: i64 = 0) -> Tensor, out(Same), inplace, shape(Same) {
        if decimals == 0 {
            return rows::apply(row!(round), input, &[], &[]);
        }
        ensure!(
            input.dtype().is_floating(), DType,
            "\"round_cpu\" not implemented for '{}'", input.dtype().scalar_name()
        );
        rows::apply(row!(round_decimals), input, &[], &[Scalar::Int(decimals)])
    }

    /// The derivative of order `n` of `digamma(input)`.
    pub fn polygamma_of as "polygamma"(n: i64, input: &Tensor) -> Tensor, out(Converted), only(function) {
        polygamma(input.into(), n)
    }

    /// The derivative of order `n` of `digamma(input)`.
    pub fn polygamma(input: Target, n: i64) -> Tensor, only(method), inplace, shape(Same) {
        ensure!(n >= 0, Value, "polygamma(n, x) does not support negative n.");
        let kernel = ["digamma", "trigamma"].get(n as usize).unwrap_or(&"polygamma");
        ensure!(
            !input.dtype().is_complex(), DType,
            "\"{kernel}\" not implemented for '{}'", input.dtype().scalar_name()
        );
        rows::apply(row!(polygamma), input, &[], &[Scalar::Int(n)])
    }

    /// NaN and the infinities replaced: by 0 and the greatest and least finite values, unless given.
    pub fn nan_to_num(input: Target, nan: Option<f64> = None, posinf: Option<f64> = None, neginf: Option<f64> = None) -> Tensor, out(Converted), inplace, shape(Same) {
        if input.dtype().is_integral() {
            return if input.is_in_place() { Ok((*input).clone()) } else { copies::clone(&input) };
        }
        let most = representable::greatest(input.dtype().to_real());
        let values = [nan.unwrap_or(0.0), posinf.unwrap_or(most), neginf.unwrap_or(-most)].map(Scalar::Float);
        if !input.dtype().is_complex() {
            return rows::apply(row!(nan_to_num), input, &[], &values);
        }
        let change = Change { name: "NanToNumBackward0", inputs: &[], keep: &[&input], output: false };
        let write = |target: &Tensor| rows::call_in_place(row!(nan_to_num), &[&copying::real_parts(target)], &values);
        input.change(&change, write, unary(|context, grad| {
            a::mul(grad, &a::isfinite(&context.saved(0)?)?)
        }))
    }
}
