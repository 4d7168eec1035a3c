//! Shapes made from shapes: flattening, moving dimensions, transposes as properties, at least so many dimensions.

use crate::{
    Tensor,
    call::ops,
    ops::{
        pointwise::arithmetic as a,
        view::{copies, views},
    },
};
use tapir_core::{Dims, Result, bail, ensure, wrap_dim};

/// A shape as a caller would write it.
pub(crate) fn sizes_of(tensor: &Tensor) -> Vec<i64> {
    tensor.shape().iter().map(|&size| size as i64).collect()
}

/// Dimensions `start..=end` as one.
pub(crate) fn flatten_dims(input: &Tensor, start: usize, end: usize) -> Result<Tensor> {
    let mut shape: Dims = input.layout().shape.clone();
    let merged = shape[start..=end].iter().product();
    shape.drain(start + 1..=end);
    shape[start] = merged;
    views::reshape_to(input, &shape)
}

/// The last two dimensions exchanged; a number stays as it is.
fn matrix_transpose(property: &str, input: &Tensor) -> Result<Tensor> {
    if input.rank() == 0 {
        return Ok(input.clone());
    }
    ensure!(
        input.rank() >= 2,
        Shape,
        "tensor.{property} is only supported on matrices or batches of matrices. Got {}-D tensor.",
        input.rank()
    );
    Ok(views::transpose_dims(input, input.rank() - 2, input.rank() - 1, "TransposeBackward0"))
}

fn at_least(input: &Tensor, rank: usize) -> Result<Tensor> {
    Ok(match (input.rank(), rank) {
        (have, want) if have >= want => input.clone(),
        (0, _) => views::reshape_to(input, &[1, 1, 1][..rank])?,
        (1, 2) => views::unsqueeze_at(input, 0),
        (1, _) => views::unsqueeze_at(&views::unsqueeze_at(input, 0), 2),
        (have, _) => views::unsqueeze_at(input, have),
    })
}

fn all_at_least(tensors: &[Tensor], rank: usize) -> Result<Vec<Tensor>> {
    tensors.iter().map(|tensor| at_least(tensor, rank)).collect()
}

/// The dimensions of one side of a move, wrapped and checked to differ.
fn moved_dims(side: &str, dims: &[i64], rank: usize) -> Result<Vec<usize>> {
    let wrapped: Vec<usize> = dims.iter().map(|&dim| wrap_dim(dim, rank)).collect::<Result<_>>()?;
    for (position, dim) in wrapped.iter().enumerate() {
        ensure!(!wrapped[..position].contains(dim), Shape, "movedim: repeated dim in `{side}` ({dims:?})");
    }
    Ok(wrapped)
}

