//! Softmax, cross entropy and layer normalisation, in float32 or float64.

mod cross_entropy;
mod fold_lanes;
mod layer_norm;
mod softmax;

#[cfg(test)]
mod tests;

use crate::{Cpu, number::dispatch};
use tapir_core::Result;
use tapir_ops::{CrossEntropy, LayerNorm, LayerNormGrads, NormalizeBackend, View, ViewMut};

impl NormalizeBackend for Cpu {
    fn softmax(&self, log: bool, input: &View, dim: usize, out: &ViewMut) -> Result<()> {
        dispatch!(input.dtype, T in floats => softmax::forward::<T>(log, input, dim, out));
        Ok(())
    }

    fn softmax_backward(&self, log: bool, grad: &View, output: &View, dim: usize, out: &ViewMut) -> Result<()> {
        dispatch!(output.dtype, T in floats => softmax::backward::<T>(log, grad, output, dim, out));
        Ok(())
    }

    fn cross_entropy(
        &self,
        what: CrossEntropy,
        losses: &ViewMut,
        weights: &ViewMut,
        statistics: &ViewMut,
    ) -> Result<()> {
        dispatch!(what.input.dtype, T in floats => cross_entropy::forward::<T>(&what, losses, weights, statistics))
    }

    fn cross_entropy_backward(&self, what: CrossEntropy, statistics: &View, scale: &View, out: &ViewMut) -> Result<()> {
        dispatch!(what.input.dtype, T in floats => cross_entropy::backward::<T>(&what, statistics, scale, out));
        Ok(())
    }

    fn layer_norm(
        &self,
        norm: LayerNorm,
        bias: Option<&View>,
        epsilon: f64,
        out: &ViewMut,
        mean: Option<&ViewMut>,
        rstd: &ViewMut,
    ) -> Result<()> {
        dispatch!(norm.input.dtype, T in floats => layer_norm::forward::<T>(norm, bias, epsilon, out, mean, rstd));
        Ok(())
    }

    fn layer_norm_backward(
        &self,
        norm: LayerNorm,
        grad: &View,
        mean: Option<&View>,
        rstd: &View,
        outs: LayerNormGrads,
    ) -> Result<()> {
        dispatch!(norm.input.dtype, T in floats => layer_norm::backward::<T>(norm, grad, mean, rstd, outs));
        Ok(())
    }
}
