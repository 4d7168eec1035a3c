//! Averages of windows, and the transpose: every element gets its share of the windows that have it. Both go line by line of
//! the target: the lines of the source that belong to it are summed to one, of which sums along the line are taken. Where
//! channels lie side by side, each element of a line is a run of channels.

use super::{
    GRAIN,
    parts::{Average, BLOCK, Pairs, Part, Stretch},
};
use crate::{
    number::{Arithmetic, Number, dispatch},
    parallel::Shared,
    simd::isa::{self, Kernel},
    windows::Images,
};
use std::{marker::PhantomData, ops::Range};
use tapir_core::{Result, bail, ensure, pool};
use tapir_ops::{View, ViewMut};

/// What sums are taken in.
trait Mean: Arithmetic {
    fn over(self, divisor: Self) -> Self;
}

impl Mean for f32 {
    #[inline(always)]
    fn over(self, divisor: f32) -> f32 {
        self / divisor
    }
}

impl Mean for f64 {
    #[inline(always)]
    fn over(self, divisor: f64) -> f64 {
        self / divisor
    }
}

impl Mean for i64 {
    #[inline(always)]
    fn over(self, divisor: i64) -> i64 {
        self.checked_div(divisor).unwrap_or(0)
    }
}

/// Channels that are worked on together, if they lie side by side.
const LANES: usize = 64;

/// The average of every window, or with `TRANSPOSED` every element's share of them.
pub fn average<const TRANSPOSED: bool>(how: &Average, source: &View, target: &ViewMut) -> Result<()> {
    ensure!(source.dtype == target.dtype, DType, "avg_pool: {:?} does not give {:?}", source.dtype, target.dtype);
    dispatch!(source.dtype, (E, A) in averages => run::<E, A, TRANSPOSED>(how, source, target),
        dtype => bail!(DType, "\"avg_pool2d\" not implemented for '{}'", dtype.scalar_name()));
    Ok(())
}

fn run<E: Number, A: Mean, const TRANSPOSED: bool>(how: &Average, source: &View, target: &ViewMut) {
    let (source, target) = (Images::<*const E>::of(source), Images::<*mut E>::of_mut(target));
    let side_by_side =
        source.channel_stride == 1 && source.strides[2] > 1 || target.channel_stride == 1 && target.strides[2] > 1;
    let lanes = if side_by_side && target.channels >= 8 { LANES.min(target.channels) } else { 1 };
    let parts = how.parts::<TRANSPOSED>(lanes);
    let shared = Shared((source, target));
    let work = how.work().saturating_mul(lanes);
    let blocks = target.channels.div_ceil(lanes);
    pool::parallel_ranges(target.batch * blocks, GRAIN.div_ceil(work).max(1), &|range| {
        let (source, target) = shared.get();
        isa::run(Planes::<E, A, TRANSPOSED> { how, parts: &parts, source, target, lanes, range, sums: PhantomData });
    });
}

/// Blocks of channels, of some images.
struct Planes<'a, E, A, const TRANSPOSED: bool> {
    how: &'a Average,
    parts: &'a [Part],
    source: Images<*const E>,
    target: Images<*mut E>,
    lanes: usize,
    range: Range<usize>,
    sums: PhantomData<A>,
}

impl<E: Number, A: Mean, const TRANSPOSED: bool> Kernel for Planes<'_, E, A, TRANSPOSED> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Planes { how, source, target, .. } = &self;
        let blocks = target.channels.div_ceil(self.lanes);
        let directly = !TRANSPOSED && self.lanes > 1 && source.channel_stride == 1 && how.has_few();
        let (mut sums, mut line) = ([A::ZERO; BLOCK], [A::ZERO; BLOCK]);
        for block in self.range.clone() {
            let (image, channel) = (block / blocks, block % blocks * self.lanes);
            let lanes = self.lanes.min(target.channels - channel);
            let from = source.pointer.wrapping_add(image * source.batch_stride + channel * source.channel_stride);
            let to = target.pointer.wrapping_add(image * target.batch_stride + channel * target.channel_stride);
            for z in 0..target.size[0] {
                let deep = how.sources::<TRANSPOSED>(0, z..z + 1);
                for y in 0..target.size[1] {
                    let high = how.sources::<TRANSPOSED>(1, y..y + 1);
                    for part in self.parts {
                        let sums = &mut sums[..part.target.len() * lanes];
                        let at = z * target.strides[0] + y * target.strides[1] + part.target.start * target.strides[2];
                        if directly {
                            for (i, x) in part.target.clone().enumerate() {
                                let columns = how.positions(2, x..x + 1);
                                self.sum_window(from, [&deep, &high, &columns], &mut sums[i * lanes..][..lanes]);
                            }
                            self.write(sums, to.wrapping_add(at), [z, y], part, lanes);
                            continue;
                        }
                        sums.fill(A::ZERO);
                        for each in &part.sources {
                            let (step, rows) = (source.strides[2], [&deep, &high]);
                            let from = from.wrapping_add(each.columns.start * step);
                            let line = &mut line[..each.columns.len() * lanes];
                            self.sum_rows(from, step, &each.stretches, rows, line, lanes);
                            for pairs in &each.pairs {
                                pairs.add::<A, TRANSPOSED>(line, sums, lanes);
                            }
                        }
                        self.write(sums, to.wrapping_add(at), [z, y], part, lanes);
                    }
                }
            }
        }
    }
}

