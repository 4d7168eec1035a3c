//! Tensors cut into several views: `split`, `chunk`, `unbind` and their relatives. The `unsafe_` forms give tensors that
//! the tape does not treat as views, so that they may be written in place.

use crate::{
    Tensor,
    call::ops,
    ops::view::{join, views},
    tape::{Context, record_many},
    tensor,
};
use smallvec::smallvec;
use tapir_core::{DType, Layout, Result, bail, ensure, wrap_dim};

/// More parts than this are refused before the first is made: as tensors they take gigabytes.
const MOST_PARTS: usize = 1 << 24;

/// An empty list with room for `count` entries; counts nobody can hold are errors.
fn list_of<T>(count: usize) -> Result<Vec<T>> {
    ensure!(count <= MOST_PARTS, Memory, "cannot make a list of {count} parts; the most is {MOST_PARTS}");
    tensor::list_of(count)
}

fn all_gradients(context: &Context, grads: &[Option<Tensor>]) -> Result<Vec<Tensor>> {
    (0..grads.len()).map(|output| context.grad_or_zeros(grads, output)).collect()
}

/// The layouts of consecutive parts along a dimension.
fn parts(input: &Tensor, dim: usize, sizes: &[usize]) -> Vec<Layout> {
    let mut start = 0;
    let narrow = |&size: &usize| {
        let layout = input.layout().narrow(dim, start, size);
        start += size;
        layout
    };
    sizes.iter().map(narrow).collect()
}

fn cut(input: &Tensor, dim: usize, sizes: &[usize], name: &'static str) -> Vec<Tensor> {
    input.view_ops(parts(input, dim, sizes), name, move |context, grads| {
        join::cat(&all_gradients(context, grads)?, dim as i64)
    })
}

/// As [`cut`], into tensors that share memory but are not views.
fn cut_apart(input: &Tensor, dim: usize, sizes: &[usize], name: &'static str) -> Vec<Tensor> {
    let share = |layout| Tensor::over(input.storage().clone(), layout, input.dtype());
    let outputs = parts(input, dim, sizes).into_iter().map(share).collect();
    record_many(outputs, name, &[input], &[], move |context, grads| {
        Ok(smallvec![Some(join::cat(&all_gradients(context, grads)?, dim as i64)?)])
    })
}

/// Sizes of parts of `size` elements, the last one perhaps smaller.
fn equal_sizes(input: &Tensor, size: i64, dim: i64) -> Result<(usize, Vec<usize>)> {
    ensure!(input.rank() > 0, Shape, "split expects at least a 1-dimensional tensor");
    let dim = wrap_dim(dim, input.rank())?;
    let extent = input.shape()[dim];
    ensure!(size >= 0, Value, "split expects split_size be non-negative, but got split_size={size}");
    ensure!(
        size > 0 || extent == 0,
        Value,
        "split_size can only be 0 if dimension size is 0, but got dimension size of {extent}"
    );
    let size = size as usize;
    let count = if size == 0 { 1 } else { extent.div_ceil(size).max(1) };
    let mut sizes = list_of(count)?;
    sizes.extend((0..count).map(|part| size.min(extent - (part * size).min(extent))));
    Ok((dim, sizes))
}

/// Sizes given by a caller, checked to fill the dimension.
fn given_sizes(input: &Tensor, sizes: &[i64], dim: i64) -> Result<(usize, Vec<usize>)> {
    ensure!(input.rank() > 0, Shape, "split expects at least a 1-dimensional tensor");
    let dim = wrap_dim(dim, input.rank())?;
    let extent = input.shape()[dim];
    ensure!(
        sizes.iter().all(|&size| size >= 0),
        Value,
        "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes={sizes:?}"
    );
    let total: i128 = sizes.iter().map(|&size| i128::from(size)).sum();
    ensure!(
        total == extent as i128,
        Shape,
        "split_with_sizes expects split_sizes to sum exactly to {extent} (input tensor's size at dimension {dim}), but got split_sizes={sizes:?}"
    );
    Ok((dim, sizes.iter().map(|&size| size as usize).collect()))
}

/// Sizes of at most `chunks` parts as equal as whole steps allow, and whether they come from one step.
fn chunk_sizes(input: &Tensor, chunks: i64, dim: i64) -> Result<(usize, Vec<usize>, bool)> {
    ensure!(input.rank() > 0, Shape, "chunk expects at least a 1-dimensional tensor");
    ensure!(chunks > 0, Value, "chunk expects `chunks` to be greater than 0, got: {chunks}");
    let wrapped = wrap_dim(dim, input.rank())?;
    let extent = input.shape()[wrapped];
    if extent == 0 {
        let mut sizes = list_of(chunks as usize)?;
        sizes.resize(chunks as usize, 0);
        return Ok((wrapped, sizes, false));
    }
    let (dim, sizes) = equal_sizes(input, extent.div_ceil(chunks as usize) as i64, dim)?;
    Ok((dim, sizes, true))
}

