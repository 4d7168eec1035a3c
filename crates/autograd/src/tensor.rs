//! The tensor: a layout over a shared storage, with what autograd knows about it.
//! Invariant: layout, dtype and storage never change; an in-place operation writes the storage's bytes and bumps its
//! version, and one that changes a shape makes a new `Tensor` that succeeds the old one (see `tape/identity.rs`).

use crate::{
    device::backend,
    mode::{grad_enabled, inference_enabled},
    recycle::{recycle, reuse},
    tape::{Edge, HookList, Node, Origin},
};
use std::{
    fmt,
    mem::ManuallyDrop,
    sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, Weak, atomic::AtomicU32},
};
use tapir_core::{
    DType, Device, Element, Layout, Result, Scalar, Storage, bail, ensure, ensure_addressable, error, memory::prefetch,
};
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

impl Drop for Tensor {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: it is dropped once, and nobody looks at it afterwards.
        let inner = unsafe { ManuallyDrop::take(&mut self.0) };
        if Arc::strong_count(&inner) == 1 {
            recycle(inner);
        }
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

/// How a tensor was cut from another.
pub(crate) struct ViewOf {
    /// Never itself a view.
    pub base: Tensor,
    /// The storage's version when this tensor's edge was computed; behind it, the edge is rebuilt from the base.
    pub version: AtomicU32,
    pub origin: Origin,
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
    /// A tensor over existing bytes.
    pub fn from_storage(storage: Arc<Storage>, layout: Layout, dtype: DType) -> Tensor {
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

    /// Uninitialised elements, row-major.
    pub fn empty(shape: &[usize], dtype: DType, device: Device) -> Result<Tensor> {
        Tensor::empty_with(Layout::contiguous(shape), dtype, device)
    }

    /// Uninitialised elements under the given strides.
    #[inline]
    pub(crate) fn empty_with(layout: Layout, dtype: DType, device: Device) -> Result<Tensor> {
        let bytes = checked_bytes(&layout, dtype)?;
        let keep_or_replace = |present: &mut Arc<Layout>| {
            if **present != layout {
                *present = Arc::new(layout.clone());
            }
        };
        if let Some(tensor) = reuse(bytes, dtype, device, false, keep_or_replace) {
            return Ok(tensor);
        }
        let storage = Storage::new_shared(device, bytes)?;
        Ok(Tensor::assemble(storage, Arc::new(layout), dtype, false, None))
    }

    /// Uninitialised elements, row-major, in the shape and on the device of another tensor without gaps.
    #[inline]
    pub(crate) fn empty_beside(other: &Tensor, dtype: DType) -> Result<Tensor> {
        let bytes = other.numel().checked_mul(dtype.size()).ok_or_else(|| too_large(other.shape()))?;
        let layout = &other.0.layout;
        // The strides of dimensions of size 1 may be anything: a layout is shared only where they are as they should be.
        if !layout.is_canonical() {
            return Tensor::empty(&layout.shape, dtype, other.device());
        }
        let share = |present: &mut Arc<Layout>| {
            if !Arc::ptr_eq(present, layout) {
                *present = layout.clone();
            }
        };
        if let Some(tensor) = reuse(bytes, dtype, other.device(), false, share) {
            return Ok(tensor);
        }
        let storage = Storage::new_shared(other.device(), bytes)?;
        Ok(Tensor::assemble(storage, layout.clone(), dtype, false, None))
    }

    /// Every element set to `value`.
    pub fn full(shape: &[usize], value: impl Into<Scalar>, dtype: DType, device: Device) -> Result<Tensor> {
        let tensor = Tensor::empty(shape, dtype, device)?;
        backend(device).fill(value.into(), &tensor.view_mut())?;
        Ok(tensor)
    }

    pub fn zeros(shape: &[usize], dtype: DType, device: Device) -> Result<Tensor> {
        Tensor::full(shape, 0, dtype, device)
    }

    pub fn ones(shape: &[usize], dtype: DType, device: Device) -> Result<Tensor> {
        Tensor::full(shape, 1, dtype, device)
    }

    /// A 0-d tensor that is weak in type promotion, as a literal number is.
    pub fn wrapped_number(value: Scalar) -> Result<Tensor> {
        // Doubles keep every literal exact; the promoted dtype decides what it becomes.
        static LAYOUT: LazyLock<Arc<Layout>> = LazyLock::new(|| Arc::new(Layout::contiguous(&[])));
        let dtype = if value.is_float() { DType::F64 } else { value.dtype() };
        let (bytes, share) = (dtype.size(), |present: &mut Arc<Layout>| present.clone_from(&LAYOUT));
        let tensor = match reuse(bytes, dtype, Device::Cpu, true, share) {
            Some(tensor) => tensor,
            None => Tensor::assemble(Storage::new_shared(Device::Cpu, bytes)?, LAYOUT.clone(), dtype, true, None),
        };
        // SAFETY: the block holds one element of `dtype` and is aligned.
        unsafe {
            match value {
                Scalar::Bool(value) => tensor.pointer().write(u8::from(value)),
                Scalar::Int(value) => tensor.pointer().cast::<i64>().write(value),
                Scalar::Float(value) => tensor.pointer().cast::<f64>().write(value),
            }
        }
        Ok(tensor)
    }

    /// As [`Tensor::wrapped_number`], for whole numbers that int64 does not hold.
    pub fn wrapped_unsigned(value: u64) -> Result<Tensor> {
        let tensor = Tensor::from_slice(&[value], &[])?;
        Ok(Tensor::assemble(tensor.storage().clone(), Arc::new(Layout::contiguous(&[])), DType::U64, true, None))
    }

    /// Copies row-major elements into a new tensor.
    ///
    /// ```
    /// use tapir_autograd::Tensor;
    /// let x = Tensor::from_slice(&[1.0f32, 2.0, 3.0, 4.0], &[2, 2])?;
    /// assert_eq!(x.shape(), [2, 2]);
    /// # Ok::<(), tapir_core::Error>(())
    /// ```
    pub fn from_slice<T: Element>(values: &[T], shape: &[usize]) -> Result<Tensor> {
        let tensor = Tensor::empty(shape, T::DTYPE, Device::Cpu)?;
        ensure!(
            tensor.numel() == values.len(),
            Shape,
            "shape '{shape:?}' is invalid for input of size {}",
            values.len()
        );
        // SAFETY: the storage was just made for exactly this many elements of `T`.
        unsafe { std::ptr::copy_nonoverlapping(values.as_ptr(), tensor.storage().as_ptr().cast(), values.len()) };
        Ok(tensor)
    }

    /// Copies row-major bytes (little-endian elements) into a new tensor.
    pub fn from_bytes(bytes: &[u8], shape: &[usize], dtype: DType) -> Result<Tensor> {
        let tensor = Tensor::empty(shape, dtype, Device::Cpu)?;
        let expected = tensor.numel() * dtype.size();
        ensure!(
            bytes.len() == expected,
            Value,
            "expected {expected} bytes for shape {shape:?} of {dtype}, got {}",
            bytes.len()
        );
        ensure!(
            dtype != DType::Bool || bytes.iter().all(|&byte| byte <= 1),
            Value,
            "bytes of a bool tensor must be 0 or 1"
        );
        // SAFETY: the storage holds `expected` bytes.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), tensor.storage().as_ptr(), expected) };
        Ok(tensor)
    }

    /// The elements in row-major order, as bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let count = self.numel() * self.dtype().size();
        let mut bytes = Vec::new();
        // An expanded tensor has more elements than memory.
        bytes.try_reserve_exact(count).map_err(|_| error!(Memory, "cannot allocate {count} bytes"))?;
        bytes.resize(count, 0);
        self.copy_to(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes the elements, row-major, into a buffer of exactly their size.
    pub fn copy_to(&self, bytes: &mut [u8]) -> Result<()> {
        ensure!(bytes.len() == self.numel() * self.dtype().size(), Value, "the target has {} bytes", bytes.len());
        let layout = Layout::contiguous(self.shape());
        backend(self.device()).copy(&self.view(), &ViewMut::new(bytes.as_mut_ptr(), self.dtype(), &layout))
    }

    /// The elements in row-major order; the type must be the tensor's own.
    pub fn to_vec<T: Element>(&self) -> Result<Vec<T>> {
        ensure!(T::DTYPE == self.dtype(), DType, "expected a tensor of {}, got {}", T::DTYPE, self.dtype());
        let mut values = list_of::<T>(self.numel())?;
        let layout = Layout::contiguous(self.shape());
        let target = ViewMut::new(values.as_mut_ptr().cast(), T::DTYPE, &layout);
        backend(self.device()).copy(&self.view(), &target)?;
        // SAFETY: `copy` has written all of them.
        unsafe { values.set_len(self.numel()) };
        Ok(values)
    }

    /// The only element, as a scalar; complex values have none.
    pub fn item(&self) -> Result<Scalar> {
        ensure!(self.numel() == 1, Shape, "a Tensor with {} elements cannot be converted to Scalar", self.numel());
        let target = match self.dtype() {
            DType::Bool => DType::Bool,
            dtype if dtype.is_integer() => DType::I64,
            dtype if dtype.is_floating() => DType::F64,
            dtype => bail!(DType, "a {dtype} element is not a real number"),
        };
        let mut word = [0u64; 1];
        let layout = Layout::contiguous(self.shape());
        backend(self.device()).copy(&self.view(), &ViewMut::new(word.as_mut_ptr().cast(), target, &layout))?;
        Ok(match target {
            DType::Bool => Scalar::Bool(word[0].to_ne_bytes()[0] != 0),
            DType::I64 => Scalar::Int(i64::from_ne_bytes(word[0].to_ne_bytes())),
            _ => Scalar::Float(f64::from_bits(word[0])),
        })
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

    /// Fails if there is no memory for as many elements, of which an expanded tensor holds few. For what does much work before
    /// it allocates a result as large.
    pub(crate) fn ensure_holdable(&self) -> Result<()> {
        let is_held =
            self.numel().checked_mul(self.dtype().size()).is_some_and(|bytes| bytes <= self.storage().bytes());
        if !is_held {
            Tensor::empty(self.shape(), self.dtype(), self.device())?; // given back at once, untouched
        }
        Ok(())
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
    pub(crate) fn view(&self) -> View {
        View::new(self.pointer(), self.0.dtype, &self.0.layout)
    }

    /// For a kernel to write. The caller has made or checked the tensor.
    #[inline]
    pub(crate) fn view_mut(&self) -> ViewMut {
        ViewMut::new(self.pointer(), self.0.dtype, &self.0.layout)
    }

    /// The `count` elements of a row-major tensor, or the one it has for all places, to read as one row.
    #[inline]
    pub(crate) fn row_view(&self, count: usize) -> View {
        let view = if self.numel() == count { View::row } else { View::constant };
        view(self.pointer(), self.0.dtype, count)
    }

    /// As [`Tensor::row_view`], to write.
    #[inline]
    pub(crate) fn row_view_mut(&self, count: usize) -> ViewMut {
        ViewMut::row(self.pointer(), self.0.dtype, count)
    }

    /// The view a kernel sees under a larger shape.
    #[inline]
    pub(crate) fn broadcast_view(&self, shape: &[usize]) -> Result<View> {
        if self.shape() == shape {
            return Ok(self.view());
        }
        Ok(View::new(self.pointer(), self.0.dtype, &self.0.layout.broadcast_to(shape)?))
    }

    /// The first element.
    #[inline]
    pub(crate) fn pointer(&self) -> *mut u8 {
        // SAFETY: the offset lies inside the storage (a layout's invariant).
        unsafe { self.0.storage.as_ptr().add(self.0.layout.offset * self.0.dtype.size()) }
    }

    /// The elements as an ndarray, for interoperation and for tests.
    pub fn to_ndarray<T: Element>(&self) -> Result<ndarray::ArrayD<T>> {
        ndarray::ArrayD::from_shape_vec(self.shape(), self.to_vec()?)
            .map_err(|problem| error!(Internal, "a tensor's elements do not fill its shape: {problem}"))
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

/// Bytes a layout needs, refused before the allocator sees an absurd number.
fn checked_bytes(layout: &Layout, dtype: DType) -> Result<usize> {
    let too_large = || too_large(&layout.shape);
    let mut elements = 1usize;
    for (&size, &stride) in layout.shape.iter().zip(&layout.strides) {
        if size == 0 {
            // The strides are those of the other sizes, which may be absurd.
            return ensure_addressable(&layout.shape).map(|()| 0);
        }
        let reach = (size - 1).checked_mul(stride as usize).ok_or_else(too_large)?;
        elements = elements.checked_add(reach).ok_or_else(too_large)?;
    }
    let bytes = elements.checked_add(layout.offset).and_then(|n| n.checked_mul(dtype.size())).ok_or_else(too_large)?;
    if bytes > isize::MAX as usize { Err(too_large()) } else { Ok(bytes) }
}

#[cold]
fn too_large(shape: &[usize]) -> tapir_core::Error {
    error!(Memory, "Storage size calculation overflowed with sizes={shape:?}")
}

impl fmt::Debug for Tensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tensor({:?}, {}, {})", self.shape(), self.dtype(), self.device())
    }
}

impl<T: Element> TryFrom<ndarray::ArrayD<T>> for Tensor {
    type Error = tapir_core::Error;

    fn try_from(array: ndarray::ArrayD<T>) -> Result<Tensor> {
        let values: Vec<T> = array.iter().copied().collect();
        Tensor::from_slice(&values, array.shape())
    }
}
