//! Softmax and its logarithm, shifted by the greatest element so that nothing overflows; sums run in lanes.

use super::real::{self, LineKernel, Real, maximum, sum};
use crate::lines::{self, Operand};
use tapir_ops::{View, ViewMut, lane::Isa};

pub fn forward<T: Real>(log: bool, input: &View, dim: usize, out: &ViewMut) {
    let length = input.shape.get(dim).copied().unwrap_or(1);
    lines::run(dim, [Operand::input(input, T::DTYPE), Operand::output(out, T::DTYPE)], &|&[line, out], _| {
        if !std::ptr::eq(line, out) {
            // SAFETY: lines are dense, as long as the dimension, and these two do not overlap.
            unsafe { std::ptr::copy_nonoverlapping(line.cast::<T>(), out.cast::<T>(), length) };
        }
        // SAFETY: as above.
        real::run(Forward { line: unsafe { std::slice::from_raw_parts_mut(out.cast::<T>(), length) }, log });
    });
}

struct Forward<'a, T> {
    line: &'a mut [T],
    log: bool,
}

impl<T: Real> LineKernel for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<I: Isa>(self) {
        let line = self.line;
        let greatest = maximum(line);
        if self.log {
            let total = sum(line.len(), |i| (line[i] - greatest).exp::<I>());
            let shift = total.ln();
            line.iter_mut().for_each(|x| *x = (*x - greatest) - shift);
        } else {
            line.iter_mut().for_each(|x| *x = (*x - greatest).exp::<I>());
            let scale = T::from_f64(1.0) / sum(line.len(), |i| line[i]);
            line.iter_mut().for_each(|x| *x = *x * scale);
        }
    }
}

pub fn backward<T: Real>(log: bool, grad: &View, output: &View, dim: usize, out: &ViewMut) {
    let length = output.shape.get(dim).copied().unwrap_or(1);
    let operands = [Operand::input(grad, T::DTYPE), Operand::input(output, T::DTYPE), Operand::output(out, T::DTYPE)];
    lines::run(dim, operands, &|&[grad, y, out], scratch| {
        // The result is built in scratch memory where it would overwrite what is still read.
        let aliased = std::ptr::eq(out, grad) || std::ptr::eq(out, y);
        if aliased && scratch.len() < length {
            scratch.resize(length, 0);
        }
        let target = if aliased { scratch.as_mut_ptr().cast::<T>() } else { out.cast::<T>() };
        // SAFETY: lines are dense, as long as the dimension, and `target` overlaps none of them.
        unsafe {
            let grad = std::slice::from_raw_parts(grad.cast::<T>().cast_const(), length);
            let y = std::slice::from_raw_parts(y.cast::<T>().cast_const(), length);
            real::run(Backward { grad, y, out: std::slice::from_raw_parts_mut(target, length), log });
            if aliased {
                std::ptr::copy_nonoverlapping(target, out.cast::<T>(), length);
            }
        }
    });
}

struct Backward<'a, T> {
    grad: &'a [T],
    y: &'a [T],
    out: &'a mut [T],
    log: bool,
}

impl<T: Real> LineKernel for Backward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<I: Isa>(self) {
        let (grad, y, out) = (self.grad, self.y, self.out);
        let pairs = grad.iter().zip(y);
        if self.log {
            let total = sum(grad.len(), |i| grad[i]);
            out.iter_mut().zip(pairs).for_each(|(out, (&g, &y))| *out = g - y.exp::<I>() * total);
        } else {
            let total = sum(grad.len(), |i| grad[i] * y[i]);
            out.iter_mut().zip(pairs).for_each(|(out, (&g, &y))| *out = y * (g - total));
        }
    }
}
