//! To and from main memory, where everything is already.

use crate::Cpu;
use tapir_core::{DType, Device, Error, Layout, Result, ensure, error};
use tapir_ops::{Arrival, CopyBackend, ReduceBackend, Reduction, TransferBackend, View, ViewMut};

impl TransferBackend for Cpu {
    fn upload(&self, bytes: &[u8], target: &ViewMut) -> Result<()> {
        ensure!(
            bytes.len() == target.numel() * target.dtype.size(),
            Internal,
            "{} bytes are not the target's",
            bytes.len()
        );
        // SAFETY: the target has no gaps, so that it has as many bytes, and they are nobody else's.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), target.pointer, bytes.len()) };
        Ok(())
    }

    fn download(&self, source: &View, target: &ViewMut) -> Result<()> {
        self.copy(source, target)
    }

    fn download_later(&self, source: &View, target: &ViewMut) -> Result<Arrival> {
        self.copy(source, target)?;
        Ok(Box::new(|| Ok(())))
    }

    fn copy_from_peer(&self, peer: Device, _: &View, _: &ViewMut) -> Result<()> {
        Err(error!(Internal, "{peer} is no other main memory"))
    }

    fn check(&self, conditions: &View, error: &dyn Fn() -> Error) -> Result<()> {
        let mut all = false;
        let dims: Vec<usize> = (0..conditions.shape.len()).collect();
        // SAFETY: the one element is `all`.
        let out = unsafe { ViewMut::new((&raw mut all).cast(), DType::Bool, &Layout::contiguous(&[])) };
        self.reduce(Reduction::All, &[], DType::Bool, conditions, &dims, &out)?;
        if all { Ok(()) } else { Err(error()) }
    }
}
