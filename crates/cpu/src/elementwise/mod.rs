//! Elementwise rows: kernels over dense memory, and the driver that brings any layout and dtype to them.

pub mod driver;
