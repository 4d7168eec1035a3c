//! Elementwise rows, and moving elements about.

use crate::{Params, RowId, View, ViewMut};
use tapir_core::{DType, Result, Scalar};

/// What a fused backward kernel reads. Operands the derivative does not read are `None`.
#[derive(Clone, Copy, Debug)]
pub struct ElementwiseSaved<'a> {
    /// Gradient of the result.
    pub grad: &'a View,
    /// The row's operands.
    pub inputs: &'a [Option<View>],
    /// The row's result.
    pub output: Option<&'a View>,
}

/// Elementwise rows, and moving elements about.
pub trait ElementwiseBackend {
    /// `out = row(inputs; params)`, computed in `compute` (int64, float32, float64, complex64 or complex128) and converted
    /// to `out.dtype`. All views have `out`'s shape (broadcast ones have stride 0) but may differ in dtype and strides.
    /// An input may be the very same elements as `out`. Fails if the row has no reading in `compute`.
    fn elementwise(&self, row: RowId, compute: DType, inputs: &[View], params: Params, out: &ViewMut) -> Result<()>;

    /// `outs = row.backward(grad, inputs, output; params)` for the operands asked for, computed in `compute` (float32 or
    /// float64). All views have `grad`'s shape; gradients of broadcast operands are summed by the caller.
    fn elementwise_backward(
        &self,
        row: RowId,
        compute: DType,
        saved: ElementwiseSaved,
        params: Params,
        outs: &[Option<ViewMut>],
    ) -> Result<()>;

    /// Copies elements, converting dtypes as PyTorch's `copy_` does; shapes are equal, a broadcast source has stride 0.
    /// Source and target do not overlap, unless they are the very same elements.
    fn copy(&self, source: &View, target: &ViewMut) -> Result<()>;

    /// Sets every element.
    fn fill(&self, value: Scalar, target: &ViewMut) -> Result<()>;

    /// `target[i] = start + i * step` in row-major order: exact in int64 if the target is of an integer dtype, else in
    /// float64 and rounded once.
    fn arange(&self, start: Scalar, step: Scalar, target: &ViewMut) -> Result<()>;
}
