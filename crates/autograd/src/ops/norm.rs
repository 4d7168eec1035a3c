//! Vector norms, and the logarithm of a sum of exponentials.

use super::{
    arithmetic as a, rearranging,
    reduce::{self, Axes},
    views,
};
use crate::{
    Tensor,
    call::ops,
    copying,
    tape::{Save, record},
};
use smallvec::smallvec;
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
    let output = reduce::reduce(Reduction::Norm(p), input, &axes, input.dtype())?;
    let save = [Save::Input(input), Save::Output(0)];
    Ok(record(output, "LinalgVectorNormBackward0", &[input], &save, move |context, grads| {
        let Some(grad) = &grads[0] else { return Ok(smallvec![None]) };
        let (x, norm) = (context.saved(0)?, axes.restore(&context.saved(1)?));
        Ok(smallvec![Some(gradient(&axes.restore(grad), &x, &norm, p, &axes)?)])
    }))
}

/// Zero where a condition holds.
fn masked(condition: &Tensor, value: &Tensor) -> Result<Tensor> {
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
        let count = reduce::sum(&ties, if dims.is_empty() { None } else { Some(&dims) }, true, None)?;
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

/// `m + log Σ exp(x - m)` with the greatest element `m`, or 0 in its place where it is infinite.
fn shifted_logsumexp(input: &Tensor, axes: &Axes) -> Result<Tensor> {
    let kept = Axes { keepdim: true, ..axes.clone() };
    let greatest = if axes.count(input) == 0 {
        Tensor::zeros(&kept.output_shape(input), input.dtype(), input.device())?
    } else {
        reduce::reduce(Reduction::Max, input, &kept, input.dtype())?
    };
    let shift = masked(&a::eq_scalar(&a::abs(&greatest)?, f64::INFINITY)?, &greatest)?;
    let sum = reduce::reduce(Reduction::Sum, &a::exp(&a::sub(input, &shift)?)?, &kept, input.dtype())?;
    views::reshape_to(&a::add(&a::log(&sum)?, &shift)?, &axes.output_shape(input))
}

ops! {
    /// The p-norm of the elements over the given dimensions (none: all).
    pub fn norm(input: &Tensor, p: Option<Scalar> = None, dim: Option<&[i64]> = None, keepdim: bool = false, dtype: Option<DType> = None) -> Tensor {
        vector_norm(input, p.map_or(2.0, Scalar::to_f64), dim, keepdim, dtype)
    }

    /// The Frobenius norm, `p = 'fro'`, or an infinite one, `p = 'inf'` or `'-inf'`.
    pub fn norm_named as "norm"(input: &Tensor, p: &str, dim: Option<&[i64]> = None, keepdim: bool = false, dtype: Option<DType> = None) -> Tensor {
        let p = match p {
            "fro" => 2.0,
            "inf" => f64::INFINITY,
            "-inf" => f64::NEG_INFINITY,
            other => bail!(Value, "only valid string values are 'fro' and 'nuc', found {other}"),
        };
        vector_norm(input, p, dim, keepdim, dtype)
    }

    /// `log Σ exp(x)` over the given dimensions, shifted by the greatest element so that nothing overflows.
    pub fn logsumexp(input: &Tensor, dim: &[i64], keepdim: bool = false) -> Tensor, shape(Reduce) {
        let input = &if input.dtype().category() < 2 { copying::cast(input, DType::F32)? } else { input.clone() };
        let axes = Axes::new(input, Some(dim), keepdim)?;
        let output = shifted_logsumexp(&input.detach(), &axes)?;
        let save = [Save::Input(input), Save::Output(0)];
        Ok(record(output, "LogsumexpBackward0", &[input], &save, move |context, grads| {
            let Some(grad) = &grads[0] else { return Ok(smallvec![None]) };
            let output = axes.restore(&context.saved(1)?);
            let share = a::exp(&a::sub(&context.saved(0)?, &output)?)?;
            Ok(smallvec![Some(a::mul(&axes.restore(grad), &share)?)])
        }))
    }
}

/// `u x v` along a dimension of size 3. With `t` for turning each vector's elements by one, from (0, 1, 2) to (1, 2, 0), it is
/// `t(u t(v) - t(u) v)`.
fn cross_over(u: &Tensor, v: &Tensor, dim: i64) -> Result<Tensor> {
    let turned = |tensor: &Tensor| rearranging::roll(tensor, &[-1], &[dim]);
    let (first, second) = (u.detach(), v.detach());
    let difference = a::sub(&a::mul(&first, &turned(&second)?)?, &a::mul(&turned(&first)?, &second)?)?;
    let save = [Save::Input(u), Save::Input(v)];
    Ok(record(turned(&difference)?, "LinalgCrossBackward0", &[u, v], &save, move |context, grads| {
        let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
        let (u, v) = (a::conj(&context.saved(0)?)?, a::conj(&context.saved(1)?)?);
        Ok(smallvec![
            context.needs(0).then(|| cross_over(&v, grad, dim)).transpose()?,
            context.needs(1).then(|| cross_over(grad, &u, dim)).transpose()?,
        ])
    }))
}

pub(crate) mod linalg {
    //! `linalg.vector_norm`, `linalg.diagonal` and `linalg.cross`.

    use super::*;

    ops! {
        in "linalg";

        /// The `ord`-norm of the elements over the given dimensions (none: all).
        pub fn vector_norm_op as "vector_norm"(x: &Tensor, ord: Scalar = Scalar::Int(2), dim: Option<&[i64]> = None, keepdim: bool = false, dtype: Option<DType> = None) -> Tensor {
            vector_norm(x, ord.to_f64(), dim, keepdim, dtype)
        }

        /// The diagonal of the last two dimensions, or of those named, as the last dimension.
        pub fn diagonal_op as "diagonal"(a: &Tensor, offset: i64 = 0, dim1: i64 = -2, dim2: i64 = -1) -> Tensor {
            views::diagonal(a, offset, dim1, dim2)
        }

        /// The cross product of vectors of size 3 along `dim`.
        pub fn cross(input: &Tensor, other: &Tensor, dim: i64 = -1) -> Tensor {
            ensure!(
                input.rank() == other.rank(), Shape,
                "linalg.cross: inputs must have the same number of dimensions."
            );
            let given = dim;
            let dim = tapir_core::wrap_dim(dim, input.rank())?;
            ensure!(
                input.rank() > 0 && input.shape()[dim] == 3 && other.shape()[dim] == 3, Shape,
                "linalg.cross: inputs dimension {given} must have length 3. Got {} and {}",
                input.shape().get(dim).unwrap_or(&0), other.shape().get(dim).unwrap_or(&0)
            );
            ensure!(
                input.dtype() == other.dtype(), DType,
                "expected scalar type {} but found {}", input.dtype().scalar_name(), other.dtype().scalar_name()
            );
            ensure!(input.dtype() != DType::Bool, DType, "\"cross\" not implemented for 'Bool'");
            let shape = tapir_core::broadcast_shapes(input.shape(), other.shape())?;
            cross_over(&views::expand_to(input, &shape)?, &views::expand_to(other, &shape)?, dim as i64)
        }
    }
}
