//! New tensors: filled, uninitialised, ranges.

use super::views::checked_shape;
use crate::{Tensor, call::ops, device::backend};
use tapir_core::{DType, Device, Layout, Result, Scalar, ensure};

/// `0, 1, …, n - 1` as int64.
pub(crate) fn arange_of(n: i64, device: Device) -> Result<Tensor> {
    let output = Tensor::empty(&[n.max(0) as usize], DType::I64, device)?;
    backend(device).arange(Scalar::Int(0), Scalar::Int(1), &output.view_mut())?;
    Ok(output)
}

fn with_grad(tensor: Tensor, requires_grad: bool) -> Result<Tensor> {
    if requires_grad {
        tensor.set_requires_grad(true)?;
    }
    Ok(tensor)
}

/// Sizes and dtype of a new tensor modelled on another.
fn like(input: &Tensor, dtype: Option<DType>) -> Result<Tensor> {
    let layout = if !input.is_contiguous() && input.layout().is_dense() {
        Layout { offset: 0, ..input.layout().clone() }
    } else {
        Layout::contiguous(input.shape())
    };
    Tensor::empty_with(layout, dtype.unwrap_or(input.dtype()), input.device())
}

fn filled(tensor: Tensor, value: Scalar, requires_grad: bool) -> Result<Tensor> {
    backend(tensor.device()).fill(value, &tensor.view_mut())?;
    with_grad(tensor, requires_grad)
}

/// A fill value must be representable: PyTorch refuses what would overflow.
pub(crate) fn ensure_representable(value: Scalar, dtype: DType) -> Result<()> {
    if let Some((low, high)) = dtype.integer_range()
        && dtype != DType::Bool
    {
        let fits = match value {
            Scalar::Float(value) => value.is_finite() && value.trunc() >= low as f64 && value.trunc() <= high as f64,
            other => (low..=high).contains(&i128::from(other.to_i64())),
        };
        ensure!(fits, Value, "value cannot be converted to type {} without overflow", dtype.name());
    }
    Ok(())
}

ops! {
    /// Zeros of a shape.
    pub fn zeros(size: &[i64], dtype: DType = DType::F32, device: Device = Device::Cpu, requires_grad: bool = false) -> Tensor, shape(Sizes) {
        filled(Tensor::empty(&checked_shape(size)?, dtype, device)?, 0.into(), requires_grad)
    }

    /// Ones of a shape.
    pub fn ones(size: &[i64], dtype: DType = DType::F32, device: Device = Device::Cpu, requires_grad: bool = false) -> Tensor, shape(Sizes) {
        filled(Tensor::empty(&checked_shape(size)?, dtype, device)?, 1.into(), requires_grad)
    }

    /// Uninitialised elements: whatever the memory held.
    pub fn empty(size: &[i64], dtype: DType = DType::F32, device: Device = Device::Cpu, requires_grad: bool = false) -> Tensor, shape(Sizes) {
        with_grad(Tensor::empty(&checked_shape(size)?, dtype, device)?, requires_grad)
    }

    /// Zeros shaped like another tensor.
    pub fn zeros_like(input: &Tensor, dtype: Option<DType> = None, requires_grad: bool = false) -> Tensor, shape(Same), only(function) {
        filled(like(input, dtype)?, 0.into(), requires_grad)
    }

    /// Ones shaped like another tensor.
    pub fn ones_like(input: &Tensor, dtype: Option<DType> = None, requires_grad: bool = false) -> Tensor, shape(Same), only(function) {
        filled(like(input, dtype)?, 1.into(), requires_grad)
    }

    /// Uninitialised elements shaped like another tensor.
    pub fn empty_like(input: &Tensor, dtype: Option<DType> = None, requires_grad: bool = false) -> Tensor, shape(Same), only(function) {
        with_grad(like(input, dtype)?, requires_grad)
    }

    /// `fill_value` shaped like another tensor.
    pub fn full_like(input: &Tensor, fill_value: Scalar, dtype: Option<DType> = None, requires_grad: bool = false) -> Tensor, shape(Same), only(function) {
        ensure_representable(fill_value, dtype.unwrap_or(input.dtype()))?;
        filled(like(input, dtype)?, fill_value, requires_grad)
    }
}
