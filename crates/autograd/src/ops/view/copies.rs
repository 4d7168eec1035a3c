//! Copying elements: `clone`, `contiguous`, `copy_`.

use crate::{
    Tensor,
    call::ops,
    copying::{self, contiguous_clone, moved_back, recorded_clone},
    device::backend,
    overlap,
    tape::{InplaceTarget, Keep, write_in_place},
};
use smallvec::smallvec;

ops! {
    /// A copy with the same elements; gradients pass through to `input`.
    ///
    /// Shape and dtype are those of `input`, and so is the order of its dimensions in memory.
    pub fn clone(input: &Tensor) -> Tensor, shape(Same) {
        copying::clone(input)
    }

    /// The tensor itself if its elements lie row-major without gaps, otherwise a copy that does.
    pub fn contiguous(input: &Tensor) -> Tensor, shape(Same), only(method) {
        if input.is_contiguous() {
            return Ok(input.clone());
        }
        Ok(recorded_clone(input, contiguous_clone(input)?))
    }

    /// Writes the elements of `src`, broadcast and converted to this tensor's dtype, into this tensor.
    ///
    /// Gradients reach `src`; the overwritten values get none.
    pub fn copy_(input: &Tensor, src: &Tensor, non_blocking: bool = false) -> Tensor, shape(Same), only(method), devices(any) {
        let _ = non_blocking; // copies on one device are synchronous
        if input.same(src) {
            return Ok(input.clone());
        }
        let (near, origin) = (src.moved(input.device())?, src.device());
        let value = near.broadcast_view(input.shape()).map_err(|_| {
            tapir_core::error!(
                Shape,
                "The size of tensor a ({}) must match the size of tensor b ({}): cannot copy a tensor of shape {:?} into one of shape {:?}",
                input.shape().last().unwrap_or(&1), src.shape().last().unwrap_or(&1), src.shape(), input.shape()
            )
        })?;
        let copy = overlap::copy_to_read(input, &near)?;
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
            || backend(input.device()).copy(&value, &input.as_view_mut()),
            move |_, grads| Ok(smallvec![None, moved_back(&grads[0], origin)?]),
        )?;
        Ok(input.clone())
    }
}
