//! Optimiser steps over all parameters of a group: handles of parameters and of their state stand in a list.

use crate::{buffer::List, error::guard, table};
use napi_derive::napi;
use tapir_autograd::{
    Tensor,
    optim::{self, Adam, AdamBuffers, Rmsprop, RmspropBuffers, Sgd},
};
use tapir_core::Result;

/// The words of each of `count` parameters.
fn rows<const WIDTH: usize>(list: &List, count: u32) -> Result<Vec<[f64; WIDTH]>> {
    let numbers = list.get(0, WIDTH * count as usize)?;
    Ok(numbers.chunks_exact(WIDTH).filter_map(|row| row.try_into().ok()).collect())
}

fn optional(id: f64) -> Result<Option<Tensor>> {
    if id == 0.0 { Ok(None) } else { table::tensor(id).map(Some) }
}

/// Words per parameter: the parameter, its momentum buffer, and whether that buffer is uninitialised.
#[napi]
#[allow(clippy::too_many_arguments, reason = "the options of the optimiser")]
pub fn sgd_step(
    #[napi(ts_arg_type = "Float64Array")] list: List,
    count: u32,
    lr: f64,
    momentum: f64,
    dampening: f64,
    weight_decay: f64,
    nesterov: bool,
    maximize: bool,
) -> napi::Result<()> {
    guard(|| {
        for [param, buffer, first] in rows(&list, count)? {
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
    #[napi(ts_arg_type = "Float64Array")] list: List,
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
        for [param, exp_avg, exp_avg_sq, max, number] in rows(&list, count)? {
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
    #[napi(ts_arg_type = "Float64Array")] list: List,
    count: u32,
    lr: f64,
    alpha: f64,
    eps: f64,
    weight_decay: f64,
    momentum: f64,
    maximize: bool,
) -> napi::Result<()> {
    guard(|| {
        for [param, square_avg, grad_avg, momentum_buffer] in rows(&list, count)? {
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

/// Forgets the gradients of the tensors whose handles the list begins with.
#[napi]
pub fn zero_gradients(#[napi(ts_arg_type = "Float64Array")] list: List, count: u32) -> napi::Result<()> {
    guard(|| {
        for [param] in rows(&list, count)? {
            table::tensor(param)?.set_grad(None)?;
        }
        Ok(())
    })
}
