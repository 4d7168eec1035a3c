//! Whole slices along one dimension at the places of an index vector.

use crate::{
    Tensor,
    call::{Change, Operand, Target, ops},
    copying,
    device::backend,
    ops::{
        index::values::{fill_value, is_out_of_range, other_sizes, total},
        pointwise::arithmetic as a,
        view::views,
    },
    tape::{Save, record_unary},
};
use smallvec::{SmallVec, smallvec};
use tapir_core::{DType, Dims, Result, Scalar, ensure, error, wrap_dim};
use tapir_ops::ScatterMode;

fn is_index(index: &Tensor) -> bool {
    matches!(index.dtype(), DType::I64 | DType::I32)
}

/// What `index_add` and `index_reduce` ask of their arguments.
pub(crate) fn ensure_slices(op: &str, dim: usize, index: &Tensor, source: &Tensor, target: &Tensor) -> Result<()> {
    ensure!(
        is_index(index),
        DType,
        "{op}_(): Expected dtype int32/int64 for index but got: {}",
        index.dtype().scalar_name()
    );
    ensure!(
        index.rank() <= 1,
        Index,
        "{op}_(): Index is supposed to be a vector, but got dim: {} with type: {} and size: {:?}",
        index.rank(),
        index.dtype().scalar_name(),
        index.shape()
    );
    ensure!(
        source.dtype() == target.dtype(),
        DType,
        "{op}_(): self ({}) and source ({}) must have the same scalar type",
        target.dtype().scalar_name(),
        source.dtype().scalar_name()
    );
    let count = source.shape().get(dim).copied().unwrap_or(1);
    ensure!(
        source.rank() == target.rank() && other_sizes(source.shape(), dim) == other_sizes(target.shape(), dim),
        Shape,
        "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = {:?} source.shape = {:?}",
        target.shape(),
        source.shape()
    );
    ensure!(
        index.numel() == count,
        Shape,
        "{op}_(): Number of indices ({}) should be equal to source.size(dim): ({count}), for dim: {dim}",
        index.numel()
    );
    Ok(())
}

/// Zeros of a shape with the slices of `source` added where they were selected.
pub(crate) fn zeros_with_slices(shape: &[usize], dim: usize, index: &Tensor, source: &Tensor) -> Result<Tensor> {
    let zeros = Tensor::zeros(shape, source.dtype(), source.device())?;
    index_add(Target::written(&zeros), dim as i64, index, source, 1.into())
}

/// `alpha * value` in the dtype of `value`.
fn scaled(value: &Tensor, alpha: Scalar) -> Result<Tensor> {
    if alpha == Scalar::Int(1) || alpha == Scalar::Bool(true) {
        return Ok(value.clone());
    }
    let alpha = if value.dtype().is_differentiable() { alpha } else { Scalar::Int(alpha.to_i64()) };
    copying::cast(&a::mul_scalar(value, alpha)?, value.dtype())
}

/// The sum of the slices along `dim` that an index names, each once.
fn total_of_slices(input: &Tensor, dim: usize, index: &Tensor) -> Result<Tensor> {
    let mut shape: Dims = smallvec![1; input.rank()];
    if let Some(size) = shape.get_mut(dim) {
        *size = input.shape()[dim];
    }
    let named = Tensor::zeros(&shape, DType::Bool, input.device())?;
    let named = index_fill(Target::written(&named), dim as i64, index, Operand(&Tensor::wrapped_number(1.into())?))?;
    total(&a::where_(&named, input, &Tensor::zeros(&[], input.dtype(), input.device())?)?)
}

fn ensure_copyable(dim: usize, index: &Tensor, source: &Tensor, target: &Tensor) -> Result<()> {
    let count = index.numel();
    ensure!(index.rank() < 2, Index, "index_copy_(): Index should have dimension 1 or 0 (got {})", index.rank());
    ensure!(
        source.rank() > 0 || count == 1,
        Index,
        "index_copy_(): When source is scalar, index should have one element (got {count})"
    );
    ensure!(
        source.rank() == target.rank() || source.rank() == 0 || target.rank() == 0,
        Index,
        "index_copy_(): When source and destination are not scalars, their dimensionality must match. Source dimensionality ({}), destination dimensionality ({})",
        source.rank(),
        target.rank()
    );
    ensure!(
        index.dtype() == DType::I64,
        DType,
        "index_copy_(): Expected a long tensor for index, but got {}",
        index.dtype().scalar_name()
    );
    ensure!(
        source.dtype() == target.dtype(),
        DType,
        "index_copy_(): self and source expected to have the same dtype, but got (self) {} and (source) {}",
        target.dtype().scalar_name(),
        source.dtype().scalar_name()
    );
    let (of_target, of_source) = (other_sizes(target.shape(), dim), other_sizes(source.shape(), dim));
    let text = |sizes: &[usize]| sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    ensure!(
        of_target == of_source,
        Shape,
        "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: {} at dimension {dim} and source slice shape: {} at dimension {}.",
        text(&of_target),
        text(&of_source),
        if source.rank() == 0 { 0 } else { dim }
    );
    ensure!(
        source.rank() == 0 || count == source.shape()[dim],
        Index,
        "index_copy_(): Number of indices ({count}) should be equal to source.size(dim) ({})",
        source.shape()[dim]
    );
    Ok(())
}

