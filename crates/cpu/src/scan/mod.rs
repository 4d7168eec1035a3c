//! Running sums, products, logarithms of sums of exponentials, and extrema along one dimension. Floats are accumulated in
//! float64, as PyTorch's CPU kernels do. Lines may be the same memory before and after.
//!
//! A running result waits for the one before it, so several lines are worked on at a time: those of a panel, some dense
//! ones, or the segments of a long one whose sums are found first.

use crate::{
    Cpu,
    iterate::lanes::{self, Block, Operand, PANEL, TOGETHER},
    number::{Arithmetic, Number, Ordered, dispatch},
    parallel::Shared,
    simd::isa::{self, Kernel},
};
use std::marker::PhantomData;
use tapir_core::{DType, Result, memory, pool};
use tapir_ops::{Extremum, Scan, ScanBackend, View, ViewMut, lane::Baseline, math::double};

#[cfg(test)]
mod tests;

impl ScanBackend for Cpu {
    fn scan(&self, kind: Scan, compute: DType, input: &View, dim: usize, reverse: bool, out: &ViewMut) -> Result<()> {
        match kind {
            Scan::Sum => {
                dispatch!(compute, (T, A) in running_sums => accumulate::<T, A, Sum>(input, dim, reverse, out))
            }
            Scan::Prod => {
                dispatch!(compute, (T, A) in running_sums => accumulate::<T, A, Product>(input, dim, reverse, out))
            }
            Scan::LogSumExp => {
                dispatch!(compute, T in floats => accumulate::<T, f64, LogSumExp>(input, dim, reverse, out))
            }
        }
        Ok(())
    }

    fn scan_extremum(
        &self,
        which: Extremum,
        input: &View,
        dim: usize,
        values: &ViewMut,
        indices: &ViewMut,
    ) -> Result<()> {
        dispatch!(input.dtype, T in ordered => extremum::<T>(which, input, dim, values, indices));
        Ok(())
    }
}

/// How a running result goes on.
trait Step<A>: Copy + Sync + 'static {
    /// The result before the first element. As in PyTorch it takes part: the running sum of -0 is 0.
    fn start() -> A;
    fn next(total: A, x: A) -> A;
    /// Whether elements of type `T` may be added up in segments first: the result has more digits, or all, so that
    /// nobody sees the order.
    fn splits<T: Number>() -> bool {
        false
    }
}

#[derive(Clone, Copy)]
struct Sum;

impl<A: Arithmetic> Step<A> for Sum {
    #[inline(always)]
    fn start() -> A {
        A::ZERO
    }

    #[inline(always)]
    fn next(total: A, x: A) -> A {
        total.plus(x)
    }

    fn splits<T: Number>() -> bool {
        T::DTYPE.size() < A::DTYPE.size() || !T::DTYPE.is_floating() && !T::DTYPE.is_complex()
    }
}

#[derive(Clone, Copy)]
struct Product;

impl<A: Arithmetic> Step<A> for Product {
    #[inline(always)]
    fn start() -> A {
        A::ONE
    }

    #[inline(always)]
    fn next(total: A, x: A) -> A {
        total.times(x)
    }
}

/// `log(exp(total) + exp(x))`, shifted by the greater.
#[derive(Clone, Copy)]
struct LogSumExp;

impl Step<f64> for LogSumExp {
    #[inline(always)]
    fn start() -> f64 {
        f64::NEG_INFINITY
    }

    #[inline(always)]
    fn next(total: f64, x: f64) -> f64 {
        let (least, greatest) = if total < x { (total, x) } else { (x, total) };
        let sum = greatest + double::log1p::<Baseline>(double::exp::<Baseline>(least - greatest));
        // Of two infinities the difference is NaN. Two NaNs differ from themselves.
        if total == x && x.abs() == f64::INFINITY { x } else { sum }
    }
}

/// Elements of a long line that one thread takes.
const PART: usize = 32_768;

