//! Elementwise rows, forward and backward.

use crate::{Params, RowId, View, ViewMut};
use tapir_core::{DType, Result};

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

/// Elementwise rows.
pub trait ElementwiseBackend {
    /// `out = row(inputs; params)`, computed in `compute` (int64, uint64, float32, float64, complex64 or complex128) and
    /// converted to `out.dtype`. All views have `out`'s shape (broadcast ones have stride 0) but may differ in dtype and strides.
    /// An input may be the very same elements as `out`. Fails if the row has no reading in `compute`.
    fn elementwise(&self, row: RowId, compute: DType, inputs: &[View], params: Params, out: &ViewMut) -> Result<()>;

    /// As [`elementwise`](ElementwiseBackend::elementwise) for `count` elements, one after the other in every operand, all of
    /// the compute dtype. No input overlaps `out`; those that the row does not take may be any readable memory.
    fn elementwise_dense(
        &self,
        row: RowId,
        compute: DType,
        inputs: [*const u8; 3],
        params: Params,
        out: *mut u8,
        count: usize,
    ) -> Result<()>;

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
}
