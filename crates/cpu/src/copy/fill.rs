//! Writing constants and arithmetic sequences.

use crate::{
    convert::{ElementBytes, Number, converter},
    isa::{self, Kernel},
    parallel::{self, Shared},
    space::Space,
    stream, strided,
};
use tapir_core::Scalar;
use tapir_ops::ViewMut;

/// Sets every element; if `streams`, past the caches where there are many.
pub fn fill(value: Scalar, target: &ViewMut, streams: bool) {
    let size = target.dtype.size();
    let element = ElementBytes::new(value, target.dtype);
    let space = Space::new(&target.shape, [(&target.strides, size)]);
    if streams && space.is_flat(0, size) && space.numel() * size >= stream::threshold() {
        return fill_streamed(&element, target.pointer, space.numel(), size);
    }
    let base = Shared(target.pointer);
    parallel::split(space.numel(), 8 * parallel::GRAIN, &|start, end| {
        let mut cursor = space.cursor(start);
        let mut position = start;
        while position < end {
            let run = cursor.run(&space).min(end - position);
            // SAFETY: the run lies inside the innermost axis.
            unsafe {
                let first = base.get().offset(cursor.offset(&space, 0));
                strided::splat(element.as_ptr(), first, space.inner_stride(0), run, size);
            }
            cursor.advance(&space, run);
            position += run;
        }
    });
}

fn fill_streamed(element: &ElementBytes, target: *mut u8, numel: usize, size: usize) {
    let base = Shared(target);
    parallel::split(numel, 2 * parallel::GRAIN, &|start, end| {
        let mut buffer = stream::Buffer::UNINIT;
        let (buffer, chunk) = (buffer.pointer(), stream::CHUNK / size);
        // SAFETY: a buffer holds a chunk; the part is this thread's own.
        unsafe {
            strided::splat(element.as_ptr(), buffer, size as isize, chunk, size);
            for start in (start..end).step_by(chunk) {
                stream::copy(buffer, base.get().add(start * size), chunk.min(end - start) * size);
            }
        }
        stream::finish();
    });
}

/// Elements computed at a time.
const CHUNK: usize = 512;

pub fn arange(start: Scalar, step: Scalar, target: &ViewMut) {
    if matches!((start, step), (Scalar::Int(_) | Scalar::Bool(_), Scalar::Int(_) | Scalar::Bool(_))) {
        let (start, step) = (start.to_i64(), step.to_i64());
        sequence::<i64>(target, |index| start.wrapping_add((index as i64).wrapping_mul(step)));
    } else {
        let (start, step) = (start.to_f64(), step.to_f64());
        sequence::<f64>(target, |index| start + index as f64 * step);
    }
}

pub fn linspace(start: f64, end: f64, step: f64, base: Option<f64>, target: &ViewMut) {
    let count = target.numel();
    let point = |index: usize| {
        if index < count / 2 { start + step * index as f64 } else { end - step * (count - 1 - index) as f64 }
    };
    match base {
        None => sequence::<f64>(target, point),
        Some(base) => sequence::<f64>(target, |index| base.powf(point(index))),
    }
}

/// `target[i] = value(i)` in row-major order, converted.
fn sequence<T: Number + Default>(target: &ViewMut, value: impl Fn(usize) -> T + Sync) {
    let size = target.dtype.size();
    let space = Space::row_major(&target.shape, [(&target.strides, size)]);
    let convert = converter(T::DTYPE, target.dtype);
    let in_place = T::DTYPE == target.dtype && space.is_flat(0, size) && target.pointer.cast::<T>().is_aligned();
    let base = Shared(target.pointer);
    parallel::split(space.numel(), parallel::GRAIN, &|first, end| {
        if in_place {
            // SAFETY: elements lie without gaps and are of type `T`; the part is this thread's own.
            let values = unsafe { std::slice::from_raw_parts_mut(base.get().cast::<T>().add(first), end - first) };
            return isa::run(Sequence { first, values, value: &value });
        }
        let mut values = [T::default(); CHUNK];
        let mut converted = [[0u64; 2]; CHUNK];
        let mut cursor = space.cursor(first);
        for begin in (first..end).step_by(CHUNK) {
            let count = CHUNK.min(end - begin);
            isa::run(Sequence { first: begin, values: &mut values[..count], value: &value });
            let packed = converted.as_mut_ptr().cast::<u8>();
            // SAFETY: `count` elements fit the buffers, and lie inside the space from the cursor on.
            unsafe {
                convert(values.as_ptr().cast(), packed, count);
                strided::scatter_space(&space, 0, base.get(), cursor.clone(), packed, count, size);
            }
            cursor.advance(&space, count);
        }
    });
}

struct Sequence<'a, T, F> {
    first: usize,
    values: &'a mut [T],
    value: &'a F,
}

impl<T, F: Fn(usize) -> T> Kernel for Sequence<'_, T, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for i in 0..self.values.len() {
            self.values[i] = (self.value)(self.first + i);
        }
    }
}
