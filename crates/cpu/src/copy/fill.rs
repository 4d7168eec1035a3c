//! Writing constants and arithmetic sequences.

use crate::{
    convert::{ElementBytes, converter},
    iterate::{space::Space, strided},
    non_temporal,
    number::Number,
    parallel::{self, Shared},
    simd::isa::{self, Kernel},
};
use tapir_core::Scalar;
use tapir_ops::{ViewMut, lane::Baseline, math::double};

/// Sets every element, past the caches where there are many: even where some are changed right after.
pub fn fill(value: Scalar, target: &ViewMut) {
    let size = target.dtype.size();
    let element = ElementBytes::new(value, target.dtype);
    let space = Space::new(&target.shape, [(&target.strides, size)]);
    if space.is_flat(0, size) && space.numel() * size >= non_temporal::threshold() {
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
        let mut buffer = non_temporal::Buffer::UNINIT;
        let (buffer, chunk) = (buffer.pointer(), non_temporal::CHUNK / size);
        // SAFETY: a buffer holds a chunk; the part is this thread's own.
        unsafe {
            strided::splat(element.as_ptr(), buffer, size as isize, chunk, size);
            for start in (start..end).step_by(chunk) {
                non_temporal::copy(buffer, base.get().add(start * size), chunk.min(end - start) * size);
            }
        }
        non_temporal::finish();
    });
}

/// Elements computed at a time.
const CHUNK: usize = 512;

/// The terms of a sequence. No closures: one that is called in two places is not inlined into the clones.
trait Terms<T>: Sync {
    fn term(&self, index: usize) -> T;
}

/// `start + i * step`.
struct Steps<T> {
    start: T,
    step: T,
}

impl Terms<i64> for Steps<i64> {
    #[inline(always)]
    fn term(&self, index: usize) -> i64 {
        self.start.wrapping_add((index as i64).wrapping_mul(self.step))
    }
}

impl Terms<f64> for Steps<f64> {
    #[inline(always)]
    fn term(&self, index: usize) -> f64 {
        self.start + index as f64 * self.step
    }
}

/// Of `count` points the first half counted from the start, the others from the end.
struct Points {
    start: f64,
    end: f64,
    step: f64,
    count: usize,
}

impl Terms<f64> for Points {
    #[inline(always)]
    fn term(&self, index: usize) -> f64 {
        let from_start = self.start + self.step * index as f64;
        let from_end = self.end - self.step * (self.count - 1 - index) as f64;
        if index < self.count / 2 { from_start } else { from_end }
    }
}

struct Powers {
    base: f64,
    exponents: Points,
}

impl Terms<f64> for Powers {
    #[inline(always)]
    fn term(&self, index: usize) -> f64 {
        double::pow::<Baseline>(self.base, self.exponents.term(index))
    }
}

pub fn arange(start: Scalar, step: Scalar, target: &ViewMut) {
    if matches!((start, step), (Scalar::Int(_) | Scalar::Bool(_), Scalar::Int(_) | Scalar::Bool(_))) {
        sequence(target, &Steps { start: start.to_i64(), step: step.to_i64() });
    } else {
        sequence(target, &Steps { start: start.to_f64(), step: step.to_f64() });
    }
}

pub fn linspace(start: f64, end: f64, step: f64, base: Option<f64>, target: &ViewMut) {
    let points = Points { start, end, step, count: target.numel() };
    match base {
        None => sequence(target, &points),
        Some(base) => sequence(target, &Powers { base, exponents: points }),
    }
}

/// Writes the terms in row-major order, converted.
fn sequence<T: Number + Default, S: Terms<T>>(target: &ViewMut, terms: &S) {
    let size = target.dtype.size();
    let space = Space::row_major(&target.shape, [(&target.strides, size)]);
    let convert = converter(T::DTYPE, target.dtype);
    let is_flat = space.is_flat(0, size);
    let streamed = is_flat && space.numel() * size >= non_temporal::threshold();
    let in_place = !streamed && is_flat && T::DTYPE == target.dtype && target.pointer.cast::<T>().is_aligned();
    let base = Shared(target.pointer);
    parallel::split(space.numel(), parallel::GRAIN, &|first, end| {
        if in_place {
            // SAFETY: elements lie without gaps and are of type `T`; the part is this thread's own.
            let values = unsafe { std::slice::from_raw_parts_mut(base.get().cast::<T>().add(first), end - first) };
            return isa::run(Sequence { first, values, terms });
        }
        let mut values = [T::default(); CHUNK];
        let mut converted = [[0u64; 2]; CHUNK];
        let mut cursor = space.cursor(first);
        for begin in (first..end).step_by(CHUNK) {
            let count = CHUNK.min(end - begin);
            isa::run(Sequence { first: begin, values: &mut values[..count], terms });
            let packed = converted.as_mut_ptr().cast::<u8>();
            // SAFETY: `count` elements fit the buffers, and lie inside the space from the cursor on.
            unsafe {
                convert(values.as_ptr().cast(), packed, count);
                if streamed {
                    non_temporal::copy(packed, base.get().add(begin * size), count * size);
                    continue;
                }
                strided::scatter_space(&space, 0, base.get(), cursor.clone(), packed, count, size);
            }
            cursor.advance(&space, count);
        }
        if streamed {
            non_temporal::finish();
        }
    });
}

struct Sequence<'a, T, S> {
    first: usize,
    values: &'a mut [T],
    terms: &'a S,
}

impl<T, S: Terms<T>> Kernel for Sequence<'_, T, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for i in 0..self.values.len() {
            self.values[i] = self.terms.term(self.first + i);
        }
    }
}
