//! Optimiser steps over many parameters, each one pass of a kernel over a parameter, its gradient and its state.
//! Invariant: a step is never recorded; it bumps the version of what it writes, as any in-place write does.

use crate::{Tensor, copying::cast, device::backend};
use tapir_core::{Result, ensure};
pub use tapir_ops::{Adam, Rmsprop, Sgd};
use tapir_ops::{AdamState, RmspropState, ViewMut};

/// What a step of Adam keeps for a parameter.
pub struct AdamBuffers {
    pub exp_avg: Tensor,
    pub exp_avg_sq: Tensor,
    /// With AMSGrad.
    pub max_exp_avg_sq: Option<Tensor>,
}

/// What a step of RMSprop keeps for a parameter.
pub struct RmspropBuffers {
    pub square_avg: Tensor,
    /// If centred.
    pub grad_avg: Option<Tensor>,
    /// With momentum.
    pub momentum_buffer: Option<Tensor>,
}

/// The gradient to step with; `None` where the parameter has none and is left alone.
fn gradient(param: &Tensor, buffers: &[Option<&Tensor>]) -> Result<Option<Tensor>> {
    let Some(grad) = param.grad() else { return Ok(None) };
    ensure!(param.dtype().is_floating(), DType, "an optimiser steps floating-point parameters, got {}", param.dtype());
    // The parameter may have been given other data since its gradient was computed.
    ensure!(
        grad.shape() == param.shape(),
        Shape,
        "the gradient has shape {:?}, its parameter {:?}",
        grad.shape(),
        param.shape()
    );
    let grad = if grad.dtype() == param.dtype() { grad } else { cast(&grad.detach(), param.dtype())? };
    for buffer in buffers.iter().flatten() {
        ensure!(
            buffer.shape() == param.shape(),
            Shape,
            "the optimiser's state has shape {:?}, its parameter {:?}",
            buffer.shape(),
            param.shape()
        );
        ensure!(buffer.dtype().is_floating(), DType, "the optimiser's state has dtype {}", buffer.dtype());
    }
    for tensor in buffers.iter().flatten().copied().chain([param]) {
        ensure!(
            !tensor.layout().overlaps_itself(),
            Value,
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation."
        );
    }
    Ok(Some(grad))
}

fn target(tensor: &Tensor) -> ViewMut {
    tensor.storage().bump_version();
    tensor.as_view_mut()
}

/// One step of stochastic gradient descent.
pub fn sgd(step: Sgd, param: &Tensor, momentum_buffer: Option<&Tensor>) -> Result<()> {
    let Some(grad) = gradient(param, &[momentum_buffer])? else { return Ok(()) };
    let buffer = momentum_buffer.map(target);
    backend(param.device()).sgd(step, &target(param), &grad.as_view(), buffer.as_ref())
}

/// One step of Adam or AdamW.
pub fn adam(step: Adam, param: &Tensor, buffers: &AdamBuffers) -> Result<()> {
    let AdamBuffers { exp_avg, exp_avg_sq, max_exp_avg_sq } = buffers;
    let max = max_exp_avg_sq.as_ref();
    let Some(grad) = gradient(param, &[Some(exp_avg), Some(exp_avg_sq), max])? else { return Ok(()) };
    let (exp_avg, exp_avg_sq, max) = (target(exp_avg), target(exp_avg_sq), max.map(target));
    let state = AdamState { exp_avg: &exp_avg, exp_avg_sq: &exp_avg_sq, max_exp_avg_sq: max.as_ref() };
    backend(param.device()).adam(step, &target(param), &grad.as_view(), state)
}

/// One step of RMSprop.
pub fn rmsprop(step: Rmsprop, param: &Tensor, buffers: &RmspropBuffers) -> Result<()> {
    let RmspropBuffers { square_avg, grad_avg, momentum_buffer } = buffers;
    let (average, momentum) = (grad_avg.as_ref(), momentum_buffer.as_ref());
    let Some(grad) = gradient(param, &[Some(square_avg), average, momentum])? else { return Ok(()) };
    let (square_avg, average, momentum) = (target(square_avg), average.map(target), momentum.map(target));
    let state =
        RmspropState { square_avg: &square_avg, grad_avg: average.as_ref(), momentum_buffer: momentum.as_ref() };
    backend(param.device()).rmsprop(step, &target(param), &grad.as_view(), state)
}
