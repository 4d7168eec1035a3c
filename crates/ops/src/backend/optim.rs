//! Steps of optimisers: one parameter with its gradient and its state, in one pass.

use super::kernels::kernels;
use crate::{View, ViewMut};
use tapir_core::Result;

/// Stochastic gradient descent.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sgd {
    pub lr: f64,
    pub momentum: f64,
    pub dampening: f64,
    pub weight_decay: f64,
    pub nesterov: bool,
    pub maximize: bool,
    /// The momentum buffer is uninitialised and becomes the gradient.
    pub is_first_step: bool,
}

/// Adam and AdamW.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Adam {
    pub lr: f64,
    pub beta1: f64,
    pub beta2: f64,
    pub eps: f64,
    pub weight_decay: f64,
    /// Weight decay leaves the averages alone (AdamW).
    pub decoupled_weight_decay: bool,
    pub maximize: bool,
    /// Number of this step, from 1.
    pub step: f64,
}

/// What Adam remembers.
#[derive(Clone, Copy, Debug)]
pub struct AdamState<'a> {
    pub exp_avg: &'a ViewMut,
    pub exp_avg_sq: &'a ViewMut,
    /// Greatest `exp_avg_sq` so far, with AMSGrad.
    pub max_exp_avg_sq: Option<&'a ViewMut>,
}

/// RMSprop.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rmsprop {
    pub lr: f64,
    pub alpha: f64,
    pub eps: f64,
    pub weight_decay: f64,
    pub momentum: f64,
    pub maximize: bool,
}

/// What RMSprop remembers.
#[derive(Clone, Copy, Debug)]
pub struct RmspropState<'a> {
    pub square_avg: &'a ViewMut,
    /// If centred.
    pub grad_avg: Option<&'a ViewMut>,
    /// With momentum.
    pub momentum_buffer: Option<&'a ViewMut>,
}

kernels! {
    /// Optimiser steps. All views have one shape and do not overlap; each may be of any floating dtype and strides. Computed
    /// in float64 if the parameter is float64, else in float32, in the order of PyTorch's single-tensor implementations.
    pub trait OptimBackend, each_optim_kernel {
        fn sgd(&self, step: Sgd, param: &ViewMut, grad: &View, momentum_buffer: Option<&ViewMut>) -> Result<()>;

        fn adam(&self, step: Adam, param: &ViewMut, grad: &View, state: AdamState) -> Result<()>;

        fn rmsprop(&self, step: Rmsprop, param: &ViewMut, grad: &View, state: RmspropState) -> Result<()>;
    }
}
