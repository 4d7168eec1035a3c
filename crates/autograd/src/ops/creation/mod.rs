//! New tensors: filled, uninitialised, counted out. What the functions here share; the operators are in the files.

pub(crate) mod filled;
pub(crate) mod indices;
pub(crate) mod modelled;
pub(crate) mod ranges;

pub use filled::*;
pub use indices::*;
pub use modelled::*;
pub use ranges::*;

use crate::{Tensor, call::Op, device::backend};
use tapir_core::{DType, Device, Result, Scalar, bail};

pub(crate) const FAMILIES: &[&[Op]] = &[filled::OPS, modelled::OPS, ranges::OPS, indices::OPS];

/// `0, 1, …, n - 1` as int64.
pub(crate) fn arange_of(n: i64, device: Device) -> Result<Tensor> {
    let output = Tensor::empty(&[n.max(0) as usize], DType::I64, device)?;
    backend(device).arange(Scalar::Int(0), Scalar::Int(1), &output.view_mut())?;
    Ok(output)
}

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
fn filled_with(tensor: Tensor, value: Scalar, requires_grad: bool) -> Result<Tensor> {
    ensure_representable(value, tensor.dtype())?;
    backend(tensor.device()).fill(value, &tensor.view_mut())?;
    with_grad(tensor, requires_grad)
}

/// A number must fit the dtype it becomes. As PyTorch has it: unsigned dtypes take the negatives of what they take, which
/// wrap; infinities fit every floating dtype, and everything fits bool.
pub(crate) fn ensure_representable(value: Scalar, dtype: DType) -> Result<()> {
    let fits = match dtype.integer_range() {
        _ if dtype == DType::Bool => true,
        Some((low, high)) => match value {
            Scalar::Float(value) => value >= low as f64 && value <= high as f64,
            other => (if low == 0 { -high } else { low }..=high).contains(&i128::from(other.to_i64())),
        },
        None => {
            let value = value.to_f64();
            !value.is_finite() || value.abs() <= greatest(dtype)
        }
    };
    if !fits {
        bail!(Value, "value cannot be converted to type {} without overflow", c_name(dtype));
    }
    Ok(())
}

/// The greatest finite value of a floating or complex dtype.
pub(crate) fn greatest(dtype: DType) -> f64 {
    match dtype {
        DType::F16 => 65504.0,
        DType::BF16 => f64::from(tapir_core::bf16::MAX.to_f32()),
        DType::F32 | DType::C64 => f64::from(f32::MAX),
        _ => f64::MAX,
    }
}

/// What C++ calls the type of a dtype's elements, as some of PyTorch's messages have it.
fn c_name(dtype: DType) -> &'static str {
    match dtype {
        DType::Bool => "bool",
        DType::U8 => "uint8_t",
        DType::I8 => "int8_t",
        DType::I16 => "int16_t",
        DType::I32 => "int",
        DType::I64 => "int64_t",
        DType::U16 => "uint16_t",
        DType::U32 => "uint32_t",
        DType::U64 => "uint64_t",
        DType::F16 => "c10::Half",
        DType::BF16 => "c10::BFloat16",
        DType::F32 => "float",
        DType::F64 => "double",
        DType::C64 => "c10::complex<float>",
        DType::C128 => "c10::complex<double>",
    }
}
