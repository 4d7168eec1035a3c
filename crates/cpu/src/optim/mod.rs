//! Optimiser steps: each reads a parameter, its gradient and its state once and writes them once. What a step computes for
//! one element stands in the table of steps; how the elements are reached, in `pass`.

mod pass;
#[cfg(test)]
mod tests;

use crate::Cpu;
use pass::Run;
use std::sync::LazyLock;
use tapir_core::{DType, Result, bail, ensure, error};
use tapir_ops::{OptimBackend, Step, StepId, StepItem, StepVisitor, visit_steps};

/// The kernels of one step, in float32 and in float64.
struct StepKernels {
    name: &'static str,
    /// Tensors written.
    written: usize,
    f32: Run,
    f64: Run,
}

static KERNELS: LazyLock<Vec<StepKernels>> = LazyLock::new(|| {
    struct Collect(Vec<StepKernels>);
    impl StepVisitor for Collect {
        fn visit<S: Step>(&mut self, _: StepId) {
            self.0.push(StepKernels {
                name: S::SPEC.name,
                written: 1 + S::SPEC.state.len(),
                f32: pass::run::<S, f32>,
                f64: pass::run::<S, f64>,
            });
        }
    }
    let mut collect = Collect(Vec::new());
    visit_steps(&mut collect);
    collect.0
});

impl OptimBackend for Cpu {
    fn step(&self, step: StepId, flags: &[bool], items: &[StepItem]) -> Result<()> {
        let kernels = KERNELS.get(step.0 as usize).ok_or_else(|| error!(Internal, "there is no step {}", step.0))?;
        for item in items {
            ensure!(
                item.written.len() == kernels.written,
                Internal,
                "{} writes {} tensors",
                kernels.name,
                kernels.written
            );
            match item.written[0].dtype {
                DType::F64 => (kernels.f64)(item, flags),
                dtype if dtype.is_floating() => (kernels.f32)(item, flags),
                _ => bail!(DType, "parameters to optimise must be of floating dtype"),
            }
        }
        Ok(())
    }
}
