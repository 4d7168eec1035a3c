//! Optimiser steps over all parameters of a group: handles of parameters and of their state stand in the shared buffer.

use crate::{buffer::words, error::guard, table};
use napi_derive::napi;
use tapir_autograd::{
    Tensor,
    optim::{self, Adam, AdamBuffers, Rmsprop, RmspropBuffers, Sgd},
};
use tapir_core::{Result, error};

/// The words of the parameter at `position`.
fn row<const WIDTH: usize>(position: u32) -> Result<[f64; WIDTH]> {
    let rest = words().get(WIDTH * position as usize..).unwrap_or_default();
    rest.first_chunk().copied().ok_or_else(|| error!(Internal, "the parameters do not fit the buffer"))
}

fn optional(id: f64) -> Result<Option<Tensor>> {
    if id == 0.0 { Ok(None) } else { table::tensor(id).map(Some) }
}

/// Words per parameter: the parameter, its momentum buffer, and whether that buffer is uninitialised.
#[napi]
#[allow(clippy::too_many_arguments, reason = "the options of the optimiser")]
pub fn sgd_step(
    count: u32,
    lr: f64,
    momentum: f64,
    dampening: f64,
    weight_decay: f64,
    nesterov: bool,
    maximize: bool,
) -> napi::Result<()> {
    guard(|| {
        for position in 0..count {
            let [param, buffer, first] = row(position)?;
            let is_first_step = first != 0.0;
            let step = Sgd { lr, momentum, dampening, weight_decay, nesterov, maximize, is_first_step };
            optim::sgd(step, &table::tensor(param)?, optional(buffer)?.as_ref())?;
        }
        Ok(())
    })
}

/// Words per parameter: the parameter, `exp_avg`, `exp_avg_sq`, `max_exp_avg_sq` or 0, and the number of the step.
#[napi]
#[allow(clippy::too_many_arguments, reason = "the options of the optimiser")]
pub fn adam_step(
    count: u32,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    weight_decay: f64,
    decoupled_weight_decay: bool,
    maximize: bool,
) -> napi::Result<()> {
    guard(|| {
        for position in 0..count {
            let [param, exp_avg, exp_avg_sq, max, number] = row(position)?;
            let buffers = AdamBuffers {
                exp_avg: table::tensor(exp_avg)?,
                exp_avg_sq: table::tensor(exp_avg_sq)?,
                max_exp_avg_sq: optional(max)?,
            };
            let step = Adam { lr, beta1, beta2, eps, weight_decay, decoupled_weight_decay, maximize, step: number };
            optim::adam(step, &table::tensor(param)?, &buffers)?;
        }
        Ok(())
    })
}

/// Words per parameter: the parameter, `square_avg`, `grad_avg` or 0, `momentum_buffer` or 0.
#[napi]
#[allow(clippy::too_many_arguments, reason = "the options of the optimiser")]
pub fn rmsprop_step(
    count: u32,
    lr: f64,
    alpha: f64,
    eps: f64,
    weight_decay: f64,
    momentum: f64,
    maximize: bool,
) -> napi::Result<()> {
    guard(|| {
        for position in 0..count {
            let [param, square_avg, grad_avg, momentum_buffer] = row(position)?;
            let buffers = RmspropBuffers {
                square_avg: table::tensor(square_avg)?,
                grad_avg: optional(grad_avg)?,
                momentum_buffer: optional(momentum_buffer)?,
            };
            let step = Rmsprop { lr, alpha, eps, weight_decay, momentum, maximize };
            optim::rmsprop(step, &table::tensor(param)?, &buffers)?;
        }
        Ok(())
    })
}

/// Forgets the gradients of the tensors whose handles stand in the buffer.
#[napi]
pub fn zero_gradients(count: u32) -> napi::Result<()> {
    guard(|| {
        for position in 0..count {
            let [param] = row(position)?;
            table::tensor(param)?.set_grad(None)?;
        }
        Ok(())
    })
}
