//! Where a storage lives. Code that is not a kernel never asks which: memory and kernels of another device than the CPU come
//! from its driver, installed by whoever links one.

mod driver;
pub mod held;

pub(crate) use driver::memory;
pub use driver::{DeviceMemory, DeviceStats, Driver, driver, install};

use crate::{Error, Result, bail};
use std::{cell::Cell, fmt};

/// A place that holds tensors and runs kernels.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Device {
    /// Main memory.
    Cpu,
    /// An NVIDIA GPU, by index.
    Cuda(u32),
}

thread_local! {
    static DEFAULT: Cell<Device> = Cell::new(driver::first_default());
}

/// Where this thread makes new tensors unless told otherwise.
impl Default for Device {
    fn default() -> Device {
        DEFAULT.get()
    }
}

impl Device {
    /// Parses `cpu`, `cuda` (device 0) or `cuda:N`.
    pub fn parse(text: &str) -> Result<Device> {
        match text {
            "cpu" | "cpu:0" => return Ok(Device::Cpu),
            "cuda" => return Ok(Device::Cuda(0)),
            _ => {}
        }
        if let Some(index) = text.strip_prefix("cuda:").and_then(|digits| digits.parse().ok()) {
            return Ok(Device::Cuda(index));
        }
        bail!(Device, "Expected one of cpu, cuda device type at start of device string: {text}")
    }

    /// As a number: 0 is the CPU, n + 1 the GPU of index n.
    pub fn code(self) -> u32 {
        match self {
            Device::Cpu => 0,
            Device::Cuda(index) => index + 1,
        }
    }

    /// The device with this [`code`](Device::code).
    pub fn from_code(code: u32) -> Device {
        if code == 0 { Device::Cpu } else { Device::Cuda(code - 1) }
    }

    /// `cpu` or `cuda`.
    pub fn kind(self) -> &'static str {
        match self {
            Device::Cpu => "cpu",
            Device::Cuda(_) => "cuda",
        }
    }

    /// Makes it the one where this thread makes new tensors unless told otherwise.
    pub fn make_default(self) -> Result<()> {
        self.ensure_available()?;
        DEFAULT.set(self);
        Ok(())
    }

    /// The memory of a device that has its own.
    pub fn memory(self) -> Result<&'static dyn DeviceMemory> {
        match self {
            Device::Cpu => bail!(Device, "the memory of the CPU is no device's"),
            Device::Cuda(index) => memory(index),
        }
    }

    /// Fails unless kernels and memory for this device are in this build and on this machine.
    #[inline]
    pub fn ensure_available(self) -> Result<()> {
        match self {
            Device::Cpu => Ok(()),
            Device::Cuda(index) => memory(index).map(drop),
        }
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Device::Cpu => f.write_str("cpu"),
            Device::Cuda(index) => write!(f, "cuda:{index}"),
        }
    }
}

#[cold]
fn missing(device: Device) -> Error {
    crate::error!(Device, "device {device} is not available: this build of Tapir has no CUDA kernels")
        .with_hint("use device 'cpu'")
}
