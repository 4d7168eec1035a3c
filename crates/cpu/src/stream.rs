//! Writing past the caches: results larger than these are not read again soon, and a store that first loads the line it
//! overwrites moves a third more memory than an addition needs to.

/// Results of at least this many bytes are streamed: more than a core's share of the last cache.
pub const THRESHOLD: usize = 16 << 20;

/// Bytes computed at a time, in a buffer of the first-level cache, before they are streamed.
pub const CHUNK: usize = 8192;

/// Memory for a chunk.
#[repr(align(64))]
pub struct Buffer(pub std::mem::MaybeUninit<[u8; CHUNK]>);

/// Copies `bytes` bytes without reading the target's lines. What is written is visible to other threads after [`finish`].
///
/// # Safety
/// As for `ptr::copy_nonoverlapping`; `to` must be aligned to 16.
#[inline]
pub unsafe fn copy(from: *const u8, to: *mut u8, bytes: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: by the caller's promise; SSE2 is part of every x86-64.
    unsafe {
        use std::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_stream_si128};
        let whole = bytes / 16 * 16;
        for at in (0..whole).step_by(16) {
            _mm_stream_si128(to.add(at).cast::<__m128i>(), _mm_loadu_si128(from.add(at).cast::<__m128i>()));
        }
        std::ptr::copy_nonoverlapping(from.add(whole), to.add(whole), bytes - whole);
    }
    #[cfg(not(target_arch = "x86_64"))]
    // SAFETY: by the caller's promise.
    unsafe {
        std::ptr::copy_nonoverlapping(from, to, bytes);
    }
}

/// Orders streamed stores before whatever the thread writes next.
#[inline]
pub fn finish() {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE is part of every x86-64.
    unsafe {
        std::arch::x86_64::_mm_sfence();
    }
}
