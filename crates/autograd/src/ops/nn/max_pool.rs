//! Max pooling of one to three spatial dimensions.

use super::pooling::{Given, Windows};
use crate::{
    Tensor,
    call::ops,
    device::backend,
    ops::{reduce::extrema, view::views},
    tape::{Save, record_many, record_unary, unary},
};
use tapir_core::{DType, Dims, Result, ensure};

/// Values and indices.
fn max_pool(input: &Tensor, given: &Given, rank: usize, wants_indices: bool) -> Result<(Tensor, Tensor)> {
    if rank == 1 {
        let sizes = &input.shape()[input.rank().min(3) / 3..];
        ensure!(
            (input.rank() == 2 || input.rank() == 3) && sizes.iter().all(|&size| size > 0),
            Shape,
            "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:{:?}",
            input.shape()
        );
        if !wants_indices {
            ensure_line(input, given)?;
        }
    }
    given.lists(rank)?;
    ensure!(
        input.rank() == rank + 1 || input.rank() == rank + 2,
        Shape,
        "non-empty {}D or {}D (batch mode) tensor expected for input",
        rank + 1,
        rank + 2
    );
    let windows = given.windows(input, rank)?;
    windows.ensure_sizes(input)?;
    ensure!(
        !matches!(input.dtype(), DType::Bool) && !input.dtype().is_complex(),
        DType,
        "\"max_pool{rank}d\" not implemented for '{}'",
        input.dtype().scalar_name()
    );
    if input.rank() == rank + 1 {
        let (values, indices) = pool_batch(&views::unsqueeze_at(input, 0), &windows)?;
        return Ok((views::squeeze(&values, Some(&[0]))?, views::squeeze(&indices, Some(&[0]))?));
    }
    pool_batch(input, &windows)
}

/// One dimension has words of its own where no indices are asked for.
fn ensure_line(input: &Tensor, given: &Given) -> Result<()> {
    let stride = given.stride.filter(|stride| !stride.is_empty()).unwrap_or(given.kernel);
    let lists =
        [("kernel_size", given.kernel), ("stride", stride), ("padding", given.padding), ("dilation", given.dilation)];
    for (name, list) in lists {
        ensure!(
            list.len() == 1,
            Value,
            "max_pool1d() {name} must be an int, list of ints or tuple of ints of size 1 but got size {}",
            list.len()
        );
    }
    let (kernel, stride, padding, dilation) = (given.kernel[0], stride[0], given.padding[0], given.dilation[0]);
    ensure!(kernel > 0, Value, "max_pool1d() kernel_size must be greater than zero, but got {kernel}");
    ensure!(stride > 0, Value, "max_pool1d() stride must be greater than zero, but got {stride}");
    ensure!(padding >= 0, Value, "max_pool1d() padding must be non-negative, but got {padding}");
    ensure!(
        padding <= kernel / 2,
        Value,
        "max_pool1d() padding should be at most half of kernel size, but got padding={padding} and kernel_size={kernel}"
    );
    ensure!(dilation > 0, Value, "max_pool1d() dilation must be greater than zero, but got {dilation}");
    let computed = given.windows(input, 1)?.computed[0];
    ensure!(computed > 0, Value, "max_pool1d() Invalid computed output size: {computed}");
    Ok(())
}

fn pool_batch(input: &Tensor, windows: &Windows) -> Result<(Tensor, Tensor)> {
    let shape = windows.shape(input);
    let values = Tensor::empty(&shape, input.dtype(), input.device())?;
    let indices = Tensor::empty(&shape, DType::I64, input.device())?;
    backend(input.device()).max_pool(
        windows.pooling(),
        &input.as_view(),
        &values.as_view_mut(),
        Some(&indices.as_view_mut()),
    )?;
    let sizes = input.layout().shape.clone();
    let name = match windows.computed.len() {
        3 => "MaxPool3DWithIndicesBackward0",
        _ => "MaxPool2DWithIndicesBackward0",
    };
    extrema::pair(record_many(
        vec![values, indices],
        name,
        &[input],
        &[Save::Output(1)],
        unary(move |context, grad| scatter(grad, &context.saved(0)?, &sizes)),
    ))
}

/// Zeros of a shape with every element added at its index.
fn scatter(grad: &Tensor, indices: &Tensor, shape: &Dims) -> Result<Tensor> {
    let output = Tensor::empty(shape, grad.dtype(), grad.device())?;
    backend(grad.device()).max_pool_scatter(&grad.as_view(), &indices.as_view(), &output.as_view_mut())?;
    let saved = [Save::Input(indices)];
    Ok(record_unary(output, "MaxPool2DWithIndicesBackwardBackward0", grad, &saved, move |context, grad| {
        gather(grad, &context.saved(0)?)
    }))
}

/// The elements at the indices.
fn gather(grad: &Tensor, indices: &Tensor) -> Result<Tensor> {
    let output = Tensor::empty(indices.shape(), grad.dtype(), grad.device())?;
    backend(grad.device()).max_pool_gather(&grad.as_view(), &indices.as_view(), &output.as_view_mut())?;
    let shape = grad.layout().shape.clone();
    Ok(record_unary(output, "GatherBackward0", grad, &[Save::Input(indices)], move |context, grad| {
        scatter(grad, &context.saved(0)?, &shape)
    }))
}

/// The values, and the indices if they are wanted.
fn wanted((values, indices): (Tensor, Tensor), return_indices: bool) -> Result<(Tensor, Option<Tensor>)> {
    Ok((values, return_indices.then_some(indices)))
}

