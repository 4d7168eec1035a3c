//! In-place operators that change a layout, such as `transpose_`. A tensor's layout never changes, so they make the tensor
//! that takes its place: a view of it, through which later writes reach its history and that of its other views.

use crate::{
    GradMode, Tensor,
    call::ops,
    device::backend,
    ops::view::{reshaping::sizes_of, strided, views},
    tape::ensure_history_may_change,
};
use tapir_core::{Dims, Layout, Result, ensure, ensure_addressable, error};

/// What takes the place of `input` under the layout of a view of it.
fn rebind(input: &Tensor, view: impl FnOnce(&Tensor) -> Result<Tensor>) -> Result<Tensor> {
    ensure_history_may_change(input)?;
    // A leaf that requires grad comes this far without grad mode only, and stays a leaf.
    if input.requires_grad() && input.is_leaf() {
        let layout = view(&input.detach())?.layout().clone();
        return Ok(input.with_layout(layout));
    }
    // It is the same tensor whatever the mode: not a view made without recording.
    let _mode = GradMode::set(true);
    view(input)?.follow(input)
}

/// Sizes for a resize; absurd ones overflow.
fn resized_shape(size: &[i64]) -> Result<Dims> {
    let overflow = |_| error!(Memory, "numel: integer multiplication overflow");
    let shape: Dims = size.iter().map(|&size| usize::try_from(size).map_err(overflow)).collect::<Result<_>>()?;
    ensure_addressable(&shape)?;
    Ok(shape)
}

/// The same memory, row-major under another shape; more memory, with the old contents at its start, if it is too small.
pub(crate) fn resized(input: &Tensor, shape: &[usize]) -> Result<Tensor> {
    ensure!(!input.requires_grad(), Autograd, "cannot resize variables that require grad");
    if input.shape() == shape {
        return Ok(input.clone());
    }
    let layout = Layout { offset: input.layout().offset, ..Layout::contiguous(shape) };
    let item = input.dtype().size();
    let held = input.storage().bytes() / item;
    if layout.required_len() <= held {
        return Ok(Tensor::over(input.storage().clone(), layout, input.dtype()));
    }
    let grown = Tensor::empty(&[layout.required_len()], input.dtype(), input.device())?;
    let contents = Tensor::over(input.storage().clone(), Layout::contiguous(&[held]), input.dtype());
    let start = Tensor::over(grown.storage().clone(), Layout::contiguous(&[held]), input.dtype());
    backend(input.device()).copy(&contents.as_view(), &start.as_view_mut())?;
    Ok(Tensor::over(grown.storage().clone(), layout, input.dtype()))
}

ops! {
    /// Exchanges two dimensions in place.
    pub fn transpose_(input: &Tensor, dim0: i64, dim1: i64) -> Tensor, only(method), rebinds {
        rebind(input, |input| views::transpose(input, dim0, dim1))
    }

    /// Transposes a matrix in place.
    pub fn t_(input: &Tensor) -> Tensor, only(method), rebinds {
        rebind(input, views::t)
    }

    /// Drops dimensions of size 1 in place: all of them, or those named.
    pub fn squeeze_(input: &Tensor, dim: Option<&[i64]> = None) -> Tensor, only(method), rebinds {
        rebind(input, |input| views::squeeze(input, dim))
    }

    /// Adds a dimension of size 1 in place.
    pub fn unsqueeze_(input: &Tensor, dim: i64) -> Tensor, only(method), rebinds {
        rebind(input, |input| views::unsqueeze(input, dim))
    }

    /// Gives the tensor another shape, strides and offset over its storage, in place.
    pub fn as_strided_(input: &Tensor, size: &[i64], stride: &[i64], storage_offset: Option<i64> = None) -> Tensor, only(method), rebinds {
        rebind(input, |input| strided::as_strided(input, size, stride, storage_offset))
    }

    /// Gives the tensor another shape in place, row-major over its memory. Elements that are new are uninitialised; other
    /// tensors that share the memory keep the old one if it must grow.
    pub fn resize_(input: &Tensor, size: &[i64]) -> Tensor, only(method), rebinds, variadic {
        resized(input, &resized_shape(size)?)
    }

    /// Gives the tensor the shape of another in place; see `resize_`.
    pub fn resize_as_(input: &Tensor, the_template: &Tensor) -> Tensor, only(method), rebinds {
        resized(input, &resized_shape(&sizes_of(the_template))?)
    }
}
