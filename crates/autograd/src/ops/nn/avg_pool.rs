//! Average pooling of one to three spatial dimensions.

use super::pooling::{Given, Windows};
use crate::{
    Tensor,
    call::ops,
    device::backend,
    ops::view::views::{squeeze_at, unsqueeze_at},
    tape::record_linear,
};
use std::sync::Arc;
use tapir_core::{DType, Dims, Layout, Result, ensure, wrap_dim};

/// Averages of the windows over an input with a batch.
struct Averages {
    windows: Windows,
    counts_padding: bool,
    /// 0 for the size of the window.
    divisor: i64,
    sizes: Dims,
    averaged: Dims,
    /// Two dimensions keep their channels innermost.
    channels_last: bool,
}

impl Averages {
    fn empty_for(&self, shape: &Dims, source: &Tensor) -> Result<Tensor> {
        let layout = if self.channels_last { Layout::channels_last(shape) } else { Layout::contiguous(shape) };
        Tensor::empty_with(layout, source.dtype(), source.device())
    }

    fn name<'a>(&self, in_two: &'a str, in_three: &'a str) -> &'a str {
        if self.sizes.len() == 5 { in_three } else { in_two }
    }
}

/// Every window's average.
fn average(input: &Tensor, how: &Arc<Averages>) -> Result<Tensor> {
    let output = how.empty_for(&how.averaged, input)?;
    let Averages { windows, counts_padding, divisor, .. } = &**how;
    let (source, target) = (input.as_view(), output.as_view_mut());
    backend(input.device()).avg_pool(windows.pooling(), *counts_padding, *divisor, &source, &target)?;
    let name = how.name("AvgPool2DBackward0", "AvgPool3DBackward0");
    let how = how.clone();
    Ok(record_linear(output, name, input, move |grad| share(grad, &how)))
}

/// Every element's share of the windows that have it: the derivative of [`average`], as `average` is of it.
fn share(grad: &Tensor, how: &Arc<Averages>) -> Result<Tensor> {
    let output = how.empty_for(&how.sizes, grad)?;
    let Averages { windows, counts_padding, divisor, .. } = &**how;
    let (source, target) = (grad.as_view(), output.as_view_mut());
    backend(grad.device()).avg_pool_transposed(windows.pooling(), *counts_padding, *divisor, &source, &target)?;
    let name = how.name("AvgPool2DBackwardBackward0", "AvgPool3DBackwardBackward0");
    let how = how.clone();
    Ok(record_linear(output, name, grad, move |grad| average(grad, &how)))
}

fn avg_pool(input: &Tensor, given: &Given, rank: usize, counts_padding: bool, divisor: Option<i64>) -> Result<Tensor> {
    given.lists(rank)?;
    ensure!(
        rank < 3 || input.rank() == 4 || input.rank() == 5,
        Shape,
        "non-empty 4D or 5D (batch mode) tensor expected for input"
    );
    ensure!(divisor != Some(0), Value, "divisor must be not zero");
    wrap_dim(-3, input.rank())?;
    let windows = given.windows(input, rank)?;
    windows.ensure_sizes(input)?;
    let is_taken = match input.dtype() {
        DType::F16 | DType::BF16 => rank < 3,
        dtype => matches!(dtype, DType::F32 | DType::F64 | DType::I64),
    };
    let kernel = if rank == 3 { "avg_pool3d_out_frame" } else { "avg_pool2d" };
    ensure!(is_taken, DType, "\"{kernel}\" not implemented for '{}'", input.dtype().scalar_name());
    let is_batch = input.rank() == rank + 2;
    let batch = if is_batch { input.clone() } else { unsqueeze_at(input, 0) };
    let how = Averages {
        counts_padding,
        divisor: divisor.unwrap_or(0),
        sizes: batch.layout().shape.clone(),
        averaged: windows.shape(&batch),
        channels_last: is_batch && rank == 2 && input.layout().is_channels_last(),
        windows,
    };
    let output = average(&batch, &Arc::new(how))?;
    Ok(if is_batch { output } else { squeeze_at(&output, 0) })
}

/// A line is an image of height 1.
fn avg_pool_line(input: &Tensor, given: &Given, counts_padding: bool) -> Result<Tensor> {
    ensure!(
        input.rank() == 2 || input.rank() == 3,
        Shape,
        "Expected 2 to 3 dimensions, but got {}-dimensional tensor for argument #1 'self' (while checking arguments for \
         avg_pool1d)",
        input.rank()
    );
    let stride = given.stride.filter(|stride| !stride.is_empty()).unwrap_or(given.kernel);
    for (name, list) in [("kernel_size", given.kernel), ("stride", stride), ("padding", given.padding)] {
        let count = list.len();
        ensure!(count == 1, Value, "avg_pool1d() argument '{name}' should contain one int (got {count})");
    }
    let (kernel, stride, padding) = ([1, given.kernel[0]], [1, stride[0]], [0, given.padding[0]]);
    let flat = Given { kernel: &kernel, stride: Some(&stride), padding: &padding, ..*given };
    let dim = input.rank() - 1;
    Ok(squeeze_at(&avg_pool(&unsqueeze_at(input, dim), &flat, 2, counts_padding, None)?, dim))
}

fn given<'a>(kernel: &'a [i64], stride: Option<&'a [i64]>, padding: &'a [i64], ceil: bool) -> Given<'a> {
    Given { name: "avg_pool", kernel, stride, padding, dilation: &[1], ceil }
}

ops! {
    in "nn.functional";

    /// The average of each window of `input`, `[batch, channels, length]` or `[channels, length]`. See `avg_pool2d`.
    pub fn avg_pool1d(input: &Tensor, kernel_size: &[i64], stride: Option<&[i64]> = None, padding: &[i64] = &[0], ceil_mode: bool = false, count_include_pad: bool = true) -> Tensor {
        avg_pool_line(input, &given(kernel_size, stride, padding, ceil_mode), count_include_pad)
    }

    /// The average of each window of `input`, `[batch, channels, height, width]` or `[channels, height, width]`.
    ///
    /// Windows of `kernel_size` start `stride` apart (by default, side by side), over an input with `padding` zeros on each
    /// side, which count as elements unless `count_include_pad` is false. `ceil_mode` keeps windows that reach beyond the end;
    /// what is there never counts. `divisor_override` is what sums are divided by instead of the number of elements. A number
    /// stands for both dimensions.
    pub fn avg_pool2d(input: &Tensor, kernel_size: &[i64], stride: Option<&[i64]> = None, padding: &[i64] = &[0], ceil_mode: bool = false, count_include_pad: bool = true, divisor_override: Option<i64> = None) -> Tensor {
        avg_pool(input, &given(kernel_size, stride, padding, ceil_mode), 2, count_include_pad, divisor_override)
    }

    /// The average of each window of `input`, `[batch, channels, depth, height, width]` or without batch. See `avg_pool2d`.
    pub fn avg_pool3d(input: &Tensor, kernel_size: &[i64], stride: Option<&[i64]> = None, padding: &[i64] = &[0], ceil_mode: bool = false, count_include_pad: bool = true, divisor_override: Option<i64> = None) -> Tensor {
        avg_pool(input, &given(kernel_size, stride, padding, ceil_mode), 3, count_include_pad, divisor_override)
    }
}
