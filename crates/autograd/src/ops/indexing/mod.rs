//! Reading and writing at computed places. An operator that writes takes a [`Target`](crate::call::Target) and so has both
//! forms; its gradient is written with the operators of the other direction.

mod advanced;
mod flat;
mod item;
mod masks;
mod nonzero;
mod pointwise;
mod reduce;
mod slices;

pub use advanced::index_put;
pub use flat::{put, take};
pub use item::{__getitem__, __setitem__};
pub use masks::{masked_fill, masked_scatter, masked_select};
pub use nonzero::{argwhere, nonzero, nonzero_static, nonzero_tuple, where_condition, where_method, where_tensors};
pub(crate) use pointwise::zeros_scattered;
pub use pointwise::{gather, scatter, scatter_add, scatter_value, take_along_dim};
pub use reduce::{index_reduce, scatter_reduce};
pub(crate) use slices::zeros_with_slices;
pub use slices::{index_add, index_copy, index_fill, index_select};

use super::{copies, creation::ensure_representable};
use crate::{Tensor, call::Op, copying};
use smallvec::SmallVec;
use tapir_core::{DType, ErrorKind, Result, Scalar, bail, ensure};

/// The operators of this folder, by file.
pub(crate) const FAMILIES: &[&[Op]] =
    &[pointwise::OPS, reduce::OPS, slices::OPS, advanced::OPS, item::OPS, masks::OPS, flat::OPS, nonzero::OPS];

/// A number as a 0-d tensor of a dtype.
fn number(value: Scalar, like: &Tensor) -> Result<Tensor> {
    ensure_representable(value, like.dtype())?;
    Tensor::full(&[], value, like.dtype(), like.device())
}

/// A 0-d operand, number or tensor, in the dtype of the tensor it will fill.
fn fill_value(op: &str, value: &Tensor, like: &Tensor) -> Result<Tensor> {
    ensure!(
        value.rank() == 0,
        Shape,
        "{op} only supports a 0-dimensional value tensor, but got tensor with {} dimension(s).",
        value.rank()
    );
    if value.is_wrapped_number() {
        return number(value.item()?, like);
    }
    if value.dtype().is_complex() && !like.dtype().is_complex() {
        bail!(DType, "value cannot be converted to type {} without overflow", like.dtype().name());
    }
    copying::cast(value, like.dtype())
}

/// `value` cut down to `count`, the rest zeros: the gradient of a source that is larger than what was read of it.
fn padded(value: Tensor, shape: &[usize]) -> Result<Tensor> {
    if value.shape() == shape {
        return Ok(value);
    }
    let whole = Tensor::zeros(shape, value.dtype(), value.device())?;
    if value.numel() > 0 {
        let part = value.shape().iter().enumerate().fold(whole.clone(), |part, (dim, &size)| {
            if dim < part.rank() { super::views::slice_dim(&part, dim, 0, size, 1) } else { part }
        });
        copies::copy_(&part, &value, false)?;
    }
    Ok(whole)
}

/// The sum of everything: the gradient of a number.
fn total(grad: &Tensor) -> Result<Tensor> {
    super::sum(grad, None, false, None)
}

/// Runs a kernel on a source it may read and a target in which halves are accumulated in float32, as PyTorch does.
fn accumulate(target: &Tensor, source: &Tensor, run: impl Fn(&Tensor, &Tensor) -> Result<()>) -> Result<()> {
    if !matches!(target.dtype(), DType::F16 | DType::BF16) {
        return run(target, source);
    }
    let wide = copying::cast(&target.detach(), DType::F32)?;
    run(&wide, &copying::cast(&source.detach(), DType::F32)?)?;
    crate::device::backend(target.device()).copy(&wide.view(), &target.view_mut())
}

/// The sizes but for one dimension.
fn other_sizes(shape: &[usize], dim: usize) -> SmallVec<[usize; 6]> {
    shape.iter().enumerate().filter(|&(other, _)| other != dim).map(|(_, &size)| size).collect()
}

/// Whether an error says that an index is out of range.
fn is_out_of_range(error: &tapir_core::Error) -> bool {
    error.kind() == ErrorKind::Index
}
