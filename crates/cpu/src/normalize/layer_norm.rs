//! Layer and RMS normalisation over the rows of a matrix. The variance takes a second pass over the row, which is in the
//! first-level cache by then, so that nothing cancels.

use super::fold_lanes::fold_lanes;
use crate::{
    iterate::lanes::{self, Block, Operand},
    number::Real,
    parallel::Shared,
    simd::isa::{self, LaneKernel},
};
use std::marker::PhantomData;
use tapir_core::{Strides, memory};
use tapir_ops::{LayerNorm, LayerNormGrads, View, ViewMut, lane::Isa};

pub fn forward<T: Real>(
    norm: LayerNorm,
    bias: Option<&View>,
    epsilon: f64,
    out: &ViewMut,
    mean: Option<&ViewMut>,
    rstd: &ViewMut,
) {
    let features = norm.input.shape[1];
    let (weight, bias) =
        (norm.weight.map(|view| repeated(view, norm.input)), bias.map(|view| repeated(view, norm.input)));
    let (mean, rstd) = (mean.map(column_mut), column_mut(rstd));
    let input = Operand::input(norm.input, T::DTYPE);
    let operands = [
        input,
        Operand::optional_input(weight.as_ref(), T::DTYPE, &input),
        Operand::optional_input(bias.as_ref(), T::DTYPE, &input),
        Operand::output(out, T::DTYPE),
        Operand::optional(mean.as_ref(), T::DTYPE, &input),
        Operand::output(&rstd, T::DTYPE),
    ];
    lanes::run_rows(1, operands, &|block, _| {
        isa::run(Forward::<T> { block, features, centered: norm.centered, epsilon, of: PhantomData });
    });
}

/// A row of features seen once per row of the matrix.
fn repeated(row: &View, matrix: &View) -> View {
    let mut row = row.clone();
    row.strides = Strides::from_slice(&[0, row.strides[0]]);
    row.shape = matrix.shape.clone();
    row
}

/// One number per row, as a matrix with one column.
fn column(statistic: &View) -> View {
    let mut column = statistic.clone();
    column.shape.push(1);
    column.strides.push(1);
    column
}

fn column_mut(statistic: &ViewMut) -> ViewMut {
    let mut column = statistic.clone();
    column.shape.push(1);
    column.strides.push(1);
    column
}

struct Forward<'a, T> {
    block: &'a Block<6>,
    features: usize,
    centered: bool,
    epsilon: f64,
    of: PhantomData<T>,
}

impl<T: Real> LaneKernel for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run_in<I: Isa>(self) {
        let (block, features) = (self.block, self.features);
        let count = T::from_number(features as f64);
        for line in 0..block.lines {
            let [x, weight, bias, out, means, rstds] = block.line::<T>(line);
            // SAFETY: lines are dense and as long as the features; statistics are one element.
            unsafe {
                let mean = if self.centered {
                    fold_lanes!(T, features, T::ZERO, [x in x] x, |a, b| a + b) / count
                } else {
                    T::ZERO
                };
                let squares = fold_lanes!(T, features, T::ZERO, [x in x] (x - mean) * (x - mean), |a, b| a + b);
                let rstd = T::ONE / (squares / count + T::from_number(self.epsilon)).sqrt();
                if !means.is_null() {
                    means.write(mean);
                }
                rstds.write(rstd);
                match (weight.is_null(), bias.is_null()) {
                    (true, true) => {
                        for i in 0..features {
                            *out.add(i) = (*x.add(i) - mean) * rstd;
                        }
                    }
                    (false, true) => {
                        for i in 0..features {
                            *out.add(i) = (*x.add(i) - mean) * rstd * *weight.add(i);
                        }
                    }
                    (true, false) => {
                        for i in 0..features {
                            *out.add(i) = (*x.add(i) - mean) * rstd + *bias.add(i);
                        }
                    }
                    (false, false) => {
                        for i in 0..features {
                            *out.add(i) = (*x.add(i) - mean) * rstd * *weight.add(i) + *bias.add(i);
                        }
                    }
                }
            }
        }
    }
}

/// Rows whose contributions to the gradients of weight and bias are summed on their own: the sums then depend on the
/// shape only, and errors stay small.
const PART: usize = 64;

