//! What is called with a gradient on its way through a node, and the tensors whose `.grad` keeps it although they are no leaves.
//! Invariant: a kept gradient is the one after all hooks. A hook belongs to the value it was registered on; a tensor that
//! keeps its gradient goes on to keep it after it was written in place.

use super::node::NodeRef;
use crate::{Tensor, tensor::Inner};
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError, Weak,
    atomic::{AtomicU64, Ordering},
};
use tapir_core::{Result, ensure};

/// Called with a gradient on its way; may return another to put in its place.
pub type Hook = Arc<dyn Fn(&Tensor) -> Result<Option<Tensor>> + Send + Sync>;

/// A registered hook, to remove it.
#[derive(Clone, Debug)]
pub struct HookHandle {
    number: u64,
    list: Weak<HookList>,
}

impl HookHandle {
    /// Tells hooks apart.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// False if it was removed before, or what it was registered on is gone.
    pub fn remove(&self) -> bool {
        self.list.upgrade().is_some_and(|list| list.remove(self.number))
    }
}

/// The hooks of a node, in order of registration, and the tensors that keep a gradient; each for one of its outputs.
#[derive(Default)]
pub(crate) struct HookList(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    hooks: Vec<(u64, usize, Hook)>,
    /// Strong references would be cycles.
    keepers: Vec<(usize, Weak<Inner>)>,
}

impl HookList {
    pub fn add(self: &Arc<HookList>, slot: usize, hook: Hook) -> HookHandle {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        self.lock().hooks.push((number, slot, hook));
        HookHandle { number, list: Arc::downgrade(self) }
    }

    fn remove(&self, number: u64) -> bool {
        let mut entries = self.lock();
        let place = entries.hooks.iter().position(|(other, ..)| *other == number);
        let removed = place.map(|place| entries.hooks.remove(place));
        drop(entries);
        removed.is_some() // dropped outside the lock: it may own tensors
    }

    /// The numbers of the hooks.
    pub fn numbers(&self) -> Vec<u64> {
        self.lock().hooks.iter().map(|&(number, ..)| number).collect()
    }

    fn keep(&self, slot: usize, tensor: &Tensor) {
        self.lock().keepers.push((slot, Arc::downgrade(&tensor.0)));
    }

    pub fn forget(&self, tensor: &Tensor) {
        self.lock().keepers.retain(|(_, keeper)| !std::ptr::eq(keeper.as_ptr(), Arc::as_ptr(&tensor.0)));
    }

    /// Runs the hooks over the gradients in place.
    pub fn apply(&self, grads: &mut [Option<Tensor>]) -> Result<()> {
        let hooks = self.lock().hooks.clone(); // a hook may register or remove hooks
        for (_, slot, hook) in hooks {
            if let Some(grad) = &grads[slot]
                && let Some(replacement) = hook(grad)?
            {
                grads[slot] = Some(replacement);
            }
        }
        Ok(())
    }

    /// The tensors that keep a gradient and still exist.
    pub fn keepers(&self) -> Vec<(usize, Tensor)> {
        let kept = |(slot, keeper): &(usize, Weak<Inner>)| Some((*slot, Tensor::from(keeper.upgrade()?)));
        self.lock().keepers.iter().filter_map(kept).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for HookList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HookList({} hooks)", self.lock().hooks.len())
    }
}

impl NodeRef {
    /// Registers a hook on the gradient of output `slot`, run before the node.
    pub fn register_hook(&self, slot: usize, hook: Hook) -> HookHandle {
        self.hook_list().add(slot, hook)
    }
}

impl Tensor {
    /// Calls `hook` with every gradient of this tensor; what it returns takes the gradient's place.
    pub fn register_hook(&self, hook: Hook) -> Result<HookHandle> {
        ensure!(self.requires_grad(), Autograd, "cannot register a hook on a tensor that doesn't require gradient");
        Ok(match self.grad_fn() {
            Some((node, slot)) => node.register_hook(slot, hook),
            None => self.meta_mut().hooks.get_or_insert_default().add(0, hook),
        })
    }

    /// Makes `.grad` of a tensor that is not a leaf be kept by backward.
    pub fn retain_grad(&self) -> Result<()> {
        ensure!(self.requires_grad(), Autograd, "can't retain_grad on Tensor that has requires_grad=False");
        let Some((node, slot)) = self.grad_fn() else { return Ok(()) };
        if !std::mem::replace(&mut self.meta_mut().retains_grad, true) {
            node.hook_list().keep(slot, self.current());
        }
        Ok(())
    }

    pub fn retains_grad(&self) -> bool {
        self.meta().is_some_and(|meta| meta.retains_grad)
    }

    /// The gradient is kept where the tensor's history begins now: it was written in place, or has another body.
    pub(super) fn keep_grad_at(&self, before: (&NodeRef, &Tensor), now: &NodeRef, slot: usize) {
        let (node, body) = before;
        node.hook_list().forget(body);
        now.hook_list().keep(slot, self.current());
    }
}
