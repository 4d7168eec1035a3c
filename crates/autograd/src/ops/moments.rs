//! Variance and standard deviation, products, and the mean that leaves NaNs aside.

use super::{
    arithmetic as a, copies,
    reduce::{self, Axes},
    scan, views,
};
use crate::{
    Tensor,
    call::ops,
    device::backend,
    rows::compute_type,
    tape::{Save, record},
};
use smallvec::smallvec;
use tapir_core::{DType, Dims, Result, Scalar, Warning, ensure, warning::warn};
use tapir_ops::Reduction;

fn require_floating(name: &str, input: &Tensor) -> Result<()> {
    ensure!(input.dtype().is_differentiable(), DType, "{name} only support floating point and complex dtypes");
    Ok(())
}

/// Variance without history.
fn variance(input: &Tensor, axes: &Axes, correction: f64) -> Result<Tensor> {
    let output = Tensor::empty(&axes.output_shape(input), input.dtype(), input.device())?;
    backend(input.device()).variance(
        compute_type(input.dtype()),
        &input.view(),
        &axes.dims,
        correction,
        &output.view_mut(),
        None,
    )?;
    Ok(output)
}

/// `2 / (n - correction) * grad * (x - mean)`.
fn variance_gradient(grad: &Tensor, input: &Tensor, axes: &Axes, correction: f64) -> Result<Tensor> {
    let degrees = axes.count(input) as f64 - correction;
    let dims: Vec<i64> = axes.dims.iter().map(|&dim| dim as i64).collect();
    let mean = if dims.is_empty() { input.clone() } else { reduce::mean(input, Some(&dims), true, None)? };
    let factor = if degrees > 0.0 { 2.0 / degrees } else { f64::NAN };
    a::mul(&a::mul_scalar(&axes.restore(grad), factor)?, &a::sub(input, &mean)?)
}

/// Says that there are not enough elements for the correction.
fn warn_of_degrees(name: &str, input: &Tensor, axes: &Axes, correction: f64) {
    if axes.count(input) as f64 - correction <= 0.0 {
        warn(Warning::DegreesOfFreedom, || {
            format!(
                "{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor (input numel divided by output numel)."
            )
        });
    }
}

fn var_over(input: &Tensor, axes: Axes, correction: f64) -> Result<Tensor> {
    require_floating("var(): std and var", input)?;
    warn_of_degrees("var", input, &axes, correction);
    let output = variance(input, &axes, correction)?;
    Ok(record(output, "VarBackward0", &[input], &[Save::Input(input)], move |context, grads| {
        let Some(grad) = &grads[0] else { return Ok(smallvec![None]) };
        Ok(smallvec![Some(variance_gradient(grad, &context.saved(0)?, &axes, correction)?)])
    }))
}

fn std_over(input: &Tensor, axes: Axes, correction: f64) -> Result<Tensor> {
    require_floating("std(): std and var", input)?;
    warn_of_degrees("std", input, &axes, correction);
    let output = a::sqrt(&variance(&input.detach(), &axes, correction)?)?;
    let save = [Save::Input(input), Save::Output(0)];
    Ok(record(output, "StdBackward0", &[input], &save, move |context, grads| {
        let Some(grad) = &grads[0] else { return Ok(smallvec![None]) };
        let deviation = context.saved(1)?;
        let halved = a::div(grad, &a::mul_scalar(&deviation, 2)?)?;
        // No spread, no gradient: 0 instead of 0/0.
        let zero = Tensor::zeros(&[], grad.dtype(), grad.device())?;
        let of_variance = a::where_(&a::eq_scalar(&deviation, 0)?, &zero, &halved)?;
        Ok(smallvec![Some(variance_gradient(&of_variance, &context.saved(0)?, &axes, correction)?)])
    }))
}

fn degrees(correction: Option<Scalar>) -> f64 {
    correction.map_or(1.0, Scalar::to_f64)
}

