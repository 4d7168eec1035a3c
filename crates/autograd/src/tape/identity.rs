//! One tensor, several bodies: `x.data = y` and `x.t_()` give a tensor other elements or another layout, and it stays the
//! tensor it is, with its gradient, its history, its hooks, and every graph that was recorded with it.
//! Invariant: a body that was succeeded holds no autograd state; whoever still has it, such as a node that saved it, is led to
//! its successor. Successors lead forwards only, so there is no cycle.

use crate::{
    Tensor,
    tensor::{Autograd, lock},
};
use std::sync::{Arc, Weak};
use tapir_core::{Layout, Result, ensure};

impl Tensor {
    /// The body that the tensor has now.
    #[inline]
    pub fn current(&self) -> &Tensor {
        let mut tensor = self;
        while let Some(next) = tensor.0.grad.get().and_then(|own| own.successor.get()) {
            tensor = next;
        }
        tensor
    }

    /// This tensor over the memory of `data`, in its shape and dtype: what takes its place. As in PyTorch its version goes on,
    /// and what was recorded with it before is differentiated at the new elements.
    ///
    /// ```
    /// use tapir_autograd::{Tensor, backward, ops};
    /// let x = Tensor::from_slice(&[1.0f32, 2.0], &[2])?;
    /// x.set_requires_grad(true)?;
    /// let x = x.with_data(&Tensor::from_slice(&[3.0f32], &[1])?)?;
    /// backward(&[ops::square(&x)?], &[], None, Default::default())?;
    /// assert_eq!(x.grad().unwrap().to_vec::<f32>()?, [6.0]);
    /// # Ok::<(), tapir_core::Error>(())
    /// ```
    pub fn with_data(&self, data: &Tensor) -> Result<Tensor> {
        ensure!(
            !self.requires_grad() || data.dtype().is_differentiable(),
            Autograd,
            "data set to a tensor that requires gradients must be floating point or complex dtype"
        );
        let storage = Arc::new(data.storage().alias(self.version()));
        let body = Tensor::assemble(storage, data.0.layout.clone(), data.dtype(), false, None);
        Ok(self.succeeded_by(body))
    }

    /// This tensor under another layout of its memory.
    pub(crate) fn with_layout(&self, layout: Layout) -> Tensor {
        self.succeeded_by(Tensor::over(self.storage().clone(), layout, self.dtype()))
    }

    /// Moves what autograd knows of this tensor to its next body.
    fn succeeded_by(&self, body: Tensor) -> Tensor {
        self.grad_fn(); // a view's history is brought up to date while its base is known
        let own = self.0.grad.get_or_init(Box::<Autograd>::default);
        let mut meta = std::mem::take(&mut *lock(&own.meta));
        if self.shape() != body.shape() || self.dtype() != body.dtype() || self.device() != body.device() {
            // Gradients that are recorded from now on look otherwise.
            meta.accumulate = Weak::new();
        }
        let holds_state = meta.requires_grad || meta.grad.is_some() || meta.edge.is_some() || meta.hooks.is_some();
        if holds_state {
            let kept_at = meta.edge.as_ref().filter(|_| meta.retains_grad).map(|edge| (edge.node.clone(), edge.slot));
            *body.meta_mut() = meta;
            if let Some((node, slot)) = kept_at {
                body.keep_grad_at((&node, self), &node, slot as usize);
            }
        }
        let _first = own.successor.set(body.clone());
        body
    }

    /// Takes over the gradient of `before`, of which this is an in-place change of layout that was recorded.
    pub(crate) fn follow(self, before: &Tensor) -> Result<Tensor> {
        if before.retains_grad() {
            if let Some((node, _)) = before.grad_fn() {
                node.hook_list().forget(before);
            }
            self.retain_grad()?;
        }
        Ok(self)
    }

    /// Gives the operation that made this result, and nothing else yet, PyTorch's name of the whole.
    pub(crate) fn recorded_as(self, name: &'static str) -> Tensor {
        if let Some(edge) = self.meta().as_mut().and_then(|meta| meta.edge.as_mut()) {
            edge.node.rename(name);
        }
        self
    }

    /// As [`Tensor::recorded_as`], for a result that was cut from another which nobody has: it is no view of it.
    pub(crate) fn result_of(self, name: &'static str) -> Tensor {
        let result = Tensor::assemble(self.storage().clone(), self.0.layout.clone(), self.dtype(), false, None);
        if let Some(edge) = self.meta().and_then(|mut meta| meta.edge.take()) {
            result.set_edge(edge);
        }
        result.recorded_as(name)
    }

    /// Takes the tensor itself out of the graph. What was recorded with it stays as it is.
    pub fn detach_in_place(&self) -> Result<()> {
        ensure!(
            self.base().is_none(),
            Autograd,
            "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be called on these gradients. To fix this error, please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution."
        );
        let edge = self.meta().and_then(|mut meta| {
            meta.requires_grad = false;
            meta.edge.take()
        });
        drop(edge); // outside the lock: it may free a graph
        Ok(())
    }
}

impl Drop for Autograd {
    /// A body may have had a million successors: they are freed one after the other.
    fn drop(&mut self) {
        let mut next = self.successor.take();
        while let Some(tensor) = next {
            next = Arc::into_inner(tensor.into_inner()).and_then(|mut body| body.grad.get_mut()?.successor.take());
        }
    }
}
