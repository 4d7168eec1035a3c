//! Random tensors. Values and the number of draws they take are PyTorch's, given the same seed.

pub(crate) mod in_place;
pub(crate) mod integers;
pub(crate) mod reals;
pub(crate) mod sample;
pub(crate) mod sampling;

crate::call::families! { reals, integers, sampling, in_place }