fn unbiased_correction(unbiased: bool) -> f64 {
    f64::from(u8::from(unbiased))
}

/// Gradient of a product over one dimension: the product of the others, which division gives where nothing is zero.
fn prod_gradient(grad: &Tensor, input: &Tensor, output: &Tensor, dim: usize) -> Result<Tensor> {
    let has_zeros = reduce::any(&a::eq_scalar(&input.detach(), 0)?, None, false)?.item()? == Scalar::Bool(true);
    if !has_zeros {
        return a::div(&a::mul(grad, output)?, input);
    }
    a::mul(grad, &products_of_others(input, dim)?)
}

/// For each element the product of the others along `dim`: of those before it times those after it.
fn products_of_others(input: &Tensor, dim: usize) -> Result<Tensor> {
    let size = input.shape()[dim];
    let mut one_shape: Dims = input.layout().shape.clone();
    one_shape[dim] = 1;
    let ones = Tensor::ones(&one_shape, input.dtype(), input.device())?;
    let shorter = size.saturating_sub(1);
    let before = super::joining::cat(&[ones.clone(), views::slice_dim(input, dim, 0, shorter, 1)], dim as i64)?;
    let after = super::joining::cat(&[views::slice_dim(input, dim, size - shorter, shorter, 1), ones], dim as i64)?;
    a::mul(&scan::cumprod_direction(&before, dim, false)?, &scan::cumprod_direction(&after, dim, true)?)
}

fn prod_over(input: &Tensor, dim: Option<i64>, keepdim: bool, dtype: Option<DType>) -> Result<Tensor> {
    let dtype = dtype.unwrap_or(if input.dtype().category() < 2 { DType::I64 } else { input.dtype() });
    let input = &copies::cast(input, dtype)?;
    if dim.is_none() && input.rank() > 1 {
        let flat = views::reshape_to(input, &[input.numel()])?;
        return prod_over(&flat, Some(0), false, None);
    }
    let dims = dim.map(|dim| [dim]);
    let axes = Axes::new(input, dims.as_ref().map(<[i64; 1]>::as_slice), keepdim)?;
    let output = reduce::reduce(Reduction::Prod, input, &axes, dtype)?;
    let save = [Save::Input(input), Save::Output(0)];
    Ok(record(output, "ProdBackward0", &[input], &save, move |context, grads| {
        let Some(grad) = &grads[0] else { return Ok(smallvec![None]) };
        let Some(&dim) = axes.dims.first() else { return Ok(smallvec![Some(grad.clone())]) };
        let output = axes.restore(&context.factor(1)?);
        Ok(smallvec![Some(prod_gradient(&axes.restore(grad), &context.factor(0)?, &output, dim)?)])
    }))
}

