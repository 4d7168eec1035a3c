//! Copies in another order or several times: flips, rolls, rotations, repetitions. Each is a few strided copies.

use crate::{
    Tensor,
    call::ops,
    copying::{self, contiguous_clone},
    device::backend,
    ops::{
        index::slices,
        reduce::sum,
        view::{
            reshaping, view_copies,
            views::{self, checked_shape},
        },
    },
    tape::record_linear,
    tensor::list_of,
};
use smallvec::SmallVec;
use tapir_core::{DType, Dims, Layout, Result, bail, ensure, ensure_distinct, error, wrap_dim};
use tapir_ops::View;

/// What a kernel sees of `input` read backwards along some dimensions.
fn reversed(input: &Tensor, dims: &[usize]) -> View {
    let mut view = input.as_view();
    for &dim in dims {
        let steps = view.shape[dim].saturating_sub(1) as isize * view.strides[dim];
        view.pointer = view.pointer.wrapping_offset(steps * input.dtype().size() as isize);
        view.strides[dim] = -view.strides[dim];
    }
    view
}

/// A flipped copy without history.
fn flipped(input: &Tensor, dims: &[usize]) -> Result<Tensor> {
    let output = Tensor::empty(input.shape(), input.dtype(), input.device())?;
    if output.numel() > 0 {
        backend(input.device()).copy(&reversed(input, dims), &output.as_view_mut())?;
    }
    Ok(output)
}

fn flip_dims(input: &Tensor, dims: SmallVec<[usize; 6]>) -> Result<Tensor> {
    let output = flipped(input, &dims)?;
    Ok(record_linear(output, "FlipBackward0", input, move |grad| flip_dims(grad, dims.clone())))
}

/// Rolls `(dim, shift)`, each shift less than the size. The copy of a box falls into a box for each choice of a side.
fn roll_by(input: &Tensor, shifts: SmallVec<[(usize, usize); 6]>) -> Result<Tensor> {
    let output = Tensor::empty(input.shape(), input.dtype(), input.device())?;
    let corners = if output.numel() == 0 { 0 } else { 1usize << shifts.len() };
    for corner in 0..corners {
        let (mut from, mut to) = (input.layout().clone(), output.layout().clone());
        for (bit, &(dim, shift)) in shifts.iter().enumerate() {
            let kept = input.shape()[dim] - shift;
            let wraps = corner >> bit & 1 == 1;
            let (source, target, length) = if wraps { (kept, 0, shift) } else { (0, shift, kept) };
            from = from.narrow(dim, source, length);
            to = to.narrow(dim, target, length);
        }
        let part = |whole: &Tensor, layout| Tensor::over(whole.storage().clone(), layout, whole.dtype());
        backend(input.device()).copy(&part(input, from).as_view(), &part(&output, to).as_view_mut())?;
    }
    Ok(record_linear(output, "RollBackward0", input, move |grad| {
        roll_by(grad, shifts.iter().map(|&(dim, shift)| (dim, grad.shape()[dim] - shift)).collect())
    }))
}

/// Total shifts per dimension, without those that change nothing.
fn net_shifts(input: &Tensor, shifts: &[i64], dims: &[i64]) -> Result<SmallVec<[(usize, usize); 6]>> {
    if let ([], Some(dim)) = (input.shape(), dims.first()) {
        bail!(Index, "Dimension specified as {dim} but tensor has no dimensions");
    }
    let mut total: Dims = Dims::from_elem(0, input.rank());
    for (&shift, &dim) in shifts.iter().zip(dims) {
        let dim = wrap_dim(dim, input.rank())?;
        if let Some(&size) = input.shape().get(dim).filter(|&&size| size > 0) {
            total[dim] = (total[dim] + shift.rem_euclid(size as i64) as usize) % size;
        }
    }
    Ok(total.into_iter().enumerate().filter(|&(_, shift)| shift > 0).collect())
}

/// A quarter turn, `turns` times (0 to 3), from dimension `a` towards `b`.
fn rotated(input: &Tensor, turns: i64, a: usize, b: usize) -> Result<Tensor> {
    let transposed = |flipped: Tensor| {
        let layout = flipped.layout().transpose(a, b);
        Tensor::over(flipped.storage().clone(), layout, flipped.dtype())
    };
    let output = match turns {
        1 => transposed(flipped(input, &[b])?),
        2 => flipped(input, &[a, b])?,
        3 => transposed(flipped(input, &[a])?),
        _ => contiguous_clone(input)?,
    };
    Ok(record_linear(output, "Rot90Backward0", input, move |grad| rotated(grad, (4 - turns) % 4, a, b)))
}

