//! The tensor: a layout over a shared storage, with what autograd knows about it.
//! Invariant: layout, dtype and storage never change; an in-place operation writes the storage's bytes and bumps its
//! version, and one that changes a shape makes a new `Tensor` that succeeds the old one (see `tape/identity.rs`).

use crate::{
    mode::{grad_enabled, inference_enabled},
    tape::{Edge, HookList, Node},
};
use std::{
    fmt,
    mem::ManuallyDrop,
    sync::{Arc, Mutex, MutexGuard, OnceLock, Weak, atomic::AtomicU32},
};
use tapir_core::{DType, Device, Layout, Result, Storage, ensure, error, memory::prefetch};
use tapir_ops::{View, ViewMut};

/// An n-dimensional array on one device. Cloning copies a reference.
#[derive(Clone)]
pub struct Tensor(pub(crate) ManuallyDrop<Arc<Inner>>);

impl From<Arc<Inner>> for Tensor {
    #[inline]
    fn from(inner: Arc<Inner>) -> Tensor {
        Tensor(ManuallyDrop::new(inner))
    }
}

pub(crate) struct Inner {
    pub storage: Arc<Storage>,
    /// Shared by tensors of one shape, such as an operand and the result.
    pub layout: Arc<Layout>,
    pub dtype: DType,
    /// Made from a literal number: weak in type promotion.
    pub wrapped: bool,
    /// Made in inference mode: never part of a graph.
    pub inference: bool,
    pub view: Option<ViewOf>,
    /// Allocated on first use, so that a plain tensor pays one pointer.
    pub grad: OnceLock<Box<Autograd>>,
}

#[derive(Default)]
pub(crate) struct Autograd {
    pub meta: Mutex<GradMeta>,
    /// The tensor that took this one's place, and its `meta`.
    pub successor: OnceLock<Tensor>,
}

/// How a view came about; some must not be written in place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    Single,
    /// One of several outputs of an operation (`unbind`, `split`).
    MultiOutput,
    NoGrad,
    Inference,
}

/// How a tensor was cut from another.
pub(crate) struct ViewOf {
    /// Never itself a view.
    pub base: Tensor,
    /// The storage's version when this tensor's edge was computed; behind it, the edge is rebuilt from the base.
    pub version: AtomicU32,
    pub origin: Origin,
    pub rules: &'static ViewRules,
}

/// How gradients pass between a base and a part of it, each given with both layouts: what the tape asks of operators.
pub(crate) struct ViewRules {
    /// The gradient of the base from that of the part: zeros outside.
    pub gradient_of_base: fn(&Tensor, &Layout, &Layout) -> Result<Tensor>,
    /// What the part sees of the base's gradient.
    pub slice_of_gradient: fn(&Tensor, &Layout, &Layout) -> Result<Tensor>,
    /// The base's gradient with the part replaced, by zeros if nothing is given.
    pub replace_slice: fn(&Tensor, &Layout, &Layout, Option<&Tensor>) -> Result<Tensor>,
}

#[derive(Default)]
pub(crate) struct GradMeta {
    pub requires_grad: bool,
    pub grad: Option<Tensor>,
    pub edge: Option<Edge>,
    pub accumulate: Weak<Node>,
    pub hooks: Option<Arc<HookList>>,
    pub retains_grad: bool,
}

impl Tensor {
    /// A tensor over existing bytes, of which the caller knows that the layout lies within them.
    pub(crate) fn over(storage: Arc<Storage>, layout: Layout, dtype: DType) -> Tensor {
        debug_assert!(layout.required_len() * dtype.size() <= storage.bytes());
        Tensor::assemble(storage, Arc::new(layout), dtype, false, None)
    }

    #[inline]
    pub(crate) fn assemble(
        storage: Arc<Storage>,
        layout: Arc<Layout>,
        dtype: DType,
        wrapped: bool,
        view: Option<ViewOf>,
    ) -> Tensor {
        let inference = inference_enabled();
        let inner = Inner { storage, layout, dtype, wrapped, inference, view, grad: OnceLock::new() };
        Tensor::from(Arc::new(inner))
    }