ops! {
    /// Dimensions `start_dim` to `end_dim`, both included, as one: a view if the strides allow one, else a copy.
    pub fn flatten(input: &Tensor, start_dim: i64 = 0, end_dim: i64 = -1) -> Tensor {
        let (start, end) = (wrap_dim(start_dim, input.rank())?, wrap_dim(end_dim, input.rank())?);
        ensure!(start <= end, Shape, "flatten() has invalid args: start_dim cannot come after end_dim");
        if input.rank() == 0 {
            return views::reshape_to(input, &[1]);
        }
        if start == end {
            return Ok(input.clone());
        }
        flatten_dims(input, start, end)
    }

    /// All elements in row-major order as a vector: a view if they lie that way, else a copy.
    pub fn ravel(input: &Tensor) -> Tensor {
        views::view(&copies::contiguous(input)?, &[-1])
    }

    /// One dimension unfolded into several of the given sizes, one of which may be −1.
    pub fn unflatten(input: &Tensor, dim: i64, sizes: &[i64]) -> Tensor {
        ensure!(!sizes.is_empty(), Value, "unflatten: sizes must be non-empty");
        let dim = wrap_dim(dim, input.rank())?;
        let Some(&extent) = input.shape().get(dim) else {
            bail!(Index, "unflatten got an unexpected error:\nDimension specified as {dim} but tensor has no dimensions");
        };
        if sizes.iter().filter(|&&size| size == -1).count() > 1 {
            bail!(Shape, "unflatten got an unexpected error:\nonly one dimension can be inferred");
        }
        let inner = views::infer_shape(sizes, extent).map_err(|_| tapir_core::error!(
            Shape,
            "unflatten: Provided sizes {sizes:?} don't multiply up to the size of dim {dim} ({extent}) in the input tensor"
        ))?;
        let mut shape = sizes_of(input);
        shape.splice(dim..=dim, inner.iter().map(|&size| size as i64));
        views::view(input, &shape)
    }

    /// Dimensions moved from `source` to `destination`; the others keep their order.
    pub fn movedim(input: &Tensor, source: &[i64], destination: &[i64]) -> Tensor {
        ensure!(
            source.len() == destination.len(), Shape,
            "movedim: Invalid source or destination dims: source ({source:?} dims) should contain the same number of dims as destination ({destination:?} dims)"
        );
        let from = moved_dims("source", source, input.rank())?;
        let to = moved_dims("destination", destination, input.rank())?;
        if input.rank() == 0 {
            return Ok(input.clone());
        }
        let mut rest = (0..input.rank()).filter(|dim| !from.contains(dim));
        let order: Vec<usize> = (0..input.rank())
            .filter_map(|place| match to.iter().position(|&dim| dim == place) {
                Some(moved) => Some(from[moved]),
                None => rest.next(),
            })
            .collect();
        Ok(views::permute_to(input, &order))
    }

    /// All dimensions in reverse order: for a matrix, its transpose.
    pub fn transposed as "T"(input: &Tensor) -> Tensor, only(property) {
        Ok(views::permute_to(input, &(0..input.rank()).rev().collect::<Vec<_>>()))
    }

    /// The last two dimensions exchanged: the transpose of each matrix of a batch.
    pub fn matrix_transposed as "mT"(input: &Tensor) -> Tensor, only(property), shape(Transpose) {
        matrix_transpose("mT", input)
    }

    /// A matrix conjugated and transposed.
    pub fn conjugate_transposed as "H"(input: &Tensor) -> Tensor, only(property), shape(Transpose) {
        ensure!(
            matches!(input.rank(), 0 | 2), Shape,
            "tensor.H is only supported on matrices (2-D tensors). Got {}-D tensor.{}",
            input.rank(), if input.rank() > 2 { " For batches of matrices, consider using tensor.mH" } else { "" }
        );
        a::conj(&matrix_transpose("H", input)?)
    }

    /// Each matrix of a batch conjugated and transposed.
    pub fn matrix_conjugate_transposed as "mH"(input: &Tensor) -> Tensor, only(property), shape(Transpose) {
        a::conj(&matrix_transpose("mH", input)?)
    }

    /// Each matrix of a batch conjugated and transposed, as the property `mH`.
    pub fn adjoint(input: &Tensor) -> Tensor, shape(Transpose) {
        ensure!(
            input.rank() != 1, Shape,
            "tensor.adjoint() is only supported on matrices or batches of matrices. Got 1-D tensor."
        );
        a::conj(&matrix_transpose("adjoint()", input)?)
    }

    /// A view with the shape of `other`.
    pub fn view_as(input: &Tensor, other: &Tensor) -> Tensor, only(method) {
        views::view(input, &sizes_of(other))
    }

    /// The same elements with the shape of `other`: a view if the strides allow one, else a copy.
    pub fn reshape_as(input: &Tensor, other: &Tensor) -> Tensor, only(method) {
        views::reshape(input, &sizes_of(other))
    }

    /// A number as a vector of one element; anything else as it is.
    pub fn atleast_1d(input: &Tensor) -> Tensor, only(function) {
        at_least(input, 1)
    }

    /// Each tensor with at least one dimension.
    pub fn atleast_1d_list as "atleast_1d"(tensors: &[Tensor]) -> Vec<Tensor>, variadic {
        all_at_least(tensors, 1)
    }

    /// A number or a vector as a matrix of one row; anything else as it is.
    pub fn atleast_2d(input: &Tensor) -> Tensor, only(function) {
        at_least(input, 2)
    }

    /// Each tensor with at least two dimensions.
    pub fn atleast_2d_list as "atleast_2d"(tensors: &[Tensor]) -> Vec<Tensor>, variadic {
        all_at_least(tensors, 2)
    }

    /// With dimensions of size 1 added until there are three: a vector in the middle, a matrix in front.
    pub fn atleast_3d(input: &Tensor) -> Tensor, only(function) {
        at_least(input, 3)
    }

    /// Each tensor with at least three dimensions.
    pub fn atleast_3d_list as "atleast_3d"(tensors: &[Tensor]) -> Vec<Tensor>, variadic {
        all_at_least(tensors, 3)
    }
}
