//! Copies between any layouts and dtypes. Dense ones are one `memcpy`; transposed ones go tile by tile; the rest goes
//! through the elementwise driver, whose packing and conversion is all that a copy is.

mod fill;
mod rows;
mod triangle;

#[cfg(test)]
mod tests;

use crate::{
    Cpu,
    convert::converter,
    iterate::{
        driver::{Job, Operand},
        space::Space,
        strided::{self, by_size},
    },
    non_temporal,
    parallel::{self, Shared},
};
use tapir_core::{Result, Scalar};
use tapir_ops::{CopyBackend, View, ViewMut};

impl CopyBackend for Cpu {
    fn copy(&self, source: &View, target: &ViewMut) -> Result<()> {
        copy_as(source, target, true);
        Ok(())
    }

    fn copy_to_change(&self, source: &View, target: &ViewMut) -> Result<()> {
        copy_as(source, target, false);
        Ok(())
    }

    fn fill(&self, value: Scalar, target: &ViewMut) -> Result<()> {
        fill::fill(value, target);
        Ok(())
    }

    fn arange(&self, start: Scalar, step: Scalar, target: &ViewMut) -> Result<()> {
        fill::arange(start, step, target);
        Ok(())
    }

    fn triangle(&self, upper: bool, diagonal: i64, source: &View, target: &ViewMut) -> Result<()> {
        triangle::copy(upper, diagonal, source, target);
        Ok(())
    }

    fn linspace(&self, start: f64, end: f64, step: f64, base: Option<f64>, target: &ViewMut) -> Result<()> {
        fill::linspace(start, end, step, base, target);
        Ok(())
    }
}

/// Whether the target of a copy is large enough to be streamed: half of what a result must be, since parts of one result are
/// often copied one by one.
fn is_large(bytes: usize) -> bool {
    bytes >= non_temporal::threshold() / 2
}

/// Side of a tile in elements: a tile of 8-byte elements and its transpose take 16 KiB.
const TILE: usize = 32;

/// A copy for a kernel's own use.
pub fn copy(source: &View, target: &ViewMut) {
    copy_as(source, target, false);
}

/// Copies; if `streams`, past the caches where there is much.
fn copy_as(source: &View, target: &ViewMut, streams: bool) {
    let (from, to) = (source.dtype.size(), target.dtype.size());
    let space = Space::new(&target.shape, [(&target.strides, to), (&source.strides, from)]);
    let is_itself = || {
        std::ptr::eq(source.pointer, target.pointer) && space.axes.iter().all(|axis| axis.strides[0] == axis.strides[1])
    };
    if space.numel() == 0 || source.dtype == target.dtype && is_itself() {
        return;
    }
    if source.dtype != target.dtype {
        return convert(source, target, space, streams);
    }
    let flat = space.axes.len() <= 1 && (space.is_flat(0, to) && space.is_flat(1, to));
    if flat {
        copy_flat(source.pointer, target.pointer, space.numel() * to, streams);
    } else if let Some(axis) = transposed_axis(&space, to) {
        copy_transposed(&space, axis, source.pointer, target.pointer, to);
    } else if space.inner_size() < rows::SHORT {
        rows::copy(&space, source.pointer, target.pointer, to);
    } else {
        copy_rows(&space, source.pointer, target.pointer, to, streams);
    }
}

fn copy_flat(source: *const u8, target: *mut u8, bytes: usize, streams: bool) {
    let streams = streams && is_large(bytes);
    let pointers = Shared((source, target));
    parallel::split(bytes, 4 * parallel::GRAIN, &|start, end| {
        let (source, target) = pointers.get();
        // SAFETY: both hold `bytes` bytes and do not overlap.
        unsafe {
            if streams {
                non_temporal::copy(source.add(start), target.add(start), end - start);
                non_temporal::finish();
            } else {
                std::ptr::copy_nonoverlapping(source.add(start), target.add(start), end - start);
            }
        }
    });
}

/// Converts on the way: at once where both sides are dense, else by the driver with a kernel that only moves.
fn convert(source: &View, target: &ViewMut, space: Space<2>, streams: bool) {
    let item = source.dtype.size();
    let (numel, size) = (space.numel(), target.dtype.size());
    let (from, to) = (source.pointer.addr(), target.pointer.addr());
    let apart = from + numel * item <= to || to + numel * size <= from;
    if apart && space.axes.len() <= 1 && space.is_flat(0, size) && space.is_flat(1, item) {
        return convert_flat(source, target, numel, streams);
    }
    let job = Job {
        space,
        operands: [
            Operand { pointer: target.pointer, dtype: target.dtype },
            Operand { pointer: source.pointer.cast_mut(), dtype: source.dtype },
        ],
        outputs: 1,
        compute: source.dtype,
        // SAFETY: the driver gives `count` dense elements on both sides.
        kernel: &|count, &[target, source]| unsafe {
            std::ptr::copy_nonoverlapping(source.cast_const(), target, count * item);
        },
    };
    job.run();
}

fn convert_flat(source: &View, target: &ViewMut, numel: usize, streams: bool) {
    let (convert, from, to) = (converter(source.dtype, target.dtype), source.dtype.size(), target.dtype.size());
    let streams = streams && numel * to >= non_temporal::threshold();
    let pointers = Shared((source.pointer, target.pointer));
    parallel::split(numel, parallel::GRAIN, &|start, end| {
        let (source, target) = pointers.get();
        // SAFETY: both hold `numel` elements of their dtype, apart from each other; a buffer holds a chunk.
        unsafe {
            if !streams {
                return convert(source.add(start * from), target.add(start * to), end - start);
            }
            let mut buffer = non_temporal::Buffer::UNINIT;
            let (buffer, chunk) = (buffer.pointer(), non_temporal::CHUNK / to);
            for start in (start..end).step_by(chunk) {
                let count = chunk.min(end - start);
                convert(source.add(start * from), buffer, count);
                non_temporal::copy(buffer, target.add(start * to), count * to);
            }
            non_temporal::finish();
        }
    });
}