/// Elements are of type `T`, the running result of type `A`.
fn accumulate<T: Number, A: Number, S: Step<A>>(input: &View, dim: usize, reverse: bool, out: &ViewMut) {
    let length = input.shape.get(dim).copied().unwrap_or(1);
    lanes::run_blocks(dim, [Operand::input(input, T::DTYPE), Operand::output(out, T::DTYPE)], &|block, _| {
        if !block.panel && length >= 64 * TOGETHER && block.lines < TOGETHER && S::splits::<T>() {
            for line in 0..block.lines {
                let [x, out] = block.line::<T>(line);
                long_line::<T, A, S>(x, out, length, reverse);
            }
        } else {
            isa::run(Lines::<T, A, S> { block, length, reverse, of: PhantomData });
        }
    });
}

/// Place number `step` of a line.
#[inline(always)]
fn place(step: usize, length: usize, reverse: bool) -> usize {
    if reverse { length - 1 - step } else { step }
}

/// Places of each line that are looked at together, in memory of our own: there, lines whose distance is a power of 2 do not
/// drive each other out of the first-level cache, and elements are converted in vectors.
const CHUNK: usize = 16;

/// Goes on with the running results of some lines.
///
/// # Safety
/// All lines, from and to, have this length. They may be the same memory.
#[inline(always)]
unsafe fn together<T: Number, A: Number, S: Step<A>>(
    lines: &[[*mut T; 2]; TOGETHER],
    length: usize,
    reverse: bool,
    totals: &mut [A; TOGETHER],
) {
    let whole = length - length % CHUNK;
    let mut first = 0;
    while first < length {
        let count = if first < whole { CHUNK } else { length - whole };
        let start = if reverse { length - first - count } else { first };
        let mut chunk = [[A::from_number(0u8); CHUNK]; TOGETHER];
        // SAFETY: by the caller's promise.
        unsafe {
            for member in 0..TOGETHER {
                let from = lines[member][0].add(start);
                if count == CHUNK {
                    for i in 0..CHUNK {
                        chunk[member][i] = A::from_number(*from.add(i));
                    }
                } else {
                    for i in 0..count {
                        chunk[member][i] = A::from_number(*from.add(i));
                    }
                }
            }
            // Line by line: the processor overlaps the sums of several, which wait for nothing but their own.
            for member in 0..TOGETHER {
                let mut total = totals[member];
                for step in 0..count {
                    let i = place(step, count, reverse);
                    total = S::next(total, chunk[member][i]);
                    chunk[member][i] = total;
                }
                totals[member] = total;
            }
            for member in 0..TOGETHER {
                let to = lines[member][1].add(start);
                if count == CHUNK {
                    for i in 0..CHUNK {
                        *to.add(i) = T::from_number(chunk[member][i]);
                    }
                } else {
                    for i in 0..count {
                        *to.add(i) = T::from_number(chunk[member][i]);
                    }
                }
            }
        }
        first += count;
    }
}

struct Lines<'a, T, A, S> {
    block: &'a Block<2>,
    length: usize,
    reverse: bool,
    of: PhantomData<(T, A, S)>,
}

impl<T: Number, A: Number, S: Step<A>> Kernel for Lines<'_, T, A, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Lines { block, length, reverse, .. } = self;
        if length == 0 {
            return;
        }
        // SAFETY: the block has lines of this length; each element is read before its place is written.
        unsafe {
            if block.panel {
                return self.panel();
            }
            let whole = block.lines - block.lines % TOGETHER;
            for first in (0..whole).step_by(TOGETHER) {
                let mut lines = [[std::ptr::null_mut::<T>(); 2]; TOGETHER];
                for member in 0..TOGETHER {
                    lines[member] = block.line::<T>(first + member);
                }
                let mut totals = [S::start(); TOGETHER];
                together::<T, A, S>(&lines, length, reverse, &mut totals);
            }
            for line in whole..block.lines {
                let [x, out] = block.line::<T>(line);
                let mut total = S::start();
                for step in 0..length {
                    let i = place(step, length, reverse);
                    total = S::next(total, A::from_number(*x.add(i)));
                    *out.add(i) = T::from_number(total);
                }
            }
        }
    }
}

