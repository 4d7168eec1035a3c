//! The greatest and the least: over everything, along a dimension with their places, over several dimensions.

use crate::{
    Tensor,
    call::ops,
    device::backend,
    ops::{
        index::gather,
        pointwise::arithmetic as a,
        reduce::{
            axes::{self, Axes},
            sum,
        },
        view::{copies, views},
    },
    tape::{Save, record_many, record_unary, unary},
};
use smallvec::smallvec;
use tapir_core::{DType, Result, bail, ensure, wrap_dim};
use tapir_ops::{Extremum, Reduction};

fn name_of(which: Extremum) -> &'static str {
    match which {
        Extremum::Max => "max",
        Extremum::Min => "min",
    }
}

fn reduction_of(which: Extremum) -> Reduction {
    match which {
        Extremum::Max => Reduction::Max,
        Extremum::Min => Reduction::Min,
    }
}

/// Ties share the gradient equally; among NaNs only where they count as `nan_ties`.
fn share_among_ties(grad: &Tensor, input: &Tensor, value: &Tensor, axes: &Axes, nan_ties: bool) -> Result<Tensor> {
    let mut ties = a::eq(input, &axes.restore(value))?;
    if nan_ties {
        ties = a::logical_or(&ties, &a::logical_and(&a::isnan(input)?, &a::isnan(&axes.restore(value))?)?)?;
    }
    let dims: Vec<i64> = axes.dims.iter().map(|&dim| dim as i64).collect();
    let count = if dims.is_empty() {
        Tensor::ones(&[], DType::I64, input.device())?
    } else {
        sum::sum(&ties, Some(&dims), true, None)?
    };
    a::mul(&a::div(&axes.restore(grad), &count)?, &ties)
}

fn over(which: Extremum, op: &str, node: &'static str, input: &Tensor, axes: Axes) -> Result<Tensor> {
    axes.ensure_elements(input, op)?;
    // As PyTorch has it: over everything NaNs are equals, `amax` and its relatives give them nothing.
    let nan_ties = matches!(op, "max()" | "min()");
    let output = axes::reduce(reduction_of(which), input, &axes, input.dtype())?;
    Ok(record_unary(output, node, input, &[Save::Input(input), Save::Output(0)], move |context, grad| {
        share_among_ties(grad, &context.saved(0)?, &context.saved(1)?, &axes, nan_ties)
    }))
}

/// A gradient put back where its value was taken along a dimension.
pub(crate) fn scatter_back(
    grad: &Tensor,
    index: &Tensor,
    shape: &[usize],
    dim: usize,
    keepdim: bool,
) -> Result<Tensor> {
    if shape.is_empty() {
        return Ok(grad.clone());
    }
    let unsqueeze = |tensor: &Tensor| if keepdim { tensor.clone() } else { views::unsqueeze_at(tensor, dim) };
    gather::zeros_scattered(shape, dim, &unsqueeze(index), &unsqueeze(grad))
}

fn along(which: Extremum, input: &Tensor, dim: i64, keepdim: bool) -> Result<(Tensor, Tensor)> {
    let dim = wrap_dim(dim, input.rank())?;
    let op = name_of(which);
    ensure!(!input.dtype().is_complex(), DType, "{op}(): does not support complex input");
    ensure!(
        input.rank() == 0 || input.shape()[dim] > 0,
        Index,
        "{op}(): Expected reduction dim {dim} to have non-zero size."
    );
    if input.rank() == 0 {
        let index = Tensor::zeros(&[], DType::I64, input.device())?;
        return Ok((copies::clone(input)?, index));
    }
    let axes = Axes { dims: smallvec![dim], keepdim };
    let shape = axes.output_shape(input);
    let values = Tensor::empty(&shape, input.dtype(), input.device())?;
    let indices = Tensor::empty(&shape, DType::I64, input.device())?;
    backend(input.device()).reduce_index(
        which,
        &input.as_view(),
        dim,
        Some(&values.as_view_mut()),
        Some(&indices.as_view_mut()),
    )?;
    let original = input.layout().shape.clone();
    let node = match which {
        Extremum::Max => "MaxBackward0",
        Extremum::Min => "MinBackward0",
    };
    pair(record_many(
        vec![values, indices],
        node,
        &[input],
        &[Save::Output(1)],
        unary(move |context, grad| scatter_back(grad, &context.saved(0)?, &original, dim, keepdim)),
    ))
}

pub(crate) fn pair(tensors: Vec<Tensor>) -> Result<(Tensor, Tensor)> {
    match <[Tensor; 2]>::try_from(tensors) {
        Ok([first, second]) => Ok((first, second)),
        Err(other) => bail!(Internal, "expected two results, got {}", other.len()),
    }
}

