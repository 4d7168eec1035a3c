//! The gradient of the weight: `weight[row, channel, tap] = Σ grad[row, p] · input[channel, p * step + tap]`, a product over all
//! window positions of all images. Its transpose is computed, for then the windows, of which only runs of neighbours lie
//! together, are the operand that micro-kernels take in any order.

use super::{
    implicit_gemm::{DEPTH, GRAIN, PADDED},
    padded_tile::PaddedTile,
    weights::{Weights, stride},
};
use crate::{
    number::Number,
    parallel::Shared,
    scratch::{self, Block},
    simd::{
        compute::{Compute, Epilogue, Gather, Kernels, Segment, Source, Target, Update, same_type},
        isa::{self, Kernel},
        pack::pack,
        tiles::{Operand, Sums, Tiles},
    },
    windows::{Images, Span, Windows, spans},
};
use smallvec::SmallVec;
use std::{marker::PhantomData, ops::Range, ptr, sync::Mutex};
use tapir_core::{Error, Result, pool};

/// Rows of windows gathered at once, so that they stay in the second-level cache.
const WINDOW_ROWS: usize = 256;
/// Columns of the product (rows of the weight) whose panels stay there, too.
const COLUMNS: usize = 1024;
/// Pieces of work that the product is cut into if it is large: a number of our own, so that sums do not depend on the
/// number of threads.
const PIECES: usize = 8;

pub struct WeightGradient<'a, E, T> {
    input: Images<*const E>,
    grad: Images<*const E>,
    windows: &'a Windows,
    target: Weights<E>,
    element: PhantomData<T>,
}

// SAFETY: threads read the operands, and write disjoint sums.
unsafe impl<E, T> Sync for WeightGradient<'_, E, T> {}

struct Shape {
    span: Span,
    padded: PaddedTile,
    runs: Vec<usize>,
    segments: Vec<Segment>,
}

/// How the product is cut.
struct Plan {
    shapes: Vec<Shape>,
    spans: SmallVec<[(usize, Span); 8]>,
    /// Channels gathered at once, and those of a piece of work, a multiple.
    channels: usize,
    channel_block: usize,
    /// Sums over some of the spans each, added up at the end.
    parts: usize,
    padded: usize,
    rows: usize,
    panels: usize,
}

