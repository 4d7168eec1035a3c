//! Elementwise rows, forward and backward.

use super::kernels::kernels;
use crate::{Params, RowId, Source, View, ViewMut};
use tapir_core::{DType, Result};

/// What a fused backward kernel reads. Operands the derivative does not read are `None`.
#[derive(Clone, Copy, Debug)]
pub struct ElementwiseSaved<'a> {
    /// Gradient of the result.
    pub grad: &'a View,
    /// The row's operands.
    pub inputs: &'a [Option<Source>],
    /// The row's result.
    pub output: Option<&'a View>,
}

kernels! {
    /// Elementwise rows.
    pub trait ElementwiseBackend, each_elementwise_kernel {
        /// `out = row(inputs; params)`, computed in `compute` (int64, uint64, float32, float64, complex64 or complex128) and
        /// converted to `out.dtype`. All views have `out`'s shape (broadcast ones have stride 0) but may differ in dtype and strides.
        /// An input may be the very same elements as `out`. Fails if the row has no reading in `compute`.
        fn elementwise(&self, row: RowId, compute: DType, inputs: &[Source], params: Params, out: &ViewMut) -> Result<()>;

        /// `outs = row.backward(grad, inputs, output; params)` for the operands asked for, computed in `compute` (float32 or
        /// float64). All views have `grad`'s shape; gradients of broadcast operands are summed by the caller.
        /// They are written in the dtypes of `outs`.
        fn elementwise_backward(
            &self,
            row: RowId,
            compute: DType,
            saved: ElementwiseSaved,
            params: Params,
            outs: &[Option<ViewMut>],
        ) -> Result<()>;
    }
}
