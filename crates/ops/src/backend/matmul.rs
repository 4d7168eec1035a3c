//! Matrix products: the one kernel behind `matmul`, `linear`, `addmm`, `bmm` and their derivatives.

use super::kernels::kernels;
use crate::{View, ViewMut};
use tapir_core::{Result, Scalar};

/// `out = alpha · a · b + beta · out + bias`, for each matrix of a batch. All views have one dtype, and any strides:
/// a transpose is a swap of strides, a broadcast matrix has batch stride 0.
#[derive(Clone, Copy, Debug)]
pub struct Matmul<'a> {
    /// `[batch, m, k]`.
    pub a: &'a View,
    /// `[batch, k, n]`.
    pub b: &'a View,
    /// `[batch, m, n]`; its elements are distinct.
    pub out: &'a ViewMut,
    pub alpha: Scalar,
    /// With 0, what `out` held is not read: NaN there does not survive.
    pub beta: Scalar,
    /// `[n]`, added to every row.
    pub bias: Option<&'a View>,
}

impl<'a> Matmul<'a> {
    /// `out = a · b`.
    pub fn new(a: &'a View, b: &'a View, out: &'a ViewMut) -> Matmul<'a> {
        Matmul { a, b, out, alpha: Scalar::Int(1), beta: Scalar::Int(0), bias: None }
    }
}

kernels! {
    /// Matrix products.
    pub trait MatmulBackend, each_matmul_kernel {
        /// Computes a [`Matmul`]. Integers wrap; the halves are summed in float32 and rounded once. Sums over an empty `k`
        /// are 0. Errors: a shape error if the views do not fit, a dtype error for bool and the wider unsigned integers,
        /// which PyTorch does not multiply either.
        fn matmul(&self, product: Matmul) -> Result<()>;
    }
}