impl<'a, E: Number, T: Compute> WeightGradient<'a, E, T> {
    /// `grad` has linear positions, and there is something to sum over.
    pub fn new(
        input: Images<*const E>,
        grad: Images<*const E>,
        windows: &'a Windows,
        target: Weights<E>,
    ) -> WeightGradient<'a, E, T> {
        WeightGradient { input, grad, windows, target, element: PhantomData }
    }

    /// Elements of the sums of one part.
    fn part_len(&self) -> usize {
        self.target.groups * self.target.channels * self.windows.taps.len() * self.target.rows
    }

    /// # Safety
    /// The operands are readable, and the target is writable and apart from them.
    pub unsafe fn run(&self) -> Result<()> {
        let kernels = T::kernels();
        let plan = self.plan(kernels);
        let sums = Block::new(plan.parts.saturating_mul(self.part_len()).saturating_mul(size_of::<T>()))?;
        let blocks = self.target.channels.div_ceil(plan.channel_block);
        let shared = Shared(sums.as_ptr().cast::<T>());
        let failure: Mutex<Option<Error>> = Mutex::new(None);
        let pieces = plan.parts * self.target.groups * blocks;
        let work = self.part_len().saturating_mul(self.grad.batch * self.grad.positions());
        let together = pieces.div_ceil((work / GRAIN).clamp(1, pieces));
        pool::parallel(pieces.div_ceil(together), &|chunk| {
            let bytes = (plan.padded + plan.rows + plan.panels) * size_of::<T>();
            let done = scratch::with(bytes, |memory| {
                for piece in chunk * together..pieces.min((chunk + 1) * together) {
                    let (rest, block) = (piece / blocks, piece % blocks);
                    let (part, group) = (rest / self.target.groups, rest % self.target.groups);
                    let first = block * plan.channel_block;
                    let channels = first..self.target.channels.min(first + plan.channel_block);
                    let sums = shared.get().wrapping_add(part * self.part_len());
                    let worker = Worker { product: self, kernels, plan: &plan, memory: memory.cast(), group, sums };
                    // SAFETY: as promised by the caller; pieces have sums of their own.
                    unsafe { worker.run(part, &channels) };
                }
            });
            if let Err(error) = done {
                *failure.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(error);
            }
        });
        if let Some(error) = failure.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()) {
            return Err(error);
        }
        // SAFETY: all sums are there.
        unsafe { self.write_out(kernels, shared, plan.parts) };
        Ok(())
    }

    fn plan(&self, kernels: &Kernels<T>) -> Plan {
        let (taps, width) = (self.windows.taps.len(), kernels.columns());
        let &Weights { groups, rows, channels, .. } = &self.target;
        let spans = spans(self.grad.batch, self.grad.positions(), DEPTH, kernels.lanes);
        let single = |span: &Span| PaddedTile::new(self.windows, &self.input, false, self.grad.size, *span, 1);
        let padded = spans.first().map_or(1, |(_, span)| single(span).elements(span.images).max(1));
        let together = (WINDOW_ROWS / taps).min(PADDED / padded).clamp(1, channels);
        let together = channels.div_ceil(channels.div_ceil(together));
        let work = self.part_len().saturating_mul(self.grad.batch * self.grad.positions());
        let wanted = (work / (8 * GRAIN)).clamp(1, PIECES);
        let channel_block = channels.div_ceil(wanted.div_ceil(groups)).next_multiple_of(together).max(together);
        let have = groups * channels.div_ceil(channel_block);
        let mut plan = Plan {
            shapes: Vec::new(),
            parts: wanted.div_ceil(have).min(spans.len()).max(1),
            spans,
            channels: together,
            channel_block,
            padded: 0,
            rows: 0,
            panels: 0,
        };
        for index in 0..plan.spans.len() {
            let span = plan.spans[index].1;
            if !plan.shapes.iter().any(|shape| shape.span == span) {
                let shape = self.shape(kernels, span, together);
                plan.padded = plan.padded.max(shape.padded.elements(span.images).next_multiple_of(width));
                plan.rows = plan.rows.max((together * taps * stride(span.len())).next_multiple_of(width));
                plan.panels = plan.panels.max(span.len() * rows.min(COLUMNS).next_multiple_of(width));
                plan.shapes.push(shape);
            }
        }
        plan
    }

    fn shape(&self, kernels: &Kernels<T>, span: Span, channels: usize) -> Shape {
        let padded = PaddedTile::new(self.windows, &self.input, same_type::<E, T>(), self.grad.size, span, channels);
        let segments = padded.segments(span, self.grad.size, kernels.lanes, span.len()).swap_remove(0);
        Shape { span, runs: padded.runs(channels), segments, padded }
    }

    /// Adds up the parts and brings them to the weight, whose rows are columns of the sums.
    ///
    /// # Safety
    /// `sums` must hold `parts` times [`part_len`](Self::part_len) sums, which nobody else uses, and the target be
    /// writable.
    unsafe fn write_out(&self, kernels: &Kernels<T>, sums: Shared<*mut T>, parts: usize) {
        let target = &self.target;
        let offset = |kernel: [usize; 3]| (0..3).map(|dim| kernel[dim] * target.kernel_strides[dim]).sum();
        let taps: Vec<usize> = self.windows.taps.iter().map(|tap| offset(tap.kernel)).collect();
        let adjacent = taps.iter().enumerate().all(|(tap, &offset)| tap == offset);
        let dense = same_type::<E, T>() && adjacent && (target.channel_stride == taps.len() || target.channels == 1);
        let grain = (1usize << 16).div_ceil(parts * taps.len() * target.rows);
        let per_group = target.channels.div_ceil(CHANNELS);
        pool::parallel_ranges(target.groups * per_group, grain.div_ceil(CHANNELS), &|blocks| {
            for block in blocks {
                let (group, first) = (block / per_group, block % per_group * CHANNELS);
                let channels = first..target.channels.min(first + CHANNELS);
                let first = (group * target.channels + first) * taps.len() * target.rows;
                let len = channels.len() * taps.len() * target.rows;
                // SAFETY: as promised by the caller; blocks are disjoint in the sums and in the weight.
                unsafe {
                    let from = sums.get().add(first);
                    for part in 1..parts {
                        isa::run(Accumulate { from: from.add(part * self.part_len()), to: from, len });
                    }
                    let to = group * target.group_stride + channels.start * target.channel_stride;
                    let to = target.pointer.cast_mut().add(to);
                    if dense {
                        let (outer, inner) = (target.rows, channels.len() * taps.len());
                        let source =
                            Source { pointer: from.cast_const(), outer, inner, outer_stride: 1, inner_stride: outer };
                        let target = Target { pointer: to.cast(), stride: target.row_stride, width: inner, panel: 0 };
                        (kernels.transpose)(&source, &target);
                    } else {
                        self.scatter(from, to, channels.len(), &taps);
                    }
                }
            }
        });
    }

    /// Brings the sums of some channels to a weight of any strides.
    ///
    /// # Safety
    /// `from` must hold a sum for each channel, tap and row, and `to` be writable at their places.
    unsafe fn scatter(&self, mut from: *const T, to: *mut E, channels: usize, taps: &[usize]) {
        for channel in 0..channels {
            for &tap in taps {
                for row in 0..self.target.rows {
                    let place = channel * self.target.channel_stride + tap + row * self.target.row_stride;
                    // SAFETY: as promised by the caller.
                    unsafe {
                        *to.add(place) = E::from_number(*from);
                        from = from.add(1);
                    }
                }
            }
        }
    }
}

/// Channels brought to the weight together.
const CHANNELS: usize = 16;

/// Adds sums to others.
struct Accumulate<T> {
    from: *const T,
    to: *mut T,
    len: usize,
}

impl<T: Compute> Kernel for Accumulate<T> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for i in 0..self.len {
            // SAFETY: both hold as many.
            unsafe { *self.to.add(i) = (*self.to.add(i)).plus(*self.from.add(i)) };
        }
    }
}

