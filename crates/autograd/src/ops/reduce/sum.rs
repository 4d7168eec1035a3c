//! Sums, means and counts.

use crate::{
    Tensor,
    call::ops,
    copying,
    ops::{
        pointwise::arithmetic as a,
        reduce::axes::{Axes, reduce},
        view::views,
    },
    rows::compute_type,
    tape::{Save, record_unary},
};
use smallvec::SmallVec;
use tapir_core::{DType, Dims, Result, bail, ensure};
use tapir_ops::Reduction;

/// Integers and bools sum as int64 unless told otherwise.
fn sum_dtype(input: &Tensor, dtype: Option<DType>) -> DType {
    dtype.unwrap_or(if input.dtype().is_integral() { DType::I64 } else { input.dtype() })
}

fn require_floating(name: &str, dtype: DType) -> Result<()> {
    ensure!(
        dtype.is_differentiable(),
        DType,
        "{name}(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: {}",
        dtype.scalar_name()
    );
    Ok(())
}

fn sum_over(input: &Tensor, axes: Axes, dtype: DType) -> Result<Tensor> {
    // A conversion comes first, as in PyTorch: summing doubles as floats rounds each of them.
    let converted = if dtype.size() < input.dtype().size() && dtype.category() == input.dtype().category()
        || dtype.category() < input.dtype().category()
    {
        copying::cast(input, dtype)?
    } else {
        input.clone()
    };
    let output = reduce(Reduction::Sum, &converted, &axes, dtype)?;
    let shape: Dims = input.layout().shape.clone();
    let name = if axes.dims.len() == input.rank() && !axes.keepdim { "SumBackward0" } else { "SumBackward1" };
    Ok(record_unary(output, name, &converted, &[], move |_, grad| views::expand_to(&axes.restore(grad), &shape)))
}

/// Whether a gradient of shape `from` may be summed down to `target`.
pub(crate) fn is_expandable_to(target: &[usize], from: &[usize]) -> bool {
    let Some(lead) = from.len().checked_sub(target.len()) else { return false };
    target.iter().zip(&from[lead..]).all(|(&target, &from)| target == from || target == 1)
}

/// Sums over the dimensions that broadcasting added or stretched.
pub(crate) fn sum_to(input: &Tensor, shape: &[usize]) -> Result<Tensor> {
    if input.shape() == shape {
        return Ok(input.clone());
    }
    let Some(lead) = input.rank().checked_sub(shape.len()) else {
        bail!(Shape, "size {{{shape:?}}} is not expandable to size {{{:?}}}.", input.shape());
    };
    let stretched = shape.iter().enumerate().filter(|&(dim, &size)| size == 1 && input.shape()[lead + dim] != 1);
    let dims: SmallVec<[usize; 6]> = (0..lead).chain(stretched.map(|(dim, _)| lead + dim)).collect();
    let summed =
        if dims.is_empty() { input.clone() } else { sum_over(input, Axes { dims, keepdim: true }, input.dtype())? };
    views::reshape_to(&summed, shape)
}

/// The bits of each element as a float64 or an int64.
fn words_of(input: &Tensor) -> Result<Tensor> {
    let wide = copying::cast(input, if input.dtype().is_integral() { DType::I64 } else { DType::F64 })?;
    Ok(Tensor::over(wide.storage().clone(), wide.layout().clone(), DType::U64))
}

ops! {
    /// The sum over all elements, or over the given dimensions. Integers and bools add up as int64 unless `dtype` says
    /// otherwise.
    pub fn sum(input: &Tensor, dim: Option<&[i64]> = None, keepdim: bool = false, dtype: Option<DType> = None) -> Tensor, out(Converted), shape(Reduce) {
        sum_over(input, Axes::new(input, dim, keepdim)?, sum_dtype(input, dtype))
    }

    /// The mean over all elements, or over the given dimensions. Floating and complex inputs only, unless `dtype` is one of
    /// these; the mean of nothing is NaN.
    pub fn mean(input: &Tensor, dim: Option<&[i64]> = None, keepdim: bool = false, dtype: Option<DType> = None) -> Tensor, out(Converted), shape(Reduce) {
        let target = dtype.unwrap_or(input.dtype());
        if dtype.is_none() {
            require_floating("mean", target)?;
        } else {
            ensure!(target.is_differentiable(), DType, "mean(): could not infer output dtype. Optional dtype must be either a floating point or complex dtype. Got: {}", target.scalar_name());
        }
        let input = &copying::cast(input, target)?;
        let axes = Axes::new(input, dim, keepdim)?;
        let count = axes.count(input) as f64;
        let sum = reduce(Reduction::Sum, input, &axes, if compute_type(target) == DType::F32 { DType::F32 } else { target })?;
        let output = copying::cast(&a::div_scalar(&sum, count)?, target)?;
        let shape: Dims = input.layout().shape.clone();
        let name = if axes.dims.len() == input.rank() && !axes.keepdim { "MeanBackward0" } else { "MeanBackward1" };
        Ok(record_unary(output, name, input, &[], move |_, grad| {
            let grad = a::div_scalar(&axes.restore(grad), count)?;
            views::expand_to(&grad, &shape)
        }))
    }

    /// The number of non-zero elements, int64.
    pub fn count_nonzero(input: &Tensor, dim: Option<&[i64]> = None) -> Tensor, shape(Reduce) {
        reduce(Reduction::CountNonzero, input, &Axes::new(input, dim, false)?, DType::I64)
    }

    /// The sum with NaNs counting as 0.
    pub fn nansum(input: &Tensor, dim: Option<&[i64]> = None, keepdim: bool = false, dtype: Option<DType> = None) -> Tensor, out(Converted), shape(Reduce) {
        ensure!(!input.dtype().is_complex(), DType, "nansum on CPU does not support complex inputs");
        let dtype = sum_dtype(input, dtype);
        let input = &copying::cast(input, dtype)?;
        let axes = Axes::new(input, dim, keepdim)?;
        let output = reduce(Reduction::NanSum, input, &axes, dtype)?;
        let shape: Dims = input.layout().shape.clone();
        Ok(record_unary(output, "NansumBackward0", input, &[Save::Input(input)], move |context, grad| {
            let there = a::logical_not(&a::isnan(&context.saved(0)?)?)?;
            a::mul(&views::expand_to(&axes.restore(grad), &shape)?, &there)
        }))
    }

    /// A hash of all elements, or of those over the given dimensions: the exclusive or of their bits as float64 or int64, by
    /// `mode` 0. uint64.
    pub fn hash_tensor(input: &Tensor, dim: Option<&[i64]> = None, keepdim: bool = false, mode: i64 = 0) -> Tensor, out(Same), shape(Reduce) {
        ensure!(mode == 0, Value, "Unknown hash_tensor mode: {mode}");
        let axes = Axes::new(input, dim, keepdim)?;
        axes.ensure_elements(input, "hash_tensor")?;
        ensure!(!input.dtype().is_complex(), DType, "\"xor_sum_cpu\" not implemented for '{}'", input.dtype().scalar_name());
        reduce(Reduction::Xor, &words_of(input)?, &axes, DType::U64)
    }
}
