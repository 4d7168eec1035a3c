//! Scans: running reductions along one dimension.

use super::kernels::kernels;
use crate::{Extremum, View, ViewMut};
use tapir_core::{DType, Result};

/// What runs along.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scan {
    Sum,
    Prod,
    /// `log(cumsum(exp(x)))`, stable.
    LogSumExp,
}

kernels! {
    /// Running reductions; outputs have the input's shape.
    pub trait ScanBackend, each_scan_kernel {
        /// `out[i] = kind(input[0..=i])` along `dim`, or of `input[i..]` if `reverse`, accumulated in `compute` (int64, float32,
        /// float64, complex64 or complex128). `out` may be the very same elements as `input`.
        fn scan(&self, kind: Scan, compute: DType, input: &View, dim: usize, reverse: bool, out: &ViewMut) -> Result<()>;

        /// The running extremum along `dim` and the index of its latest occurrence, as `cummax` and `cummin`; once NaN is met
        /// it stays. `values` has the input's dtype, `indices` is int64.
        fn scan_extremum(
            &self,
            which: Extremum,
            input: &View,
            dim: usize,
            values: &ViewMut,
            indices: &ViewMut,
        ) -> Result<()>;
    }
}