/// Copies of `input` laid side by side, `repeats` along each dimension; new dimensions go in front.
fn repeated(input: &Tensor, repeats: &[i64]) -> Result<Tensor> {
    let Some(lead) = repeats.len().checked_sub(input.rank()) else {
        bail!(Shape, "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor");
    };
    let inner: Dims = std::iter::repeat_n(1, lead).chain(input.shape().iter().copied()).collect();
    let sizes: Vec<i64> =
        inner.iter().zip(repeats).map(|(&size, &count)| (size as i64).saturating_mul(count)).collect();
    let shape = checked_shape(&sizes).map_err(|problem| negative(problem, &sizes))?;
    let output = Tensor::empty(&shape, input.dtype(), input.device())?;
    // The same memory with each dimension cut into the repetitions and what is repeated.
    let pairs: Dims = repeats.iter().zip(&inner).flat_map(|(&count, &size)| [count.max(0) as usize, size]).collect();
    let blocks: Dims = inner.iter().flat_map(|&size| [1, size]).collect();
    if output.numel() > 0 {
        let target = Tensor::over(output.storage().clone(), Layout::contiguous(&pairs), output.dtype());
        let source = views::reshape_to(&views::expand_to(&input.detach(), &inner)?, &blocks)?;
        backend(input.device()).copy(&source.broadcast_view(&pairs)?, &target.as_view_mut())?;
    }
    let original: Dims = input.layout().shape.clone();
    Ok(record_linear(output, "RepeatBackward0", input, move |grad| {
        let grad = sum::sum_to(&views::reshape_to(grad, &pairs)?, &blocks)?;
        views::reshape_to(&grad, &original)
    }))
}

fn negative(problem: tapir_core::Error, sizes: &[i64]) -> tapir_core::Error {
    match sizes.iter().find(|&&size| size < 0) {
        Some(size) => error!(Shape, "Trying to create tensor with negative dimension {size}: {sizes:?}"),
        None => problem,
    }
}

/// For each place of the result of repeating element `i` `counts[i]` times, the element there.
fn interleaved_indices(counts: &[i64], output_size: Option<i64>) -> Result<Vec<i64>> {
    ensure!(counts.iter().all(|&count| count >= 0), Value, "repeats can not be negative");
    let total = counts.iter().map(|&count| i128::from(count)).sum::<i128>();
    ensure!(
        output_size.is_none_or(|size| i128::from(size) == total),
        Value,
        "allocated size does not match required size"
    );
    let too_many = || error!(Memory, "repeat_interleave: {total} elements do not fit in memory");
    let mut indices = Vec::new();
    indices.try_reserve_exact(usize::try_from(total).map_err(|_| too_many())?).map_err(|_| too_many())?;
    for (index, &count) in counts.iter().enumerate() {
        indices.extend(std::iter::repeat_n(index as i64, count as usize));
    }
    Ok(indices)
}

fn counts_of(repeats: &Tensor) -> Result<Vec<i64>> {
    ensure!(
        matches!(repeats.dtype(), DType::I64 | DType::I32),
        DType,
        "\"repeat_interleave_cpu\" not implemented for '{}'",
        repeats.dtype().scalar_name()
    );
    copying::cast(&repeats.detach(), DType::I64)?.to_vec()
}

/// The tensor and the dimension to repeat along; without one, the flattened tensor.
fn along(input: &Tensor, dim: Option<i64>) -> Result<(Tensor, usize)> {
    match dim {
        None => Ok((views::reshape_to(input, &[input.numel()])?, 0)),
        Some(dim) => Ok((reshaping::atleast_1d(input)?, wrap_dim(dim, input.rank())?)),
    }
}

