//! Where a storage lives. Two kinds exist from the start; code that is not a kernel never asks which.

use crate::{Error, Result, bail};
use std::fmt;

/// A place that holds tensors and runs kernels.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Device {
    /// Main memory.
    #[default]
    Cpu,
    /// An NVIDIA GPU, by index.
    Cuda(u32),
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

    /// Fails unless kernels and memory for this device are in this build and on this machine.
    #[inline]
    pub fn ensure_available(self) -> Result<()> {
        match self {
            Device::Cpu => Ok(()),
            Device::Cuda(_) => Err(Error::new(
                crate::ErrorKind::Device,
                format!("device {self} is not available: this build of Tapir has no CUDA kernels"),
            )
            .with_hint("use device 'cpu'")),
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
