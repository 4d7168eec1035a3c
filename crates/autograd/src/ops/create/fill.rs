//! Every element set to one value, in a new tensor or in place.

use crate::{
    Context, Tensor,
    call::{Operand, Target, ops},
    device::backend,
    ops::{
        create::{filled::like, representable::ensure_representable},
        reduce::sum,
    },
    tape::{InplaceTarget, Keep, record, write_in_place},
};
use smallvec::smallvec;
use tapir_core::{Result, Scalar, ensure};

/// PyTorch has two nodes, one for numbers and one for tensors.
fn node_name(value: &Tensor) -> &'static str {
    if value.is_wrapped_number() { "FillBackward0" } else { "FillBackward1" }
}

/// Writes a number or a 0-d tensor to every element.
fn write(value: &Tensor, target: &Tensor) -> Result<()> {
    let backend = backend(target.device());
    if value.is_wrapped_number() {
        return backend.fill(value.item()?, &target.as_view_mut());
    }
    // The value may be one of the elements.
    let value = Target::written(target).apart(value)?;
    backend.copy(&value.broadcast_view(target.shape())?, &target.as_view_mut())
}

fn ensure_fills(value: &Tensor, target: &Tensor) -> Result<()> {
    ensure!(
        value.rank() == 0,
        Shape,
        "fill_ only supports 0-dimension value tensor but got tensor with {} dimensions.",
        value.rank()
    );
    if value.is_wrapped_number() { ensure_representable(value.item()?, target.dtype()) } else { Ok(()) }
}

/// The gradient of elements that a constant took the place of: zeros, not none, as in PyTorch.
fn nothing_left(context: &Context) -> Result<Option<Tensor>> {
    context.needs(0).then(|| context.zeros(0)).transpose()
}

ops! {
    /// A tensor of the shape and dtype of `input` with every element `value`, a number or a 0-d tensor.
    pub fn fill(input: &Tensor, value: Operand) -> Tensor, shape(Same), only(function) {
        ensure_fills(&value, input)?;
        let output = like(input, None)?;
        write(&value, &output)?;
        Ok(record(output, node_name(&value), &[input, &value], &[], |context, grads| {
            let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
            Ok(smallvec![nothing_left(context)?, Some(sum::sum(grad, None, false, None)?)])
        }))
    }

    /// Writes `value`, a number or a 0-d tensor, to every element.
    pub fn fill_(input: &Tensor, value: Operand) -> Tensor, shape(Same), only(method) {
        ensure_fills(&value, input)?;
        write_in_place(
            InplaceTarget::check(input, &[&value])?,
            node_name(&value),
            &[&value],
            &Keep { inputs: &[], output: false },
            || write(&value, input),
            |context, grads| {
                let sum = grads[0].as_ref().map(|grad| sum::sum(grad, None, false, None)).transpose()?;
                Ok(smallvec![nothing_left(context)?, sum])
            },
        )?;
        Ok(input.clone())
    }

    /// Writes zero to every element.
    pub fn zero_(input: &Tensor) -> Tensor, shape(Same), only(method) {
        write_in_place(
            InplaceTarget::check(input, &[])?,
            "ZeroBackward0",
            &[],
            &Keep { inputs: &[], output: false },
            || backend(input.device()).fill(Scalar::Int(0), &input.as_view_mut()),
            |context, _| Ok(smallvec![nothing_left(context)?]),
        )?;
        Ok(input.clone())
    }
}
