//! The loops of reductions: folding a dense run of elements to one, and folding dense rows into a row of accumulators.
//! Sums stay accurate because partial results of equal size meet: the error grows with the logarithm of the count
//! (N. Higham, Accuracy and Stability of Numerical Algorithms, §4.2).

use crate::{
    number::{Element, Truth},
    simd::isa::{self, Kernel},
};
use std::marker::PhantomData;
use tapir_core::{Complex32, Complex64, DType, Scalar};
use tapir_ops::{Fold, MAX_FOLD_PARAMS, Num};

/// A reduction of elements of one type.
#[derive(Clone, Copy)]
struct Typed<F, E: Element> {
    params: [E::Lane; MAX_FOLD_PARAMS],
    fold: PhantomData<F>,
}

impl<F: Fold, E: Element> Typed<F, E> {
    #[inline(always)]
    fn identity() -> E::Lane {
        E::Lane::lit(F::IDENTITY)
    }

    #[inline(always)]
    fn map(self, x: E, center: E::Lane) -> E::Lane {
        F::map(x.lane(), center, self.params)
    }
}

/// The reduction with the formula `F` of elements of a dtype, if it takes them.
pub fn typed<F: Fold>(compute: DType, params: &[Scalar]) -> Option<Box<dyn AnyFold>> {
    fn of<F: Fold, E: Element>(params: &[Scalar]) -> Option<Box<dyn AnyFold>> {
        if const { F::SPEC.elements.takes(E::DTYPE) } {
            let mut values = [E::Lane::lit(0.0); MAX_FOLD_PARAMS];
            for (value, &given) in values.iter_mut().zip(params) {
                *value = E::Lane::from_scalar(given);
            }
            Some(Box::new(Typed::<F, E> { params: values, fold: PhantomData }))
        } else {
            None
        }
    }
    match compute {
        DType::F32 => of::<F, f32>(params),
        DType::F64 => of::<F, f64>(params),
        DType::I64 => of::<F, i64>(params),
        DType::U64 => of::<F, u64>(params),
        DType::C64 => of::<F, Complex32>(params),
        DType::C128 => of::<F, Complex64>(params),
        DType::Bool => of::<F, Truth>(params),
        _ => None,
    }
}

/// A [`Typed`] reduction without its types, for the driver.
pub trait AnyFold: Sync {
    fn element(&self) -> DType;
    fn accumulator(&self) -> DType;
    fn is_centered(&self) -> bool;

    /// Writes the identity element `count` times.
    ///
    /// # Safety
    /// `into` must hold `count` accumulators.
    unsafe fn clear(&self, count: usize, into: *mut u8);

    /// Combines `count` dense elements into the accumulator at `into`.
    ///
    /// # Safety
    /// Both must be valid, and `center` too if the fold is centered.
    unsafe fn row(&self, elements: *const u8, count: usize, center: *const u8, into: *mut u8);

    /// As `row`, for `rows` rows, `apart` bytes from one to the next, with an accumulator (and center) each.
    ///
    /// # Safety
    /// As for `row`.
    unsafe fn rows(&self, first: *const u8, apart: isize, rows: usize, count: usize, center: *const u8, into: *mut u8);

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

    /// Makes results of `count` accumulators.
    ///
    /// # Safety
    /// There must be so many.
    unsafe fn finish(&self, count: usize, into: *mut u8);
}

/// Accumulators that run side by side in a row: four AVX-512 registers of float32.
const LANES: usize = 64;
/// Elements folded lane by lane before the lanes are combined.
const BLOCK: usize = 64 * LANES;

impl<F: Fold, E: Element> AnyFold for Typed<F, E> {
    fn element(&self) -> DType {
        E::DTYPE
    }

    fn accumulator(&self) -> DType {
        E::COMPUTED
    }

    fn is_centered(&self) -> bool {
        F::SPEC.centered
    }

    unsafe fn clear(&self, count: usize, into: *mut u8) {
        // SAFETY: by the caller's promise.
        unsafe { std::slice::from_raw_parts_mut(into.cast::<E::Lane>(), count) }.fill(Typed::<F, E>::identity());
    }

    unsafe fn row(&self, elements: *const u8, count: usize, center: *const u8, into: *mut u8) {
        // SAFETY: by the caller's promise.
        unsafe { self.rows(elements, 0, 1, count, center, into) };
    }

