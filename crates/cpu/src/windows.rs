//! Geometry: images of three spatial dimensions, and which of their elements belong to an output position.
//! Invariant: positions and taps are in elements of the input; sizes are below 2^31, so sums of products of two fit.

use smallvec::SmallVec;
use tapir_ops::{Convolution, View, ViewMut};

/// Images with three spatial dimensions, of which missing ones have size 1. Strides are in elements.
#[derive(Clone, Copy, Debug)]
pub struct Images<P> {
    pub pointer: P,
    pub batch: usize,
    pub channels: usize,
    pub size: [usize; 3],
    pub batch_stride: usize,
    pub channel_stride: usize,
    pub strides: [usize; 3],
}

/// The last entries of a list, with `missing` before them.
pub fn three<T: Copy>(list: impl DoubleEndedIterator<Item = T>, missing: T) -> [T; 3] {
    let mut all = [missing; 3];
    for (place, item) in all.iter_mut().rev().zip(list.rev()) {
        *place = item;
    }
    all
}

impl<P> Images<P> {
    fn new(pointer: P, shape: &[usize], strides: &[isize]) -> Images<P> {
        Images {
            pointer,
            batch: shape[0],
            channels: shape[1],
            size: three(shape[2..].iter().copied(), 1),
            batch_stride: strides[0] as usize,
            channel_stride: strides[1] as usize,
            strides: three(strides[2..].iter().map(|&stride| stride as usize), 0),
        }
    }

    /// Positions of a channel.
    pub fn positions(&self) -> usize {
        self.size.iter().product()
    }

    /// The stride between positions in row-major order, if there is one.
    pub fn linear(&self) -> Option<usize> {
        let mut expected = None;
        for (&size, &stride) in self.size.iter().zip(&self.strides).rev() {
            if size != 1 {
                match expected {
                    Some(expected) if stride != expected => return None,
                    _ => expected = Some(stride * size),
                }
            }
        }
        let inner = self.size.iter().zip(&self.strides).rev().find(|&(&size, _)| size != 1);
        Some(inner.map_or(1, |(_, &stride)| stride))
    }
}

impl<E> Images<*const E> {
    pub fn of(view: &View) -> Images<*const E> {
        Images::new(view.pointer.cast(), &view.shape, &view.strides)
    }
}

impl<E> Images<*mut E> {
    pub fn of_mut(view: &ViewMut) -> Images<*mut E> {
        Images::new(view.pointer.cast(), &view.shape, &view.strides)
    }
}

/// An element of a window: where it lies relative to the window's position, and the place of its weight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tap {
    pub at: [isize; 3],
    pub kernel: [usize; 3],
}

/// The elements of the input that belong to output position `p`: those at `p * step + tap`.
#[derive(Clone, Debug)]
pub struct Windows {
    pub step: [usize; 3],
    pub taps: Vec<Tap>,
}

/// The lists of a [`Convolution`] for three dimensions.
#[derive(Clone, Copy, Debug)]
pub struct Spacing {
    pub stride: [usize; 3],
    pub padding: [usize; 3],
    pub dilation: [usize; 3],
}

impl Spacing {
    pub fn of(how: &Convolution) -> Spacing {
        Spacing {
            stride: three(how.stride.iter().copied(), 1),
            padding: three(how.padding.iter().copied(), 0),
            dilation: three(how.dilation.iter().copied(), 1),
        }
    }

    /// Where an element of the kernel lies relative to its window's position, along one dimension.
    pub fn offset(&self, dim: usize, kernel: usize) -> isize {
        (kernel * self.dilation[dim]) as isize - self.padding[dim] as isize
    }
}

/// All places of a kernel in row-major order.
pub fn places(kernel: [usize; 3]) -> impl Iterator<Item = [usize; 3]> {
    let [depth, height, width] = kernel;
    (0..depth).flat_map(move |z| (0..height).flat_map(move |y| (0..width).map(move |x| [z, y, x])))
}

