//! Reading and writing at computed places.

use super::copies;
use crate::{
    Tensor,
    call::ops,
    device::backend,
    tape::{Save, record},
};
use smallvec::smallvec;
use tapir_core::{DType, Result, Scalar, ensure, wrap_dim};
use tapir_ops::ScatterMode;

fn ensure_index(op: &str, index: &Tensor) -> Result<()> {
    ensure!(
        matches!(index.dtype(), DType::I64 | DType::I32),
        DType,
        "{op}(): Expected dtype int32/int64 for index but got: {}",
        index.dtype().scalar_name()
    );
    ensure!(index.rank() <= 1, Index, "{op}(): Index is supposed to be a vector, but got dim: {}", index.rank());
    Ok(())
}

ops! {
    /// Whole slices of `input` along `dim`, at the places of the 1-d `index`.
    pub fn index_select(input: &Tensor, dim: i64, index: &Tensor) -> Tensor {
        ensure_index("index_select", index)?;
        let dim = wrap_dim(dim, input.rank())?;
        let mut shape = input.layout().shape.clone();
        if input.rank() > 0 {
            shape[dim] = index.numel();
        }
        let output = Tensor::empty(&shape, input.dtype(), input.device())?;
        backend(input.device()).index_select(&input.view(), dim, &index.view(), &output.view_mut())?;
        let original = input.layout().shape.clone();
        Ok(record(output, "IndexSelectBackward0", &[input], &[Save::Input(index)], move |context, grads| {
            let Some(grad) = &grads[0] else { return Ok(smallvec![None]) };
            let zeros = Tensor::zeros(&original, grad.dtype(), grad.device())?;
            Ok(smallvec![Some(index_add(&zeros, dim as i64, &context.saved(0)?, grad, 1.into())?)])
        }))
    }

    /// `input` with `alpha * source` added to the slices along `dim` that `index` names; repeated places add up.
    pub fn index_add(input: &Tensor, dim: i64, index: &Tensor, source: &Tensor, alpha: Scalar = Scalar::Int(1)) -> Tensor, inplace {
        ensure_index("index_add", index)?;
        let dim = wrap_dim(dim, input.rank())?;
        ensure!(
            input.dtype() == source.dtype(), DType,
            "index_add(): self ({}) and source ({}) must have the same scalar type", input.dtype().scalar_name(), source.dtype().scalar_name()
        );
        let scaled = if alpha == Scalar::Int(1) { source.clone() } else { super::mul_scalar(&source.detach(), alpha)? };
        let output = copies::contiguous_clone(input)?;
        backend(input.device()).index_scatter(ScatterMode::Add, dim, &index.view(), &scaled.view(), &output.view_mut())?;
        Ok(record(output, "IndexAddBackward0", &[input, source], &[Save::Input(index)], move |context, grads| {
            let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
            let from_source = if context.needs(1) {
                let selected = index_select(grad, dim as i64, &context.saved(0)?)?;
                Some(if alpha == Scalar::Int(1) { selected } else { super::mul_scalar(&selected, alpha)? })
            } else {
                None
            };
            Ok(smallvec![Some(grad.clone()), from_source])
        }))
    }
}
pub use super::joining::{gather, scatter_add};
