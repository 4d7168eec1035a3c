//! The end of the tape: adding a gradient to a leaf's `.grad`.

use super::{
    hooks::HookList,
    node::{Edge, NodeRef, leaf_node},
};
use crate::{Tensor, mode::grad_enabled, ops};
use smallvec::smallvec;
use std::sync::Arc;
use tapir_core::{Result, ensure};

const NAME: &str = "AccumulateGrad";

impl Tensor {
    /// Where gradients of this tensor go: the node that made it, or for a leaf its accumulator.
    pub(crate) fn edge(&self) -> Option<Edge> {
        if let Some((node, slot)) = self.grad_fn() {
            return Some(Edge { node, slot: slot as u32 });
        }
        let mut meta = self.meta()?;
        if !meta.requires_grad {
            return None;
        }
        if let Some(node) = meta.accumulate.upgrade() {
            return Some(Edge { node: NodeRef::from_arc(node), slot: 0 });
        }
        let node = accumulator(self, meta.hooks.get_or_insert_default().clone());
        meta.accumulate = node.downgrade();
        Some(Edge { node, slot: 0 })
    }

    pub(crate) fn set_edge(&self, edge: Edge) {
        let mut meta = self.meta_mut();
        let kept_at = meta.retains_grad.then(|| (edge.node.clone(), edge.slot));
        let previous = meta.edge.replace(edge);
        drop(meta); // what was there before is dropped outside the lock
        if let (Some((now, slot)), Some(before)) = (kept_at, &previous) {
            self.keep_grad_at((&before.node, self.current()), &now, slot as usize);
        }
    }
}

fn accumulator(leaf: &Tensor, hooks: Arc<HookList>) -> NodeRef {
    leaf_node(NAME, leaf, hooks, |context, grads| {
        if let (Some(grad), Some(leaf)) = (&grads[0], context.leaf()) {
            leaf.accumulate(grad.clone())?;
        }
        Ok(smallvec![])
    })
}

impl Tensor {
    /// `.grad += grad`. Without a graph to make, an existing gradient is written in place, as in PyTorch.
    pub(super) fn accumulate(&self, grad: Tensor) -> Result<()> {
        // The tensor may have been given data of another dtype since it was recorded.
        let grad = if grad.dtype() == self.dtype() { grad } else { ops::copies::cast(&grad, self.dtype())? };
        ensure!(
            grad.shape() == self.shape(),
            Shape,
            "assigned grad has data of a different size: expected {:?}, got {:?}",
            self.shape(),
            grad.shape()
        );
        let sum = match self.grad() {
            None if grad_enabled() => grad,
            // Held by the pass and by us only, so it may become the leaf's own.
            None if Arc::strong_count(&grad.0) <= 2 && grad.storage().is_sole() && grad.is_contiguous() => {
                grad.detach()
            }
            None => ops::copies::contiguous_clone(&grad.detach())?,
            Some(sum) if grad_enabled() => ops::add(&sum, &grad)?,
            Some(sum) => {
                ops::add_in_place(&sum, &grad)?;
                return Ok(());
            }
        };
        self.set_grad(Some(sum))
    }
}
