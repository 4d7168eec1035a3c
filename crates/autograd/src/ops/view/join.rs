//! Tensors put together into one new tensor: `cat`, `stack` and their relatives. Inputs keep their values; dtypes are
//! promoted to the one all of them fit.

use crate::{
    Tensor,
    call::ops,
    device::backend,
    ops::view::{reshaping, views},
    tape::{Context, Grads, record},
};
use tapir_core::{DType, Dims, Layout, Result, ensure, error, wrap_dim};

/// Writes `source` into the part of a new tensor that `part` describes; shapes are equal.
fn write_part(output: &Tensor, part: Layout, source: &Tensor) -> Result<()> {
    let part = Tensor::over(output.storage().clone(), part, output.dtype());
    backend(output.device()).copy(&source.as_view(), &part.as_view_mut())
}

/// The dtype that elements of all tensors convert to. Tensors are all of one rank class here, so none is weak.
fn common_dtype(tensors: &[Tensor]) -> DType {
    tensors.iter().map(Tensor::dtype).reduce(DType::promote).unwrap_or(DType::F32)
}

/// One gradient per input, computed only for those that want one.
fn per_input(context: &Context, count: usize, mut part: impl FnMut(usize) -> Result<Tensor>) -> Result<Grads> {
    (0..count).map(|input| context.needs(input).then(|| part(input)).transpose()).collect()
}

/// How tensors are laid end to end.
struct Joint {
    dim: usize,
    shape: Dims,
    /// The length of each along `dim`; `None` for an empty vector, which PyTorch lets join anything.
    lengths: Vec<Option<usize>>,
}

impl Joint {
    fn new(tensors: &[Tensor], dim: i64) -> Result<Joint> {
        ensure!(!tensors.is_empty(), Value, "torch.cat(): expected a non-empty list of Tensors");
        if let Some(position) = tensors.iter().position(|tensor| tensor.rank() == 0) {
            tapir_core::bail!(Shape, "zero-dimensional tensor (at position {position}) cannot be concatenated");
        }
        let is_passed_over = |tensor: &Tensor| tensor.shape() == [0];
        let Some(model) = tensors.iter().find(|tensor| !is_passed_over(tensor)) else {
            return Ok(Joint { dim: 0, shape: Dims::from_slice(&[0]), lengths: vec![None; tensors.len()] });
        };
        let dim = wrap_dim(dim, model.rank())?;
        let mut shape: Dims = model.layout().shape.clone();
        let mut total = Some(0usize);
        let mut lengths = Vec::with_capacity(tensors.len());
        for (position, tensor) in tensors.iter().enumerate() {
            if is_passed_over(tensor) {
                lengths.push(None);
                continue;
            }
            ensure_fits(model, tensor, dim, position)?;
            let length = tensor.shape()[dim];
            total = total.and_then(|total| total.checked_add(length));
            lengths.push(Some(length));
        }
        shape[dim] = total.ok_or_else(|| error!(Memory, "the sizes to concatenate along dimension {dim} overflow"))?;
        Ok(Joint { dim, shape, lengths })
    }
}

fn ensure_fits(model: &Tensor, tensor: &Tensor, dim: usize, position: usize) -> Result<()> {
    ensure!(
        tensor.rank() == model.rank(),
        Shape,
        "Tensors must have same number of dimensions: got {} and {}",
        model.rank(),
        tensor.rank()
    );
    for (other, (&expected, &got)) in model.shape().iter().zip(tensor.shape()).enumerate() {
        ensure!(
            other == dim || expected == got,
            Shape,
            "Sizes of tensors must match except in dimension {dim}. Expected size {expected} but got size {got} for tensor number {position} in the list."
        );
    }
    Ok(())
}

fn stacked(tensors: &[Tensor], dim: usize) -> Result<Tensor> {
    let first = &tensors[0];
    let mut shape: Dims = first.layout().shape.clone();
    shape.insert(dim, tensors.len());
    let output = Tensor::empty(&shape, common_dtype(tensors), first.device())?;
    for (index, tensor) in tensors.iter().enumerate() {
        write_part(&output, output.layout().select(dim, index), tensor)?;
    }
    let (inputs, count) = (tensors.iter().collect::<Vec<_>>(), tensors.len());
    Ok(record(output, "StackBackward0", &inputs, &[], move |context, grads| {
        let Some(grad) = &grads[0] else { return Ok(Grads::from_elem(None, count)) };
        per_input(context, count, |index| Ok(views::select_dim(grad, dim, index)))
    }))
}

fn ensure_some(op: &str, tensors: &[Tensor]) -> Result<()> {
    ensure!(!tensors.is_empty(), Value, "{op} expects a non-empty TensorList");
    Ok(())
}

/// A vector or a number as a column, as it stands in a matrix of columns.
fn as_column(tensor: &Tensor) -> Result<Tensor> {
    if tensor.rank() <= 1 { views::reshape_to(tensor, &[tensor.numel(), 1]) } else { Ok(tensor.clone()) }
}

/// A number or a vector as the one row of a matrix.
fn as_block(tensor: &Tensor, position: usize) -> Result<Tensor> {
    ensure!(
        tensor.rank() <= 2,
        Shape,
        "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {position} has {} dimensions",
        tensor.rank()
    );
    reshaping::atleast_2d(tensor)
}

