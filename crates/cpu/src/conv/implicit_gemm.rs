//! Sums over windows: `output[row, p] = bias[row] + Σ weight[row, channel, tap] · input[channel, p * step + tap]`. A product of
//! matrices, the second of which, a column for each window, is built panel by panel where the micro-kernels need it.

use super::{padded_tile::PaddedTile, weights::Packed};
use crate::{
    number::Number,
    scratch,
    simd::{
        compute::{Compute, Epilogue, Gather, Kernels, Segment, Update, same_type},
        isa::{self, Kernel},
        tiles::{Operand, Sums, Tiles},
    },
    windows::{Images, Span, Windows, spans},
};
use std::{ops::Range, ptr, sync::Mutex};
use tapir_core::{Error, Result, pool};

/// Longest depth of a panel, which then takes half of a first-level cache.
pub const DEPTH: usize = 256;
/// Windows worked on together: their panels of one depth stay in the second-level cache.
const WINDOWS: usize = 768;
/// Elements of a padded tile that stay there, too.
pub const PADDED: usize = 128 << 10;
/// Elements of a stage that stay there, too.
const STAGE: usize = 256 << 10;
/// Multiplications worth a thread's attention.
pub const GRAIN: usize = 1 << 19;

/// The sums for all groups of a batch of images.
pub struct ImplicitGemm<'a, E, T: 'static> {
    pub input: Images<*const E>,
    pub output: Images<*mut E>,
    pub windows: &'a Windows,
    pub weights: &'a Packed<T>,
    pub groups: usize,
    /// Rows and channels of a group.
    pub rows: usize,
    pub channels: usize,
    /// One for each row of each group, adjacent; null if there is none.
    pub bias: *const T,
}

// SAFETY: threads read the input and write distinct parts of the output.
unsafe impl<E, T> Sync for ImplicitGemm<'_, E, T> {}

/// Channels of a part of the depth: as many as keep panels and padded tiles in the caches.
pub fn channels_per_part<E>(
    windows: &Windows,
    input: &Images<*const E>,
    output: &Images<*mut E>,
    channels: usize,
) -> usize {
    let taps = windows.taps.len();
    let cut = spans(output.batch, output.positions(), most_windows(taps), 32);
    let padded = cut.first().map_or(1, |&(_, span)| {
        PaddedTile::new(windows, input, false, output.size, span, 1).elements(span.images).max(1)
    });
    let most = (DEPTH / taps).min(PADDED / padded).clamp(1, channels);
    channels.div_ceil(channels.div_ceil(most))
}

/// Windows of a span, fewer if they are so large that one channel is a deep product.
fn most_windows(taps: usize) -> usize {
    (WINDOWS * DEPTH / taps.max(DEPTH)).next_multiple_of(32)
}

/// What all spans of one shape share.
struct Shape {
    span: Span,
    padded: PaddedTile,
    /// Offsets of the rows of a panel.
    runs: Vec<usize>,
    panels: Vec<Vec<Segment>>,
    staged: bool,
}

struct Plan {
    shapes: Vec<Shape>,
    /// Shape and first image of each span.
    spans: Vec<(usize, usize)>,
    /// Rows of a piece of work.
    row_block: usize,
    padded: usize,
    panels: usize,
    stage: usize,
}

