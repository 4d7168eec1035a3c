//! The `*_scatter` operators: a copy of a tensor in which the part a view would show is replaced. Out-of-place writes
//! through a view, and their own derivatives.

use crate::{
    Tensor,
    call::ops,
    copying,
    device::backend,
    ops::view::{strided, view_copies::python_slice, views},
    tape::record,
};
use smallvec::smallvec;
use std::sync::Arc;
use tapir_core::{Layout, Result, ensure};

/// How a part is cut out of a tensor. Cheap to share between a node and the nodes of its derivatives.
type Cut = Arc<dyn Fn(&Tensor) -> Result<Tensor> + Send + Sync>;

fn ensure_same_size(src: &Tensor, slice: &Tensor) -> Result<()> {
    ensure!(
        src.shape() == slice.shape(),
        Shape,
        "expected src to have a size equal to the slice of self. src size = {:?}, slice size = {:?}",
        src.shape(),
        slice.shape()
    );
    Ok(())
}

/// `input` with `src` in the part that `cut` shows.
fn replace(input: &Tensor, src: &Tensor, name: &'static str, cut: Cut) -> Result<Tensor> {
    let output = copying::contiguous_clone(input)?;
    let part = cut(&output)?;
    ensure_same_size(src, &part)?;
    backend(output.device()).copy(&src.as_view(), &part.as_view_mut())?;
    drop(part);
    Ok(record(output, name, &[input, src], &[], move |context, grads| {
        let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
        let part = cut(grad)?;
        let around = if context.needs(0) {
            let zeros = Tensor::zeros(part.shape(), grad.dtype(), grad.device())?;
            Some(replace(grad, &zeros, name, cut.clone())?)
        } else {
            None
        };
        Ok(smallvec![around, Some(part)])
    }))
}

/// A copy with the same strides and offset, over a copy of all memory the tensor's storage holds.
fn clone_with_strides(input: &Tensor) -> Result<Tensor> {
    let held = input.storage().bytes() / input.dtype().size();
    let whole = Tensor::over(input.storage().clone(), Layout::contiguous(&[held]), input.dtype());
    let copy = copying::contiguous_clone(&whole)?;
    Ok(Tensor::over(copy.storage().clone(), input.layout().clone(), input.dtype()))
}

ops! {
    /// A copy of `input` with `src` at `index` of dimension `dim`.
    pub fn select_scatter(input: &Tensor, src: &Tensor, dim: i64, index: i64) -> Tensor, shape(Same) {
        replace(input, src, "SelectScatterBackward0", Arc::new(move |whole| views::select(whole, dim, index)))
    }

    /// A copy of `input` with `src` at the places `start`, `start + step`, … before `end` along `dim`.
    pub fn slice_scatter(input: &Tensor, src: &Tensor, dim: i64 = 0, start: Option<i64> = None, end: Option<i64> = None, step: i64 = 1) -> Tensor, out(Same), shape(Same) {
        replace(input, src, "SliceScatterBackward0", Arc::new(move |whole| python_slice(whole, dim, start, end, step)))
    }

    /// A copy of `input` with `src` on the diagonal between two dimensions.
    pub fn diagonal_scatter(input: &Tensor, src: &Tensor, offset: i64 = 0, dim1: i64 = 0, dim2: i64 = 1) -> Tensor, shape(Same) {
        replace(input, src, "DiagonalScatterBackward0", Arc::new(move |whole| views::diagonal(whole, offset, dim1, dim2)))
    }

    /// A copy of `input`'s memory with `src` where `as_strided` would look.
    pub fn as_strided_scatter(input: &Tensor, src: &Tensor, size: &[i64], stride: &[i64], storage_offset: Option<i64> = None) -> Tensor, shape(Same) {
        let output = clone_with_strides(input)?;
        let part = strided::as_strided(&output, size, stride, storage_offset)?;
        ensure_same_size(src, &part)?;
        ensure!(
            !part.layout().overlaps_itself(), Value,
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation."
        );
        backend(output.device()).copy(&src.as_view(), &part.as_view_mut())?;
        let (view, whole) = (part.layout().clone(), output.layout().clone());
        drop(part);
        Ok(record(output, "AsStridedScatterBackward0", &[input, src], &[], move |context, grads| {
            let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
            let part = strided::slice_of_gradient(grad, &view, &whole)?;
            // PyTorch's derivative: what it gives `input` is the gradient of the replaced part, not that of the rest.
            let input = if context.needs(0) { Some(strided::as_strided_backward(&part, &view, &whole)?) } else { None };
            Ok(smallvec![input, Some(part)])
        }))
    }
}
