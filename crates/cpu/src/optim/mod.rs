//! Optimiser steps: each reads a parameter, its gradient and its state once and writes them once.
//! What a step computes for one element is in `updates`; how the elements are reached, in `pass`.

mod pass;
#[cfg(test)]
mod tests;
mod updates;

use crate::Cpu;
use pass::step;
use tapir_core::{DType, Result, ensure};
use tapir_ops::{Adam, AdamState, OptimBackend, Rmsprop, RmspropState, Sgd, View, ViewMut};
use updates::{AdamUpdate, CenteredUpdate, RmspropUpdate, SgdUpdate};

/// Runs an expression with `$T` bound to the type that a parameter of this dtype is computed in.
macro_rules! by_compute {
    ($param:expr, $T:ident => $body:expr) => {{
        ensure!($param.dtype.is_floating(), DType, "parameters to optimise must be of floating dtype");
        if $param.dtype == DType::F64 {
            type $T = f64;
            $body
        } else {
            type $T = f32;
            $body
        }
    }};
}

impl OptimBackend for Cpu {
    fn sgd(&self, options: Sgd, param: &ViewMut, grad: &View, momentum_buffer: Option<&ViewMut>) -> Result<()> {
        by_compute!(param, T => {
            let update = SgdUpdate::<T>::new(options);
            match momentum_buffer {
                None => step::<T, _, 1, 3>(update, grad, [param]),
                Some(buffer) => step::<T, _, 2, 5>(update, grad, [param, buffer]),
            }
        });
        Ok(())
    }

    fn adam(&self, options: Adam, param: &ViewMut, grad: &View, state: AdamState) -> Result<()> {
        let AdamState { exp_avg, exp_avg_sq, max_exp_avg_sq } = state;
        by_compute!(param, T => {
            let update = AdamUpdate::<T>::new(options);
            match max_exp_avg_sq {
                None => step::<T, _, 3, 7>(update, grad, [param, exp_avg, exp_avg_sq]),
                Some(max) => step::<T, _, 4, 9>(update, grad, [param, exp_avg, exp_avg_sq, max]),
            }
        });
        Ok(())
    }

    fn rmsprop(&self, options: Rmsprop, param: &ViewMut, grad: &View, state: RmspropState) -> Result<()> {
        let RmspropState { square_avg, grad_avg, momentum_buffer } = state;
        by_compute!(param, T => {
            let plain = RmspropUpdate::<T>::new(options);
            let centered = CenteredUpdate(plain);
            match (grad_avg, momentum_buffer) {
                (None, None) => step::<T, _, 2, 5>(plain, grad, [param, square_avg]),
                (None, Some(buffer)) => step::<T, _, 3, 7>(plain, grad, [param, square_avg, buffer]),
                (Some(mean), None) => step::<T, _, 3, 7>(centered, grad, [param, square_avg, mean]),
                (Some(mean), Some(buffer)) => step::<T, _, 4, 9>(centered, grad, [param, square_avg, mean, buffer]),
            }
        });
        Ok(())
    }
}
