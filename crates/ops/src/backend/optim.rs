//! Steps of optimisers over many parameters.

use super::kernels::kernels;
use crate::{StepId, View, ViewMut};
use tapir_core::Result;

/// One parameter's part of a step. All views have one shape and do not overlap; each may be of any floating dtype and strides.
#[derive(Clone, Debug)]
pub struct StepItem {
    pub grad: View,
    /// The parameter and its state, in the order in which the step names them.
    pub written: Vec<ViewMut>,
    /// As the step names them.
    pub numbers: Vec<f64>,
}

kernels! {
    /// Optimisers.
    pub trait OptimBackend, each_optim_kernel {
        /// Carries out a step on each item: computed in float64 if the parameter is float64, else in float32.
        fn step(&self, step: StepId, flags: &[bool], items: &[StepItem]) -> Result<()>;
    }
}
