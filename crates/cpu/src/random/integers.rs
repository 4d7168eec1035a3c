//! Uniform integers: a draw modulo the number of values. The slight bias is PyTorch's, and so are the draws.

use super::fill;
use tapir_core::{DType, generator::MersenneTwister};
use tapir_ops::ViewMut;

/// `low + draw mod count`, with wide draws from 2^28 values on; a count of 0 stands for 2^64.
pub fn between(engine: &mut MersenneTwister, low: i64, count: u64, out: &ViewMut) {
    fill::fill::<i64>(out, |values| match count {
        0 => values.iter_mut().for_each(|value| *value = engine.next_u64().cast_signed().wrapping_add(low)),
        1..0x1000_0000 => {
            let count = count as u32;
            values.iter_mut().for_each(|value| *value = low.wrapping_add(i64::from(engine.next_u32() % count)));
        }
        _ => values.iter_mut().for_each(|value| {
            *value = low.wrapping_add((engine.next_u64() % count).cast_signed());
        }),
    });
}

/// The integers that the dtype has without gap, from 0 on.
pub fn all(engine: &mut MersenneTwister, out: &ViewMut) {
    match out.dtype {
        DType::I64 => fill::fill::<i64>(out, |values| {
            values.iter_mut().for_each(|value| *value = (engine.next_u64() & (u64::MAX >> 1)).cast_signed());
        }),
        DType::F64 => fill::fill::<i64>(out, |values| {
            values.iter_mut().for_each(|value| *value = (engine.next_u64() % ((1 << 53) + 1)).cast_signed());
        }),
        dtype => {
            let count = match dtype {
                DType::F16 => (1 << 11) + 1,
                DType::BF16 => (1 << 8) + 1,
                DType::F32 => (1 << 24) + 1,
                integer => integer.integer_range().map_or(1, |(_, greatest)| greatest as u64 + 1),
            };
            fill::fill::<i64>(out, |values| {
                values.iter_mut().for_each(|value| *value = (u64::from(engine.next_u32()) % count).cast_signed());
            });
        }
    }
}
