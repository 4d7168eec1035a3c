//! Views that only rearrange dimensions: no element is copied, and the gradient is the inverse rearrangement.

use crate::{
    Tensor,
    call::{Operand, ops},
    ops::{pointwise::arithmetic, reduce::sum, view::copies},
    tape::record_linear,
};
use smallvec::SmallVec;
use tapir_core::{Dims, Layout, Result, bail, ensure, ensure_addressable, ensure_distinct, wrap_dim};

/// The sizes with −1 replaced by what the number of elements leaves.
pub(crate) fn infer_shape(sizes: &[i64], numel: usize) -> Result<Dims> {
    let invalid = || tapir_core::error!(Shape, "shape '{sizes:?}' is invalid for input of size {numel}");
    let mut unknown = None;
    let mut known = 1usize;
    for (dim, &size) in sizes.iter().enumerate() {
        match size {
            -1 if unknown.is_some() => bail!(Shape, "only one dimension can be inferred"),
            -1 => unknown = Some(dim),
            size if size < 0 => bail!(Shape, "invalid shape dimension {size} at index {dim} of shape {sizes:?}"),
            size => known = known.checked_mul(size as usize).ok_or_else(invalid)?,
        }
    }
    let mut shape: Dims = sizes.iter().map(|&size| size.max(0) as usize).collect();
    match unknown {
        Some(dim) => {
            ensure!(
                known != 0,
                Shape,
                "cannot reshape tensor of 0 elements into shape {sizes:?} because the unspecified dimension size -1 can be any value and is ambiguous"
            );
            ensure!(numel.is_multiple_of(known), Shape, "shape '{sizes:?}' is invalid for input of size {numel}");
            shape[dim] = numel / known;
        }
        None => ensure!(known == numel, Shape, "shape '{sizes:?}' is invalid for input of size {numel}"),
    }
    if numel == 0 {
        ensure_addressable(&shape)?;
    }
    Ok(shape)
}

/// Sizes given by a caller as a shape; none may be negative.
pub(crate) fn checked_shape(sizes: &[i64]) -> Result<Dims> {
    if let Some(&size) = sizes.iter().find(|&&size| size < 0) {
        bail!(Shape, "Trying to create tensor with negative dimension {size}: {sizes:?}");
    }
    Ok(sizes.iter().map(|&size| size as usize).collect())
}

/// A view with this shape, or `None` if the strides do not allow one.
fn try_view(input: &Tensor, shape: &[usize]) -> Option<Tensor> {
    let strides = input.layout().view_strides(shape)?;
    let layout = Layout::new(shape, &strides, input.layout().offset);
    let original: Dims = input.layout().shape.clone();
    Some(input.view_op(layout, "ViewBackward0", move |grad| reshape_to(grad, &original)))
}

/// The same elements in row-major order under another shape of as many: a view if the strides allow one, else a copy.
pub(crate) fn reshape_to(input: &Tensor, shape: &[usize]) -> Result<Tensor> {
    if input.shape() == shape {
        return Ok(input.clone());
    }
    match try_view(input, shape) {
        Some(view) => Ok(view),
        None => {
            let copy = copies::contiguous(input)?;
            let layout = Layout::contiguous(shape);
            let original: Dims = input.layout().shape.clone();
            Ok(copy.view_op(layout, "UnsafeViewBackward0", move |grad| reshape_to(grad, &original)))
        }
    }
}

/// Under a larger shape, size-1 and new dimensions repeating.
pub(crate) fn expand_to(input: &Tensor, shape: &[usize]) -> Result<Tensor> {
    if input.shape() == shape {
        return Ok(input.clone());
    }
    let layout = input.layout().broadcast_to(shape)?;
    let original: Dims = input.layout().shape.clone();
    Ok(input.view_op(layout, "ExpandBackward0", move |grad| sum::sum_to(grad, &original)))
}

/// Dimensions reordered by indices that have been checked.
pub(crate) fn permute_to(input: &Tensor, order: &[usize]) -> Tensor {
    let mut inverse: SmallVec<[usize; 6]> = SmallVec::from_elem(0, order.len());
    for (position, &dim) in order.iter().enumerate() {
        inverse[dim] = position;
    }
    input.view_op(input.layout().permute(order), "PermuteBackward0", move |grad| Ok(permute_to(grad, &inverse)))
}

pub(crate) fn transpose_dims(input: &Tensor, a: usize, b: usize, name: &'static str) -> Tensor {
    if a == b {
        return input.view_op(input.layout().clone(), name, |grad| Ok(grad.clone()));
    }
    input
        .view_op(input.layout().transpose(a, b), name, move |grad| Ok(transpose_dims(grad, a, b, "TransposeBackward0")))
}