/// Runs of at least so many bytes are streamed: of shorter ones too much is lines that are written in part.
const STREAMED_RUN: usize = 1024;

fn copy_rows(space: &Space<2>, source: *const u8, target: *mut u8, size: usize, streams: bool) {
    let streams = streams
        && space.inner_stride(0) == size as isize
        && space.inner_size() * size >= STREAMED_RUN
        && is_large(space.numel() * size);
    let pointers = Shared((source, target));
    parallel::split(space.numel(), parallel::GRAIN, &|start, end| {
        let (source, target) = pointers.get();
        let mut cursor = space.cursor(start);
        let mut position = start;
        while position < end {
            let run = cursor.run(space).min(end - position);
            // SAFETY: the run lies inside the innermost axis of both.
            unsafe {
                let from = source.offset(cursor.offset(space, 1));
                let to = target.offset(cursor.offset(space, 0));
                if streams {
                    stream_run(from, space.inner_stride(1), to, run, size);
                } else {
                    copy_run(from, space.inner_stride(1), to, space.inner_stride(0), run, size);
                }
            }
            cursor.advance(space, run);
            position += run;
        }
        if streams {
            non_temporal::finish();
        }
    });
}

/// As [`copy_run`] to a dense target, past the caches.
///
/// # Safety
/// As there.
unsafe fn stream_run(source: *const u8, from: isize, target: *mut u8, run: usize, size: usize) {
    // SAFETY: by the caller's promise; a buffer holds a chunk.
    unsafe {
        if from == size as isize {
            return non_temporal::copy(source, target, run * size);
        }
        let mut buffer = non_temporal::Buffer::UNINIT;
        let (buffer, chunk) = (buffer.pointer(), non_temporal::CHUNK / size);
        for start in (0..run).step_by(chunk) {
            let count = chunk.min(run - start);
            copy_run(source.offset(start as isize * from), from, buffer, size as isize, count, size);
            non_temporal::copy(buffer, target.add(start * size), count * size);
        }
    }
}

/// # Safety
/// `run` elements must be readable and writable at these strides.
unsafe fn copy_run(source: *const u8, from: isize, target: *mut u8, to: isize, run: usize, size: usize) {
    // SAFETY: by the caller's promise.
    unsafe {
        if from == 0 {
            strided::splat(source, target, to, run, size);
        } else if to == size as isize {
            strided::gather(source, from, target, run, size);
        } else if from == size as isize {
            strided::scatter(source, target, to, run, size);
        } else {
            by_size!(size, T => for i in 0..run as isize {
                target.offset(i * to).cast::<T>().write_unaligned(source.offset(i * from).cast::<T>().read_unaligned());
            })
        }
    }
}

/// An axis along which the source is dense while the target is dense along the innermost one, if tiles pay.
fn transposed_axis(space: &Space<2>, size: usize) -> Option<usize> {
    let inner = space.axes.last()?;
    let dense = size as isize;
    if inner.strides[0] != dense || inner.strides[1] == dense || inner.size < 8 {
        return None;
    }
    space.axes[..space.axes.len() - 1].iter().position(|axis| axis.strides[1] == dense && axis.size >= 8)
}

/// Copies plane by plane; a plane is spanned by `axis` and the innermost axis, and done in square tiles so that every
/// cache line of the source is read once.
fn copy_transposed(space: &Space<2>, axis: usize, source: *const u8, target: *mut u8, size: usize) {
    let mut planes = space.clone();
    let columns = planes.axes.remove(space.axes.len() - 1);
    let rows = planes.axes.remove(axis);
    let bands = rows.size.div_ceil(TILE);
    let grain = parallel::GRAIN.div_ceil(TILE * columns.size);
    let pointers = Shared((source, target));
    parallel::split(planes.numel() * bands, grain, &|start, end| {
        let (source, target) = pointers.get();
        for part in start..end {
            let (plane, first) = (part / bands, part % bands * TILE);
            let cursor = planes.cursor(plane);
            let height = TILE.min(rows.size - first) as isize;
            // SAFETY: the band lies inside the plane.
            unsafe {
                let from = source.offset(cursor.offset(&planes, 1) + first as isize * rows.strides[1]);
                let to = target.offset(cursor.offset(&planes, 0) + first as isize * rows.strides[0]);
                by_size!(size, T => copy_band::<T>(from, to, height, rows.strides[0], columns.size as isize, columns.strides[1]));
            }
        }
    });
}

/// Transposes `height` rows: element `(r, c)` is at `r + c * from` in the source and at `r * to + c` in the target, where
/// the bare terms count elements and the others bytes.
///
/// # Safety
/// All these places must be valid.
unsafe fn copy_band<T: Copy>(source: *const u8, target: *mut u8, height: isize, to: isize, width: isize, from: isize) {
    let tile = TILE as isize;
    for left in (0..width).step_by(TILE) {
        for row in 0..height {
            for column in left..(left + tile).min(width) {
                // SAFETY: by the caller's promise.
                unsafe {
                    let value = source.offset(column * from).cast::<T>().offset(row).read_unaligned();
                    target.offset(row * to).cast::<T>().offset(column).write_unaligned(value);
                }
            }
        }
    }
}
