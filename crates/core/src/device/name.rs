//! The names of devices.

use crate::{Result, bail};
use std::fmt;

/// A place that holds tensors and runs kernels.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Device {
    /// Main memory.
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
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Device::Cpu => f.write_str("cpu"),
            Device::Cuda(index) => write!(f, "cuda:{index}"),
        }
    }
}