pub fn backward<T: Real>(norm: LayerNorm, grad: &View, mean: Option<&View>, rstd: &View, outs: LayerNormGrads) {
    let [rows, features] = [norm.input.shape[0], norm.input.shape[1]];
    let weight = norm.weight.map(|view| repeated(view, norm.input));
    let (mean, rstd) = (mean.map(column), column(rstd));
    let parts = rows.div_ceil(PART).clamp(1, 64);
    let per_part = rows.div_ceil(parts).max(1);
    let mut partials = memory::filled(features.saturating_mul(2 * parts), T::ZERO);
    let slots = Shared(partials.as_mut_ptr());
    let input = Operand::input(norm.input, T::DTYPE);
    let operands = [
        input,
        Operand::input(grad, T::DTYPE),
        Operand::optional_input(weight.as_ref(), T::DTYPE, &input),
        Operand::optional_input(mean.as_ref(), T::DTYPE, &input),
        Operand::input(&rstd, T::DTYPE),
        Operand::optional(outs.input, T::DTYPE, &input),
    ];
    let needs_sums = outs.weight.is_some() || outs.bias.is_some();
    lanes::run_parts(1, operands, per_part, &|part, block, _| {
        let sums = slots.get().wrapping_add(part * 2 * features);
        let sums = needs_sums.then(|| (sums, sums.wrapping_add(features)));
        isa::run(Backward::<T> { block, features, centered: norm.centered, sums });
    });
    for part in 1..parts {
        let (total, rest) = partials.split_at_mut(part * 2 * features);
        total[..2 * features].iter_mut().zip(rest).for_each(|(total, part)| *total = *total + *part);
    }
    let (weight_sums, bias_sums) = partials[..2 * features].split_at(features);
    for (out, sums) in [(outs.weight, weight_sums), (outs.bias, bias_sums)] {
        if let Some(out) = out {
            // SAFETY: there are sums of so many features.
            let sums = unsafe { View::row(sums.as_ptr().cast(), T::DTYPE, features) };
            crate::copy::copy(&sums, out);
        }
    }
}

struct Backward<'a, T> {
    block: &'a Block<6>,
    features: usize,
    centered: bool,
    /// Running gradients of weight and bias, this part's own.
    sums: Option<(*mut T, *mut T)>,
}

impl<T: Real> LaneKernel for Backward<'_, T> {
    type Output = ();
    /// With `n = (x - mean) * rstd` and `h = g * weight`, the gradient is `rstd * (h - mean(h) - n * mean(h * n))`.
    #[inline(always)]
    fn run_in<I: Isa>(self) {
        let Backward { block, features, centered, sums } = self;
        let count = T::from_number(features as f64);
        for line in 0..block.lines {
            let [x, grad, weight, mean, rstd, out] = block.line::<T>(line);
            // SAFETY: lines are dense and as long as the features, as are the sums; statistics are one element.
            unsafe {
                let (mean, rstd) = (if mean.is_null() { T::ZERO } else { *mean }, *rstd);
                if let Some((weights, biases)) = sums {
                    add_to_sums(x, grad, mean, rstd, features, weights, biases);
                }
                if out.is_null() {
                    continue;
                }
                let (shift, slope) = if weight.is_null() {
                    let shift = fold_lanes!(T, features, T::ZERO, [g in grad] g, |a, b| a + b);
                    let slope =
                        fold_lanes!(T, features, T::ZERO, [g in grad, x in x] g * ((x - mean) * rstd), |a, b| a + b);
                    (shift, slope)
                } else {
                    let shift = fold_lanes!(T, features, T::ZERO, [g in grad, w in weight] g * w, |a, b| a + b);
                    let slope = fold_lanes!(
                        T,
                        features,
                        T::ZERO,
                        [g in grad, w in weight, x in x] g * w * ((x - mean) * rstd),
                        |a, b| a + b
                    );
                    (shift, slope)
                };
                let shift = if centered { shift / count } else { T::ZERO };
                let slope = slope / count;
                if weight.is_null() {
                    for i in 0..features {
                        *out.add(i) = rstd * ((*grad.add(i) - shift) - ((*x.add(i) - mean) * rstd) * slope);
                    }
                } else {
                    for i in 0..features {
                        let h = *grad.add(i) * *weight.add(i);
                        *out.add(i) = rstd * ((h - shift) - ((*x.add(i) - mean) * rstd) * slope);
                    }
                }
            }
        }
    }
}

/// Adds a row's contributions to the gradients of weight and bias.
///
/// # Safety
/// All must have `features` elements, and the sums overlap nothing.
#[inline(always)]
unsafe fn add_to_sums<T: Real>(
    x: *const T,
    grad: *const T,
    mean: T,
    rstd: T,
    features: usize,
    weights: *mut T,
    biases: *mut T,
) {
    // SAFETY: by the caller's promise.
    unsafe {
        for i in 0..features {
            *weights.add(i) = *weights.add(i) + *grad.add(i) * ((*x.add(i) - mean) * rstd);
        }
        for i in 0..features {
            *biases.add(i) = *biases.add(i) + *grad.add(i);
        }
    }
}
