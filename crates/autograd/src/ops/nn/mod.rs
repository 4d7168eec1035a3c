//! The operators of `nn.functional` that are not rows: softmax, losses, normalisation, embedding, convolution, pooling,
//! padding.

pub(crate) mod convolution;
pub(crate) mod embedding;
pub(crate) mod loss;
pub(crate) mod nll;
pub(crate) mod normalization;
pub(crate) mod padding;
pub(crate) mod pool;
pub(crate) mod softmax;

pub use convolution::*;
pub use embedding::*;
pub use loss::*;
pub use normalization::*;
pub use padding::top::*;
pub use padding::*;
pub use pool::*;
pub use softmax::*;

use crate::call::Op;

pub(crate) const FAMILIES: &[&[Op]] = &[
    softmax::OPS,
    softmax::functional::OPS,
    loss::OPS,
    normalization::OPS,
    normalization::native::OPS,
    embedding::OPS,
    convolution::OPS,
    pool::OPS,
    padding::OPS,
    padding::top::OPS,
];