impl<T: Number, A: Number, S: Step<A>> Lines<'_, T, A, S> {
    /// # Safety
    /// The block must be a panel of lines of this length and of type `T`.
    #[inline(always)]
    unsafe fn panel(&self) {
        let Block { pointers: [x, out], along, lines, .. } = *self.block;
        let lines = lines.min(PANEL);
        let mut totals = [S::start(); PANEL];
        for step in 0..self.length {
            let i = place(step, self.length, self.reverse) as isize;
            // SAFETY: each place has `lines` elements.
            unsafe {
                let (x, out) = (x.offset(i * along[0]).cast::<T>(), out.offset(i * along[1]).cast::<T>());
                for line in 0..lines {
                    totals[line] = S::next(totals[line], A::from_number(*x.add(line)));
                }
                for line in 0..lines {
                    *out.add(line) = T::from_number(totals[line]);
                }
            }
        }
    }
}

/// A long line in parts, each in [`TOGETHER`] segments: first the total of each segment, then all that goes before it, then
/// the running results.
fn long_line<T: Number, A: Number, S: Step<A>>(x: *const T, out: *mut T, length: usize, reverse: bool) {
    let parts = length.div_ceil(PART);
    let mut totals = memory::filled(parts.saturating_mul(TOGETHER), S::start());
    let shared = Shared((x, out, totals.as_mut_ptr()));
    let segments =
        |part: usize| Segments { first: part * PART, count: PART.min(length - part * PART), length, reverse };
    pool::parallel(parts, &|part| {
        let (x, _, totals) = shared.get();
        let totals = totals.wrapping_add(part * TOGETHER);
        isa::run(Totals::<T, A, S> { segments: segments(part), x, totals, of: PhantomData });
    });
    let mut before = S::start();
    for total in &mut totals {
        let next = S::next(before, *total);
        (*total, before) = (before, next);
    }
    pool::parallel(parts, &|part| {
        let (x, out, totals) = shared.get();
        let before = totals.wrapping_add(part * TOGETHER);
        isa::run(Running::<T, A, S> { segments: segments(part), x, out, before, of: PhantomData });
    });
}

/// A part of a line: elements `first..first + count` in the order in which the result runs.
#[derive(Clone, Copy)]
struct Segments {
    first: usize,
    count: usize,
    length: usize,
    reverse: bool,
}

impl Segments {
    /// Length of the segments; the last may be longer.
    #[inline(always)]
    fn each(self) -> usize {
        self.count / TOGETHER
    }

    #[inline(always)]
    fn place(self, segment: usize, step: usize) -> usize {
        place(self.first + segment * self.each() + step, self.length, self.reverse)
    }

    /// Elements of the last segment beyond the length of the others.
    #[inline(always)]
    fn rest(self) -> usize {
        self.count - TOGETHER * self.each()
    }
}

struct Totals<T, A, S> {
    segments: Segments,
    x: *const T,
    totals: *mut A,
    of: PhantomData<S>,
}

impl<T: Number, A: Number, S: Step<A>> Kernel for Totals<T, A, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (segments, x) = (self.segments, self.x);
        for segment in 0..TOGETHER {
            let count = segments.each() + if segment + 1 == TOGETHER { segments.rest() } else { 0 };
            let place = segments.place(segment, 0);
            let first = if segments.reverse { place + 1 - count } else { place };
            let mut lanes = [S::start(); TOGETHER];
            // SAFETY: all places are inside the line, and there are as many totals.
            unsafe {
                for start in (0..count - count % TOGETHER).step_by(TOGETHER) {
                    for lane in 0..TOGETHER {
                        lanes[lane] = S::next(lanes[lane], A::from_number(*x.add(first + start + lane)));
                    }
                }
                for lane in 0..count % TOGETHER {
                    lanes[lane] = S::next(lanes[lane], A::from_number(*x.add(first + count - 1 - lane)));
                }
                let mut total = lanes[0];
                for lane in 1..TOGETHER {
                    total = S::next(total, lanes[lane]);
                }
                *self.totals.add(segment) = total;
            }
        }
    }
}

struct Running<T, A, S> {
    segments: Segments,
    x: *const T,
    out: *mut T,
    /// The result before each segment.
    before: *const A,
    of: PhantomData<S>,
}