/// The sums of one piece of work.
struct Worker<'a, E, T: 'static> {
    product: &'a WeightGradient<'a, E, T>,
    kernels: &'a Kernels<T>,
    plan: &'a Plan,
    memory: *mut T,
    group: usize,
    sums: *mut T,
}

impl<E: Number, T: Compute> Worker<'_, E, T> {
    /// # Safety
    /// As for [`WeightGradient::run`]; `memory` and the sums of the channels and the group must be this worker's alone.
    unsafe fn run(&self, part: usize, channels: &Range<usize>) {
        let (plan, all) = (self.plan, self.product.target.rows);
        let count = plan.spans.len();
        let spans = part * count / plan.parts..(part + 1) * count / plan.parts;
        for first in (0..all).step_by(COLUMNS) {
            let columns = first..all.min(first + COLUMNS);
            for index in spans.clone() {
                let (image, span) = plan.spans[index];
                let Some(shape) = plan.shapes.iter().find(|shape| shape.span == span) else { continue };
                // SAFETY: as promised to `WeightGradient::run`.
                unsafe {
                    self.pack_gradient(shape, image, &columns);
                    for first in channels.clone().step_by(plan.channels) {
                        let channels = first..channels.end.min(first + plan.channels);
                        self.gather(shape, image, &channels);
                        self.tiles(shape, &channels, &columns, index == spans.start);
                    }
                }
            }
        }
    }

    fn panels(&self) -> *mut T {
        self.memory.wrapping_add(self.plan.padded + self.plan.rows)
    }

    /// The gradient of a span, transposed: a row for each position.
    ///
    /// # Safety
    /// As for `run`; the span must begin at `image`, and `columns` be no more than [`COLUMNS`].
    unsafe fn pack_gradient(&self, shape: &Shape, image: usize, columns: &Range<usize>) {
        let (grad, span) = (&self.product.grad, shape.span);
        let width = self.kernels.columns();
        let step = grad.linear().unwrap_or(1);
        let channel = self.group * self.product.target.rows + columns.start;
        for i in 0..span.images {
            let outer = span.end - span.start;
            let offset = (image + i) * grad.batch_stride + channel * grad.channel_stride + span.start * step;
            // SAFETY: as promised to `WeightGradient::run`.
            unsafe {
                let source = Source {
                    pointer: grad.pointer.add(offset),
                    outer,
                    inner: columns.len(),
                    outer_stride: step,
                    inner_stride: grad.channel_stride,
                };
                let pointer = self.panels().add(i * outer * width);
                pack(self.kernels, source, Target { pointer, stride: width, width, panel: span.len() * width });
            }
        }
    }

    /// The windows of a span: a row for each channel and tap.
    ///
    /// # Safety
    /// As for `run`; the span must begin at `image`, and `channels` be no more than the plan gathers at once.
    unsafe fn gather(&self, shape: &Shape, image: usize, channels: &Range<usize>) {
        let (input, padded) = (&self.product.input, &shape.padded);
        let first = self.group * self.product.target.channels;
        let channels = first + channels.start..first + channels.end;
        let runs = &shape.runs[..channels.len() * self.product.windows.taps.len()];
        // SAFETY: as promised to `WeightGradient::run`.
        unsafe {
            let source = if padded.in_place {
                let offset = image * input.batch_stride + channels.start * input.channel_stride;
                input.pointer.add(offset).cast()
            } else {
                padded.fill(input, image..image + shape.span.images, channels, self.memory);
                self.memory.cast_const()
            };
            (self.kernels.gather)(&Gather {
                source,
                runs,
                segments: &shape.segments,
                target: self.memory.add(self.plan.padded),
                stride: stride(shape.span.len()),
            });
        }
    }

    /// # Safety
    /// As for `run`; the gradient and the windows must be packed for these channels and columns.
    unsafe fn tiles(&self, shape: &Shape, channels: &Range<usize>, columns: &Range<usize>, is_first: bool) {
        let (kernels, target) = (self.kernels, &self.product.target);
        let (depth, taps) = (shape.span.len(), self.product.windows.taps.len());
        let (rows, width) = (channels.len() * taps, kernels.columns());
        let (height, stride) = (kernels.height(rows), stride(depth));
        let first = (self.group * target.channels + channels.start) * taps;
        let update = if is_first { Update::Overwrite } else { Update::Accumulate };
        let epilogue = Epilogue { alpha: T::ONE, beta: T::ONE, update, bias: ptr::null(), bias_per_row: false };
        // SAFETY: the tiles lie in the packed operands and in the sums.
        unsafe {
            let pointer = self.memory.add(self.plan.padded).cast_const();
            let a = Operand { pointer, row: stride, column: 1, panel: height * stride };
            let b = Operand { pointer: self.panels().cast_const(), row: width, column: 1, panel: width * depth };
            let tiles = Tiles { rows, height, columns: columns.len(), depth, a, b };
            tiles.run(kernels, |row, column| Sums {
                pointer: self.sums.add((first + row) * target.rows + columns.start + column),
                row: target.rows,
                epilogue,
            });
        }
    }
}
