//! Softmax, cross entropy and layer normalisation: rows scaled by a statistic of themselves.

use super::kernels::kernels;
use crate::{View, ViewMut};
use tapir_core::Result;

/// Operands of a normalisation over the last dimension of a matrix: callers bring any input to `[rows, features]`.
#[derive(Clone, Copy, Debug)]
pub struct LayerNorm<'a> {
    /// `[rows, features]`.
    pub input: &'a View,
    /// `[features]`, 1 if left out.
    pub weight: Option<&'a View>,
    /// True subtracts the mean (layer norm), false does not (RMS norm).
    pub centered: bool,
}

/// Gradients wanted from [`NormalizeBackend::layer_norm_backward`].
#[derive(Clone, Copy, Default, Debug)]
pub struct LayerNormGrads<'a> {
    /// `[rows, features]`.
    pub input: Option<&'a ViewMut>,
    /// `[features]`.
    pub weight: Option<&'a ViewMut>,
    /// `[features]`.
    pub bias: Option<&'a ViewMut>,
}

/// Operands of a cross entropy with class indices.
#[derive(Clone, Copy, Debug)]
pub struct CrossEntropy<'a> {
    /// `[samples, classes, positions]`: scores, or logarithms of probabilities if `normalized`.
    pub input: &'a View,
    /// `[samples, 1, positions]`, int64.
    pub target: &'a View,
    /// `[classes]`, 1 if left out.
    pub weight: Option<&'a View>,
    /// Targets of this value do not count.
    pub ignore_index: i64,
    pub normalized: bool,
}

kernels! {
    /// Softmax, cross entropy and layer normalisation. All compute in float32, or in float64 where the input is float64; views may be
    /// of any floating dtype and strides.
    pub trait NormalizeBackend, each_normalize_kernel {
        /// `exp(x - max) / sum(exp(x - max))` along `dim`, or its logarithm. `out` may be the very same elements as `input`.
        fn softmax(&self, log: bool, input: &View, dim: usize, out: &ViewMut) -> Result<()>;

        /// Gradient of the input, given that of the result and the result: `y * (g - sum(g * y))`, for the logarithm
        /// `g - exp(y) * sum(g)`.
        fn softmax_backward(&self, log: bool, grad: &View, output: &View, dim: usize, out: &ViewMut) -> Result<()>;

        /// `losses = -weight[target] * log_softmax(input)[target]` and `weights = weight[target]`, `[samples, 1, positions]`, both 0
        /// where a target does not count. `statistics`, `[samples, 2, positions]`, is for the backward. All three are float32
        /// or float64. A target that is no class is an index error.
        fn cross_entropy(
            &self,
            what: CrossEntropy,
            losses: &ViewMut,
            weights: &ViewMut,
            statistics: &ViewMut,
        ) -> Result<()>;

        /// The gradient of the input where that of each loss times its weight is `scale`, `[samples, 1, positions]`:
        /// `(softmax(input) - one_hot(target)) * scale`, without the first term if `normalized`.
        fn cross_entropy_backward(&self, what: CrossEntropy, statistics: &View, scale: &View, out: &ViewMut) -> Result<()>;

        /// `out = (x - mean) * rstd * weight + bias`, with `rstd = 1 / sqrt(variance + epsilon)` per row. Without centring,
        /// `mean` is 0 throughout and the variance is the mean square. The statistics (`[rows]`, float32 or float64) are for
        /// the backward; `mean` may be left out.
        fn layer_norm(
            &self,
            norm: LayerNorm,
            bias: Option<&View>,
            epsilon: f64,
            out: &ViewMut,
            mean: Option<&ViewMut>,
            rstd: &ViewMut,
        ) -> Result<()>;

        /// Gradients of the operands, from that of the result and the saved statistics (`mean` is needed if centred).
        fn layer_norm_backward(
            &self,
            norm: LayerNorm,
            grad: &View,
            mean: Option<&View>,
            rstd: &View,
            outs: LayerNormGrads,
        ) -> Result<()>;
    }
}
