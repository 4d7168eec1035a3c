//! Pooling on the CPU: the greatest element of each window, with the scatter and gather that are its derivatives, and the
//! average, with its transpose. Any strides are ordinary input; threads share out the channels.

mod average;
mod parts;
mod places;
#[cfg(test)]
mod tests;

use crate::{
    Cpu,
    number::{Ordered, dispatch},
    parallel::Shared,
    simd::isa::{self, Kernel},
    windows::{Images, three},
};
use average::average;
use parts::Average;
use places::{gather, scatter};
use tapir_core::{DType, Result, bail, ensure, pool};
use tapir_ops::{PoolBackend, Pooling, View, ViewMut};

impl PoolBackend for Cpu {
    fn max_pool(&self, how: Pooling, input: &View, values: &ViewMut, indices: Option<&ViewMut>) -> Result<()> {
        let rank = how.kernel.len();
        let one = |list: &[usize]| list.len() == rank && list.iter().all(|&entry| entry < 1 << 31);
        let fits = (1..=3).contains(&rank)
            && one(how.kernel)
            && one(how.stride)
            && one(how.padding)
            && one(how.dilation)
            && input.shape.len() == rank + 2
            && input.shape[..2] == values.shape[..2]
            && values.shape.len() == rank + 2
            && values.dtype == input.dtype
            && indices.is_none_or(|indices| indices.dtype == DType::I64 && indices.shape == values.shape);
        ensure!(fits, Shape, "max_pool: {:?} does not give {:?}", input.shape, values.shape);
        let windows = Pool {
            kernel: three(how.kernel.iter().copied(), 1),
            stride: three(how.stride.iter().copied(), 1),
            padding: three(how.padding.iter().copied(), 0),
            dilation: three(how.dilation.iter().copied(), 1),
        };
        dispatch!(input.dtype, E in reals => max_pool::<E>(&windows, input, values, indices), dtype => refuse(dtype)?);
        Ok(())
    }

    fn max_pool_scatter(&self, source: &View, indices: &View, target: &ViewMut) -> Result<()> {
        places::check(source, indices, &target.as_view(), &source.shape)?;
        dispatch!(source.dtype, E in reals => scatter::<E>(source, indices, target), dtype => refuse(dtype)?);
        Ok(())
    }

    fn max_pool_gather(&self, source: &View, indices: &View, target: &ViewMut) -> Result<()> {
        places::check(source, indices, &target.as_view(), &target.shape)?;
        dispatch!(source.dtype, E in reals => gather::<E>(source, indices, target), dtype => refuse(dtype)?);
        Ok(())
    }

    fn avg_pool(
        &self,
        how: Pooling,
        counts_padding: bool,
        divisor: i64,
        source: &View,
        target: &ViewMut,
    ) -> Result<()> {
        average::<false>(&Average::of(how, counts_padding, divisor, &source.shape, &target.shape)?, source, target)
    }

    fn avg_pool_transposed(
        &self,
        how: Pooling,
        counts_padding: bool,
        divisor: i64,
        source: &View,
        target: &ViewMut,
    ) -> Result<()> {
        average::<true>(&Average::of(how, counts_padding, divisor, &target.shape, &source.shape)?, source, target)
    }
}

fn refuse(dtype: DType) -> Result<()> {
    bail!(DType, "\"max_pool2d\" not implemented for '{}'", dtype.scalar_name())
}

/// A [`Pooling`] for three dimensions.
#[derive(Clone, Copy, Debug)]
struct Pool {
    kernel: [usize; 3],
    stride: [usize; 3],
    padding: [usize; 3],
    dilation: [usize; 3],
}

impl Pool {
    /// The places of a window that are in the input, along one dimension: the first, and how many. Where there are none (as
    /// a dilated window may have it), the first is where PyTorch's loop would begin.
    #[inline(always)]
    fn places(&self, dim: usize, window: usize, size: usize) -> (usize, usize) {
        let (dilation, start) = (self.dilation[dim], window * self.stride[dim]);
        let skipped = self.padding[dim].saturating_sub(start).div_ceil(dilation);
        let first = (start + skipped * dilation) - self.padding[dim];
        (first, self.kernel[dim].saturating_sub(skipped).min(size.saturating_sub(first).div_ceil(dilation)))
    }
}

/// Windows of a line that are worked on together.
const LINE: usize = 256;
/// Elements looked at that are worth a thread's attention.
const GRAIN: usize = 1 << 15;

fn max_pool<E: Ordered>(pool: &Pool, input: &View, values: &ViewMut, indices: Option<&ViewMut>) {
    let input = Images::<*const E>::of(input);
    let output = Images::<*mut E>::of_mut(values);
    let places = indices.map(Images::<*mut i64>::of_mut);
    let planes = input.batch * input.channels;
    let work = output.positions().saturating_mul(pool.kernel.iter().product());
    if planes * output.positions() == 0 {
        return;
    }
    let shared = Shared((input, output, places));
    pool::parallel_ranges(planes, GRAIN.div_ceil(work).max(1), &|planes| {
        let (input, output, indices) = shared.get();
        for plane in planes {
            isa::run(Plane {
                pool,
                input,
                output,
                indices,
                image: plane / input.channels,
                channel: plane % input.channels,
            });
        }
    });
}

/// One channel of one image.
struct Plane<'a, E> {
    pool: &'a Pool,
    input: Images<*const E>,
    output: Images<*mut E>,
    indices: Option<Images<*mut i64>>,
    image: usize,
    channel: usize,
}

