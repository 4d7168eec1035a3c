//! From a device to the kernels that run there.

use tapir_core::Device;
use tapir_ops::Backend;

/// The kernels of a device. A storage exists only on an available device, so asking for one cannot fail.
pub(crate) fn backend(device: Device) -> &'static dyn Backend {
    match device {
        Device::Cpu => &tapir_cpu::CPU,
        Device::Cuda(_) => unreachable!("no storage can be made on a device without kernels"),
    }
}
