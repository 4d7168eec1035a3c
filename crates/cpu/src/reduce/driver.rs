//! Walks the input of a reduction in the order of memory and hands dense runs to a fold. Invariant: how partial results
//! meet depends on shapes and strides only, never on the number of threads.

use super::{fold::AnyFold, plan::Plan};
use crate::{
    convert::{Convert, converter},
    iterate::{space::Space, strided},
    parallel::{self, Shared},
};
use std::mem::MaybeUninit;
use tapir_core::{DType, memory, pool};

/// Elements packed at a time, where the input is not dense or of another dtype.
const CHUNK: usize = 1024;
/// Columns folded at a time: their accumulators stay in the first-level cache.
const TILE: usize = 512;
/// Elements of narrow rows that follow each other without gaps, folded as one row.
const TOGETHER: usize = 64;
/// Elements that one thread folds before partial results meet.
const PART: usize = 65_536;

/// The input of a reduction.
#[derive(Clone, Copy)]
pub struct Input {
    pub pointer: *const u8,
    pub dtype: DType,
}

// SAFETY: the input is only read.
unsafe impl Sync for Input {}

/// Folds the input into dense accumulators, one per element of `plan.kept`, in its order. `centers` likewise.
///
/// # Safety
/// `into` must hold that many accumulators, and `centers`, if the fold is centered, that many centers.
pub unsafe fn fold(fold: &dyn AnyFold, plan: &Plan, source: Input, centers: *const u8, into: *mut u8) {
    let outputs = plan.kept.numel();
    // SAFETY: by the caller's promise.
    unsafe { fold.clear(outputs, into) };
    if outputs == 0 || plan.reduced.numel() == 0 {
        return;
    }
    let run = Run { fold, plan, source, centers: Shared(centers), into: Shared(into) };
    let inner = |stride: Option<isize>| stride.unwrap_or(isize::MAX);
    let reduced_inner = inner(plan.reduced.axes.last().map(|axis| axis.strides[0]));
    let kept_inner = inner(plan.kept.axes.last().map(|axis| axis.strides[0]));
    let short_rows = plan.reduced.inner_size() < 16 && plan.kept.inner_size() >= 64;
    if kept_inner < reduced_inner || short_rows && kept_inner != 0 {
        run.columns();
    } else if outputs < 8 && plan.reduced.numel() >= 4 * PART {
        run.long_rows();
    } else {
        run.rows();
    }
}

struct Run<'a> {
    fold: &'a dyn AnyFold,
    plan: &'a Plan,
    source: Input,
    centers: Shared<*const u8>,
    into: Shared<*mut u8>,
}

