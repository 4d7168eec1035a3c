//! Packing: copies of blocks in the order micro-kernels read them, in the type they compute in.

use super::{
    simd::{Compute, Simd},
    stored::Stored,
    table::Kernels,
};
use crate::isa::{self, Kernel};

/// A block of memory to pack: `outer` runs of `inner` elements. In the copy, elements of a run are adjacent.
#[derive(Clone, Copy, Debug)]
pub struct Source<E> {
    pub pointer: *const E,
    pub outer: usize,
    pub inner: usize,
    pub outer_stride: usize,
    pub inner_stride: usize,
}

/// Copies a [`Source`] to runs a number of elements apart.
pub type CopyFn<T> = unsafe fn(&Source<T>, *mut T, usize);

/// Copies a block to runs `stride` apart.
///
/// # Safety
/// The block is readable, and `to` is writable for all runs.
pub unsafe fn pack<E: Stored<T>, T: Compute>(kernels: &Kernels<T>, source: Source<E>, to: *mut T, stride: usize) {
    let Source { pointer, outer, inner, outer_stride, inner_stride } = source;
    if E::COMPUTED && (inner_stride == 1 || outer_stride == 1) {
        let copy = if inner_stride == 1 { kernels.copy_runs } else { kernels.transpose };
        let source = Source { pointer: pointer.cast::<T>(), outer, inner, outer_stride, inner_stride };
        // SAFETY: as promised by the caller; `E` is `T`, and the strides are what the kernel asks for.
        return unsafe { copy(&source, to, stride) };
    }
    isa::run(Convert { source, to, stride });
}

/// A copy with conversion, or with both strides above 1.
struct Convert<E, T> {
    source: Source<E>,
    to: *mut T,
    stride: usize,
}

/// Runs that are written together when neither order of loops is contiguous on both sides: a cache line of them.
const GROUP: usize = 16;

impl<E: Stored<T>, T: Compute> Kernel for Convert<E, T> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Convert { source, to, stride } = self;
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
}

/// Copies runs of adjacent elements.
///
/// # Safety
/// The instruction set of `S` is there, the block is readable with `inner_stride` 1, and `to` is writable for all runs.
#[inline(always)]
pub unsafe fn copy_runs<S: Simd>(source: &Source<S::Element>, to: *mut S::Element, stride: usize) {
    let rest = source.inner % S::LANES;
    let full = source.inner - rest;
    // SAFETY: vectors lie within the runs, the last one where the mask says.
    unsafe {
        let mask = S::mask(rest);
        for outer in 0..source.outer {
            let (from, to) = (source.pointer.add(outer * source.outer_stride), to.add(outer * stride));
            for inner in (0..full).step_by(S::LANES) {
                S::store(to.add(inner), S::load(from.add(inner)));
            }
            if rest != 0 {
                S::store_masked(to.add(full), mask, S::load_masked(from.add(full), mask));
            }
        }
    }
}

/// Most lanes of a vector.
const MOST_LANES: usize = 16;

/// Copies runs whose first elements are adjacent, and their second, and so on: square blocks, transposed in registers.
///
/// # Safety
/// The instruction set of `S` is there, the block is readable with `outer_stride` 1, and `to` is writable for all runs.
#[inline(always)]
pub unsafe fn transpose<S: Simd>(source: &Source<S::Element>, to: *mut S::Element, stride: usize) {
    for outer in (0..source.outer).step_by(S::LANES) {
        let height = S::LANES.min(source.outer - outer);
        for inner in (0..source.inner).step_by(S::LANES) {
            let width = S::LANES.min(source.inner - inner);
            // SAFETY: the square lies in the block but for its masked or skipped parts.
            unsafe {
                let from = source.pointer.add(outer + inner * source.inner_stride);
                let to = to.add(outer * stride + inner);
                let mut square = [S::zero(); MOST_LANES];
                let mask = S::mask(height);
                for (i, vector) in square.iter_mut().enumerate().take(width) {
                    *vector = S::load_masked(from.add(i * source.inner_stride), mask);
                }
                transpose_square::<S>(&mut square);
                let mask = S::mask(width);
                for (i, &vector) in square.iter().enumerate().take(height) {
                    S::store_masked(to.add(i * stride), mask, vector);
                }
            }
        }
    }
}

/// Transposes the first `LANES` vectors, in one step for each bit of the lane number.
#[inline(always)]
unsafe fn transpose_square<S: Simd>(square: &mut [S::Vector; MOST_LANES]) {
    let mut distance = 1;
    while distance < S::LANES {
        for low in (0..S::LANES).filter(|low| low & distance == 0) {
            let high = low | distance;
            // SAFETY: as promised by the caller.
            (square[low], square[high]) = unsafe { S::exchange(square[low], square[high], distance) };
        }
        distance *= 2;
    }
}
