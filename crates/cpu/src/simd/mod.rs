//! Instruction sets: which one this machine has, clones of kernels for each, vectors, and the micro-kernels that products and
//! convolutions are made of.

pub mod compute;
pub mod isa;
#[cfg(target_arch = "aarch64")]
mod neon;
pub mod pack;
mod portable;
mod table;
mod tile;
pub mod tiles;
mod vector;
#[cfg(target_arch = "x86_64")]
mod x86;
