//! Packing: copies of blocks in the order micro-kernels read them, in the type they compute in.

use super::{simd::Compute, stored::Stored};

/// A block of memory to pack: `outer` runs of `inner` elements.
#[derive(Clone, Copy, Debug)]
pub struct Source<E> {
    pub pointer: *const E,
    pub outer: usize,
    pub inner: usize,
    pub outer_stride: usize,
    pub inner_stride: usize,
}

/// Runs that are written together when neither order of loops is contiguous on both sides: a cache line of them.
const GROUP: usize = 16;

/// Copies a block; in `to`, elements of a run are adjacent and runs are `stride` apart.
///
/// # Safety
/// The block is readable, and `to` is writable for all runs.
#[inline]
pub unsafe fn pack<E: Stored<T>, T: Compute>(source: Source<E>, to: *mut T, stride: usize) {
    // SAFETY: all offsets are of elements of the block, or their places in `to`.
    unsafe {
        if source.inner_stride == 1 {
            for outer in 0..source.outer {
                let (from, to) = (source.pointer.add(outer * source.outer_stride), to.add(outer * stride));
                for inner in 0..source.inner {
                    *to.add(inner) = (*from.add(inner)).widen();
                }
            }
            return;
        }
        for start in (0..source.outer).step_by(GROUP) {
            let end = source.outer.min(start + GROUP);
            for inner in 0..source.inner {
                let from = source.pointer.add(inner * source.inner_stride);
                for outer in start..end {
                    *to.add(outer * stride + inner) = (*from.add(outer * source.outer_stride)).widen();
                }
            }
        }
    }
}
