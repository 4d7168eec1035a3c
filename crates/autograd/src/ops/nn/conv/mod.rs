//! Convolutions and transposed convolutions of one to three spatial dimensions.

use crate::{
    Tensor,
    call::ops,
    ops::nn::conv::{
        arguments::{Given, check, check_same, check_transposed, ensure_rank},
        form::{batched, convolve, transposed},
    },
};
use tapir_core::{DType, Result, bail, ensure};

mod arguments;
mod form;

const NONE: &[i64] = &[0];

fn convolution(
    op: &str,
    rank: usize,
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    given: &Given,
) -> Result<Tensor> {
    ensure_rank(op, input, rank)?;
    batched(input, rank + 1, |input| {
        let checked = check(input, weight, bias, given)?;
        convolve(input, weight, bias, &checked.windows, &checked.sizes, true)
    })
}

/// Padding as a word: `valid` is none, `same` as much as keeps the sizes.
fn padded_convolution(
    op: &str,
    rank: usize,
    [input, weight]: [&Tensor; 2],
    bias: Option<&Tensor>,
    padding: &str,
    given: &Given,
) -> Result<Tensor> {
    match padding {
        "valid" => convolution(op, rank, input, weight, bias, given),
        "same" => {
            ensure_rank(op, input, rank)?;
            batched(input, rank + 1, |input| {
                let checked = check_same(input, weight, bias, given)?;
                convolve(input, weight, bias, &checked.windows, &checked.sizes, true)
            })
        }
        other => bail!(Value, "Invalid padding string: '{other}'"),
    }
}

fn transposed_convolution(
    op: &str,
    rank: usize,
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    given: &Given,
) -> Result<Tensor> {
    ensure_rank(op, input, rank)?;
    ensure!(
        input.dtype().is_differentiable() || input.dtype() == DType::I64,
        DType,
        "\"slow_conv_transpose{}d_out_cpu\" not implemented for '{}'",
        rank.max(2), // lines are images of one row
        input.dtype().scalar_name()
    );
    batched(input, rank + 1, |input| {
        let checked = check_transposed(input, weight, bias, given)?;
        transposed(input, weight, bias, &checked.windows, &checked.sizes, true)
    })
}

