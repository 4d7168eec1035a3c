//! Elements picked by truth: counting and listing what is not zero, and packing and unpacking under a mask.
//! Row-major order is that of the result, so threads first count their parts and then know where to write.

use crate::{
    copy,
    iterate::{space::Space, strided::by_size},
    number::{Number, Truth, dispatch},
    parallel::{self, GRAIN, Shared},
};
use std::sync::atomic::{AtomicUsize, Ordering};
use tapir_core::{Dims, Layout, Result, ensure, memory, pool};
use tapir_ops::{View, ViewMut};

pub fn count_nonzero(input: &View) -> usize {
    let space = Space::new(&input.shape, [(&input.strides, input.dtype.size())]);
    let total = AtomicUsize::new(0);
    let base = Shared((input.pointer, input.dtype));
    parallel::split(space.numel(), GRAIN, &|start, end| {
        let (base, dtype) = base.get();
        let count = dispatch!(dtype, T => count_part::<T, 1>(base, &space, start, end));
        total.fetch_add(count, Ordering::Relaxed);
    });
    total.into_inner()
}

/// Non-zero elements of operand 0 among `start..end` of a space.
fn count_part<T: Number, const N: usize>(base: *const u8, space: &Space<N>, start: usize, end: usize) -> usize {
    let mut cursor = space.cursor(start);
    let step = space.inner_stride(0);
    let (mut position, mut count) = (start, 0);
    while position < end {
        let run = cursor.run(space).min(end - position);
        let first = base.wrapping_offset(cursor.offset(space, 0));
        // SAFETY: the run lies inside the innermost axis.
        count += (0..run as isize).filter(|i| unsafe { read::<T>(first.offset(i * step)) }.is_nonzero()).count();
        cursor.advance(space, run);
        position += run;
    }
    count
}

/// # Safety
/// An element must be readable, of any alignment.
#[inline(always)]
unsafe fn read<T: Copy>(from: *const u8) -> T {
    // SAFETY: by the caller's promise.
    unsafe { from.cast::<T>().read_unaligned() }
}

/// Cuts `0..len` into parts, and tells each how many elements the parts before it have.
fn ranked_parts(
    len: usize,
    count: &(dyn Fn(usize, usize) -> usize + Sync),
    body: &(dyn Fn(usize, usize, usize) + Sync),
) {
    let threads = pool::num_threads();
    let parts = if threads == 1 { 1 } else { (len / GRAIN).clamp(1, 4 * threads) };
    if parts == 1 {
        if len > 0 {
            body(0, len, 0);
        }
        return;
    }
    let bound = |part: usize| len / parts * part + (len % parts).min(part);
    let counts: Vec<AtomicUsize> = (0..parts).map(|_| AtomicUsize::new(0)).collect();
    pool::parallel(parts, &|part| counts[part].store(count(bound(part), bound(part + 1)), Ordering::Relaxed));
    let mut ranks = Vec::with_capacity(parts);
    let mut rank = 0;
    for count in counts {
        ranks.push(rank);
        rank += count.into_inner();
    }
    pool::parallel(parts, &|part| body(bound(part), bound(part + 1), ranks[part]));
}

pub fn nonzero(input: &View, out: &ViewMut) {
    let space = Space::row_major(&input.shape, [(&input.strides, input.dtype.size())]);
    let views = Shared((input, out));
    ranked_parts(
        space.numel(),
        &|start, end| {
            let (input, _) = views.get();
            dispatch!(input.dtype, T => count_part::<T, 1>(input.pointer, &space, start, end))
        },
        &|start, end, rank| {
            let (input, out) = views.get();
            dispatch!(input.dtype, T => list_part::<T>(input, out, start, end, rank));
        },
    );
}

/// Writes the indices of the non-zero elements among `start..end` to the rows of `out` from `rank` on.
fn list_part<T: Number>(input: &View, out: &ViewMut, start: usize, end: usize, mut rank: usize) {
    let (rows, dims) = (out.shape[0], input.shape.len());
    let (row, column) = (out.strides[0], out.strides[1]);
    let length = input.shape.last().copied().unwrap_or(1);
    let step = input.strides.last().map_or(0, |stride| stride * input.dtype.size() as isize);
    let mut index: Dims = unravel(start, &input.shape);
    let mut position = start;
    while position < end {
        let from = index.last().copied().unwrap_or(0);
        let run = (length - from).min(end - position);
        let elements: isize = index.iter().zip(&input.strides).map(|(&at, stride)| at as isize * stride).sum();
        let first = input.pointer.wrapping_offset(elements * input.dtype.size() as isize);
        for i in 0..run {
            // SAFETY: the run lies inside the last dimension.
            if !unsafe { read::<T>(first.offset(i as isize * step)) }.is_nonzero() {
                continue;
            }
            if rank == rows {
                return; // more than were counted: somebody writes the input meanwhile
            }
            for dim in 0..dims {
                let at = if dim + 1 == dims { from + i } else { index[dim] };
                // SAFETY: `out` has a row of `dims` elements for `rank`.
                unsafe {
                    out.pointer.cast::<i64>().offset(rank as isize * row + dim as isize * column).write(at as i64)
                };
            }
            rank += 1;
        }
        position += run;
        next_row(&mut index, &input.shape);
    }
}

