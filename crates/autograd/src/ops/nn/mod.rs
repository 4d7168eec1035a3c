//! `nn.functional`: what is not a row.

pub(crate) mod activation;
pub(crate) mod avg_pool;
pub(crate) mod conv;
pub(crate) mod dropout;
pub(crate) mod embedding;
pub(crate) mod loss;
pub(crate) mod max_pool;
pub(crate) mod nll;
pub(crate) mod normalization;
pub(crate) mod pad;
mod pooling;
pub(crate) mod softmax;

crate::call::families! { softmax, activation, dropout, loss, normalization, embedding, conv, max_pool, avg_pool, pad }
