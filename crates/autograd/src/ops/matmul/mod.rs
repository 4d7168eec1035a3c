//! Matrix products: `matmul` and its relatives, all over one kernel. Gradients are products again.

mod einsum;
mod product;
mod vectors;

pub use einsum::*;
pub use product::*;
pub use vectors::*;

use crate::call::Op;

pub(crate) const FAMILIES: &[&[Op]] =
    &[product::OPS, product::functional::OPS, vectors::OPS, vectors::linalg::OPS, einsum::OPS];
