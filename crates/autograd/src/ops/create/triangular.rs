//! Diagonals and triangles of matrices.

use crate::{
    Tensor,
    call::{Change, Target, ops},
    device::backend,
    ops::{
        reduce::sum,
        view::{view_copies::fresh, views},
    },
    tape::record_linear,
};
use smallvec::smallvec;
use tapir_core::{DType, Dims, Result, bail, ensure, wrap_dim};

/// The elements on one side of a diagonal, zeros elsewhere.
fn triangle(input: Target, upper: bool, diagonal: i64) -> Result<Tensor> {
    let op = if upper { "triu" } else { "tril" };
    ensure!(input.rank() >= 2, Shape, "{op}: input tensor must have at least 2 dimensions");
    let name = if upper { "TriuBackward0" } else { "TrilBackward0" };
    let cut =
        |target: &Tensor| backend(input.device()).triangle(upper, diagonal, &input.as_view(), &target.as_view_mut());
    if input.is_in_place() {
        let change = Change { name, inputs: &[], keep: &[], output: false };
        let gradient = move |grad: &Tensor| triangle(grad.into(), upper, diagonal);
        return input.change(&change, cut, move |_, grads| Ok(smallvec![grads[0].as_ref().map(gradient).transpose()?]));
    }
    let output = Tensor::empty(input.shape(), input.dtype(), input.device())?;
    cut(&output)?;
    Ok(record_linear(output, name, &input, move |grad| triangle(grad.into(), upper, diagonal)))
}

/// The last dimension as a diagonal between the new dimensions `a` and `b`.
fn embedded(input: &Tensor, offset: i64, a: usize, b: usize) -> Result<Tensor> {
    let length = input.shape()[input.rank() - 1] as u64;
    let side = length.checked_add(offset.unsigned_abs()).and_then(|side| usize::try_from(side).ok());
    let side = side.ok_or_else(|| tapir_core::error!(Memory, "diag_embed: offset {offset} is too large"))?;
    let mut shape: Dims = input.shape()[..input.rank() - 1].iter().copied().collect();
    let (first, second) = (a.min(b), a.max(b));
    shape.insert(first, side);
    shape.insert(second, side);
    let output = views::embed(&input.detach(), &shape, |whole| views::diagonal_of(whole, offset, a, b))?;
    Ok(record_linear(output, "DiagEmbedBackward0", input, move |grad| Ok(views::diagonal_of(grad, offset, a, b))))
}

ops! {
    /// The elements on and below a diagonal of each matrix, zeros above. A positive `diagonal` lies above the main one.
    pub fn tril(input: Target, diagonal: i64 = 0) -> Tensor, out(Same), inplace, shape(Same) {
        triangle(input, false, diagonal)
    }

    /// The elements on and above a diagonal of each matrix, zeros below. A positive `diagonal` lies above the main one.
    pub fn triu(input: Target, diagonal: i64 = 0) -> Tensor, out(Same), inplace, shape(Same) {
        triangle(input, true, diagonal)
    }

    /// A vector as the diagonal of a square matrix, or the diagonal of a matrix, copied.
    pub fn diag(input: &Tensor, diagonal: i64 = 0) -> Tensor, out(Same) {
        match input.rank() {
            1 => embedded(input, diagonal, 0, 1),
            2 => fresh(&views::diagonal_of(input, diagonal, 0, 1)),
            rank => bail!(Shape, "diag(): Supports 1D or 2D tensors. Got {rank}D"),
        }
    }

    /// The last dimension laid out as a diagonal between two new dimensions `dim1` and `dim2`, zeros elsewhere.
    pub fn diag_embed(input: &Tensor, offset: i64 = 0, dim1: i64 = -2, dim2: i64 = -1) -> Tensor {
        let rank = input.rank() + 1;
        let (a, b) = (wrap_dim(dim1, rank)?, wrap_dim(dim2, rank)?);
        ensure!(a != b, Shape, "diagonal dimensions cannot be identical {dim1}, {dim2}");
        ensure!(input.rank() > 0, Shape, "diag_embed(): input must have at least one dimension");
        embedded(input, offset, a, b)
    }

    /// All elements in row-major order as the diagonal of a square matrix.
    pub fn diagflat(input: &Tensor, offset: i64 = 0) -> Tensor {
        embedded(&views::reshape_to(input, &[input.numel()])?, offset, 0, 1)
    }

    /// The sum of the diagonal of a matrix; integers add up as int64.
    pub fn trace(input: &Tensor) -> Tensor {
        ensure!(input.rank() == 2, Shape, "trace: expected a matrix, but got tensor with dim {}", input.rank());
        ensure!(input.dtype() != DType::Bool, DType, "\"trace\" not implemented for 'Bool'");
        let shape: Dims = input.layout().shape.clone();
        let length = shape[0].min(shape[1]);
        let sum = sum::sum(&views::diagonal_of(&input.detach(), 0, 0, 1), None, false, None)?;
        Ok(record_linear(sum, "TraceBackward0", input, move |grad| {
            views::embed(&views::expand_to(grad, &[length])?, &shape, |whole| views::diagonal_of(whole, 0, 0, 1))
        }))
    }
}
