//! New tensors with the dtype and device of another: the methods `new_…`.

use crate::{
    Tensor,
    call::ops,
    ops::{
        create::filled::{empty, empty_strided, filled_with, full},
        view::views::checked_shape,
    },
};
use tapir_core::{DType, Device, Result, Scalar};

/// An uninitialised tensor of a shape, with dtype and device of another unless given.
fn empty_of(input: &Tensor, size: &[i64], dtype: Option<DType>, device: Option<Device>) -> Result<Tensor> {
    Tensor::empty(&checked_shape(size)?, dtype.unwrap_or(input.dtype()), device.unwrap_or(input.device()))
}

ops! {
    /// Uninitialised elements of a shape, with this tensor's dtype and device unless given.
    pub fn new_empty(input: &Tensor, size: &[i64], dtype: Option<DType> = None, requires_grad: bool = false) -> Tensor, shape(Sizes), variadic, only(method) {
        empty(size, dtype.unwrap_or(input.dtype()), input.device(), requires_grad)
    }

    /// Uninitialised elements with the given strides, with this tensor's dtype and device unless given.
    pub fn new_empty_strided(
        input: &Tensor, size: &[i64], stride: &[i64], dtype: Option<DType> = None, requires_grad: bool = false
    ) -> Tensor, shape(Sizes), only(method) {
        empty_strided(size, stride, dtype.unwrap_or(input.dtype()), input.device(), requires_grad)
    }

    /// `fill_value` in every place of a shape, with this tensor's dtype and device unless given.
    pub fn new_full(
        input: &Tensor, size: &[i64], fill_value: Scalar, dtype: Option<DType> = None, requires_grad: bool = false
    ) -> Tensor, shape(Sizes), only(method) {
        full(size, fill_value, Some(dtype.unwrap_or(input.dtype())), input.device(), requires_grad)
    }

    /// Zeros of a shape, with this tensor's dtype and device unless given.
    pub fn new_zeros(input: &Tensor, size: &[i64], dtype: Option<DType> = None, requires_grad: bool = false) -> Tensor, shape(Sizes), variadic, only(method) {
        filled_with(empty_of(input, size, dtype, None)?, 0.into(), requires_grad)
    }

    /// Ones of a shape, with this tensor's dtype and device unless given.
    pub fn new_ones(input: &Tensor, size: &[i64], dtype: Option<DType> = None, requires_grad: bool = false) -> Tensor, shape(Sizes), variadic, only(method) {
        filled_with(empty_of(input, size, dtype, None)?, 1.into(), requires_grad)
    }
}