ops! {
    in "nn.functional";

    /// The greatest element of each window of `input`, `[batch, channels, length]` or `[channels, length]`. See `max_pool2d`.
    pub fn max_pool1d(input: &Tensor, kernel_size: &[i64], stride: Option<&[i64]> = None, padding: &[i64] = &[0], dilation: &[i64] = &[1], ceil_mode: bool = false) -> Tensor {
        Ok(max_pool(input, &Given { name: "max_pool", kernel: kernel_size, stride, padding, dilation, ceil: ceil_mode }, 1, false)?.0)
    }

    /// With `return_indices`, also where in the input each of them is.
    pub fn max_pool1d_choosing as "max_pool1d"(input: &Tensor, kernel_size: &[i64], stride: Option<&[i64]> = None, padding: &[i64] = &[0], dilation: &[i64] = &[1], ceil_mode: bool = false, return_indices: bool = false) -> (Tensor, Option<Tensor>) {
        wanted(max_pool(input, &Given { name: "max_pool", kernel: kernel_size, stride, padding, dilation, ceil: ceil_mode }, 1, return_indices)?, return_indices)
    }

    /// As `max_pool1d`, with the place of each greatest element in its channel.
    pub fn max_pool1d_with_indices(input: &Tensor, kernel_size: &[i64], stride: Option<&[i64]> = None, padding: &[i64] = &[0], dilation: &[i64] = &[1], ceil_mode: bool = false, return_indices: bool = false) -> (Tensor, Tensor) {
        let _ = return_indices; // PyTorch's signature has it, and ignores it
        max_pool(input, &Given { name: "max_pool", kernel: kernel_size, stride, padding, dilation, ceil: ceil_mode }, 1, true)
    }

    /// The greatest element of each window of `input`, `[batch, channels, height, width]` or `[channels, height, width]`; NaN if
    /// there is one. The gradient goes to that element, the first of equal ones.
    ///
    /// Windows of `kernel_size` start `stride` apart (by default, side by side), over an input with `padding` positions of minus
    /// infinity on each side; their elements are `dilation` apart. `ceil_mode` keeps windows that reach beyond the end. A number
    /// stands for both dimensions.
    pub fn max_pool2d(input: &Tensor, kernel_size: &[i64], stride: Option<&[i64]> = None, padding: &[i64] = &[0], dilation: &[i64] = &[1], ceil_mode: bool = false) -> Tensor {
        Ok(max_pool(input, &Given { name: "max_pool", kernel: kernel_size, stride, padding, dilation, ceil: ceil_mode }, 2, false)?.0)
    }

    /// With `return_indices`, also where in the input each of them is: its row-major place in its channel.
    pub fn max_pool2d_choosing as "max_pool2d"(input: &Tensor, kernel_size: &[i64], stride: Option<&[i64]> = None, padding: &[i64] = &[0], dilation: &[i64] = &[1], ceil_mode: bool = false, return_indices: bool = false) -> (Tensor, Option<Tensor>) {
        wanted(max_pool(input, &Given { name: "max_pool", kernel: kernel_size, stride, padding, dilation, ceil: ceil_mode }, 2, return_indices)?, return_indices)
    }

    /// As `max_pool2d`, with the row-major place of each greatest element in its channel.
    pub fn max_pool2d_with_indices(input: &Tensor, kernel_size: &[i64], stride: Option<&[i64]> = None, padding: &[i64] = &[0], dilation: &[i64] = &[1], ceil_mode: bool = false, return_indices: bool = false) -> (Tensor, Tensor) {
        let _ = return_indices; // PyTorch's signature has it, and ignores it
        max_pool(input, &Given { name: "max_pool", kernel: kernel_size, stride, padding, dilation, ceil: ceil_mode }, 2, true)
    }

    /// The greatest element of each window of `input`, `[batch, channels, depth, height, width]` or without batch. See
    /// `max_pool2d`.
    pub fn max_pool3d(input: &Tensor, kernel_size: &[i64], stride: Option<&[i64]> = None, padding: &[i64] = &[0], dilation: &[i64] = &[1], ceil_mode: bool = false) -> Tensor {
        Ok(max_pool(input, &Given { name: "max_pool", kernel: kernel_size, stride, padding, dilation, ceil: ceil_mode }, 3, false)?.0)
    }

    /// With `return_indices`, also where in the input each of them is: its row-major place in its channel.
    pub fn max_pool3d_choosing as "max_pool3d"(input: &Tensor, kernel_size: &[i64], stride: Option<&[i64]> = None, padding: &[i64] = &[0], dilation: &[i64] = &[1], ceil_mode: bool = false, return_indices: bool = false) -> (Tensor, Option<Tensor>) {
        wanted(max_pool(input, &Given { name: "max_pool", kernel: kernel_size, stride, padding, dilation, ceil: ceil_mode }, 3, return_indices)?, return_indices)
    }

    /// As `max_pool3d`, with the row-major place of each greatest element in its channel.
    pub fn max_pool3d_with_indices(input: &Tensor, kernel_size: &[i64], stride: Option<&[i64]> = None, padding: &[i64] = &[0], dilation: &[i64] = &[1], ceil_mode: bool = false, return_indices: bool = false) -> (Tensor, Tensor) {
        let _ = return_indices; // PyTorch's signature has it, and ignores it
        max_pool(input, &Given { name: "max_pool", kernel: kernel_size, stride, padding, dilation, ceil: ceil_mode }, 3, true)
    }
}
