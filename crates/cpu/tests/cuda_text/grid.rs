//! What rows are tried on: ordinary numbers and all the special ones, in every combination.

use std::f64::consts::{FRAC_PI_2, PI};
use tapir_core::{DType, Scalar};
use tapir_ops::RowSpec;

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

/// Both zeros, ties of rounding, both sides of the kinks of the activation functions, where exponentials overflow and
/// underflow, denormal, huge, infinite, NaN. The first ones are enough for rows of three operands.
const FLOATS: [f64; 50] = [
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.5, -0.3, INF, -INF, NAN, 1e-30, -7.25, 3e38, 1.5, -1.5, -2.5, 0.1, 3.0, -3.0,
    6.0, 7.0, 20.5, -20.5, 88.5, -87.5, -104.0, 710.5, -746.0, 1e-8, -1e-8, 1e-40, -1e-310, 1e10, -1e10, -3e38, 1e-20,
    0.9999999, 1.0000001, PI, -FRAC_PI_2, 0.75, -0.99, 1e-3, 12_345.678, 1e5, 1e308, -1.7e308, -0.693, 16777217.0,
];
const FLOATS_OF_THREE: usize = 14;

const MIN: i64 = i64::MIN;
const MAX: i64 = i64::MAX;
/// The smallest integer that a double does not hold.
const ODD: i64 = (1 << 53) + 1;
const INTEGERS: [i64; 22] =
    [0, 1, -1, 2, -2, 3, 7, -7, MAX, MIN, 63, 64, -64, 5, 10, -100, 255, 256, -MAX, ODD, 4294967296, 1000000007];
const INTEGERS_OF_THREE: usize = 12;

/// Random numbers beside the special ones, mostly of the size that functions are interesting at.
const RANDOM: usize = 400;

/// Operands of a row: a buffer each, with equally many elements.
pub fn operands(dtype: DType, count: usize) -> Vec<Vec<u8>> {
    let special = if dtype == DType::I64 { INTEGERS.len() } else { FLOATS.len() };
    let few = if dtype == DType::I64 { INTEGERS_OF_THREE } else { FLOATS_OF_THREE };
    let side = match count {
        1 | 2 => special,
        3 => few,
        _ => few.min(6),
    };
    (0..count as u32)
        .map(|operand| {
            let combinations = (0..side.pow(count as u32)).map(|i| number(dtype, i / side.pow(operand) % side));
            let mut random = Random(0x9e37_79b9 + u64::from(operand));
            let others = (0..RANDOM).map(|_| random.number(dtype));
            combinations.chain(others).flatten().collect()
        })
        .collect()
}

/// Gradients of a result of `count` elements.
pub fn gradients(dtype: DType, count: usize) -> Vec<u8> {
    let few = [1.0, -0.7, 1e3, 1.0, 0.0];
    (0..count).flat_map(|i| float(dtype, few[i % few.len()])).collect()
}

fn number(dtype: DType, index: usize) -> Vec<u8> {
    if dtype == DType::I64 { INTEGERS[index].to_ne_bytes().to_vec() } else { float(dtype, FLOATS[index]) }
}

fn float(dtype: DType, value: f64) -> Vec<u8> {
    if dtype == DType::F32 { (value as f32).to_ne_bytes().to_vec() } else { value.to_ne_bytes().to_vec() }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn number(&mut self, dtype: DType) -> Vec<u8> {
        if dtype == DType::I64 {
            return ((self.next() % 41) as i64 - 20).to_ne_bytes().to_vec();
        }
        let uniform = self.next() as f64 / u64::MAX as f64 - 0.5;
        let width = [2.0, 8.0, 40.0][(self.next() % 3) as usize];
        float(dtype, uniform * width)
    }
}

/// Choices of a row's parameters to try.
pub fn parameters(spec: &RowSpec) -> Vec<Vec<Scalar>> {
    let floats =
        |lists: &[&[f64]]| lists.iter().map(|list| list.iter().copied().map(Scalar::Float).collect()).collect();
    match spec.name {
        "threshold" => floats(&[&[0.5, -1.0]]),
        "nan_to_num" => floats(&[&[0.5, 7.0, -8.0]]),
        "pow_scalar" => floats(&[&[2.0], &[0.5], &[-1.0], &[0.0], &[3.0]]),
        "clamp" => floats(&[&[-0.5, 0.75], &[f64::NEG_INFINITY, f64::INFINITY]]),
        "polygamma" => floats(&[&[0.0], &[1.0], &[2.0], &[3.0]]),
        "logit" => floats(&[&[-1.0], &[0.125]]),
        "round_decimals" => vec![vec![Scalar::Int(0)], vec![Scalar::Int(2)], vec![Scalar::Int(-1)]],
        "add" | "sub" | "rsub" => vec![vec![Scalar::Int(1)], vec![Scalar::Int(-3)]],
        _ => vec![spec.params.iter().map(|parameter| parameter.default.expect("a default")).collect()],
    }
}
