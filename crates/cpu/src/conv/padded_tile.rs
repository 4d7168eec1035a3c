//! The part of the input that the windows of a span read, padded with zeros and widened to the type of the sums, so that
//! every window is in it and neighbouring windows read neighbouring elements. Where the input is like that already, it
//! is read in place.

use crate::{
    number::Number,
    simd::{
        compute::{Compute, Segment},
        isa::{self, Kernel},
    },
    windows::{Images, Span, Windows},
};
use std::ops::Range;

/// Where elements lie: at the sum of the offsets of their image, channel, window position and tap.
#[derive(Clone, Debug)]
pub struct PaddedTile {
    /// Input coordinates of the first element.
    low: [isize; 3],
    /// Lines of the copy: its extent in input coordinates but for the last dimension.
    lines: [usize; 2],
    /// Elements of a line are kept apart by their rest modulo the step, so that a step leads to a neighbour.
    phases: usize,
    width: usize,
    /// The window position at offset 0, and the offsets to its neighbours.
    origin: [usize; 3],
    position: [usize; 3],
    pub channel: usize,
    pub image: usize,
    pub in_place: bool,
    /// Offsets of the taps.
    pub taps: Vec<usize>,
}

impl PaddedTile {
    /// The padded tile of a span for some channels at a time. `computed` says whether elements have the type of the sums.
    pub fn new<E>(
        windows: &Windows,
        input: &Images<*const E>,
        computed: bool,
        output: [usize; 3],
        span: Span,
        channels: usize,
    ) -> PaddedTile {
        let bounds = span.bounds(output);
        let reach = |dim: usize| {
            let at = || windows.taps.iter().map(|tap| tap.at[dim]);
            let step = windows.step[dim];
            let low = (bounds[dim].0 * step) as isize + at().min().unwrap_or(0);
            (low, (bounds[dim].1 * step) as isize + at().max().unwrap_or(0) + 1)
        };
        let reach = [0, 1, 2].map(reach);
        let inside = (0..3).all(|dim| reach[dim].0 >= 0 && reach[dim].1 <= input.size[dim] as isize);
        let adjacent = windows.step[2] == 1 && (input.strides[2] == 1 || input.size[2] == 1);
        if computed && inside && adjacent {
            return PaddedTile::in_place(windows, input, bounds.map(|(first, _)| first));
        }
        let extent = reach.map(|(low, high)| (high - low) as usize);
        let low = reach.map(|(low, _)| low);
        let phases = windows.step[2];
        let width = extent[2].div_ceil(phases);
        let line = phases * width;
        let plane = extent[1].saturating_mul(line);
        let channel = extent[0].saturating_mul(plane);
        let origin = [0, 1, 2].map(|dim| bounds[dim].0);
        let tap = |at: [isize; 3]| {
            let from = [0, 1, 2].map(|dim| (at[dim] + (origin[dim] * windows.step[dim]) as isize - low[dim]) as usize);
            from[0] * plane + from[1] * line + from[2] % phases * width + from[2] / phases
        };
        PaddedTile {
            low,
            lines: [extent[0], extent[1]],
            phases,
            width,
            origin,
            position: [windows.step[0] * plane, windows.step[1] * line, 1],
            channel,
            image: channel.saturating_mul(channels),
            in_place: false,
            taps: windows.taps.iter().map(|window| tap(window.at)).collect(),
        }
    }

    fn in_place<E>(windows: &Windows, input: &Images<*const E>, origin: [usize; 3]) -> PaddedTile {
        let strides = input.strides;
        let offset = |dim: usize, at: isize| ((origin[dim] * windows.step[dim]) as isize + at) as usize * strides[dim];
        PaddedTile {
            low: [0; 3],
            lines: [0; 2],
            phases: 1,
            width: 0,
            origin,
            position: [windows.step[0] * strides[0], windows.step[1] * strides[1], 1],
            channel: input.channel_stride,
            image: input.batch_stride,
            in_place: true,
            taps: windows.taps.iter().map(|tap| (0..3).map(|dim| offset(dim, tap.at[dim])).sum()).collect(),
        }
    }

    /// Elements of the copy, for the channels of one depth.
    pub fn elements(&self, images: usize) -> usize {
        if self.in_place { 0 } else { self.image.saturating_mul(images) }
    }

    /// Offset of the first window of a line; taps come on top.
    #[inline(always)]
    pub fn line(&self, z: usize, y: usize) -> usize {
        (z - self.origin[0]) * self.position[0] + (y - self.origin[1]) * self.position[1]
    }

    /// Offsets of the runs of some channels: for each channel and tap, where its element of the window at offset 0 lies.
    pub fn runs(&self, channels: usize) -> Vec<usize> {
        let channels = 0..channels;
        channels.flat_map(|channel| self.taps.iter().map(move |tap| tap + channel * self.channel)).collect()
    }

