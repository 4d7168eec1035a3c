//! Pooling: the greatest element of each window, or their average.

use super::kernels::kernels;
use crate::{View, ViewMut};
use tapir_core::Result;

/// How windows lie over the input. All lists have one entry per spatial dimension, of which there are 1 to 3. Every window
/// has an element of the input in it.
#[derive(Clone, Copy, Debug)]
pub struct Pooling<'a> {
    pub kernel: &'a [usize],
    pub stride: &'a [usize],
    /// Positions before the input, which have no elements.
    pub padding: &'a [usize],
    pub dilation: &'a [usize],
}

kernels! {
    /// Pooling of any integer or floating dtype, over the last dimensions of `[batch, channels, sizes…]`.
    pub trait PoolBackend, each_pool_kernel {
        /// The greatest element of each window (NaN is greater than any), and its row-major place among the elements of its
        /// channel (int64): the first of equal ones, the last of NaNs.
        fn max_pool(&self, how: Pooling, input: &View, values: &ViewMut, indices: Option<&ViewMut>) -> Result<()>;

        /// `target[n, c, index] += source[n, c, ·]` on zeros: the derivative of [`PoolBackend::max_pool_gather`]. Indices are
        /// inside their channel, as from `max_pool`.
        fn max_pool_scatter(&self, source: &View, indices: &View, target: &ViewMut) -> Result<()>;

        /// `target[n, c, ·] = source[n, c, index]`: the derivative of [`PoolBackend::max_pool_scatter`].
        fn max_pool_gather(&self, source: &View, indices: &View, target: &ViewMut) -> Result<()>;

        /// The sum of each window, over the number of its positions, among them those of the padding on both sides if
        /// `counts_padding`, or over `divisor` if that is not 0. Dilation is 1. Half precision sums in float32, int64 wraps and
        /// truncates; these and the floating dtypes are all there are.
        fn avg_pool(&self, how: Pooling, counts_padding: bool, divisor: i64, source: &View, target: &ViewMut) -> Result<()>;

        /// `target[n, c, x] = sum(source[n, c, window] / divisor)` over the windows that have `x`: the derivative of
        /// [`PoolBackend::avg_pool`], whose derivative is `avg_pool`.
        fn avg_pool_transposed(&self, how: Pooling, counts_padding: bool, divisor: i64, source: &View, target: &ViewMut) -> Result<()>;
    }
}