    unsafe fn rows(&self, first: *const u8, apart: isize, rows: usize, count: usize, center: *const u8, into: *mut u8) {
        let (center, into) = (center.cast::<E::Lane>(), into.cast::<E::Lane>());
        isa::run(Rows { fold: *self, first, apart, rows, count, center, into });
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
        isa::run(Columns { fold: *self, first, stride, rows, width, center: center.cast(), into: into.cast() });
    }

    unsafe fn finish(&self, count: usize, into: *mut u8) {
        if F::SPEC.finished {
            // SAFETY: by the caller's promise.
            for value in unsafe { std::slice::from_raw_parts_mut(into.cast::<E::Lane>(), count) } {
                *value = F::finish(*value, self.params);
            }
        }
    }

    unsafe fn merge(&self, from: *const u8, count: usize, into: *mut u8) {
        isa::run(Merge::<F, E> { from: from.cast(), count, into: into.cast(), fold: PhantomData });
    }
}

/// Lanes of a short row. With these, and in this order, float32 sums of short rows have PyTorch's last digit too.
const SHORT_LANES: usize = 8;

/// Fewer than `LANES` elements: what fills no chunk, then the lanes that the chunks were folded into.
#[inline(always)]
fn fold_short<F: Fold, E: Element>(fold: Typed<F, E>, elements: &[E], center: E::Lane) -> E::Lane {
    let (chunks, rest) = elements.as_chunks::<SHORT_LANES>();
    let mut result = Typed::<F, E>::identity();
    if chunks.is_empty() {
        for i in 0..rest.len() {
            result = F::combine(result, fold.map(rest[in_fours(i, rest.len())], center));
        }
        return result;
    }
    let mut lanes = [Typed::<F, E>::identity(); SHORT_LANES];
    for i in 0..chunks.len() {
        let chunk = &chunks[in_fours(i, chunks.len())];
        for lane in 0..SHORT_LANES {
            lanes[lane] = F::combine(lanes[lane], fold.map(chunk[lane], center));
        }
    }
    for &x in rest {
        result = F::combine(result, fold.map(x, center));
    }
    for lane in lanes {
        result = F::combine(result, lane);
    }
    result
}

/// Which of `count` items is number `i` in the order of four accumulators at once that take one item each, the rest going to
/// the first: the first, those from the fifth on, and then the other three.
#[inline(always)]
fn in_fours(i: usize, count: usize) -> usize {
    match i {
        _ if count < 4 || i == 0 => i,
        _ if i <= count - 4 => i + 3,
        _ => i + 3 - (count - 1),
    }
}

struct Rows<F, E: Element> {
    fold: Typed<F, E>,
    first: *const u8,
    apart: isize,
    rows: usize,
    count: usize,
    center: *const E::Lane,
    into: *mut E::Lane,
}

impl<F: Fold, E: Element> Kernel for Rows<F, E> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Rows { fold, first, apart, rows, count, center, into } = self;
        for row in 0..rows {
            // SAFETY: `AnyFold::rows` was promised rows of `count` elements, with an accumulator and a center each.
            unsafe {
                let elements = first.offset(row as isize * apart).cast::<E>();
                let elements = std::slice::from_raw_parts(elements, count);
                let center = if F::SPEC.centered { *center.add(row) } else { Typed::<F, E>::identity() };
                let result = match count {
                    0..LANES => fold_short(fold, elements, center),
                    LANES..=BLOCK => F::combine(fold_block(fold, elements, center), Typed::<F, E>::identity()),
                    _ => fold_long(fold, elements, center),
                };
                *into.add(row) = F::combine(*into.add(row), result);
            }
        }
    }
}

/// Results of blocks are combined as a binary counter counts: `levels[k]` stands for 2^k blocks.
#[inline(always)]
fn fold_long<F: Fold, E: Element>(fold: Typed<F, E>, elements: &[E], center: E::Lane) -> E::Lane {
    let mut levels = [Typed::<F, E>::identity(); usize::BITS as usize];
    let mut blocks = 0usize;
    for block in elements.chunks(BLOCK) {
        let mut carry = fold_block(fold, block, center);
        let mut level = 0;
        while blocks >> level & 1 == 1 {
            carry = F::combine(levels[level], carry);
            level += 1;
        }
        levels[level] = carry;
        blocks += 1;
    }
    let mut result = Typed::<F, E>::identity();
    for (level, &partial) in levels.iter().enumerate() {
        if blocks >> level & 1 == 1 {
            result = F::combine(partial, result);
        }
    }
    result
}

