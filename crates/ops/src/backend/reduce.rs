//! Reductions: many elements to one, along any set of dimensions.

use super::kernels::kernels;
use crate::{View, ViewMut};
use tapir_core::{DType, Result};

/// How elements are combined. `Norm(p)` is the vector p-norm: the number of non-zeros for 0, the greatest or least
/// absolute value for infinities. `Max` and `Min` give NaN if there is one.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Reduction {
    Sum,
    /// The sum, NaNs counting as 0.
    NanSum,
    Prod,
    Max,
    Min,
    /// Whether all elements are non-zero.
    All,
    /// Whether any element is non-zero.
    Any,
    CountNonzero,
    Norm(f64),
}

/// Which end of the order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extremum {
    Max,
    Min,
}

kernels! {
    /// Reductions. An output has the input's shape with the reduced dimensions either removed or of size 1.
    pub trait ReduceBackend, each_reduce_kernel {
        /// `out = kind(input)` over `dims` (distinct; none of them means no reduction, not all of them), accumulated in
        /// `compute`: int64 for integers and bool, float32 for the halves and float32, float64, complex64 or complex128.
        /// An empty reduction gives the identity element; for `Max` and `Min` it is an error in PyTorch's words.
        /// Sums are pairwise, and do not depend on the number of threads.
        fn reduce(&self, kind: Reduction, compute: DType, input: &View, dims: &[usize], out: &ViewMut) -> Result<()>;

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