ops! {
    in "nn.functional";

    /// Slides the windows of `weight`, `[out, in / groups, kernel]`, over `input`, `[batch, in, length]` or `[in, length]`, and
    /// sums the products. See `conv2d`.
    pub fn conv1d(input: &Tensor, weight: &Tensor, bias: Option<&Tensor> = None, stride: &[i64] = &[1], padding: &[i64] = &[0], dilation: &[i64] = &[1], groups: i64 = 1) -> Tensor {
        convolution("conv1d", 1, input, weight, bias, &Given { stride, padding, dilation, output_padding: NONE, groups })
    }

    /// `conv1d` with the padding as a word: `"valid"` for none, `"same"` for a result of the input's length.
    pub fn conv1d_padded as "conv1d"(input: &Tensor, weight: &Tensor, bias: Option<&Tensor> = None, stride: &[i64] = &[1], padding: &str = "valid", dilation: &[i64] = &[1], groups: i64 = 1) -> Tensor {
        let given = Given { stride, padding: NONE, dilation, output_padding: NONE, groups };
        padded_convolution("conv1d", 1, [input, weight], bias, padding, &given)
    }

    /// Slides the windows of `weight`, `[out, in / groups, kernelHeight, kernelWidth]`, over `input`,
    /// `[batch, in, height, width]` or `[in, height, width]`, and sums the products, with `bias`, `[out]`, added.
    ///
    /// Windows start `stride` apart, over an input with `padding` zeros on each side; their elements are `dilation` apart. Input
    /// and output channels come in `groups` parts that do not see each other. A number stands for both dimensions.
    pub fn conv2d(input: &Tensor, weight: &Tensor, bias: Option<&Tensor> = None, stride: &[i64] = &[1], padding: &[i64] = &[0], dilation: &[i64] = &[1], groups: i64 = 1) -> Tensor {
        convolution("conv2d", 2, input, weight, bias, &Given { stride, padding, dilation, output_padding: NONE, groups })
    }

    /// `conv2d` with the padding as a word: `"valid"` for none, `"same"` for a result of the input's sizes.
    pub fn conv2d_padded as "conv2d"(input: &Tensor, weight: &Tensor, bias: Option<&Tensor> = None, stride: &[i64] = &[1], padding: &str = "valid", dilation: &[i64] = &[1], groups: i64 = 1) -> Tensor {
        let given = Given { stride, padding: NONE, dilation, output_padding: NONE, groups };
        padded_convolution("conv2d", 2, [input, weight], bias, padding, &given)
    }

    /// Slides the windows of `weight`, `[out, in / groups, kernel…]` with three kernel sizes, over `input`,
    /// `[batch, in, depth, height, width]` or `[in, depth, height, width]`, and sums the products. See `conv2d`.
    pub fn conv3d(input: &Tensor, weight: &Tensor, bias: Option<&Tensor> = None, stride: &[i64] = &[1], padding: &[i64] = &[0], dilation: &[i64] = &[1], groups: i64 = 1) -> Tensor {
        convolution("conv3d", 3, input, weight, bias, &Given { stride, padding, dilation, output_padding: NONE, groups })
    }

    /// `conv3d` with the padding as a word: `"valid"` for none, `"same"` for a result of the input's sizes.
    pub fn conv3d_padded as "conv3d"(input: &Tensor, weight: &Tensor, bias: Option<&Tensor> = None, stride: &[i64] = &[1], padding: &str = "valid", dilation: &[i64] = &[1], groups: i64 = 1) -> Tensor {
        let given = Given { stride, padding: NONE, dilation, output_padding: NONE, groups };
        padded_convolution("conv3d", 3, [input, weight], bias, padding, &given)
    }

    /// What `conv1d` does to gradients of its input: every element of `input`, `[batch, in, length]` or `[in, length]`, is spread
    /// over a window by `weight`, `[in, out / groups, kernel]`. See `conv_transpose2d`.
    pub fn conv_transpose1d(input: &Tensor, weight: &Tensor, bias: Option<&Tensor> = None, stride: &[i64] = &[1], padding: &[i64] = &[0], output_padding: &[i64] = &[0], groups: i64 = 1, dilation: &[i64] = &[1]) -> Tensor {
        transposed_convolution("conv_transpose1d", 1, input, weight, bias, &Given { stride, padding, dilation, output_padding, groups })
    }

    /// What `conv2d` does to gradients of its input: every element of `input`, `[batch, in, height, width]` or
    /// `[in, height, width]`, is spread over a window by `weight`, `[in, out / groups, kernelHeight, kernelWidth]`, with `bias`,
    /// `[out]`, added.
    ///
    /// `padding` takes rows and columns off each side of the result; `output_padding` adds some on one side, for sizes that a
    /// convolution with this `stride` would not tell apart.
    pub fn conv_transpose2d(input: &Tensor, weight: &Tensor, bias: Option<&Tensor> = None, stride: &[i64] = &[1], padding: &[i64] = &[0], output_padding: &[i64] = &[0], groups: i64 = 1, dilation: &[i64] = &[1]) -> Tensor {
        transposed_convolution("conv_transpose2d", 2, input, weight, bias, &Given { stride, padding, dilation, output_padding, groups })
    }

    /// What `conv3d` does to gradients of its input, `[batch, in, depth, height, width]` or without batch. See
    /// `conv_transpose2d`.
    pub fn conv_transpose3d(input: &Tensor, weight: &Tensor, bias: Option<&Tensor> = None, stride: &[i64] = &[1], padding: &[i64] = &[0], output_padding: &[i64] = &[0], groups: i64 = 1, dilation: &[i64] = &[1]) -> Tensor {
        transposed_convolution("conv_transpose3d", 3, input, weight, bias, &Given { stride, padding, dilation, output_padding, groups })
    }
}