pub(crate) fn unsqueeze_at(input: &Tensor, dim: usize) -> Tensor {
    input.view_op(input.layout().unsqueeze(dim), "UnsqueezeBackward0", move |grad| Ok(squeeze_at(grad, dim)))
}

/// Drops a dimension of size 1.
pub(crate) fn squeeze_at(input: &Tensor, dim: usize) -> Tensor {
    input.view_op(input.layout().select(dim, 0), "SqueezeBackward1", move |grad| Ok(unsqueeze_at(grad, dim)))
}

/// Drops those of the given dimensions that have size 1.
fn squeeze_dims(input: &Tensor, drop: impl Fn(usize) -> bool, name: &'static str) -> Tensor {
    let keep: SmallVec<[usize; 6]> = (0..input.rank()).filter(|&dim| !(input.shape()[dim] == 1 && drop(dim))).collect();
    let original: Dims = input.layout().shape.clone();
    input.view_op(input.layout().permute(&keep), name, move |grad| reshape_to(grad, &original))
}

/// Elements `start, start + step, …`, `len` of them, along a dimension; all inside.
pub(crate) fn slice_dim(input: &Tensor, dim: usize, start: usize, len: usize, step: usize) -> Tensor {
    let mut layout = input.layout().narrow(dim, start, len);
    layout.strides[dim] *= step as isize;
    let original: Dims = input.layout().shape.clone();
    input.view_op(layout, "SliceBackward0", move |grad| {
        embed(grad, &original, |whole| slice_dim(whole, dim, start, len, step))
    })
}

pub(crate) fn select_dim(input: &Tensor, dim: usize, index: usize) -> Tensor {
    let original: Dims = input.layout().shape.clone();
    input.view_op(input.layout().select(dim, index), "SelectBackward0", move |grad| {
        embed(grad, &original, |whole| select_dim(whole, dim, index))
    })
}

/// Zeros of a shape with `grad` in the part that `view` cuts out: the gradient of cutting it out.
pub(crate) fn embed(grad: &Tensor, shape: &[usize], view: impl Fn(&Tensor) -> Tensor) -> Result<Tensor> {
    let whole = Tensor::empty(shape, grad.dtype(), grad.device())?;
    crate::device::backend(grad.device()).fill(tapir_core::Scalar::Int(0), &whole.as_view_mut())?;
    copies::copy_(&view(&whole), grad, false)?;
    Ok(whole)
}

/// A start or stop as Python slices take it: counted from the end if negative, clamped to the size.
pub(crate) fn clamp_index(index: i64, size: usize) -> usize {
    let size = size as i64;
    let index = if index < 0 { index.saturating_add(size) } else { index };
    index.clamp(0, size) as usize
}

/// An index of one element, counted from the end if negative.
pub(crate) fn wrap_index(index: i64, size: usize, dim: usize) -> Result<usize> {
    let wrapped = if index < 0 { index + size as i64 } else { index };
    ensure!(
        wrapped >= 0 && (wrapped as usize) < size,
        Index,
        "index {index} is out of bounds for dimension {dim} with size {size}"
    );
    Ok(wrapped as usize)
}

