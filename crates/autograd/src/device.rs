//! From a device to the kernels that run there, and whether the operands of a call are on one.

use crate::Tensor;
use smallvec::SmallVec;
use tapir_core::{Device, Error, Result, device::driver, error};
use tapir_ops::{Backend, Number, Source, View};

/// The kernels of a device.
#[inline]
pub(crate) fn backend(device: Device) -> &'static dyn Backend {
    match device {
        Device::Cpu => &tapir_cpu::CPU,
        Device::Cuda(index) => tapir_ops::gpu(index),
    }
}

/// Waits for everything asked of a device; what its kernels complained of is the error.
pub fn synchronize(device: Device) -> Result<()> {
    device.ensure_available()?;
    backend(device).synchronize()?;
    ensure_content(device)
}

/// Fails with what kernels of the device have complained of.
#[inline]
pub fn ensure_content(device: Device) -> Result<()> {
    if device == Device::Cpu {
        return Ok(()); // which says so at once
    }
    backend(device).complaint().map_or(Ok(()), Err)
}

/// Fails unless all conditions, a bool tensor, are true: at once, or as a complaint of the device, which nobody waits for.
pub(crate) fn check(conditions: &Tensor, error: impl Fn() -> Error) -> Result<()> {
    backend(conditions.device()).check(&conditions.as_view(), &error)
}

/// Whether the tensor stands for a number beside tensors on another device: one element in main memory, without dimensions.
#[inline]
pub(crate) fn is_number(tensor: &Tensor) -> bool {
    tensor.rank() == 0 && tensor.device() == Device::Cpu
}

/// The devices of a call's operands, as far as they differ.
#[derive(Default)]
pub(crate) struct Devices(SmallVec<[Device; 2]>);

impl Devices {
    /// An operand that must be where the others are, unless it is a literal number.
    pub fn add(&mut self, tensor: &Tensor) {
        if tensor.is_wrapped_number() {
            return;
        }
        let device = tensor.device();
        if !self.0.contains(&device) {
            self.0.push(device);
        }
    }

    /// An operand that may also be a number.
    pub fn add_or_number(&mut self, tensor: &Tensor) {
        if !is_number(tensor) {
            self.add(tensor);
        }
    }

    /// The one device there is; the CPU if no operand is on any. Fails with what its kernels have complained of.
    pub fn one(&self) -> Result<Device> {
        match *self.0.as_slice() {
            [] => Ok(Device::Cpu),
            [device] => ensure_content(device).map(|()| device),
            [first, second, ..] => Err(differ(first, second)),
        }
    }
}

/// Where a call of a row on these operands runs; that is also the device of its result.
#[inline]
pub(crate) fn device_of(operands: &[&Tensor]) -> Result<Device> {
    if driver().is_none() {
        return Ok(Device::Cpu);
    }
    let mut devices = Devices::default();
    operands.iter().for_each(|operand| devices.add_or_number(operand));
    devices.one()
}

/// Fails unless a tensor is on this device.
pub(crate) fn ensure_on(device: Device, tensor: &Tensor) -> Result<()> {
    if tensor.device() == device { Ok(()) } else { Err(differ(device, tensor.device())) }
}

#[cold]
fn differ(first: Device, second: Device) -> Error {
    error!(
        Device,
        "Expected all tensors to be on the same device, but found at least two devices, {first} and {second}!"
    )
    .with_hint(format!("move one of them, x.to('{first}')"))
}

/// An operand for a kernel on `device`: a number in main memory by its value, anything else as `view` sees it.
#[inline]
pub(crate) fn source(operand: &Tensor, device: Device, view: impl FnOnce(&Tensor) -> Result<View>) -> Result<Source> {
    if device == Device::Cpu || operand.device() == device {
        return view(operand).map(Source::View);
    }
    debug_assert!(is_number(operand), "{operand:?} is no number beside tensors on {device}");
    // SAFETY: the tensor is in main memory and has an element.
    let bytes = unsafe { std::slice::from_raw_parts(operand.pointer().cast_const(), operand.dtype().size()) };
    Ok(Source::Number(Number::new(bytes, operand.dtype())))
}
