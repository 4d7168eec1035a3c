//! Nodes and edges. A node is one recorded operation; edges point from it to the nodes that made its inputs and own
//! them, so dropping an output frees its graph. There is no cycle: an output saved by its own node is kept without edge.

use super::{
    hooks::HookList,
    saved::{Save, Saved, freed},
};
use crate::{Tensor, ops::conj};
use smallvec::SmallVec;
use std::{
    cell::{Cell, RefCell},
    fmt,
    mem::ManuallyDrop,
    ops::Deref,
    sync::{Arc, OnceLock},
};
use tapir_core::{DType, Device, Dims, Error, Result};

/// Gradients, one per input or output; `None` where none flows.
pub type Grads = SmallVec<[Option<Tensor>; 2]>;

/// What a node computes: gradients of its inputs from those of its outputs.
type BackwardFn = Box<dyn Fn(&Context, &[Option<Tensor>]) -> Result<Grads> + Send + Sync>;

/// What a gradient of an output or input must look like.
#[derive(Clone)]
pub(crate) struct Meta {
    pub shape: Dims,
    pub dtype: DType,
    pub device: Device,
}

impl Meta {
    pub fn of(tensor: &Tensor) -> Meta {
        Meta { shape: tensor.layout().shape.clone(), dtype: tensor.dtype(), device: tensor.device() }
    }
}

/// What a tensor that a node keeps was to the operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Input(usize),
    Output(usize),
    /// Made on the way.
    Other,
}

/// One recorded operation.
pub struct Node {
    name: &'static str,
    /// Later operations have larger numbers and run their backward first.
    sequence: u64,
    pub(super) next: SmallVec<[Option<Edge>; 2]>,
    pub(super) outputs: SmallVec<[Meta; 1]>,
    pub(super) saved: SmallVec<[Saved; 2]>,
    run: BackwardFn,
    hooks: OnceLock<Arc<HookList>>,
    leaf: Option<Tensor>,
}

impl Node {
    /// PyTorch's name, such as `AddBackward0`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The nodes of the inputs, in order; `None` where an input requires no gradient.
    pub fn next(&self) -> impl Iterator<Item = Option<(&NodeRef, usize)>> {
        self.next.iter().map(|edge| edge.as_ref().map(|edge| (&edge.node, edge.slot as usize)))
    }

    /// The leaf a gradient is accumulated into, if this node does that.
    pub fn leaf(&self) -> Option<Tensor> {
        self.leaf.as_ref().map(|leaf| leaf.current().clone())
    }

    /// The tensors kept for backward with the part each plays, to look at: their versions are not checked. An error once they
    /// were freed.
    pub fn saved_parts(&self) -> Result<Vec<(Part, Tensor)>> {
        let mut parts: Vec<(Part, Tensor)> = Vec::with_capacity(self.saved.len());
        for saved in &self.saved {
            let tensor = saved.peek().ok_or_else(freed)?;
            let part = match saved.output() {
                Some(slot) => Part::Output(slot as usize),
                None => self.input_of(&tensor, &parts),
            };
            parts.push((part, tensor));
        }
        Ok(parts)
    }

    /// Which input a kept tensor is: the first with its history that no other is. What has no history goes by elimination.
    fn input_of(&self, tensor: &Tensor, known: &[(Part, Tensor)]) -> Part {
        let edge = tensor.edge();
        let is_it = |next: &Option<Edge>| match (next, &edge) {
            (Some(next), Some(edge)) => next.node.address() == edge.node.address() && next.slot == edge.slot,
            (None, None) => true,
            _ => false,
        };
        let is_free = |number: usize| known.iter().all(|(part, _)| *part != Part::Input(number));
        let mut inputs = self.next.iter().enumerate();
        inputs
            .find(|(number, next)| is_it(next) && is_free(*number))
            .map_or(Part::Other, |(number, _)| Part::Input(number))
    }

    /// The tensors kept for backward and not freed yet, to look at: their versions are not checked.
    pub fn saved_tensors(&self) -> impl Iterator<Item = Tensor> {
        self.saved.iter().filter_map(Saved::peek)
    }

    /// The numbers of the hooks on its outputs' gradients.
    pub(super) fn hooks(&self) -> Vec<u64> {
        self.hooks.get().map(|hooks| hooks.numbers()).unwrap_or_default()
    }

    pub(super) fn sequence(&self) -> u64 {
        self.sequence
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.name)
    }
}

/// A counted reference to a node. Releasing the last one frees the node without recursion: a chain of a million
/// operations would overflow the stack otherwise, whether it hangs together by edges or by saved tensors.
pub struct NodeRef(ManuallyDrop<Arc<Node>>);

/// Nodes that wait to be freed; so many without a block of memory.
type Queue = SmallVec<[Arc<Node>; 16]>;

thread_local! {
    static DROPPING: Cell<bool> = const { Cell::new(false) };
    /// Never destroyed, and so still there when a thread's other locals drop the tensors they hold. Between two uses it owns
    /// nothing.
    static DROPPED: RefCell<ManuallyDrop<Queue>> = const { RefCell::new(ManuallyDrop::new(Queue::new_const())) };
}