impl<E: Number, A: Mean, const TRANSPOSED: bool> Planes<'_, E, A, TRANSPOSED> {
    /// The sum of a window of channels that lie side by side, four elements at a time.
    #[inline(always)]
    fn sum_window(&self, from: *const E, [deep, high, columns]: [&Range<usize>; 3], sums: &mut [A]) {
        let strides = self.source.strides;
        let (mut four, mut count, mut is_first) = ([from; 4], 0, true);
        for z in deep.clone() {
            for y in high.clone() {
                for x in columns.clone() {
                    four[count] = from.wrapping_add(z * strides[0] + y * strides[1] + x * strides[2]);
                    count += 1;
                    if count == 4 {
                        // SAFETY: the window's channels are in the source.
                        unsafe {
                            if is_first {
                                add_runs::<E, A, 4, false, false>(four, 1, [A::ONE; 4], sums);
                            } else {
                                add_runs::<E, A, 4, true, false>(four, 1, [A::ONE; 4], sums);
                            }
                        }
                        (count, is_first) = (0, false);
                    }
                }
            }
        }
        for &run in &four[..count] {
            // SAFETY: as above.
            unsafe {
                if is_first {
                    add_runs::<E, A, 1, false, false>([run], 1, [A::ONE], sums);
                } else {
                    add_runs::<E, A, 1, true, false>([run], 1, [A::ONE], sums);
                }
            }
            is_first = false;
        }
    }

    /// The sum of some lines of the source from a column on, into one; those of windows are divided before.
    #[inline(always)]
    fn sum_rows(
        &self,
        from: *const E,
        step: usize,
        stretches: &[Stretch],
        [deep, high]: [&Range<usize>; 2],
        line: &mut [A],
        lanes: usize,
    ) {
        let mut is_first = true;
        for z in deep.clone() {
            for y in high.clone().step_by(2) {
                let from = from.wrapping_add(z * self.source.strides[0] + y * self.source.strides[1]);
                match (is_first, y + 1 < high.end) {
                    (true, true) => self.add_rows::<2, false>(from, step, stretches, [z, y], line, lanes),
                    (true, false) => self.add_rows::<1, false>(from, step, stretches, [z, y], line, lanes),
                    (false, true) => self.add_rows::<2, true>(from, step, stretches, [z, y], line, lanes),
                    (false, false) => self.add_rows::<1, true>(from, step, stretches, [z, y], line, lanes),
                }
                is_first = false;
            }
        }
        if is_first {
            line.fill(A::ZERO);
        }
    }

    /// Lines of the source from `y` on, into or onto one.
    #[inline(always)]
    fn add_rows<const ROWS: usize, const ADD: bool>(
        &self,
        from: *const E,
        step: usize,
        stretches: &[Stretch],
        [z, y]: [usize; 2],
        line: &mut [A],
        lanes: usize,
    ) {
        let (row, apart) = (self.source.strides[1], self.source.channel_stride);
        let mut divisors = [A::ONE; ROWS];
        if !TRANSPOSED {
            // SAFETY: the columns are in the source.
            return unsafe { load::<E, A, ROWS, ADD, false>(from, row, step, apart, line, lanes, divisors) };
        }
        for stretch in stretches {
            for i in 0..ROWS {
                let others = self.how.extent(0, z).saturating_mul(self.how.extent(1, y + i));
                divisors[i] = self.how.divisor(others, stretch.extent);
            }
            let line = &mut line[stretch.columns.start * lanes..stretch.columns.end * lanes];
            let from = from.wrapping_add(stretch.columns.start * step);
            // SAFETY: as above.
            unsafe { load::<E, A, ROWS, ADD, true>(from, row, step, apart, line, lanes, divisors) };
        }
    }

    /// Sums to the target, those of windows divided.
    #[inline(always)]
    fn write(&self, sums: &mut [A], to: *mut E, [z, y]: [usize; 2], part: &Part, lanes: usize) {
        let (step, apart) = (self.target.strides[2], self.target.channel_stride);
        let others = if TRANSPOSED { 1 } else { self.how.extent(0, z).saturating_mul(self.how.extent(1, y)) };
        for stretch in &part.stretches {
            let divisor: A = self.how.divisor(others, stretch.extent);
            for sum in &mut sums[stretch.columns.start * lanes..stretch.columns.end * lanes] {
                *sum = sum.over(divisor);
            }
        }
        // SAFETY: the part is in the target, and this thread's.
        unsafe { store(sums, to, step, apart, lanes) };
    }
}

