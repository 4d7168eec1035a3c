//! Vector norms.

use crate::{
    Tensor,
    call::ops,
    copying,
    ops::{
        pointwise::arithmetic as a,
        reduce::{
            axes::{self, Axes},
            sum,
        },
    },
    tape::{Save, record_unary},
};
use tapir_core::{DType, Result, Scalar, bail, ensure};
use tapir_ops::Reduction;

/// The p-norm over dimensions; `None` means all, flattened.
pub(crate) fn vector_norm(
    input: &Tensor,
    p: f64,
    dim: Option<&[i64]>,
    keepdim: bool,
    dtype: Option<DType>,
) -> Result<Tensor> {
    ensure!(
        input.dtype().is_differentiable(),
        DType,
        "linalg.vector_norm: Expected a floating point or complex tensor as input. Got {}",
        input.dtype().scalar_name()
    );
    let input = &copying::cast(input, dtype.unwrap_or(input.dtype()))?;
    let axes = Axes::new(input, dim, keepdim)?;
    if axes.count(input) == 0 && (p < 0.0 || p == f64::INFINITY) {
        bail!(
            Value,
            "linalg.vector_norm cannot compute the {p} norm on an empty tensor because the operation does not have an identity"
        );
    }
    let reduction = match p {
        0.0 => Reduction::CountNonzero,
        1.0 => Reduction::AbsSum,
        2.0 => Reduction::Euclidean,
        f64::INFINITY => Reduction::AbsMax,
        f64::NEG_INFINITY => Reduction::AbsMin,
        _ => Reduction::Norm,
    };
    let output = axes::reduce_with(reduction, &[Scalar::Float(p)], input, &axes, input.dtype())?;
    let save = [Save::Input(input), Save::Output(0)];
    Ok(record_unary(output, "LinalgVectorNormBackward0", input, &save, move |context, grad| {
        let (x, norm) = (context.saved(0)?, axes.restore(&context.saved(1)?));
        gradient(&axes.restore(grad), &x, &norm, p, &axes)
    }))
}

/// Zero where a condition holds.
pub(crate) fn masked(condition: &Tensor, value: &Tensor) -> Result<Tensor> {
    a::where_(condition, &Tensor::zeros(&[], value.dtype(), value.device())?, value)
}

fn gradient(grad: &Tensor, x: &Tensor, norm: &Tensor, p: f64, axes: &Axes) -> Result<Tensor> {
    let flat = || a::eq_scalar(norm, 0);
    if p == 0.0 {
        return Tensor::zeros(x.shape(), x.dtype(), x.device());
    }
    if p == 1.0 {
        return a::mul(&a::sign(x)?, grad);
    }
    if p == 2.0 {
        return a::mul(x, &masked(&flat()?, &a::div(grad, norm)?)?);
    }
    let size = a::abs(x)?;
    if p.is_infinite() {
        let ties = a::logical_or(&a::eq(&size, norm)?, &a::isnan(x)?)?;
        let dims: Vec<i64> = axes.dims.iter().map(|&dim| dim as i64).collect();
        let count = sum::sum(&ties, if dims.is_empty() { None } else { Some(&dims) }, true, None)?;
        let share = a::div(grad, &count)?;
        return a::mul(&a::mul(&a::sign(x)?, &ties)?, &share);
    }
    let scale = masked(&flat()?, &a::div(grad, &a::pow_scalar(norm, p - 1.0)?)?)?;
    if p < 2.0 {
        let power = masked(&a::eq_scalar(x, 0)?, &a::pow_scalar(&size, p - 1.0)?)?;
        return a::mul(&a::mul(&a::sign(x)?, &power)?, &scale);
    }
    a::mul(&a::mul(x, &a::pow_scalar(&size, p - 2.0)?)?, &scale)
}

ops! {
    /// The p-norm of the elements over the given dimensions (none: all).
    pub fn norm(input: &Tensor, p: Option<Scalar> = None, dim: Option<&[i64]> = None, keepdim: bool = false, dtype: Option<DType> = None) -> Tensor, out(Same) {
        vector_norm(input, p.map_or(2.0, Scalar::to_f64), dim, keepdim, dtype)
    }

    /// The Frobenius norm, `p = 'fro'`, or an infinite one, `p = 'inf'` or `'-inf'`.
    pub fn norm_named as "norm"(input: &Tensor, p: &str, dim: Option<&[i64]> = None, keepdim: bool = false, dtype: Option<DType> = None) -> Tensor, out(Same) {
        let p = match p {
            "fro" => 2.0,
            "inf" => f64::INFINITY,
            "-inf" => f64::NEG_INFINITY,
            other => bail!(Value, "only valid string values are 'fro' and 'nuc', found {other}"),
        };
        vector_norm(input, p, dim, keepdim, dtype)
    }

    /// The `ord`-norm of the elements over the given dimensions (none: all).
    pub fn vector_norm_op as "vector_norm" in "linalg"(x: &Tensor, ord: Scalar = Scalar::Int(2), dim: Option<&[i64]> = None, keepdim: bool = false, dtype: Option<DType> = None) -> Tensor, out(Same) {
        vector_norm(x, ord.to_f64(), dim, keepdim, dtype)
    }
}
