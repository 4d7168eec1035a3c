//! The trilinear form behind every convolution, as recorded operations. The derivative of one of its three operations by one
//! operand is another of them, so derivatives of every order are convolutions again.

use crate::{
    Tensor,
    device::backend,
    ops::{reduce::sum, view::views},
    tape::{Context, Save, record},
};
use smallvec::{SmallVec, smallvec};
use tapir_core::{Dims, Result};
use tapir_ops::Convolution;

/// How windows lie over the input; lists have an entry per spatial dimension.
#[derive(Clone, Debug)]
pub struct Windows {
    pub stride: Dims,
    pub padding: Dims,
    pub dilation: Dims,
    pub groups: usize,
}

impl Windows {
    fn how(&self) -> Convolution<'_> {
        let Windows { stride, padding, dilation, groups } = self;
        Convolution { stride, padding, dilation, groups: *groups }
    }
}

const FIRST: &str = "ConvolutionBackward0";
const SECOND: &str = "ConvolutionBackwardBackward0";

fn shape_of(batch: usize, channels: usize, sizes: &[usize]) -> Dims {
    let mut shape: Dims = smallvec![batch, channels];
    shape.extend_from_slice(sizes);
    shape
}

/// The gradient of a bias: that of the output summed over all but the channels.
fn bias_gradient(grad: &Tensor) -> Result<Tensor> {
    let mut dims: SmallVec<[i64; 4]> = (2..grad.rank() as i64).collect();
    dims.push(0);
    sum::sum(grad, Some(&dims), false, None)
}

/// The operands that are recorded: two factors and perhaps a bias.
fn operands<'a>(first: &'a Tensor, second: &'a Tensor, bias: Option<&'a Tensor>) -> SmallVec<[&'a Tensor; 3]> {
    [first, second].into_iter().chain(bias).collect()
}

fn with_bias(context: &Context, factors: [Option<Tensor>; 2], grad: &Tensor, bias: bool) -> Result<crate::tape::Grads> {
    let mut grads: crate::tape::Grads = factors.into_iter().collect();
    if bias {
        grads.push(context.needs(2).then(|| bias_gradient(grad)).transpose()?);
    }
    Ok(grads)
}

/// `[batch, in, sizes…]` by `[out, in / groups, kernel…]`; `sizes` are those of the result.
pub fn convolve(
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    windows: &Windows,
    sizes: &[usize],
    is_first: bool,
) -> Result<Tensor> {
    let operands = operands(input, weight, bias);
    let shape = shape_of(input.shape()[0], weight.shape()[0], sizes);
    let output = Tensor::empty(&shape, input.dtype(), input.device())?;
    let bias_view = bias.map(Tensor::as_view);
    backend(input.device()).convolution(
        windows.how(),
        &input.as_view(),
        &weight.as_view(),
        bias_view.as_ref(),
        &output.as_view_mut(),
    )?;
    let (windows, has_bias) = (windows.clone(), bias.is_some());
    let (sizes, kernel) = (Dims::from_slice(&input.shape()[2..]), weight.layout().shape.clone());
    let save = [Save::Input(input), Save::Input(weight)];
    Ok(record(output, if is_first { FIRST } else { SECOND }, &operands, &save, move |context, grads| {
        let Some(grad) = &grads[0] else { return Ok(smallvec![None; 2 + usize::from(has_bias)]) };
        let by_input = || transposed(grad, &context.factor(1)?, None, &windows, &sizes, false);
        let by_weight = || weight_of(grad, &context.factor(0)?, &windows, &kernel);
        let factors = [context.needs(0).then(by_input).transpose()?, context.needs(1).then(by_weight).transpose()?];
        with_bias(context, factors, grad, has_bias)
    }))
}

/// `[batch, out, sizes…]` by `[out, in / groups, kernel…]`, to `[batch, in, sizes…]`: the derivative of [`convolve`] by its
/// input, but for the bias.
pub fn transposed(
    output: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    windows: &Windows,
    sizes: &[usize],
    is_first: bool,
) -> Result<Tensor> {
    let operands = operands(output, weight, bias);
    let shape = shape_of(output.shape()[0], weight.shape()[1] * windows.groups, sizes);
    let input = Tensor::empty(&shape, output.dtype(), output.device())?;
    let bias_view = bias.map(Tensor::as_view);
    backend(output.device()).convolution_transposed(
        windows.how(),
        &output.as_view(),
        &weight.as_view(),
        bias_view.as_ref(),
        &input.as_view_mut(),
    )?;
    let (windows, has_bias) = (windows.clone(), bias.is_some());
    let (sizes, kernel) = (Dims::from_slice(&output.shape()[2..]), weight.layout().shape.clone());
    let save = [Save::Input(output), Save::Input(weight)];
    Ok(record(input, if is_first { FIRST } else { SECOND }, &operands, &save, move |context, grads| {
        let Some(grad) = &grads[0] else { return Ok(smallvec![None; 2 + usize::from(has_bias)]) };
        let by_output = || convolve(grad, &context.factor(1)?, None, &windows, &sizes, false);
        let by_weight = || weight_of(&context.factor(0)?, grad, &windows, &kernel);
        let factors = [context.needs(0).then(by_output).transpose()?, context.needs(1).then(by_weight).transpose()?];
        with_bias(context, factors, grad, has_bias)
    }))
}

/// The derivative of [`convolve`] by its weight, of the given shape.
fn weight_of(output: &Tensor, input: &Tensor, windows: &Windows, shape: &[usize]) -> Result<Tensor> {
    let weight = Tensor::empty(shape, input.dtype(), input.device())?;
    backend(input.device()).convolution_weight(
        windows.how(),
        &output.as_view(),
        &input.as_view(),
        &weight.as_view_mut(),
    )?;
    let windows = windows.clone();
    let (output_sizes, input_sizes) = (Dims::from_slice(&output.shape()[2..]), Dims::from_slice(&input.shape()[2..]));
    let save = [Save::Input(output), Save::Input(input)];
    Ok(record(weight, SECOND, &[output, input], &save, move |context, grads| {
        let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
        let by_output = || convolve(&context.factor(1)?, grad, None, &windows, &output_sizes, false);
        let by_input = || transposed(&context.factor(0)?, grad, None, &windows, &input_sizes, false);
        Ok(smallvec![context.needs(0).then(by_output).transpose()?, context.needs(1).then(by_input).transpose()?])
    }))
}

/// Runs an operation on a batch of one where there is no batch.
pub fn batched(input: &Tensor, rank: usize, run: impl Fn(&Tensor) -> Result<Tensor>) -> Result<Tensor> {
    if input.rank() == rank {
        let output = run(&views::unsqueeze_at(input, 0))?;
        return views::squeeze(&output, Some(&[0]));
    }
    run(input)
}
