//! Depthwise convolutions: groups of one channel, whose products would be too thin for micro-kernels. The windows of a line
//! are summed side by side, tap by tap, from a plane with its padding in place.

use super::{padded_tile::PaddedTile, weights::Weights};
use crate::{
    number::Number,
    scratch,
    simd::{
        compute::{Compute, same_type},
        isa::{self, Kernel},
    },
    windows::{Images, Span, Windows},
};
use smallvec::SmallVec;
use std::{
    ops::Range,
    sync::{Mutex, PoisonError},
};
use tapir_core::{Error, Result, pool};

/// Rows per group up to which this is better than a product.
const MOST_ROWS: usize = 4;
/// Windows of a line summed together in registers, where there are so many.
const WIDE: usize = 3 * LANES;
const NARROW: usize = 8;
/// Places of a line that a gradient looks at together, in the first-level cache.
const LINE: usize = 64;
/// Sums side by side.
const LANES: usize = 16;
/// Multiplications worth a thread's attention.
const GRAIN: usize = 1 << 16;

/// Whether a convolution with this weight is depthwise.
pub fn suits<E>(weights: &Weights<E>) -> bool {
    weights.groups > 1 && weights.channels == 1 && weights.rows <= MOST_ROWS
}

/// A depthwise convolution of all images: which lines of a padded plane belong to which windows.
struct Planes<'a, E> {
    input: Images<*const E>,
    windows: &'a Windows,
    weights: &'a Weights<E>,
    padded: PaddedTile,
    /// Window positions.
    size: [usize; 3],
}

// SAFETY: threads only read the input and the weight.
unsafe impl<E> Sync for Planes<'_, E> {}

impl<'a, E: Copy> Planes<'a, E> {
    fn new<T: Compute>(
        input: Images<*const E>,
        windows: &'a Windows,
        weights: &'a Weights<E>,
        size: [usize; 3],
    ) -> Planes<'a, E>
    where
        E: Number,
    {
        let span = Span { images: 1, start: 0, end: size.iter().product() };
        let padded = PaddedTile::new(windows, &input, same_type::<E, T>(), size, span, 1);
        Planes { input, windows, weights, padded, size }
    }

    /// The padded plane of a channel, in `memory` if it is not read in place.
    ///
    /// # Safety
    /// The channel of the image must be readable, and `memory` writable for [`PaddedTile::elements`] of one image.
    unsafe fn plane<T: Compute>(&self, image: usize, channel: usize, memory: *mut T) -> *const T
    where
        E: Number,
    {
        let input = &self.input;
        // SAFETY: the channel is in the input, and the memory holds a padded tile.
        unsafe {
            if self.padded.in_place {
                return input.pointer.add(image * input.batch_stride + channel * input.channel_stride).cast();
            }
            self.padded.fill(input, image..image + 1, channel..channel + 1, memory);
        }
        memory
    }

    /// The places of the weights of a row's taps.
    fn weights_of(&self, channel: usize, row: usize) -> impl Iterator<Item = usize> {
        let weights = self.weights;
        let first = channel * weights.group_stride + row * weights.row_stride;
        let place =
            move |kernel: [usize; 3]| (0..3).map(|dim| kernel[dim] * weights.kernel_strides[dim]).sum::<usize>();
        self.windows.taps.iter().map(move |tap| first + place(tap.kernel))
    }

    /// Runs `body` on parts of `0..count`, each with memory for a padded tile and `more` elements.
    fn split<T: Compute>(
        &self,
        count: usize,
        work: usize,
        more: usize,
        body: &(dyn Fn(Range<usize>, *mut T) + Sync),
    ) -> Result<()> {
        let failure: Mutex<Option<Error>> = Mutex::new(None);
        let bytes = (self.padded.elements(1) + more) * size_of::<T>();
        pool::parallel_ranges(count, GRAIN.div_ceil(work.max(1)), &|range| {
            if let Err(error) = scratch::with(bytes, |memory| body(range, memory.cast())) {
                *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            }
        });
        failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }
}

