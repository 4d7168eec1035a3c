//! Sorting, and the k greatest.

use crate::{
    Tensor,
    call::ops,
    device::backend,
    ops::{
        reduce::{
            axes,
            extrema::{pair, scatter_back},
        },
        view::copies,
    },
    tape::{Save, record_many, unary},
};
use smallvec::smallvec;
use tapir_core::{DType, Result, ensure, wrap_dim};

fn ensure_ordered(op: &str, input: &Tensor) -> Result<()> {
    ensure!(!input.dtype().is_complex(), DType, "{op}(): complex inputs have no order");
    Ok(())
}

/// Values and indices as taken from `input` along `dim`, with the gradient going back where each value was.
fn taken(
    values: Tensor,
    indices: Tensor,
    node: &'static str,
    input: &Tensor,
    dim: usize,
    keepdim: bool,
) -> Result<(Tensor, Tensor)> {
    let shape = input.layout().shape.clone();
    pair(record_many(
        vec![values, indices],
        node,
        &[input],
        &[Save::Output(1)],
        unary(move |context, grad| scatter_back(grad, &context.saved(0)?, &shape, dim, keepdim)),
    ))
}

fn scalar_pair(input: &Tensor) -> Result<(Tensor, Tensor)> {
    Ok((copies::clone(input)?, Tensor::zeros(&[], DType::I64, input.device())?))
}

ops! {
    /// Elements in order along `dim`, and where each came from. NaN is greater than every number.
    ///
    /// The order of equal elements is kept, whether or not `stable` asks for it.
    pub fn sort(input: &Tensor, dim: i64 = -1, descending: bool = false, stable: bool = false) -> (Tensor, Tensor), out(Same), names("values", "indices") {
        let _ = stable;
        ensure_ordered("sort", input)?;
        let dim = wrap_dim(dim, input.rank())?;
        if input.rank() == 0 {
            return scalar_pair(input);
        }
        let values = Tensor::empty(input.shape(), input.dtype(), input.device())?;
        let indices = Tensor::empty(input.shape(), DType::I64, input.device())?;
        backend(input.device()).sort(&input.as_view(), dim, descending, Some(&values.as_view_mut()), Some(&indices.as_view_mut()))?;
        taken(values, indices, "SortBackward0", input, dim, true)
    }

    /// The indices that sort along `dim`.
    pub fn argsort(input: &Tensor, dim: i64 = -1, descending: bool = false, stable: bool = false) -> Tensor, shape(Same) {
        Ok(sort(&input.detach(), dim, descending, stable)?.1)
    }

    /// Elements in ascending order along the first dimension.
    pub fn msort(input: &Tensor) -> Tensor, out(Same), shape(Same) {
        Ok(sort(input, 0, false, false)?.0)
    }

    /// The `k` greatest (or least) elements along `dim` in order, and where each came from.
    pub fn topk(input: &Tensor, k: i64, dim: i64 = -1, largest: bool = true, sorted: bool = true) -> (Tensor, Tensor), out(Same), names("values", "indices") {
        let _ = sorted; // always in order
        ensure_ordered("topk", input)?;
        ensure!(input.dtype() != DType::Bool, DType, "topk does not support bool dtypes on CPU");
        let dim = wrap_dim(dim, input.rank())?;
        let size = input.shape().get(dim).copied().unwrap_or(1);
        ensure!(k >= 0 && k as usize <= size, Index, "selected index k out of range");
        if input.rank() == 0 {
            return scalar_pair(input);
        }
        let mut shape = input.layout().shape.clone();
        shape[dim] = k as usize;
        let values = Tensor::empty(&shape, input.dtype(), input.device())?;
        let indices = Tensor::empty(&shape, DType::I64, input.device())?;
        backend(input.device()).topk(&input.as_view(), k as usize, dim, largest, Some(&values.as_view_mut()), Some(&indices.as_view_mut()))?;
        taken(values, indices, "TopkBackward0", input, dim, true)
    }

    /// The `k`-th least element along `dim`, counted from 1, and where it is.
    pub fn kthvalue(input: &Tensor, k: i64, dim: i64 = -1, keepdim: bool = false) -> (Tensor, Tensor), out(Same), names("values", "indices") {
        ensure_ordered("kthvalue", input)?;
        let dim = wrap_dim(dim, input.rank())?;
        let size = input.shape().get(dim).copied().unwrap_or(1);
        ensure!(size > 0, Index, "kthvalue(): Expected reduction dim {dim} to have non-zero size.");
        ensure!(k >= 1 && k as usize <= size, Index, "kthvalue(): selected number k out of range for dimension {dim}");
        if input.rank() == 0 {
            return scalar_pair(input);
        }
        let axes = axes::Axes { dims: smallvec![dim], keepdim };
        let shape = axes.output_shape(input);
        let values = Tensor::empty(&shape, input.dtype(), input.device())?;
        let indices = Tensor::empty(&shape, DType::I64, input.device())?;
        backend(input.device()).kthvalue(&input.as_view(), k as usize, dim, Some(&values.as_view_mut()), Some(&indices.as_view_mut()))?;
        taken(values, indices, "KthvalueBackward0", input, dim, keepdim)
    }
}