impl NodeRef {
    pub(super) fn new(node: Node) -> NodeRef {
        NodeRef(ManuallyDrop::new(Arc::new(node)))
    }

    pub(super) fn from_arc(node: Arc<Node>) -> NodeRef {
        NodeRef(ManuallyDrop::new(node))
    }

    /// Only while nobody else has seen it.
    pub(super) fn rename(&mut self, name: &'static str) {
        if let Some(node) = Arc::get_mut(&mut self.0) {
            node.name = name;
        }
    }

    pub(super) fn downgrade(&self) -> std::sync::Weak<Node> {
        Arc::downgrade(&self.0)
    }

    /// Identity, for maps.
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.0) as usize
    }

    pub(super) fn hook_list(&self) -> &Arc<HookList> {
        self.hooks.get_or_init(Arc::default)
    }

    /// Runs the hooks over the gradients of the outputs.
    pub(super) fn apply_hooks(&self, grads: &mut [Option<Tensor>]) -> Result<()> {
        self.hooks.get().map_or(Ok(()), |hooks| hooks.apply(grads))
    }

    /// Frees the tensors kept for backward; a later backward through this node that needs them is an error.
    pub(super) fn release_saved(&self) {
        for saved in &self.saved {
            saved.release();
        }
    }

    pub(super) fn run(&self, grads: &[Option<Tensor>]) -> Result<Grads> {
        Error::caught(|| (self.run)(&Context { node: self }, grads)).map_err(|error| error.in_op(self.name))
    }
}

impl Clone for NodeRef {
    fn clone(&self) -> NodeRef {
        NodeRef(self.0.clone())
    }
}

impl Deref for NodeRef {
    type Target = Node;

    fn deref(&self) -> &Node {
        &self.0
    }
}

impl Drop for NodeRef {
    fn drop(&mut self) {
        // SAFETY: the field is not used again.
        let node = unsafe { ManuallyDrop::take(&mut self.0) };
        if Arc::strong_count(&node) > 1 {
            return;
        }
        DROPPED.with_borrow_mut(|queue| queue.push(node));
        if DROPPING.replace(true) {
            return;
        }
        while let Some(node) = DROPPED.with_borrow_mut(|queue| queue.pop()) {
            drop(node);
        }
        DROPPED.with_borrow_mut(|queue| queue.shrink_to_fit());
        DROPPING.set(false);
    }
}

/// Output `slot` of a node.
#[derive(Clone)]
pub(crate) struct Edge {
    pub node: NodeRef,
    pub slot: u32,
}

/// What a backward function may ask of its node.
pub struct Context<'a> {
    node: &'a NodeRef,
}

impl Context<'_> {
    /// The tensor saved at this position, checked not to have been written since.
    pub fn saved(&self, index: usize) -> Result<Tensor> {
        self.node.saved[index].unpack(self.node)
    }

    /// The saved tensor at this position as a factor of a gradient: conjugated, if it is complex. With all of them so, the
    /// formula for real numbers is PyTorch's gradient wherever the operation has a complex derivative.
    pub(crate) fn factor(&self, index: usize) -> Result<Tensor> {
        conj(&self.saved(index)?)
    }

    /// Whether input `index` wants a gradient.
    pub fn needs(&self, index: usize) -> bool {
        self.node.next[index].is_some()
    }

    /// The leaf behind an accumulating node.
    pub(super) fn leaf(&self) -> Option<Tensor> {
        self.node.leaf()
    }

    /// Zeros like output `index`, for an output no gradient reached.
    pub fn zeros(&self, index: usize) -> Result<Tensor> {
        let meta = &self.node.outputs[index];
        Tensor::zeros(&meta.shape, meta.dtype, meta.device)
    }

    /// The gradient of output `index`, zeros if none reached it.
    pub fn grad_or_zeros(&self, grads: &[Option<Tensor>], index: usize) -> Result<Tensor> {
        match &grads[index] {
            Some(grad) => Ok(grad.clone()),
            None => self.zeros(index),
        }
    }
}

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
        run: Box::new(backward),
        hooks: OnceLock::new(),
        leaf: None,
    })
}

/// The node behind a leaf. Its sequence number is the largest, as in PyTorch, so that a gradient is accumulated as soon as
/// it is complete.
pub(super) fn leaf_node<F>(name: &'static str, leaf: &Tensor, hooks: Arc<HookList>, backward: F) -> NodeRef
where
    F: Fn(&Context, &[Option<Tensor>]) -> Result<Grads> + Send + Sync + 'static,
{
    NodeRef::new(Node {
        name,
        sequence: u64::MAX,
        next: SmallVec::new(),
        outputs: smallvec::smallvec![Meta::of(leaf)],
        saved: SmallVec::new(),
        run: Box::new(backward),
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

/// As [`record`], for one input, whose gradient follows from that of the output alone.
pub(crate) fn record_linear<F>(output: Tensor, name: &'static str, input: &Tensor, backward: F) -> Tensor
where
    F: Fn(&Tensor) -> Result<Tensor> + Send + Sync + 'static,
{
    record(output, name, &[input], &[], move |_, grads| {
        Ok(smallvec::smallvec![grads[0].as_ref().map(&backward).transpose()?])
    })
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
