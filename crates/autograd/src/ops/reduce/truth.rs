//! Whether all elements are true, or any.

use crate::{
    Tensor,
    call::ops,
    ops::reduce::axes::{Axes, reduce},
};
use smallvec::SmallVec;
use tapir_core::{DType, Result};
use tapir_ops::Reduction;

ops! {
    /// Whether all elements are non-zero. Bool, but uint8 stays uint8.
    pub fn all(input: &Tensor, dim: Option<&[i64]> = None, keepdim: bool = false) -> Tensor, out(Same), shape(Reduce) {
        truth(Reduction::All, input, dim, keepdim)
    }

    /// Whether any element is non-zero. Bool, but uint8 stays uint8.
    pub fn any(input: &Tensor, dim: Option<&[i64]> = None, keepdim: bool = false) -> Tensor, out(Same), shape(Reduce) {
        truth(Reduction::Any, input, dim, keepdim)
    }
}

fn truth(kind: Reduction, input: &Tensor, dim: Option<&[i64]>, keepdim: bool) -> Result<Tensor> {
    // Unlike for sums, an empty list of dimensions reduces nothing.
    let axes = match dim {
        Some([]) => Axes { dims: SmallVec::new(), keepdim },
        dim => Axes::new(input, dim, keepdim)?,
    };
    reduce(kind, input, &axes, if input.dtype() == DType::U8 { DType::U8 } else { DType::Bool })
}