impl<E: Number, T: Compute> ImplicitGemm<'_, E, T> {
    /// # Safety
    /// Input, weights and bias are readable, and the output is writable and apart from them.
    pub unsafe fn run(&self) -> Result<()> {
        let kernels = T::kernels();
        let depth = self.channels * self.windows.taps.len();
        let work = [self.output.batch, self.output.positions(), self.groups * self.rows, depth.max(1)];
        let work = work.iter().fold(1usize, |product, &size| product.saturating_mul(size));
        if work == 0 {
            return Ok(());
        }
        let wanted = if pool::num_threads() == 1 { 1 } else { (work / GRAIN).clamp(1, 4 * pool::num_threads()) };
        let plan = self.plan(kernels, wanted);
        let row_blocks = self.rows.div_ceil(plan.row_block);
        let pieces = plan.spans.len() * self.groups * row_blocks;
        let together = pieces.div_ceil(wanted);
        let failure: Mutex<Option<Error>> = Mutex::new(None);
        pool::parallel(pieces.div_ceil(together), &|chunk| {
            let bytes = (plan.padded + plan.panels + plan.stage) * size_of::<T>();
            let done = scratch::with(bytes, |memory| {
                for piece in chunk * together..pieces.min((chunk + 1) * together) {
                    let (rest, block) = (piece / row_blocks, piece % row_blocks);
                    let (shape, image) = plan.spans[rest / self.groups];
                    let first = block * plan.row_block;
                    let rows = first..self.rows.min(first + plan.row_block);
                    let group = rest % self.groups;
                    let worker =
                        Worker { sums: self, kernels, plan: &plan, shape: &plan.shapes[shape], image, group, rows };
                    // SAFETY: as promised by the caller; pieces are disjoint in the output.
                    unsafe { worker.run(memory.cast()) };
                }
            });
            if let Err(error) = done {
                *failure.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(error);
            }
        });
        failure.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()).map_or(Ok(()), Err)
    }

    fn plan(&self, kernels: &Kernels<T>, wanted: usize) -> Plan {
        let (batch, positions) = (self.output.batch, self.output.positions());
        let mut most = most_windows(self.windows.taps.len());
        let mut cuts = spans(batch, positions, most, kernels.columns());
        while cuts.len() * self.groups < wanted && most > 4 * kernels.columns() {
            most /= 2;
            cuts = spans(batch, positions, most, kernels.columns());
        }
        let mut row_block = if self.in_place() { self.rows } else { self.rows.min(STAGE / most) };
        while cuts.len() * self.groups * self.rows.div_ceil(row_block) < wanted && row_block > 2 * kernels.rows() {
            row_block = (row_block / 2).next_multiple_of(kernels.rows());
        }
        let mut plan = Plan { shapes: Vec::new(), spans: Vec::new(), row_block, padded: 0, panels: 0, stage: 0 };
        for (image, span) in cuts {
            let shape = plan.shapes.iter().position(|shape| shape.span == span).unwrap_or_else(|| {
                plan.add(self.shape(kernels, span), kernels.columns());
                plan.shapes.len() - 1
            });
            plan.spans.push((shape, image));
        }
        plan.panels *= kernels.columns() * (self.weights.part * self.windows.taps.len());
        plan
    }

    /// Whether sums can be written where they belong.
    fn in_place(&self) -> bool {
        same_type::<E, T>() && self.output.linear() == Some(1)
    }

    fn shape(&self, kernels: &Kernels<T>, span: Span) -> Shape {
        let (size, channels) = (self.output.size, self.weights.part);
        let padded = PaddedTile::new(self.windows, &self.input, same_type::<E, T>(), size, span, channels);
        Shape {
            span,
            runs: padded.runs(channels),
            panels: padded.segments(span, size, kernels.lanes, kernels.columns()),
            staged: !(self.in_place() && span.images == 1),
            padded,
        }
    }
}

impl Plan {
    fn add(&mut self, shape: Shape, columns: usize) {
        self.padded = self.padded.max(shape.padded.elements(shape.span.images).next_multiple_of(columns));
        self.panels = self.panels.max(shape.panels.len());
        if shape.staged {
            self.stage = self.stage.max(self.row_block * shape.span.len());
        }
        self.shapes.push(shape);
    }
}

/// Some rows of the sums for a span.
struct Worker<'a, E, T: 'static> {
    sums: &'a ImplicitGemm<'a, E, T>,
    kernels: &'a Kernels<T>,
    plan: &'a Plan,
    shape: &'a Shape,
    image: usize,
    group: usize,
    rows: Range<usize>,
}

