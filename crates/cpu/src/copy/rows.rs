//! Copies whose rows are too short for a call each: the two innermost axes are copied together. Rows that are dense on both
//! sides are moved in words; others element by element, along the longer of the two axes.

use crate::{
    iterate::{space::Space, strided::by_size},
    parallel::{self, Shared},
};

/// Rows of fewer elements are short.
pub const SHORT: usize = 32;
/// Rows taken together, so that what they touch stays in the first-level cache from one column to the next.
const TOGETHER: usize = 64;

/// Copies operand 1 of a space to operand 0. The space is not empty.
pub fn copy(space: &Space<2>, source: *const u8, target: *mut u8, size: usize) {
    let mut rows = space.clone();
    let Some(inner) = rows.axes.pop() else {
        // SAFETY: a space without axes is one element.
        return unsafe { std::ptr::copy_nonoverlapping(source, target, size) };
    };
    let dense = inner.strides.map(|stride| stride == size as isize);
    let pointers = Shared((source, target));
    parallel::split(rows.numel(), parallel::GRAIN.div_ceil(inner.size), &|start, end| {
        let (source, target) = pointers.get();
        let mut cursor = rows.cursor(start);
        let mut position = start;
        while position < end {
            let count = cursor.run(&rows).min(end - position).min(TOGETHER);
            // SAFETY: the rows lie along the innermost axis of both, and are this thread's own.
            unsafe {
                let plane = Plane {
                    source: source.offset(cursor.offset(&rows, 1)),
                    target: target.offset(cursor.offset(&rows, 0)),
                    rows: count,
                    columns: inner.size,
                    row_strides: [rows.inner_stride(0), rows.inner_stride(1)],
                    column_strides: inner.strides,
                };
                if dense == [true, true] {
                    plane.copy_dense(inner.size * size);
                } else {
                    by_size!(size, T => plane.copy_elements::<T>());
                }
            }
            cursor.advance(&rows, count);
            position += count;
        }
    });
}

/// Some rows; strides are in bytes, the target's first.
struct Plane {
    source: *const u8,
    target: *mut u8,
    rows: usize,
    columns: usize,
    row_strides: [isize; 2],
    column_strides: [isize; 2],
}

impl Plane {
    /// # Safety
    /// Both sides must be valid, and apart from each other.
    unsafe fn copy_dense(&self, bytes: usize) {
        for row in 0..self.rows as isize {
            // SAFETY: by the caller's promise.
            unsafe {
                let from = self.source.offset(row * self.row_strides[1]);
                copy_short(from, self.target.offset(row * self.row_strides[0]), bytes);
            }
        }
    }

    /// # Safety
    /// As for `copy_dense`, of elements `T`.
    unsafe fn copy_elements<T: Copy>(&self) {
        let by_row = [self.rows, self.columns];
        let strides = [self.row_strides, self.column_strides];
        // The longer axis inside.
        let (outer, inner) = if self.rows < self.columns { (0, 1) } else { (1, 0) };
        for i in 0..by_row[outer] as isize {
            // SAFETY: by the caller's promise.
            unsafe {
                let from = self.source.offset(i * strides[outer][1]);
                let to = self.target.offset(i * strides[outer][0]);
                for j in 0..by_row[inner] as isize {
                    let value = from.offset(j * strides[inner][1]).cast::<T>().read_unaligned();
                    to.offset(j * strides[inner][0]).cast::<T>().write_unaligned(value);
                }
            }
        }
    }
}

/// A few bytes, in words that may overlap at the end.
///
/// # Safety
/// As for `ptr::copy_nonoverlapping`.
#[inline(always)]
unsafe fn copy_short(from: *const u8, to: *mut u8, bytes: usize) {
    macro_rules! words {
        ($Word:ty) => {{
            let word = size_of::<$Word>();
            let mut at = 0;
            while at + word < bytes {
                to.add(at).cast::<$Word>().write_unaligned(from.add(at).cast::<$Word>().read_unaligned());
                at += word;
            }
            let last = bytes - word;
            to.add(last).cast::<$Word>().write_unaligned(from.add(last).cast::<$Word>().read_unaligned());
        }};
    }
    // SAFETY: by the caller's promise; words lie inside the bytes.
    unsafe {
        match bytes {
            0 => {}
            1 => words!(u8),
            2..4 => words!(u16),
            4..8 => words!(u32),
            8..16 => words!(u64),
            _ => words!([u64; 2]),
        }
    }
}
