//! Permutations, and choices with replacement.

use super::fill;
use crate::{
    convert::converter,
    iterate::{space::Space, strided},
    number::Real,
};
use tapir_core::{DType, Result, ensure, generator::MersenneTwister, memory};
use tapir_ops::{View, ViewMut};

/// Up to here PyTorch shuffles with narrow draws.
const NARROW: usize = u32::MAX as usize / 20;

/// Fisher and Yates's shuffle, from the front; from [`NARROW`] on inside out.
pub fn permutation(engine: &mut MersenneTwister, out: &ViewMut) {
    let n = out.numel();
    if let Some(order) = fill::dense::<i64>(out) {
        // SAFETY: a dense block of plain numbers, which the caller lets us write.
        return shuffle(engine, unsafe { &mut *order });
    }
    let mut order = memory::filled(n, 0i64);
    shuffle(engine, &mut order);
    let mut rest = order.as_slice();
    fill::fill::<i64>(out, |values| {
        let (now, later) = rest.split_at(values.len());
        values.copy_from_slice(now);
        rest = later;
    });
}

fn shuffle(engine: &mut MersenneTwister, order: &mut [i64]) {
    let n = order.len();
    if n < NARROW {
        order.iter_mut().zip(0..).for_each(|(place, i)| *place = i);
        for i in 0..n.saturating_sub(1) {
            let step = engine.next_u32() as usize % (n - i);
            order.swap(i, i + step);
        }
        return;
    }
    for i in 0..n {
        let place = (engine.next_u64() % (i as u64 + 1)) as usize;
        order[i] = i as i64;
        order[i] = order[place];
        order[place] = i as i64;
    }
}

/// By bisection in the running sums of each row, kept in float64 for float64 and in float32 otherwise.
pub fn choose(engine: &mut MersenneTwister, weights: &View, out: &ViewMut) -> Result<()> {
    match weights.dtype {
        DType::F64 => choose_in::<f64>(engine, weights, out),
        _ => choose_in::<f32>(engine, weights, out),
    }
}

fn choose_in<T: Real>(engine: &mut MersenneTwister, weights: &View, out: &ViewMut) -> Result<()> {
    let (rows, categories, samples) = (weights.shape[0], weights.shape[1], out.shape[1]);
    let sums = &mut memory::filled(categories, T::ZERO);
    let places = &mut memory::filled(samples, 0i64);
    for row in 0..rows {
        read_row(weights, row, sums);
        accumulate(sums)?;
        for place in &mut *places {
            let uniform = engine.uniform();
            *place = sums.partition_point(|sum| sum.to_f64() < uniform) as i64;
        }
        let size = out.dtype.size() as isize;
        // SAFETY: `out` is int64 and has a row of `samples` elements here.
        unsafe {
            let first = out.pointer.offset(row as isize * out.strides[0] * size);
            strided::scatter(places.as_ptr().cast(), first, out.strides[1] * size, samples, size as usize);
        }
    }
    Ok(())
}

/// A row of weights, converted.
fn read_row<T: Real>(weights: &View, row: usize, target: &mut [T]) {
    let size = weights.dtype.size();
    let space = Space::row_major(&weights.shape[1..], [(&weights.strides[1..], size)]);
    let convert = converter(weights.dtype, T::DTYPE);
    let mut packed = [[0u64; 2]; fill::CHUNK];
    let packed = packed.as_mut_ptr().cast::<u8>();
    for start in (0..target.len()).step_by(fill::CHUNK) {
        let part = &mut target[start..];
        let count = part.len().min(fill::CHUNK);
        // SAFETY: the row has `count` elements from `start` on, and the buffer takes as many of any dtype.
        unsafe {
            let first = weights.pointer.offset(row as isize * weights.strides[0] * size as isize);
            strided::gather_space(&space, 0, first, space.cursor(start), packed, count, size);
            convert(packed, part.as_mut_ptr().cast(), count);
        }
    }
}

/// Weights become shares of the total up to and with each; the last one is 1 whatever rounding made of it.
fn accumulate<T: Real>(weights: &mut [T]) -> Result<()> {
    const WRONG: &str = "invalid multinomial distribution";
    let mut sum = T::ZERO;
    for weight in &mut *weights {
        ensure!(*weight >= T::ZERO, Value, "{WRONG} (encountering probability entry < 0)");
        let finite = weight.to_f64().is_finite();
        ensure!(finite, Value, "{WRONG} (encountering probability entry = infinity or NaN)");
        sum = sum + *weight;
        *weight = sum;
    }
    ensure!(sum > T::ZERO, Value, "{WRONG} (sum of probabilities <= 0)");
    weights.iter_mut().for_each(|share| *share = *share / sum);
    if let Some(last) = weights.last_mut() {
        *last = T::from_number(1.0f64);
    }
    Ok(())
}
