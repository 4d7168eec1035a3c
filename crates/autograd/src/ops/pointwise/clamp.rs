//! Bounds, and what lies between two tensors.

use crate::{
    Tensor,
    call::{Operand, Target, ops},
    rows::{self, row},
};
use tapir_core::{DType, Result, bail, ensure};

ops! {
    /// `input` bounded below and above, elementwise; a bound may be a number, a tensor or left out. NaN stays.
    pub fn clamp(input: Target, min: Option<Operand> = None, max: Option<Operand> = None) -> Tensor, out(Same), inplace, shape(Same) {
        ensure_no_bool_bounded_by_numbers(&input, min, max)?;
        if input.dtype() == DType::U64 {
            let bounds: Vec<&Tensor> = [min, max].into_iter().flatten().map(|bound| bound.0).collect();
            rows::ensure_no_negative_number(&bounds)?;
        }
        match (min, max) {
            (Some(min), Some(max)) => rows::apply(row!(clamp_tensor), input, &[&min, &max], &[]),
            (Some(min), None) => rows::apply(row!(clamp_min), input, &[&min], &[]),
            (None, Some(max)) => rows::apply(row!(clamp_max), input, &[&max], &[]),
            (None, None) => bail!(Value, "torch.clamp: At least one of 'min' or 'max' must not be None"),
        }
    }

    /// `input + weight * (end - input)`, exact at both ends; `weight` is a tensor or a number.
    pub fn lerp(input: Target, end: &Tensor, weight: Operand) -> Tensor, out(Converted), inplace, shape(Broadcast) {
        for (name, tensor) in [("end", end), ("weight", &*weight)] {
            ensure!(
                tensor.is_wrapped_number() || tensor.dtype() == input.dtype(), DType,
                "expected dtype {} for `{name}` but got dtype {}", input.dtype().compiler_name(), tensor.dtype().compiler_name()
            );
        }
        rows::apply(row!(lerp), input, &[end, &weight], &[])
    }
}

/// What PyTorch's kernels for numbers as bounds do not take, while those for tensors do.
fn ensure_no_bool_bounded_by_numbers(input: &Tensor, min: Option<Operand>, max: Option<Operand>) -> Result<()> {
    let is_bool = |tensor: &Tensor| tensor.dtype() == DType::Bool;
    let bounds = || [min, max].into_iter().flatten();
    let kernel = match (min, max) {
        (Some(_), Some(_)) => "clamp_scalar_cpu",
        (Some(_), None) => "clamp_min_scalar_cpu",
        _ => "clamp_max_scalar_cpu",
    };
    let refused =
        is_bool(input) && bounds().all(|bound| bound.is_wrapped_number() && is_bool(&bound)) && bounds().count() > 0;
    ensure!(!refused, DType, "\"{kernel}\" not implemented for 'Bool'");
    Ok(())
}
