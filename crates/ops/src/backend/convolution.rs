//! Convolutions. Input `x`, weight `w` and output `y` belong to one trilinear form, the sum of `y · conv(x, w)`; each method
//! gives its derivative by one of the three, so each is the derivative of the other two, to every order.

use super::kernels::kernels;
use crate::{View, ViewMut};
use tapir_core::Result;

/// How windows lie over the input. All lists have one entry per spatial dimension, of which there are 1 to 3.
#[derive(Clone, Copy, Debug)]
pub struct Convolution<'a> {
    /// From a window to the next; at least 1.
    pub stride: &'a [usize],
    /// Zeros before the input. Those behind it follow from the sizes, so both need not be equal.
    pub padding: &'a [usize],
    /// From an element of a window to the next; at least 1.
    pub dilation: &'a [usize],
    /// Channels come in this many parts of equal size, each with weights of its own.
    pub groups: usize,
}

kernels! {
    /// Convolutions (cross-correlations, as everywhere in deep learning). Shapes are `[batch, in, sizes…]` for the input,
    /// `[out, in / groups, kernel…]` for the weight and `[batch, out, sizes…]` for the output; all views have one dtype and any
    /// strides. The halves are summed in float32, integers wrap. Other dtypes than matrix products have are an error.
    pub trait ConvolutionBackend, each_convolution_kernel {
        /// `output[n, o, p] = bias[o] + Σ input[n, c, p * stride - padding + t * dilation] * weight[o, c, t]`.
        fn convolution(
            &self,
            how: Convolution,
            input: &View,
            weight: &View,
            bias: Option<&View>,
            output: &ViewMut,
        ) -> Result<()>;

        /// The derivative by the input (up to the bias, one per channel of the input): what each input element gets from the
        /// windows it is in. Also known as a transposed convolution.
        fn convolution_transposed(
            &self,
            how: Convolution,
            output: &View,
            weight: &View,
            bias: Option<&View>,
            input: &ViewMut,
        ) -> Result<()>;

        /// The derivative by the weight.
        fn convolution_weight(&self, how: Convolution, output: &View, input: &View, weight: &ViewMut) -> Result<()>;
    }
}