impl Run<'_> {
    fn item(&self) -> usize {
        self.fold.accumulator().size()
    }

    fn center(&self, output: usize) -> *const u8 {
        let offset = if self.fold.is_centered() { output * self.item() } else { 0 };
        self.centers.get().wrapping_add(offset)
    }

    fn accumulator(&self, output: usize) -> *mut u8 {
        self.into.get().wrapping_add(output * self.item())
    }

    /// One output after the other.
    fn rows(&self) {
        let (plan, work) = (self.plan, self.plan.reduced.numel());
        let grain = parallel::GRAIN.div_ceil(work);
        parallel::split(plan.kept.numel(), grain, &|start, end| {
            let mut packer = Packer::new(self.source.dtype, self.fold.element());
            let mut cursor = plan.kept.cursor(start);
            let mut output = start;
            while output < end {
                let base = self.source.pointer.wrapping_offset(cursor.offset(&plan.kept, 0));
                let run = packer.rows_at_once(plan, cursor.run(&plan.kept).min(end - output));
                // SAFETY: the accumulators were cleared, and `base` is the first element of this output; rows of one run
                // lie along the innermost kept axis.
                unsafe {
                    let (center, into) = (self.center(output), self.accumulator(output));
                    if run > 0 {
                        let apart = plan.kept.inner_stride(0);
                        let (first, apart) = packer.dense_run(base, apart, run, work);
                        self.fold.rows(first, apart, run, work, center, into);
                    } else if self.has_planes(&packer) {
                        self.fold_planes(base, center, into);
                    } else {
                        self.fold_range(&mut packer, base, 0, work, center, into);
                    }
                }
                cursor.advance(&plan.kept, run.max(1));
                output += run.max(1);
            }
        });
    }

    /// Few outputs of many elements each: the elements of each are split into parts of one size.
    fn long_rows(&self) {
        let work = self.plan.reduced.numel();
        let parts = work.div_ceil(PART);
        let mut cursor = self.plan.kept.cursor(0);
        for output in 0..self.plan.kept.numel() {
            let base = Shared(self.source.pointer.wrapping_offset(cursor.offset(&self.plan.kept, 0)));
            let mut partials = Accumulators::new(self.fold, parts);
            let slots = Shared(partials.pointer());
            pool::parallel(parts, &|part| {
                let mut packer = Packer::new(self.source.dtype, self.fold.element());
                let (start, end) = (part * PART, work.min((part + 1) * PART));
                let slot = slots.get().wrapping_add(part * self.item());
                // SAFETY: each part has a slot of its own.
                unsafe { self.fold_range(&mut packer, base.get(), start, end, self.center(output), slot) };
            });
            // SAFETY: the slots of `partials` and the accumulator are distinct.
            unsafe {
                fold_halves(self.fold, partials.pointer(), parts, 1);
                self.fold.merge(partials.pointer(), 1, self.accumulator(output));
            }
            cursor.advance(&self.plan.kept, 1);
        }
    }

    /// Folds elements `start..end` of the reduced space at `base`, run by run.
    ///
    /// # Safety
    /// `into` must be an accumulator that nobody else uses.
    unsafe fn fold_range(
        &self,
        packer: &mut Packer,
        base: *const u8,
        start: usize,
        end: usize,
        center: *const u8,
        into: *mut u8,
    ) {
        let space = &self.plan.reduced;
        let stride = space.inner_stride(0);
        let mut cursor = space.cursor(start);
        let mut left = end - start;
        while left > 0 {
            let run = packer.limit(stride, cursor.run(space).min(left));
            let first = base.wrapping_offset(cursor.offset(space, 0));
            // SAFETY: the run lies inside the innermost reduced axis.
            unsafe {
                let dense = packer.dense(first, stride, run);
                self.fold.row(dense, run, center, into);
            }
            cursor.advance(space, run);
            left -= run;
        }
    }

    /// Whether the reduced elements of an output are many short dense rows.
    fn has_planes(&self, packer: &Packer) -> bool {
        let space = &self.plan.reduced;
        space.axes.len() >= 2 && space.inner_size() <= TILE && packer.is_dense(space.inner_stride(0))
    }

    /// All elements of one output at `base`, which are short dense rows: these are added up before they are folded.
    ///
    /// # Safety
    /// As for `fold_range`.
    unsafe fn fold_planes(&self, base: *const u8, center: *const u8, into: *mut u8) {
        let mut outer = self.plan.reduced.clone();
        let Some(inner) = outer.axes.pop() else { return };
        let mut buffers = [[MaybeUninit::<[u64; 2]>::uninit(); TILE]; 3];
        let [sums, partial, centers] = buffers.each_mut().map(|buffer| buffer.as_mut_ptr().cast::<u8>());
        // SAFETY: the buffers hold a row of accumulators each, and the rows lie inside the input.
        unsafe {
            if self.fold.is_centered() {
                (0..inner.size)
                    .for_each(|i| std::ptr::copy_nonoverlapping(center, centers.add(i * self.item()), self.item()));
            }
            self.fold.clear(inner.size, sums);
            let mut cursor = outer.cursor(0);
            let mut left = outer.numel();
            while left > 0 {
                let rows = cursor.run(&outer).min(left).min(PARTIAL_ROWS);
                let first = base.wrapping_offset(cursor.offset(&outer, 0));
                self.fold.clear(inner.size, partial);
                self.fold.columns(first, outer.inner_stride(0), rows, inner.size, centers, partial);
                self.fold.merge(partial, inner.size, sums);
                cursor.advance(&outer, rows);
                left -= rows;
            }
            fold_halves(self.fold, sums, inner.size, 1);
            self.fold.merge(sums, 1, into);
        }
    }

    /// The kept innermost axis lies dense: whole rows are added to rows of accumulators, tile by tile.
    fn columns(&self) {
        let mut outer = self.plan.kept.clone();
        let Some(inner) = outer.axes.pop() else { return };
        let rows = self.plan.reduced.numel();
        let tiles = inner.size.div_ceil(TILE);
        let tasks = outer.numel() * tiles;
        let width = inner.size.min(TILE);
        let part_rows = (PART / width).max(64);
        if tasks < 8 && rows >= 4 * part_rows {
            return self.tall_columns(&outer, inner.size, inner.strides[0], part_rows);
        }
        let grain = parallel::GRAIN.div_ceil(rows * width);
        parallel::split(tasks, grain, &|start, end| {
            let mut packer = Packer::new(self.source.dtype, self.fold.element());
            for task in start..end {
                let (block, left) = (task / tiles, task % tiles * TILE);
                let cursor = outer.cursor(block);
                let first = cursor.offset(&outer, 0) + left as isize * inner.strides[0];
                let output = block * inner.size + left;
                let tile = Tile { first, stride: inner.strides[0], width: TILE.min(inner.size - left) };
                // SAFETY: tiles have accumulators of their own.
                unsafe { self.fold_tile(&mut packer, tile, 0, rows, self.center(output), self.accumulator(output)) };
            }
        });
    }

    /// Few columns of many rows each: the rows are split into parts of one size.
    fn tall_columns(&self, outer: &Space<3>, width: usize, stride: isize, part_rows: usize) {
        let rows = self.plan.reduced.numel();
        let parts = rows.div_ceil(part_rows);
        for block in 0..outer.numel() {
            let offset = outer.cursor(block).offset(outer, 0);
            for left in (0..width).step_by(TILE) {
                let tile = Tile { first: offset + left as isize * stride, stride, width: TILE.min(width - left) };
                let output = block * width + left;
                let mut partials = Accumulators::new(self.fold, parts.saturating_mul(tile.width));
                let slots = Shared(partials.pointer());
                pool::parallel(parts, &|part| {
                    let mut packer = Packer::new(self.source.dtype, self.fold.element());
                    let (start, end) = (part * part_rows, rows.min((part + 1) * part_rows));
                    let slot = slots.get().wrapping_add(part * tile.width * self.item());
                    // SAFETY: each part has a row of slots of its own.
                    unsafe { self.fold_tile(&mut packer, tile, start, end, self.center(output), slot) };
                });
                // SAFETY: the slots of `partials` and the accumulators are distinct.
                unsafe {
                    fold_halves(self.fold, partials.pointer(), parts, tile.width);
                    self.fold.merge(partials.pointer(), tile.width, self.accumulator(output));
                }
            }
        }
    }

    /// Folds rows `start..end` of a tile: segments of many rows are folded on their own first, and in them runs of
    /// [`PARTIAL_ROWS`], so that large accumulators do not meet many small ones.
    ///
    /// # Safety
    /// `into` must hold `tile.width` accumulators that nobody else uses.
    unsafe fn fold_tile(
        &self,
        packer: &mut Packer,
        tile: Tile,
        start: usize,
        end: usize,
        center: *const u8,
        into: *mut u8,
    ) {
        if end - start <= SEGMENT_ROWS {
            // SAFETY: by the caller's promise.
            return unsafe { self.fold_segment(packer, tile, start, end, center, into) };
        }
        let mut segment = [MaybeUninit::<[u64; 2]>::uninit(); TILE];
        let segment = segment.as_mut_ptr().cast::<u8>();
        for first in (start..end).step_by(SEGMENT_ROWS) {
            // SAFETY: the rows are in the tile, and `into` holds its accumulators, by the caller's promise; `segment` holds a tile.
            unsafe {
                self.fold.clear(tile.width, segment);
                self.fold_segment(packer, tile, first, end.min(first + SEGMENT_ROWS), center, segment);
                self.fold.merge(segment, tile.width, into);
            }
        }
    }

    /// # Safety
    /// As for `fold_tile`.
    unsafe fn fold_segment(
        &self,
        packer: &mut Packer,
        tile: Tile,
        start: usize,
        end: usize,
        center: *const u8,
        into: *mut u8,
    ) {
        let space = &self.plan.reduced;
        let mut partial = [MaybeUninit::<[u64; 2]>::uninit(); TILE];
        let partial = partial.as_mut_ptr().cast::<u8>();
        let apart = space.inner_stride(0);
        let group = self.group(packer, tile, apart);
        let mut cursor = space.cursor(start);
        let mut left = end - start;
        while left > 0 {
            let run = cursor.run(space).min(left);
            let rows = packer.row_limit(tile, run.min(PARTIAL_ROWS * group));
            let first = self.source.pointer.wrapping_offset(tile.first + cursor.offset(space, 0));
            let (many, rest) = (rows / group, rows % group);
            // SAFETY: the rows lie inside the innermost reduced axis, and the tile inside each.
            unsafe {
                self.fold.clear(tile.width * group, partial);
                let (dense, stride) = packer.dense_rows(first, tile, apart, rows);
                let after = dense.offset((many * group) as isize * stride);
                self.fold.columns(dense, stride * group as isize, many, tile.width * group, center, partial);
                self.fold.columns(after, stride, rest, tile.width, center, partial);
                fold_halves(self.fold, partial, group, tile.width);
                self.fold.merge(partial, tile.width, into);
            }
            cursor.advance(space, rows);
            left -= rows;
        }
    }

    /// How many rows to treat as one: narrow rows that follow each other without gaps are taken together.
    fn group(&self, packer: &Packer, tile: Tile, apart: isize) -> usize {
        let gapless = packer.is_dense(tile.stride) && apart == tile.width as isize * tile.stride;
        if gapless && !self.fold.is_centered() { (TOGETHER / tile.width).max(1) } else { 1 }
    }
}

