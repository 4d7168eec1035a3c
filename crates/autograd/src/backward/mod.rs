//! The backward pass: nodes in reverse order of recording, each when all its outputs' gradients have arrived. A heap and
//! maps instead of recursion, so a chain of a million operations is ordinary.

mod accumulate;

use crate::{
    Tensor,
    copying::{cast, is_exclusive, move_to},
    device::ensure_on,
    mode::GradMode,
    ops::{add, add_in_place, is_expandable_to, sum_to},
    tape::{Edge, Grads, Meta, NodeRef},
};
use accumulate::accumulate;
use smallvec::SmallVec;
use std::{
    collections::{BinaryHeap, HashMap},
    hash::{BuildHasherDefault, Hasher},
};
use tapir_core::{Error, Result, bail, ensure};

/// How to run a backward pass.
#[derive(Clone, Copy, Default)]
pub struct BackwardOptions {
    /// Keep saved tensors, so that backward may run again. PyTorch's default is `create_graph`.
    pub retain_graph: bool,
    /// Record the backward pass itself, for higher derivatives.
    pub create_graph: bool,
}

/// Accumulates the gradients of `roots` with respect to every leaf (or to `inputs` only, if given) into `.grad`.
/// `gradients` are those of the roots; `None` means one, for a root of one element.
pub fn backward(
    roots: &[Tensor],
    gradients: &[Option<Tensor>],
    inputs: Option<&[Tensor]>,
    options: BackwardOptions,
) -> Result<()> {
    let seeds = seeds(roots, gradients)?;
    match inputs {
        None => Pass::new(&seeds, options).run(None).map(drop),
        Some(inputs) => {
            ensure!(!inputs.is_empty(), Value, "`inputs` argument to `backward()` cannot be empty.");
            let wanted = wanted(inputs)?;
            let grads = Pass::new(&seeds, options).run(Some(&wanted))?;
            let _mode = GradMode::set(options.create_graph);
            for (input, grad) in inputs.iter().zip(grads) {
                let Some(grad) = grad else { continue };
                let sum = match input.grad() {
                    None => grad,
                    Some(sum) => add(&sum, &grad)?,
                };
                input.set_grad(Some(sum))?;
            }
            Ok(())
        }
    }
}

/// The gradients of `roots` with respect to `inputs`, without touching `.grad`. An input that no root depends on is an
/// error, or `None` if `allow_unused`.
pub fn grad(
    roots: &[Tensor],
    inputs: &[Tensor],
    gradients: &[Option<Tensor>],
    options: BackwardOptions,
    allow_unused: bool,
) -> Result<Vec<Option<Tensor>>> {
    let seeds = seeds(roots, gradients)?;
    let wanted = wanted(inputs)?;
    let grads = Pass::new(&seeds, options).run(Some(&wanted))?;
    ensure!(
        allow_unused || grads.iter().all(Option::is_some),
        Autograd,
        "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior."
    );
    Ok(grads)
}

fn wanted(inputs: &[Tensor]) -> Result<Vec<Edge>> {
    inputs
        .iter()
        .map(|input| {
            input
                .edge()
                .ok_or_else(|| tapir_core::error!(Autograd, "One of the differentiated Tensors does not require grad"))
        })
        .collect()
}

fn seeds(roots: &[Tensor], gradients: &[Option<Tensor>]) -> Result<Vec<(Edge, Tensor)>> {
    ensure!(
        gradients.is_empty() || gradients.len() == roots.len(),
        Value,
        "got {} tensors and {} gradients",
        roots.len(),
        gradients.len()
    );
    let mut seeds = Vec::with_capacity(roots.len());
    for (index, root) in roots.iter().enumerate() {
        let given = gradients.get(index).cloned().flatten();
        let Some(edge) = root.edge() else {
            bail!(Autograd, "element {index} of tensors does not require grad and does not have a grad_fn")
        };
        let grad = match given {
            Some(grad) => {
                ensure!(
                    grad.shape() == root.shape(),
                    Shape,
                    "Mismatch in shape: grad_output[{index}] has a shape of torch.Size({:?}) and output[{index}] has a shape of torch.Size({:?}).",
                    grad.shape(),
                    root.shape()
                );
                ensure_on(root.device(), &grad)?;
                grad
            }
            None => {
                ensure!(root.numel() == 1, Autograd, "grad can be implicitly created only for scalar outputs");
                ensure!(
                    !root.dtype().is_complex(),
                    Autograd,
                    "grad can be implicitly created only for real scalar outputs but got {}",
                    root.dtype()
                );
                Tensor::ones(root.shape(), root.dtype(), root.device())?
            }
        };
        seeds.push((edge, grad));
    }
    Ok(seeds)
}

