//! Gather and scatter: every element has an index of its own, along one dimension.
//! Invariant: writes to one place happen in the order of the dimension; only lines across it run in parallel.

use super::{
    copier::Copier,
    places::{Axis, CHUNK, Indices, Offsets, split},
};
use crate::{
    iterate::space::{self, Cursor, Space},
    parallel::{GRAIN, Shared},
};
use tapir_core::{Result, Strides};
use tapir_ops::{ScatterMode, View, ViewMut};

/// Neighbouring lines that are scattered together: so few that what is written stays in the second-level cache, so many that
/// indices are read a KiB at a time.
const TOGETHER: usize = 128;

/// Operands of the spaces here.
const DENSE: usize = 0;
const INDEX: usize = 1;
const INDEXED: usize = 2;

pub fn gather(input: &View, dim: usize, index: &View, out: &ViewMut) -> Result<()> {
    let strides = without(&input.strides, dim, index.shape.len());
    let operands =
        [(&*out.strides, out.dtype.size()), (&*index.strides, index.dtype.size()), (&*strides, input.dtype.size())];
    let space = Space::new(&index.shape, operands);
    let job = Job {
        copier: Copier::take(out.dtype),
        axis: Axis::new(&input.shape, &input.strides, input.dtype, dim),
        index: Indices::of(index),
        dense: out.pointer,
        indexed: input.pointer.cast_mut(),
    };
    let job = Shared(&job);
    split(space.numel(), GRAIN, &|start, end| job.get().run(&space, [0; 3], space.cursor(start), end - start))
}

pub fn scatter(mode: ScatterMode, dim: usize, index: &View, source: &View, target: &ViewMut) -> Result<()> {
    let mut lines = index.shape.clone();
    let length = lines.get_mut(dim).map_or(1, |size| std::mem::replace(size, 1));
    let strides = without(&target.strides, dim, index.shape.len());
    let operands = [
        (&*source.strides, source.dtype.size()),
        (&*index.strides, index.dtype.size()),
        (&*strides, target.dtype.size()),
    ];
    let mut space = Space::new(&lines, operands);
    let along = operands.map(|(strides, size)| strides.get(dim).copied().unwrap_or(0) * size as isize);
    let job = Job {
        copier: Copier::put(mode, target.dtype)?,
        axis: Axis::new(&target.shape, &target.strides, target.dtype, dim),
        index: Indices::of(index),
        dense: source.pointer.cast_mut(),
        indexed: target.pointer,
    };
    let job = Shared(&job);
    let (count, grain) = (space.numel(), GRAIN.div_ceil(length.max(1)));
    if length == 0 {
        return Ok(());
    }
    // Runs go across lines where that is how the indices lie in memory.
    if space.inner_size() > 1 && space.inner_stride(INDEX) < along[INDEX] {
        return split(count, grain, &|start, end| {
            // Some lines at a time, whose places stay in the caches until the last of them is written.
            (start..end).step_by(TOGETHER).try_for_each(|start| {
                let (first, count) = (space.cursor(start), TOGETHER.min(end - start));
                (0..length as isize)
                    .try_for_each(|i| job.get().run(&space, along.map(|stride| i * stride), first.clone(), count))
            })
        });
    }
    space.axes.push(space::Axis { size: length, strides: along });
    split(count, grain, &|start, end| {
        job.get().run(&space, [0; 3], space.cursor(start * length), (end - start) * length)
    })
}

/// The strides of a tensor as `rank` dimensions, that along `dim` being 0: its index decides.
fn without(strides: &[isize], dim: usize, rank: usize) -> Strides {
    (0..rank).map(|other| if other == dim { 0 } else { strides.get(other).copied().unwrap_or(0) }).collect()
}

struct Job {
    copier: Copier,
    axis: Axis,
    index: Indices,
    dense: *mut u8,
    indexed: *mut u8,
}

impl Job {
    /// Moves `count` elements of a space whose operands begin `shift` bytes after their first element.
    fn run(&self, space: &Space<3>, shift: [isize; 3], mut cursor: Cursor, mut count: usize) -> Result<()> {
        let mut memory = Offsets::new();
        let flat = space.is_flat(DENSE, self.copier.size);
        while count > 0 {
            let longest = if flat { CHUNK } else { CHUNK.min(cursor.run(space)) };
            let places = memory.zeros(longest.min(count));
            let dense = self.dense.wrapping_offset(shift[DENSE] + cursor.offset(space, DENSE));
            self.locate(space, shift, &mut cursor, places)?;
            let step = if flat { self.copier.size as isize } else { space.inner_stride(DENSE) };
            // SAFETY: the places are checked, and the dense elements lie inside the space.
            unsafe { (self.copier.spread)(dense, step, self.indexed, places) };
            count -= places.len();
        }
        Ok(())
    }

    /// Where the next elements are in the indexed operand.
    fn locate(&self, space: &Space<3>, shift: [isize; 3], cursor: &mut Cursor, mut places: &mut [isize]) -> Result<()> {
        let step = space.inner_stride(INDEXED);
        while !places.is_empty() {
            let (run, rest) = places.split_at_mut(cursor.run(space).min(places.len()));
            let first = shift[INDEXED] + cursor.offset(space, INDEXED);
            let index = self.index.at(shift[INDEX] + cursor.offset(space, INDEX), space.inner_stride(INDEX));
            // SAFETY: the run lies inside the innermost axis.
            unsafe { index.add_offsets(&self.axis, [first, step], run)? };
            cursor.advance(space, run.len());
            places = rest;
        }
        Ok(())
    }
}
