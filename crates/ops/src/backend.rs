//! What a device must be able to do. Operators speak to a device only through this trait, so a new device
//! touches no operator. One sub-trait per kernel family, each in the file of that family.

use crate::{Params, RowId, View, ViewMut};
use tapir_core::{DType, Result, Scalar};

/// Elementwise rows, and moving elements about.
pub trait ElementwiseBackend {
    /// `out = row(inputs; params)`, computed in `compute` (an integer dtype, float32, float64 or complex) and converted to
    /// `out.dtype`. All views have `out`'s shape (broadcast ones have stride 0) but may differ in dtype and strides.
    /// An input may be the very same elements as `out`.
    fn elementwise(&self, row: RowId, compute: DType, inputs: &[View], params: Params, out: &ViewMut) -> Result<()>;

    /// `outs = row.backward(grad, inputs, output; params)` for the operands asked for. Inputs the derivative does not
    /// read are `None`.
    fn elementwise_backward(
        &self,
        row: RowId,
        compute: DType,
        grad: &View,
        inputs: &[Option<View>],
        output: Option<&View>,
        params: Params,
        outs: &[Option<ViewMut>],
    ) -> Result<()>;

    /// Copies elements, converting dtypes as PyTorch's `copy_` does; shapes are equal.
    fn copy(&self, source: &View, target: &ViewMut) -> Result<()>;

    /// Sets every element.
    fn fill(&self, value: Scalar, target: &ViewMut) -> Result<()>;
}

/// A device: the sum of its kernel families.
pub trait Backend: ElementwiseBackend + Sync {}