fn splittable_dim(input: &Tensor, dim: i64) -> Result<usize> {
    ensure!(
        input.rank() > 0,
        Shape,
        "tensor_split expected at least a 1-dimensional tensor, but got a tensor with {} dims",
        input.rank()
    );
    wrap_dim(dim, input.rank())
}

/// Parts whose sizes differ by at most one, each a slice of its own.
fn sections_of(input: &Tensor, sections: i64, dim: usize) -> Result<Vec<Tensor>> {
    ensure!(sections > 0, Value, "number of sections must be larger than 0, got {sections}");
    let (extent, sections) = (input.shape()[dim], sections as usize);
    let mut views = list_of(sections)?;
    let mut start = 0;
    for section in 0..sections {
        let length = extent / sections + usize::from(section < extent % sections);
        views.push(views::slice_dim(input, dim, start, length, 1));
        start += length;
    }
    Ok(views)
}

/// The parts between cuts, which count and clamp as slices do.
fn between_indices(input: &Tensor, indices: &[i64], dim: usize) -> Vec<Tensor> {
    let extent = input.shape()[dim];
    let part = |from: i64, to: i64| {
        let (start, end) = (views::clamp_index(from, extent), views::clamp_index(to, extent));
        views::slice_dim(input, dim, start, end.saturating_sub(start), 1)
    };
    let starts = [0].into_iter().chain(indices.iter().copied());
    let ends = indices.iter().copied().chain([extent as i64]);
    starts.zip(ends).map(|(from, to)| part(from, to)).collect()
}

/// The dimension that `hsplit`, `vsplit` or `dsplit` cuts.
fn named_dim(op: &str, input: &Tensor, rank: usize, dim: usize) -> Result<usize> {
    ensure!(
        input.rank() >= rank,
        Shape,
        "torch.{op} requires a tensor with at least {rank} dimension, but got a tensor with {} dimensions!",
        input.rank()
    );
    Ok(if op == "hsplit" && input.rank() == 1 { 0 } else { dim })
}

fn equal_sections(op: &str, input: &Tensor, sections: i64, dim: usize) -> Result<Vec<Tensor>> {
    let extent = input.shape()[dim];
    ensure!(
        sections != 0 && extent as i64 % sections == 0,
        Value,
        "torch.{op} attempted to split along dimension {dim}, but the size of the dimension {extent} is not divisible by the split_size {sections}!"
    );
    sections_of(input, sections, dim)
}

