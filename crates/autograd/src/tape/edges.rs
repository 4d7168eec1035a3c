//! Where the gradients of a tensor go.

use super::{
    node::{Edge, NodeRef},
    record::leaf_node,
};
use crate::Tensor;

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
        let node = leaf_node(self, meta.hooks.get_or_insert_default().clone());
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
