//! Softmax, cross entropy and layer normalisation, in float32 or float64.

mod cross_entropy;
mod layer_norm;
mod real;
mod softmax;

#[cfg(test)]
mod tests;

use crate::Cpu;
use tapir_core::{DType, Result, bail};
use tapir_ops::{CrossEntropy, LayerNorm, LayerNormGrads, NormalizeBackend, View, ViewMut};

impl NormalizeBackend for Cpu {
    fn softmax(&self, log: bool, input: &View, dim: usize, out: &ViewMut) -> Result<()> {
        match compute(input.dtype)? {
            DType::F64 => softmax::forward::<f64>(log, input, dim, out),
            _ => softmax::forward::<f32>(log, input, dim, out),
        }
        Ok(())
    }

    fn softmax_backward(&self, log: bool, grad: &View, output: &View, dim: usize, out: &ViewMut) -> Result<()> {
        match compute(output.dtype)? {
            DType::F64 => softmax::backward::<f64>(log, grad, output, dim, out),
            _ => softmax::backward::<f32>(log, grad, output, dim, out),
        }
        Ok(())
    }

    fn cross_entropy(
        &self,
        what: CrossEntropy,
        losses: &ViewMut,
        weights: &ViewMut,
        statistics: &ViewMut,
    ) -> Result<()> {
        match compute(what.input.dtype)? {
            DType::F64 => cross_entropy::forward::<f64>(&what, losses, weights, statistics),
            _ => cross_entropy::forward::<f32>(&what, losses, weights, statistics),
        }
    }

    fn cross_entropy_backward(&self, what: CrossEntropy, statistics: &View, scale: &View, out: &ViewMut) -> Result<()> {
        match compute(what.input.dtype)? {
            DType::F64 => cross_entropy::backward::<f64>(&what, statistics, scale, out),
            _ => cross_entropy::backward::<f32>(&what, statistics, scale, out),
        }
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
        match compute(norm.input.dtype)? {
            DType::F64 => layer_norm::forward::<f64>(norm, bias, epsilon, out, mean, rstd),
            _ => layer_norm::forward::<f32>(norm, bias, epsilon, out, mean, rstd),
        }
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
        match compute(norm.input.dtype)? {
            DType::F64 => layer_norm::backward::<f64>(norm, grad, mean, rstd, outs),
            _ => layer_norm::backward::<f32>(norm, grad, mean, rstd, outs),
        }
        Ok(())
    }
}

fn compute(dtype: DType) -> Result<DType> {
    match dtype {
        DType::F64 => Ok(DType::F64),
        DType::F16 | DType::BF16 | DType::F32 => Ok(DType::F32),
        _ => bail!(DType, "not implemented for '{}'", dtype.scalar_name()),
    }
}
