//! Rows of bools, a byte each that is 0 or 1: as bytes they are an eighth of what they would be as integers.

use super::kernels::Kernel;
use tapir_core::Scalar;

macro_rules! binary {
    ($operator:tt) => {
        |count: usize, operands: &[*mut u8; 4], _: &[Scalar]| {
            // SAFETY: by the caller's promise.
            unsafe { each(count, operands, |a, b| a $operator b) }
        }
    };
}

/// The loop of a row that gives a bool for bools by logic alone.
pub fn kernel(row: &str) -> Option<Kernel<4>> {
    Some(match row {
        "logical_and" | "bitwise_and" => binary!(&),
        "logical_or" | "bitwise_or" => binary!(|),
        "logical_xor" | "bitwise_xor" | "ne" => binary!(^),
        "eq" => |count, operands, _| {
            // SAFETY: by the caller's promise.
            unsafe { each(count, operands, |a, b| a ^ b ^ 1) }
        },
        "logical_not" => |count, operands, _| {
            // SAFETY: by the caller's promise.
            unsafe { each(count, operands, |a, _| a ^ 1) }
        },
        _ => return None,
    })
}

/// # Safety
/// As for a [`Kernel`] of elements of one byte.
#[inline(always)]
unsafe fn each(count: usize, &[out, a, b, _]: &[*mut u8; 4], logic: impl Fn(u8, u8) -> u8) {
    // SAFETY: by the caller's promise.
    let (out, a, b) = unsafe {
        (
            std::slice::from_raw_parts_mut(out, count),
            std::slice::from_raw_parts(a, count),
            std::slice::from_raw_parts(b, count),
        )
    };
    for i in 0..count {
        out[i] = logic(a[i], b[i]);
    }
}