impl<E: Ordered> Kernel for Plane<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        if self.indices.is_some() {
            self.lines::<true>();
        } else {
            self.lines::<false>();
        }
    }
}

impl<E: Ordered> Plane<'_, E> {
    #[inline(always)]
    fn lines<const PLACES: bool>(&self) {
        let [depth, height, width] = self.output.size;
        for z in 0..depth {
            for y in 0..height {
                for x in (0..width).step_by(LINE) {
                    self.line::<PLACES>([z, y, x], LINE.min(width - x));
                }
            }
        }
    }

    /// Windows beside each other: place by place of the window, so that the loops over windows become vectors. Where the
    /// greatest elements are is noted if somebody asks.
    #[inline(always)]
    fn line<const PLACES: bool>(&self, at: [usize; 3], len: usize) {
        let (pool, input) = (self.pool, &self.input);
        let (z0, depth) = pool.places(0, at[0], input.size[0]);
        let (y0, height) = pool.places(1, at[1], input.size[1]);
        let mut best = [E::LEAST; LINE];
        let mut places = [0i64; LINE];
        let [_, rows, columns] = input.size;
        let first = (z0 * rows + y0) * columns;
        if PLACES {
            // Windows that begin in the padding, then the others.
            let edge = pool.padding[2].div_ceil(pool.stride[2]).saturating_sub(at[2]).min(len);
            for x in 0..edge {
                places[x] = (first + pool.places(2, at[2] + x, columns).0) as i64;
            }
            for x in edge..len {
                places[x] = (first + (at[2] + x) * pool.stride[2] - pool.padding[2]) as i64;
            }
        }
        for z in (0..depth).map(|i| z0 + i * pool.dilation[0]) {
            for y in (0..height).map(|i| y0 + i * pool.dilation[1]) {
                let line = self.image * input.batch_stride + self.channel * input.channel_stride;
                let line = line + z * input.strides[0] + y * input.strides[1];
                for tap in 0..pool.kernel[2] {
                    self.place::<PLACES>(
                        line,
                        (z * rows + y) * columns,
                        at[2],
                        tap,
                        &mut best[..len],
                        &mut places[..len],
                    );
                }
            }
        }
        self.write(at, &best[..len], &places[..len]);
    }

    /// One place of the windows, where it is in the input.
    #[inline(always)]
    fn place<const PLACES: bool>(
        &self,
        line: usize,
        number: usize,
        x: usize,
        tap: usize,
        best: &mut [E],
        places: &mut [i64],
    ) {
        let (pool, input) = (self.pool, &self.input);
        let stride = pool.stride[2];
        let at = (x * stride + tap * pool.dilation[2]) as isize - pool.padding[2] as isize;
        let before = |limit: isize| (-(at - limit).div_euclid(stride as isize)).clamp(0, best.len() as isize) as usize;
        let (start, end) = (before(0), before(input.size[2] as isize));
        if start >= end {
            return;
        }
        let first = (at + (start * stride) as isize) as usize;
        let from = input.pointer.wrapping_add(line + first * input.strides[2]);
        let (best, places) = (&mut best[start..end], &mut places[start..end]);
        let first = (number + first) as i64;
        // SAFETY: places from `start` to `end` are in the line. Constant strides make vectors of the loops.
        unsafe {
            match (stride * input.strides[2], stride) {
                (1, 1) => keep_greater::<E, PLACES>(from, 1, first, 1, best, places),
                (2, 2) => keep_greater::<E, PLACES>(from, 2, first, 2, best, places),
                (apart, stride) => keep_greater::<E, PLACES>(from, apart, first, stride as i64, best, places),
            }
        }
    }

    #[inline(always)]
    fn write(&self, at: [usize; 3], best: &[E], places: &[i64]) {
        let output = &self.output;
        let to = self.image * output.batch_stride + self.channel * output.channel_stride;
        let to = to + (0..3).map(|dim| at[dim] * output.strides[dim]).sum::<usize>();
        for (i, &value) in best.iter().enumerate() {
            // SAFETY: the windows are in the output.
            unsafe { *output.pointer.add(to + i * output.strides[2]) = value };
        }
        let Some(indices) = &self.indices else { return };
        let to = self.image * indices.batch_stride + self.channel * indices.channel_stride;
        let to = to + (0..3).map(|dim| at[dim] * indices.strides[dim]).sum::<usize>();
        for (i, &place) in places.iter().enumerate() {
            // SAFETY: the windows are in the places, which have the shape of the output.
            unsafe { *indices.pointer.add(to + i * indices.strides[2]) = place };
        }
    }
}

/// # Safety
/// `from` must be readable for as many elements as `best` has, `apart` elements from one to the next.
#[inline(always)]
unsafe fn keep_greater<E: Ordered, const PLACES: bool>(
    from: *const E,
    apart: usize,
    first: i64,
    step: i64,
    best: &mut [E],
    places: &mut [i64],
) {
    let count = best.len();
    let places = &mut places[..count];
    for i in 0..count {
        // SAFETY: as promised by the caller.
        let value = unsafe { *from.add(i * apart) };
        let better = value.is_above(best[i]) | value.is_nan();
        best[i] = if better { value } else { best[i] };
        if PLACES {
            places[i] = if better { first + i as i64 * step } else { places[i] };
        }
    }
}