impl<E: Number, T: Compute> Worker<'_, E, T> {
    /// # Safety
    /// As for [`ImplicitGemm::run`]; `memory` must hold a padded tile, the panels and a stage of the plan, and the rows of the span
    /// be this worker's alone.
    unsafe fn run(&self, memory: *mut T) {
        let weights = self.sums.weights;
        // SAFETY: as promised to `ImplicitGemm::run`; the memory is as large as the plan asked for.
        unsafe {
            let panels = memory.add(self.plan.padded);
            let stage = panels.add(self.plan.panels);
            for part in 0..weights.parts() {
                self.build(part, memory, panels);
                self.tiles(part, panels, stage);
            }
            if self.shape.staged {
                isa::run(WriteOut { worker: self, stage });
            }
        }
    }

    fn depth(&self, part: usize) -> usize {
        self.sums.weights.channels_of(part).len() * self.sums.windows.taps.len()
    }

    /// The panels of a part of the depth.
    ///
    /// # Safety
    /// As for `run`, where `memory` must hold a padded tile, and `panels` the panels of a part.
    unsafe fn build(&self, part: usize, memory: *mut T, panels: *mut T) {
        let (input, Shape { span, padded, .. }) = (&self.sums.input, self.shape);
        let channels = self.sums.weights.channels_of(part);
        let first = self.group * self.sums.channels;
        let channels = first + channels.start..first + channels.end;
        let (depth, width) = (self.depth(part), self.kernels.columns());
        // SAFETY: as promised to `ImplicitGemm::run`.
        unsafe {
            let source = if padded.in_place {
                let offset = self.image * input.batch_stride + channels.start * input.channel_stride;
                input.pointer.add(offset).cast()
            } else {
                padded.fill(input, self.image..self.image + span.images, channels, memory);
                memory.cast_const()
            };
            for (panel, segments) in self.shape.panels.iter().enumerate() {
                let target = panels.add(panel * width * depth);
                let runs = &self.shape.runs[..depth];
                (self.kernels.gather)(&Gather { source, runs, segments, target, stride: width });
            }
        }
    }

    /// # Safety
    /// As for `run`, where `panels` must be those of the part, and `stage` hold the sums if the shape has one.
    unsafe fn tiles(&self, part: usize, panels: *const T, stage: *mut T) {
        let (kernels, weights, span) = (self.kernels, self.sums.weights, self.shape.span);
        let (depth, height) = (self.depth(part), kernels.height(self.rows.len()));
        // SAFETY: the tiles lie in the packed operands and in the stage or the output.
        unsafe {
            let pointer = weights.rows_of(self.group, part).add(self.rows.start * weights.stride);
            let a = Operand { pointer, row: weights.stride, column: 1, panel: height * weights.stride };
            let b = Operand { pointer: panels, row: kernels.columns(), column: 1, panel: kernels.columns() * depth };
            let tiles = Tiles { rows: self.rows.len(), height, columns: span.len(), depth, a, b };
            tiles.run(kernels, |row, column| self.sums_at(part, row, column, stage));
        }
    }

    /// Where the sums of a tile go that starts at a row of ours and a column.
    ///
    /// # Safety
    /// As for `tiles`; the row and the column must be among those of the worker.
    unsafe fn sums_at(&self, part: usize, row: usize, column: usize, stage: *mut T) -> Sums<T> {
        let (output, span) = (&self.sums.output, self.shape.span);
        let epilogue = self.epilogue(part, self.rows.start + row);
        // SAFETY: inside the stage, or the output, whose positions are adjacent if it is written in place.
        unsafe {
            if self.shape.staged {
                return Sums { pointer: stage.add(row * span.len() + column), row: span.len(), epilogue };
            }
            let channel = self.group * self.sums.rows + self.rows.start + row;
            let offset = self.image * output.batch_stride + channel * output.channel_stride + span.start + column;
            Sums { pointer: output.pointer.add(offset).cast(), row: output.channel_stride, epilogue }
        }
    }

    fn epilogue(&self, part: usize, row: usize) -> Epilogue<T> {
        let bias = if part == 0 && !self.sums.bias.is_null() {
            self.sums.bias.wrapping_add(self.group * self.sums.rows + row)
        } else {
            ptr::null()
        };
        let update = if part == 0 { Update::Overwrite } else { Update::Accumulate };
        Epilogue { alpha: T::ONE, beta: T::ONE, update, bias, bias_per_row: true }
    }
}

/// Brings a stage to the output.
struct WriteOut<'a, 'b, E, T: 'static> {
    worker: &'a Worker<'b, E, T>,
    stage: *const T,
}

impl<E: Number, T: Compute> Kernel for WriteOut<'_, '_, E, T> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Worker { sums, shape, image, group, ref rows, .. } = *self.worker;
        let output = &sums.output;
        let mut from = self.stage;
        for row in rows.clone() {
            let channel = (group * sums.rows + row) * output.channel_stride;
            for image in image..image + shape.span.images {
                for (place, len) in shape.span.runs(output.size) {
                    let place: usize = (0..3).map(|dim| place[dim] * output.strides[dim]).sum();
                    let stride = output.strides[2];
                    // SAFETY: positions of the span are in the output, and the stage has as many elements.
                    unsafe {
                        let to = output.pointer.add(image * output.batch_stride + channel + place);
                        match stride {
                            1 => (0..len).for_each(|i| *to.add(i) = E::from_number(*from.add(i))),
                            2 => (0..len).for_each(|i| *to.add(2 * i) = E::from_number(*from.add(i))),
                            _ => (0..len).for_each(|i| *to.add(stride * i) = E::from_number(*from.add(i))),
                        }
                        from = from.add(len);
                    }
                }
            }
        }
    }
}
