//! Putting operations on the tape.

use super::{
    hooks::HookList,
    node::{Context, Edge, Grads, Meta, Node, NodeRef, Saved},
    saved::Save,
};
use crate::Tensor;
use smallvec::SmallVec;
use std::{
    cell::Cell,
    sync::{Arc, OnceLock},
};
use tapir_core::Result;

/// What is needed to make a node; built only when something requires a gradient.
pub(crate) struct Record<'a> {
    pub name: &'static str,
    pub inputs: &'a [&'a Tensor],
    pub save: &'a [Save<'a>],
}

impl Record<'_> {
    /// The node, with edges to the inputs' present history.
    pub fn node<F>(&self, outputs: &[&Tensor], backward: F) -> NodeRef
    where
        F: Fn(&Context, &[Option<Tensor>]) -> Result<Grads> + Send + Sync + 'static,
    {
        let next = self.inputs.iter().map(|input| input.edge()).collect();
        let outputs = outputs.iter().map(|output| Meta::of(output)).collect();
        let saved = self.save.iter().map(|save| Saved::new(save, self.name)).collect();
        node_with_edges(self.name, next, outputs, saved, backward)
    }
}

/// A node whose edges and saved tensors were taken beforehand.
pub(super) fn node_with_edges<F>(
    name: &'static str,
    next: SmallVec<[Option<Edge>; 2]>,
    outputs: SmallVec<[Meta; 1]>,
    saved: SmallVec<[Saved; 2]>,
    backward: F,
) -> NodeRef
where
    F: Fn(&Context, &[Option<Tensor>]) -> Result<Grads> + Send + Sync + 'static,
{
    let sequence = next_sequence();
    NodeRef::new(Node {
        name,
        sequence,
        next,
        outputs,
        saved,
        run: Some(Box::new(backward)),
        hooks: OnceLock::new(),
        leaf: None,
    })
}

/// The node behind a leaf. Its sequence number is the largest, as in PyTorch, so that a gradient is accumulated as soon as
/// it is complete.
pub(super) fn leaf_node(leaf: &Tensor, hooks: Arc<HookList>) -> NodeRef {
    NodeRef::new(Node {
        name: "AccumulateGrad",
        sequence: u64::MAX,
        next: SmallVec::new(),
        outputs: smallvec::smallvec![Meta::of(leaf)],
        saved: SmallVec::new(),
        run: None,
        hooks: OnceLock::from(hooks),
        leaf: Some(leaf.clone()),
    })
}

/// Numbers operations in the order they ran on this thread.
pub(super) fn next_sequence() -> u64 {
    thread_local! { static SEQUENCE: Cell<u64> = const { Cell::new(0) }; }
    SEQUENCE.replace(SEQUENCE.get() + 1)
}

/// Puts `output = op(inputs)` on the tape if recording is on and an input requires grad. `backward` gets the node's
/// context and the gradients of the outputs and returns one gradient per input.
pub(crate) fn record<F>(output: Tensor, name: &'static str, inputs: &[&Tensor], save: &[Save], backward: F) -> Tensor
where
    F: Fn(&Context, &[Option<Tensor>]) -> Result<Grads> + Send + Sync + 'static,
{
    if output.dtype().is_differentiable() && Tensor::any_requires_grad(inputs) {
        let node = Record { name, inputs, save: &resolve(save, &[&output]) }.node(&[&output], backward);
        output.set_edge(Edge { node, slot: 0 });
    }
    output
}

/// A backward function from one that maps the gradient of the first output, where one arrived, to that of the only input.
pub(crate) fn unary<F>(gradient: F) -> impl Fn(&Context, &[Option<Tensor>]) -> Result<Grads> + Send + Sync + 'static
where
    F: Fn(&Context, &Tensor) -> Result<Tensor> + Send + Sync + 'static,
{
    move |context, grads| Ok(smallvec::smallvec![grads[0].as_ref().map(|grad| gradient(context, grad)).transpose()?])
}

/// As [`record`], for one input.
pub(crate) fn record_unary<F>(output: Tensor, name: &'static str, input: &Tensor, save: &[Save], gradient: F) -> Tensor
where
    F: Fn(&Context, &Tensor) -> Result<Tensor> + Send + Sync + 'static,
{
    record(output, name, &[input], save, unary(gradient))
}

/// As [`record_unary`], where the gradient follows from that of the output alone.
pub(crate) fn record_linear<F>(output: Tensor, name: &'static str, input: &Tensor, backward: F) -> Tensor
where
    F: Fn(&Tensor) -> Result<Tensor> + Send + Sync + 'static,
{
    record_unary(output, name, input, &[], move |_, grad| backward(grad))
}

/// As [`record`], for several outputs; those that are not differentiable get no history.
pub(crate) fn record_many<F>(
    outputs: Vec<Tensor>,
    name: &'static str,
    inputs: &[&Tensor],
    save: &[Save],
    backward: F,
) -> Vec<Tensor>
where
    F: Fn(&Context, &[Option<Tensor>]) -> Result<Grads> + Send + Sync + 'static,
{
    record_some(outputs, |_| true, name, inputs, save, backward)
}

/// As [`record_many`]; `chosen` says which outputs, by number, may have a history.
pub(super) fn record_some<F>(
    outputs: Vec<Tensor>,
    chosen: impl Fn(usize) -> bool,
    name: &'static str,
    inputs: &[&Tensor],
    save: &[Save],
    backward: F,
) -> Vec<Tensor>
where
    F: Fn(&Context, &[Option<Tensor>]) -> Result<Grads> + Send + Sync + 'static,
{
    if Tensor::any_requires_grad(inputs) {
        let references: SmallVec<[&Tensor; 4]> = outputs.iter().collect();
        let node = Record { name, inputs, save: &resolve(save, &references) }.node(&references, backward);
        for (slot, output) in outputs.iter().enumerate() {
            if chosen(slot) && output.dtype().is_differentiable() {
                output.set_edge(Edge { node: node.clone(), slot: slot as u32 });
            }
        }
    }
    outputs
}

fn resolve<'a>(save: &[Save<'a>], outputs: &[&'a Tensor]) -> SmallVec<[Save<'a>; 3]> {
    save.iter()
        .map(|save| match *save {
            Save::Output(slot) => Save::OutputTensor(outputs[slot], slot as u32),
            other => other,
        })
        .collect()
}
