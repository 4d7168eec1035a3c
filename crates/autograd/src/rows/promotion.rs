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

pub(super) fn types(spec: &RowSpec, inputs: &[&Tensor], params: &[Scalar]) -> Result<Types> {
    let first = inputs[0].dtype();
    // The common case: one dtype throughout, no number among the operands.
    let promoted = if inputs.iter().all(|input| input.dtype() == first && !input.is_wrapped_number()) {
        first
    } else {
        result_type(inputs)
    };
    let refuse = || tapir_core::error!(DType, "\"{}\" not implemented for '{}'", spec.name, promoted.scalar_name());
    let common = match spec.class {
        Class::Arithmetic | Class::Predicate => promoted,
        Class::ArithmeticNoBool if promoted == DType::Bool => return Err(bool_refusal(spec, promoted)),
        Class::ArithmeticNoBool => promoted,
        Class::Float if promoted.category() < 2 => DType::F32,
        Class::Float => promoted,
        Class::FloatOnly if promoted.category() < 2 => return Err(refuse()),
        Class::FloatOnly => promoted,
        Class::Bitwise if promoted.category() > 1 => return Err(refuse()),
        Class::Bitwise => promoted,
    };
    let compute = compute_type(common);
    if compute == DType::I64 && params.iter().any(|param| param.is_float() && spec.class == Class::Arithmetic) {
        ensure!(
            spec.params.iter().all(|param| param.name != "alpha"),
            DType,
            "For integral input tensors, argument alpha must not be a floating point number."
        );
    }
    Ok(Types { compute, output: if spec.class == Class::Predicate { DType::Bool } else { common } })
}

fn bool_refusal(spec: &RowSpec, dtype: DType) -> tapir_core::Error {
    use tapir_core::error;
    match spec.name {
        "neg" => error!(
            DType,
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."
        ),
        "sub" | "rsub" => error!(
            DType,
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."
        ),
        name => error!(DType, "\"{name}\" not implemented for '{}'", dtype.scalar_name()),
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