/// The part of a block-diagonal matrix where a block begins.
fn block_at(layout: &Layout, row: usize, column: usize, shape: &[usize]) -> Layout {
    layout.narrow(0, row, shape[0]).narrow(1, column, shape[1])
}

ops! {
    /// Tensors laid end to end along `dim`. All other sizes must agree; an empty vector joins anything.
    ///
    /// The dtype is the one all dtypes promote to. If all tensors are channels-last, so is the result.
    pub fn cat(tensors: &[Tensor], dim: i64 = 0) -> Tensor, out(Converted), shape(Cat) {
        let Joint { dim, shape, lengths } = Joint::new(tensors, dim)?;
        let layout = if tensors.iter().all(|tensor| tensor.layout().is_channels_last()) { Layout::channels_last(&shape) } else { Layout::contiguous(&shape) };
        let output = Tensor::empty_with(layout, common_dtype(tensors), tensors[0].device())?;
        let mut parts = Vec::with_capacity(tensors.len());
        let mut start = 0;
        for (tensor, length) in tensors.iter().zip(lengths) {
            if let Some(length) = length {
                write_part(&output, output.layout().narrow(dim, start, length), tensor)?;
                parts.push(Some((start, length)));
                start += length;
            } else {
                parts.push(None);
            }
        }
        let inputs: Vec<&Tensor> = tensors.iter().collect();
        Ok(record(output, "CatBackward0", &inputs, &[], move |context, grads| {
            let Some(grad) = &grads[0] else { return Ok(Grads::from_elem(None, parts.len())) };
            per_input(context, parts.len(), |input| match parts[input] {
                Some((start, length)) => Ok(views::slice_dim(grad, dim, start, length, 1)),
                None => Tensor::zeros(&[0], grad.dtype(), grad.device()),
            })
        }))
    }

    /// Tensors of one shape along a new dimension at `dim`.
    pub fn stack(tensors: &[Tensor], dim: i64 = 0) -> Tensor, out(Converted), shape(Stack) {
        ensure_some("stack", tensors)?;
        let first = tensors[0].shape();
        if let Some((position, other)) = tensors.iter().enumerate().find(|(_, tensor)| tensor.shape() != first) {
            tapir_core::bail!(
                Shape,
                "stack expects each tensor to be equal size, but got {first:?} at entry 0 and {:?} at entry {position}", other.shape()
            );
        }
        stacked(tensors, wrap_dim(dim, first.len() + 1)?)
    }

    /// Tensors side by side: vectors along their only dimension, all others along the second.
    pub fn hstack(tensors: &[Tensor]) -> Tensor, out(Converted) {
        ensure_some("hstack", tensors)?;
        let tensors = reshaping::atleast_1d_list(tensors)?;
        cat(&tensors, i64::from(tensors[0].rank() > 1))
    }

    /// Tensors on top of each other: vectors as rows, all others along the first dimension.
    pub fn vstack(tensors: &[Tensor]) -> Tensor, out(Converted) {
        ensure_some("vstack", tensors)?;
        cat(&reshaping::atleast_2d_list(tensors)?, 0)
    }

    /// Tensors one behind the other, along the third dimension.
    pub fn dstack(tensors: &[Tensor]) -> Tensor, out(Converted) {
        ensure_some("dstack", tensors)?;
        cat(&reshaping::atleast_3d_list(tensors)?, 2)
    }

    /// Vectors as the columns of a matrix; tensors of higher rank as they are, side by side.
    pub fn column_stack(tensors: &[Tensor]) -> Tensor, out(Converted) {
        ensure_some("column_stack", tensors)?;
        hstack(&tensors.iter().map(as_column).collect::<Result<Vec<_>>>()?)
    }

    /// A matrix with the given matrices along its diagonal and zeros elsewhere; vectors count as one row.
    pub fn block_diag(tensors: &[Tensor] = &[]) -> Tensor, variadic {
        let Some(first) = tensors.first() else {
            return Tensor::empty(&[1, 0], DType::F32, tapir_core::Device::default());
        };
        let blocks: Vec<Tensor> =
            tensors.iter().enumerate().map(|(position, tensor)| as_block(tensor, position)).collect::<Result<_>>()?;
        let extent = |dim: usize| blocks.iter().try_fold(0usize, |sum, block| sum.checked_add(block.shape()[dim]));
        let overflow = || error!(Memory, "block_diag: the sizes of the blocks overflow");
        let shape = [extent(0).ok_or_else(overflow)?, extent(1).ok_or_else(overflow)?];
        let output = Tensor::zeros(&shape, common_dtype(tensors), first.device())?;
        let (mut row, mut column) = (0, 0);
        let mut places = Vec::with_capacity(blocks.len());
        for block in &blocks {
            write_part(&output, block_at(output.layout(), row, column, block.shape()), block)?;
            places.push((row, column, block.layout().shape.clone()));
            row += block.shape()[0];
            column += block.shape()[1];
        }
        let inputs: Vec<&Tensor> = blocks.iter().collect();
        Ok(record(output, "BlockDiagBackward0", &inputs, &[], move |context, grads| {
            let Some(grad) = &grads[0] else { return Ok(Grads::from_elem(None, places.len())) };
            per_input(context, places.len(), |input| {
                let (row, column, shape) = &places[input];
                let rows = views::slice_dim(grad, 0, *row, shape[0], 1);
                Ok(views::slice_dim(&rows, 1, *column, shape[1], 1))
            })
        }))
    }
}
