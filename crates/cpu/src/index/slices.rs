//! Whole slices at computed places: `index_select`, `index_add`, advanced indexing. The dense operand holds one slice per
//! place; a place is named by one index per indexed dimension.
//! Invariant: slices are written in the order of their places; only parts of slices are written in parallel.

use super::{
    copier::Copier,
    places::{Axis, CHUNK, Indices, Offsets, split},
};
use crate::{
    iterate::space::{Cursor, Space},
    non_temporal,
    parallel::{GRAIN, Shared},
};
use smallvec::SmallVec;
use tapir_core::{DType, Dims, Result, Strides, pool};
use tapir_ops::{ScatterMode, View, ViewMut};

/// Operands of the space of one slice.
const DENSE: usize = 0;
const INDEXED: usize = 1;
/// Elements of a slice that are worth a thread: a cache line of 4-byte elements.
const LINE: usize = 16;

/// A tensor as either operand.
#[derive(Clone, Copy)]
struct Operand<'a> {
    pointer: *mut u8,
    dtype: DType,
    shape: &'a [usize],
    strides: &'a [isize],
}

impl<'a> Operand<'a> {
    fn read(view: &'a View) -> Operand<'a> {
        Operand { pointer: view.pointer.cast_mut(), dtype: view.dtype, shape: &view.shape, strides: &view.strides }
    }

    fn written(view: &'a ViewMut) -> Operand<'a> {
        Operand { pointer: view.pointer, dtype: view.dtype, shape: &view.shape, strides: &view.strides }
    }

    fn stride(&self, dim: usize) -> isize {
        self.strides.get(dim).copied().unwrap_or(0)
    }
}

pub fn select(input: &View, dim: usize, index: &View, out: &ViewMut) -> Result<()> {
    let copier = Copier::take_all(out);
    Slices::along(copier, dim, index, Operand::written(out), Operand::read(input), true).run(true)
}

pub fn scatter(mode: ScatterMode, dim: usize, index: &View, source: &View, target: &ViewMut) -> Result<()> {
    let copier = Copier::put(mode, target.dtype)?;
    let terse = !matches!(mode, ScatterMode::Set | ScatterMode::Add);
    Slices::along(copier, dim, index, Operand::read(source), Operand::written(target), terse).run(false)
}

pub fn index(input: &View, dims: &[usize], indices: &[View], out: &ViewMut) -> Result<()> {
    Slices::at(Copier::take_all(out), dims, indices, Operand::written(out), Operand::read(input)).run(true)
}

pub fn put(dims: &[usize], indices: &[View], values: &View, accumulate: bool, target: &ViewMut) -> Result<()> {
    let mode = if accumulate { ScatterMode::Add } else { ScatterMode::Set };
    let copier = Copier::put(mode, target.dtype)?;
    Slices::at(copier, dims, indices, Operand::read(values), Operand::written(target)).run(false)
}

/// One index tensor and the dimension it is for.
struct Key {
    axis: Axis,
    index: Indices,
    space: Space<1>,
}

struct Slices {
    copier: Copier,
    keys: SmallVec<[Key; 2]>,
    dense: *mut u8,
    indexed: *mut u8,
    /// The places, in row-major order; the operand is the dense one.
    places: Space<1>,
    /// The elements of a slice.
    slice: Space<2>,
    /// Slices are better moved one by one than element by element for all places at once.
    by_slice: bool,
}

impl Slices {
    /// One index vector for the dimension `dim`, which the dense operand has too.
    fn along(copier: Copier, dim: usize, index: &View, dense: Operand, indexed: Operand, terse: bool) -> Slices {
        let others = |operand: &Operand| -> (Dims, Strides) {
            let kept = (0..operand.shape.len()).filter(|&other| other != dim);
            kept.map(|other| (operand.shape[other], operand.strides[other])).unzip()
        };
        let (shape, inner) = others(&dense);
        let batch: Strides = index.shape.iter().map(|_| dense.stride(dim)).collect();
        let axis = Axis { terse, ..Axis::new(indexed.shape, indexed.strides, indexed.dtype, dim) };
        let keys = SmallVec::from_iter([Key::new(axis, index)]);
        Slices::new(copier, keys, (dense, &batch, &inner), (indexed, &others(&indexed).1), &index.shape, &shape)
    }

    /// An index per dimension in `dims`; the dense operand has their shape first.
    fn at(copier: Copier, dims: &[usize], indices: &[View], dense: Operand, indexed: Operand) -> Slices {
        let batch_shape: &[usize] = indices.first().map_or(&[], |index| &index.shape);
        let (batch, inner) = dense.strides.split_at(batch_shape.len().min(dense.strides.len()));
        let kept = (0..indexed.shape.len()).filter(|dim| !dims.contains(dim));
        let (shape, strides): (Dims, Strides) = kept.map(|dim| (indexed.shape[dim], indexed.strides[dim])).unzip();
        let key = |(&dim, index): (&usize, &View)| {
            let axis = Axis::new(indexed.shape, indexed.strides, indexed.dtype, dim);
            Key::new(Axis { from_end: true, ..axis }, index)
        };
        let keys = dims.iter().zip(indices).map(key).collect();
        Slices::new(copier, keys, (dense, batch, inner), (indexed, &strides), batch_shape, &shape)
    }

    fn new(
        copier: Copier,
        keys: SmallVec<[Key; 2]>,
        (dense, batch, inner): (Operand, &[isize], &[isize]),
        (indexed, strides): (Operand, &[isize]),
        batch_shape: &[usize],
        shape: &[usize],
    ) -> Slices {
        let size = copier.size;
        let slice = Space::new(shape, [(inner, size), (strides, size)]);
        let nearest = keys.iter().map(|key| key.axis.stride).min().unwrap_or(isize::MAX);
        let by_slice = slice.inner_size() > 1 && slice.inner_stride(INDEXED) < nearest;
        let places = Space::row_major(batch_shape, [(batch, size)]);
        Slices { copier, keys, dense: dense.pointer, indexed: indexed.pointer, places, slice, by_slice }
    }

    /// Moves everything. Places may be shared out to threads if it is the dense operand that is written.
    fn run(&self, places_are_disjoint: bool) -> Result<()> {
        let (places, slice) = (self.places.numel(), self.slice.numel());
        let work = places.saturating_mul(slice);
        if work == 0 {
            return Ok(());
        }
        let job = Shared(self);
        // Where one element is moved for all places at once, parts of slices keep to memory that lies together.
        let by_place = self.by_slice || slice < 2 * LINE;
        if places_are_disjoint && places >= slice && by_place {
            return split(places, GRAIN.div_ceil(slice), &|start, end| job.get().part(start, end, 0, slice));
        }
        if work < 2 * GRAIN || slice < 2 * LINE {
            return self.part(0, places, 0, slice);
        }
        // Every part looks at all indices, so there are no more of them than threads.
        let grain = slice.div_ceil(pool::num_threads()).next_multiple_of(LINE);
        split(slice, grain, &|start, end| job.get().part(0, places, start, end))
    }

    /// Moves the elements `from..to` of the slices at places `start..end`.
    fn part(&self, start: usize, end: usize, from: usize, to: usize) -> Result<()> {
        let mut memory = Offsets::new();
        let mut cursor = self.places.cursor(start);
        let mut keys: SmallVec<[Cursor; 2]> = self.keys.iter().map(|key| key.space.cursor(start)).collect();
        let first = self.slice.cursor(from);
        let step = self.places.inner_stride(0);
        let mut position = start;
        while position < end {
            let offsets = memory.zeros(cursor.run(&self.places).min(end - position).min(CHUNK));
            for (key, cursor) in self.keys.iter().zip(&mut keys) {
                key.locate(cursor, offsets)?;
            }
            let dense = self.dense.wrapping_offset(cursor.offset(&self.places, 0));
            if self.by_slice {
                for (i, &offset) in offsets.iter().enumerate() {
                    let pointers = (dense.wrapping_offset(i as isize * step), self.indexed.wrapping_offset(offset));
                    self.move_slice(pointers, first.clone(), to - from);
                }
            } else {
                self.move_elements(dense, step, offsets, first.clone(), to - from);
            }
            cursor.advance(&self.places, offsets.len());
            position += offsets.len();
        }
        if self.copier.streams {
            non_temporal::finish();
        }
        Ok(())
    }

    /// Moves `count` elements of one slice.
    fn move_slice(&self, (dense, indexed): (*mut u8, *mut u8), mut cursor: Cursor, mut count: usize) {
        let slice = &self.slice;
        let steps = (slice.inner_stride(DENSE), slice.inner_stride(INDEXED));
        while count > 0 {
            let run = cursor.run(slice).min(count);
            // SAFETY: the place is checked, and the run lies inside the innermost axis of the slice.
            unsafe {
                let dense = dense.offset(cursor.offset(slice, DENSE));
                let indexed = indexed.offset(cursor.offset(slice, INDEXED));
                (self.copier.run)(dense, steps.0, indexed, steps.1, run);
            }
            count -= run;
            if count > 0 {
                cursor.advance(slice, run);
            }
        }
    }

    /// Moves `count` elements of many slices, each for all slices at once.
    fn move_elements(&self, dense: *mut u8, step: isize, offsets: &[isize], mut cursor: Cursor, count: usize) {
        for _ in 0..count {
            // SAFETY: the places are checked, and the element lies inside the slice.
            unsafe {
                let dense = dense.offset(cursor.offset(&self.slice, DENSE));
                let indexed = self.indexed.offset(cursor.offset(&self.slice, INDEXED));
                (self.copier.spread)(dense, step, indexed, offsets);
            }
            cursor.advance(&self.slice, 1);
        }
    }
}

impl Key {
    fn new(axis: Axis, index: &View) -> Key {
        let space = Space::row_major(&index.shape, [(&index.strides, index.dtype.size())]);
        Key { axis, index: Indices::of(index), space }
    }

    /// Adds what this index contributes to the next places.
    fn locate(&self, cursor: &mut Cursor, mut offsets: &mut [isize]) -> Result<()> {
        while !offsets.is_empty() {
            let (run, rest) = offsets.split_at_mut(cursor.run(&self.space).min(offsets.len()));
            let index = self.index.at(cursor.offset(&self.space, 0), self.space.inner_stride(0));
            // SAFETY: the run lies inside the innermost axis.
            unsafe { index.add_offsets(&self.axis, [0, 0], run)? };
            cursor.advance(&self.space, run.len());
            offsets = rest;
        }
        Ok(())
    }
}
