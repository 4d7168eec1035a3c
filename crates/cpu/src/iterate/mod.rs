//! Going over the elements of operands: along a dimension, in the best order over all of them, or by elements with conversion.

pub mod driver;
pub mod lanes;
pub mod space;
pub mod strided;
