//! Conversions of dtype and device. A tensor that is already as asked for comes back itself.

use crate::{
    Tensor,
    call::ops,
    copying::{self, move_to},
    ops::view::copies,
};
use tapir_core::{DType, Device, Result, Warning, warning::warn};

/// As a user asks for it: what is lost is said.
fn cast(input: &Tensor, dtype: DType) -> Result<Tensor> {
    if input.dtype().is_complex() && !dtype.is_complex() && dtype != DType::Bool {
        warn(Warning::ComplexCast, || "Casting complex values to real discards the imaginary part".to_owned());
    }
    copying::cast(input, dtype)
}

/// The tensor, or a copy, where and as it is asked for.
fn convert(input: &Tensor, device: Device, dtype: DType, copy: bool) -> Result<Tensor> {
    device.ensure_available()?;
    if device != input.device() {
        return move_to(input, device, dtype);
    }
    if copy && dtype == input.dtype() { copies::clone(input) } else { cast(input, dtype) }
}

ops! {
    /// The tensor in another dtype. With `copy` a new one even if it has that dtype already.
    pub fn to(input: &Tensor, dtype: DType, non_blocking: bool = false, copy: bool = false) -> Tensor, shape(Same), only(method) {
        let _ = non_blocking; // conversions on one device are synchronous
        convert(input, input.device(), dtype, copy)
    }

    /// The tensor on another device and, if given, in another dtype.
    pub fn to_device as "to"(input: &Tensor, device: Device, dtype: Option<DType> = None, non_blocking: bool = false, copy: bool = false) -> Tensor, shape(Same), only(method) {
        let _ = non_blocking;
        convert(input, device, dtype.unwrap_or(input.dtype()), copy)
    }

    /// The tensor with the dtype and on the device of another.
    pub fn to_other as "to"(input: &Tensor, other: &Tensor, non_blocking: bool = false, copy: bool = false) -> Tensor, shape(Same), only(method), devices(any) {
        let _ = non_blocking;
        convert(input, other.device(), other.dtype(), copy)
    }

    /// The tensor in the dtype of another.
    pub fn type_as(input: &Tensor, other: &Tensor) -> Tensor, shape(Same), only(method), devices(any) {
        convert(input, other.device(), other.dtype(), false)
    }

    /// The tensor as float32.
    pub fn float(input: &Tensor) -> Tensor, shape(Same), only(method) {
        cast(input, DType::F32)
    }

    /// The tensor as float64.
    pub fn double(input: &Tensor) -> Tensor, shape(Same), only(method) {
        cast(input, DType::F64)
    }

    /// The tensor as float16.
    pub fn half(input: &Tensor) -> Tensor, shape(Same), only(method) {
        cast(input, DType::F16)
    }

    /// The tensor as bfloat16.
    pub fn bfloat16(input: &Tensor) -> Tensor, shape(Same), only(method) {
        cast(input, DType::BF16)
    }

    /// The tensor as complex64.
    pub fn cfloat(input: &Tensor) -> Tensor, shape(Same), only(method) {
        cast(input, DType::C64)
    }

    /// The tensor as complex128.
    pub fn cdouble(input: &Tensor) -> Tensor, shape(Same), only(method) {
        cast(input, DType::C128)
    }

    /// The tensor as int64; fractions are cut off.
    pub fn long(input: &Tensor) -> Tensor, shape(Same), only(method) {
        cast(input, DType::I64)
    }

    /// The tensor as int32; fractions are cut off.
    pub fn int(input: &Tensor) -> Tensor, shape(Same), only(method) {
        cast(input, DType::I32)
    }

    /// The tensor as int16; fractions are cut off.
    pub fn short(input: &Tensor) -> Tensor, shape(Same), only(method) {
        cast(input, DType::I16)
    }

    /// The tensor as int8; fractions are cut off.
    pub fn char(input: &Tensor) -> Tensor, shape(Same), only(method) {
        cast(input, DType::I8)
    }

    /// The tensor as uint8; fractions are cut off.
    pub fn byte(input: &Tensor) -> Tensor, shape(Same), only(method) {
        cast(input, DType::U8)
    }

    /// The tensor as bool: whether each element is not zero.
    pub fn bool(input: &Tensor) -> Tensor, shape(Same), only(method) {
        cast(input, DType::Bool)
    }

    /// The same elements without history; memory is shared.
    pub fn detach(input: &Tensor) -> Tensor, shape(Same), only(function) {
        Ok(input.detach())
    }
}