ops! {
    /// Whole slices of `input` along `dim`, at the places of the 1-d `index`, as a new tensor.
    pub fn index_select(input: &Tensor, dim: i64, index: &Tensor) -> Tensor, out(Same) {
        ensure!(index.rank() <= 1, Index, "index_select(): Index is supposed to be a vector");
        ensure!(is_index(index), DType, "index_select(): Expected dtype int32 or int64 for index");
        let dim = wrap_dim(dim, input.rank())?;
        let mut shape: Dims = input.layout().shape.clone();
        if input.rank() > 0 {
            shape[dim] = index.numel();
        } else {
            ensure!(
                index.numel() == 1, Shape,
                "index_select(): Index to scalar can have only 1 value, got {} value(s)", index.numel()
            );
        }
        let output = Tensor::empty(&shape, input.dtype(), input.device())?;
        backend(input.device()).index_select(&input.as_view(), dim, &index.as_view(), &output.as_view_mut())?;
        let original: Dims = input.layout().shape.clone();
        Ok(record_unary(output, "IndexSelectBackward0", input, &[Save::Input(index)], move |context, grad| {
            zeros_with_slices(&original, dim, &context.saved(0)?, grad)
        }))
    }

    /// `input` with `alpha * source` added to the slices along `dim` that `index` names; repeated places add up.
    pub fn index_add(input: Target, dim: i64, index: &Tensor, source: &Tensor, alpha: Scalar = Scalar::Int(1)) -> Tensor, out(Same), inplace, shape(Same) {
        let dim = wrap_dim(dim, input.rank())?;
        ensure_slices("index_add", dim, index, source, &input)?;
        let read = scaled(&input.apart(&source.detach())?, alpha)?;
        let rank = input.rank();
        input.change(
            &Change { name: "IndexAddBackward0", inputs: &[source], keep: &[index], output: false },
            |target| {
                let views = (index.as_view(), read.as_view(), target.as_view_mut());
                let result = backend(target.device()).index_scatter(ScatterMode::Add, dim, &views.0, &views.1, &views.2);
                // As PyTorch, which has two kernels.
                result.map_err(|error| if rank <= 1 && is_out_of_range(&error) { error!(Index, "index out of range in self") } else { error })
            },
            move |context, grads| {
                let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
                let of_source = match context.needs(1) {
                    true => Some(scaled(&index_select(grad, dim as i64, &context.saved(0)?)?, alpha)?),
                    false => None,
                };
                Ok(smallvec![Some(grad.clone()), of_source])
            },
        )
    }

    /// `input` with the slices of `source` written to the places along `dim` that the 1-d `index` names. Where places repeat,
    /// the last one stays.
    pub fn index_copy(input: Target, dim: i64, index: &Tensor, source: &Tensor) -> Tensor, out(Same), inplace, shape(Same) {
        let dim = wrap_dim(dim, input.rank())?;
        ensure_copyable(dim, index, source, &input)?;
        let read = input.apart(source)?;
        let shape: Dims = source.layout().shape.clone();
        input.change(
            &Change { name: "IndexCopyBackward0", inputs: &[source], keep: &[index], output: false },
            |target| {
                let views = (index.as_view(), read.as_view(), target.as_view_mut());
                let result = backend(target.device()).index_scatter(ScatterMode::Set, dim, &views.0, &views.1, &views.2);
                result.map_err(|error| if is_out_of_range(&error) { error!(Index, "index_copy_(): {}", error.message()) } else { error })
            },
            move |context, grads| {
                let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
                let index = context.saved(0)?;
                let zero = Tensor::wrapped_number(0.into())?;
                let of_input = match context.needs(0) {
                    true => Some(index_fill(grad.into(), dim as i64, &index, Operand(&zero))?),
                    false => None,
                };
                let of_source = match context.needs(1) {
                    true => Some(views::reshape_to(&index_select(grad, dim as i64, &index)?, &shape)?),
                    false => None,
                };
                Ok(smallvec![of_input, of_source])
            },
        )
    }

    /// `input` with `value`, a number or a 0-d tensor, in the slices along `dim` that the 1-d `index` names. Negative indices
    /// count from the end.
    pub fn index_fill(input: Target, dim: i64, index: &Tensor, value: Operand) -> Tensor, inplace, shape(Same) {
        ensure!(index.dtype() == DType::I64, Index, "index_fill_(): Expected dtype int64 for index.");
        ensure!(index.rank() <= 1, Shape, "Index has to be a vector/scalar");
        let dim = wrap_dim(dim, input.rank())?;
        let filling = input.apart(&fill_value("index_fill_", &value, &input)?)?;
        let _size = input.shape().get(dim).copied().unwrap_or(1);
        let is_number = value.is_wrapped_number();
        let mut shape: SmallVec<[usize; 6]> = SmallVec::from_slice(index.shape());
        shape.extend(other_sizes(input.shape(), dim));
        input.change(
            &Change {
                name: if is_number { "IndexFillBackward0" } else { "IndexFillBackward1" },
                inputs: &[&filling],
                keep: &[index],
                output: false,
            },
            |target| {
                let values = filling.broadcast_view(&shape)?;
                backend(target.device()).index_put(&[dim], &[index.as_view()], &values, false, &target.as_view_mut())
            },
            move |context, grads| {
                let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
                let index = context.saved(0)?;
                let zero = Tensor::wrapped_number(0.into())?;
                let of_input = match context.needs(0) {
                    true => Some(index_fill(grad.into(), dim as i64, &index, Operand(&zero))?),
                    false => None,
                };
                let of_value = match context.needs(1) {
                    true => Some(total_of_slices(grad, dim, &index)?),
                    false => None,
                };
                Ok(smallvec![of_input, of_value])
            },
        )
    }
}
