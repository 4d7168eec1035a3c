//! The end of the tape: adding a gradient to a tensor's `.grad`.

use crate::{
    Tensor,
    copying::{cast, contiguous_clone},
    mode::grad_enabled,
    ops::{add, add_in_place},
};
use std::sync::Arc;
use tapir_core::{Result, ensure};

/// `.grad += grad`. Without a graph to make, an existing gradient is written in place, as in PyTorch.
pub(super) fn accumulate(leaf: &Tensor, grad: Tensor) -> Result<()> {
    // The tensor may have been given data of another dtype since it was recorded.
    let grad = if grad.dtype() == leaf.dtype() { grad } else { cast(&grad, leaf.dtype())? };
    ensure!(
        grad.shape() == leaf.shape(),
        Shape,
        "assigned grad has data of a different size: expected {:?}, got {:?}",
        leaf.shape(),
        grad.shape()
    );
    let sum = match leaf.grad() {
        None if grad_enabled() => grad,
        // Held by the pass and by us only, so it may become the leaf's own.
        None if Arc::strong_count(&grad.0) <= 2 && grad.storage().is_sole() && grad.is_contiguous() => grad.detach(),
        None => contiguous_clone(&grad.detach())?,
        Some(sum) if grad_enabled() => add(&sum, &grad)?,
        Some(sum) => {
            add_in_place(&sum, &grad)?;
            return Ok(());
        }
    };
    leaf.set_grad(Some(sum))
}
