//! New tensors: memory for a shape, filled or not.

use crate::{Tensor, device::backend, recycle::reuse};
use std::sync::{Arc, LazyLock};
use tapir_core::{DType, Device, Layout, Result, Scalar, Storage, ensure, ensure_addressable, error};

impl Tensor {
    /// A tensor over existing bytes. Fails if the layout reaches beyond them.
    pub fn from_storage(storage: Arc<Storage>, layout: Layout, dtype: DType) -> Result<Tensor> {
        let needed = if layout.shape.contains(&0) { 0 } else { checked_bytes(&layout, dtype)? };
        ensure!(
            needed <= storage.bytes(),
            Shape,
            "a tensor of shape {:?}, strides {:?} and offset {} needs {needed} bytes, and the storage has {}",
            layout.shape.as_slice(),
            layout.strides.as_slice(),
            layout.offset,
            storage.bytes()
        );
        Ok(Tensor::over(storage, layout, dtype))
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

    /// Uninitialised elements, row-major, in the shape of another tensor without gaps.
    #[inline]
    pub(crate) fn empty_beside(other: &Tensor, dtype: DType, device: Device) -> Result<Tensor> {
        let bytes = other.numel().checked_mul(dtype.size()).ok_or_else(|| too_large(other.shape()))?;
        let layout = &other.0.layout;
        // The strides of dimensions of size 1 may be anything: a layout is shared only where they are as they should be.
        if !layout.is_canonical() {
            return Tensor::empty(&layout.shape, dtype, device);
        }
        let share = |present: &mut Arc<Layout>| {
            if !Arc::ptr_eq(present, layout) {
                *present = layout.clone();
            }
        };
        if let Some(tensor) = reuse(bytes, dtype, device, false, share) {
            return Ok(tensor);
        }
        let storage = Storage::new_shared(device, bytes)?;
        Ok(Tensor::assemble(storage, layout.clone(), dtype, false, None))
    }

    /// Every element set to `value`.
    pub fn full(shape: &[usize], value: impl Into<Scalar>, dtype: DType, device: Device) -> Result<Tensor> {
        let tensor = Tensor::empty(shape, dtype, device)?;
        backend(device).fill(value.into(), &tensor.as_view_mut())?;
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
        let tensor = Tensor::from_slice_on(&[value], &[], Device::Cpu)?;
        Ok(Tensor::assemble(tensor.storage().clone(), Arc::new(Layout::contiguous(&[])), DType::U64, true, None))
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
