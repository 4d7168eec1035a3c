//! Layer and RMS normalisation over the rows of a matrix. The variance takes a second pass over the row, which is in the
//! first-level cache by then, so that nothing cancels.

use super::real::{self, LineKernel, Real, sum};
use crate::{
    lines::{self, Operand},
    parallel::Shared,
};
use tapir_core::{Layout, Strides};
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
    lines::run(1, operands, &|&[x, weight, bias, out, mean, rstd], _| {
        // SAFETY: lines are dense and as long as the features; statistics are one element.
        unsafe {
            let kernel = Forward {
                x: slice::<T>(x, features),
                weight: optional(weight, features),
                bias: optional(bias, features),
                out: std::slice::from_raw_parts_mut(out.cast(), features),
                centered: norm.centered,
                epsilon,
            };
            let statistics = real::run(kernel);
            if !mean.is_null() {
                mean.cast::<T>().write(statistics.0);
            }
            rstd.cast::<T>().write(statistics.1);
        }
    });
}

/// # Safety
/// `pointer` must be readable for `count` elements.
unsafe fn slice<'a, T>(pointer: *mut u8, count: usize) -> &'a [T] {
    // SAFETY: by the caller's promise.
    unsafe { std::slice::from_raw_parts(pointer.cast_const().cast(), count) }
}

/// # Safety
/// `pointer` must be null or readable for `count` elements.
unsafe fn optional<'a, T>(pointer: *mut u8, count: usize) -> Option<&'a [T]> {
    // SAFETY: by the caller's promise.
    (!pointer.is_null()).then(|| unsafe { slice(pointer, count) })
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
    x: &'a [T],
    weight: Option<&'a [T]>,
    bias: Option<&'a [T]>,
    out: &'a mut [T],
    centered: bool,
    epsilon: f64,
}

impl<T: Real> LineKernel for Forward<'_, T> {
    type Output = (T, T);
    #[inline(always)]
    fn run<I: Isa>(self) -> (T, T) {
        let (x, out) = (self.x, self.out);
        let count = T::from_f64(x.len() as f64);
        let mean = if self.centered { sum(x.len(), |i| x[i]) / count } else { T::ZERO };
        let variance = sum(x.len(), |i| (x[i] - mean) * (x[i] - mean)) / count;
        let rstd = T::from_f64(1.0) / (variance + T::from_f64(self.epsilon)).sqrt();
        out.iter_mut().zip(x).for_each(|(out, &x)| *out = (x - mean) * rstd);
        if let Some(weight) = self.weight {
            out.iter_mut().zip(weight).for_each(|(out, &weight)| *out = *out * weight);
        }
        if let Some(bias) = self.bias {
            out.iter_mut().zip(bias).for_each(|(out, &bias)| *out = *out + bias);
        }
        (mean, rstd)
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
    let mut partials = vec![T::ZERO; parts * 2 * features];
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
    lines::run_parts(1, operands, per_part, &|part, &[x, grad, weight, mean, rstd, out], scratch| {
        if scratch.len() < features {
            scratch.resize(features, 0);
        }
        // SAFETY: lines are dense and as long as the features, statistics are one element, and each part has sums of its own.
        unsafe {
            let sums = slots.get().add(part * 2 * features);
            let out = if out.is_null() { scratch.as_mut_ptr().cast() } else { out };
            let kernel = Backward {
                x: slice::<T>(x, features),
                grad: slice(grad, features),
                weight: optional(weight, features),
                mean: if mean.is_null() { T::ZERO } else { mean.cast::<T>().read() },
                rstd: rstd.cast::<T>().read(),
                centered: norm.centered,
                out: std::slice::from_raw_parts_mut(out.cast(), features),
                sums: needs_sums.then(|| {
                    let weight = std::slice::from_raw_parts_mut(sums, features);
                    (weight, std::slice::from_raw_parts_mut(sums.add(features), features))
                }),
            };
            real::run(kernel);
        }
    });
    for part in 1..parts {
        let (total, rest) = partials.split_at_mut(part * 2 * features);
        total[..2 * features].iter_mut().zip(rest).for_each(|(total, part)| *total = *total + *part);
    }
    let (weight_sums, bias_sums) = partials[..2 * features].split_at(features);
    for (out, sums) in [(outs.weight, weight_sums), (outs.bias, bias_sums)] {
        if let Some(out) = out {
            let layout = Layout::contiguous(&[features]);
            crate::copy::copy(&View::new(sums.as_ptr().cast(), T::DTYPE, &layout), out);
        }
    }
}

struct Backward<'a, T> {
    x: &'a [T],
    grad: &'a [T],
    weight: Option<&'a [T]>,
    mean: T,
    rstd: T,
    centered: bool,
    out: &'a mut [T],
    /// Running gradients of weight and bias.
    sums: Option<(&'a mut [T], &'a mut [T])>,
}

impl<T: Real> LineKernel for Backward<'_, T> {
    type Output = ();
    /// With `n = (x - mean) * rstd` and `h = g * weight`, the gradient is `rstd * (h - mean(h) - n * mean(h * n))`.
    #[inline(always)]
    fn run<I: Isa>(self) {
        let Backward { x, grad, weight, mean, rstd, centered, out, sums } = self;
        let count = T::from_f64(x.len() as f64);
        if let Some((weight_sums, bias_sums)) = sums {
            let pairs = x.iter().zip(grad);
            weight_sums.iter_mut().zip(pairs).for_each(|(sum, (&x, &g))| *sum = *sum + g * ((x - mean) * rstd));
            bias_sums.iter_mut().zip(grad).for_each(|(sum, &g)| *sum = *sum + g);
        }
        match weight {
            Some(weight) => out.iter_mut().zip(grad.iter().zip(weight)).for_each(|(out, (&g, &w))| *out = g * w),
            None => out.copy_from_slice(grad),
        }
        let shift = if centered { sum(x.len(), |i| out[i]) / count } else { T::ZERO };
        let slope = sum(x.len(), |i| out[i] * ((x[i] - mean) * rstd)) / count;
        out.iter_mut().zip(x).for_each(|(h, &x)| *h = rstd * ((*h - shift) - ((x - mean) * rstd) * slope));
    }
}
