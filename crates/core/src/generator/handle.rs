//! A handle on a stream, and how it is started.

use super::{MersenneTwister, state};
use crate::{Device, Result, bail};
use std::{
    collections::hash_map::RandomState,
    fmt,
    hash::BuildHasher,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A handle on a stream of random numbers; clones draw from the same stream.
#[derive(Clone)]
pub struct Generator(Arc<Stream>);

struct Stream {
    device: Device,
    engine: Mutex<MersenneTwister>,
}

impl Generator {
    /// The seed of a new generator, as in PyTorch.
    pub const DEFAULT_SEED: u64 = 67_280_421_310_721;

    /// A stream of the CPU of its own, seeded with [`Generator::DEFAULT_SEED`].
    pub fn new() -> Generator {
        Generator::on(Device::Cpu, Generator::DEFAULT_SEED)
    }

    /// A stream of its own for the tensors of a device whose kernels draw from a Mersenne Twister.
    pub fn on(device: Device, seed: u64) -> Generator {
        Generator(Arc::new(Stream { device, engine: Mutex::new(MersenneTwister::new(seed)) }))
    }

    /// Where the tensors are that it fills.
    pub fn device(&self) -> Device {
        self.0.device
    }

    /// Starts the stream anew from a seed in −2^63 … 2^64−1; a negative one counts modulo 2^64. Seeds equal modulo 2^32 give
    /// one stream.
    pub fn manual_seed(&self, seed: i128) -> Result<()> {
        *self.lock() = MersenneTwister::new(wrap_seed(seed)?);
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
        self.0.engine.lock().unwrap_or_else(PoisonError::into_inner)
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
        write!(f, "Generator(seed {} on {})", self.initial_seed(), self.device())
    }
}

pub(super) fn wrap_seed(seed: i128) -> Result<u64> {
    match u64::try_from(seed).ok().or_else(|| i64::try_from(seed).ok().map(i64::cast_unsigned)) {
        Some(seed) => Ok(seed),
        None => {
            bail!(Value, "manual_seed expected a seed in [-0x8000000000000000, 0xffffffffffffffff], but got {seed}")
        }
    }
}

/// 53 bits, which JavaScript and PyTorch's float64 hold exactly, from the keys the system gives to hash maps.
pub(super) fn unpredictable_seed() -> u64 {
    RandomState::new().hash_one(0) & ((1 << 53) - 1)
}
