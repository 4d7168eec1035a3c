//! Reading and writing at computed places. An operator that writes takes a [`Target`](crate::call::Target) and so has both
//! forms; its gradient is written with the operators of the other direction.

pub(crate) mod advanced;
pub(crate) mod flat;
pub(crate) mod gather;
pub(crate) mod item;
pub(crate) mod masks;
pub(crate) mod nonzero;
pub(crate) mod reduce;
pub(crate) mod slices;
pub(crate) mod values;

crate::call::families! { gather, reduce, slices, advanced, item, masks, flat, nonzero }
