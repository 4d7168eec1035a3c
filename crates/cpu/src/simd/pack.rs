//! Packing: copies of blocks in the order micro-kernels read them, in the type they compute in.

use crate::{
    number::Number,
    simd::{
        compute::{Compute, Gather, Kernels, Source, Target, same_type},
        isa::{self, Kernel},
        vector::Simd,
    },
};

/// Copies a block.
///
/// # Safety
/// The block is readable, and the target is writable for all runs.
pub unsafe fn pack<E: Number, T: Compute>(kernels: &Kernels<T>, source: Source<E>, target: Target<T>) {
    let Source { pointer, outer, inner, outer_stride, inner_stride } = source;
    if same_type::<E, T>() && inner_stride == 1 {
        let source = Source { pointer: pointer.cast::<T>(), outer, inner, outer_stride, inner_stride };
        // SAFETY: as promised by the caller; `E` is `T`.
        return unsafe { (kernels.copy_runs)(&source, &target) };
    }
    if inner == 0 {
        return; // and the width may be 0
    }
    for (panel, start) in (0..inner).step_by(target.width).enumerate() {
        let inner = target.width.min(inner - start);
        // SAFETY: the panel lies in the block and in the target; `E` is `T` where it is copied as such.
        unsafe {
            let pointer = pointer.add(start * inner_stride);
            let target = Target { pointer: target.pointer.add(panel * target.panel), ..target };
            if same_type::<E, T>() && outer_stride == 1 {
                let source = Source { pointer: pointer.cast::<T>(), outer, inner, outer_stride, inner_stride };
                (kernels.transpose)(&source, &target);
            } else {
                isa::run(Convert {
                    source: Source { pointer, inner, ..source },
                    to: target.pointer,
                    stride: target.stride,
                });
            }
        }
    }
}

/// A copy with conversion, or with both strides above 1, to one panel.
struct Convert<E, T> {
    source: Source<E>,
    to: *mut T,
    stride: usize,
}

/// Runs that are written together when neither order of loops is contiguous on both sides: a cache line of them.
const GROUP: usize = 16;

impl<E: Number, T: Compute> Kernel for Convert<E, T> {
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
                        *to.add(inner) = T::from_number(*from.add(inner));
                    }
                }
                return;
            }
            for start in (0..source.outer).step_by(GROUP) {
                let end = source.outer.min(start + GROUP);
                for inner in 0..source.inner {
                    let from = source.pointer.add(inner * source.inner_stride);
                    for outer in start..end {
                        *to.add(outer * stride + inner) = T::from_number(*from.add(outer * source.outer_stride));
                    }
                }
            }
        }
    }
}

/// Copies runs of adjacent elements.
///
/// # Safety
/// The instruction set of `S` is there, the block is readable with `inner_stride` 1, and the target is writable for all
/// runs.
#[inline(always)]
pub unsafe fn copy_runs<S: Simd>(source: &Source<S::Element>, target: &Target<S::Element>) {
    // SAFETY: vectors lie within the runs, the last one of a panel where the mask says.
    unsafe {
        let of_panel = S::mask(target.width % S::LANES);
        let of_last = S::mask(source.inner % target.width.max(1) % S::LANES);
        for outer in 0..source.outer {
            let (mut from, mut to) =
                (source.pointer.add(outer * source.outer_stride), target.pointer.add(outer * target.stride));
            let mut left = source.inner;
            while left > 0 {
                let width = target.width.min(left);
                let full = width - width % S::LANES;
                let mask = if width == target.width { of_panel } else { of_last };
                for inner in (0..full).step_by(S::LANES) {
                    S::store(to.add(inner), S::load(from.add(inner)));
                }
                if full < width {
                    S::store_masked(to.add(full), mask, S::load_masked(from.add(full), mask));
                }
                left -= width;
                from = from.wrapping_add(width);
                to = to.wrapping_add(target.panel);
            }
        }
    }
}

/// Runs whose copies stay in the first-level cache while the segments go by.
const GATHERED_RUNS: usize = 32;

