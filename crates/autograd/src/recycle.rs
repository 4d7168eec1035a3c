//! Small tensors that nobody holds any more wait here whole for the next ones of their size. To take a tensor, its storage and
//! its block of memory apart, only to put the three together again, costs as much as a small operator.
//! Invariant: what waits has one holder, is no view, has no history, and alone has its storage.

use crate::{Tensor, mode::inference_enabled, tensor::Inner};
use std::{
    cell::RefCell,
    mem::ManuallyDrop,
    sync::{
        Arc,
        atomic::{Ordering, fence},
    },
};
use tapir_core::{
    DType, Device, Layout,
    memory::{ALIGN, prefetch},
};

/// Bytes of the largest tensors worth it.
const LARGEST: usize = 512;
const BINS: usize = LARGEST / ALIGN;
/// Tensors of one size that wait at most: as many as a collection of garbage frees at once.
const CAPACITY: usize = 2048;

type Bins = [Vec<Arc<Inner>>; BINS];

/// What waits on this thread.
struct Waiting {
    cpu: Bins,
    /// Of GPUs, by index.
    others: Vec<Bins>,
}

thread_local! {
    static WAITING: RefCell<Waiting> =
        const { RefCell::new(Waiting { cpu: [const { Vec::new() }; BINS], others: Vec::new() }) };
}

impl Waiting {
    #[inline]
    fn on(&mut self, device: Device) -> &mut Bins {
        match device {
            Device::Cpu => &mut self.cpu,
            Device::Cuda(index) => self.on_gpu(index as usize),
        }
    }

    #[cold]
    fn on_gpu(&mut self, index: usize) -> &mut Bins {
        if self.others.len() <= index {
            self.others.resize_with(index + 1, Bins::default);
        }
        &mut self.others[index]
    }
}

/// Blocks of up to [`LARGEST`] bytes come in steps of [`ALIGN`].
#[inline]
fn bin(bytes: usize) -> Option<usize> {
    (bytes <= LARGEST).then(|| bytes.saturating_sub(1) / ALIGN)
}

/// `Arc::get_mut` without its locked instructions.
#[inline]
fn unique<T>(shared: &mut Arc<T>) -> Option<&mut T> {
    if Arc::strong_count(shared) != 1 || Arc::weak_count(shared) != 0 {
        return None;
    }
    fence(Ordering::Acquire); // with the release of whoever dropped the last but one
    // SAFETY: this is the only reference, it is borrowed exclusively, and there is no weak one to make another from.
    Some(unsafe { &mut *Arc::as_ptr(shared).cast_mut() })
}

