//! What a device must be able to do. Operators speak to a device only through this trait, so a new device
//! touches no operator. One sub-trait per kernel family, each in the file of that family; what a device lacks is an error.

mod convolution;
mod copy;
mod elementwise;
mod index;
mod kernels;
mod matmul;
mod normalize;
mod optim;
mod pool;
mod random;
mod reduce;
mod scan;
mod sort;
mod transfer;

pub use convolution::{Convolution, ConvolutionBackend};
pub use copy::CopyBackend;
pub use elementwise::{ElementwiseBackend, ElementwiseSaved};
pub use index::{IndexBackend, ScatterMode};
pub use kernels::OnDevice;
pub use matmul::{Matmul, MatmulBackend};
pub use normalize::{CrossEntropy, LayerNorm, LayerNormGrads, NormalizeBackend};
pub use optim::{Numbers, OptimBackend, StepItem};
pub use pool::{PoolBackend, Pooling};
pub use random::{Distribution, RandomBackend};
pub use reduce::{Extremum, ReduceBackend};
pub use scan::{Scan, ScanBackend};
pub use sort::SortBackend;
pub use transfer::{Arrival, TransferBackend};

use std::sync::OnceLock;
use tapir_core::{Device, Error, Result, device};

/// A device: the sum of its kernel families. Kernels are carried out in the order in which they are asked for, at once or later.
pub trait Backend:
    TransferBackend
    + CopyBackend
    + ElementwiseBackend
    + ReduceBackend
    + ScanBackend
    + NormalizeBackend
    + SortBackend
    + IndexBackend
    + MatmulBackend
    + ConvolutionBackend
    + PoolBackend
    + OptimBackend
    + RandomBackend
    + Sync
{
    /// Whether the device has the kernel that does all of this at once. An operator that asks for it prefers it to the operators
    /// it is otherwise made of; what else a family does is never asked for.
    fn offers(&self, _: Fusion) -> bool {
        false
    }

    /// Waits for everything asked for. Errors of kernels come out here at the latest.
    fn synchronize(&self) -> Result<()> {
        Ok(())
    }

    /// What kernels have complained of since the last look, such as an index out of range: a device that works on by itself
    /// cannot refuse it at once. Asked before each operator; waits for nothing.
    fn complaint(&self) -> Option<Error> {
        None
    }
}

/// What a device may do in one kernel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fusion {
    /// [`NormalizeBackend::cross_entropy`] and its derivative.
    CrossEntropy,
}

/// A kind of device, with kernels.
pub trait DeviceDriver: device::Driver {
    /// The kernels of a device, whose memory has been asked for.
    fn backend(&self, index: u32) -> &'static dyn Backend;
}

static DRIVER: OnceLock<&'static dyn DeviceDriver> = OnceLock::new();

/// Installs the driver of the devices that are not the CPU; see [`device::install`].
pub fn install(driver: &'static dyn DeviceDriver, default: Device) -> Result<()> {
    device::install(driver, default)?;
    DRIVER.get_or_init(|| driver);
    Ok(())
}

/// The kernels of the GPU with this index. A storage exists only where a driver is installed, so asking for them cannot fail.
pub fn gpu(index: u32) -> &'static dyn Backend {
    match DRIVER.get() {
        Some(driver) => driver.backend(index),
        None => unreachable!("no storage can be made on a device without kernels"),
    }
}
