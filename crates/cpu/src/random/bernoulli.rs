//! Successes and failures. A number for a probability takes 53 bits per element whatever the dtype, a tensor as many as its
//! own dtype's uniforms.

use super::fill::{self, CHUNK};
use crate::{
    number::{Number, dispatch},
    simd::isa::{self, Kernel},
};
use tapir_core::{DType, Result, ensure, generator::MersenneTwister};
use tapir_ops::{View, ViewMut};

/// `success` where a uniform number is below `p`, else 0.
pub fn with_number(engine: &mut MersenneTwister, p: f64, success: f64, out: &ViewMut) {
    // 53 bits times 2^-53 are below p just if the bits are below this.
    let bound = (p * (1u64 << 53) as f64).ceil() as u64;
    let mut words = [0; 2 * CHUNK];
    dispatch!(out.dtype, T => draw::<T>(engine, bound, success, &mut words, out));
}

fn draw<T: Number>(engine: &mut MersenneTwister, bound: u64, success: f64, words: &mut [u32], out: &ViewMut) {
    let (success, failure) = (T::from_number(success), T::from_number(0.0f64));
    fill::fill_from(out, failure, |values| {
        let words = &mut words[..2 * values.len()];
        engine.fill_u32(words);
        isa::run(Compare { words, bound, success, failure, values });
    });
}

struct Compare<'a, T> {
    words: &'a [u32],
    bound: u64,
    success: T,
    failure: T,
    values: &'a mut [T],
}

impl<T: Number> Kernel for Compare<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for (value, pair) in self.values.iter_mut().zip(self.words.as_chunks::<2>().0) {
            let bits = (u64::from(pair[0]) << 32 | u64::from(pair[1])) & ((1 << 53) - 1);
            *value = if bits < self.bound { self.success } else { self.failure };
        }
    }
}

/// One where a uniform number is below the element of `p`, else 0.
pub fn with_tensor(engine: &mut MersenneTwister, p: &View, out: &ViewMut) -> Result<()> {
    if p.dtype == DType::F64 {
        return fill::fill_with::<f64, u8>(p, out, |p| {
            ensure_probability(p)?;
            Ok(u8::from(engine.uniform() < p))
        });
    }
    fill::fill_with::<f32, u8>(p, out, |p| {
        ensure_probability(f64::from(p))?;
        Ok(u8::from(engine.uniform_f32() < p))
    })
}

fn ensure_probability(p: f64) -> Result<()> {
    ensure!((0.0..=1.0).contains(&p), Value, "Expected p_in >= 0 && p_in <= 1 to be true, but got false.");
    Ok(())
}
