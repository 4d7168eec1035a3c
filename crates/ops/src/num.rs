//! The vocabulary of a row. A row is read as numbers (SIMD lanes), as an expression (CUDA text, which values to save)
//! and as tensors (double backward); each reading is one implementation of [`Num`].

use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};

/// A value a row computes with. `Copy`, so that rows read as formulas: readings that own memory keep it in an arena and
/// pass indices about.
pub trait Num:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
    + Div<f64, Output = Self>
{
    /// A truth value of this reading.
    type Bool: Copy + BitAnd<Output = Self::Bool> + BitOr<Output = Self::Bool> + Not<Output = Self::Bool>;

    fn lit(value: f64) -> Self;
    fn select(condition: Self::Bool, yes: Self, no: Self) -> Self;
    /// 1 or 0.
    fn from_bool(condition: Self::Bool) -> Self;
    fn lt(self, other: Self) -> Self::Bool;
    fn le(self, other: Self) -> Self::Bool;
    fn eq(self, other: Self) -> Self::Bool;
    /// `self * a + b`; fused where the reading can.
    fn mul_add(self, a: Self, b: Self) -> Self;
}
