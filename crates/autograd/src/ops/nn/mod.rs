//! The operators of `nn.functional` that are not rows: softmax, losses, normalisation, embedding.

pub(crate) mod embedding;
pub(crate) mod loss;
pub(crate) mod normalization;
pub(crate) mod softmax;

pub use embedding::*;
pub use loss::*;
pub use normalization::*;
pub use softmax::*;

use crate::call::Op;

pub(crate) const FAMILIES: &[&[Op]] = &[
    softmax::OPS,
    softmax::functional::OPS,
    loss::OPS,
    normalization::OPS,
    normalization::native::OPS,
    embedding::OPS,
];
