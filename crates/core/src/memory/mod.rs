//! Blocks of main memory for storages, cached: fresh pages cost 4 to 14 times what reused ones do. Blocks up to 1 MiB
//! come in size classes kept per thread, larger ones are reused by best fit.
//! Invariant: a block's class follows from the bytes asked for, so any thread may release it. Knows nothing of tensors.

mod class;
mod large;
mod local;
mod shared;
mod statistics;
mod system;

use crate::{Result, bail, error};
use class::Class;
use std::{ptr::NonNull, sync::atomic::Ordering};

pub use statistics::Stats;

/// Alignment of every block, in bytes.
pub const ALIGN: usize = 64;

/// An uninitialised block of at least `bytes` bytes, aligned to [`ALIGN`]. Fails with a memory error, after giving
/// back all cached blocks, if the system has no such block.
#[inline]
pub fn allocate(bytes: usize) -> Result<NonNull<u8>> {
    match Class::of(bytes) {
        Some(class) => match local::take(class) {
            Some(block) => Ok(block),
            None => retry(bytes, || shared::take(class)),
        },
        None => allocate_large(bytes),
    }
}

/// Gives a block back.
///
/// # Safety
/// `pointer` must come from `allocate(bytes)` with the same `bytes`, and must not be used afterwards.
#[inline]
pub unsafe fn release(pointer: NonNull<u8>, bytes: usize) {
    match Class::of(bytes) {
        // SAFETY: the block is of this class, since `bytes` is what it was allocated with, and is free now.
        Some(class) => unsafe { local::put(class, pointer) },
        // SAFETY: as above, it came from `large::take`.
        None => unsafe { large::put(pointer) },
    }
}

/// Asks for a cache line that will be written soon. The pointer may be anything: nothing is accessed.
#[inline(always)]
pub fn prefetch<T>(pointer: *const T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint, which has no effect but on the caches.
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(pointer.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = pointer;
}

/// Whether a block of `a` bytes may be released as one of `b` bytes. Only of small blocks.
#[inline]
pub(crate) fn are_alike(a: usize, b: usize) -> bool {
    Class::of(a).is_some_and(|class| Class::of(b) == Some(class))
}

#[cold]
fn allocate_large(bytes: usize) -> Result<NonNull<u8>> {
    if bytes > isize::MAX as usize - 2 * large::HUGE_PAGE {
        bail!(Memory, "cannot allocate {bytes} bytes: the size is beyond what a machine can address");
    }
    retry(bytes, || large::take(bytes))
}

#[cold]
fn retry(bytes: usize, take: impl Fn() -> Option<NonNull<u8>>) -> Result<NonNull<u8>> {
    take()
        .or_else(|| {
            empty_cache();
            take()
        })
        .ok_or_else(|| {
            error!(Memory, "DefaultCPUAllocator: can't allocate memory: you tried to allocate {bytes} bytes")
        })
}

/// Gives all cached blocks back to the system: at once those of the calling thread and the shared ones, and those of
/// any other thread when it next goes beyond its own cache.
pub fn empty_cache() {
    local::flush();
    shared::empty();
    large::empty();
}

/// Bytes in blocks held now, as blocks are sized. Exact for the calling thread and for blocks above 1 MiB; another
/// thread's small blocks may be counted up to 2 MiB late.
pub fn live_bytes() -> usize {
    stats().live
}

/// Bytes that the calling thread took and did not release: the blocks and what [`count_foreign`] was told. What a thread
/// releases for another counts against the first.
#[inline]
pub fn held_by_thread() -> isize {
    local::held()
}

/// Counts memory that others own, and that a storage keeps alive, to what the calling thread holds; below zero when it is let go.
pub fn count_foreign(bytes: isize) {
    local::hold(bytes);
}

/// What is held, what is cached, and how it came about; exact as [`live_bytes`] is.
pub fn stats() -> Stats {
    local::report();
    statistics::read()
}

/// Starts [`Stats::peak`] anew from what is held now.
pub fn reset_peak() {
    local::report();
    statistics::reset_peak();
}

/// The most bytes to keep in cached blocks; what is beyond goes back to the system, now and later. At first an
/// eighth of main memory, but not above 1 GiB. Blocks in the caches of other threads (up to 32 MiB each) count, but stay.
pub fn set_cache_cap(bytes: usize) {
    statistics::CAP.store(bytes, Ordering::Relaxed);
    local::report();
    if statistics::over_cap() {
        local::flush();
        shared::empty();
        large::trim();
    }
}

#[cfg(test)]
mod tests;
