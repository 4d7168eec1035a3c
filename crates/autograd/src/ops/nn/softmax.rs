//! Softmax and its logarithm along one dimension. Forward and gradient are one kernel each; the gradient of the gradient
//! goes through tensor operations.

use crate::{
    Tensor,
    call::ops,
    copying,
    device::backend,
    mode::grad_enabled,
    ops::{
        pointwise::arithmetic::{exp, mul, neg, sub},
        reduce::sum,
    },
    tape::{Save, record_unary},
};
use tapir_core::{DType, Result, Warning, ensure, warning::warn, wrap_dim};

/// Refuses dtypes that have no softmax, by the name of PyTorch's kernel for the last or another dimension.
pub(crate) fn ensure_floating(log: bool, input: &Tensor, dim: usize) -> Result<()> {
    let (log, last) = (if log { "log_" } else { "" }, if dim + 1 >= input.rank() { "_lastdim" } else { "" });
    let dtype = input.dtype();
    ensure!(
        dtype.is_floating(),
        DType,
        "\"{log}softmax{last}_kernel_impl\" not implemented for '{}'",
        dtype.scalar_name()
    );
    Ok(())
}

fn run(log: bool, input: &Tensor, dim: i64, dtype: Option<DType>) -> Result<Tensor> {
    let dim = wrap_dim(dim, input.rank())?;
    let input = &copying::cast(input, dtype.unwrap_or(input.dtype()))?;
    ensure_floating(log, input, dim)?;
    let output = Tensor::empty(input.shape(), input.dtype(), input.device())?;
    if input.rank() == 0 {
        let one = input.as_view().layout().unsqueeze(0);
        let view = tapir_ops::View { shape: one.shape.clone(), strides: one.strides.clone(), ..input.as_view() };
        let target = tapir_ops::ViewMut { shape: one.shape, strides: one.strides, ..output.as_view_mut() };
        backend(input.device()).softmax(log, &view, 0, &target)?;
    } else {
        backend(input.device()).softmax(log, &input.as_view(), dim, &output.as_view_mut())?;
    }
    let name = if log { "LogSoftmaxBackward0" } else { "SoftmaxBackward0" };
    Ok(record_unary(output, name, input, &[Save::Output(0)], move |context, grad| {
        gradient(log, grad, &context.saved(0)?, dim)
    }))
}

fn gradient(log: bool, grad: &Tensor, output: &Tensor, dim: usize) -> Result<Tensor> {
    if grad_enabled() || output.rank() == 0 {
        let along = [dim as i64];
        return if log {
            let total = sum::sum(grad, Some(&along), true, None)?;
            sub(grad, &mul(&exp(output)?, &total)?)
        } else {
            let weighted = mul(grad, output)?;
            let total = sum::sum(&weighted, Some(&along), true, None)?;
            sub(&weighted, &mul(output, &total)?)
        };
    }
    let result = Tensor::empty(output.shape(), output.dtype(), output.device())?;
    backend(output.device()).softmax_backward(log, &grad.as_view(), &output.as_view(), dim, &result.as_view_mut())?;
    Ok(result)
}

/// Without a dimension PyTorch takes 0 for ranks 0, 1 and 3, else 1.
fn implicit(dim: Option<i64>, rank: usize, name: &str) -> i64 {
    dim.unwrap_or_else(|| {
        warn(Warning::ImplicitDim, || {
            format!("Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.")
        });
        if matches!(rank, 0 | 1 | 3) { 0 } else { 1 }
    })
}

ops! {
    /// `exp(x) / Σ exp(x)` along `dim`, shifted by the greatest element so that nothing overflows. `dtype` converts first.
    pub fn softmax(input: &Tensor, dim: i64, dtype: Option<DType> = None) -> Tensor, out(Same), shape(Same) {
        run(false, input, dim, dtype)
    }

    /// The logarithm of `softmax`, computed without forming it.
    pub fn log_softmax(input: &Tensor, dim: i64, dtype: Option<DType> = None) -> Tensor, out(Same), shape(Same) {
        run(true, input, dim, dtype)
    }

    /// `exp(x) / Σ exp(x)` along `dim`.
    pub fn softmax_functional as "softmax" in "nn.functional"(input: &Tensor, dim: Option<i64> = None, _stacklevel: i64 = 3, dtype: Option<DType> = None) -> Tensor, shape(Same) {
        run(false, input, implicit(dim, input.rank(), "softmax"), dtype)
    }

    /// The logarithm of `softmax` along `dim`.
    pub fn log_softmax_functional as "log_softmax" in "nn.functional"(input: &Tensor, dim: Option<i64> = None, _stacklevel: i64 = 3, dtype: Option<DType> = None) -> Tensor, shape(Same) {
        run(true, input, implicit(dim, input.rank(), "log_softmax"), dtype)
    }

    /// `softmax` of `-input` along `dim`.
    pub fn softmin in "nn.functional"(input: &Tensor, dim: Option<i64> = None, _stacklevel: i64 = 3, dtype: Option<DType> = None) -> Tensor, shape(Same) {
        run(false, &neg(input)?, implicit(dim, input.rank(), "softmin"), dtype)
    }
}
