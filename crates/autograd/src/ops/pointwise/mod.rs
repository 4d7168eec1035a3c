//! Elementwise operators beyond the plain rows.

pub(crate) mod arithmetic;
pub(crate) mod clamp;
pub(crate) mod compare;
pub(crate) mod division;
pub(crate) mod numbers;
pub(crate) mod power;
pub(crate) mod reflected;
pub(crate) mod unary;

pub use arithmetic::*;

use crate::call::Op;

/// The operators of this folder, by file. Rust calls the rows themselves: see [`arithmetic`].
pub(crate) const FAMILIES: &[&[Op]] =
    &[division::OPS, power::OPS, unary::OPS, clamp::OPS, reflected::OPS, compare::OPS, numbers::OPS];
