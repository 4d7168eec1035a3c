//! PyTorch's CPU generator: a seeded stream that any number of handles share.
//! Invariant: equal seeds give equal draws, bit for bit those of PyTorch 2.13. Knows nothing of tensors; what is made
//! of the draws is the business of the kernels.

mod mersenne;
mod state;

pub use mersenne::MersenneTwister;
pub use state::STATE_BYTES;

use crate::{Result, bail};
use std::{
    collections::hash_map::RandomState,
    fmt,
    hash::BuildHasher,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
};

/// A handle on a stream of random numbers; clones draw from the same stream.
#[derive(Clone)]
pub struct Generator(Arc<Mutex<MersenneTwister>>);

impl Generator {
    /// The seed of a new generator, as in PyTorch.
    pub const DEFAULT_SEED: u64 = 67_280_421_310_721;

    /// A stream of its own, seeded with [`Generator::DEFAULT_SEED`].
    pub fn new() -> Generator {
        Generator::with_seed(Generator::DEFAULT_SEED)
    }

    fn with_seed(seed: u64) -> Generator {
        Generator(Arc::new(Mutex::new(MersenneTwister::new(seed))))
    }

    /// The process's generator, which operators draw from unless given another. Its first seed differs from run to run.
    pub fn default_cpu() -> Generator {
        static DEFAULT: LazyLock<Generator> = LazyLock::new(|| Generator::with_seed(unpredictable_seed()));
        DEFAULT.clone()
    }

    /// Starts the stream anew from a seed in −2^63 … 2^64−1; a negative one counts modulo 2^64. Seeds equal modulo 2^32 give
    /// one stream.
    pub fn manual_seed(&self, seed: i128) -> Result<()> {
        let Some(seed) = wrap_seed(seed) else {
            bail!(Value, "manual_seed expected a seed in [-0x8000000000000000, 0xffffffffffffffff], but got {seed}");
        };
        *self.lock() = MersenneTwister::new(seed);
        Ok(())
    }

    /// Starts the stream anew from an unpredictable seed of 53 bits, and returns it.
    pub fn seed(&self) -> u64 {
        let seed = unpredictable_seed();
        *self.lock() = MersenneTwister::new(seed);
        seed
    }

    /// The seed the stream was last started from.
    pub fn initial_seed(&self) -> u64 {
        self.lock().initial_seed()
    }

    /// The whole state in PyTorch's layout, [`STATE_BYTES`] bytes.
    pub fn state(&self) -> Vec<u8> {
        state::to_bytes(&self.lock())
    }

    /// Goes on from a state that [`Generator::state`] or PyTorch's `get_rng_state` gave.
    pub fn set_state(&self, bytes: &[u8]) -> Result<()> {
        let engine = state::from_bytes(bytes)?;
        *self.lock() = engine;
        Ok(())
    }

    /// The stream itself, for as long as the guard lives.
    pub fn lock(&self) -> MutexGuard<'_, MersenneTwister> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether both handles draw from one stream.
    pub fn same(&self, other: &Generator) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Default for Generator {
    fn default() -> Generator {
        Generator::new()
    }
}

impl fmt::Debug for Generator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Generator(seed {})", self.initial_seed())
    }
}

fn wrap_seed(seed: i128) -> Option<u64> {
    u64::try_from(seed).ok().or_else(|| i64::try_from(seed).ok().map(i64::cast_unsigned))
}

/// 53 bits, which JavaScript and PyTorch's float64 hold exactly, from the keys the system gives to hash maps.
fn unpredictable_seed() -> u64 {
    RandomState::new().hash_one(0) & ((1 << 53) - 1)
}

#[cfg(test)]
mod tests;
