//! Tensor files: safetensors, npy and npz, read and written.
//! Invariant: nothing in a file is believed before it is checked against the bytes that are there, so a file
//! can be wrong in any way and the worst outcome is an error. Knows dtypes and storages, but no tensor.

#[cfg(target_endian = "big")]
compile_error!("elements are read and written as they lie in memory, which the formats want little-endian");

mod array;
mod file;
pub mod npy;
pub mod npz;
pub mod safetensors;

pub use array::{Array, ArrayView};
