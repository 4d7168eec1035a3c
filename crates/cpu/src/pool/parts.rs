//! How windows and positions of an average belong together: along each dimension, and along a line in parts.
//! Invariant: parts and pairs stay inside the input and the averages.

use crate::{number::Number, windows::three};
use std::ops::Range;
use tapir_core::{Result, ensure};
use tapir_ops::Pooling;

/// Elements of a line that are worked on together, channels included.
pub const BLOCK: usize = 2048;

/// Windows in three dimensions, and what their sums are divided by.
pub struct Average {
    kernel: [usize; 3],
    stride: [usize; 3],
    padding: [usize; 3],
    /// Positions of the input.
    size: [usize; 3],
    windows: [usize; 3],
    counts_padding: bool,
    /// 0 for the number of positions.
    divisor: i64,
}

impl Average {
    /// Refuses windows that do not lead from the shape of the input to that of the averages.
    pub fn of(
        how: Pooling,
        counts_padding: bool,
        divisor: i64,
        input: &[usize],
        averages: &[usize],
    ) -> Result<Average> {
        let rank = how.kernel.len();
        let lists = [how.kernel, how.stride, how.padding, how.dilation];
        let fits = (1..=3).contains(&rank)
            && lists.iter().all(|list| list.len() == rank && list.iter().all(|&entry| entry < 1 << 31))
            && how.stride.iter().all(|&stride| stride > 0)
            && how.dilation.iter().all(|&dilation| dilation == 1)
            && input.len() == rank + 2
            && averages.len() == rank + 2
            && input[..2] == averages[..2];
        ensure!(fits, Shape, "avg_pool: {input:?} does not give {averages:?}");
        Ok(Average {
            kernel: three(how.kernel.iter().copied(), 1),
            stride: three(how.stride.iter().copied(), 1),
            padding: three(how.padding.iter().copied(), 0),
            size: three(input[2..].iter().copied(), 1),
            windows: three(averages[2..].iter().copied(), 1),
            counts_padding,
            divisor,
        })
    }

    /// About how many elements of a channel are looked at.
    pub fn work(&self) -> usize {
        self.size.iter().zip(self.windows).fold(1, |work, (&size, windows)| work.saturating_mul(size.max(windows)))
    }

    /// How many positions of a window count, along one dimension.
    #[inline(always)]
    pub fn extent(&self, dim: usize, window: usize) -> i64 {
        let (start, padding) = (window * self.stride[dim], self.padding[dim]);
        let (start, end) = (start, start + self.kernel[dim]);
        let (first, last) = if self.counts_padding { (0, 2 * padding) } else { (padding, padding) };
        end.min(self.size[dim] + last).saturating_sub(start.max(first)).max(1) as i64
    }

    /// Whether windows have few elements, so that it is best to look at each where it is.
    pub fn has_few(&self) -> bool {
        self.kernel.iter().fold(1usize, |count, &size| count.saturating_mul(size)) <= 9
    }

    /// The positions that some of these windows have, along one dimension.
    #[inline(always)]
    pub fn positions(&self, dim: usize, windows: Range<usize>) -> Range<usize> {
        let (stride, padding) = (self.stride[dim], self.padding[dim]);
        let end = ((windows.end - 1) * stride + self.kernel[dim]).saturating_sub(padding).min(self.size[dim]);
        (windows.start * stride).saturating_sub(padding).min(end)..end
    }

    /// The windows that have some of these positions.
    #[inline(always)]
    fn having(&self, dim: usize, positions: Range<usize>) -> Range<usize> {
        let (stride, padding) = (self.stride[dim], self.padding[dim]);
        let end = ((positions.end - 1 + padding) / stride + 1).min(self.windows[dim]);
        (positions.start + padding + 1).saturating_sub(self.kernel[dim]).div_ceil(stride).min(end)..end
    }

    /// What of the source belongs to these parts of the target.
    #[inline(always)]
    pub fn sources<const TRANSPOSED: bool>(&self, dim: usize, targets: Range<usize>) -> Range<usize> {
        if TRANSPOSED { self.having(dim, targets) } else { self.positions(dim, targets) }
    }