    /// What it shares with its clones.
    pub(crate) fn into_inner(self) -> Arc<Inner> {
        let mut tensor = ManuallyDrop::new(self);
        // SAFETY: the tensor is not dropped any more, and nobody looks at it afterwards.
        unsafe { ManuallyDrop::take(&mut tensor.0) }
    }

    #[inline]
    pub fn shape(&self) -> &[usize] {
        &self.0.layout.shape
    }

    #[inline]
    pub fn strides(&self) -> &[isize] {
        &self.0.layout.strides
    }

    #[inline]
    pub fn layout(&self) -> &Layout {
        &self.0.layout
    }

    #[inline]
    pub fn storage(&self) -> &Arc<Storage> {
        &self.0.storage
    }

    #[inline]
    pub fn dtype(&self) -> DType {
        self.0.dtype
    }

    #[inline]
    pub fn device(&self) -> Device {
        self.0.storage.device()
    }

    #[inline]
    pub fn rank(&self) -> usize {
        self.0.layout.rank()
    }

    #[inline]
    pub fn numel(&self) -> usize {
        self.0.layout.numel()
    }

    #[inline]
    pub fn is_contiguous(&self) -> bool {
        self.0.layout.is_contiguous()
    }

    /// How often the storage was written in place.
    #[inline]
    pub fn version(&self) -> u32 {
        self.0.storage.version()
    }

    /// Made from a literal number.
    #[inline]
    pub fn is_wrapped_number(&self) -> bool {
        self.0.wrapped
    }

    /// Made in inference mode: never part of a graph.
    pub fn is_inference(&self) -> bool {
        self.0.inference
    }