    /// Where the windows of a span lie in a run, as segments of vectors, panel by panel of `width` windows.
    pub fn segments(&self, span: Span, output: [usize; 3], lanes: usize, width: usize) -> Vec<Vec<Segment>> {
        let mut panels = vec![Vec::new(); span.len().div_ceil(width)];
        let mut to = 0;
        let mut last: Option<(usize, usize)> = None; // start and length of a run of neighbours that goes on
        let mut emit = |from: usize, len: usize| {
            let (mut from, mut left) = (from, len);
            while left > 0 {
                let len = left.min(width - to % width).min(lanes);
                panels[to / width].push(Segment { from, to: to % width, len });
                from += len;
                to += len;
                left -= len;
            }
        };
        for image in 0..span.images {
            for (place, len) in span.runs(output) {
                let at: usize = (0..3).map(|dim| (place[dim] - self.origin[dim]) * self.position[dim]).sum();
                let from = image * self.image + at;
                last = match last {
                    Some((start, length)) if start + length == from => Some((start, length + len)),
                    Some((start, length)) => {
                        emit(start, length);
                        Some((from, len))
                    }
                    None => Some((from, len)),
                };
            }
        }
        if let Some((start, length)) = last {
            emit(start, length);
        }
        panels
    }

    /// Copies the part of some channels of some images.
    ///
    /// # Safety
    /// The input is readable there, and the target holds [`PaddedTile::elements`].
    pub unsafe fn fill<E: Number, T: Compute>(
        &self,
        input: &Images<*const E>,
        images: Range<usize>,
        channels: Range<usize>,
        target: *mut T,
    ) {
        isa::run(Fill { padded: self, input, images, channels, target });
    }
}

struct Fill<'a, E, T> {
    padded: &'a PaddedTile,
    input: &'a Images<*const E>,
    images: Range<usize>,
    channels: Range<usize>,
    target: *mut T,
}

impl<E: Number, T: Compute> Kernel for Fill<'_, E, T> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Fill { padded, input, images, channels, target } = self;
        let line = padded.phases * padded.width;
        for (image, from_image) in images.enumerate() {
            for (channel, from_channel) in channels.clone().enumerate() {
                // SAFETY: as promised by the caller of `fill`; lines outside the input are not read.
                unsafe {
                    let from = input.pointer.add(from_image * input.batch_stride + from_channel * input.channel_stride);
                    let mut to = target.add(image * padded.image + channel * padded.channel);
                    for z in 0..padded.lines[0] as isize {
                        for y in 0..padded.lines[1] as isize {
                            let (z, y) = (z + padded.low[0], y + padded.low[1]);
                            if z >= 0 && y >= 0 && (z as usize) < input.size[0] && (y as usize) < input.size[1] {
                                let from = from.add(z as usize * input.strides[0] + y as usize * input.strides[1]);
                                copy_line(padded, input, from, to);
                            } else {
                                zero(to, line);
                            }
                            to = to.add(line);
                        }
                    }
                }
            }
        }
    }
}

/// # Safety
/// `to` must be writable for `len` elements.
#[inline(always)]
unsafe fn zero<T: Compute>(to: *mut T, len: usize) {
    for i in 0..len {
        // SAFETY: as promised by the caller.
        unsafe { *to.add(i) = T::ZERO };
    }
}

/// One line, phase by phase.
///
/// # Safety
/// `from` must be readable at the coordinates of the input's last dimension, and `to` writable for all phases of a line of
/// the padded tile.
#[inline(always)]
unsafe fn copy_line<E: Number, T: Compute>(padded: &PaddedTile, input: &Images<*const E>, from: *const E, to: *mut T) {
    let (size, phases) = (input.size[2] as isize, padded.phases as isize);
    for phase in 0..phases {
        let first = padded.low[2] + phase; // coordinate of the first element
        let before = |limit: isize| (-(first - limit).div_euclid(phases)).clamp(0, padded.width as isize) as usize;
        let (start, end) = (before(0), before(size));
        // SAFETY: elements from `start` to `end` have coordinates in the input; the others are zeros.
        unsafe {
            let to = to.add(phase as usize * padded.width);
            zero(to, start);
            if start < end {
                let stride = padded.phases * input.strides[2];
                let from = from.add((first + start as isize * phases) as usize * input.strides[2]);
                copy_strided(from, stride, to.add(start), end - start);
            }
            zero(to.add(end), padded.width - end);
        }
    }
}

/// # Safety
/// `from` must be readable for `len` elements, `stride` apart, and `to` writable for as many; they must not overlap.
#[inline(always)]
unsafe fn copy_strided<E: Number, T: Compute>(from: *const E, stride: usize, to: *mut T, len: usize) {
    // SAFETY: as promised by the caller. Constant strides make vectors of the loops.
    unsafe {
        match stride {
            1 => (0..len).for_each(|i| *to.add(i) = T::from_number(*from.add(i))),
            2 => (0..len).for_each(|i| *to.add(i) = T::from_number(*from.add(2 * i))),
            _ => (0..len).for_each(|i| *to.add(i) = T::from_number(*from.add(stride * i))),
        }
    }
}