    /// All pairs of one of these windows and one of these positions that it has, along a line, in the fewest runs: place by
    /// place of the windows, or window by window.
    fn pairs(&self, windows: Range<usize>, positions: Range<usize>) -> Vec<Pairs> {
        let (kernel, stride, padding) = (self.kernel[2], self.stride[2], self.padding[2]);
        let mut pairs = Vec::new();
        let mut push = |window: usize, position: usize, count, window_step, position_step| {
            if count > 0 {
                let (window, position) = (window - windows.start, position - positions.start);
                pairs.push(Pairs { window, position, window_step, position_step, count });
            }
        };
        let places = (positions.start + padding).saturating_sub((windows.end - 1) * stride)
            ..(positions.end + padding).saturating_sub(windows.start * stride).min(kernel);
        if places.len() <= windows.len() {
            for place in places {
                let before = |position: usize| {
                    let window = (position + padding).saturating_sub(place).div_ceil(stride);
                    window.clamp(windows.start, windows.end)
                };
                let (start, end) = (before(positions.start), before(positions.end));
                if start < end {
                    push(start, start * stride + place - padding, end - start, 1, stride);
                }
            }
        } else {
            for window in windows.clone() {
                let within = self.positions(2, window..window + 1);
                let (start, end) = (within.start.max(positions.start), within.end.min(positions.end));
                push(window, start, end.saturating_sub(start), 0, 1);
            }
        }
        pairs
    }

    /// How the parts of a line of the target follow from those of a line of the source, in blocks of channels.
    pub fn parts<const TRANSPOSED: bool>(&self, lanes: usize) -> Vec<Part> {
        let most = BLOCK / lanes;
        let cut =
            move |whole: Range<usize>| whole.clone().step_by(most).map(move |start| start..whole.end.min(start + most));
        let source = |columns: Range<usize>, target: &Range<usize>| {
            let pairs = if TRANSPOSED {
                self.pairs(columns.clone(), target.clone())
            } else {
                self.pairs(target.clone(), columns.clone())
            };
            let stretches = if TRANSPOSED { self.stretches(columns.clone()) } else { Vec::new() };
            Source { columns, stretches, pairs }
        };
        let line = if TRANSPOSED { self.size[2] } else { self.windows[2] };
        let parts = cut(0..line).map(|target| Part {
            sources: cut(self.sources::<TRANSPOSED>(2, target.clone()))
                .map(|columns| source(columns, &target))
                .collect(),
            stretches: if TRANSPOSED { Vec::new() } else { self.stretches(target.clone()) },
            target,
        });
        parts.collect()
    }

    /// Windows of a line, by how many of their positions count along it.
    fn stretches(&self, windows: Range<usize>) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        for window in windows.clone() {
            let (at, extent) = (window - windows.start, self.extent(2, window));
            match stretches.last_mut() {
                Some(last) if last.extent == extent => last.columns.end += 1,
                _ => stretches.push(Stretch { columns: at..at + 1, extent }),
            }
        }
        stretches
    }

    /// What the sum of a window is divided by, of which `others` positions count along the other dimensions.
    #[inline(always)]
    pub fn divisor<A: Number>(&self, others: i64, extent: i64) -> A {
        A::from_number(if self.divisor != 0 { self.divisor } else { others.saturating_mul(extent) })
    }
}

/// Windows and positions at even distances, counted from the start of their parts of the line.
#[derive(Clone, Copy, Debug)]
pub struct Pairs {
    pub window: usize,
    pub position: usize,
    pub window_step: usize,
    pub position_step: usize,
    pub count: usize,
}

/// Windows beside each other of which as many positions count, counted from the start of their part of the line.
pub struct Stretch {
    pub columns: Range<usize>,
    pub extent: i64,
}

/// A part of a line of the target, and the parts of the source that belong to it. Stretches are there where windows are.
pub struct Part {
    pub target: Range<usize>,
    pub stretches: Vec<Stretch>,
    pub sources: Vec<Source>,
}

pub struct Source {
    pub columns: Range<usize>,
    pub stretches: Vec<Stretch>,
    pub pairs: Vec<Pairs>,
}
