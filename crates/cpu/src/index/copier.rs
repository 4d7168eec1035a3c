//! What happens between a dense operand and an indexed one: elements are taken, put, or combined with what is there.
//! Two loops each: along a stride, and to a list of places. Nothing here knows shapes or checks an index.

use super::combine::{Add, Maximum, Minimum, Multiply, Rule};
use crate::{
    iterate::strided::{self, by_size},
    non_temporal,
    number::{Number, dispatch},
    simd::isa::{self, Kernel},
};
use tapir_core::{DType, Result};
use tapir_ops::{ScatterMode, ViewMut};

type Run = unsafe fn(dense: *mut u8, step: isize, indexed: *mut u8, indexed_step: isize, count: usize);
type Spread = unsafe fn(dense: *mut u8, step: isize, indexed: *mut u8, places: &[isize]);

/// The two loops of one operation on one dtype. Steps and places are in bytes.
#[derive(Clone, Copy)]
pub struct Copier {
    pub size: usize,
    /// Element `i` of the one with element `i` of the other.
    ///
    /// # Safety
    /// All elements must be valid, those written apart from those read.
    pub run: Run,
    /// Element `i` of the dense operand with the indexed one at `places[i]`, in order.
    ///
    /// # Safety
    /// As for `run`.
    pub spread: Spread,
    /// What `run` writes goes past the caches: [`non_temporal::finish`] must follow on the same thread.
    pub streams: bool,
}

impl Copier {
    /// Copies from the indexed operand to the dense one.
    pub fn take(dtype: DType) -> Copier {
        let size = dtype.size();
        by_size!(size, T => Copier { size, run: take_run::<T>, spread: take_spread::<T>, streams: false })
    }

    /// As `take`, past the caches where the dense operand is large.
    pub fn take_all(out: &ViewMut) -> Copier {
        let (copier, size) = (Copier::take(out.dtype), out.dtype.size());
        if out.numel() * size < non_temporal::threshold() {
            return copier;
        }
        by_size!(size, T => Copier { run: take_run_streamed::<T>, streams: true, ..copier })
    }

    /// Copies from the dense operand to the indexed one, or combines into it.
    pub fn put(mode: ScatterMode, dtype: DType) -> Result<Copier> {
        let size = dtype.size();
        Ok(match mode {
            ScatterMode::Set => {
                by_size!(size, T => Copier { size, run: put_run::<T>, spread: put_spread::<T>, streams: false })
            }
            ScatterMode::Add => dispatch!(dtype, T => Copier::combining::<T, Add>()),
            ScatterMode::Multiply => dispatch!(dtype, T => Copier::combining::<T, Multiply>()),
            ScatterMode::Maximum => dispatch!(dtype, (E, _T) in ordered => Copier::combining::<E, Maximum>()),
            ScatterMode::Minimum => dispatch!(dtype, (E, _T) in ordered => Copier::combining::<E, Minimum>()),
        })
    }

    fn combining<T: Number, R: Rule<T>>() -> Copier {
        Copier { size: size_of::<T>(), run: combine_run::<T, R>, spread: combine_spread::<T, R>, streams: false }
    }
}

/// # Safety
/// As for [`Copier::run`], elements being of the size of `T`.
unsafe fn take_run<T: Copy>(dense: *mut u8, step: isize, indexed: *mut u8, indexed_step: isize, count: usize) {
    let size = size_of::<T>();
    // SAFETY: by the caller's promise.
    unsafe {
        if step == size as isize && indexed_step != 0 {
            return strided::gather(indexed, indexed_step, dense, count, size);
        }
        copy_steps::<T>(indexed, indexed_step, dense, step, count);
    }
}

/// Shorter runs have too many lines at their ends that are written in part.
const LEAST_STREAMED: usize = 8 * non_temporal::LINE;

/// # Safety
/// As for [`Copier::run`], elements being of the size of `T`; [`non_temporal::finish`] must follow on the same thread.
unsafe fn take_run_streamed<T: Copy>(dense: *mut u8, step: isize, indexed: *mut u8, indexed_step: isize, count: usize) {
    let (size, bytes) = (size_of::<T>() as isize, count * size_of::<T>());
    // SAFETY: by the caller's promise.
    unsafe {
        if step == size && indexed_step == size && bytes >= LEAST_STREAMED {
            non_temporal::copy(indexed, dense, bytes);
        } else {
            take_run::<T>(dense, step, indexed, indexed_step, count);
        }
    }
}

