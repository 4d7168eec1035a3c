//! Tensors of given sizes with one value throughout, or none in particular.

use crate::{
    Tensor,
    call::ops,
    device::backend,
    ops::{create::representable::ensure_representable, view::views::checked_shape},
};
use tapir_core::{DType, Device, Layout, Result, Scalar, Strides, bail, ensure};

pub(crate) fn with_grad(tensor: Tensor, requires_grad: bool) -> Result<Tensor> {
    if requires_grad {
        tensor.set_requires_grad(true)?;
    }
    Ok(tensor)
}

/// An uninitialised tensor with the sizes of another, and its order of dimensions in memory.
pub(crate) fn like(input: &Tensor, dtype: Option<DType>) -> Result<Tensor> {
    Tensor::empty_with(input.layout().dense_like(), dtype.unwrap_or(input.dtype()), input.device())
}

/// Writes `value`, which the dtype must be able to hold, into a tensor nobody else has seen.
pub(crate) fn filled_with(tensor: Tensor, value: Scalar, requires_grad: bool) -> Result<Tensor> {
    ensure_representable(value, tensor.dtype())?;
    backend(tensor.device()).fill(value, &tensor.as_view_mut())?;
    with_grad(tensor, requires_grad)
}

/// Strides given by a caller, one for each size.
fn strided_layout(size: &[i64], stride: &[i64]) -> Result<Layout> {
    let shape = checked_shape(size)?;
    ensure!(
        size.len() == stride.len(),
        Shape,
        "dimensionality of sizes ({}) must match dimensionality of strides ({})",
        size.len(),
        stride.len()
    );
    if stride.iter().any(|&step| step < 0) {
        bail!(Memory, "Storage size calculation overflowed with sizes={size:?} and strides={stride:?}");
    }
    let strides: Strides = stride.iter().map(|&step| step as isize).collect();
    Ok(Layout { shape, strides, offset: 0 })
}

ops! {
    /// Zeros of a shape.
    pub fn zeros(size: &[i64], dtype: DType = DType::F32, device: Device = Device::default(), requires_grad: bool = false) -> Tensor, out(Converted), shape(Sizes), variadic {
        filled_with(Tensor::empty(&checked_shape(size)?, dtype, device)?, 0.into(), requires_grad)
    }

    /// Ones of a shape.
    pub fn ones(size: &[i64], dtype: DType = DType::F32, device: Device = Device::default(), requires_grad: bool = false) -> Tensor, out(Converted), shape(Sizes), variadic {
        filled_with(Tensor::empty(&checked_shape(size)?, dtype, device)?, 1.into(), requires_grad)
    }

    /// Uninitialised elements: whatever the memory held.
    pub fn empty(size: &[i64], dtype: DType = DType::F32, device: Device = Device::default(), requires_grad: bool = false) -> Tensor, out(Converted), shape(Sizes), variadic {
        with_grad(Tensor::empty(&checked_shape(size)?, dtype, device)?, requires_grad)
    }

    /// `fill_value` in every place of a shape. Without a dtype a bool makes bools, an integer int64, a float float32.
    ///
    /// Fails if the dtype cannot hold the value.
    pub fn full(
        size: &[i64], fill_value: Scalar, dtype: Option<DType> = None, device: Device = Device::default(), requires_grad: bool = false
    ) -> Tensor, out(Converted), shape(Sizes) {
        let dtype = dtype.unwrap_or(fill_value.dtype());
        filled_with(Tensor::empty(&checked_shape(size)?, dtype, device)?, fill_value, requires_grad)
    }

    /// A number as a tensor without dimensions.
    pub fn scalar_tensor(s: Scalar, dtype: DType = DType::F32, device: Device = Device::default(), requires_grad: bool = false) -> Tensor {
        filled_with(Tensor::empty(&[], dtype, device)?, s, requires_grad)
    }

    /// Zeros shaped like another tensor.
    pub fn zeros_like(input: &Tensor, dtype: Option<DType> = None, requires_grad: bool = false) -> Tensor, shape(Same), only(function) {
        filled_with(like(input, dtype)?, 0.into(), requires_grad)
    }

    /// Ones shaped like another tensor.
    pub fn ones_like(input: &Tensor, dtype: Option<DType> = None, requires_grad: bool = false) -> Tensor, shape(Same), only(function) {
        filled_with(like(input, dtype)?, 1.into(), requires_grad)
    }

    /// Uninitialised elements shaped like another tensor.
    pub fn empty_like(input: &Tensor, dtype: Option<DType> = None, requires_grad: bool = false) -> Tensor, shape(Same), only(function) {
        with_grad(like(input, dtype)?, requires_grad)
    }

    /// `fill_value` shaped like another tensor. Fails if the dtype cannot hold the value.
    pub fn full_like(input: &Tensor, fill_value: Scalar, dtype: Option<DType> = None, requires_grad: bool = false) -> Tensor, shape(Same), only(function) {
        filled_with(like(input, dtype)?, fill_value, requires_grad)
    }

    /// Uninitialised elements with the given strides, in elements. They may overlap.
    pub fn empty_strided(
        size: &[i64], stride: &[i64], dtype: DType = DType::F32, device: Device = Device::default(), requires_grad: bool = false
    ) -> Tensor, shape(Sizes) {
        with_grad(Tensor::empty_with(strided_layout(size, stride)?, dtype, device)?, requires_grad)
    }

    /// Uninitialised elements whose dimensions lie in memory in the order `physical_layout`, outermost first.
    pub fn empty_permuted(
        size: &[i64], physical_layout: &[i64], dtype: DType = DType::F32, device: Device = Device::default(), requires_grad: bool = false
    ) -> Tensor, shape(Sizes) {
        let layout = permuted_layout(size, physical_layout)?;
        with_grad(Tensor::empty_with(layout, dtype, device)?, requires_grad)
    }
}

fn permuted_layout(size: &[i64], order: &[i64]) -> Result<Layout> {
    let shape = checked_shape(size)?;
    let rank = shape.len();
    ensure!(
        order.len() == rank,
        Shape,
        "Number of dimensions in size does not match the length of the physical_layout; i.e. len(size) = {rank} is not equal to len(physical_layout) = {}",
        order.len()
    );
    let mut strides: Strides = smallvec::SmallVec::from_elem(0, rank);
    let mut next = 1usize;
    for (index, &dim) in order.iter().enumerate().rev() {
        ensure!(
            (0..rank as i64).contains(&dim),
            Index,
            "Dimension out of range (expected to be between 0 and {}, but got {dim} at index {index}).  NB: negative dims not currently supported; file an issue if you want it.",
            rank as i64 - 1
        );
        ensure!(strides[dim as usize] == 0, Value, "Duplicate dim not allowed");
        strides[dim as usize] = next as isize;
        // Too large a product is refused with the storage; it must only not wrap to something small.
        next = next.saturating_mul(shape[dim as usize].max(1)).min(isize::MAX as usize);
    }
    Ok(Layout { shape, strides, offset: 0 })
}
