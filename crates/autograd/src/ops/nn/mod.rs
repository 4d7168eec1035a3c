//! `nn.functional`: what is not a row.

pub(crate) mod activation;
pub(crate) mod conv;
pub(crate) mod dropout;
pub(crate) mod embedding;
pub(crate) mod loss;
pub(crate) mod nll;
pub(crate) mod normalization;
pub(crate) mod pad;
pub(crate) mod pool;
pub(crate) mod softmax;

crate::call::families! { softmax, activation, dropout, loss, normalization, embedding, conv, pool, pad }