/// Copies segments of runs.
///
/// # Safety
/// The instruction set of `S` is there, and all segments are readable and writable.
#[inline(always)]
pub unsafe fn gather<S: Simd>(g: &Gather<S::Element>) {
    let mut target = g.target;
    for runs in g.runs.chunks(GATHERED_RUNS) {
        for segment in g.segments {
            // SAFETY: as promised by the caller; a mask keeps shorter segments in their bounds.
            unsafe {
                let (from, mut to) = (g.source.add(segment.from), target.add(segment.to));
                if segment.len == S::LANES {
                    for &run in runs {
                        S::store(to, S::load(from.add(run)));
                        to = to.wrapping_add(g.stride);
                    }
                } else {
                    let mask = S::mask(segment.len);
                    for &run in runs {
                        S::store_masked(to, mask, S::load_masked(from.add(run), mask));
                        to = to.wrapping_add(g.stride);
                    }
                }
            }
        }
        target = target.wrapping_add(runs.len() * g.stride);
    }
}

/// Most lanes of a vector.
const MOST_LANES: usize = 16;

/// Copies runs whose first elements are adjacent, and their second, and so on: square blocks, transposed in registers.
///
/// # Safety
/// The instruction set of `S` is there, the block is readable with `outer_stride` 1, and the target is writable for all
/// runs, which are one panel.
#[inline(always)]
pub unsafe fn transpose<S: Simd>(source: &Source<S::Element>, target: &Target<S::Element>) {
    for outer in (0..source.outer).step_by(S::LANES) {
        let height = S::LANES.min(source.outer - outer);
        for inner in (0..source.inner).step_by(S::LANES) {
            let width = S::LANES.min(source.inner - inner);
            // SAFETY: the square lies in the block and the target but for its masked or skipped parts.
            unsafe {
                let from = source.pointer.add(outer + inner * source.inner_stride);
                let to = target.pointer.add(outer * target.stride + inner);
                if height == S::LANES && width == S::LANES {
                    full_square::<S>(from, source.inner_stride, to, target.stride);
                } else {
                    part_square::<S>(from, source.inner_stride, width, to, target.stride, height);
                }
            }
        }
    }
}

/// Transposes a square of `LANES` by `LANES`, without leaving registers.
///
/// # Safety
/// The instruction set of `S` is there; `from` must be readable and `to` writable for `LANES` runs of `LANES` elements, and
/// they must not overlap.
#[inline(always)]
unsafe fn full_square<S: Simd>(from: *const S::Element, from_stride: usize, to: *mut S::Element, to_stride: usize) {
    // SAFETY: the square is readable and writable.
    unsafe {
        let mut square = [S::zero(); MOST_LANES];
        for (i, vector) in square.iter_mut().enumerate().take(S::LANES) {
            *vector = S::load(from.add(i * from_stride));
        }
        exchange_all::<S>(&mut square);
        for (i, &vector) in square.iter().enumerate().take(S::LANES) {
            S::store(to.add(i * to_stride), vector);
        }
    }
}

/// Transposes `width` vectors, of which `height` lanes take part.
///
/// # Safety
/// The instruction set of `S` is there; `from` must be readable for `width` runs of `height` elements and `to` writable for
/// `height` runs of `width`, neither above `LANES`, and they must not overlap.
#[inline(always)]
unsafe fn part_square<S: Simd>(
    from: *const S::Element,
    from_stride: usize,
    width: usize,
    to: *mut S::Element,
    to_stride: usize,
    height: usize,
) {
    // SAFETY: the part of the square is readable and writable.
    unsafe {
        let mut square = [S::zero(); MOST_LANES];
        let mask = S::mask(height);
        for (i, vector) in square.iter_mut().enumerate().take(width) {
            *vector = S::load_masked(from.add(i * from_stride), mask);
        }
        exchange_all::<S>(&mut square);
        let mask = S::mask(width);
        for (i, &vector) in square.iter().enumerate().take(height) {
            S::store_masked(to.add(i * to_stride), mask, vector);
        }
    }
}

/// Transposes the first `LANES` vectors, in one step for each bit of the lane number.
///
/// # Safety
/// The instruction set of `S` is there.
#[inline(always)]
unsafe fn exchange_all<S: Simd>(square: &mut [S::Vector; MOST_LANES]) {
    for bit in 0..S::LANES.trailing_zeros() {
        let distance = 1 << bit;
        for low in 0..S::LANES {
            if low & distance == 0 {
                let high = low | distance;
                // SAFETY: as promised by the caller.
                (square[low], square[high]) = unsafe { S::exchange(square[low], square[high], distance) };
            }
        }
    }
}