ops! {
    /// The same elements under another shape, sharing memory. One size may be −1 and is inferred.
    ///
    /// Fails if the number of elements differs, or if the strides do not allow a view (then use `reshape`).
    pub fn view(input: &Tensor, size: &[i64]) -> Tensor, shape(View), only(method), variadic {
        let shape = infer_shape(size, input.numel())?;
        try_view(input, &shape).ok_or_else(|| tapir_core::error!(
            Shape,
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead."
        ))
    }

    /// The same elements under another shape: a view if the strides allow one, otherwise a copy. One size may be −1.
    pub fn reshape(input: &Tensor, shape: &[i64]) -> Tensor, shape(View), variadic {
        let shape = infer_shape(shape, input.numel())?;
        match try_view(input, &shape) {
            Some(view) => Ok(view),
            None => reshape_to(input, &shape),
        }
    }

    /// A view in which dimensions of size 1 repeat up to the given sizes; −1 keeps a size, new dimensions go in front.
    pub fn expand(input: &Tensor, size: &[i64], implicit: bool = false) -> Tensor, shape(Sizes), only(method), variadic {
        let _ = implicit;
        let rank = size.len();
        ensure!(
            rank >= input.rank(), Shape,
            "expand({:?}, size={size:?}): the number of sizes provided ({rank}) must be greater or equal to the number of dimensions in the tensor ({})",
            input.shape(), input.rank()
        );
        let lead = rank - input.rank();
        let mut shape = Dims::new();
        for (dim, &want) in size.iter().enumerate() {
            shape.push(match want {
                -1 if dim < lead => bail!(Shape, "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension {dim}"),
                -1 => input.shape()[dim - lead],
                want if want < 0 => bail!(Shape, "The expanded size of the tensor ({want}) must not be negative at dimension {dim}"),
                want => want as usize,
            });
        }
        let layout = input.layout().broadcast_to(&shape)?;
        let original: Dims = input.layout().shape.clone();
        Ok(input.view_op(layout, "ExpandBackward0", move |grad| sum::sum_to(grad, &original)))
    }

    /// Dimensions in another order.
    pub fn permute(input: &Tensor, dims: &[i64]) -> Tensor, shape(Permute), variadic {
        ensure!(
            dims.len() == input.rank(), Shape,
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = {} is not equal to len(dims) = {}",
            input.rank(), dims.len()
        );
        let order: SmallVec<[usize; 6]> = dims.iter().map(|&dim| wrap_dim(dim, input.rank())).collect::<Result<_>>()?;
        let mut seen = order.clone();
        seen.sort_unstable();
        seen.dedup();
        ensure!(seen.len() == order.len(), Shape, "permute(): duplicate dims are not allowed.");
        Ok(permute_to(input, &order))
    }

    /// Two dimensions exchanged.
    pub fn transpose(input: &Tensor, dim0: i64, dim1: i64) -> Tensor, shape(Transpose) {
        let (a, b) = (wrap_dim(dim0, input.rank())?, wrap_dim(dim1, input.rank())?);
        Ok(transpose_dims(input, a, b, "TransposeBackward0"))
    }

    /// A matrix transposed; tensors of rank 0 and 1 as they are.
    pub fn t(input: &Tensor) -> Tensor, shape(Transpose) {
        ensure!(input.rank() <= 2, Shape, "t() expects a tensor with <= 2 dimensions, but self is {}D", input.rank());
        Ok(transpose_dims(input, 0, input.rank().saturating_sub(1), "TBackward0"))
    }

    /// A new dimension of size 1 at `dim`, in `[-rank - 1, rank]`.
    pub fn unsqueeze(input: &Tensor, dim: i64) -> Tensor, shape(Unsqueeze) {
        Ok(unsqueeze_at(input, wrap_dim(dim, input.rank() + 1)?))
    }

    /// Without dimensions of size 1: all of them, or those named.
    pub fn squeeze(input: &Tensor, dim: Option<&[i64]> = None) -> Tensor, shape(Squeeze) {
        let Some(dims) = dim else {
            return Ok(squeeze_dims(input, |_| true, "SqueezeBackward0"));
        };
        let dims: SmallVec<[usize; 6]> = dims.iter().map(|&dim| wrap_dim(dim, input.rank())).collect::<Result<_>>()?;
        ensure_distinct(&dims)?;
        Ok(squeeze_dims(input, |dim| dims.contains(&dim), if dims.len() == 1 { "SqueezeBackward1" } else { "SqueezeBackward2" }))
    }

    /// The part `start..start + length` of a dimension.
    pub fn narrow(input: &Tensor, dim: i64, start: Operand, length: i64) -> Tensor {
        ensure!(input.rank() > 0, Shape, "narrow() cannot be applied to a 0-dim tensor.");
        ensure!(length >= 0, Shape, "narrow(): length must be non-negative.");
        ensure!(
            start.rank() == 0 && (start.dtype().is_integer()), Value,
            "start must be an 0-dim integral Tensor."
        );
        let start = start.item()?.to_i64();
        let dim = wrap_dim(dim, input.rank())?;
        let size = input.shape()[dim] as i64;
        ensure!(
            -size <= start && start <= size, Index,
            "start out of range (expected to be in range of [{}, {size}], but got {start})", -size
        );
        let begin = if start < 0 { start + size } else { start };
        ensure!(begin <= size - length, Shape, "start ({begin}) + length ({length}) exceeds dimension size ({size}).");
        Ok(slice_dim(input, dim, begin as usize, length as usize, 1))
    }

    /// One index of a dimension, which is dropped.
    pub fn select(input: &Tensor, dim: i64, index: i64) -> Tensor {
        ensure!(input.rank() > 0, Index, "select() cannot be applied to a 0-dim tensor.");
        let dim = wrap_dim(dim, input.rank())?;
        let size = input.shape()[dim];
        let wrapped = if index < 0 { index + size as i64 } else { index };
        ensure!(
            wrapped >= 0 && (wrapped as usize) < size, Index,
            "select(): index {index} out of range for tensor of size {:?} at dimension {dim}", input.shape()
        );
        Ok(select_dim(input, dim, wrapped as usize))
    }

    /// The diagonal between two dimensions, as the last dimension. A positive offset lies above the main diagonal.
    pub fn diagonal(input: &Tensor, offset: i64 = 0, dim1: i64 = 0, dim2: i64 = 1) -> Tensor {
        let (a, b) = (wrap_dim(dim1, input.rank())?, wrap_dim(dim2, input.rank())?);
        ensure!(a != b, Shape, "diagonal dimensions cannot be identical {dim1}, {dim2}");
        Ok(diagonal_of(input, offset, a, b))
    }

    /// The diagonal of the last two dimensions, or of those named, as the last dimension.
    pub fn linalg_diagonal as "diagonal" in "linalg"(a: &Tensor, offset: i64 = 0, dim1: i64 = -2, dim2: i64 = -1) -> Tensor {
        diagonal(a, offset, dim1, dim2)
    }

    /// Windows of `size` elements, `step` apart, along a dimension; the window's elements become the last dimension.
    pub fn unfold(input: &Tensor, dimension: i64, size: i64, step: i64) -> Tensor, only(method) {
        let dim = wrap_dim(dimension, input.rank())?;
        let extent = if input.rank() == 0 { 1 } else { input.shape()[dim] as i64 };
        ensure!(size >= 0, Value, "size is {size} but must be >= 0");
        ensure!(size <= extent, Value, "maximum size for tensor at dimension {dim} is {extent} but size is {size}");
        ensure!(step > 0, Value, "step is {step} but must be > 0");
        windows(input, dim, size as usize, step as usize)
    }
}

