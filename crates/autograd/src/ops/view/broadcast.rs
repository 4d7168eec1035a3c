//! Shapes brought together: expansion to a common shape, its inverse by summation, and coordinate grids.

use crate::{
    Tensor,
    call::ops,
    copying,
    ops::{
        reduce::sum,
        view::{reshaping::sizes_of, views},
    },
};
use tapir_core::{DType, Dims, Result, bail, broadcast_shapes as common_shape, ensure};

/// The shape several shapes broadcast to, in the words of `torch.broadcast_shapes`.
fn common_sizes(shapes: &[Vec<i64>]) -> Result<Vec<i64>> {
    let rank = shapes.iter().map(Vec::len).max().unwrap_or(0);
    let mut common = vec![1; rank];
    for (position, shape) in shapes.iter().enumerate() {
        for back in 1..=shape.len() {
            let (size, place) = (shape[shape.len() - back], rank - back);
            if size == 1 || size == common[place] {
                continue;
            }
            ensure!(
                size >= 0 && common[place] == 1,
                Shape,
                "Attempting to broadcast a dimension of length {size} at -{back}! Mismatching argument at index {position} had {shape:?}; but expected shape should be broadcastable to {common:?}"
            );
            common[place] = size;
        }
    }
    Ok(common)
}

fn ensure_grid(tensors: &[Tensor], indexing: &str) -> Result<()> {
    ensure!(!tensors.is_empty(), Value, "meshgrid expects a non-empty TensorList");
    for tensor in tensors {
        ensure!(
            tensor.rank() <= 1,
            Shape,
            "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {:?}",
            tensor.shape()
        );
        ensure!(tensor.dtype() == tensors[0].dtype(), DType, "meshgrid expects all tensors to have the same dtype");
    }
    ensure!(
        matches!(indexing, "ij" | "xy"),
        Value,
        "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: {indexing}"
    );
    Ok(())
}

ops! {
    /// A view expanded to the shape of `other`.
    pub fn expand_as(input: &Tensor, other: &Tensor) -> Tensor, only(method) {
        views::expand(input, &sizes_of(other), false)
    }

    /// A view in which dimensions of size 1 repeat up to the given sizes.
    pub fn broadcast_to(input: &Tensor, size: &[i64]) -> Tensor, shape(Sizes) {
        views::expand(input, size, false)
    }

    /// Views of all tensors expanded to the shape they broadcast to.
    pub fn broadcast_tensors(tensors: &[Tensor] = &[]) -> Vec<Tensor>, variadic {
        let shape = tensors.iter().try_fold(Dims::new(), |shape, tensor| common_shape(&shape, tensor.shape()))?;
        let sizes: Vec<i64> = shape.iter().map(|&size| size as i64).collect();
        tensors.iter().map(|tensor| views::expand(tensor, &sizes, false)).collect()
    }

    /// The shape that shapes broadcast to.
    pub fn broadcast_shapes(shapes: &[Vec<i64>] = &[]) -> Vec<i64>, variadic {
        common_sizes(shapes)
    }

    /// Coordinate grids: the view number `i` varies along dimension `i` as `tensors[i]` does, and repeats along the others.
    /// With `indexing = 'xy'` the first two dimensions are exchanged.
    pub fn meshgrid(tensors: &[Tensor], indexing: &str = "ij") -> Vec<Tensor>, variadic {
        ensure_grid(tensors, indexing)?;
        let sizes: Vec<i64> = tensors.iter().map(|tensor| tensor.numel() as i64).collect();
        let swaps = indexing == "xy" && tensors.len() >= 2;
        let grid = |(dim, tensor): (usize, &Tensor)| {
            let mut own = vec![1; tensors.len()];
            own[dim] = sizes[dim];
            let grid = views::expand(&views::view(tensor, &own)?, &sizes, false)?;
            Ok(if swaps { views::transpose_dims(&grid, 0, 1, "TransposeBackward0") } else { grid })
        };
        tensors.iter().enumerate().map(grid).collect()
    }

    /// The sum over the dimensions by which `input` exceeds `size`: the inverse of broadcasting. Integers
    /// and bools add up as int64.
    pub fn sum_to_size(input: &Tensor, size: &[i64]) -> Tensor, shape(Sizes), only(method), variadic {
        let Ok(target) = views::checked_shape(size) else {
            bail!(Shape, "size {{{size:?}}} is not expandable to size {{{:?}}}.", input.shape());
        };
        ensure!(
            sum::is_expandable_to(&target, input.shape()), Shape,
            "size {{{size:?}}} is not expandable to size {{{:?}}}.", input.shape()
        );
        if input.dtype().is_integral() && (target.is_empty() || input.shape() != target.as_slice()) {
            return sum::sum_to(&copying::cast(input, DType::I64)?, &target);
        }
        sum::sum_to(input, &target)
    }
}
