//! Rows read as expressions: what a derivative needs to keep, and the text of GPU kernels.
//! Invariant: a graph says exactly what the row says, node by node, in the row's order of operations; simplifying it is
//! the business of the compilers that read the text.

pub mod cuda;
mod graph;
mod node;
mod reading;
mod saves;

pub use graph::{FoldGraphs, Graph};
pub use node::{Function, Node, NodeId};
pub use saves::{Saves, saves, saves_for};