impl Pairs {
    /// Adds elements of a line to the sums that they belong to.
    #[inline(always)]
    fn add<A: Arithmetic, const TRANSPOSED: bool>(&self, line: &[A], sums: &mut [A], lanes: usize) {
        let windows = (self.window, self.window_step);
        let positions = (self.position, self.position_step);
        let ((from, apart), (to, step)) = if TRANSPOSED { (windows, positions) } else { (positions, windows) };
        let (line, sums) = (&line[from * lanes..], &mut sums[to * lanes..]);
        match (apart, step) {
            (1, 1) => add(&line[..self.count * lanes], &mut sums[..self.count * lanes]),
            _ if lanes > 1 => {
                for i in 0..self.count {
                    add(&line[i * apart * lanes..][..lanes], &mut sums[i * step * lanes..][..lanes]);
                }
            }
            (1, 0) => {
                for &element in &line[..self.count] {
                    sums[0] = sums[0].plus(element);
                }
            }
            (1, 2) => add_steps(line, 1, sums, 2, self.count),
            (2, 1) => add_steps(line, 2, sums, 1, self.count),
            _ => add_steps(line, apart, sums, step, self.count),
        }
    }
}

#[inline(always)]
fn add<A: Arithmetic>(from: &[A], to: &mut [A]) {
    for (sum, &element) in to.iter_mut().zip(from) {
        *sum = sum.plus(element);
    }
}

#[inline(always)]
fn add_steps<A: Arithmetic>(from: &[A], apart: usize, to: &mut [A], step: usize, count: usize) {
    let (from, to) = (&from[..(count - 1) * apart + 1], &mut to[..(count - 1) * step + 1]);
    for i in 0..count {
        // SAFETY: the slices end with the last elements. Constant steps make vectors of the loop.
        unsafe {
            let sum = to.get_unchecked_mut(i * step);
            *sum = sum.plus(*from.get_unchecked(i * apart));
        }
    }
}

/// The sum of runs whose elements are `apart`, divided, in place of the sums or added to them.
///
/// # Safety
/// There must be as many elements as sums in each.
#[inline(always)]
unsafe fn add_runs<E: Number, A: Mean, const RUNS: usize, const ADD: bool, const DIVIDE: bool>(
    runs: [*const E; RUNS],
    apart: usize,
    divisors: [A; RUNS],
    sums: &mut [A],
) {
    for k in 0..sums.len() {
        let mut sum = if ADD { sums[k] } else { A::ZERO };
        for n in 0..RUNS {
            // SAFETY: as promised by the caller.
            let element = A::from_number(unsafe { *runs[n].add(k * apart) });
            sum = sum.plus(if DIVIDE { element.over(divisors[n]) } else { element });
        }
        sums[k] = sum;
    }
}

/// Elements of lines `row` apart, of which columns are `step` and channels `apart`, summed into or onto a dense line.
///
/// # Safety
/// The elements must be there.
#[inline(always)]
unsafe fn load<E: Number, A: Mean, const ROWS: usize, const ADD: bool, const DIVIDE: bool>(
    from: *const E,
    row: usize,
    step: usize,
    apart: usize,
    line: &mut [A],
    lanes: usize,
    divisors: [A; ROWS],
) {
    let (run, runs, within) = runs(step, apart, line.len(), lanes);
    for i in 0..runs {
        let mut rows = [from.wrapping_add(i * step); ROWS];
        for n in 1..ROWS {
            rows[n] = rows[n].wrapping_add(n * row);
        }
        let line = &mut line[i * run..][..run];
        // SAFETY: as promised by the caller. A constant distance makes vectors of the loop.
        unsafe {
            if within == 1 {
                add_runs::<E, A, ROWS, ADD, DIVIDE>(rows, 1, divisors, line);
            } else {
                add_runs::<E, A, ROWS, ADD, DIVIDE>(rows, within, divisors, line);
            }
        }
    }
}

/// A dense line to elements of which columns are `step` and channels `apart`.
///
/// # Safety
/// The elements must be there, and nobody else write them.
#[inline(always)]
unsafe fn store<E: Number, A: Number>(line: &[A], to: *mut E, step: usize, apart: usize, lanes: usize) {
    let (run, runs, within) = runs(step, apart, line.len(), lanes);
    for i in 0..runs {
        let (to, line) = (to.wrapping_add(i * step), &line[i * run..][..run]);
        // SAFETY: as promised by the caller. A constant distance makes vectors of the loop.
        unsafe {
            if within == 1 {
                store_run(line, to, 1);
            } else {
                store_run(line, to, within);
            }
        }
    }
}

/// # Safety
/// As for [`store`].
#[inline(always)]
unsafe fn store_run<E: Number, A: Number>(line: &[A], to: *mut E, apart: usize) {
    for k in 0..line.len() {
        // SAFETY: as promised by the caller.
        unsafe { *to.add(k * apart) = E::from_number(line[k]) };
    }
}

/// The length of the runs in which elements lie, their number, and the distance within them.
#[inline(always)]
fn runs(step: usize, apart: usize, len: usize, lanes: usize) -> (usize, usize, usize) {
    match lanes {
        1 => (len, 1, step),
        _ if apart == 1 && step == lanes => (len, 1, 1),
        _ => (lanes, len / lanes, apart),
    }
}