/// # Safety
/// As for [`Copier::run`], elements being of the size of `T`.
unsafe fn put_run<T: Copy>(dense: *mut u8, step: isize, indexed: *mut u8, indexed_step: isize, count: usize) {
    let size = size_of::<T>();
    // SAFETY: by the caller's promise.
    unsafe {
        if step == size as isize {
            return strided::scatter(dense, indexed, indexed_step, count, size);
        }
        copy_steps::<T>(dense, step, indexed, indexed_step, count);
    }
}

/// # Safety
/// `from` must be readable and `to` writable for `count` elements, steps of bytes apart; those written must be apart from
/// those read.
unsafe fn copy_steps<T: Copy>(from: *const u8, from_step: isize, to: *mut u8, to_step: isize, count: usize) {
    for i in 0..count as isize {
        // SAFETY: by the caller's promise.
        unsafe {
            let value = from.offset(i * from_step).cast::<T>().read_unaligned();
            to.offset(i * to_step).cast::<T>().write_unaligned(value);
        }
    }
}

/// # Safety
/// As for [`Copier::spread`], elements being of the size of `T`.
unsafe fn take_spread<T: Copy>(dense: *mut u8, step: isize, indexed: *mut u8, places: &[isize]) {
    for (i, &place) in places.iter().enumerate() {
        // SAFETY: by the caller's promise.
        unsafe {
            let value = indexed.offset(place).cast::<T>().read_unaligned();
            dense.offset(i as isize * step).cast::<T>().write_unaligned(value);
        }
    }
}

/// # Safety
/// As for [`Copier::spread`], elements being of the size of `T`.
unsafe fn put_spread<T: Copy>(dense: *mut u8, step: isize, indexed: *mut u8, places: &[isize]) {
    for (i, &place) in places.iter().enumerate() {
        // SAFETY: by the caller's promise.
        unsafe {
            let value = dense.offset(i as isize * step).cast::<T>().read_unaligned();
            indexed.offset(place).cast::<T>().write_unaligned(value);
        }
    }
}

/// # Safety
/// As for [`Copier::spread`], elements being of type `T`.
unsafe fn combine_spread<T: Number, R: Rule<T>>(dense: *mut u8, step: isize, indexed: *mut u8, places: &[isize]) {
    for (i, &place) in places.iter().enumerate() {
        // SAFETY: by the caller's promise.
        unsafe { combine_one::<T, R>(dense.offset(i as isize * step), indexed.offset(place)) };
    }
}

/// # Safety
/// As for [`Copier::run`], elements being of type `T`.
unsafe fn combine_run<T: Number, R: Rule<T>>(
    dense: *mut u8,
    step: isize,
    indexed: *mut u8,
    indexed_step: isize,
    count: usize,
) {
    let size = size_of::<T>() as isize;
    if step == size && indexed_step == size {
        return isa::run(Row::<T, R> { dense: dense.cast(), indexed: indexed.cast(), count, rule: R::default() });
    }
    for i in 0..count as isize {
        // SAFETY: by the caller's promise.
        unsafe { combine_one::<T, R>(dense.offset(i * step), indexed.offset(i * indexed_step)) };
    }
}

/// # Safety
/// `dense` must be readable and `indexed` writable for an element of type `T`, of any alignment.
#[inline(always)]
unsafe fn combine_one<T: Number, R: Rule<T>>(dense: *const u8, indexed: *mut u8) {
    let (dense, indexed) = (dense.cast::<T>(), indexed.cast::<T>());
    // SAFETY: by the caller's promise.
    unsafe { indexed.write_unaligned(R::combine(indexed.read_unaligned(), dense.read_unaligned())) };
}

/// Two dense rows, combined lane by lane.
struct Row<T, R> {
    dense: *const T,
    indexed: *mut T,
    count: usize,
    rule: R,
}

impl<T: Number, R: Rule<T>> Kernel for Row<T, R> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let _ = self.rule;
        for i in 0..self.count {
            // SAFETY: `Copier::run` was promised `count` elements on both sides, of which the written ones are apart.
            unsafe { combine_one::<T, R>(self.dense.add(i).cast(), self.indexed.add(i).cast()) };
        }
    }
}