fn index_of(which: Extremum, op: &str, input: &Tensor, dim: Option<i64>, keepdim: bool) -> Result<Tensor> {
    ensure!(input.dtype() != DType::Bool, DType, "{op}(): does not support bool input");
    ensure!(!input.dtype().is_complex(), DType, "{op}(): does not support complex input");
    let Some(dim) = dim else {
        ensure!(
            input.numel() > 0,
            Index,
            "{op}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."
        );
        let flat = views::reshape_to(&input.detach(), &[input.numel()])?;
        let shape: Vec<usize> = if keepdim { vec![1; input.rank()] } else { vec![] };
        let index = Tensor::empty(&[], DType::I64, input.device())?;
        backend(input.device()).reduce_index(which, &flat.as_view(), 0, None, Some(&index.as_view_mut()))?;
        return views::reshape_to(&index, &shape);
    };
    let dim = wrap_dim(dim, input.rank())?;
    if input.rank() == 0 {
        return Tensor::zeros(&[], DType::I64, input.device());
    }
    ensure!(input.shape()[dim] > 0, Index, "{op}(): Expected reduction dim {dim} to have non-zero size.");
    let axes = Axes { dims: smallvec![dim], keepdim };
    let index = Tensor::empty(&axes.output_shape(input), DType::I64, input.device())?;
    backend(input.device()).reduce_index(which, &input.as_view(), dim, None, Some(&index.as_view_mut()))?;
    Ok(index)
}

ops! {
    /// The greatest element; NaN if there is one. Ties share the gradient.
    pub fn max(input: &Tensor) -> Tensor, out(Same) {
        over(Extremum::Max, "max()", "MaxBackward1", input, Axes::new(input, None, false)?)
    }

    /// The greatest elements along `dim` and the index of the first of each.
    pub fn max_dim as "max"(input: &Tensor, dim: i64, keepdim: bool = false) -> (Tensor, Tensor), out(Same), names("values", "indices") {
        along(Extremum::Max, input, dim, keepdim)
    }

    /// Elementwise, the greater of two; see `maximum`.
    pub fn max_other as "max"(input: &Tensor, other: &Tensor) -> Tensor, out(Same), shape(Broadcast) {
        a::maximum(input, other)
    }

    /// The least element; NaN if there is one. Ties share the gradient.
    pub fn min(input: &Tensor) -> Tensor, out(Same) {
        over(Extremum::Min, "min()", "MinBackward1", input, Axes::new(input, None, false)?)
    }

    /// The least elements along `dim` and the index of the first of each.
    pub fn min_dim as "min"(input: &Tensor, dim: i64, keepdim: bool = false) -> (Tensor, Tensor), out(Same), names("values", "indices") {
        along(Extremum::Min, input, dim, keepdim)
    }

    /// Elementwise, the lesser of two; see `minimum`.
    pub fn min_other as "min"(input: &Tensor, other: &Tensor) -> Tensor, out(Same), shape(Broadcast) {
        a::minimum(input, other)
    }

    /// The greatest elements over the given dimensions (none: all). Ties share the gradient.
    pub fn amax(input: &Tensor, dim: Option<&[i64]> = None, keepdim: bool = false) -> Tensor, out(Same), shape(Reduce) {
        over(Extremum::Max, "amax()", "AmaxBackward0", input, Axes::new(input, dim, keepdim)?)
    }

    /// The least elements over the given dimensions (none: all). Ties share the gradient.
    pub fn amin(input: &Tensor, dim: Option<&[i64]> = None, keepdim: bool = false) -> Tensor, out(Same), shape(Reduce) {
        over(Extremum::Min, "amin()", "AminBackward0", input, Axes::new(input, dim, keepdim)?)
    }

    /// The least and the greatest, over everything or along `dim`.
    pub fn aminmax(input: &Tensor, dim: Option<i64> = None, keepdim: bool = false) -> (Tensor, Tensor), out(Same), names("min", "max") {
        let dims = dim.map(|dim| [dim]);
        ensure!(
            dim.is_some() || input.numel() > 0, Value,
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity."
        );
        let axes = |()| Axes::new(input, dims.as_ref().map(<[i64; 1]>::as_slice), keepdim);
        Ok((
            over(Extremum::Min, "aminmax()", "AminmaxBackward0", input, axes(())?)?,
            over(Extremum::Max, "aminmax()", "AminmaxBackward0", input, axes(())?)?,
        ))
    }

    /// The index of the first greatest element, in the flattened tensor or along `dim`.
    pub fn argmax(input: &Tensor, dim: Option<i64> = None, keepdim: bool = false) -> Tensor, out(Same) {
        index_of(Extremum::Max, "argmax", input, dim, keepdim)
    }

    /// The index of the first least element, in the flattened tensor or along `dim`.
    pub fn argmin(input: &Tensor, dim: Option<i64> = None, keepdim: bool = false) -> Tensor, out(Same) {
        index_of(Extremum::Min, "argmin", input, dim, keepdim)
    }
}
