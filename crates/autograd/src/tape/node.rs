//! Nodes and edges. A node is one recorded operation; edges point from it to the nodes that made its inputs and own
//! them, so dropping an output frees its graph. There is no cycle: an output saved by its own node is kept without edge.

use super::hooks::HookList;
use crate::Tensor;
use smallvec::SmallVec;
use std::{
    cell::{Cell, RefCell},
    fmt,
    mem::ManuallyDrop,
    ops::Deref,
    sync::{Arc, Mutex, OnceLock},
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

/// A tensor kept for backward.
pub(crate) struct Saved {
    pub(super) tensor: Mutex<Option<Tensor>>,
    pub(super) version: u32,
    pub(super) output: Option<u32>,
    pub(super) saved_by: &'static str,
}

/// One recorded operation.
pub struct Node {
    pub(super) name: &'static str,
    /// Later operations have larger numbers and run their backward first.
    pub(super) sequence: u64,
    pub(crate) next: SmallVec<[Option<Edge>; 2]>,
    pub(crate) outputs: SmallVec<[Meta; 1]>,
    pub(super) saved: SmallVec<[Saved; 2]>,
    /// None for a leaf, whose gradient stays where it arrives.
    pub(super) run: Option<BackwardFn>,
    pub(super) hooks: OnceLock<Arc<HookList>>,
    pub(super) leaf: Option<Tensor>,
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

    /// The tensors kept for backward and not freed yet, to look at: their versions are not checked.
    pub fn saved_tensors(&self) -> impl Iterator<Item = Tensor> {
        self.saved.iter().filter_map(Saved::peek)
    }

    /// The numbers of the hooks on its outputs' gradients.
    pub(super) fn hooks(&self) -> Vec<u64> {
        self.hooks.get().map(|hooks| hooks.numbers()).unwrap_or_default()
    }

    pub(crate) fn sequence(&self) -> u64 {
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
    pub(crate) fn apply_hooks(&self, grads: &mut [Option<Tensor>]) -> Result<()> {
        self.hooks.get().map_or(Ok(()), |hooks| hooks.apply(grads))
    }

    /// The tensors that keep a gradient although they are no leaves, each with the output whose gradient that is.
    pub(crate) fn keepers(&self) -> Vec<(usize, Tensor)> {
        self.hooks.get().map(|hooks| hooks.keepers()).unwrap_or_default()
    }

    /// Frees the tensors kept for backward; a later backward through this node that needs them is an error.
    pub(crate) fn release_saved(&self) {
        for saved in &self.saved {
            saved.release();
        }
    }

    /// Gradients of the inputs from those of the outputs; none at a leaf.
    pub(crate) fn run(&self, grads: &[Option<Tensor>]) -> Result<Grads> {
        let Some(run) = &self.run else { return Ok(Grads::new()) };
        Error::caught(|| run(&Context { node: self }, grads)).map_err(|error| error.in_op(self.name))
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

    /// Whether input `index` wants a gradient.
    pub fn needs(&self, index: usize) -> bool {
        self.node.next[index].is_some()
    }

    /// What input `index` looked like, if it wants a gradient.
    pub(crate) fn input_meta(&self, index: usize) -> Option<&Meta> {
        let edge = self.node.next[index].as_ref()?;
        Some(&edge.node.outputs[edge.slot as usize])
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