/// `output[n, g * rows + r, p] = bias + Σ weight[g, r, tap] · input[n, g, p * step + tap]`.
///
/// # Safety
/// Input, weight and bias (one per row of each group, or null) are readable, and the output is writable and apart from them.
pub unsafe fn forward<E: Number, T: Compute>(
    input: Images<*const E>,
    output: Images<*mut E>,
    windows: &Windows,
    weights: &Weights<E>,
    bias: *const T,
) -> Result<()> {
    let planes = Planes::new::<T>(input, windows, weights, output.size);
    let work = output.positions().saturating_mul(windows.taps.len() * weights.rows);
    let job = Job { planes: &planes, output, bias };
    planes.split::<T>(output.batch * weights.groups, work, 0, &|range, memory| {
        let planes = job.planes;
        for plane in range {
            let (image, channel) = (plane / planes.weights.groups, plane % planes.weights.groups);
            // SAFETY: as promised by the caller; threads have planes of their own.
            unsafe {
                let source = planes.plane(image, channel, memory);
                for row in 0..planes.weights.rows {
                    let weights: SmallVec<[T; 32]> = planes
                        .weights_of(channel, row)
                        .map(|place| T::from_number(*planes.weights.pointer.add(place)))
                        .collect();
                    isa::run(Sums { job: &job, source, image, channel, row, weights: &weights });
                }
            }
        }
    })
}

struct Job<'a, E, T> {
    planes: &'a Planes<'a, E>,
    output: Images<*mut E>,
    bias: *const T,
}

// SAFETY: threads read the bias and write distinct planes of the output.
unsafe impl<E, T> Sync for Job<'_, E, T> {}

/// One plane of the output.
struct Sums<'a, E, T> {
    job: &'a Job<'a, E, T>,
    source: *const T,
    image: usize,
    channel: usize,
    row: usize,
    /// One for each tap.
    weights: &'a [T],
}

impl<E: Number, T: Compute> Kernel for Sums<'_, E, T> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Sums { job: &Job { planes, output, bias }, source, image, channel, row, weights } = self;
        let (padded, rows) = (&planes.padded, planes.weights.rows);
        // SAFETY: as promised to `forward`: all taps of all windows are in the padded tile.
        unsafe {
            let to = channel * rows + row;
            let start = if bias.is_null() { T::ZERO } else { *bias.add(to) };
            let to = output.pointer.add(image * output.batch_stride + to * output.channel_stride);
            let [depth, height, width] = planes.size;
            for z in 0..depth {
                for y in 0..height {
                    let line = source.add(padded.line(z, y));
                    let to = to.add(z * output.strides[0] + y * output.strides[1]);
                    let step = output.strides[2];
                    let mut first = 0;
                    while first < width {
                        // The last few windows of a longer line are summed with some before them again.
                        let left = width - first;
                        let back = if left < NARROW { NARROW.min(width) - left } else { 0 };
                        first -= back;
                        let (line, to, left) = (line.add(first), to.add(first * step), left + back);
                        first += match left {
                            WIDE.. => sum_windows::<E, T, WIDE>(line, weights, &padded.taps, start, to, step, WIDE),
                            LANES.. => sum_windows::<E, T, LANES>(line, weights, &padded.taps, start, to, step, LANES),
                            NARROW.. => {
                                sum_windows::<E, T, NARROW>(line, weights, &padded.taps, start, to, step, NARROW)
                            }
                            _ => sum_windows::<E, T, NARROW>(line, weights, &padded.taps, start, to, step, left),
                        };
                    }
                }
            }
        }
    }
}

/// Sums the first `count` windows of a line, at most `N`, and gives their number. As many as a constant says stay in registers
/// from tap to tap.
///
/// # Safety
/// All taps of the windows must be readable, and their sums' places writable, `step` elements apart.
#[inline(always)]
unsafe fn sum_windows<E: Number, T: Compute, const N: usize>(
    line: *const T,
    weights: &[T],
    taps: &[usize],
    start: T,
    to: *mut E,
    step: usize,
    count: usize,
) -> usize {
    let mut sums = [start; N];
    // SAFETY: by the caller's promise.
    unsafe {
        for tap in 0..weights.len() {
            let (weight, from) = (weights[tap], line.add(*taps.get_unchecked(tap)));
            for i in 0..count {
                sums[i] = sums[i].plus(weight.times(*from.add(i)));
            }
        }
        for i in 0..count {
            *to.add(i * step) = E::from_number(sums[i]);
        }
    }
    count
}

