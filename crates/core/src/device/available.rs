//! Whether a device can be used, its memory, and the one that is used unless another is named.

use super::{Device, DeviceMemory, driver};
use crate::{Result, bail, error};
use std::{cell::Cell, sync::atomic::Ordering};

thread_local! {
    static DEFAULT: Cell<Device> = Cell::new(Device::from_code(driver::FIRST_DEFAULT.load(Ordering::Relaxed)));
}

/// Where this thread makes new tensors unless told otherwise.
impl Default for Device {
    fn default() -> Device {
        DEFAULT.get()
    }
}

impl Device {
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

/// The memory of the GPU with this index, if it can be used.
pub(crate) fn memory(index: u32) -> Result<&'static dyn DeviceMemory> {
    let Some(driver) = driver::driver() else {
        let device = Device::Cuda(index);
        return Err(error!(Device, "device {device} is not available: this build of Tapir has no CUDA kernels")
            .with_hint("use device 'cpu'"));
    };
    let count = driver.count();
    if index >= count {
        bail!(Device, "CUDA error: invalid device ordinal: there is no cuda:{index} among {count} devices");
    }
    driver.memory(index)
}

/// Installs the driver; `default` is where new tensors are made unless a thread says otherwise. Before the first tensor.
pub fn install(driver: &'static dyn driver::Driver, default: Device) -> Result<()> {
    if driver::DRIVER.set(driver).is_err() {
        bail!(Device, "a driver of devices is installed already");
    }
    default.ensure_available()?;
    driver::FIRST_DEFAULT.store(default.code(), Ordering::Relaxed);
    Ok(())
}
