//! Sorting and order statistics along one dimension. NaN is greater than every number, as in PyTorch.

use super::kernels::kernels;
use crate::{View, ViewMut};
use tapir_core::Result;

kernels! {
    /// Order along a dimension: any dtype but complex. `values` outputs have the input's dtype, `indices` are int64; either
    /// may be left out.
    pub trait SortBackend, each_sort_kernel {
        /// A stable sort: equal elements keep their order, also if `descending`.
        fn sort(
            &self,
            input: &View,
            dim: usize,
            descending: bool,
            values: Option<&ViewMut>,
            indices: Option<&ViewMut>,
        ) -> Result<()>;

        /// The `k` greatest or least elements along `dim`, in order; outputs have size `k` there.
        fn topk(
            &self,
            input: &View,
            k: usize,
            dim: usize,
            largest: bool,
            values: Option<&ViewMut>,
            indices: Option<&ViewMut>,
        ) -> Result<()>;

        /// The `k`-th least element, counted from 1, along `dim`; outputs have `dim` removed or of size 1.
        fn kthvalue(
            &self,
            input: &View,
            k: usize,
            dim: usize,
            values: Option<&ViewMut>,
            indices: Option<&ViewMut>,
        ) -> Result<()>;

        /// The lower median along `dim`: NaN if there is one, or NaNs left aside if `ignore_nan`. Outputs as for `kthvalue`.
        fn median(
            &self,
            input: &View,
            dim: usize,
            ignore_nan: bool,
            values: Option<&ViewMut>,
            indices: Option<&ViewMut>,
        ) -> Result<()>;
    }
}
