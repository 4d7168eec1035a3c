//! Weights in the order micro-kernels read them: for each group and each part of the depth, rows of dense elements.

use crate::{
    number::Number,
    parallel::Shared,
    scratch::Block,
    simd::compute::{Compute, same_type},
    windows::Tap,
};
use std::{marker::PhantomData, ops::Range, ptr};
use tapir_core::{Result, pool};

/// A weight as the rows of a product: any channel of the result may be a row. Strides are in elements.
#[derive(Clone, Copy, Debug)]
pub struct Weights<E> {
    pub pointer: *const E,
    pub groups: usize,
    pub rows: usize,
    pub channels: usize,
    pub group_stride: usize,
    pub row_stride: usize,
    pub channel_stride: usize,
    pub kernel_strides: [usize; 3],
}

// SAFETY: threads only read the weight.
unsafe impl<E> Sync for Weights<E> {}

/// Rows copied together, so that a cache line read for one serves the others.
const ROWS: usize = 16;

/// A copy of [`Weights`]; a part of the depth is some channels with all their taps.
pub struct Packed<T> {
    memory: Block,
    rows: usize,
    channels: usize,
    taps: usize,
    /// Channels of a part, all but the last.
    pub part: usize,
    /// From a row of a part to the next.
    pub stride: usize,
    element: PhantomData<T>,
}

// SAFETY: it is only read once it is made.
unsafe impl<T> Sync for Packed<T> {}

impl<T: Compute> Packed<T> {
    /// # Safety
    /// The weight is readable at all rows, channels and taps.
    pub unsafe fn new<E: Number>(weights: &Weights<E>, taps: &[Tap], part: usize) -> Result<Packed<T>> {
        let stride = stride(part * taps.len());
        let &Weights { groups, rows, channels, .. } = weights;
        let parts = channels.div_ceil(part);
        let bytes = groups.saturating_mul(parts * rows).saturating_mul(stride * size_of::<T>());
        let packed =
            Packed { memory: Block::new(bytes)?, rows, channels, taps: taps.len(), part, stride, element: PhantomData };
        let offset = |tap: &Tap| (0..3).map(|dim| tap.kernel[dim] * weights.kernel_strides[dim]).sum();
        let offsets: Vec<usize> = taps.iter().map(offset).collect();
        let grain = (1usize << 16).div_ceil(channels * taps.len().max(1) * ROWS).max(1);
        let target = Shared(packed.memory.as_ptr().cast::<T>());
        pool::parallel_ranges(groups * rows.div_ceil(ROWS), grain, &|chunks| {
            for chunk in chunks {
                let (group, first) = (chunk / rows.div_ceil(ROWS), chunk % rows.div_ceil(ROWS) * ROWS);
                // SAFETY: as promised by the caller; chunks write rows of their own.
                unsafe { packed.fill(weights, &offsets, group, first..rows.min(first + ROWS), target.get()) };
            }
        });
        Ok(packed)
    }

    /// # Safety
    /// The weight must be readable at `rows` of the group, and `target` be the whole copy, whose rows nobody else writes.
    unsafe fn fill<E: Number>(
        &self,
        weights: &Weights<E>,
        offsets: &[usize],
        group: usize,
        rows: Range<usize>,
        target: *mut T,
    ) {
        let adjacent = offsets.iter().enumerate().all(|(tap, &offset)| tap == offset);
        if same_type::<E, T>() && adjacent && weights.channel_stride == self.taps {
            // SAFETY: as promised by the caller.
            return unsafe { self.copy_rows(weights, group, rows, target) };
        }
        for channel in 0..weights.channels {
            let place = channel % self.part * self.taps;
            for row in rows.clone() {
                // SAFETY: as promised by the caller.
                unsafe {
                    let from = weights.pointer.add(
                        group * weights.group_stride + row * weights.row_stride + channel * weights.channel_stride,
                    );
                    let to = target.add(self.offset(group, channel / self.part) + row * self.stride + place);
                    match offsets.len() {
                        // The commonest kernel, 3 by 3, as a few vectors.
                        9 if adjacent => (0..9).for_each(|tap| *to.add(tap) = T::from_number(*from.add(tap))),
                        _ => offsets
                            .iter()
                            .enumerate()
                            .for_each(|(tap, &from_tap)| *to.add(tap) = T::from_number(*from.add(from_tap))),
                    }
                }
            }
        }
    }

    /// Rows that lie in memory as they are packed, part by part.
    ///
    /// # Safety
    /// As for `fill`; `E` must be `T`, and the elements of a row adjacent.
    unsafe fn copy_rows<E: Number>(&self, weights: &Weights<E>, group: usize, rows: Range<usize>, target: *mut T) {
        for row in rows {
            for part in 0..self.parts() {
                let channels = self.channels_of(part);
                let from = group * weights.group_stride + row * weights.row_stride + channels.start * self.taps;
                // SAFETY: as promised by the caller; `E` is `T`.
                unsafe {
                    let from = weights.pointer.add(from).cast::<T>();
                    let to = target.add(self.offset(group, part) + row * self.stride);
                    ptr::copy_nonoverlapping(from, to, channels.len() * self.taps);
                }
            }
        }
    }

    fn offset(&self, group: usize, part: usize) -> usize {
        (group * self.parts() + part) * self.rows * self.stride
    }

    pub fn parts(&self) -> usize {
        self.channels.div_ceil(self.part)
    }

    /// The channels of a part.
    pub fn channels_of(&self, part: usize) -> Range<usize> {
        part * self.part..self.channels.min((part + 1) * self.part)
    }

    /// The first row of a part.
    pub fn rows_of(&self, group: usize, part: usize) -> *const T {
        self.memory.as_ptr().cast::<T>().wrapping_add(self.offset(group, part))
    }
}

/// The distance between packed rows of a length: not a multiple of a page, so that the rows of a tile share no cache set.
pub fn stride(len: usize) -> usize {
    len.next_multiple_of(16) + 16
}
