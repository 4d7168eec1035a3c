//! New tensors, and tensors of another dtype.

pub(crate) mod cast;
pub(crate) mod fill;
pub(crate) mod filled;
pub(crate) mod indices;
pub(crate) mod new;
pub(crate) mod ranges;
pub(crate) mod representable;
pub(crate) mod triangular;

crate::call::families! { filled, new, ranges, indices, triangular, cast, fill }
