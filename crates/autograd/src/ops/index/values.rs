//! What is read and written, in the form kernels take it.

use crate::{
    Tensor, copying,
    ops::{
        create::representable::ensure_representable,
        reduce::sum,
        view::{copies, views},
    },
};
use smallvec::SmallVec;
use tapir_core::{DType, ErrorKind, Result, Scalar, bail, ensure};

/// A number as a 0-d tensor of a dtype.
pub(crate) fn number(value: Scalar, like: &Tensor) -> Result<Tensor> {
    ensure_representable(value, like.dtype())?;
    Tensor::full(&[], value, like.dtype(), like.device())
}

/// A 0-d operand, number or tensor, in the dtype of the tensor it will fill.
pub(crate) fn fill_value(op: &str, value: &Tensor, like: &Tensor) -> Result<Tensor> {
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
    copying::cast(&copying::beside(value, like.device())?, like.dtype())
}

/// `value` cut down to `count`, the rest zeros: the gradient of a source that is larger than what was read of it.
pub(crate) fn padded(value: Tensor, shape: &[usize]) -> Result<Tensor> {
    if value.shape() == shape {
        return Ok(value);
    }
    let whole = Tensor::zeros(shape, value.dtype(), value.device())?;
    if value.numel() > 0 {
        let part = value.shape().iter().enumerate().fold(whole.clone(), |part, (dim, &size)| {
            if dim < part.rank() { views::slice_dim(&part, dim, 0, size, 1) } else { part }
        });
        copies::copy_(&part, &value, false)?;
    }
    Ok(whole)
}

/// The sum of everything: the gradient of a number.
pub(crate) fn total(grad: &Tensor) -> Result<Tensor> {
    sum::sum(grad, None, false, None)
}

/// Runs a kernel on a source it may read and a target in which halves are accumulated in float32, as PyTorch does.
pub(crate) fn accumulate(target: &Tensor, source: &Tensor, run: impl Fn(&Tensor, &Tensor) -> Result<()>) -> Result<()> {
    if !matches!(target.dtype(), DType::F16 | DType::BF16) {
        return run(target, source);
    }
    let wide = copying::cast(&target.detach(), DType::F32)?;
    run(&wide, &copying::cast(&source.detach(), DType::F32)?)?;
    crate::device::backend(target.device()).copy(&wide.as_view(), &target.as_view_mut())
}

/// The sizes but for one dimension.
pub(crate) fn other_sizes(shape: &[usize], dim: usize) -> SmallVec<[usize; 6]> {
    shape.iter().enumerate().filter(|&(other, _)| other != dim).map(|(_, &size)| size).collect()
}

/// Whether an error says that an index is out of range.
pub(crate) fn is_out_of_range(error: &tapir_core::Error) -> bool {
    error.kind() == ErrorKind::Index
}
