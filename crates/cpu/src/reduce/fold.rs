//! The loops of reductions: folding a dense run of elements to one, and folding dense rows into a row of accumulators.
//! Sums stay accurate because partial results of equal size meet: the error grows with the logarithm of the count
//! (N. Higham, Accuracy and Stability of Numerical Algorithms, §4.2).

use crate::{
    convert::Number,
    isa::{self, Kernel},
};
use tapir_core::DType;

/// How one reduction reads and combines elements.
pub trait Fold: Copy + Send + Sync + 'static {
    /// Elements as kernels read them.
    type Element: Number;
    type Accumulator: Number;
    /// Whether `lift` looks at its `center`.
    const CENTERED: bool = false;
    /// Combines with any accumulator to that accumulator.
    fn neutral(self) -> Self::Accumulator;
    /// What one element contributes, given the center of its output.
    fn lift(self, x: Self::Element, center: Self::Accumulator) -> Self::Accumulator;
    fn combine(a: Self::Accumulator, b: Self::Accumulator) -> Self::Accumulator;
}

/// A [`Fold`] without its types, for the driver.
pub trait AnyFold: Sync {
    fn element(&self) -> DType;
    fn accumulator(&self) -> DType;
    fn is_centered(&self) -> bool;

    /// Writes the neutral element `count` times.
    ///
    /// # Safety
    /// `into` must hold `count` accumulators.
    unsafe fn clear(&self, count: usize, into: *mut u8);

    /// Combines `count` dense elements into the accumulator at `into`.
    ///
    /// # Safety
    /// Both must be valid, and `center` too if the fold is centered.
    unsafe fn row(&self, elements: *const u8, count: usize, center: *const u8, into: *mut u8);

    /// Combines `rows` rows of `width` dense elements, `stride` bytes apart, into `width` accumulators.
    ///
    /// # Safety
    /// As for `row`, with `width` centers.
    unsafe fn columns(
        &self,
        first: *const u8,
        stride: isize,
        rows: usize,
        width: usize,
        center: *const u8,
        into: *mut u8,
    );

    /// `into[i] = combine(into[i], from[i])`.
    ///
    /// # Safety
    /// Both must hold `count` accumulators, and not overlap.
    unsafe fn merge(&self, from: *const u8, count: usize, into: *mut u8);
}

/// Accumulators that run side by side in a row: four AVX-512 registers of float32.
const LANES: usize = 64;
/// Elements folded lane by lane before the lanes are combined.
const BLOCK: usize = 64 * LANES;

impl<F: Fold> AnyFold for F {
    fn element(&self) -> DType {
        F::Element::DTYPE
    }

    fn accumulator(&self) -> DType {
        F::Accumulator::DTYPE
    }

    fn is_centered(&self) -> bool {
        F::CENTERED
    }

    unsafe fn clear(&self, count: usize, into: *mut u8) {
        // SAFETY: by the caller's promise.
        unsafe { std::slice::from_raw_parts_mut(into.cast::<F::Accumulator>(), count) }.fill(self.neutral());
    }

    unsafe fn row(&self, elements: *const u8, count: usize, center: *const u8, into: *mut u8) {
        // SAFETY: by the caller's promise.
        unsafe {
            let into = &mut *into.cast::<F::Accumulator>();
            let center = if F::CENTERED { *center.cast::<F::Accumulator>() } else { self.neutral() };
            let elements = std::slice::from_raw_parts(elements.cast::<F::Element>(), count);
            let result = if count < LANES {
                fold_short(*self, elements, center)
            } else {
                isa::run(Row { fold: *self, elements, center })
            };
            *into = F::combine(*into, result);
        }
    }

    unsafe fn columns(
        &self,
        first: *const u8,
        stride: isize,
        rows: usize,
        width: usize,
        center: *const u8,
        into: *mut u8,
    ) {
        // SAFETY: by the caller's promise.
        let into = unsafe { std::slice::from_raw_parts_mut(into.cast::<F::Accumulator>(), width) };
        isa::run(Columns { fold: *self, first, stride, rows, center: center.cast::<F::Accumulator>(), into });
    }

    unsafe fn merge(&self, from: *const u8, count: usize, into: *mut u8) {
        // SAFETY: by the caller's promise.
        let (from, into) = unsafe {
            (
                std::slice::from_raw_parts(from.cast::<F::Accumulator>(), count),
                std::slice::from_raw_parts_mut(into.cast::<F::Accumulator>(), count),
            )
        };
        for (into, &from) in into.iter_mut().zip(from) {
            *into = F::combine(*into, from);
        }
    }
}

/// Lanes of a short row. With these, and in this order, float32 sums of short rows have PyTorch's last digit too.
const SHORT_LANES: usize = 8;

/// Fewer than `LANES` elements: what fills no chunk, then the lanes that the chunks were folded into.
fn fold_short<F: Fold>(fold: F, elements: &[F::Element], center: F::Accumulator) -> F::Accumulator {
    let (chunks, rest) = elements.as_chunks::<SHORT_LANES>();
    if chunks.is_empty() {
        return in_fours(rest).fold(fold.neutral(), |acc, &x| F::combine(acc, fold.lift(x, center)));
    }
    let mut lanes = [fold.neutral(); SHORT_LANES];
    for chunk in in_fours(chunks) {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane = F::combine(*lane, fold.lift(x, center));
        }
    }
    let result = rest.iter().fold(fold.neutral(), |acc, &x| F::combine(acc, fold.lift(x, center)));
    lanes.iter().fold(result, |acc, &lane| F::combine(acc, lane))
}