/// Rows of a tile folded before they join the others.
const PARTIAL_ROWS: usize = 256;
/// Rows of a tile after which the partial result starts from nothing again.
const SEGMENT_ROWS: usize = 64 * PARTIAL_ROWS;

/// A stretch of the kept innermost axis: where it begins in the input, and the bytes between its elements.
#[derive(Clone, Copy)]
struct Tile {
    first: isize,
    stride: isize,
    width: usize,
}

/// Partial results.
struct Accumulators {
    memory: Vec<[u64; 2]>,
}

impl Accumulators {
    /// An expanded tensor may have more of them than anybody could hold.
    fn new(fold: &dyn AnyFold, count: usize) -> Accumulators {
        let mut accumulators = Accumulators { memory: memory::filled(count, [0; 2]) };
        // SAFETY: there are 16 bytes per accumulator.
        unsafe { fold.clear(count, accumulators.pointer()) };
        accumulators
    }

    fn pointer(&mut self) -> *mut u8 {
        self.memory.as_mut_ptr().cast()
    }
}

/// Merges `parts` rows of `width` accumulators into the first one, halving their number each time.
///
/// # Safety
/// There must be that many.
unsafe fn fold_halves(fold: &dyn AnyFold, rows: *mut u8, mut parts: usize, width: usize) {
    let bytes = width * fold.accumulator().size();
    while parts > 1 {
        let half = parts.div_ceil(2);
        // SAFETY: the two halves do not overlap.
        unsafe { fold.merge(rows.add(half * bytes), (parts - half) * width, rows) };
        parts = half;
    }
}

