//! Running sums, products, logarithms of sums of exponentials, and extrema along one dimension. Floats are accumulated in
//! float64, as PyTorch's CPU kernels do. Lines may be the same memory before and after.

use crate::{
    Cpu,
    convert::Number,
    lines::{self, Operand},
    reduce::{Arithmetic, Ordered, order_dtype},
};
use tapir_core::{Complex32, Complex64, DType, Result, bail};
use tapir_ops::{Extremum, Scan, ScanBackend, View, ViewMut};

#[cfg(test)]
mod tests;

impl ScanBackend for Cpu {
    fn scan(&self, kind: Scan, compute: DType, input: &View, dim: usize, reverse: bool, out: &ViewMut) -> Result<()> {
        macro_rules! scans {
            ($name:ident => $($dtype:ident: $T:ty, $A:ty;)+) => {
                match compute {
                    $(DType::$dtype => accumulate::<$T, $A>($name, input, dim, reverse, out),)+
                    _ => bail!(DType, "not implemented for '{}'", compute.scalar_name()),
                }
            };
        }
        match kind {
            Scan::Sum => {
                scans!(sum => F32: f32, f64; F64: f64, f64; I64: i64, i64; C64: Complex32, Complex64; C128: Complex64, Complex64;);
            }
            Scan::Prod => {
                scans!(product => F32: f32, f64; F64: f64, f64; I64: i64, i64; C64: Complex32, Complex64; C128: Complex64, Complex64;);
            }
            Scan::LogSumExp => scans!(log_sum_exp => F32: f32, f64; F64: f64, f64;),
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
        match order_dtype(input.dtype)? {
            DType::F32 => extremum::<f32>(which, input, dim, values, indices),
            DType::F64 => extremum::<f64>(which, input, dim, values, indices),
            DType::U64 => extremum::<u64>(which, input, dim, values, indices),
            _ => extremum::<i64>(which, input, dim, values, indices),
        }
        Ok(())
    }
}

fn sum<A: Arithmetic>(total: Option<A>, x: A) -> A {
    total.map_or(x, |total| total.plus(x))
}

fn product<A: Arithmetic>(total: Option<A>, x: A) -> A {
    total.map_or(x, |total| total.times(x))
}

/// `log(exp(total) + exp(x))`, shifted by the greater.
fn log_sum_exp(total: Option<f64>, x: f64) -> f64 {
    let Some(total) = total else { return x };
    let (least, greatest) = (total.min(x), total.max(x));
    if total.is_nan() || x.is_nan() {
        f64::NAN
    } else if least == greatest && greatest.is_infinite() {
        greatest
    } else {
        greatest + (least - greatest).exp().ln_1p()
    }
}

/// Elements are of type `T`, the running result of type `A`.
fn accumulate<T: Number, A: Number>(
    step: fn(Option<A>, A) -> A,
    input: &View,
    dim: usize,
    reverse: bool,
    out: &ViewMut,
) {
    let length = input.shape.get(dim).copied().unwrap_or(1);
    lines::run(dim, [Operand::input(input, T::DTYPE), Operand::output(out, T::DTYPE)], &|&[line, out], _| {
        let (line, out) = (line.cast::<T>(), out.cast::<T>());
        let mut total = None;
        for i in 0..length {
            let i = if reverse { length - 1 - i } else { i };
            // SAFETY: lines are dense, as long as the dimension, and of type `T`.
            unsafe {
                let next = step(total, A::from_number(line.add(i).read()));
                out.add(i).write(T::from_number(next));
                total = Some(next);
            }
        }
    });
}

fn extremum<T: Ordered>(which: Extremum, input: &View, dim: usize, values: &ViewMut, indices: &ViewMut) {
    let length = input.shape.get(dim).copied().unwrap_or(1);
    let operands =
        [Operand::input(input, T::DTYPE), Operand::output(values, T::DTYPE), Operand::output(indices, DType::I64)];
    lines::run(dim, operands, &|&[line, values, indices], _| {
        let (line, values, indices) = (line.cast::<T>(), values.cast::<T>(), indices.cast::<i64>());
        let mut best: Option<(T, usize)> = None;
        for i in 0..length {
            // SAFETY: lines are dense, as long as the dimension, and of these types.
            unsafe {
                let x = line.add(i).read();
                let keeps = |best: T| match which {
                    Extremum::Max => best > x || best.is_nan() && !x.is_nan(),
                    Extremum::Min => best < x || best.is_nan() && !x.is_nan(),
                };
                let next = best.filter(|&(best, _)| keeps(best)).unwrap_or((x, i));
                values.add(i).write(next.0);
                indices.add(i).write(next.1 as i64);
                best = Some(next);
            }
        }
    });
}
