//! The `*_copy` forms of views: the same elements in memory of their own, row-major.

use crate::{
    Tensor,
    call::{Operand, ops},
    copying,
    ops::view::{
        split, strided,
        views::{self, clamp_index},
    },
    tape::record_linear,
};
use tapir_core::{Result, Scalar, ensure, wrap_dim};

/// A row-major copy; gradients pass through.
pub(crate) fn fresh(view: &Tensor) -> Result<Tensor> {
    let output = copying::contiguous_clone(view)?;
    Ok(record_linear(output, "CloneBackward0", view, |grad| Ok(grad.clone())))
}

fn all_fresh(views: &[Tensor]) -> Result<Vec<Tensor>> {
    views.iter().map(fresh).collect()
}

/// A slice as Python takes it: bounds count from the end if negative and are clamped.
pub(crate) fn python_slice(
    input: &Tensor,
    dim: i64,
    start: Option<i64>,
    end: Option<i64>,
    step: i64,
) -> Result<Tensor> {
    ensure!(input.rank() > 0, Index, "slice() cannot be applied to a 0-dim tensor.");
    let dim = wrap_dim(dim, input.rank())?;
    ensure!(step > 0, Value, "slice step must be positive");
    let size = input.shape()[dim];
    let start = clamp_index(start.unwrap_or(0), size);
    let end = clamp_index(end.unwrap_or(i64::MAX), size).max(start);
    // A step beyond the end takes one element; a stride is not made of it, which might overflow.
    let step = (step as usize).min(size.max(1));
    Ok(views::slice_dim(input, dim, start, (end - start).div_ceil(step), step))
}

ops! {
    /// A copy with the same elements.
    pub fn alias_copy(input: &Tensor) -> Tensor, out(Same), shape(Same), only(function) {
        fresh(input)
    }

    /// A copy without history.
    pub fn detach_copy(input: &Tensor) -> Tensor, out(Same), shape(Same), only(function) {
        copying::contiguous_clone(input)
    }

    /// As `as_strided`, copied.
    pub fn as_strided_copy(input: &Tensor, size: &[i64], stride: &[i64], storage_offset: Option<i64> = None) -> Tensor, out(Same), only(function) {
        fresh(&strided::as_strided(input, size, stride, storage_offset)?)
    }

    /// As `diagonal`, copied.
    pub fn diagonal_copy(input: &Tensor, offset: i64 = 0, dim1: i64 = 0, dim2: i64 = 1) -> Tensor, out(Same), only(function) {
        fresh(&views::diagonal(input, offset, dim1, dim2)?)
    }

    /// As `expand`, copied.
    pub fn expand_copy(input: &Tensor, size: &[i64], implicit: bool = false) -> Tensor, out(Same), shape(Sizes), only(function) {
        fresh(&views::expand(input, size, implicit)?)
    }

    /// As `narrow`, copied.
    pub fn narrow_copy(input: &Tensor, dim: i64, start: i64, length: i64) -> Tensor, out(Same) {
        ensure!(input.rank() > 0, Shape, "narrow() cannot be applied to a 0-dim tensor.");
        ensure!(
            dim < input.rank() as i64, Index,
            "Expected dim < static_cast<int64_t>(self_sizes.size()) to be true, but got false."
        );
        fresh(&views::narrow(input, dim, Operand(&Tensor::wrapped_number(Scalar::Int(start))?), length)?)
    }

    /// As `permute`, copied.
    pub fn permute_copy(input: &Tensor, dims: &[i64]) -> Tensor, out(Same), shape(Permute), only(function) {
        fresh(&views::permute(input, dims)?)
    }

    /// As `select`, copied.
    pub fn select_copy(input: &Tensor, dim: i64, index: i64) -> Tensor, out(Same), only(function) {
        fresh(&views::select(input, dim, index)?)
    }

    /// The elements `start`, `start + step`, … before `end` along `dim`, copied; bounds count from the end if negative.
    pub fn slice_copy(input: &Tensor, dim: i64 = 0, start: Option<i64> = None, end: Option<i64> = None, step: i64 = 1) -> Tensor, out(Same), only(function) {
        fresh(&python_slice(input, dim, start, end, step)?)
    }

    /// As `split`, copied.
    pub fn split_copy(input: &Tensor, split_size: i64, dim: i64 = 0) -> Vec<Tensor>, only(function) {
        all_fresh(&split::split(input, split_size, dim)?)
    }

    /// As `split_with_sizes`, copied.
    pub fn split_with_sizes_copy(input: &Tensor, split_sizes: &[i64], dim: i64 = 0) -> Vec<Tensor>, only(function) {
        all_fresh(&split::split_with_sizes(input, split_sizes, dim)?)
    }

    /// As `squeeze`, copied.
    pub fn squeeze_copy(input: &Tensor, dim: Option<&[i64]> = None) -> Tensor, out(Same), shape(Squeeze), only(function) {
        fresh(&views::squeeze(input, dim)?)
    }

    /// As `t`, copied.
    pub fn t_copy(input: &Tensor) -> Tensor, out(Same), shape(Transpose), only(function) {
        fresh(&views::t(input)?)
    }

    /// As `transpose`, copied.
    pub fn transpose_copy(input: &Tensor, dim0: i64, dim1: i64) -> Tensor, out(Same), shape(Transpose), only(function) {
        fresh(&views::transpose(input, dim0, dim1)?)
    }

    /// As `unbind`, copied.
    pub fn unbind_copy(input: &Tensor, dim: i64 = 0) -> Vec<Tensor>, only(function) {
        all_fresh(&split::unbind(input, dim)?)
    }

    /// As `unfold`, copied.
    pub fn unfold_copy(input: &Tensor, dimension: i64, size: i64, step: i64) -> Tensor, out(Same), only(function) {
        fresh(&views::unfold(input, dimension, size, step)?)
    }

    /// As `unsqueeze`, copied.
    pub fn unsqueeze_copy(input: &Tensor, dim: i64) -> Tensor, out(Same), shape(Unsqueeze), only(function) {
        fresh(&views::unsqueeze(input, dim)?)
    }

    /// As `view`, copied.
    pub fn view_copy(input: &Tensor, size: &[i64]) -> Tensor, out(Same), shape(View), only(function) {
        fresh(&views::view(input, size)?)
    }
}