ops! {
    /// A copy with the order of the elements reversed along the given dimensions.
    pub fn flip(input: &Tensor, dims: &[i64]) -> Tensor, shape(Same), variadic {
        let wrapped: SmallVec<[usize; 6]> = dims.iter().map(|&dim| wrap_dim(dim, input.rank())).collect::<Result<_>>()?;
        ensure_distinct(&wrapped)?;
        flip_dims(input, if input.rank() == 0 { SmallVec::new() } else { wrapped })
    }

    /// A copy reversed along the second dimension: left and right exchanged.
    pub fn fliplr(input: &Tensor) -> Tensor, shape(Same) {
        ensure!(input.rank() >= 2, Shape, "Input must be >= 2-d.");
        flip(input, &[1])
    }

    /// A copy reversed along the first dimension: up and down exchanged.
    pub fn flipud(input: &Tensor) -> Tensor, shape(Same) {
        ensure!(input.rank() >= 1, Shape, "Input must be >= 1-d.");
        flip(input, &[0])
    }

    /// A copy with the elements moved on by `shifts` along `dims`; those pushed out at the end come in at the start. Without
    /// `dims` the tensor is rolled as if it were flat.
    pub fn roll(input: &Tensor, shifts: &[i64], dims: &[i64] = &[]) -> Tensor, shape(Same) {
        ensure!(!shifts.is_empty(), Value, "`shifts` required");
        if dims.is_empty() && shifts.len() == 1 {
            let flat = views::reshape_to(input, &[input.numel()])?;
            let rolled = roll_by(&flat, net_shifts(&flat, shifts, &[0])?)?;
            return Ok(views::reshape_to(&rolled, input.shape())?.result_of("RollBackward0"));
        }
        ensure!(
            shifts.len() == dims.len(), Value,
            "shifts and dimensions must align. shifts: {}, dims:{}", shifts.len(), dims.len()
        );
        roll_by(input, net_shifts(input, shifts, dims)?)
    }

    /// A copy turned by 90 degrees `k` times in the plane of two dimensions, from the first towards the second.
    pub fn rot90(input: &Tensor, k: i64 = 1, dims: &[i64] = &[0, 1]) -> Tensor {
        ensure!(dims.len() == 2, Value, "expected total rotation dims == 2, but got dims = {}", dims.len());
        ensure!(input.rank() >= 2, Shape, "expected total dims >= 2, but got total dims = {}", input.rank());
        let (a, b) = (wrap_dim(dims[0], input.rank())?, wrap_dim(dims[1], input.rank())?);
        ensure!(a != b, Value, "expected rotation dims to be different, but got dim0 = {} and dim1 = {}", dims[0], dims[1]);
        rotated(input, k.rem_euclid(4), a, b)
    }

    /// Copies of the tensor side by side, as many as `repeats` says along each dimension; further ones go in front.
    pub fn repeat(input: &Tensor, repeats: &[i64]) -> Tensor, only(method), variadic {
        repeated(input, repeats)
    }

    /// Copies of the tensor side by side, as many as `dims` says along each of the last dimensions.
    pub fn tile(input: &Tensor, dims: &[i64]) -> Tensor, variadic {
        let missing = input.rank().saturating_sub(dims.len());
        repeated(input, &std::iter::repeat_n(1, missing).chain(dims.iter().copied()).collect::<Vec<_>>())
    }

    /// Each element `repeats` times in a row, along `dim` or in the flattened tensor.
    pub fn repeat_interleave(input: &Tensor, repeats: i64, dim: Option<i64> = None, output_size: Option<i64> = None) -> Tensor {
        ensure!(repeats >= 0, Value, "Repeats must be non-negative");
        let (input, dim) = along(input, dim)?;
        let expected = (input.shape()[dim] as i64).saturating_mul(repeats);
        if let Some(size) = output_size {
            ensure!(size == expected, Value, "repeat_interleave: Invalid output_size, expected {expected} but got {size}");
        }
        let mut shape: Dims = input.layout().shape.clone();
        shape.insert(dim + 1, repeats as usize);
        let expanded = views::expand_to(&views::unsqueeze_at(&input, dim + 1), &shape)?;
        reshaping::flatten_dims(&view_copies::fresh(&expanded)?, dim, dim + 1)
    }

    /// Element `i` along `dim` (or of the flattened tensor) `repeats[i]` times in a row; one count serves all.
    pub fn repeat_interleave_tensor as "repeat_interleave"(input: &Tensor, repeats: &Tensor, dim: Option<i64> = None, output_size: Option<i64> = None) -> Tensor {
        ensure!(repeats.rank() <= 1, Shape, "repeats must be 0-dim or 1-dim tensor");
        let (input, dim) = along(input, dim)?;
        let size = input.shape()[dim];
        let mut counts = counts_of(repeats)?;
        if counts.len() == 1 {
            let count = counts[0];
            counts = list_of(size)?;
            counts.resize(size, count);
        }
        ensure!(
            counts.len() == size, Shape,
            "repeats must have the same size as input along dim, but got repeats.size(0) = {} and input.size(0) = {size}", counts.len()
        );
        let indices = interleaved_indices(&counts, output_size)?;
        let index = Tensor::from_slice_on(&indices, &[indices.len()], input.device())?;
        slices::index_select(&input, dim as i64, &index)
    }

    /// The index `i` `repeats[i]` times in a row.
    pub fn repeat_interleave_indices as "repeat_interleave"(repeats: &Tensor, output_size: Option<i64> = None) -> Tensor, only(function) {
        ensure!(repeats.rank() == 1, Shape, "repeat_interleave only accept 1D vector as repeat");
        let indices = interleaved_indices(&counts_of(repeats)?, output_size)?;
        copying::cast(&Tensor::from_slice_on(&indices, &[indices.len()], repeats.device())?, repeats.dtype())
    }
}