/// `weight[g, r, tap] = Σ grad[n, g * rows + r, p] · input[n, g, p * step + tap]`, each channel's sums in one order.
///
/// # Safety
/// The operands are readable, and the weight is writable and apart from them.
pub unsafe fn weight_gradient<E: Number, T: Compute>(
    input: Images<*const E>,
    grad: Images<*const E>,
    windows: &Windows,
    weights: &Weights<E>,
) -> Result<()> {
    let planes = Planes::new::<T>(input, windows, weights, grad.size);
    let taps = windows.taps.len();
    let work = grad.batch.saturating_mul(grad.positions()).saturating_mul(taps * weights.rows);
    let job = Gradient { planes: &planes, grad };
    let sums = weights.rows * taps * LANES;
    planes.split::<T>(weights.groups, work, sums, &|range, memory| {
        let (planes, padded) = (job.planes, memory.wrapping_add(sums));
        for channel in range {
            // SAFETY: as promised by the caller; threads have channels of their own. The memory holds the sums and a padded tile.
            unsafe {
                (0..sums).for_each(|i| *memory.add(i) = T::ZERO);
                for image in 0..job.grad.batch {
                    let source = planes.plane(image, channel, padded);
                    for row in 0..job.planes.weights.rows {
                        let sums = memory.add(row * taps * LANES);
                        isa::run(Products { job: &job, source, image, channel, row, sums });
                    }
                }
                for row in 0..planes.weights.rows {
                    for (tap, place) in planes.weights_of(channel, row).enumerate() {
                        let lanes = memory.add((row * taps + tap) * LANES);
                        let total = (1..LANES).fold(*lanes, |total, lane| total.plus(*lanes.add(lane)));
                        *planes.weights.pointer.cast_mut().add(place) = E::from_number(total);
                    }
                }
            }
        }
    })
}

struct Gradient<'a, E> {
    planes: &'a Planes<'a, E>,
    grad: Images<*const E>,
}

// SAFETY: threads only read the gradient.
unsafe impl<E> Sync for Gradient<'_, E> {}

/// What one plane of the gradient adds to the sums of its taps.
struct Products<'a, E, T> {
    job: &'a Gradient<'a, E>,
    source: *const T,
    image: usize,
    channel: usize,
    row: usize,
    /// [`LANES`] for each tap.
    sums: *mut T,
}

impl<E: Number, T: Compute> Kernel for Products<'_, E, T> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Products { job: &Gradient { planes, grad }, source, image, channel, row, sums } = self;
        let padded = &planes.padded;
        let [depth, height, width] = planes.size;
        let channel = channel * planes.weights.rows + row;
        let mut line = [T::ZERO; LINE];
        // SAFETY: as promised to `weight_gradient`: all taps of all windows are in the padded tile.
        unsafe {
            let from = grad.pointer.add(image * grad.batch_stride + channel * grad.channel_stride);
            for z in 0..depth {
                for y in 0..height {
                    let source = source.add(padded.line(z, y));
                    let from = from.add(z * grad.strides[0] + y * grad.strides[1]);
                    for first in (0..width).step_by(LINE) {
                        let count = LINE.min(width - first);
                        for i in 0..count {
                            line[i] = T::from_number(*from.add((first + i) * grad.strides[2]));
                        }
                        let (whole, narrow) = (count / LANES * LANES, count / NARROW * NARROW);
                        for tap in 0..padded.taps.len() {
                            let source = source.add(padded.taps[tap] + first);
                            let sums = sums.add(tap * LANES);
                            let mut lanes = [T::ZERO; LANES];
                            for start in (0..whole).step_by(LANES) {
                                for lane in 0..LANES {
                                    lanes[lane] = lanes[lane].plus(line[start + lane].times(*source.add(start + lane)));
                                }
                            }
                            if whole < narrow {
                                for lane in 0..NARROW {
                                    lanes[lane] = lanes[lane].plus(line[whole + lane].times(*source.add(whole + lane)));
                                }
                            }
                            for lane in 0..count - narrow {
                                lanes[lane] = lanes[lane].plus(line[narrow + lane].times(*source.add(narrow + lane)));
                            }
                            for lane in 0..LANES {
                                *sums.add(lane) = (*sums.add(lane)).plus(lanes[lane]);
                            }
                        }
                    }
                }
            }
        }
    }
}
