//! Views: tensors cut from a base. The relation is kept even when nothing requires grad, since a later in-place write
//! may give the base a history that its views must see.

use super::{
    node::{Context, Edge, Grads, NodeRef},
    record::Record,
};
use crate::{
    Tensor,
    mode::grad_enabled,
    tensor::{Origin, ViewOf, ViewRules},
};
use smallvec::smallvec;
use std::sync::atomic::{AtomicU32, Ordering};
use tapir_core::{Layout, Result};

impl Tensor {
    /// The tensor this one is a view of, if it is one.
    pub fn base(&self) -> Option<&Tensor> {
        self.0.view.as_ref().map(|view| &view.base)
    }

    /// How it was cut from its base, while that is over the memory it was cut from.
    pub(super) fn view_of(&self) -> Option<&ViewOf> {
        self.0.view.as_ref().filter(|view| view.base.current().same(&view.base))
    }

    /// Another layout over the same storage, without history of its own yet.
    fn make_view(&self, layout: Layout, origin: Origin, rules: &'static ViewRules) -> Tensor {
        let origin = match self.0.view.as_ref().map(|view| view.origin) {
            Some(inherited) if inherited != Origin::Single => inherited,
            _ if self.0.inference => Origin::Inference,
            _ if !grad_enabled() => Origin::NoGrad,
            _ => origin,
        };
        let base = self.base().unwrap_or(self).clone();
        let version = AtomicU32::new(self.version());
        let view = ViewOf { base, version, origin, rules };
        Tensor::assemble(self.0.storage.clone(), layout.into(), self.dtype(), false, Some(view))
    }

    /// A view recorded under `name`; `backward` maps the gradient of the view to that of `self`.
    pub(crate) fn recorded_view<F>(
        &self,
        rules: &'static ViewRules,
        layout: Layout,
        name: &'static str,
        backward: F,
    ) -> Tensor
    where
        F: Fn(&Tensor) -> Result<Tensor> + Send + Sync + 'static,
    {
        let view = self.make_view(layout, Origin::Single, rules);
        if view.dtype().is_differentiable() && Tensor::any_requires_grad(&[self]) {
            let node = Record { name, inputs: &[self], save: &[] }
                .node(&[&view], move |_, grads| Ok(smallvec![grads[0].as_ref().map(&backward).transpose()?]));
            view.set_edge(Edge { node, slot: 0 });
        }
        view
    }

    /// Several views recorded as one operation under `name`; `backward` maps their gradients to that of `self`.
    pub(crate) fn recorded_views<F>(
        &self,
        rules: &'static ViewRules,
        layouts: Vec<Layout>,
        name: &'static str,
        backward: F,
    ) -> Vec<Tensor>
    where
        F: Fn(&Context, &[Option<Tensor>]) -> Result<Tensor> + Send + Sync + 'static,
    {
        let views: Vec<Tensor> =
            layouts.into_iter().map(|layout| self.make_view(layout, Origin::MultiOutput, rules)).collect();
        if self.dtype().is_differentiable() && Tensor::any_requires_grad(&[self]) {
            let outputs: Vec<&Tensor> = views.iter().collect();
            let node = Record { name, inputs: &[self], save: &[] }
                .node(&outputs, move |context, grads| Ok(smallvec![Some(backward(context, grads)?)]));
            for (slot, view) in views.iter().enumerate() {
                view.set_edge(Edge { node: node.clone(), slot: slot as u32 });
            }
        }
        views
    }

    /// The node that made this tensor and which of its outputs it is. A view whose base was written since it was taken
    /// has its history rebuilt from the base.
    pub fn grad_fn(&self) -> Option<(NodeRef, usize)> {
        if self.current().address() != self.address() {
            return self.current().grad_fn();
        }
        if let Some(view) = self.view_of()
            && view.version.load(Ordering::Relaxed) != self.version()
            && view.base.requires_grad()
        {
            let made = self.regenerate_edge(view);
            view.version.store(self.version(), Ordering::Relaxed);
            if let Some(edge) = made {
                self.set_edge(edge);
            }
        }
        self.meta()?.edge.as_ref().map(|edge| (edge.node.clone(), edge.slot as usize))
    }

    /// The edge of `self` as a strided view of its base's present history.
    pub(super) fn regenerate_edge(&self, view: &ViewOf) -> Option<Edge> {
        let ViewOf { base, rules, .. } = view;
        base.grad_fn()?;
        let (part, whole, gradient_of_base) = (self.layout().clone(), base.layout().clone(), rules.gradient_of_base);
        let node = Record { name: "AsStridedBackward0", inputs: &[base], save: &[] }.node(&[self], move |_, grads| {
            let grad = grads[0].as_ref().map(|grad| gradient_of_base(grad, &part, &whole));
            Ok::<Grads, _>(smallvec![grad.transpose()?])
        });
        Some(Edge { node, slot: 0 })
    }
}
