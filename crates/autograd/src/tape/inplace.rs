//! Writing in place: what is forbidden, and how history follows a write. A write through a view makes the base's history
//! a `CopySlices` of the old one; the view's own history is then a view of that.

use super::{
    node::{Context, Edge, Grads, Meta, NodeRef, Saved},
    record::node_with_edges,
    saved::Save,
};
use crate::{
    Tensor,
    mode::{grad_enabled, inference_enabled},
    tensor::{Origin, ViewOf},
};
use smallvec::{SmallVec, smallvec};
use std::sync::atomic::Ordering;
use tapir_core::{Layout, Result, bail, ensure};

/// A tensor that may be written, and whether the write is recorded.
pub(crate) struct InplaceTarget<'a> {
    tensor: &'a Tensor,
    pub tracked: bool,
}

impl<'a> InplaceTarget<'a> {
    /// Checks that `tensor` may be written by an operation that also reads `inputs`.
    pub fn check(tensor: &'a Tensor, inputs: &[&Tensor]) -> Result<InplaceTarget<'a>> {
        ensure!(
            !tensor.layout().overlaps_itself(),
            Value,
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation."
        );
        ensure!(
            !tensor.0.inference || inference_enabled(),
            Autograd,
            "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor before doing inplace update."
        );
        let wanted = grad_enabled() && (tensor.requires_grad() || inputs.iter().any(|input| input.requires_grad()));
        let tracked = wanted && tensor.dtype().is_differentiable();
        if tracked {
            check_history(tensor)?;
        }
        Ok(InplaceTarget { tensor, tracked })
    }
}

fn check_history(tensor: &Tensor) -> Result<()> {
    if let Some(view) = &tensor.0.view {
        ensure_origin(tensor, view.origin)?;
        // The base need not require a gradient itself: a leaf may be a view, and this a part of it.
        ensure!(
            !(tensor.requires_grad() && view.base.is_leaf()),
            Autograd,
            "a view of a leaf Variable that requires grad is being used in an in-place operation."
        );
    }
    ensure!(
        !(tensor.requires_grad() && tensor.is_leaf()),
        Autograd,
        "a leaf Variable that requires grad is being used in an in-place operation."
    );
    Ok(())
}

/// Some views must not be written: whether the base's history should follow would be ambiguous.
fn ensure_origin(tensor: &Tensor, origin: Origin) -> Result<()> {
    let reason = match origin {
        Origin::Single => return Ok(()),
        Origin::MultiOutput => {
            "This view is the output of a function that returns multiple views. Such functions do not allow the output views to be modified inplace. You should replace the inplace operation by an out-of-place one."
        }
        Origin::NoGrad => {
            "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
        }
        Origin::Inference => {
            "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the inference_mode block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
        }
    };
    match (tensor.grad_fn(), origin) {
        (Some((node, slot)), Origin::MultiOutput) => {
            let operation = node.name().split("Backward").next().unwrap_or_default();
            bail!(Autograd, "Output {slot} of {operation} is a view and is being modified inplace. {reason}")
        }
        (_, Origin::Inference) => {
            bail!(
                Autograd,
                "A view was created in inference mode and is being modified inplace in normal mode. {reason}"
            )
        }
        // PyTorch says so of several views without a history too.
        _ => bail!(
            Autograd,
            "A view was created in no_grad mode and is being modified inplace with grad mode enabled. {reason}"
        ),
    }
}

/// Whether a tensor's layout may be changed in place, as by `transpose_`: as for a write, but nothing is written.
pub(crate) fn ensure_history_may_change(tensor: &Tensor) -> Result<()> {
    if grad_enabled() && tensor.requires_grad() { check_history(tensor) } else { Ok(()) }
}

/// What a recorded write keeps for backward: these inputs as they are before it, then, if asked, the written value.
pub(crate) struct Keep<'a> {
    pub inputs: &'a [&'a Tensor],
    pub output: bool,
}

/// Runs `write` on a checked target and records it under `name`. Input 0 of the node is the target's old value, `inputs`
/// follow.
pub(crate) fn write_in_place<F>(
    target: InplaceTarget,
    name: &'static str,
    inputs: &[&Tensor],
    keep: &Keep,
    write: impl FnOnce() -> Result<()>,
    backward: F,
) -> Result<()>
where
    F: Fn(&Context, &[Option<Tensor>]) -> Result<Grads> + Send + Sync + 'static,
{
    let InplaceTarget { tensor, tracked } = target;
    // Taken before the write: the edges are the old history, the versions the ones the values were read at.
    let before = tracked.then(|| {
        let edges: SmallVec<[Option<Edge>; 2]> =
            std::iter::once(&tensor).chain(inputs).map(|input| input.edge()).collect();
        let saved: SmallVec<[Saved; 2]> =
            keep.inputs.iter().map(|input| Saved::new(&Save::Input(input), name)).collect();
        (edges, saved)
    });
    write()?;
    tensor.storage().bump_version();
    if let Some((edges, mut saved)) = before {
        if keep.output {
            saved.push(Saved::new(&Save::OutputTensor(tensor, 0), name));
        }
        let node = node_with_edges(name, edges, smallvec![Meta::of(tensor)], saved, backward);
        rebase(tensor, node);
    }
    Ok(())
}

/// Makes `node` the history of `tensor`, and of its base if it is a view.
fn rebase(tensor: &Tensor, node: NodeRef) {
    let Some(view) = tensor.view_of() else {
        tensor.set_edge(Edge { node, slot: 0 });
        return;
    };
    let base = &view.base;
    let slices = copy_slices(view, tensor.layout().clone(), node);
    base.set_edge(Edge { node: slices, slot: 0 });
    if let Some(edge) = tensor.regenerate_edge(view) {
        tensor.set_edge(edge);
    }
    view.version.store(tensor.version(), Ordering::Relaxed);
}

/// The history of a base after `node` rewrote the part under `view`: its gradient outside the view passes to the old
/// history, the part inside goes through `node`.
fn copy_slices(view: &ViewOf, part: Layout, node: NodeRef) -> NodeRef {
    let ViewOf { base, rules, .. } = view;
    let (slice_of_gradient, replace_slice) = (rules.slice_of_gradient, rules.replace_slice);
    let mut next: SmallVec<[Option<Edge>; 2]> = smallvec![base.edge()];
    next.extend(node.next.iter().skip(1).cloned());
    let whole = base.layout().clone();
    node_with_edges("CopySlices", next, smallvec![Meta::of(base)], smallvec![], move |_, grads| {
        let Some(grad) = &grads[0] else { return Ok(node.next.iter().map(|_| None).collect()) };
        let slice = slice_of_gradient(grad, &part, &whole)?;
        let mut inner = node.run(&[Some(slice)])?;
        let first = inner[0].take();
        inner[0] = Some(replace_slice(grad, &part, &whole, first.as_ref())?);
        Ok(inner)
    })
}
