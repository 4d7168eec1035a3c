//! The CPU backend: kernels over raw views, one folder per family. No tensor and no tape is known here.

mod gemm;
pub mod isa;

/// Main memory and the cores of this machine.
pub struct Cpu;

/// The one CPU.
pub static CPU: Cpu = Cpu;