/// The order of four accumulators at once that take one item each, the rest going to the first.
fn in_fours<T>(items: &[T]) -> impl Iterator<Item = &T> {
    let four = items.len().min(4);
    let head = if items.len() < 4 { four } else { 1 };
    items[..head].iter().chain(&items[four..]).chain(&items[head..four])
}

struct Row<'a, F: Fold> {
    fold: F,
    elements: &'a [F::Element],
    center: F::Accumulator,
}

impl<F: Fold> Kernel for Row<'_, F> {
    type Output = F::Accumulator;
    #[inline(always)]
    fn run(self) -> F::Accumulator {
        // Results of blocks are combined as a binary counter counts: `levels[k]` stands for 2^k blocks.
        let mut levels = [self.fold.neutral(); usize::BITS as usize];
        let mut blocks = 0usize;
        for block in self.elements.chunks(BLOCK) {
            let mut carry = fold_block(self.fold, block, self.center);
            let mut level = 0;
            while blocks >> level & 1 == 1 {
                carry = F::combine(levels[level], carry);
                level += 1;
            }
            levels[level] = carry;
            blocks += 1;
        }
        let mut result = self.fold.neutral();
        for (level, &partial) in levels.iter().enumerate() {
            if blocks >> level & 1 == 1 {
                result = F::combine(partial, result);
            }
        }
        result
    }
}

#[inline(always)]
fn fold_block<F: Fold>(fold: F, block: &[F::Element], center: F::Accumulator) -> F::Accumulator {
    let (wide, tail) = block.as_chunks::<LANES>();
    let mut lanes = if const { matches!(F::Accumulator::DTYPE, DType::F32 | DType::F64) } {
        fold_in_registers(fold, wide, center)
    } else {
        fold_in_memory(fold, wide, center)
    };
    for (lane, &x) in lanes.iter_mut().zip(tail) {
        *lane = F::combine(*lane, fold.lift(x, center));
    }
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] = F::combine(lanes[i], lanes[i + half]);
        }
        half /= 2;
    }
    lanes[0]
}

#[inline(always)]
fn fold_in_memory<F: Fold>(fold: F, wide: &[[F::Element; LANES]], center: F::Accumulator) -> [F::Accumulator; LANES] {
    let mut lanes = [fold.neutral(); LANES];
    for chunk in wide {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane = F::combine(*lane, fold.lift(x, center));
        }
    }
    lanes
}

/// The same, in a form that the compiler keeps in registers: four arrays small enough to be unrolled before it looks for
/// vectors. Three times as fast for floats; integers, which it takes apart element by element, go through memory.
#[inline(always)]
fn fold_in_registers<F: Fold>(
    fold: F,
    wide: &[[F::Element; LANES]],
    center: F::Accumulator,
) -> [F::Accumulator; LANES] {
    const QUARTER: usize = LANES / 4;
    let step = |lanes: &mut [F::Accumulator; QUARTER], elements: &[F::Element; QUARTER]| {
        for i in 0..QUARTER {
            lanes[i] = F::combine(lanes[i], fold.lift(elements[i], center));
        }
    };
    let none = [fold.neutral(); QUARTER];
    let (mut a, mut b, mut c, mut d) = (none, none, none, none);
    for chunk in wide {
        let (quarters, _) = chunk.as_chunks::<QUARTER>();
        step(&mut a, &quarters[0]);
        step(&mut b, &quarters[1]);
        step(&mut c, &quarters[2]);
        step(&mut d, &quarters[3]);
    }
    let mut lanes = [fold.neutral(); LANES];
    for (to, from) in lanes.as_chunks_mut::<QUARTER>().0.iter_mut().zip([a, b, c, d]) {
        *to = from;
    }
    lanes
}

struct Columns<'a, F: Fold> {
    fold: F,
    first: *const u8,
    stride: isize,
    rows: usize,
    center: *const F::Accumulator,
    into: &'a mut [F::Accumulator],
}

impl<F: Fold> Kernel for Columns<'_, F> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let width = self.into.len();
        // SAFETY: `AnyFold::columns` was promised `rows` rows of `width` elements.
        let row = |r: usize| unsafe {
            std::slice::from_raw_parts(self.first.offset(r as isize * self.stride).cast::<F::Element>(), width)
        };
        let fold = self.fold;
        // SAFETY: as above; there are `width` centers if the fold is centered.
        let center = |i: usize| if F::CENTERED { unsafe { *self.center.add(i) } } else { fold.neutral() };
        let mut r = 0;
        while r + 4 <= self.rows {
            let (a, b, c, d) = (row(r), row(r + 1), row(r + 2), row(r + 3));
            for i in 0..width {
                let m = center(i);
                let ab = F::combine(fold.lift(a[i], m), fold.lift(b[i], m));
                let cd = F::combine(fold.lift(c[i], m), fold.lift(d[i], m));
                self.into[i] = F::combine(self.into[i], F::combine(ab, cd));
            }
            r += 4;
        }
        for r in r..self.rows {
            for (i, (&x, into)) in row(r).iter().zip(self.into.iter_mut()).enumerate() {
                *into = F::combine(*into, fold.lift(x, center(i)));
            }
        }
    }
}
