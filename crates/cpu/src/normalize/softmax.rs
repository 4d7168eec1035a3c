//! Softmax and its logarithm, shifted by the greatest element so that nothing overflows. Dense lines are worked on along
//! themselves, others in panels, across lines. Loops are plain, since closures would leave the clone's instruction set.

use super::fold_lanes::fold_lanes;
use crate::{
    iterate::lanes::{self, Block, Operand, PANEL},
    number::Real,
    simd::isa::{self, LaneKernel},
};
use tapir_ops::{View, ViewMut, lane::Isa};

pub fn forward<T: Real>(log: bool, input: &View, dim: usize, out: &ViewMut) {
    let length = input.shape.get(dim).copied().unwrap_or(1);
    let operands = [Operand::input(input, T::DTYPE), Operand::output(out, T::DTYPE)];
    lanes::run_blocks(dim, operands, &|block, _| {
        isa::run(Forward::<T> { block, length, log, of: std::marker::PhantomData })
    });
}

struct Forward<'a, T> {
    block: &'a Block<2>,
    length: usize,
    log: bool,
    of: std::marker::PhantomData<T>,
}

impl<T: Real> LaneKernel for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run_in<I: Isa>(self) {
        let Block { pointers: [x, out], along, apart, lines, panel } = *self.block;
        // SAFETY: the block has `lines` lines of this length; equal pointers are the same elements.
        unsafe {
            if panel {
                return forward_panel::<T, I>(x, along[0], out, along[1], [lines, self.length], self.log);
            }
            for line in 0..lines as isize {
                let (x, out) = (x.offset(line * apart[0]).cast::<T>(), out.offset(line * apart[1]).cast::<T>());
                if self.log {
                    log_line::<T, I>(x, out, self.length);
                } else {
                    line_of::<T, I>(x, out, self.length);
                }
            }
        }
    }
}

/// # Safety
/// `x` must be readable and `out` writable for `length` elements; they are the same memory or do not overlap.
#[inline(always)]
unsafe fn line_of<T: Real, I: Isa>(x: *const T, out: *mut T, length: usize) {
    // SAFETY: both have `length` elements.
    unsafe {
        let greatest = fold_lanes!(T, length, T::LEAST, [x in x] x, |a, b| a.greater(b));
        for i in 0..length {
            *out.add(i) = (*x.add(i) - greatest).exp::<I>();
        }
        let scale = T::ONE / fold_lanes!(T, length, T::ZERO, [y in out] y, |a, b| a + b);
        for i in 0..length {
            *out.add(i) = *out.add(i) * scale;
        }
    }
}

/// # Safety
/// `x` must be readable and `out` writable for `length` elements; they are the same memory or do not overlap.
#[inline(always)]
unsafe fn log_line<T: Real, I: Isa>(x: *const T, out: *mut T, length: usize) {
    // SAFETY: both have `length` elements.
    unsafe {
        let (greatest, shift) = log_sum::<T, I>(x, length);
        for i in 0..length {
            *out.add(i) = (*x.add(i) - greatest) - shift;
        }
    }
}

/// The greatest element, and the logarithm of the sum of the exponentials of the distances from it.
///
/// # Safety
/// There must be `length` elements.
#[inline(always)]
pub unsafe fn log_sum<T: Real, I: Isa>(x: *const T, length: usize) -> (T, T) {
    // SAFETY: by the caller's promise.
    unsafe {
        let greatest = fold_lanes!(T, length, T::LEAST, [x in x] x, |a, b| a.greater(b));
        let total = fold_lanes!(T, length, T::ZERO, [x in x] (x - greatest).exp::<I>(), |a, b| a + b);
        (greatest, total.ln::<I>())
    }
}

