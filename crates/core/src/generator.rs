//! PyTorch's CPU generator.

/// A seeded stream of random numbers.
#[derive(Clone)]
pub struct Generator;
