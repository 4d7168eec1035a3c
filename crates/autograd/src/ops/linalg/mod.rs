//! Products of matrices and vectors.

pub(crate) mod cross;
pub(crate) mod einsum;
pub(crate) mod products;
pub(crate) mod vectors;

crate::call::families! { products, vectors, cross, einsum }
