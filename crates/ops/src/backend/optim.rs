//! Steps of optimisers over many parameters.

use super::kernels::kernels;
use crate::{MAX_NUMBERS, StepId, View, ViewMut};
use smallvec::SmallVec;
use tapir_core::Result;

/// The numbers of a step.
pub type Numbers = SmallVec<[f64; MAX_NUMBERS]>;

/// One parameter's part of a step. All views have one shape and do not overlap; each may be of any floating dtype and strides.
#[derive(Clone, Debug)]
pub struct StepItem {
    pub grad: View,
    /// The parameter and its state, in the order in which the step names them.
    pub written: SmallVec<[ViewMut; 3]>,
    /// As the step names them.
    pub numbers: Numbers,
}

kernels! {
    /// Optimisers.
    pub trait OptimBackend, each_optim_kernel {
        /// Carries out a step on each item: computed in float64 if the parameter is float64, else in float32.
        fn step(&self, step: StepId, flags: &[bool], items: &[StepItem]) -> Result<()>;
    }
}
