//! The CPU backend: kernels over raw views, one folder per family. No tensor and no tape is known here.

mod conv;
mod convert;
mod copy;
mod elementwise;
mod gemm;
mod index;
mod iterate;
mod non_temporal;
mod normalize;
mod number;
mod optim;
mod parallel;
mod pool;
mod random;
mod reduce;
mod scan;
mod scratch;
pub mod simd;
mod sort;
#[cfg(test)]
mod testing;
mod transfer;
mod windows;

/// Main memory and the cores of this machine.
pub struct Cpu;

/// The one CPU.
pub static CPU: Cpu = Cpu;

impl tapir_ops::Backend for Cpu {
    fn offers(&self, _: tapir_ops::Fusion) -> bool {
        true
    }
}

impl tapir_ops::OnDevice for Cpu {
    fn device(&self) -> tapir_core::Device {
        tapir_core::Device::Cpu
    }
}
