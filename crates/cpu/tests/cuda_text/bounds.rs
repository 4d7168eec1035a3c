//! How far two readings of a row may be apart, and by how much they are.
//!
//! Integers and truth values are equal. Floats are within a few units in the last place: both readings do the same
//! operations in the same order, so they differ by the errors of their elementary functions alone (ours have up to 2 ulp,
//! the host's up to 1). Where such values are subtracted from others of nearly their size, those errors are as large as before but the result is
//! small: such rows are held to the same units of their largest term instead.

use half::{bf16, f16};
use tapir_core::DType;

/// Units in the last place, of the result or of the largest term.
const ULPS: f64 = 4.0;

/// Rows that subtract nearly equal function values, or whose derivatives do: `1 + erf(x)`, `x - tanh(x)`,
/// `max + log1p(e^-gap)`, sums of logarithms of either sign, reflections, `cos x - sinc x`, `1 + log x`, the zero of silu's slope.
const CANCELLING: [&str; 15] = [
    "gelu",
    "gelu_tanh",
    "mish",
    "tanhshrink",
    "logaddexp",
    "logaddexp2",
    "bce_pointwise",
    "bce_with_logits_pointwise",
    "weighted_bce_with_logits_pointwise",
    "sinc",
    "silu",
    "entr",
    "lgamma",
    "digamma",
    "polygamma",
];

/// One element in which the readings differ too much.
pub struct Difference {
    pub index: usize,
    pub text: String,
    pub simd: String,
}

/// The first element that is out of bounds. `terms` are the buffers the values were computed from.
pub fn difference(row: &str, dtype: DType, text: &[u8], simd: &[u8], terms: &[&[u8]]) -> Option<Difference> {
    assert_eq!(text.len(), simd.len());
    let largest = |index: usize| {
        if !CANCELLING.contains(&row) {
            return 0.0;
        }
        terms.iter().map(|term| value(dtype, term, index).abs().max(1.0)).filter(|size| size.is_finite()).product()
    };
    let fits = |index: usize| {
        let (a, b) = (value(dtype, text, index), value(dtype, simd, index));
        let scale = b.abs().max(largest(index)).max(smallest_normal(dtype));
        bits(dtype, text, index) == bits(dtype, simd, index)
            || a.is_nan() && b.is_nan()
            || (a - b).abs() <= ULPS * epsilon(dtype) * scale && (a != 0.0 || b != 0.0)
    };
    let index = (0..text.len() / dtype.size()).find(|&index| !fits(index))?;
    Some(Difference { index, text: show(dtype, text, index), simd: show(dtype, simd, index) })
}

fn epsilon(dtype: DType) -> f64 {
    match dtype {
        DType::F32 => f64::from(f32::EPSILON),
        DType::F64 => f64::EPSILON,
        _ => 0.0,
    }
}

fn smallest_normal(dtype: DType) -> f64 {
    if dtype == DType::F32 { f64::from(f32::MIN_POSITIVE) } else { f64::MIN_POSITIVE }
}

fn bits(dtype: DType, bytes: &[u8], index: usize) -> &[u8] {
    &bytes[index * dtype.size()..][..dtype.size()]
}

/// An element of a float dtype; others are compared by their bits.
fn value(dtype: DType, bytes: &[u8], index: usize) -> f64 {
    match dtype {
        DType::F16 => f16::from_ne_bytes(element(bytes, index)).to_f64(),
        DType::BF16 => bf16::from_ne_bytes(element(bytes, index)).to_f64(),
        DType::F32 => f64::from(f32::from_ne_bytes(element(bytes, index))),
        DType::F64 => f64::from_ne_bytes(element(bytes, index)),
        _ => 0.0,
    }
}

pub fn show(dtype: DType, bytes: &[u8], index: usize) -> String {
    match dtype {
        DType::F16 | DType::BF16 | DType::F32 | DType::F64 => format!("{:e}", value(dtype, bytes, index)),
        DType::I64 => i64::from_ne_bytes(element(bytes, index)).to_string(),
        _ => format!("{:?}", bits(dtype, bytes, index)),
    }
}

fn element<const N: usize>(bytes: &[u8], index: usize) -> [u8; N] {
    bytes[index * N..][..N].try_into().expect("N bytes")
}