impl<T: Number, A: Number, S: Step<A>> Kernel for Running<T, A, S> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Running { segments, x, out, before, .. } = self;
        let mut totals = [S::start(); TOGETHER];
        // SAFETY: all places are inside the line, and there are as many results before; each element is read before its place is written.
        unsafe {
            std::ptr::copy_nonoverlapping(before, totals.as_mut_ptr(), TOGETHER);
            let mut lines = [[std::ptr::null_mut::<T>(); 2]; TOGETHER];
            for segment in 0..TOGETHER {
                let place = segments.place(segment, 0);
                let first = if segments.reverse { place + 1 - segments.each() } else { place };
                lines[segment] = [x.add(first).cast_mut(), out.add(first)];
            }
            together::<T, A, S>(&lines, segments.each(), segments.reverse, &mut totals);
            for rest in 0..segments.rest() {
                let i = segments.place(TOGETHER - 1, segments.each() + rest);
                totals[TOGETHER - 1] = S::next(totals[TOGETHER - 1], A::from_number(*x.add(i)));
                *out.add(i) = T::from_number(totals[TOGETHER - 1]);
            }
        }
    }
}

fn extremum<T: Ordered>(which: Extremum, input: &View, dim: usize, values: &ViewMut, indices: &ViewMut) {
    let length = input.shape.get(dim).copied().unwrap_or(1);
    let operands =
        [Operand::input(input, T::DTYPE), Operand::output(values, T::DTYPE), Operand::output(indices, DType::I64)];
    lanes::run_blocks(dim, operands, &|block, _| match which {
        Extremum::Max => isa::run(Extrema::<T, true> { block, length, of: PhantomData }),
        Extremum::Min => isa::run(Extrema::<T, false> { block, length, of: PhantomData }),
    });
}

struct Extrema<'a, T, const MAX: bool> {
    block: &'a Block<3>,
    length: usize,
    of: PhantomData<T>,
}

impl<T: Ordered, const MAX: bool> Extrema<'_, T, MAX> {
    /// Whether `x` does not take the place of `best`.
    #[inline(always)]
    fn keeps(best: T, x: T) -> bool {
        let beyond = if MAX { best.is_above(x) } else { x.is_above(best) };
        beyond | (best.is_nan() & !x.is_nan())
    }
}

impl<T: Ordered, const MAX: bool> Kernel for Extrema<'_, T, MAX> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let block = self.block;
        if block.panel {
            return self.lines::<true>(0, block.lines.min(PANEL));
        }
        let whole = block.lines - block.lines % TOGETHER;
        for first in (0..whole).step_by(TOGETHER) {
            self.lines::<false>(first, TOGETHER);
        }
        for line in whole..block.lines {
            self.lines::<false>(line, 1);
        }
    }
}

impl<T: Ordered, const MAX: bool> Extrema<'_, T, MAX> {
    /// Works on `count` lines together.
    #[inline(always)]
    fn lines<const BESIDE: bool>(&self, first: usize, count: usize) {
        let block = self.block;
        let size = size_of::<T>() as isize;
        let [x, values, indices] = block.line::<u8>(first);
        let (along, apart) = if BESIDE { (block.along, [size, size, 8]) } else { ([size, size, 8], block.apart) };
        let mut best = [T::LEAST; PANEL];
        let mut places = [0i64; PANEL];
        for i in 0..self.length as isize {
            // SAFETY: the block has lines of this length and of these types.
            unsafe {
                let x = x.offset(i * along[0]);
                for line in 0..count {
                    let x = *x.offset(line as isize * apart[0]).cast::<T>();
                    let keeps = (i > 0) & Self::keeps(best[line], x);
                    best[line] = if keeps { best[line] } else { x };
                    places[line] = if keeps { places[line] } else { i as i64 };
                }
                let (values, indices) = (values.offset(i * along[1]), indices.offset(i * along[2]));
                for line in 0..count {
                    *values.offset(line as isize * apart[1]).cast::<T>() = best[line];
                    *indices.offset(line as isize * apart[2]).cast::<i64>() = places[line];
                }
            }
        }
    }
}
