//! Variance and standard deviation, and the mean that leaves NaNs aside.

use crate::{
    Tensor,
    call::ops,
    copying,
    device::backend,
    mode::grad_enabled,
    ops::{
        pointwise::arithmetic as a,
        reduce::{axes::Axes, sum},
    },
    rows::compute_type,
    tape::{Save, record_unary},
};
use tapir_core::{DType, Result, Scalar, Warning, ensure, warning::warn};

fn require_floating(name: &str, input: &Tensor) -> Result<()> {
    ensure!(input.dtype().is_differentiable(), DType, "{name} only support floating point and complex dtypes");
    Ok(())
}

/// What a variance is taken over.
struct Over {
    axes: Axes,
    /// No dimensions were named.
    everything: bool,
    /// What is taken off the count.
    correction: f64,
}

/// Variance without history, computed and given in `dtype`.
fn variance(input: &Tensor, Over { axes, correction, .. }: &Over, dtype: DType) -> Result<Tensor> {
    let output = Tensor::empty(&axes.output_shape(input), dtype, input.device())?;
    backend(input.device()).variance(
        compute_type(dtype),
        &input.as_view(),
        &axes.dims,
        *correction,
        &output.as_view_mut(),
        None,
    )?;
    Ok(output)
}

/// `2 / (n - correction) * grad * (x - mean)`. Over everything, where no degree of freedom is left, as PyTorch has it:
/// infinity, or NaN for an element that is the mean.
fn variance_gradient(grad: &Tensor, input: &Tensor, Over { axes, everything, correction }: &Over) -> Result<Tensor> {
    let degrees = axes.count(input) as f64 - correction;
    let dims: Vec<i64> = axes.dims.iter().map(|&dim| dim as i64).collect();
    let mean = if dims.is_empty() { input.clone() } else { sum::mean(input, Some(&dims), true, None)? };
    if degrees <= 0.0 && *everything {
        let number = |value: f64| Tensor::full(&[], value, input.dtype(), input.device());
        let slope = a::where_(&a::eq(input, &mean)?, &number(f64::NAN)?, &number(f64::INFINITY)?)?;
        return a::mul(&axes.restore(grad), &slope);
    }
    let scale = a::mul_scalar(&axes.restore(grad), 2.0 / degrees)?;
    let distance = a::sub(input, &mean)?;
    if grad_enabled() {
        return a::mul(&scale, &distance);
    }
    a::mul_in_place(&distance, &scale)?;
    Ok(distance)
}

/// Says that there are not enough elements for the correction.
fn warn_of_degrees(name: &str, input: &Tensor, Over { axes, correction, .. }: &Over) {
    if axes.count(input) as f64 - correction <= 0.0 {
        warn(Warning::DegreesOfFreedom, || {
            format!(
                "{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor (input numel divided by output numel)."
            )
        });
    }
}

fn var_over(input: &Tensor, dim: Option<&[i64]>, keepdim: bool, correction: f64) -> Result<Tensor> {
    require_floating("var(): std and var", input)?;
    let over =
        Over { axes: Axes::new(input, dim, keepdim)?, everything: dim.is_none() || input.rank() == 0, correction };
    warn_of_degrees("var", input, &over);
    let output = variance(input, &over, input.dtype())?;
    Ok(record_unary(output, "VarBackward0", input, &[Save::Input(input)], move |context, grad| {
        variance_gradient(grad, &context.saved(0)?, &over)
    }))
}

fn std_over(input: &Tensor, dim: Option<&[i64]>, keepdim: bool, correction: f64) -> Result<Tensor> {
    require_floating("std(): std and var", input)?;
    let over =
        Over { axes: Axes::new(input, dim, keepdim)?, everything: dim.is_none() || input.rank() == 0, correction };
    warn_of_degrees("std", input, &over);
    // In float64: the square of a deviation may be out of range where its root is not.
    let output = copying::cast(&a::sqrt(&variance(&input.detach(), &over, DType::F64)?)?, input.dtype())?;
    let save = [Save::Input(input), Save::Output(0)];
    Ok(record_unary(output, "StdBackward0", input, &save, move |context, grad| {
        let deviation = context.saved(1)?;
        let halved = a::div(grad, &a::mul_scalar(&deviation, 2)?)?;
        // No spread, no gradient: 0 instead of 0/0.
        let zero = Tensor::zeros(&[], grad.dtype(), grad.device())?;
        let of_variance = a::where_(&a::eq_scalar(&deviation, 0)?, &zero, &halved)?;
        variance_gradient(&of_variance, &context.saved(0)?, &over)
    }))
}

fn degrees(correction: Option<Scalar>) -> f64 {
    correction.map_or(1.0, Scalar::to_f64)
}

