//! Blocks of main memory for storages.

use crate::{Result, error};
use std::{
    alloc::{Layout, alloc, dealloc},
    ptr::NonNull,
    sync::atomic::{AtomicUsize, Ordering},
};

/// Alignment of every block, in bytes.
pub const ALIGN: usize = 64;

static LIVE: AtomicUsize = AtomicUsize::new(0);

/// Bytes in blocks that storages hold now.
pub fn live_bytes() -> usize {
    LIVE.load(Ordering::Relaxed)
}

/// An uninitialised block of at least `bytes` bytes, aligned to [`ALIGN`].
pub fn allocate(bytes: usize) -> Result<NonNull<u8>> {
    let layout = Layout::from_size_align(bytes.max(1), ALIGN)
        .map_err(|_| error!(Memory, "cannot allocate {bytes} bytes: the size is beyond what a machine can address"))?;
    // SAFETY: the size is not zero.
    let pointer = NonNull::new(unsafe { alloc(layout) }).ok_or_else(|| {
        error!(Memory, "DefaultCPUAllocator: can't allocate memory: you tried to allocate {bytes} bytes")
    })?;
    LIVE.fetch_add(bytes, Ordering::Relaxed);
    Ok(pointer)
}

/// Gives a block back.
///
/// # Safety
/// `pointer` must come from `allocate(bytes)` with the same `bytes`, and must not be used afterwards.
pub unsafe fn release(pointer: NonNull<u8>, bytes: usize) {
    LIVE.fetch_sub(bytes, Ordering::Relaxed);
    // SAFETY: same layout as in `allocate`.
    unsafe { dealloc(pointer.as_ptr(), Layout::from_size_align_unchecked(bytes.max(1), ALIGN)) };
}