/// The bytes of a tensor that can serve again.
#[inline]
fn reusable(tensor: &mut Arc<Inner>) -> Option<usize> {
    let inner = unique(tensor)?;
    let storage = unique(&mut inner.storage)?;
    (inner.view.is_none() && inner.grad.get().is_none() && storage.is_block()).then(|| storage.bytes())
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

/// Takes what its last holder is done with. It is dropped as usual unless it can serve again.
fn recycle(mut tensor: Arc<Inner>) {
    let Some(bin) = reusable(&mut tensor).and_then(bin) else { return };
    // What does not fit, or comes when the thread is ending, is dropped after the borrow.
    let _rest = WAITING.try_with(|waiting| {
        let mut waiting = waiting.borrow_mut();
        let bin = &mut waiting.on(tensor.storage.device())[bin];
        if bin.len() == CAPACITY {
            return Some(tensor);
        }
        bin.push(tensor);
        None
    });
}

/// Brings what the next tensors consist of into the cache, each a step further: where the storage is stands in the tensor, where
/// the elements are in the storage; those on a device are not looked at.
#[inline]
fn fetch_ahead(waiting: &[Arc<Inner>]) {
    if let [.., third, second, first] = waiting {
        prefetch(Arc::as_ptr(third));
        prefetch(Arc::as_ptr(&second.storage));
        prefetch(first.storage.as_ptr());
    }
}

/// A tensor with uninitialised elements, if one waits. `lay_out` is given its former layout, to keep or replace.
#[inline]
pub(crate) fn reuse(
    bytes: usize,
    dtype: DType,
    device: Device,
    wrapped: bool,
    lay_out: impl FnOnce(&mut Arc<Layout>),
) -> Option<Tensor> {
    let bin = bin(bytes)?;
    let take = |waiting: &RefCell<Waiting>| {
        let mut waiting = waiting.borrow_mut();
        let bin = &mut waiting.on(device)[bin];
        let tensor = bin.pop();
        fetch_ahead(bin);
        tensor
    };
    let mut tensor = WAITING.try_with(take).ok()??;
    let inner = unique(&mut tensor)?;
    if !unique(&mut inner.storage)?.renew(device, bytes) {
        return None;
    }
    lay_out(&mut inner.layout);
    (inner.dtype, inner.wrapped, inner.inference) = (dtype, wrapped, inference_enabled());
    Some(Tensor::from(tensor))
}

/// Frees what waits on this thread.
pub fn clear() {
    let none = Waiting { cpu: Bins::default(), others: Vec::new() };
    drop(WAITING.replace(none));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Tensor {
        Tensor::zeros(&[4, 6], DType::F32, Device::Cpu).unwrap()
    }

    fn waiting() -> usize {
        WAITING.with_borrow(|waiting| waiting.cpu.iter().map(Vec::len).sum())
    }

    #[test]
    fn a_recycled_tensor_is_the_next_one_of_its_size_and_remembers_nothing() {
        clear();
        let tensor = small();
        tensor.storage().bump_version();
        let address = tensor.address();
        drop(tensor);
        let next = Tensor::empty(&[3, 7], DType::I32, Device::Cpu).unwrap();
        assert_eq!(next.address(), address, "24 and 21 elements of 4 bytes take the same block");
        assert_eq!((next.shape(), next.strides()), (&[3, 7][..], &[7, 1][..]));
        assert_eq!((next.dtype(), next.version(), next.storage().bytes()), (DType::I32, 0, 84));
        assert_eq!(waiting(), 0);
    }

    #[test]
    fn a_number_and_a_tensor_that_follow_each_other_do_not_take_on_each_others_weakness() {
        clear();
        drop(Tensor::wrapped_number(2.5.into()).unwrap());
        let tensor = Tensor::zeros(&[], DType::F64, Device::Cpu).unwrap();
        assert_eq!((waiting(), tensor.is_wrapped_number()), (0, false));
        drop(tensor);
        let number = Tensor::wrapped_number(3.into()).unwrap();
        assert_eq!((waiting(), number.is_wrapped_number(), number.shape().len()), (0, true, 0));
        assert_eq!(number.to_vec::<i64>().unwrap(), [3]);
    }

    #[test]
    fn a_tensor_that_is_seen_elsewhere_does_not_wait() {
        clear();
        let (held, shared, base) = (small(), small(), small());
        let (holder, twin) = (held.clone(), shared.detach());
        let view = crate::ops::view(&base, &[24]).unwrap();
        [held, shared, base].into_iter().for_each(drop);
        assert_eq!(waiting(), 0);
        drop(holder);
        assert_eq!(waiting(), 1);
        drop((twin, view));
        assert_eq!(waiting(), 3, "the bases, which have the memory");
    }

    #[test]
    fn a_tensor_with_a_history_does_not_wait() {
        clear();
        let leaf = small();
        leaf.set_requires_grad(true).unwrap();
        drop(leaf);
        assert_eq!(waiting(), 0);
    }

    #[test]
    fn memory_that_something_else_keeps_alive_does_not_wait() {
        clear();
        let owner = Arc::new([0u64; 12]);
        let pointer = std::ptr::NonNull::from(&*owner).cast();
        // SAFETY: the owner lives as long as the storage, and nobody writes it.
        let storage = unsafe { tapir_core::Storage::foreign(pointer, 96, Box::new(owner.clone())) };
        drop(Tensor::over(Arc::new(storage), Layout::contiguous(&[4, 6]), DType::F32));
        assert_eq!((waiting(), Arc::strong_count(&owner)), (0, 1));
    }

    #[test]
    fn a_large_tensor_gives_its_memory_back_at_once() {
        clear();
        drop(Tensor::zeros(&[129], DType::F32, Device::Cpu).unwrap());
        assert_eq!(waiting(), 0);
        drop(Tensor::zeros(&[128], DType::F32, Device::Cpu).unwrap());
        assert_eq!(waiting(), 1);
    }
}
