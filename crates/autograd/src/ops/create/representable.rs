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
        bail!(Value, "value cannot be converted to type {} without overflow", dtype.source_name());
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
