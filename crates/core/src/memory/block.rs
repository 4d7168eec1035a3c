//! Blocks: taking one and giving it back, what is held, and how much may be.

use super::{
    class::Class,
    large, local, reclaim, shared,
    statistics::{self, Stats},
    system::HUGE_PAGE,
    trim::{empty_cache, make_room, trim},
};
use crate::{Result, bail, error};
use std::{ptr::NonNull, sync::atomic::Ordering};

/// An uninitialised block of at least `bytes` bytes, aligned to [`ALIGN`]. Fails with a memory error, after freeing what
/// can be, if the system has no such block or the limit has no room for it.
#[inline]
pub fn allocate(bytes: usize) -> Result<NonNull<u8>> {
    if statistics::is_limited() {
        admit(bytes)?;
    }
    match Class::of(bytes) {
        Some(class) => match local::take(class) {
            Some(block) => Ok(block),
            None => retry(bytes, || {
                shared::reuse(class).or_else(|| {
                    make_room(class.bytes());
                    shared::fresh(class)
                })
            }),
        },
        None => allocate_large(bytes),
    }
}

/// Fails if a block of so many bytes goes beyond the limit, after all that can be freed has been.
#[cold]
fn admit(bytes: usize) -> Result<()> {
    let size = Class::of(bytes).map_or_else(|| large::capacity(bytes), Class::bytes);
    let admits = || {
        local::report();
        statistics::admits(size)
    };
    if admits() || reclaim::attempts().any(|_| admits()) {
        return Ok(());
    }
    let (limit, live) = (statistics::limit(), live_bytes());
    let error = error!(Memory, "you tried to allocate {bytes} bytes, with {live} in use, and the limit is {limit}");
    Err(error.with_hint("memory.limit says how many bytes tensors may take; raise it, or hold fewer of them"))
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
        // SAFETY: the block is of no class, so it came from `large`, and is free now.
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

/// As [`prefetch`], but not nearer than the second level, where the first is full.
#[inline(always)]
pub fn prefetch_to_second_level<T>(pointer: *const T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint, which has no effect but on the caches.
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T1 }>(pointer.cast());
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
    if bytes > isize::MAX as usize - 2 * HUGE_PAGE {
        bail!(Memory, "cannot allocate {bytes} bytes: the size is beyond what a machine can address");
    }
    retry(bytes, || {
        large::reuse(bytes).or_else(|| {
            make_room(large::capacity(bytes));
            large::fresh(bytes)
        })
    })
}

#[cold]
fn retry(bytes: usize, take: impl Fn() -> Option<NonNull<u8>>) -> Result<NonNull<u8>> {
    take()
        .or_else(|| {
            empty_cache();
            take()
        })
        .or_else(|| {
            reclaim::attempts().find_map(|_| {
                empty_cache();
                take()
            })
        })
        .ok_or_else(|| {
            error!(Memory, "DefaultCPUAllocator: can't allocate memory: you tried to allocate {bytes} bytes")
        })
}

/// The most bytes that blocks in use may take together, `usize::MAX` for no limit.
pub fn limit() -> usize {
    statistics::limit()
}

/// Bounds the blocks in use; an allocation that would go beyond is a memory error. Cached blocks that do not fit beside them
/// go back to the system. Small blocks that other threads took before count up to 2 MiB late.
pub fn set_limit(bytes: usize) {
    statistics::set_limit(bytes);
    local::report();
    trim();
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
/// eighth of main memory, or of the container's part of it, but not above 1 GiB. Blocks in the caches of other threads (up to 32 MiB each) count, but stay.
pub fn set_cache_cap(bytes: usize) {
    statistics::CAP.store(bytes, Ordering::Relaxed);
    local::report();
    trim();
}