/// A panel: place by place, the elements of all lines.
///
/// # Safety
/// `x` must be readable and `out` writable for `lines` adjacent elements at each of `length` places, `from` and `to` bytes
/// from one to the next; they are the same memory or do not overlap.
#[inline(always)]
unsafe fn forward_panel<T: Real, I: Isa>(
    x: *const u8,
    from: isize,
    out: *mut u8,
    to: isize,
    [lines, length]: [usize; 2],
    log: bool,
) {
    let mut greatest = [T::LEAST; PANEL];
    let mut totals = [T::ZERO; PANEL];
    let lines = lines.min(PANEL);
    // SAFETY: each place has `lines` elements.
    unsafe {
        for i in 0..length as isize {
            let x = x.offset(i * from).cast::<T>();
            for line in 0..lines {
                greatest[line] = greatest[line].greater(*x.add(line));
            }
        }
        for i in 0..length as isize {
            let (x, out) = (x.offset(i * from).cast::<T>(), out.offset(i * to).cast::<T>());
            let mut powers = [T::ZERO; PANEL];
            for line in 0..lines {
                powers[line] = (*x.add(line) - greatest[line]).exp::<I>();
            }
            for line in 0..lines {
                totals[line] = totals[line] + powers[line];
            }
            if !log {
                std::ptr::copy_nonoverlapping(powers.as_ptr(), out, lines);
            }
        }
        let mut last = [T::ZERO; PANEL];
        for line in 0..lines {
            last[line] = if log { totals[line].ln::<I>() } else { T::ONE / totals[line] };
        }
        for i in 0..length as isize {
            let (x, out) = (x.offset(i * from).cast::<T>(), out.offset(i * to).cast::<T>());
            if log {
                for line in 0..lines {
                    *out.add(line) = (*x.add(line) - greatest[line]) - last[line];
                }
            } else {
                for line in 0..lines {
                    *out.add(line) = *out.add(line) * last[line];
                }
            }
        }
    }
}

pub fn backward<T: Real>(log: bool, grad: &View, output: &View, dim: usize, out: &ViewMut) {
    let length = output.shape.get(dim).copied().unwrap_or(1);
    let operands = [Operand::input(grad, T::DTYPE), Operand::input(output, T::DTYPE), Operand::output(out, T::DTYPE)];
    lanes::run_blocks(dim, operands, &|block, _| {
        isa::run(Backward::<T> { block, length, log, of: std::marker::PhantomData })
    });
}

struct Backward<'a, T> {
    block: &'a Block<3>,
    length: usize,
    log: bool,
    of: std::marker::PhantomData<T>,
}

impl<T: Real> LaneKernel for Backward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run_in<I: Isa>(self) {
        let Block { pointers, along, apart, lines, panel } = *self.block;
        let length = self.length;
        // SAFETY: the block has `lines` lines of this length; equal pointers are the same elements, which are read first.
        unsafe {
            if panel {
                return backward_panel::<T, I>(pointers, along, [lines, length], self.log);
            }
            for line in 0..lines as isize {
                let at = |k: usize| pointers[k].offset(line * apart[k]).cast::<T>();
                let (grad, y, out) = (at(0).cast_const(), at(1).cast_const(), at(2));
                if self.log {
                    let total = fold_lanes!(T, length, T::ZERO, [g in grad] g, |a, b| a + b);
                    for i in 0..length {
                        *out.add(i) = *grad.add(i) - (*y.add(i)).exp::<I>() * total;
                    }
                } else {
                    let total = fold_lanes!(T, length, T::ZERO, [g in grad, y in y] g * y, |a, b| a + b);
                    for i in 0..length {
                        *out.add(i) = *y.add(i) * (*grad.add(i) - total);
                    }
                }
            }
        }
    }
}

/// # Safety
/// The first two pointers must be readable and the last writable for `lines` adjacent elements at each of `length` places,
/// `along` bytes from one to the next; they are the same memory or do not overlap.
#[inline(always)]
unsafe fn backward_panel<T: Real, I: Isa>(
    pointers: [*mut u8; 3],
    along: [isize; 3],
    [lines, length]: [usize; 2],
    log: bool,
) {
    let mut totals = [T::ZERO; PANEL];
    let lines = lines.min(PANEL);
    // SAFETY: each place has `lines` elements.
    unsafe {
        for i in 0..length as isize {
            let at = |k: usize| pointers[k].offset(i * along[k]).cast::<T>().cast_const();
            let (grad, y) = (at(0), at(1));
            for line in 0..lines {
                let g = *grad.add(line);
                totals[line] = totals[line] + if log { g } else { g * *y.add(line) };
            }
        }
        for i in 0..length as isize {
            let at = |k: usize| pointers[k].offset(i * along[k]).cast::<T>();
            let (grad, y, out) = (at(0).cast_const(), at(1).cast_const(), at(2));
            if log {
                for line in 0..lines {
                    *out.add(line) = *grad.add(line) - (*y.add(line)).exp::<I>() * totals[line];
                }
            } else {
                for line in 0..lines {
                    *out.add(line) = *y.add(line) * (*grad.add(line) - totals[line]);
                }
            }
        }
    }
}
