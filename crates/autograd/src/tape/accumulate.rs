//! The end of the tape: adding a gradient to a leaf's `.grad`.

use super::node::{Edge, Hook, HookHandle, HookList, NodeRef, leaf_node};
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
        let previous = self.meta_mut().edge.replace(edge);
        drop(previous); // outside the lock
    }

    /// Calls `hook` with every gradient of this tensor; what it returns takes the gradient's place.
    pub fn register_hook(&self, hook: Hook) -> Result<HookHandle> {
        ensure!(self.requires_grad(), Autograd, "cannot register a hook on a tensor that doesn't require gradient");
        Ok(match self.grad_fn() {
            Some((node, slot)) => node.register_hook(slot, hook),
            None => self.meta_mut().hooks.get_or_insert_default().add(0, hook),
        })
    }

    /// Removes a hook; false if it was not there.
    pub fn remove_hook(&self, handle: HookHandle) -> bool {
        match self.grad_fn() {
            Some((node, _)) => node.remove_hook(handle),
            None => self.meta().and_then(|meta| meta.hooks.clone()).is_some_and(|hooks| hooks.remove(handle)),
        }
    }

    /// Makes `.grad` of a tensor that is not a leaf be kept by backward.
    pub fn retain_grad(&self) -> Result<()> {
        ensure!(self.requires_grad(), Autograd, "can't retain_grad on Tensor that has requires_grad=False");
        let Some((node, slot)) = self.grad_fn() else { return Ok(()) };
        if std::mem::replace(&mut self.meta_mut().retains_grad, true) {
            return Ok(());
        }
        let tensor = Arc::downgrade(&self.0); // strong would be a cycle
        node.register_hook(
            slot,
            Arc::new(move |grad| {
                if let Some(inner) = tensor.upgrade() {
                    accumulate(&Tensor(inner), grad.clone())?;
                }
                Ok(None)
            }),
        );
        Ok(())
    }

    pub fn retains_grad(&self) -> bool {
        self.meta().is_some_and(|meta| meta.retains_grad)
    }
}

fn accumulator(leaf: &Tensor, hooks: Arc<HookList>) -> NodeRef {
    leaf_node(NAME, leaf, hooks, |context, grads| {
        if let (Some(grad), Some(leaf)) = (&grads[0], context.leaf()) {
            accumulate(&leaf, grad.clone())?;
        }
        Ok(smallvec![])
    })
}

/// `.grad += grad`. Without a graph to make, an existing gradient is written in place, as in PyTorch.
fn accumulate(leaf: &Tensor, grad: Tensor) -> Result<()> {
    let sum = match leaf.grad() {
        None if grad_enabled() => grad,
        // Held by the pass and by us only, so it may become the leaf's own.
        None if Arc::strong_count(&grad.0) <= 2 && Arc::strong_count(grad.storage()) == 1 && grad.is_contiguous() => {
            grad.detach()
        }
        None => ops::copies::contiguous_clone(&grad.detach())?,
        Some(sum) if grad_enabled() => ops::add(&sum, &grad)?,
        Some(sum) => {
            ops::add_in_place(&sum, &grad)?;
            return Ok(());
        }
    };
    leaf.set_grad(Some(sum))
}
