//! Moving elements of known size, but no known type, between strided memory and dense buffers.
//! Nothing here looks at values.

/// Runs a block with `$T` bound to a plain type of that many bytes.
macro_rules! by_size {
    ($size:expr, $T:ident => $body:expr) => {
        match $size {
            1 => {
                type $T = u8;
                $body
            }
            2 => {
                type $T = u16;
                $body
            }
            4 => {
                type $T = u32;
                $body
            }
            8 => {
                type $T = u64;
                $body
            }
            _ => {
                type $T = [u64; 2];
                $body
            }
        }
    };
}
pub(crate) use by_size;

use crate::iterate::space::{Cursor, Space};

/// Packs `count` elements that lie `stride` bytes apart.
///
/// # Safety
/// All elements must be readable, and the target writable and apart from them.
pub unsafe fn gather(source: *const u8, stride: isize, target: *mut u8, count: usize, size: usize) {
    // SAFETY: element `i` is at `i * stride` in the source and at `i * size` in the target, by the caller's promise.
    unsafe {
        if stride == size as isize {
            return std::ptr::copy_nonoverlapping(source, target, count * size);
        }
        if stride == -(size as isize) {
            // A known stride makes vectors of the loop.
            return by_size!(size, T => {
                let (source, target) = (source.cast::<T>(), target.cast::<T>());
                for i in 0..count {
                    target.add(i).write_unaligned(source.sub(i).read_unaligned());
                }
            });
        }
        by_size!(size, T => {
            let target = target.cast::<T>();
            for i in 0..count {
                target.add(i).write_unaligned(source.offset(i as isize * stride).cast::<T>().read_unaligned());
            }
        })
    }
}

/// The converse of [`gather`]: spreads packed elements to places `stride` bytes apart.
///
/// # Safety
/// As for [`gather`], with the roles exchanged.
pub unsafe fn scatter(source: *const u8, target: *mut u8, stride: isize, count: usize, size: usize) {
    // SAFETY: element `i` is at `i * size` in the source and at `i * stride` in the target, by the caller's promise.
    unsafe {
        if stride == size as isize {
            return std::ptr::copy_nonoverlapping(source, target, count * size);
        }
        by_size!(size, T => {
            let source = source.cast::<T>();
            for i in 0..count {
                target.offset(i as isize * stride).cast::<T>().write_unaligned(source.add(i).read_unaligned());
            }
        })
    }
}

/// Writes one element `count` times to places `stride` bytes apart.
///
/// # Safety
/// `value` must be readable, and all places writable.
pub unsafe fn splat(value: *const u8, target: *mut u8, stride: isize, count: usize, size: usize) {
    // SAFETY: the value is readable, and element `i` of the target at `i * stride`, by the caller's promise.
    unsafe {
        by_size!(size, T => {
            let value = value.cast::<T>().read_unaligned();
            if stride == size as isize {
                let target = target.cast::<T>();
                for i in 0..count {
                    target.add(i).write_unaligned(value);
                }
            } else {
                for i in 0..count {
                    target.offset(i as isize * stride).cast::<T>().write_unaligned(value);
                }
            }
        })
    }
}

/// Packs `count` elements of operand `k` of a space from a cursor on.
///
/// # Safety
/// `base` must be the first element of operand `k`, all of whose elements must be readable; the target must hold `count`.
pub unsafe fn gather_space<const N: usize>(
    space: &Space<N>,
    k: usize,
    base: *const u8,
    mut cursor: Cursor,
    mut target: *mut u8,
    mut count: usize,
    size: usize,
) {
    let stride = space.inner_stride(k);
    while count > 0 {
        let run = cursor.run(space).min(count);
        // SAFETY: the run lies inside the innermost axis.
        unsafe {
            let source = base.offset(cursor.offset(space, k));
            if stride == 0 {
                splat(source, target, size as isize, run, size);
            } else {
                gather(source, stride, target, run, size);
            }
            target = target.add(run * size);
        }
        count -= run;
        cursor.advance(space, run);
    }
}

/// Spreads `count` packed elements over operand `k` of a space from a cursor on.
///
/// # Safety
/// As for [`gather_space`], with the roles exchanged.
pub unsafe fn scatter_space<const N: usize>(
    space: &Space<N>,
    k: usize,
    base: *mut u8,
    mut cursor: Cursor,
    mut source: *const u8,
    mut count: usize,
    size: usize,
) {
    let stride = space.inner_stride(k);
    while count > 0 {
        let run = cursor.run(space).min(count);
        // SAFETY: the run lies inside the innermost axis.
        unsafe {
            scatter(source, base.offset(cursor.offset(space, k)), stride, run, size);
            source = source.add(run * size);
        }
        count -= run;
        cursor.advance(space, run);
    }
}
