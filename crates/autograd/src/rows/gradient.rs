//! Backward of a row. Unrecorded, one fused kernel makes all gradients; recorded, the same formula is read as tensors, so
//! that the result is differentiable again.

use super::{Params, call, row, symbolic};
use crate::{
    Tensor,
    device::{backend, source},
    mode::grad_enabled,
    tape::{Context, Grads},
};
use smallvec::{SmallVec, smallvec};
use tapir_core::{DType, Result};
use tapir_ops::{ElementwiseSaved, MAX_OPERANDS, RowId, Saves, Source, ViewMut};

/// What a recorded call of a row knows when its backward pass comes.
#[derive(Clone, Copy)]
pub(super) struct Recorded {
    pub row: RowId,
    pub inputs: usize,
    /// What was kept, in the order of the operands, the result last.
    pub saves: Saves,
    pub compute: DType,
    /// Recorded inside a formula that chooses: where its gradient is 0, those of its operands are, whatever they are
    /// multiplied by. Else the side of a choice that was not taken would give `0 * inf`, NaN.
    strict: bool,
}

impl Recorded {
    pub fn new(row: RowId, inputs: usize, saves: Saves, compute: DType) -> Recorded {
        Recorded { row, inputs, saves, compute, strict: symbolic::is_strict() }
    }
}

/// 0 where `grad` is.
fn zero_as(grad: &Tensor, value: &Tensor) -> Result<Tensor> {
    let zero = Tensor::zeros(&[], value.dtype(), value.device())?;
    let is_zero = call(row!(eq), &[&grad.detach(), &zero], &[])?;
    call(row!(where_), &[&is_zero, &zero, value], &[])
}

pub(super) fn backward(
    recorded: Recorded,
    params: &Params,
    context: &Context,
    grads: &[Option<Tensor>],
) -> Result<Grads> {
    let mut results = unmasked(recorded, params, context, grads)?;
    if let (true, Some(grad)) = (recorded.strict, &grads[0]) {
        for result in results.iter_mut().flatten() {
            *result = zero_as(grad, result)?;
        }
    }
    Ok(results)
}

fn unmasked(recorded: Recorded, params: &Params, context: &Context, grads: &[Option<Tensor>]) -> Result<Grads> {
    let Recorded { row, inputs, saves, compute, strict } = recorded;
    let Some(grad) = &grads[0] else { return Ok(smallvec![None; inputs]) };
    let mut position = 0;
    let mut next = || {
        position += 1;
        context.saved(position - 1)
    };
    let mut operands: SmallVec<[Option<Tensor>; 3]> = smallvec![None; inputs];
    for (operand, _) in operands.iter_mut().zip(saves.inputs).filter(|(_, read)| *read) {
        *operand = Some(next()?);
    }
    let output = if saves.output { Some(next()?) } else { None };
    let reads_nothing = output.is_none() && operands.iter().all(Option::is_none);
    let is_real = !compute.is_complex(); // else it may be handed on conjugated
    let passed =
        if is_real && reads_nothing { symbolic::passes_gradient_on(row, params) } else { [false; MAX_OPERANDS] };
    let needs_work = (0..inputs).any(|index| context.needs(index) && !passed[index]);
    if needs_work && (grad_enabled() || !is_real) {
        return symbolic::backward(row, strict, context, grad, &operands, output.as_ref(), params);
    }
    let mut results: Grads = smallvec![None; inputs];
    if needs_work {
        // Written as the operand has it, unless it was broadcast: then the sum over what it was for is rounded, not its terms.
        let dtype = |index| match context.input_meta(index) {
            Some(meta) if meta.shape.as_slice() == grad.shape() => meta.dtype,
            _ => compute,
        };
        let outs: Grads = (0..inputs)
            .map(|index| {
                let wanted = context.needs(index) && !passed[index];
                wanted.then(|| Tensor::empty(grad.shape(), dtype(index), grad.device())).transpose()
            })
            .collect::<Result<_>>()?;
        results = fused(row, compute, outs, grad, &operands, output.as_ref(), params)?;
    }
    for index in (0..inputs).filter(|&index| context.needs(index) && passed[index]) {
        results[index] = Some(grad.clone());
    }
    Ok(results)
}

/// Writes the gradients there is a tensor for.
fn fused(
    row: RowId,
    compute: DType,
    outs: Grads,
    grad: &Tensor,
    operands: &[Option<Tensor>],
    output: Option<&Tensor>,
    params: &Params,
) -> Result<Grads> {
    let (shape, device) = (grad.shape(), grad.device());
    let view = |operand: &Tensor| source(operand, device, |operand| operand.broadcast_view(shape));
    let sources: SmallVec<[Option<Source>; 3]> =
        operands.iter().map(|operand| operand.as_ref().map(view).transpose()).collect::<Result<_>>()?;
    let targets: SmallVec<[Option<ViewMut>; 3]> =
        outs.iter().map(|out| out.as_ref().map(Tensor::as_view_mut)).collect();
    let output = output.map(|output| output.broadcast_view(shape)).transpose()?;
    let saved = ElementwiseSaved { grad: &grad.as_view(), inputs: &sources, output: output.as_ref() };
    backend(device).elementwise_backward(row, compute, saved, params, &targets)?;
    Ok(outs)
}
