//! The engine's state as bytes, in the layout of PyTorch's `get_rng_state`: little-endian, with the padding of the C
//! struct it once was.

use super::MersenneTwister;
use crate::{Result, ensure};

/// Length of a state.
pub const STATE_BYTES: usize = 5056;

const WORDS: usize = 624;
const LEFT: usize = 8;
const SEEDED: usize = 12;
const NEXT: usize = 16;
const FIRST_WORD: usize = 24;
/// After the words come the halves of a pair of normals: x (unused), y, rho (unused), and whether y is there.
const NORMAL: usize = FIRST_WORD + 8 * WORDS + 8;
const NORMAL_IS_VALID: usize = NORMAL + 16;

pub fn to_bytes(engine: &MersenneTwister) -> Vec<u8> {
    let mut bytes = vec![0; STATE_BYTES];
    let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
    put(0, &engine.seed.to_le_bytes());
    put(LEFT, &(engine.left as u32).to_le_bytes());
    put(SEEDED, &1u32.to_le_bytes());
    put(NEXT, &(engine.next as u64).to_le_bytes());
    for (index, &word) in engine.words.iter().enumerate() {
        put(FIRST_WORD + 8 * index, &u64::from(word).to_le_bytes());
    }
    if let Some(normal) = engine.cached_normal {
        put(NORMAL, &normal.to_le_bytes());
        put(NORMAL_IS_VALID, &1u32.to_le_bytes());
    }
    bytes
}

pub fn from_bytes(bytes: &[u8]) -> Result<MersenneTwister> {
    ensure!(
        bytes.len() == STATE_BYTES,
        Value,
        "Expected a CPUGeneratorImplState of size {STATE_BYTES} but found the input RNG state size to be {}",
        bytes.len()
    );
    let (left, next) = (read_u32(bytes, LEFT) as usize, read_u64(bytes, NEXT));
    let words: [u32; WORDS] = std::array::from_fn(|index| read_u64(bytes, FIRST_WORD + 8 * index) as u32);
    // Either all words are used up, or those from `next` on are unused.
    let consistent = left == 1 && next <= WORDS as u64 || (2..=WORDS).contains(&left) && next + left as u64 == 625;
    ensure!(read_u32(bytes, SEEDED) == 1 && consistent, Value, "Invalid mt19937 state");
    let cached = (read_u32(bytes, NORMAL_IS_VALID) != 0).then(|| f64::from_bits(read_u64(bytes, NORMAL)));
    Ok(MersenneTwister::resume(read_u64(bytes, 0), words, next as usize, left, cached))
}

fn read_u64(bytes: &[u8], at: usize) -> u64 {
    bytes[at..at + 8].iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

fn read_u32(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().rev().fold(0, |value, &byte| value << 8 | u32::from(byte))
}