/// Addresses are already well spread: hashing them is one multiplication.
#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_usize(usize::from(byte) ^ self.0 as usize);
        }
    }
    fn write_usize(&mut self, address: usize) {
        self.0 = (address as u64 >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(20);
    }
}

type ByNode<T> = HashMap<usize, T, BuildHasherDefault<AddressHasher>>;

/// A node of the graph being differentiated.
struct Task {
    node: NodeRef,
    /// Uses of its outputs whose gradients have not arrived yet.
    pending: u32,
    /// Whether a wanted edge lies at or behind it; only asked for when not everything is wanted.
    needed: bool,
    grads: Grads,
}

struct Pass {
    tasks: ByNode<Task>,
    ready: BinaryHeap<(u64, usize)>,
    options: BackwardOptions,
}

impl Pass {
    fn new(seeds: &[(Edge, Tensor)], options: BackwardOptions) -> Pass {
        let mut pass = Pass { tasks: ByNode::default(), ready: BinaryHeap::new(), options };
        let mut stack: Vec<NodeRef> = Vec::new();
        for (edge, _) in seeds {
            pass.discover(&edge.node, &mut stack);
        }
        while let Some(node) = stack.pop() {
            for edge in node.next.iter().flatten() {
                pass.discover(&edge.node, &mut stack).pending += 1;
            }
        }
        for (edge, grad) in seeds {
            if let Some(task) = pass.tasks.get_mut(&edge.node.address()) {
                add_gradient(&mut task.grads[edge.slot as usize], grad.clone(), false).ok();
            }
        }
        let starts = pass.tasks.iter().filter(|(_, task)| task.pending == 0);
        pass.ready = starts.map(|(&address, task)| (task.node.sequence(), address)).collect();
        pass
    }

    fn discover(&mut self, node: &NodeRef, stack: &mut Vec<NodeRef>) -> &mut Task {
        self.tasks.entry(node.address()).or_insert_with(|| {
            stack.push(node.clone());
            let grads = node.outputs.iter().map(|_| None).collect();
            Task { node: node.clone(), pending: 0, needed: false, grads }
        })
    }

    /// Runs everything, or only what leads to the wanted edges; returns the gradients of those.
    fn run(mut self, wanted: Option<&[Edge]>) -> Result<Vec<Option<Tensor>>> {
        let _mode = GradMode::set(self.options.create_graph);
        if let Some(wanted) = wanted {
            self.mark_needed(wanted);
        }
        let mut found: Vec<Option<Tensor>> = vec![None; wanted.map_or(0, <[Edge]>::len)];
        while let Some((_, address)) = self.ready.pop() {
            let Some(task) = self.tasks.remove(&address) else { continue };
            let Task { node, mut grads, needed, .. } = task;
            if grads.iter().any(Option::is_some) && (wanted.is_none() || needed) {
                node.apply_hooks(&mut grads)?;
                for (slot, keeper) in node.keepers() {
                    if let Some(grad) = &grads[slot] {
                        accumulate(&keeper, grad.clone())?;
                    }
                }
                for (edge, found) in wanted.unwrap_or_default().iter().zip(&mut found) {
                    if edge.node.address() == address {
                        *found = grads[edge.slot as usize].clone();
                    }
                }
            }
            // A wanted leaf's gradient is handed out, not accumulated.
            let runs = match wanted {
                None => true,
                Some(_) => needed && node.next.iter().any(Option::is_some) && self.leads_on(&node),
            };
            if runs && grads.iter().any(Option::is_some) {
                if let (Some(leaf), Some(grad)) = (node.leaf(), &grads[0]) {
                    Error::caught(|| accumulate(&leaf, grad.clone())).map_err(|error| error.in_op(node.name()))?;
                }
                let results = node.run(&grads)?;
                drop(grads);
                if !(self.options.retain_graph || self.options.create_graph) {
                    node.release_saved();
                }
                self.deliver(&node, results)?;
            }
            self.finish(&node);
        }
        Ok(found)
    }

