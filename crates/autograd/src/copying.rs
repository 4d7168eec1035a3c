//! Copies of elements in another layout or dtype: what the tape, the rows and every operator stand on.

use crate::{
    Tensor,
    device::{backend, ensure_on, is_number},
    mode::grad_enabled,
    tape::record,
};
use smallvec::smallvec;
use std::sync::Arc;
use tapir_core::{DType, Device, Layout, Result};

/// A new tensor with the elements in another dtype and layout.
pub(crate) fn copy_as(input: &Tensor, dtype: DType, layout: Layout) -> Result<Tensor> {
    let output = Tensor::empty_with(layout, dtype, input.device())?;
    backend(input.device()).copy(&input.as_view(), &output.as_view_mut())?;
    Ok(output)
}

/// A row-major copy without history, to be changed in places.
pub(crate) fn clone_to_change(input: &Tensor) -> Result<Tensor> {
    let output = Tensor::empty(input.shape(), input.dtype(), input.device())?;
    backend(input.device()).copy_to_change(&input.as_view(), &output.as_view_mut())?;
    Ok(output)
}

/// A row-major copy without history.
pub(crate) fn contiguous_clone(input: &Tensor) -> Result<Tensor> {
    copy_as(input, input.dtype(), Layout::contiguous(input.shape()))
}

/// Whether nothing else can see this tensor's elements, so that writing them is unobservable.
pub(crate) fn is_exclusive(tensor: &Tensor) -> bool {
    Arc::strong_count(&tensor.0) == 1
        && tensor.storage().is_sole()
        && tensor.base().is_none()
        && !tensor.requires_grad()
        && !tensor.layout().overlaps_itself()
}

/// The same values in another dtype; the tensor itself if it has it already.
pub(crate) fn cast(input: &Tensor, dtype: DType) -> Result<Tensor> {
    if input.dtype() == dtype {
        return Ok(input.clone());
    }
    let output = copy_as(input, dtype, input.layout().dense_like())?;
    Ok(record(output, "ToCopyBackward0", &[input], &[], |_, grads| Ok(smallvec![grads[0].clone()])))
}

/// The same values on another device, and in another dtype.
pub(crate) fn move_to(input: &Tensor, device: Device, dtype: DType) -> Result<Tensor> {
    let moved = input.moved(device)?;
    let output = if dtype == input.dtype() { moved } else { copy_as(&moved, dtype, moved.layout().dense_like())? };
    let origin = input.device();
    Ok(record(output, "ToCopyBackward0", &[input], &[], move |_, grads| Ok(smallvec![moved_back(&grads[0], origin)?])))
}

/// An operand where a kernel on `device` finds it: a number in main memory is brought there, anything else must be there.
pub(crate) fn beside(operand: &Tensor, device: Device) -> Result<Tensor> {
    if operand.device() != device && is_number(operand) {
        return move_to(operand, device, operand.dtype());
    }
    ensure_on(device, operand)?;
    Ok(operand.clone())
}

/// A gradient where the tensor is that it belongs to.
pub(crate) fn moved_back(grad: &Option<Tensor>, origin: Device) -> Result<Option<Tensor>> {
    match grad {
        Some(grad) if grad.device() != origin => move_to(grad, origin, grad.dtype()).map(Some),
        _ => Ok(grad.clone()),
    }
}

/// The parts of complex numbers as a tensor with a last dimension of 2 over the same memory, without history.
pub(crate) fn real_parts(input: &Tensor) -> Tensor {
    let layout = input.layout();
    let shape = layout.shape.iter().copied().chain([2]).collect();
    let strides = layout.strides.iter().map(|stride| 2 * stride).chain([1]).collect();
    let layout = Layout { shape, strides, offset: 2 * layout.offset };
    Tensor::over(input.storage().clone(), layout, input.dtype().to_real())
}

/// What an operator may read, and save, of a tensor that its result is about to overwrite: while recording, a copy with the
/// same history.
pub(crate) fn before_write(target: &Tensor) -> Result<Tensor> {
    if !grad_enabled() || !target.dtype().is_differentiable() {
        return Ok(target.clone());
    }
    let copy = copy_as(target, target.dtype(), target.layout().dense_like())?;
    if let Some(edge) = target.edge() {
        copy.set_edge(edge);
    }
    Ok(copy)
}

/// A copy with the same elements, in the same order of dimensions in memory; gradients pass through.
pub(crate) fn clone(input: &Tensor) -> Result<Tensor> {
    Ok(recorded_clone(input, copy_as(input, input.dtype(), input.layout().dense_like())?))
}

/// `copy`, which has the elements of `input`, with the history of a clone.
pub(crate) fn recorded_clone(input: &Tensor, copy: Tensor) -> Tensor {
    record(copy, "CloneBackward0", &[input], &[], |_, grads| Ok(smallvec![grads[0].clone()]))
}