fn unravel(mut position: usize, shape: &[usize]) -> Dims {
    let mut index = Dims::from_elem(0, shape.len());
    for (at, &size) in index.iter_mut().zip(shape).rev() {
        *at = position % size;
        position /= size;
    }
    index
}

/// The start of the next row of the last dimension.
fn next_row(index: &mut [usize], shape: &[usize]) {
    let Some((last, outer)) = index.split_last_mut() else { return };
    *last = 0;
    for (at, &size) in outer.iter_mut().zip(shape).rev() {
        *at += 1;
        if *at < size {
            return;
        }
        *at = 0;
    }
}

pub fn select(input: &View, mask: &View, out: &ViewMut) {
    let size = input.dtype.size();
    let space = Space::row_major(&mask.shape, [(&mask.strides, 1), (&input.strides, size)]);
    let (capacity, step) = (out.shape.first().copied().unwrap_or(1), out.strides.first().copied().unwrap_or(0));
    let pointers = Shared([mask.pointer.cast_mut(), input.pointer.cast_mut(), out.pointer]);
    ranked_parts(
        space.numel(),
        &|start, end| count_part::<Truth, 2>(pointers.get()[0], &space, start, end),
        &|start, end, rank| {
            let [mask, input, out] = pointers.get();
            let packed = Packed { pointer: out, step: step * size as isize, capacity, rank };
            by_size!(size, T => pack::<T, true>(&space, mask, input, packed, start, end));
        },
    );
}

pub fn scatter(mask: &View, source: &View, target: &ViewMut) -> Result<()> {
    let count = count_nonzero(mask);
    ensure!(source.numel() >= count, Shape, "Number of elements of source < number of ones in mask");
    let size = target.dtype.size();
    // The source as one run of elements in row-major order.
    let mut copied = Vec::<u64>::new();
    let packed = if source.layout().is_contiguous() {
        source.pointer.cast_mut()
    } else {
        memory::grow(&mut copied, (source.numel().saturating_mul(size)).div_ceil(8), 0);
        let pointer = copied.as_mut_ptr().cast::<u8>();
        // SAFETY: there is room for so many elements.
        let target = unsafe { ViewMut::new(pointer, source.dtype, &Layout::contiguous(&source.shape)) };
        copy::copy(source, &target);
        pointer
    };
    let space = Space::row_major(&mask.shape, [(&mask.strides, 1), (&target.strides, size)]);
    let capacity = source.numel();
    let pointers = Shared([mask.pointer.cast_mut(), target.pointer, packed]);
    ranked_parts(
        space.numel(),
        &|start, end| count_part::<Truth, 2>(pointers.get()[0], &space, start, end),
        &|start, end, rank| {
            let [mask, target, packed] = pointers.get();
            let packed = Packed { pointer: packed, step: size as isize, capacity, rank };
            by_size!(size, T => pack::<T, false>(&space, mask, target, packed, start, end));
        },
    );
    Ok(())
}

/// The packed operand: a vector of `capacity` elements, at element `rank`.
struct Packed {
    pointer: *mut u8,
    step: isize,
    capacity: usize,
    rank: usize,
}

/// Moves the elements among `start..end` under the mask to the packed operand, or from it.
fn pack<T: Copy, const IN: bool>(
    space: &Space<2>,
    mask: *const u8,
    full: *mut u8,
    mut packed: Packed,
    start: usize,
    end: usize,
) {
    let (mask_step, full_step) = (space.inner_stride(0), space.inner_stride(1));
    let mut cursor = space.cursor(start);
    let mut position = start;
    while position < end {
        let run = cursor.run(space).min(end - position);
        let mask = mask.wrapping_offset(cursor.offset(space, 0));
        let full = full.wrapping_offset(cursor.offset(space, 1));
        for i in 0..run as isize {
            // SAFETY: the run lies inside the innermost axis, and the packed place below the capacity.
            unsafe {
                if *mask.offset(i * mask_step) == 0 {
                    continue;
                }
                if packed.rank == packed.capacity {
                    return; // more than were counted: somebody writes the mask meanwhile
                }
                let full = full.offset(i * full_step).cast::<T>();
                let place = packed.pointer.offset(packed.rank as isize * packed.step).cast::<T>();
                if IN {
                    place.write_unaligned(full.read_unaligned());
                } else {
                    full.write_unaligned(place.read_unaligned());
                }
            }
            packed.rank += 1;
        }
        cursor.advance(space, run);
        position += run;
    }
}
