//! Tensors with automatic differentiation: the tape, the rules of views and in-place writes, and every operator.
//!
//! Start with [`Tensor`]; an operator is a function in [`ops`] and, through [`call`], one entry of the [`registry`] from
//! which the JavaScript functions, their types and their documentation follow.

mod allocate;
mod backward;
pub mod call;
mod copying;
mod device;
mod gradcheck;
mod mode;
pub mod ops;
mod overlap;
pub mod recycle;
pub mod registry;
mod rows;
pub mod tape;
mod tensor;
mod transfer;

pub use backward::{BackwardOptions, backward, grad};
pub use device::{ensure_content, synchronize};
pub use gradcheck::{GradcheckOptions, gradcheck, gradgradcheck};
pub use mode::{GradMode, grad_enabled, inference_enabled};
pub use rows::IntoOperand;
pub use tape::{Context, Custom, Grads, Hook, HookHandle, Node, NodeRef, Part, custom};
pub use tapir_core as core;
pub use tapir_ops::Arrival;
pub use tensor::Tensor;

#[cfg(test)]
tapir_mirror::on_start!();