    /// Hands each input's gradient to the node it came from.
    fn deliver(&mut self, node: &NodeRef, results: Grads) -> Result<()> {
        if results.len() != node.next.len() && !node.next.is_empty() {
            bail!(Internal, "{} returned {} gradients for {} inputs", node.name(), results.len(), node.next.len());
        }
        for (edge, result) in node.next.iter().zip(results) {
            let (Some(edge), Some(grad)) = (edge, result) else { continue };
            let Some(task) = self.tasks.get_mut(&edge.node.address()) else { continue };
            let grad = fit(grad, &edge.node.outputs[edge.slot as usize], node.name())?;
            add_gradient(&mut task.grads[edge.slot as usize], grad, self.options.create_graph)?;
        }
        Ok(())
    }

    /// One use fewer for each input's node; those with none left are ready.
    fn finish(&mut self, node: &NodeRef) {
        for edge in node.next.iter().flatten() {
            let address = edge.node.address();
            if let Some(task) = self.tasks.get_mut(&address) {
                task.pending -= 1;
                if task.pending == 0 {
                    self.ready.push((task.node.sequence(), address));
                }
            }
        }
    }

    fn leads_on(&self, node: &NodeRef) -> bool {
        node.next.iter().flatten().any(|edge| self.tasks.get(&edge.node.address()).is_some_and(|task| task.needed))
    }

    /// Marks the nodes from which a wanted edge can be reached: in order of recording, inputs before their users.
    fn mark_needed(&mut self, wanted: &[Edge]) {
        for edge in wanted {
            if let Some(task) = self.tasks.get_mut(&edge.node.address()) {
                task.needed = true;
            }
        }
        let mut users: ByNode<SmallVec<[usize; 2]>> = ByNode::default();
        for (&address, task) in &self.tasks {
            for edge in task.node.next.iter().flatten() {
                users.entry(edge.node.address()).or_default().push(address);
            }
        }
        let mut stack: Vec<usize> = wanted.iter().map(|edge| edge.node.address()).collect();
        while let Some(address) = stack.pop() {
            for user in users.remove(&address).unwrap_or_default() {
                if let Some(task) = self.tasks.get_mut(&user) {
                    task.needed = true;
                    stack.push(user);
                }
            }
        }
    }
}

/// Sums gradients that meet. A sum nobody else holds is written in place unless it is itself recorded.
fn add_gradient(slot: &mut Option<Tensor>, grad: Tensor, recorded: bool) -> Result<()> {
    *slot = Some(match slot.take() {
        None => grad,
        Some(sum) if !recorded && is_exclusive(&sum) => {
            add_in_place(&sum, &grad)?;
            sum
        }
        Some(sum) => add(&sum, &grad)?,
    });
    Ok(())
}

/// A gradient as its receiver needs it: reduced over broadcast dimensions, in the receiver's dtype and
/// where it is.
fn fit(grad: Tensor, meta: &Meta, name: &'static str) -> Result<Tensor> {
    let mut grad = grad;
    if grad.shape() != meta.shape.as_slice() {
        ensure!(
            is_expandable_to(&meta.shape, grad.shape()),
            Autograd,
            "Function {name} returned an invalid gradient - got {:?} but expected shape compatible with {:?}",
            grad.shape(),
            meta.shape.as_slice()
        );
        grad = sum_to(&grad, &meta.shape)?;
    }
    if grad.dtype() != meta.dtype {
        grad = cast(&grad, meta.dtype)?;
    }
    if grad.device() != meta.device {
        // That of a number beside tensors on a device.
        ensure!(
            grad.rank() == 0,
            Autograd,
            "Function {name} returned an invalid gradient - expected device {} but got {}",
            meta.device,
            grad.device()
        );
        grad = move_to(&grad, meta.device, meta.dtype)?;
    }
    Ok(grad)
}
