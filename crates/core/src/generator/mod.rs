//! PyTorch's generator of the CPU: a seeded stream that any number of handles share, which belongs to a device.
//! Invariant: equal seeds give equal draws, bit for bit those of PyTorch 2.13. Knows nothing of tensors; what is made
//! of the draws is the business of the kernels.

mod defaults;
mod handle;
mod mersenne;
mod state;

pub use defaults::{default_for, for_device, manual_seed_all};
pub use handle::Generator;
pub use mersenne::MersenneTwister;
pub use state::STATE_BYTES;

#[cfg(test)]
mod tests;
