//! Reductions: many elements to one, along any set of dimensions.

use super::kernels::kernels;
use crate::{Reduction, View, ViewMut};
use tapir_core::{DType, Result, Scalar};

/// Which end of the order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extremum {
    Max,
    Min,
}

kernels! {
    /// Reductions. An output has the input's shape with the reduced dimensions either removed or of size 1.
    pub trait ReduceBackend, each_reduce_kernel {
        /// `out = reduction(input)` over `dims` (distinct; none of them means no reduction, not all of them). Elements are read
        /// as `compute`, one of the dtypes that the reduction takes, and combined in it; bools in int64. A reduction of nothing
        /// is the identity. Sums are pairwise, and do not depend on the number of threads.
        fn reduce(
            &self,
            reduction: Reduction,
            params: &[Scalar],
            compute: DType,
            input: &View,
            dims: &[usize],
            out: &ViewMut,
        ) -> Result<()>;

        /// The extremum along `dim` and where it first occurs; NaN is beyond every number. `values` has the input's dtype,
        /// `indices` is int64; either may be left out.
        fn reduce_index(
            &self,
            which: Extremum,
            input: &View,
            dim: usize,
            values: Option<&ViewMut>,
            indices: Option<&ViewMut>,
        ) -> Result<()>;

        /// The variance over `dims`, `sum((x - mean)²) / max(0, n - correction)`, and the mean; two passes. `compute` is
        /// float32 or float64; no degrees of freedom left gives NaN or infinity, as in PyTorch.
        fn variance(
            &self,
            compute: DType,
            input: &View,
            dims: &[usize],
            correction: f64,
            variance: &ViewMut,
            mean: Option<&ViewMut>,
        ) -> Result<()>;
    }
}
