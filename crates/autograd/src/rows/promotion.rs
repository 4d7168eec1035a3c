//! PyTorch's type promotion: tensors with dimensions decide first, 0-d tensors only if they are of a higher category, literal
//! numbers last.

use crate::Tensor;
use tapir_core::{DType, Result, Scalar, bail, ensure};
use tapir_ops::{Class, RowSpec};

/// The dtypes of one call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Types {
    /// What kernels compute in.
    pub compute: DType,
    pub output: DType,
}

/// `torch.result_type` over any number of tensors.
pub(crate) fn result_type(tensors: &[&Tensor]) -> DType {
    let (mut dimensioned, mut zero_dim, mut wrapped) = (None, None, None);
    for tensor in tensors {
        let (slot, dtype) = if tensor.is_wrapped_number() {
            (&mut wrapped, if tensor.dtype().is_floating() { DType::F32 } else { tensor.dtype() })
        } else if tensor.rank() == 0 {
            (&mut zero_dim, tensor.dtype())
        } else {
            (&mut dimensioned, tensor.dtype())
        };
        *slot = Some(slot.map_or(dtype, |other: DType| other.promote(dtype)));
    }
    combine(dimensioned, combine(zero_dim, wrapped)).unwrap_or(DType::F32)
}

fn combine(higher: Option<DType>, lower: Option<DType>) -> Option<DType> {
    let (Some(high), Some(low)) = (higher, lower) else { return higher.or(lower) };
    Some(match (high.category(), low.category()) {
        (2, 3) => high.to_complex(),
        (h, l) if h >= l => high,
        (0, _) | (1, 2 | 3) => high.promote(low),
        _ => high,
    })
}

/// What arithmetic on this dtype is done in.
pub(crate) fn compute_type(dtype: DType) -> DType {
    match dtype {
        DType::F16 | DType::BF16 => DType::F32,
        dtype if dtype.is_integer() || dtype == DType::Bool => DType::I64,
        dtype => dtype,
    }
}

/// What a row computes in on this dtype: integers from 2^63 on are numbers of their own.
fn row_compute_type(dtype: DType) -> DType {
    if dtype == DType::U64 { dtype } else { compute_type(dtype) }
}

/// The dtypes of a call; `target` is that of a tensor which is overwritten.
#[inline]
pub(super) fn types(spec: &RowSpec, inputs: &[&Tensor], params: &[Scalar], target: Option<DType>) -> Result<Types> {
    let first = inputs[0].dtype();
    // The common case: one dtype throughout, no number among the operands.
    let promoted = if inputs.iter().all(|input| input.dtype() == first && !input.is_wrapped_number()) {
        first
    } else {
        result_type(inputs)
    };
    if let Some(sentence) = spec.bool_operand_refusal
        && promoted != DType::Bool
        && inputs.iter().any(|input| input.dtype() == DType::Bool)
    {
        return Err(refusal(spec, DType::Bool, Some(sentence)));
    }
    if let Some(target) = target
        && (target != promoted || promoted.is_integral() || spec.to_reals)
    {
        ensure_result_fits(spec, promoted, target)?;
    }
    if promoted.is_complex() && !spec.complex {
        return Err(refusal(spec, promoted, spec.complex_refusal));
    }
    if promoted == DType::Bool && (spec.class == Class::ArithmeticNoBool || spec.bool_refusal.is_some()) {
        return Err(refusal(spec, promoted, spec.bool_refusal));
    }
    let common = match spec.class {
        Class::Arithmetic | Class::Predicate | Class::ArithmeticNoBool => promoted,
        Class::Float if promoted.is_integral() => DType::F32,
        Class::Float => promoted,
        Class::FloatOnly if promoted.is_integral() => return Err(refusal(spec, promoted, None)),
        Class::FloatOnly => promoted,
        Class::Bitwise if !promoted.is_integral() => return Err(refusal(spec, promoted, None)),
        Class::Bitwise => promoted,
    };
    let compute = row_compute_type(common);
    if matches!(compute, DType::I64 | DType::U64) {
        ensure!(
            spec.class != Class::Arithmetic
                || !params.iter().any(|param| param.is_float())
                || spec.params.iter().all(|param| param.name != "alpha"),
            DType,
            "For integral input tensors, argument alpha must not be a floating point number."
        );
    }
    if compute == DType::U64 && spec.class == Class::Predicate {
        ensure_no_negative_number(inputs)?;
    }
    let output = match spec.class {
        Class::Predicate => DType::Bool,
        _ if spec.to_reals => common.to_real(),
        _ => common,
    };
    Ok(Types { compute, output })
}

/// In place, PyTorch looks at where the result would go before it looks for a kernel.
fn ensure_result_fits(spec: &RowSpec, promoted: DType, target: DType) -> Result<()> {
    if spec.to_reals && target.is_complex() {
        bail!(DType, "In-place {} is not supported for complex tensors.", spec.name);
    }
    let refuses_bools = spec.class == Class::ArithmeticNoBool && promoted == DType::Bool;
    match spec.class {
        Class::Predicate => Ok(()),
        Class::Float if promoted.is_integral() => ensure_castable(DType::F32, target),
        _ if refuses_bools => Ok(()),
        _ => ensure_castable(promoted, target),
    }
}

/// A negative number would be compared as the large one it wraps to.
pub(crate) fn ensure_no_negative_number(inputs: &[&Tensor]) -> Result<()> {
    for input in inputs.iter().filter(|input| input.is_wrapped_number() && input.dtype() != DType::U64) {
        let number = input.item()?;
        ensure!(number.to_i64() >= 0, Value, "value cannot be converted to type uint64_t without overflow");
    }
    Ok(())
}

#[cold]
fn refusal(spec: &RowSpec, dtype: DType, sentence: Option<&str>) -> tapir_core::Error {
    use tapir_core::error;
    match sentence {
        Some(sentence) => error!(DType, "{sentence}"),
        None => error!(DType, "\"{}\" not implemented for '{}'", spec.kernel, dtype.scalar_name()),
    }
}

/// Whether an in-place operation may store a result of one dtype in another: never a higher category in a lower.
pub(crate) fn ensure_castable(result: DType, target: DType) -> Result<()> {
    if result.category() > target.category()
        && !(result.category() == 1 && target == DType::Bool && result == DType::Bool)
    {
        bail!(
            DType,
            "result type {} can't be cast to the desired output type {}",
            result.scalar_name(),
            target.scalar_name()
        );
    }
    Ok(())
}
