//! Where blocks come from: the system's allocator, and on Linux memory maps made of huge pages.

use super::{cgroup, class::ALIGN};
use std::{
    alloc::{Layout, alloc, dealloc},
    ptr::NonNull,
    sync::LazyLock,
};

pub const HUGE_PAGE: usize = 2 << 20;

fn layout(bytes: usize) -> Option<Layout> {
    Layout::from_size_align(bytes, ALIGN).ok()
}

/// `bytes` > 0 fresh bytes, aligned to [`ALIGN`].
pub fn allocate(bytes: usize) -> Option<NonNull<u8>> {
    debug_assert!(bytes > 0);
    // SAFETY: the size is not zero.
    NonNull::new(unsafe { alloc(layout(bytes)?) })
}

/// # Safety
/// `pointer` must come from `allocate(bytes)` and must not be used afterwards.
pub unsafe fn release(pointer: NonNull<u8>, bytes: usize) {
    if let Some(layout) = layout(bytes) {
        // SAFETY: by contract, and it is the layout `allocate` used.
        unsafe { dealloc(pointer.as_ptr(), layout) };
    }
}

#[cfg(target_os = "linux")]
mod maps {
    use super::HUGE_PAGE;
    use std::ptr::{NonNull, null_mut};

    /// Fresh zeroed bytes that start at a huge page; on huge pages where the system grants them.
    pub fn map(bytes: usize) -> Option<NonNull<u8>> {
        let (protection, flags) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
        let reserved = bytes + HUGE_PAGE;
        // SAFETY: a new anonymous map, at an address of the system's choice.
        let start = unsafe { libc::mmap(null_mut(), reserved, protection, flags, -1, 0) };
        if start == libc::MAP_FAILED {
            return None;
        }
        let start = start.cast::<u8>();
        let head = start.addr().next_multiple_of(HUGE_PAGE) - start.addr();
        let pointer = start.wrapping_add(head);
        // SAFETY: what is cut off at both ends and what is advised lies inside the map just made.
        unsafe {
            if head > 0 {
                libc::munmap(start.cast(), head);
            }
            if reserved > head + bytes {
                libc::munmap(pointer.wrapping_add(bytes).cast(), reserved - head - bytes);
            }
            libc::madvise(pointer.cast(), bytes, libc::MADV_HUGEPAGE);
        }
        NonNull::new(pointer)
    }

    /// # Safety
    /// `pointer` must come from `map(bytes)` and must not be used afterwards.
    pub unsafe fn unmap(pointer: NonNull<u8>, bytes: usize) {
        // SAFETY: by contract.
        unsafe { libc::munmap(pointer.as_ptr().cast(), bytes) };
    }
}

#[cfg(not(target_os = "linux"))]
mod maps {
    pub use super::{allocate as map, release as unmap};
}

pub use maps::{map, unmap};

/// Gives free pages of the system's allocator back, which otherwise keeps what it once had.
pub fn trim() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: only the allocator's own free pages are touched.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Bytes of main memory that this process may use: the machine's, or its container's; more than any, if nobody says.
pub fn main_memory() -> usize {
    static BYTES: LazyLock<usize> = LazyLock::new(|| known_memory().unwrap_or(usize::MAX));
    *BYTES
}

/// Bytes of main memory that this process may use, where the system tells: the machine's, or what its container is given.
pub fn known_memory() -> Option<usize> {
    match (physical_memory(), cgroup::limit()) {
        (Some(all), Some(limit)) => Some(all.min(limit)),
        (all, limit) => all.or(limit),
    }
}

fn physical_memory() -> Option<usize> {
    #[cfg(unix)]
    {
        // SAFETY: no arguments but constants, no side effects.
        let (pages, size) = unsafe { (libc::sysconf(libc::_SC_PHYS_PAGES), libc::sysconf(libc::_SC_PAGESIZE)) };
        usize::try_from(pages).ok()?.checked_mul(usize::try_from(size).ok()?)
    }
    #[cfg(not(unix))]
    {
        None
    }
}
