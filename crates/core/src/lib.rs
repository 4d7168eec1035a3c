//! What every other crate stands on: dtypes, layouts, storage, the thread pool, the generator and errors.
//! Invariant: nothing here knows what an operator is.

pub mod device;
mod dtype;
mod error;
pub mod generator;
mod layout;
pub mod memory;
pub mod pool;
mod scalar;
mod storage;
pub mod warning;

pub use device::Device;
pub use dtype::{DType, Element};
pub use error::{Error, ErrorKind, Result};
pub use generator::Generator;
pub use half::{bf16, f16};
pub use layout::{
    Dims, Layout, Strides, broadcast_shapes, contiguous_strides, ensure_addressable, ensure_distinct, wrap_dim,
};
pub use num_complex::{Complex32, Complex64};
pub use scalar::Scalar;
pub use storage::Storage;
pub use warning::Warning;
