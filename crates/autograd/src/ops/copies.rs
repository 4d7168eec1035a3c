//! Copying elements: `clone`, `contiguous`, casts, `copy_`, and the in-place form of operators that have no kernel for it.

use crate::{
    Tensor,
    call::{Args, Output, ops},
    device::backend,
    mode::grad_enabled,
    overlap, rows,
    tape::{InplaceTarget, Keep, record, write_in_place},
};
use smallvec::smallvec;
use std::sync::Arc;
use tapir_core::{DType, Layout, Result, bail};

/// A new tensor with the elements in another dtype and layout.
fn copy_as(input: &Tensor, dtype: DType, layout: Layout) -> Result<Tensor> {
    let output = Tensor::empty_with(layout, dtype, input.device())?;
    backend(input.device()).copy(&input.view(), &output.view_mut())?;
    Ok(output)
}

/// A row-major copy without history, to be changed in places.
pub(crate) fn clone_to_change(input: &Tensor) -> Result<Tensor> {
    let output = Tensor::empty(input.shape(), input.dtype(), input.device())?;
    backend(input.device()).copy_to_change(&input.view(), &output.view_mut())?;
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

/// The parts of complex numbers as a tensor with a last dimension of 2 over the same memory, without history.
pub(crate) fn real_parts(input: &Tensor) -> Tensor {
    let layout = input.layout();
    let shape = layout.shape.iter().copied().chain([2]).collect();
    let strides = layout.strides.iter().map(|stride| 2 * stride).chain([1]).collect();
    let layout = Layout { shape, strides, offset: 2 * layout.offset };
    Tensor::from_storage(input.storage().clone(), layout, input.dtype().to_real())
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

/// Runs an operator that has only an out-of-place form and writes its result into the first argument.
pub(crate) fn invoke_in_place(args: &mut Args, function: fn(&mut Args) -> Result<Output>) -> Result<Output> {
    let target = args.write_in_place()?;
    InplaceTarget::check(&target, &[])?;
    match function(args)? {
        Output::One(value) if value.same(&target) => Ok(Output::One(target)),
        Output::One(value) => {
            rows::ensure_castable(value.dtype(), target.dtype())?;
            if target.shape() != value.shape() {
                bail!(
                    Shape,
                    "output with shape {:?} doesn't match the broadcast shape {:?}",
                    target.shape(),
                    value.shape()
                );
            }
            copy_(&target, &value, false)?;
            Ok(Output::One(target))
        }
        _ => bail!(Internal, "an operator with an in-place form must return one tensor"),
    }
}

ops! {
    /// A copy with the same elements; gradients pass through to `input`.
    ///
    /// Shape and dtype are those of `input`, and so is the order of its dimensions in memory.
    pub fn clone(input: &Tensor) -> Tensor, shape(Same) {
        let output = copy_as(input, input.dtype(), input.layout().dense_like())?;
        Ok(record(output, "CloneBackward0", &[input], &[], |_, grads| Ok(smallvec![grads[0].clone()])))
    }

    /// The tensor itself if its elements lie row-major without gaps, otherwise a copy that does.
    pub fn contiguous(input: &Tensor) -> Tensor, shape(Same), only(method) {
        if input.is_contiguous() {
            return Ok(input.clone());
        }
        let output = contiguous_clone(input)?;
        Ok(record(output, "CloneBackward0", &[input], &[], |_, grads| Ok(smallvec![grads[0].clone()])))
    }

    /// Writes the elements of `src`, broadcast and converted to this tensor's dtype, into this tensor.
    ///
    /// Gradients reach `src`; the overwritten values get none.
    pub fn copy_(input: &Tensor, src: &Tensor, non_blocking: bool = false) -> Tensor, shape(Same), only(method) {
        let _ = non_blocking; // copies on one device are synchronous
        if input.same(src) {
            return Ok(input.clone());
        }
        let value = src.broadcast_view(input.shape()).map_err(|_| {
            tapir_core::error!(
                Shape,
                "The size of tensor a ({}) must match the size of tensor b ({}): cannot copy a tensor of shape {:?} into one of shape {:?}",
                input.shape().last().unwrap_or(&1), src.shape().last().unwrap_or(&1), src.shape(), input.shape()
            )
        })?;
        let copy = overlap::copy_to_read(input, src)?;
        let value = match &copy {
            Some(copy) => copy.broadcast_view(input.shape())?,
            None => value,
        };
        let target = InplaceTarget::check(input, &[src])?;
        write_in_place(
            target,
            "CopyBackwards",
            &[src],
            &Keep { inputs: &[], output: false },
            || backend(input.device()).copy(&value, &input.view_mut()),
            |_, grads| Ok(smallvec![None, grads[0].clone()]),
        )?;
        Ok(input.clone())
    }
}
