//! From a row of arithmetic to an operator on tensors: type promotion, broadcasting, the output, the tape. One driver for
//! all elementwise operators.

mod call;
mod gradient;
mod methods;
mod promotion;
mod signature;
mod symbolic;
#[cfg(test)]
mod tests;

pub(crate) use call::{Params, apply, call, call_in_place, defaults, ensure_expands_to, find, row, spec};
pub use methods::IntoOperand;
pub(crate) use promotion::{compute_type, ensure_castable, ensure_no_negative_number};
pub(crate) use signature::{invoke, operators};