/// Windows of `size` elements along a dimension, which has as many; a number is a vector of one element.
fn windows(input: &Tensor, dim: usize, size: usize, step: usize) -> Result<Tensor> {
    let mut layout = input.layout().clone();
    layout.shape.push(size);
    if input.rank() == 0 {
        layout.strides.push(1);
    } else {
        layout.strides.push(layout.strides[dim]);
        layout.shape[dim] = (layout.shape[dim] - size) / step + 1;
        // With a single window the step may be anything, and is not used.
        layout.strides[dim] = layout.strides[dim].saturating_mul(step as isize);
    }
    ensure_addressable(&layout.shape)?;
    let original: Dims = input.layout().shape.clone();
    Ok(input.view_op(layout, "UnfoldBackward0", move |grad| sum_of_windows(grad, &original, dim, size, step)))
}

/// The gradient of [`windows`]. Columns of windows that are less than a step apart never meet, so each such band of columns is
/// added in one pass.
fn sum_of_windows(grad: &Tensor, shape: &[usize], dim: usize, size: usize, step: usize) -> Result<Tensor> {
    if shape.is_empty() {
        return if size == 0 { Tensor::zeros(&[], grad.dtype(), grad.device()) } else { reshape_to(grad, &[]) };
    }
    let values = grad.detach();
    let whole = Tensor::zeros(shape, grad.dtype(), grad.device())?;
    let last = values.rank() - 1;
    let reach = (values.shape()[dim].max(1) - 1).saturating_mul(step);
    for start in (0..size).step_by(step) {
        let width = step.min(size - start);
        let band = slice_dim(&values, last, start, width, 1);
        let target = slice_dim(&whole.detach(), dim, start, reach + width, 1);
        arithmetic::add_in_place(&windows(&target, dim, width, step)?, &band)?;
    }
    Ok(record_linear(whole, "UnfoldBackwardBackward0", grad, move |grad| windows(grad, dim, size, step)))
}

pub(crate) fn diagonal_of(input: &Tensor, offset: i64, a: usize, b: usize) -> Tensor {
    let layout = input.layout();
    let (rows, columns) = (layout.shape[a] as i64, layout.shape[b] as i64);
    let length = if offset >= 0 { rows.min(columns - offset) } else { columns.min(rows + offset) }.max(0);
    let keep: SmallVec<[usize; 6]> = (0..input.rank()).filter(|&dim| dim != a && dim != b).collect();
    let mut view = layout.permute(&keep);
    if length > 0 {
        let (dim, steps) = if offset >= 0 { (b, offset) } else { (a, -offset) };
        view.offset += steps as usize * layout.strides[dim] as usize;
    }
    view.shape.push(length as usize);
    view.strides.push(layout.strides[a] + layout.strides[b]);
    let original: Dims = layout.shape.clone();
    input.view_op(view, "DiagonalBackward0", move |grad| {
        embed(grad, &original, |whole| diagonal_of(whole, offset, a, b))
    })
}
