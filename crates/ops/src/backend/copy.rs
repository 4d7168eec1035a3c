//! Moving elements about, and making them from nothing.

use super::kernels::kernels;
use crate::{View, ViewMut};
use tapir_core::{Result, Scalar};

kernels! {
    /// Copies, casts, constants and sequences.
    pub trait CopyBackend, each_copy_kernel {
        /// Copies elements, converting dtypes as PyTorch's `copy_` does; shapes are equal, a broadcast source has stride 0, one
        /// that is read backwards a negative stride.
        /// Source and target do not overlap, unless they are the very same elements.
        fn copy(&self, source: &View, target: &ViewMut) -> Result<()>;

        /// As `copy`, into memory that is about to be changed in places: what is written should stay near.
        fn copy_to_change(&self, source: &View, target: &ViewMut) -> Result<()>;

        /// Sets every element.
        fn fill(&self, value: Scalar, target: &ViewMut) -> Result<()>;

        /// `target[i] = start + i * step` in row-major order: exact in int64 if the target is of an integer dtype, else in
        /// float64 and rounded once.
        fn arange(&self, start: Scalar, step: Scalar, target: &ViewMut) -> Result<()>;

        /// Copies one triangle of each matrix in the last two dimensions and writes zeros elsewhere: the columns up to
        /// `row + diagonal`, or from there on if `upper`. One shape and dtype; the two do not overlap.
        fn triangle(&self, upper: bool, diagonal: i64, source: &View, target: &ViewMut) -> Result<()>;

        /// Of `n` elements in row-major order the first `n / 2` become `start + i * step`, the others `end - (n - 1 - i) * step`,
        /// so that both ends are exact; with a base, its power to that. In float64, rounded once.
        fn linspace(&self, start: f64, end: f64, step: f64, base: Option<f64>, target: &ViewMut) -> Result<()>;
    }
}
