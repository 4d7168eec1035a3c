//! The driver of the devices that are not the CPU: how many there are, and their memory. There is at most one, for the life
//! of the process; core links none.

use crate::{Generator, Result};
use std::{
    ptr::NonNull,
    sync::{OnceLock, atomic::AtomicU32},
};

/// A device's memory in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct DeviceStats {
    pub live: usize,
    /// In free blocks kept for reuse.
    pub cached: usize,
    /// The most ever live, or since the last reset.
    pub peak: usize,
    /// Blocks handed out so far.
    pub allocations: u64,
    /// What the device has.
    pub total: usize,
    /// What of it nobody on this machine holds.
    pub free: usize,
}

/// The memory of one device. An address of it is no pointer of the host's: only the device's kernels may follow it.
pub trait DeviceMemory: Sync {
    /// A block for so many bytes, of which there is at least one, aligned to 64. Fails with a memory error after it has given
    /// back what is cached.
    fn allocate(&self, bytes: usize) -> Result<NonNull<u8>>;

    /// Ready for whoever asks next, in the order of what the device was given to do.
    ///
    /// # Safety
    /// The block is from `allocate(bytes)` of this device, and released once.
    unsafe fn release(&self, block: NonNull<u8>, bytes: usize);

    /// Whether a block for so many bytes as `former` can serve for `bytes` without waste.
    fn are_alike(&self, former: usize, bytes: usize) -> bool;

    fn stats(&self) -> DeviceStats;

    fn reset_peak(&self);

    /// Waits for the device, and gives back the blocks kept for reuse.
    fn empty_cache(&self) -> Result<()>;
}

/// A kind of device.
pub trait Driver: Sync {
    /// How many there are; 0 where the machine has none. Never fails.
    fn count(&self) -> u32;

    /// The memory of a device below [`count`](Driver::count), which is opened the first time. The error says what is missing.
    fn memory(&self, index: u32) -> Result<&'static dyn DeviceMemory>;

    /// A new generator of random numbers on a device, with the stream that its kernels draw from.
    fn generator(&self, index: u32, seed: u64) -> Generator;

    /// What there is and what is missing, and why, in words: name and text.
    fn describe(&self) -> Vec<(String, String)>;
}

pub(super) static DRIVER: OnceLock<&'static dyn Driver> = OnceLock::new();

/// The default device of threads that have not chosen one, as a code.
pub(super) static FIRST_DEFAULT: AtomicU32 = AtomicU32::new(0);

/// The driver, if one is installed.
#[inline]
pub fn driver() -> Option<&'static dyn Driver> {
    DRIVER.get().copied()
}
