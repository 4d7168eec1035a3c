//! The extremum along one dimension and where it first occurs: the extremum of each block with vectors, and then its place
//! in the one block that has it.

use crate::{
    iterate::lanes::{self, Block, Operand, PANEL, with_dim},
    number::{Ordered, dispatch},
    simd::isa::{self, Kernel},
};
use std::marker::PhantomData;
use tapir_core::{DType, Result, ensure};
use tapir_ops::{Extremum, View, ViewMut};

/// Elements per block, and comparisons side by side.
const BLOCK: usize = 1024;
const LANES: usize = 32;

pub fn reduce_index(
    which: Extremum,
    input: &View,
    dim: usize,
    values: Option<&ViewMut>,
    indices: Option<&ViewMut>,
) -> Result<()> {
    let rank = input.shape.len();
    if input.numel() == 0 {
        let empty = input.shape.get(dim) == Some(&0);
        let kept_is_empty = (0..rank).any(|other| other != dim && input.shape[other] == 0);
        ensure!(!empty || kept_is_empty, Index, "Expected reduction dim {dim} to have non-zero size.");
        return Ok(());
    }
    let (values, indices) = (with_dim(values, dim, rank), with_dim(indices, dim, rank));
    dispatch!(input.dtype, T in ordered => run::<T>(which, input, dim, values.as_ref(), indices.as_ref()));
    Ok(())
}

fn run<T: Ordered>(which: Extremum, input: &View, dim: usize, values: Option<&ViewMut>, indices: Option<&ViewMut>) {
    let length = input.shape.get(dim).copied().unwrap_or(1);
    let line = Operand::input(input, T::DTYPE);
    let operands = [line, Operand::optional(values, T::DTYPE, &line), Operand::optional(indices, DType::I64, &line)];
    lanes::run_blocks(dim, operands, &|block, _| {
        if block.panel {
            return match which {
                Extremum::Max => isa::run(Panel::<T, true> { block, length, of: PhantomData }),
                Extremum::Min => isa::run(Panel::<T, false> { block, length, of: PhantomData }),
            };
        }
        for line in 0..block.lines {
            let [line, value, index] = block.line::<u8>(line);
            // SAFETY: lines are dense, as long as the dimension, and of type `T`; outputs have one element each.
            unsafe {
                let line = std::slice::from_raw_parts(line.cast::<T>().cast_const(), length);
                let best = isa::run(Find { line, which });
                if !value.is_null() {
                    value.cast::<T>().write(line[best]);
                }
                if !index.is_null() {
                    index.cast::<i64>().write(best as i64);
                }
            }
        }
    });
}

/// The extrema of neighbouring lines, place by place.
struct Panel<'a, T, const MAX: bool> {
    block: &'a Block<3>,
    length: usize,
    of: PhantomData<T>,
}

impl<T: Ordered, const MAX: bool> Kernel for Panel<'_, T, MAX> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Block { pointers: [x, values, indices], along, lines, .. } = *self.block;
        let lines = lines.min(PANEL);
        let mut best = [if MAX { T::LEAST } else { T::GREATEST }; PANEL];
        let mut places = [0i64; PANEL];
        // SAFETY: each place has `lines` elements, and so have the outputs that are wanted.
        unsafe {
            for i in 0..self.length as isize {
                let x = x.offset(i * along[0]).cast::<T>();
                for line in 0..lines {
                    let x = *x.add(line);
                    let beyond = if MAX { x.is_above(best[line]) } else { best[line].is_above(x) };
                    let better = beyond | (x.is_nan() & !best[line].is_nan());
                    best[line] = if better { x } else { best[line] };
                    places[line] = if better { i as i64 } else { places[line] };
                }
            }
            if !values.is_null() {
                std::ptr::copy_nonoverlapping(best.as_ptr(), values.cast(), lines);
            }
            if !indices.is_null() {
                std::ptr::copy_nonoverlapping(places.as_ptr(), indices.cast(), lines);
            }
        }
    }
}

/// Index of the first extremum of a line that is not empty.
struct Find<'a, T> {
    line: &'a [T],
    which: Extremum,
}

impl<T: Ordered> Kernel for Find<'_, T> {
    type Output = usize;
    #[inline(always)]
    fn run(self) -> usize {
        match self.which {
            Extremum::Max => find(self.line, T::LEAST, T::greater),
            Extremum::Min => find(self.line, T::GREATEST, T::lesser),
        }
    }
}

/// `better(a, b)` is `b` if `b` is better or NaN, and else `a`.
#[inline(always)]
fn find<T: Ordered>(line: &[T], worst: T, better: impl Fn(T, T) -> T) -> usize {
    let (mut best, mut start) = (line[0], 0);
    for (number, block) in line.chunks(BLOCK).enumerate() {
        let candidate = better(best, extremum(block, worst, &better));
        if candidate != best && !best.is_nan() {
            (best, start) = (candidate, number * BLOCK);
        }
    }
    place_of(best, &line[start..]).map_or(0, |place| start + place)
}

/// Where a value first is, NaN being one: chunk by chunk, in loops over an index, since an iterator's closure leaves the clone.
#[inline(always)]
fn place_of<T: Ordered>(value: T, line: &[T]) -> Option<usize> {
    let mut at = 0;
    while at + LANES <= line.len() {
        let (chunk, mut found) = (&line[at..at + LANES], false);
        for i in 0..LANES {
            found |= is_same(chunk[i], value);
        }
        if found {
            break;
        }
        at += LANES;
    }
    while at < line.len() {
        if is_same(line[at], value) {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[inline(always)]
fn is_same<T: Ordered>(a: T, b: T) -> bool {
    (a == b) | (a.is_nan() & b.is_nan())
}

#[inline(always)]
fn extremum<T: Ordered>(block: &[T], worst: T, better: &impl Fn(T, T) -> T) -> T {
    let mut lanes = [worst; LANES];
    let (chunks, rest) = block.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane = better(*lane, x);
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(rest) {
        *lane = better(*lane, x);
    }
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] = better(lanes[i], lanes[i + half]);
        }
        half /= 2;
    }
    lanes[0]
}
