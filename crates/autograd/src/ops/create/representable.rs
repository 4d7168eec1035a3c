//! What the dtypes can hold.

use tapir_core::{DType, Result, Scalar, bail};

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
pub(crate) fn c_name(dtype: DType) -> &'static str {
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
