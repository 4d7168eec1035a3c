//! What tensors and nodes hold on to, to look at: for a front end whose collector of garbage must see cycles that go through
//! functions of its own. Nothing is changed, and no edge is computed anew.

use super::node::{Node, NodeRef};
use crate::{Tensor, tensor::lock};

/// Something that a tensor or a node keeps alive.
pub enum Held {
    Tensor(Tensor),
    Node(NodeRef),
    /// A hook, by its number.
    Hook(u64),
}

impl Held {
    /// Calls `visit` with what this one keeps alive by itself.
    pub fn visit(&self, visit: &mut dyn FnMut(Held)) {
        match self {
            Held::Tensor(tensor) => visit_tensor(tensor, visit),
            Held::Node(node) => visit_node(node, visit),
            Held::Hook(_) => {}
        }
    }

    /// A number that tells tensors and nodes apart while they live; none for hooks.
    pub fn address(&self) -> Option<usize> {
        match self {
            Held::Tensor(tensor) => Some(tensor.address()),
            Held::Node(node) => Some(node.address()),
            Held::Hook(_) => None,
        }
    }
}

fn visit_tensor(tensor: &Tensor, visit: &mut dyn FnMut(Held)) {
    if let Some(view) = &tensor.0.view {
        visit(Held::Tensor(view.base.clone()));
    }
    let Some(own) = tensor.0.grad.get() else { return };
    if let Some(next) = own.successor.get() {
        visit(Held::Tensor(next.clone()));
    }
    let meta = lock(&own.meta);
    if let Some(grad) = &meta.grad {
        visit(Held::Tensor(grad.clone()));
    }
    if let Some(edge) = &meta.edge {
        visit(Held::Node(edge.node.clone()));
    }
    for hook in meta.hooks.iter().flat_map(|hooks| hooks.numbers()) {
        visit(Held::Hook(hook));
    }
}

fn visit_node(node: &Node, visit: &mut dyn FnMut(Held)) {
    for (next, _) in node.next().flatten() {
        visit(Held::Node(next.clone()));
    }
    for tensor in node.saved_tensors().chain(node.leaf()) {
        visit(Held::Tensor(tensor));
    }
    for hook in node.hooks() {
        visit(Held::Hook(hook));
    }
}