/// Makes runs of the input dense and of the fold's element dtype.
struct Packer {
    size: usize,
    element: usize,
    convert: Option<Convert>,
    packed: [MaybeUninit<[u64; 2]>; CHUNK],
    converted: [MaybeUninit<[u64; 2]>; CHUNK],
}

impl Packer {
    fn new(dtype: DType, element: DType) -> Packer {
        Packer {
            size: dtype.size(),
            element: element.size(),
            convert: (dtype != element).then(|| converter(dtype, element)),
            packed: [const { MaybeUninit::uninit() }; CHUNK],
            converted: [const { MaybeUninit::uninit() }; CHUNK],
        }
    }

    fn is_dense(&self, stride: isize) -> bool {
        self.convert.is_none() && stride == self.size as isize
    }

    /// How many of `count` elements may be asked for at once.
    fn limit(&self, stride: isize, count: usize) -> usize {
        if self.is_dense(stride) { count } else { count.min(CHUNK) }
    }

    /// How many of `rows` outputs can be folded at once, because each is one dense row; 0 if none can.
    fn rows_at_once(&self, plan: &Plan, rows: usize) -> usize {
        let work = plan.reduced.numel();
        let row_is_dense = plan.reduced.axes.len() <= 1 && plan.reduced.is_flat(0, self.size);
        let gapless = plan.kept.inner_stride(0) == (work * self.size) as isize;
        match (row_is_dense, self.convert) {
            (true, None) => rows,
            (true, Some(_)) if gapless => rows.min(CHUNK / work),
            _ => 0,
        }
    }