ops! {
    /// The product of all elements. Integers and bools multiply as int64 unless `dtype` says otherwise.
    pub fn prod(input: &Tensor, dtype: Option<DType> = None) -> Tensor {
        prod_over(input, None, false, dtype)
    }

    /// The product along `dim`.
    pub fn prod_dim as "prod"(input: &Tensor, dim: i64, keepdim: bool = false, dtype: Option<DType> = None) -> Tensor, shape(Reduce) {
        prod_over(input, Some(dim), keepdim, dtype)
    }

    /// The variance over everything, divided by `n - 1` if `unbiased`, else by `n`.
    pub fn var_unbiased as "var"(input: &Tensor, unbiased: bool) -> Tensor {
        var_over(input, Axes::new(input, None, false)?, unbiased_correction(unbiased))
    }

    /// The variance over the given dimensions.
    pub fn var_dim_unbiased as "var"(input: &Tensor, dim: Option<&[i64]>, unbiased: bool, keepdim: bool = false) -> Tensor, shape(Reduce) {
        var_over(input, Axes::new(input, dim, keepdim)?, unbiased_correction(unbiased))
    }

    /// The variance `Σ (x - mean)² / max(0, n - correction)` over the given dimensions (none: all).
    pub fn var(input: &Tensor, dim: Option<&[i64]> = None, correction: Option<Scalar> = None, keepdim: bool = false) -> Tensor, shape(Reduce) {
        var_over(input, Axes::new(input, dim, keepdim)?, degrees(correction))
    }

    /// The standard deviation over everything.
    pub fn std_unbiased as "std"(input: &Tensor, unbiased: bool) -> Tensor {
        std_over(input, Axes::new(input, None, false)?, unbiased_correction(unbiased))
    }

    /// The standard deviation over the given dimensions.
    pub fn std_dim_unbiased as "std"(input: &Tensor, dim: Option<&[i64]>, unbiased: bool, keepdim: bool = false) -> Tensor, shape(Reduce) {
        std_over(input, Axes::new(input, dim, keepdim)?, unbiased_correction(unbiased))
    }

    /// The square root of the variance over the given dimensions (none: all).
    pub fn std(input: &Tensor, dim: Option<&[i64]> = None, correction: Option<Scalar> = None, keepdim: bool = false) -> Tensor, shape(Reduce) {
        std_over(input, Axes::new(input, dim, keepdim)?, degrees(correction))
    }

    /// The variance and the mean over everything.
    pub fn var_mean_unbiased as "var_mean"(input: &Tensor, unbiased: bool) -> (Tensor, Tensor) {
        Ok((var_unbiased(input, unbiased)?, reduce::mean(input, None, false, None)?))
    }

    /// The variance and the mean over the given dimensions.
    pub fn var_mean_dim_unbiased as "var_mean"(input: &Tensor, dim: Option<&[i64]>, unbiased: bool, keepdim: bool = false) -> (Tensor, Tensor) {
        Ok((var_dim_unbiased(input, dim, unbiased, keepdim)?, reduce::mean(input, dim, keepdim, None)?))
    }

    /// The variance and the mean over the given dimensions (none: all).
    pub fn var_mean(input: &Tensor, dim: Option<&[i64]> = None, correction: Option<Scalar> = None, keepdim: bool = false) -> (Tensor, Tensor) {
        Ok((var(input, dim, correction, keepdim)?, reduce::mean(input, dim, keepdim, None)?))
    }

    /// The standard deviation and the mean over everything.
    pub fn std_mean_unbiased as "std_mean"(input: &Tensor, unbiased: bool) -> (Tensor, Tensor) {
        Ok((std_unbiased(input, unbiased)?, reduce::mean(input, None, false, None)?))
    }

    /// The standard deviation and the mean over the given dimensions.
    pub fn std_mean_dim_unbiased as "std_mean"(input: &Tensor, dim: Option<&[i64]>, unbiased: bool, keepdim: bool = false) -> (Tensor, Tensor) {
        Ok((std_dim_unbiased(input, dim, unbiased, keepdim)?, reduce::mean(input, dim, keepdim, None)?))
    }

    /// The standard deviation and the mean over the given dimensions (none: all).
    pub fn std_mean(input: &Tensor, dim: Option<&[i64]> = None, correction: Option<Scalar> = None, keepdim: bool = false) -> (Tensor, Tensor) {
        Ok((std(input, dim, correction, keepdim)?, reduce::mean(input, dim, keepdim, None)?))
    }

    /// The mean with NaNs left aside.
    pub fn nanmean(input: &Tensor, dim: Option<&[i64]> = None, keepdim: bool = false, dtype: Option<DType> = None) -> Tensor, shape(Reduce) {
        ensure!(input.dtype().is_floating(), DType, "nanmean(): expected input to have floating point or complex dtype but got {}", input.dtype().scalar_name());
        let there = a::logical_not(&a::isnan(&input.detach())?)?;
        let count = reduce::sum(&there, dim, keepdim, None)?;
        a::div(&reduce::nansum(input, dim, keepdim, dtype)?, &count)
    }
}
