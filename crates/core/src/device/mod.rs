//! Where a storage lives. Code that is not a kernel never asks which: memory and kernels of another device than the CPU come
//! from its driver, installed by whoever links one.

mod available;
mod driver;
pub mod held;
mod name;

pub use available::install;
pub(crate) use available::memory;
pub use driver::{DeviceMemory, DeviceStats, Driver, driver};
pub use name::Device;