fn unbiased_correction(unbiased: bool) -> f64 {
    f64::from(u8::from(unbiased))
}

ops! {
    /// The variance over everything, divided by `n - 1` if `unbiased`, else by `n`.
    pub fn var_unbiased as "var"(input: &Tensor, unbiased: bool) -> Tensor, out(Converted) {
        var_over(input, None, false, unbiased_correction(unbiased))
    }

    /// The variance over the given dimensions.
    pub fn var_dim_unbiased as "var"(input: &Tensor, dim: Option<&[i64]>, unbiased: bool, keepdim: bool = false) -> Tensor, out(Converted), shape(Reduce) {
        var_over(input, dim, keepdim, unbiased_correction(unbiased))
    }

    /// The variance `Σ (x - mean)² / max(0, n - correction)` over the given dimensions (none: all).
    pub fn var(input: &Tensor, dim: Option<&[i64]> = None, correction: Option<Scalar> = None, keepdim: bool = false) -> Tensor, out(Converted), shape(Reduce) {
        var_over(input, dim, keepdim, degrees(correction))
    }

    /// The standard deviation over everything.
    pub fn std_unbiased as "std"(input: &Tensor, unbiased: bool) -> Tensor, out(Converted) {
        std_over(input, None, false, unbiased_correction(unbiased))
    }

    /// The standard deviation over the given dimensions.
    pub fn std_dim_unbiased as "std"(input: &Tensor, dim: Option<&[i64]>, unbiased: bool, keepdim: bool = false) -> Tensor, out(Converted), shape(Reduce) {
        std_over(input, dim, keepdim, unbiased_correction(unbiased))
    }

    /// The square root of the variance over the given dimensions (none: all).
    pub fn std(input: &Tensor, dim: Option<&[i64]> = None, correction: Option<Scalar> = None, keepdim: bool = false) -> Tensor, out(Converted), shape(Reduce) {
        std_over(input, dim, keepdim, degrees(correction))
    }

    /// The variance and the mean over everything.
    pub fn var_mean_unbiased as "var_mean"(input: &Tensor, unbiased: bool) -> (Tensor, Tensor) {
        Ok((var_unbiased(input, unbiased)?, sum::mean(input, None, false, None)?))
    }

    /// The variance and the mean over the given dimensions.
    pub fn var_mean_dim_unbiased as "var_mean"(input: &Tensor, dim: Option<&[i64]>, unbiased: bool, keepdim: bool = false) -> (Tensor, Tensor) {
        Ok((var_dim_unbiased(input, dim, unbiased, keepdim)?, sum::mean(input, dim, keepdim, None)?))
    }

    /// The variance and the mean over the given dimensions (none: all).
    pub fn var_mean(input: &Tensor, dim: Option<&[i64]> = None, correction: Option<Scalar> = None, keepdim: bool = false) -> (Tensor, Tensor) {
        Ok((var(input, dim, correction, keepdim)?, sum::mean(input, dim, keepdim, None)?))
    }

    /// The standard deviation and the mean over everything.
    pub fn std_mean_unbiased as "std_mean"(input: &Tensor, unbiased: bool) -> (Tensor, Tensor) {
        Ok((std_unbiased(input, unbiased)?, sum::mean(input, None, false, None)?))
    }

    /// The standard deviation and the mean over the given dimensions.
    pub fn std_mean_dim_unbiased as "std_mean"(input: &Tensor, dim: Option<&[i64]>, unbiased: bool, keepdim: bool = false) -> (Tensor, Tensor) {
        Ok((std_dim_unbiased(input, dim, unbiased, keepdim)?, sum::mean(input, dim, keepdim, None)?))
    }

    /// The standard deviation and the mean over the given dimensions (none: all).
    pub fn std_mean(input: &Tensor, dim: Option<&[i64]> = None, correction: Option<Scalar> = None, keepdim: bool = false) -> (Tensor, Tensor) {
        Ok((std(input, dim, correction, keepdim)?, sum::mean(input, dim, keepdim, None)?))
    }

    /// The mean with NaNs left aside.
    pub fn nanmean(input: &Tensor, dim: Option<&[i64]> = None, keepdim: bool = false, dtype: Option<DType> = None) -> Tensor, out(Converted), shape(Reduce) {
        ensure!(input.dtype().is_floating(), DType, "nanmean(): expected input to have floating point or complex dtype but got {}", input.dtype().scalar_name());
        let there = a::logical_not(&a::isnan(&input.detach())?)?;
        let count = sum::sum(&there, dim, keepdim, None)?;
        a::div(&sum::nansum(input, dim, keepdim, dtype)?, &count)
    }
}
