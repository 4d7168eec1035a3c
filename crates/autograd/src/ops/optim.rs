//! Steps of optimisers over lists of parameters, as PyTorch's fused ones: the gradient of each is its own, and those that have
//! none are left alone.
//! Invariant: a step is never recorded; it bumps the version of what it writes, as any in-place write does.

use crate::{
    Tensor,
    call::ops,
    copying::cast,
    device::{backend, ensure_on},
};
use smallvec::{SmallVec, smallvec};
use tapir_core::{Result, ensure};
use tapir_ops::{Numbers, StepId, StepItem, step_by_name};

const OVERLAP: &str = "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.";

/// Looks a step up by its name once. Whether the step exists is a question of the source, not of the input.
macro_rules! step {
    ($name:ident) => {{
        static STEP: std::sync::OnceLock<StepId> = std::sync::OnceLock::new();
        *STEP.get_or_init(|| {
            let name = stringify!($name);
            step_by_name(name).unwrap_or_else(|| panic!("no step is named {name}"))
        })
    }};
}

/// The gradient to step with; `None` where the parameter has none and is left alone.
fn gradient<'a>(param: &Tensor, state: impl Iterator<Item = &'a Tensor>) -> Result<Option<Tensor>> {
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
    ensure_on(param.device(), &grad)?;
    ensure!(!param.layout().overlaps_itself(), Value, "{OVERLAP}");
    for tensor in state {
        ensure!(
            tensor.shape() == param.shape(),
            Shape,
            "the optimiser's state has shape {:?}, its parameter {:?}",
            tensor.shape(),
            param.shape()
        );
        ensure!(tensor.dtype().is_floating(), DType, "the optimiser's state has dtype {}", tensor.dtype());
        ensure!(!tensor.layout().overlaps_itself(), Value, "{OVERLAP}");
        ensure_on(param.device(), tensor)?;
    }
    Ok(Some(if grad.dtype() == param.dtype() { grad } else { cast(&grad.detach(), param.dtype())? }))
}

/// Carries out a step on all parameters that have gradients, device by device. `state` has a list for each tensor that the step
/// remembers, `numbers` gives those of the parameter with an index.
fn run(
    step: StepId,
    params: &[Tensor],
    state: &[&[Tensor]],
    numbers: impl Fn(usize) -> Numbers,
    flags: &[bool],
) -> Result<()> {
    for list in state {
        ensure!(list.len() == params.len(), Value, "{} parameters have {} tensors of state", params.len(), list.len());
    }
    let mut ready: SmallVec<[(usize, Tensor); 8]> = SmallVec::new();
    for (index, param) in params.iter().enumerate() {
        if let Some(grad) = gradient(param, state.iter().map(|list| &list[index]))? {
            ready.push((index, grad));
        }
    }
    // Everything is as it should be: only now is something written.
    for part in ready.chunk_by(|(a, _), (b, _)| params[*a].device() == params[*b].device()) {
        let mut items = Vec::with_capacity(part.len());
        for (index, grad) in part {
            let written = std::iter::once(&params[*index]).chain(state.iter().map(|list| &list[*index]));
            let written = written.inspect(|tensor| tensor.storage().bump_version()).map(Tensor::as_view_mut).collect();
            items.push(StepItem { grad: grad.as_view(), written, numbers: numbers(*index) });
        }
        backend(params[part[0].0].device()).step(step, flags, &items)?;
    }
    Ok(())
}

ops! {
    /// A step of gradient descent. `momentum_buffers` is empty without momentum; `is_first_step` says for which parameters the
    /// buffer becomes the gradient.
    pub fn _fused_sgd_(
        params: &[Tensor], momentum_buffers: &[Tensor], is_first_step: &[f64], lr: f64, momentum: f64, dampening: f64, weight_decay: f64,
        nesterov: bool, maximize: bool
    ) -> (), only(engine) {
        let decays = weight_decay != 0.0;
        if momentum == 0.0 {
            return run(step!(sgd), params, &[], |_| smallvec![lr, weight_decay], &[maximize, decays]);
        }
        let numbers = |index: usize| match is_first_step.get(index) {
            Some(&first) if first != 0.0 => smallvec![lr, weight_decay, 0.0, 1.0, momentum],
            _ => smallvec![lr, weight_decay, momentum, 1.0 - dampening, momentum],
        };
        run(step!(sgd_momentum), params, &[momentum_buffers], numbers, &[maximize, decays, nesterov])
    }

    /// A step of Adam or, with `decoupled_weight_decay`, AdamW. `max_exp_avg_sqs` is empty without AMSGrad; `state_steps` are the
    /// numbers of the step, from 1.
    pub fn _fused_adam_(
        params: &[Tensor], exp_avgs: &[Tensor], exp_avg_sqs: &[Tensor], max_exp_avg_sqs: &[Tensor], state_steps: &[f64], lr: f64,
        beta1: f64, beta2: f64, eps: f64, weight_decay: f64, decoupled_weight_decay: bool, maximize: bool
    ) -> (), only(engine) {
        let decays = weight_decay != 0.0 && !decoupled_weight_decay;
        let shrink = if decoupled_weight_decay { 1.0 - lr * weight_decay } else { 1.0 };
        let numbers = |index: usize| {
            let count = state_steps.get(index).copied().unwrap_or(1.0);
            let (size, correction) = (lr / (1.0 - beta1.powf(count)), (1.0 - beta2.powf(count)).sqrt());
            smallvec![size, 1.0 - beta1, beta2, 1.0 - beta2, correction, eps, weight_decay, shrink]
        };
        let flags = [maximize, decays, 1.0 - beta1 >= 0.5];
        match max_exp_avg_sqs {
            [] => run(step!(adam), params, &[exp_avgs, exp_avg_sqs], numbers, &flags),
            greatest => run(step!(amsgrad), params, &[exp_avgs, exp_avg_sqs, greatest], numbers, &flags),
        }
    }

    /// A step of RMSprop. `grad_avgs` is empty unless centred, `momentum_buffers` without momentum.
    pub fn _fused_rmsprop_(
        params: &[Tensor], square_avgs: &[Tensor], grad_avgs: &[Tensor], momentum_buffers: &[Tensor], lr: f64, alpha: f64, eps: f64,
        weight_decay: f64, momentum: f64, maximize: bool
    ) -> (), only(engine) {
        let numbers = |_| smallvec![lr, alpha, 1.0 - alpha, eps, weight_decay, momentum];
        let flags = [maximize, weight_decay != 0.0, 1.0 - alpha >= 0.5];
        match (grad_avgs, momentum_buffers) {
            ([], []) => run(step!(rmsprop), params, &[square_avgs], numbers, &flags[..2]),
            ([], buffers) => run(step!(rmsprop_momentum), params, &[square_avgs, buffers], numbers, &flags[..2]),
            (means, []) => run(step!(rmsprop_centered), params, &[square_avgs, means], numbers, &flags),
            (means, buffers) => run(step!(rmsprop_centered_momentum), params, &[square_avgs, means, buffers], numbers, &flags),
        }
    }

    /// A step of Adadelta.
    pub fn _fused_adadelta_(
        params: &[Tensor], square_avgs: &[Tensor], acc_deltas: &[Tensor], lr: f64, rho: f64, eps: f64, weight_decay: f64, maximize: bool
    ) -> (), only(engine) {
        let numbers = |_| smallvec![lr, rho, 1.0 - rho, eps, weight_decay];
        run(step!(adadelta), params, &[square_avgs, acc_deltas], numbers, &[maximize, weight_decay != 0.0])
    }
}
