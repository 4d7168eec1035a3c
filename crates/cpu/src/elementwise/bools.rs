//! Rows of bools, a byte each that is 0 or 1: as bytes they are an eighth of what they would be as integers.

use super::kernels::{FORWARD, Loop};
use tapir_core::Scalar;

/// The loops over bools, by number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Logic {
    And,
    Or,
    Xor,
    Same,
    Not,
}

impl Logic {
    /// That of a row which gives a bool for bools by logic alone.
    pub fn of(row: &str) -> Option<Logic> {
        Some(match row {
            "logical_and" | "bitwise_and" => Logic::And,
            "logical_or" | "bitwise_or" => Logic::Or,
            "logical_xor" | "bitwise_xor" | "ne" => Logic::Xor,
            "eq" => Logic::Same,
            "logical_not" => Logic::Not,
            _ => return None,
        })
    }
}

const AND: usize = Logic::And as usize;
const OR: usize = Logic::Or as usize;
const XOR: usize = Logic::Xor as usize;
const SAME: usize = Logic::Same as usize;

/// The loop for the logic of this number.
pub struct BoolLoop<const LOGIC: usize>;

impl<const LOGIC: usize> Loop<FORWARD> for BoolLoop<LOGIC> {
    #[inline(always)]
    unsafe fn run(count: usize, &[out, a, b, ..]: &[*mut u8; FORWARD], _: &[Scalar]) {
        // SAFETY: by the caller's promise; an input the row does not take is some other memory.
        unsafe {
            let inputs = (std::slice::from_raw_parts(a, count), std::slice::from_raw_parts(b, count));
            logic::<LOGIC>(std::slice::from_raw_parts_mut(out, count), inputs);
        }
    }
}

/// Slices come as arguments, since that is where `noalias` is taken from.
#[inline(always)]
fn logic<const LOGIC: usize>(out: &mut [u8], (a, b): (&[u8], &[u8])) {
    let count = out.len();
    let (a, b) = (&a[..count], &b[..count]);
    for i in 0..count {
        out[i] = match LOGIC {
            AND => a[i] & b[i],
            OR => a[i] | b[i],
            XOR => a[i] ^ b[i],
            SAME => a[i] ^ b[i] ^ 1,
            _ => a[i] ^ 1,
        };
    }
}
