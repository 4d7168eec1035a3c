//! Reading and writing at computed places: gather, scatter, advanced indexing, masks.

use super::kernels::kernels;
use crate::{View, ViewMut};
use tapir_core::Result;

/// What a scatter does where it lands. Several writes to one place apply in order; with `Set` the last one stays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScatterMode {
    Set,
    Add,
    Multiply,
    /// Keeps the greater; NaN wins.
    Maximum,
    /// Keeps the lesser; NaN wins.
    Minimum,
}

kernels! {
    /// Indexed access. Indices are int64 or int32; an index outside the dimension is an error in PyTorch's words. Sources and
    /// targets have one dtype. A number as source is a 0-d tensor expanded to the index's shape (strides 0).
    pub trait IndexBackend, each_index_kernel {
        /// `out[.., i, ..] = input[.., index[.., i, ..], ..]` along `dim`; `out` and `index` have one shape, no larger than
        /// `input`'s in the other dimensions.
        fn gather(&self, input: &View, dim: usize, index: &View, out: &ViewMut) -> Result<()>;

        /// `target[.., index[.., i, ..], ..] ∘= source[.., i, ..]` along `dim`, over the shape of `index`, which `source` and (but
        /// for `dim`) `target` at least have. A mean is a sum and a second scatter of ones; `include_self = false` is a scatter
        /// of the mode's identity element with `Set` before.
        fn scatter(&self, mode: ScatterMode, dim: usize, index: &View, source: &View, target: &ViewMut) -> Result<()>;

        /// `out = input` at the places `index` (1-d) along `dim`: whole slices. Negative indices are refused.
        fn index_select(&self, input: &View, dim: usize, index: &View, out: &ViewMut) -> Result<()>;

        /// `target[.., index[i], ..] ∘= source[.., i, ..]`, whole slices along `dim`: `index_add`, `index_copy`, `index_fill`,
        /// `index_reduce`. Negative indices are refused.
        fn index_scatter(&self, mode: ScatterMode, dim: usize, index: &View, source: &View, target: &ViewMut)
        -> Result<()>;

        /// Advanced indexing. `indices[j]` indexes dimension `dims[j]` of `input` (ascending) and may count from the end; all
        /// have one shape `B`. `out` has the shape `B` followed by the other dimensions of `input`. An embedding is this with
        /// the one dimension 0.
        fn index(&self, input: &View, dims: &[usize], indices: &[View], out: &ViewMut) -> Result<()>;

        /// `target[indices] = values`, or `+=` if `accumulate`; shapes as for [`IndexBackend::index`], `values` in place of
        /// `out`. Accumulating into zeros is the derivative of `index`, so also of an embedding.
        fn index_put(
            &self,
            dims: &[usize],
            indices: &[View],
            values: &View,
            accumulate: bool,
            target: &ViewMut,
        ) -> Result<()>;

        /// Number of non-zero elements (what `nonzero` and `masked_select` must allocate).
        fn count_nonzero(&self, input: &View) -> Result<usize>;

        /// Indices of the non-zero elements in row-major order: `out` is int64, `[count, rank]`.
        fn nonzero(&self, input: &View, out: &ViewMut) -> Result<()>;

        /// The elements of `input` where `mask` (bool, same shape) is true, in row-major order; `out` is 1-d of that many.
        fn masked_select(&self, input: &View, mask: &View, out: &ViewMut) -> Result<()>;

        /// Writes the elements of `source`, in row-major order, where `mask` (bool, same shape as `target`) is true.
        fn masked_scatter(&self, mask: &View, source: &View, target: &ViewMut) -> Result<()>;
    }
}
