//! A device that is made of main memory and the CPU's kernels, and plays `cuda:0` and `cuda:1` where there is no GPU. Its
//! addresses are none that the host may follow: an operator that forgets where its tensors are is a crash with a stack
//! trace, and a kernel that is given the host's memory, or that of another device, is an error. What depends on values comes
//! late, as from a GPU. Results are the CPU's, bit for bit.
//!
//! It is there where the environment says `TAPIR_MIRROR=1`. With `default` among the words (`TAPIR_MIRROR=default`) new tensors
//! are made on it, with `blocking` complaints do not wait.

mod argument;
mod kernels;
mod memory;
mod start;
mod trap;

use memory::Memory;
use std::{
    cell::{Cell, RefCell},
    sync::atomic::{AtomicBool, Ordering},
};
use tapir_core::{
    Device, Error, ErrorKind, Generator, Result,
    device::{DeviceMemory, Driver},
};
use tapir_ops::{Backend, DeviceDriver, Fusion, OnDevice};

pub use start::{install, start};

/// How many devices there are: two, so that one can be taken for the other.
const COUNT: usize = 2;

/// One device.
pub struct Mirror {
    index: u32,
    memory: Memory,
}

static MIRRORS: [Mirror; COUNT] = [Mirror::new(0), Mirror::new(1)];

/// Whether complaints are errors at once.
static BLOCKING: AtomicBool = AtomicBool::new(false);

thread_local! {
    static OFFERS: Cell<bool> = const { Cell::new(true) };
    static WAITS: Cell<u64> = const { Cell::new(0) };
    /// What kernels complained of, by device. Each thread gives its own orders.
    static COMPLAINTS: RefCell<[Option<Error>; COUNT]> = const { RefCell::new([const { None }; COUNT]) };
}

impl Mirror {
    const fn new(index: u32) -> Mirror {
        Mirror { index, memory: Memory::new() }
    }

    /// What a kernel says. An error that depends on values is kept for later, unless this device blocks.
    fn answer<T: Default>(&self, result: Result<T>) -> Result<T> {
        match result {
            Err(error)
                if matches!(error.kind(), ErrorKind::Index | ErrorKind::Value) && !BLOCKING.load(Ordering::Relaxed) =>
            {
                COMPLAINTS.with_borrow_mut(|complaints| {
                    complaints[self.index as usize].get_or_insert(error);
                });
                Ok(T::default())
            }
            result => result,
        }
    }

    fn count_wait() {
        WAITS.set(WAITS.get() + 1);
    }
}

/// How often this thread has waited for results of a device.
pub fn waits() -> u64 {
    WAITS.get()
}

/// Whether the devices offer this thread the kernels that do several operators at once.
pub fn offer_fusions(offers: bool) {
    OFFERS.set(offers);
}

/// Lets the device with this index have so many bytes of memory.
pub fn set_capacity(index: usize, bytes: usize) {
    MIRRORS[index].memory.set_capacity(bytes);
}

impl OnDevice for Mirror {
    fn device(&self) -> Device {
        Device::Cuda(self.index)
    }
}

impl Backend for Mirror {
    fn offers(&self, fusion: Fusion) -> bool {
        OFFERS.get() && tapir_cpu::CPU.offers(fusion)
    }

    fn complaint(&self) -> Option<Error> {
        COMPLAINTS.with_borrow_mut(|complaints| complaints[self.index as usize].take())
    }
}

/// The driver of the mirrors.
struct Mirrors;

impl Driver for Mirrors {
    fn count(&self) -> u32 {
        COUNT as u32
    }

    fn memory(&self, index: u32) -> Result<&'static dyn DeviceMemory> {
        Ok(&MIRRORS[index as usize].memory)
    }

    fn generator(&self, index: u32, seed: u64) -> Generator {
        Generator::on(Device::Cuda(index), seed)
    }

    fn describe(&self) -> Vec<(String, String)> {
        vec![("driver".into(), "mirror: main memory and the CPU's kernels in the place of a GPU".into())]
    }
}

impl DeviceDriver for Mirrors {
    fn backend(&self, index: u32) -> &'static dyn Backend {
        &MIRRORS[index as usize]
    }
}