    /// Whether two handles name one tensor object.
    pub fn same(&self, other: &Tensor) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Identity, for maps.
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.0) as usize
    }

    /// Brings the tensor, not its elements, into the cache.
    #[inline]
    pub fn fetch(&self) {
        prefetch(Arc::as_ptr(&self.0));
    }

    /// For a kernel to read.
    #[inline]
    pub(crate) fn as_view(&self) -> View {
        // SAFETY: a layout lies inside its storage, which lives as long as the tensor.
        unsafe { View::new(self.pointer(), self.0.dtype, &self.0.layout) }
    }

    /// For a kernel to write. The caller has made or checked the tensor.
    #[inline]
    pub(crate) fn as_view_mut(&self) -> ViewMut {
        // SAFETY: as in `as_view`; who may write, the caller knows.
        unsafe { ViewMut::new(self.pointer(), self.0.dtype, &self.0.layout) }
    }

    /// The `count` elements of a row-major tensor, or the one it has for all places, to read as one row.
    #[inline]
    pub(crate) fn row_view(&self, count: usize) -> View {
        let view = if self.numel() == count { View::row } else { View::constant };
        // SAFETY: as in `as_view`: the tensor has so many elements, or one.
        unsafe { view(self.pointer(), self.0.dtype, count) }
    }

    /// As [`Tensor::row_view`], to write.
    #[inline]
    pub(crate) fn row_view_mut(&self, count: usize) -> ViewMut {
        // SAFETY: as in `as_view_mut`.
        unsafe { ViewMut::row(self.pointer(), self.0.dtype, count) }
    }

    /// The view a kernel sees under a larger shape.
    #[inline]
    pub(crate) fn broadcast_view(&self, shape: &[usize]) -> Result<View> {
        if self.shape() == shape {
            return Ok(self.as_view());
        }
        Ok(self.as_view().laid_out(&self.0.layout.broadcast_to(shape)?))
    }

    /// The first element.
    #[inline]
    pub(crate) fn pointer(&self) -> *mut u8 {
        // The offset lies inside the storage, a layout's invariant; on a device the address is none of ours.
        self.0.storage.as_ptr().wrapping_add(self.0.layout.offset * self.0.dtype.size())
    }

    pub(crate) fn meta(&self) -> Option<MutexGuard<'_, GradMeta>> {
        self.current().0.grad.get().map(|own| lock(&own.meta))
    }

    pub(crate) fn meta_mut(&self) -> MutexGuard<'_, GradMeta> {
        lock(&self.current().0.grad.get_or_init(Box::default).meta)
    }

    /// Whether operations on this tensor are recorded.
    #[inline]
    pub fn requires_grad(&self) -> bool {
        if let Some(own) = self.0.grad.get() {
            if own.successor.get().is_some() {
                return self.current().requires_grad();
            }
            let meta = lock(&own.meta);
            if meta.requires_grad || meta.edge.is_some() {
                return true;
            }
        }
        self.0.view.as_ref().is_some_and(|view| view.base.requires_grad())
    }

    /// Turns recording on or off for a leaf.
    pub fn set_requires_grad(&self, requires_grad: bool) -> Result<()> {
        ensure!(
            !requires_grad || self.dtype().is_differentiable(),
            Autograd,
            "only Tensors of floating point and complex dtype can require gradients"
        );
        ensure!(
            self.is_leaf() || requires_grad,
            Autograd,
            "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach()."
        );
        ensure!(
            !(requires_grad && self.0.inference && !inference_enabled()),
            Autograd,
            "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed."
        );
        if requires_grad || self.0.grad.get().is_some() {
            self.meta_mut().requires_grad = requires_grad;
        }
        Ok(())
    }

    /// Neither computed from something that requires grad nor a view of such.
    pub fn is_leaf(&self) -> bool {
        self.grad_fn().is_none()
    }

    /// The accumulated gradient of a leaf.
    pub fn grad(&self) -> Option<Tensor> {
        self.meta()?.grad.as_ref().map(|grad| grad.current().clone())
    }

    /// Replaces the gradient; it must look like the tensor.
    pub fn set_grad(&self, grad: Option<Tensor>) -> Result<()> {
        if let Some(grad) = &grad {
            ensure!(
                grad.shape() == self.shape(),
                Shape,
                "assigned grad has data of a different size: expected {:?}, got {:?}",
                self.shape(),
                grad.shape()
            );
            ensure!(
                grad.dtype() == self.dtype(),
                DType,
                "assigned grad has data of a different type: expected {}, got {}",
                self.dtype(),
                grad.dtype()
            );
            ensure!(
                grad.device() == self.device(),
                Device,
                "assigned grad has data located on a different device: expected {}, got {}",
                self.device(),
                grad.device()
            );
        } else if self.0.grad.get().is_none() {
            return Ok(());
        }
        let previous = std::mem::replace(&mut self.meta_mut().grad, grad);
        drop(previous); // outside the lock: dropping a graph may reach this tensor
        Ok(())
    }

    /// The same elements without history. Shares storage and version.
    pub fn detach(&self) -> Tensor {
        Tensor::assemble(self.0.storage.clone(), self.0.layout.clone(), self.0.dtype, false, None)
    }

    /// Whether recording is on and any of these requires grad.
    #[inline]
    pub(crate) fn any_requires_grad(tensors: &[&Tensor]) -> bool {
        grad_enabled() && tensors.iter().any(|tensor| tensor.requires_grad())
    }
}

pub(crate) fn lock(meta: &Mutex<GradMeta>) -> MutexGuard<'_, GradMeta> {
    meta.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// An empty list with room for `count` entries; an expanded tensor has more elements than memory.
pub(crate) fn list_of<T>(count: usize) -> Result<Vec<T>> {
    let mut list = Vec::new();
    list.try_reserve_exact(count).map_err(|_| error!(Memory, "cannot make a list of {count} entries"))?;
    Ok(list)
}

impl fmt::Debug for Tensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tensor({:?}, {}, {})", self.shape(), self.dtype(), self.device())
    }
}
