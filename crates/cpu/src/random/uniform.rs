//! Uniform numbers: 24 bits of a word for float32 and the halves, 53 bits of two words for float64.

use super::fill::{self, CHUNK};
use crate::{
    number::Number,
    simd::isa::{self, Kernel},
};
use tapir_core::{DType, Result, bf16, f16, generator::MersenneTwister};
use tapir_ops::{View, ViewMut};

/// Uniform in `[low, high)`. The bounds are rounded to the precision of the arithmetic first.
pub fn uniform(engine: &mut MersenneTwister, low: f64, high: f64, out: &ViewMut) {
    match out.dtype {
        DType::F64 => fill::fill::<f64>(out, |values| {
            for value in values {
                let drawn = engine.uniform().mul_add(high - low, low);
                *value = if drawn == high { low } else { drawn };
            }
        }),
        DType::F16 => narrow::<f16>(engine, low, high, out),
        DType::BF16 => narrow::<bf16>(engine, low, high, out),
        _ => narrow::<f32>(engine, low, high, out),
    }
}

/// float32 arithmetic, rounded to `T`; where rounding reaches the upper bound, the lower one is taken.
fn narrow<T: Number + Default>(engine: &mut MersenneTwister, low: f64, high: f64, out: &ViewMut) {
    let (low, high) = (low as f32, high as f32);
    let mut words = [0; CHUNK];
    fill::fill::<T>(out, |values| {
        let words = &mut words[..values.len()];
        engine.fill_u32(words);
        isa::run(Scale { words, low, high, values });
    });
}

struct Scale<'a, T> {
    words: &'a [u32],
    low: f32,
    high: f32,
    values: &'a mut [T],
}

impl<T: Number> Kernel for Scale<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let (low, range) = (self.low, self.high - self.low);
        let (first, end) = (T::from_number(low), T::from_number(self.high));
        for (value, &word) in self.values.iter_mut().zip(self.words) {
            let drawn = T::from_number(unit(word).mul_add(range, low));
            *value = if drawn == end { first } else { drawn };
        }
    }
}

/// Uniform in `[low, high)` where the input is not positive, else 1. float64 arithmetic on bounds in the dtype's precision.
pub fn slopes(engine: &mut MersenneTwister, input: &View, low: f64, high: f64, out: &ViewMut) -> Result<()> {
    let wide = out.dtype == DType::F64;
    let round = |bound: f64| if wide { bound } else { f64::from(bound as f32) };
    let (low, high) = (round(low), round(high));
    fill::fill_with::<f64, f64>(input, out, |x| Ok(if x <= 0.0 { engine.uniform() * (high - low) + low } else { 1.0 }))
}

/// 24 bits as a number in [0, 1).
#[inline(always)]
pub fn unit(word: u32) -> f32 {
    const UNIT: f32 = 1.0 / (1u32 << 24) as f32;
    // The conversion from i32 is one instruction on every machine, that from u32 is not.
    (word & ((1 << 24) - 1)).cast_signed() as f32 * UNIT
}

/// Fills a slice with numbers in [0, 1).
pub fn units(engine: &mut MersenneTwister, values: &mut [f32]) {
    let mut words = [0; CHUNK];
    for part in values.chunks_mut(CHUNK) {
        let words = &mut words[..part.len()];
        engine.fill_u32(words);
        isa::run(Scale { words, low: 0.0, high: 1.0, values: part });
    }
}