impl Windows {
    /// The windows of a convolution over images.
    pub fn new(spacing: &Spacing, kernel: [usize; 3]) -> Windows {
        let taps =
            places(kernel).map(|kernel| Tap { at: [0, 1, 2].map(|dim| spacing.offset(dim, kernel[dim])), kernel });
        Windows { step: spacing.stride, taps: taps.collect() }
    }

    /// Leaves out taps that lie in the padding wherever the window is, and takes steps that no window needs out of the
    /// input, so that what is read is no larger than it must be.
    pub fn simplify<P>(&mut self, input: &mut Images<*const P>, output: [usize; 3]) {
        for (dim, &windows) in output.iter().enumerate() {
            let (step, size) = (self.step[dim] as isize, input.size[dim] as isize);
            self.taps.retain(|tap| {
                let at = tap.at[dim];
                let first = if at < 0 { -at.div_euclid(step) } else { 0 };
                first < windows as isize && first * step + at < size
            });
        }
        let Some(first) = self.taps.first().map(|tap| tap.at) else { return };
        for (dim, &windows) in output.iter().enumerate() {
            let step = self.step[dim] as isize;
            if windows == 1 {
                self.step[dim] = 1;
            } else if step > 1 && self.taps.iter().all(|tap| (tap.at[dim] - first[dim]) % step == 0) {
                let rest = first[dim].rem_euclid(step) as usize;
                // A tap that reads the input has its rest inside it.
                input.pointer = input.pointer.wrapping_add(rest * input.strides[dim]);
                input.size[dim] = (input.size[dim] - rest).div_ceil(step as usize);
                input.strides[dim] *= step as usize;
                for tap in &mut self.taps {
                    tap.at[dim] = tap.at[dim].div_euclid(step);
                }
                self.step[dim] = 1;
            }
        }
    }
}

/// A run of output positions, in row-major order, in each of some images.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    pub images: usize,
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn len(&self) -> usize {
        self.images * (self.end - self.start)
    }

    /// The smallest box around the positions: first and last in each dimension.
    pub fn bounds(&self, size: [usize; 3]) -> [(usize, usize); 3] {
        let [_, height, width] = size;
        let place = |position: usize| [position / (width * height), position / width % height, position % width];
        let (first, last) = (place(self.start), place(self.end - 1));
        let mut bounds = [0, 1, 2].map(|dim| (first[dim], last[dim]));
        if first[0] != last[0] {
            bounds[1] = (0, height - 1);
        }
        if first[..2] != last[..2] {
            bounds[2] = (0, width - 1);
        }
        bounds
    }

    /// The positions in runs along the last dimension: where each starts, and its length.
    pub fn runs(&self, size: [usize; 3]) -> impl Iterator<Item = ([usize; 3], usize)> {
        let ([_, height, width], end) = (size, self.end);
        let mut position = self.start;
        std::iter::from_fn(move || {
            (position < end).then(|| {
                let place = [position / (width * height), position / width % height, position % width];
                let len = (width - place[2]).min(end - position);
                position += len;
                (place, len)
            })
        })
    }
}

/// Cuts the output positions of a batch into spans of about `most` positions: parts of images in multiples of `unit`, or
/// several whole images where they are small.
pub fn spans(batch: usize, positions: usize, most: usize, unit: usize) -> SmallVec<[(usize, Span); 8]> {
    let mut spans = SmallVec::new();
    if positions == 0 || batch == 0 {
        return spans;
    }
    let together = if 3 * positions > most { 1 } else { (most / positions).min(batch) };
    let part = positions.div_ceil(positions.div_ceil(most)).next_multiple_of(unit).min(positions);
    for image in (0..batch).step_by(together) {
        let images = together.min(batch - image);
        for start in (0..positions).step_by(part) {
            spans.push((image, Span { images, start, end: positions.min(start + part) }));
        }
    }
    spans
}
