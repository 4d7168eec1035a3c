//! Writing past the caches: large results are not read again soon, and a store that first loads the line it overwrites moves
//! a third more memory than an addition needs to. In a program whose results are garbage a moment later, each is written to
//! another block, which is in no near cache.

#[cfg(target_arch = "x86_64")]
use crate::simd::isa::{Level, clone_for};
use std::{mem::MaybeUninit, sync::OnceLock};
use tapir_core::pool;

/// Results of at least this many bytes are streamed. Where the last cache is nearly as far away as memory, as on Intel's
/// servers, that is half of the second-level caches at work (for a sum of 4 MB: 190 instead of 230 to 390 µs, by how many
/// blocks take turns); elsewhere a core's share of the last one.
#[inline]
pub fn threshold() -> usize {
    static PER_THREAD: OnceLock<Option<usize>> = OnceLock::new();
    match PER_THREAD.get_or_init(second_level_of_server) {
        Some(bytes) => bytes / 2 * pool::num_threads(),
        None => 16 << 20,
    }
}

/// Bytes of a core's second-level cache, on a server of Intel's: their desktops have no AVX-512.
#[cfg(target_arch = "x86_64")]
#[allow(unused_unsafe, reason = "newer versions of the standard library have them as safe functions")]
fn second_level_of_server() -> Option<usize> {
    use std::arch::x86_64::{__cpuid, __cpuid_count};
    // SAFETY: every x86-64 has the instruction.
    let vendor = unsafe { __cpuid(0) };
    let is_intel = [vendor.ebx, vendor.edx, vendor.ecx].map(u32::to_le_bytes).concat() == b"GenuineIntel";
    if !is_intel || Level::current() < Level::Avx512 || vendor.eax < 4 {
        return None;
    }
    // Leaf 4: a cache for each number, until one has no type; its size is a product of four fields.
    (0..8)
        // SAFETY: every x86-64 has the instruction, and this one has leaf 4.
        .map(|number| unsafe { __cpuid_count(4, number) })
        .take_while(|cache| cache.eax & 0x1f != 0)
        .find(|cache| cache.eax >> 5 & 7 == 2)
        .map(|cache| [cache.ebx >> 22, cache.ebx >> 12 & 0x3ff, cache.ebx & 0xfff, cache.ecx])
        .map(|fields| fields.into_iter().map(|field| field as usize + 1).product())
}

#[cfg(not(target_arch = "x86_64"))]
fn second_level_of_server() -> Option<usize> {
    None
}

/// Bytes computed at a time, in a buffer of the first-level cache, before they are streamed: so few that a core loads the
/// operands of the next while it still stores these (8 KiB take a fifth longer).
pub const CHUNK: usize = 2048;

/// Memory for a chunk.
#[repr(align(64))]
pub struct Buffer(pub MaybeUninit<[u8; CHUNK]>);

impl Buffer {
    pub const UNINIT: Buffer = Buffer(MaybeUninit::uninit());

    pub fn pointer(&mut self) -> *mut u8 {
        self.0.as_mut_ptr().cast()
    }
}

/// A line of a cache: written whole or loaded first.
pub const LINE: usize = 64;

/// Copies `bytes` bytes without reading the target's lines. What is written is visible to other threads after [`finish`].
///
/// # Safety
/// As for `ptr::copy_nonoverlapping`.
#[inline]
pub unsafe fn copy(from: *const u8, to: *mut u8, bytes: usize) {
    let head = (to.addr().wrapping_neg() % LINE).min(bytes);
    let end = head + (bytes - head) / LINE * LINE;
    // SAFETY: by the caller's promise; whole lines of the target are aligned.
    unsafe {
        std::ptr::copy_nonoverlapping(from, to, head);
        copy_lines(from.add(head), to.add(head), (end - head) / LINE);
        std::ptr::copy_nonoverlapping(from.add(end), to.add(end), bytes - end);
    }
}

/// # Safety
/// As for `ptr::copy_nonoverlapping`; the target is aligned to a line.
#[cfg(target_arch = "x86_64")]
#[inline]
unsafe fn copy_lines(from: *const u8, to: *mut u8, lines: usize) {
    use std::arch::x86_64::{
        __m128i, __m256i, __m512i, _mm_loadu_si128, _mm_stream_si128, _mm256_loadu_si256, _mm256_stream_si256,
        _mm512_loadu_si512, _mm512_stream_si512,
    };

    /// The copy in vectors of one width.
    macro_rules! copy_lines {
        ($name:ident, $level:ident, $Vector:ty, $load:ident, $stream:ident) => {
            clone_for! {
                $level:

                /// # Safety
                /// As for the function around it; the machine has the level.
                unsafe fn $name(from: *const u8, to: *mut u8, lines: usize) {
                    const STEP: usize = size_of::<$Vector>();
                    for at in (0..lines * LINE).step_by(STEP) {
                        // SAFETY: the vector lies in one of the `lines` lines, whose start is aligned.
                        unsafe { $stream(to.add(at).cast(), $load(from.add(at).cast())) };
                    }
                }
            }
        };
    }
    copy_lines!(by_64_bytes, avx512, __m512i, _mm512_loadu_si512, _mm512_stream_si512);
    copy_lines!(by_32_bytes, avx2, __m256i, _mm256_loadu_si256, _mm256_stream_si256);
    copy_lines!(by_16_bytes, baseline, __m128i, _mm_loadu_si128, _mm_stream_si128);
    // SAFETY: by the caller's promise; the machine has the features.
    unsafe {
        match Level::current() {
            Level::Avx512 => by_64_bytes(from, to, lines),
            Level::Avx2 => by_32_bytes(from, to, lines),
            Level::Baseline => by_16_bytes(from, to, lines),
        }
    }
}

/// # Safety
/// As for `ptr::copy_nonoverlapping`.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
unsafe fn copy_lines(from: *const u8, to: *mut u8, lines: usize) {
    // SAFETY: by the caller's promise.
    unsafe { std::ptr::copy_nonoverlapping(from, to, lines * LINE) };
}

/// Writes whole cache lines past the caches.
///
/// # Safety
/// `to` must begin with a cache line and be writable for the group, whose size is a multiple of one; the surrounding clone must
/// have AVX-512.
#[inline(always)]
pub unsafe fn group<T, const N: usize>(group: &[T; N], to: *mut T) {
    const { assert!(size_of::<[T; N]>().is_multiple_of(LINE)) };
    #[cfg(target_arch = "x86_64")]
    for at in (0..size_of::<[T; N]>()).step_by(LINE) {
        use std::arch::x86_64::{_mm512_loadu_si512, _mm512_stream_si512};
        // SAFETY: by the caller's promise.
        unsafe {
            let line = _mm512_loadu_si512(group.as_ptr().cast::<u8>().add(at).cast());
            _mm512_stream_si512(to.cast::<u8>().add(at).cast(), line);
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    // SAFETY: `to` is writable for the group, by the caller's promise.
    unsafe {
        std::ptr::copy_nonoverlapping(group.as_ptr(), to, N);
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
