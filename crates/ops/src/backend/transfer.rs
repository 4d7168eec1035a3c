//! To and from main memory: the one family whose kernels touch it on a device that has memory of its own.

use super::kernels::kernels;
use crate::{View, ViewMut};
use tapir_core::{Device, Error, Result};

/// Waits until elements have arrived, on any thread.
pub type Arrival = Box<dyn FnOnce() -> Result<()> + Send>;

kernels! {
    /// Bytes that cross to another memory, and checks of values that nobody waits for.
    pub trait TransferBackend, each_transfer_kernel {
        /// Writes bytes, the elements of `target` in row-major order, which has no gaps. They may be reused on return.
        fn upload(&self, bytes: &[u8], target: &ViewMut) -> Result<()>;

        /// Copies elements to `target`, which is in main memory, row-major and of the same dtype. Waits for what was asked of
        /// the device before.
        fn download(&self, source: &View, target: &ViewMut) -> Result<()>;

        /// As `download`, without waiting: the elements are there once the result was called. What is asked of the device
        /// afterwards does not change them; the target must stay until then.
        fn download_later(&self, source: &View, target: &ViewMut) -> Result<Arrival>;

        /// Copies elements of one dtype and shape from another device of the same kind, after what both were asked for before.
        fn copy_from_peer(&self, peer: Device, source: &View, target: &ViewMut) -> Result<()>;

        /// Fails with `error` unless all `conditions`, a bool tensor, are true: now, or where the device works on by itself as a
        /// later [complaint](super::Backend::complaint).
        fn check(&self, conditions: &View, error: &dyn Fn() -> Error) -> Result<()>;
    }
}