#[inline(always)]
fn fold_block<F: Fold, E: Element>(fold: Typed<F, E>, block: &[E], center: E::Lane) -> E::Lane {
    let (wide, tail) = block.as_chunks::<LANES>();
    let mut lanes = if const { matches!(E::COMPUTED, DType::F32 | DType::F64) } {
        fold_in_registers(fold, wide, center)
    } else {
        fold_in_memory(fold, wide, center)
    };
    for (lane, &x) in lanes.iter_mut().zip(tail) {
        *lane = F::combine(*lane, fold.map(x, center));
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
fn fold_in_memory<F: Fold, E: Element>(fold: Typed<F, E>, wide: &[[E; LANES]], center: E::Lane) -> [E::Lane; LANES] {
    let mut lanes = [Typed::<F, E>::identity(); LANES];
    for chunk in wide {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane = F::combine(*lane, fold.map(x, center));
        }
    }
    lanes
}

/// The same, in a form that the compiler keeps in registers: four arrays small enough to be unrolled before it looks for
/// vectors. Three times as fast for floats; integers, which it takes apart element by element, go through memory.
#[inline(always)]
fn fold_in_registers<F: Fold, E: Element>(fold: Typed<F, E>, wide: &[[E; LANES]], center: E::Lane) -> [E::Lane; LANES] {
    const QUARTER: usize = LANES / 4;
    macro_rules! step {
        ($lanes:ident, $elements:expr) => {
            for i in 0..QUARTER {
                $lanes[i] = F::combine($lanes[i], fold.map($elements[i], center));
            }
        };
    }
    let none = [Typed::<F, E>::identity(); QUARTER];
    let (mut a, mut b, mut c, mut d) = (none, none, none, none);
    for chunk in wide {
        let (quarters, _) = chunk.as_chunks::<QUARTER>();
        step!(a, quarters[0]);
        step!(b, quarters[1]);
        step!(c, quarters[2]);
        step!(d, quarters[3]);
    }
    let mut lanes = [Typed::<F, E>::identity(); LANES];
    for (to, from) in lanes.as_chunks_mut::<QUARTER>().0.iter_mut().zip([a, b, c, d]) {
        *to = from;
    }
    lanes
}

struct Merge<F, E: Element> {
    from: *const E::Lane,
    count: usize,
    into: *mut E::Lane,
    fold: PhantomData<F>,
}

impl<F: Fold, E: Element> Kernel for Merge<F, E> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for i in 0..self.count {
            // SAFETY: `AnyFold::merge` was promised `count` accumulators on both sides.
            unsafe { *self.into.add(i) = F::combine(*self.into.add(i), *self.from.add(i)) };
        }
    }
}

struct Columns<F, E: Element> {
    fold: Typed<F, E>,
    first: *const u8,
    stride: isize,
    rows: usize,
    width: usize,
    center: *const E::Lane,
    into: *mut E::Lane,
}

impl<F: Fold, E: Element> Kernel for Columns<F, E> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Columns { fold, first, stride, rows, width, center, into } = self;
        let mut r = 0;
        // SAFETY: `AnyFold::columns` was promised `rows` rows of `width` elements and, if the fold is centered, as many centers.
        unsafe {
            macro_rules! row {
                ($r:expr) => {
                    first.offset($r as isize * stride).cast::<E>()
                };
            }
            while r + 4 <= rows {
                let (a, b, c, d) = (row!(r), row!(r + 1), row!(r + 2), row!(r + 3));
                for i in 0..width {
                    let m = if F::SPEC.centered { *center.add(i) } else { Typed::<F, E>::identity() };
                    let ab = F::combine(fold.map(*a.add(i), m), fold.map(*b.add(i), m));
                    let cd = F::combine(fold.map(*c.add(i), m), fold.map(*d.add(i), m));
                    *into.add(i) = F::combine(*into.add(i), F::combine(ab, cd));
                }
                r += 4;
            }
            while r < rows {
                let a = row!(r);
                for i in 0..width {
                    let m = if F::SPEC.centered { *center.add(i) } else { Typed::<F, E>::identity() };
                    *into.add(i) = F::combine(*into.add(i), fold.map(*a.add(i), m));
                }
                r += 1;
            }
        }
    }
}