    /// Rows that [`Packer::rows_at_once`] allows, in the fold's dtype, and the bytes from one to the next.
    ///
    /// # Safety
    /// All must be readable.
    unsafe fn dense_run(&mut self, first: *const u8, apart: isize, rows: usize, count: usize) -> (*const u8, isize) {
        let Some(convert) = self.convert else { return (first, apart) };
        let converted = self.converted.as_mut_ptr().cast::<u8>();
        // SAFETY: by the caller's promise; the rows lie without gaps, and are at most a chunk.
        unsafe { convert(first, converted, rows * count) };
        (converted, (count * self.element) as isize)
    }

    fn row_limit(&self, tile: Tile, rows: usize) -> usize {
        if self.is_dense(tile.stride) { rows } else { rows.min((CHUNK / tile.width).max(1)) }
    }

    /// # Safety
    /// `count` elements `stride` bytes apart must be readable.
    unsafe fn dense(&mut self, first: *const u8, stride: isize, count: usize) -> *const u8 {
        if self.is_dense(stride) {
            return first;
        }
        let packed = self.packed.as_mut_ptr().cast::<u8>();
        // SAFETY: by the caller's promise; `limit` keeps to the buffers' size.
        unsafe {
            let source = if stride == self.size as isize {
                first
            } else {
                strided::gather(first, stride, packed, count, self.size);
                packed.cast_const()
            };
            let Some(convert) = self.convert else { return source };
            let converted = self.converted.as_mut_ptr().cast::<u8>();
            convert(source, converted, count);
            converted
        }
    }

    /// Rows of a tile, `apart` bytes from one to the next; gives dense rows and the bytes from one to the next.
    ///
    /// # Safety
    /// All must be readable.
    unsafe fn dense_rows(&mut self, first: *const u8, tile: Tile, apart: isize, rows: usize) -> (*const u8, isize) {
        if self.is_dense(tile.stride) {
            return (first, apart);
        }
        let packed = self.packed.as_mut_ptr().cast::<u8>();
        let bytes = tile.width * self.size;
        // SAFETY: by the caller's promise; `row_limit` keeps to the buffers' size.
        unsafe {
            self.gather_rows(first, tile, apart, rows, packed, bytes);
            let Some(convert) = self.convert else { return (packed, bytes as isize) };
            let converted = self.converted.as_mut_ptr().cast::<u8>();
            convert(packed, converted, rows * tile.width);
            (converted, (tile.width * self.element) as isize)
        }
    }

    /// Gathers along whichever of the two directions is dense.
    ///
    /// # Safety
    /// As for `dense_rows`.
    unsafe fn gather_rows(
        &self,
        first: *const u8,
        tile: Tile,
        apart: isize,
        rows: usize,
        packed: *mut u8,
        bytes: usize,
    ) {
        for row in 0..rows {
            // SAFETY: by the caller's promise.
            unsafe {
                let source = first.offset(row as isize * apart);
                strided::gather(source, tile.stride, packed.add(row * bytes), tile.width, self.size);
            }
        }
    }
}