ops! {
    /// Views of `split_size_or_sections` consecutive elements along `dim`; the last may be smaller.
    pub fn split(input: &Tensor, split_size_or_sections: i64, dim: i64 = 0) -> Vec<Tensor> {
        let (dim, sizes) = equal_sizes(input, split_size_or_sections, dim)?;
        Ok(cut(input, dim, &sizes, "SplitBackward0"))
    }

    /// Views of the given sizes along `dim`, which must add up to its size.
    pub fn split_sections as "split"(input: &Tensor, split_size_or_sections: &[i64], dim: i64 = 0) -> Vec<Tensor> {
        split_with_sizes(input, split_size_or_sections, dim)
    }

    /// Views of the given sizes along `dim`, which must add up to its size.
    pub fn split_with_sizes(input: &Tensor, split_sizes: &[i64], dim: i64 = 0) -> Vec<Tensor> {
        let (dim, sizes) = given_sizes(input, split_sizes, dim)?;
        Ok(cut(input, dim, &sizes, "SplitWithSizesBackward0"))
    }

    /// At most `chunks` views of one size along `dim`; the last may be smaller.
    pub fn chunk(input: &Tensor, chunks: i64, dim: i64 = 0) -> Vec<Tensor> {
        let (dim, sizes, equal) = chunk_sizes(input, chunks, dim)?;
        Ok(cut(input, dim, &sizes, if equal { "SplitBackward0" } else { "SplitWithSizesBackward0" }))
    }

    /// As `split`, but the parts do not count as views and may be written in place.
    pub fn unsafe_split(input: &Tensor, split_size: i64, dim: i64 = 0) -> Vec<Tensor> {
        let (dim, sizes) = equal_sizes(input, split_size, dim)?;
        Ok(cut_apart(input, dim, &sizes, "UnsafeSplitBackward0"))
    }

    /// As `split_with_sizes`, but the parts do not count as views and may be written in place.
    pub fn unsafe_split_with_sizes(input: &Tensor, split_sizes: &[i64], dim: i64 = 0) -> Vec<Tensor> {
        let (dim, sizes) = given_sizes(input, split_sizes, dim)?;
        Ok(cut_apart(input, dim, &sizes, "UnsafeSplitWithSizesBackward0"))
    }

    /// As `chunk`, but the parts do not count as views and may be written in place.
    pub fn unsafe_chunk(input: &Tensor, chunks: i64, dim: i64 = 0) -> Vec<Tensor> {
        let (dim, sizes, equal) = chunk_sizes(input, chunks, dim)?;
        Ok(cut_apart(input, dim, &sizes, if equal { "UnsafeSplitBackward0" } else { "UnsafeSplitWithSizesBackward0" }))
    }

    /// Views for each index of `dim`, which is dropped.
    pub fn unbind(input: &Tensor, dim: i64 = 0) -> Vec<Tensor> {
        ensure!(input.rank() > 0, Index, "Dimension specified as {dim} but tensor has no dimensions");
        let dim = wrap_dim(dim, input.rank())?;
        let mut layouts = list_of(input.shape()[dim])?;
        layouts.extend((0..input.shape()[dim]).map(|index| input.layout().select(dim, index)));
        Ok(input.view_ops(layouts, "UnbindBackward0", move |context, grads| {
            join::stack(&all_gradients(context, grads)?, dim as i64)
        }))
    }

    /// `indices_or_sections` views along `dim` whose sizes differ by at most one.
    pub fn tensor_split(input: &Tensor, indices_or_sections: i64, dim: i64 = 0) -> Vec<Tensor> {
        let dim = splittable_dim(input, dim)?;
        sections_of(input, indices_or_sections, dim)
    }

    /// Views along `dim`, cut before each of the given indices.
    pub fn tensor_split_indices as "tensor_split"(input: &Tensor, indices_or_sections: &[i64], dim: i64 = 0) -> Vec<Tensor> {
        let dim = splittable_dim(input, dim)?;
        Ok(between_indices(input, indices_or_sections, dim))
    }

    /// As `tensor_split`, with the number of parts or the indices as an int64 tensor.
    pub fn tensor_split_tensor as "tensor_split"(input: &Tensor, indices_or_sections: &Tensor, dim: i64 = 0) -> Vec<Tensor> {
        let dim = splittable_dim(input, dim)?;
        ensure!(
            indices_or_sections.dtype() == DType::I64, DType,
            "tensor_split expected tensor_indices_or_sections to have dtype of long, but got {}", indices_or_sections.dtype().scalar_name()
        );
        match indices_or_sections.rank() {
            0 => sections_of(input, indices_or_sections.item()?.to_i64(), dim),
            1 => Ok(between_indices(input, &indices_or_sections.to_vec::<i64>()?, dim)),
            rank => bail!(
                Shape,
                "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, but got a tensor with {rank} dims"
            ),
        }
    }

    /// Equal views along the second dimension (the first of a vector); the size must be divisible.
    pub fn hsplit(input: &Tensor, sections: i64) -> Vec<Tensor> {
        equal_sections("hsplit", input, sections, named_dim("hsplit", input, 1, 1)?)
    }

    /// Views along the second dimension (the first of a vector), cut before each index.
    pub fn hsplit_indices as "hsplit"(input: &Tensor, indices: &[i64]) -> Vec<Tensor> {
        Ok(between_indices(input, indices, named_dim("hsplit", input, 1, 1)?))
    }

    /// Equal views along the first dimension of a tensor of rank 2 or more; the size must be divisible.
    pub fn vsplit(input: &Tensor, sections: i64) -> Vec<Tensor> {
        equal_sections("vsplit", input, sections, named_dim("vsplit", input, 2, 0)?)
    }

    /// Views along the first dimension of a tensor of rank 2 or more, cut before each index.
    pub fn vsplit_indices as "vsplit"(input: &Tensor, indices: &[i64]) -> Vec<Tensor> {
        Ok(between_indices(input, indices, named_dim("vsplit", input, 2, 0)?))
    }

    /// Equal views along the third dimension; the size must be divisible.
    pub fn dsplit(input: &Tensor, sections: i64) -> Vec<Tensor> {
        equal_sections("dsplit", input, sections, named_dim("dsplit", input, 3, 2)?)
    }

    /// Views along the third dimension, cut before each index.
    pub fn dsplit_indices as "dsplit"(input: &Tensor, indices: &[i64]) -> Vec<Tensor> {
        Ok(between_indices(input, indices, named_dim("dsplit", input, 3, 2)?))
    }
}
