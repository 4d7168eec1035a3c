//! The logarithm of a sum of exponentials.

use crate::{
    Tensor,
    call::ops,
    copying,
    ops::{
        pointwise::arithmetic as a,
        reduce::{
            axes::{self, Axes},
            norm::masked,
        },
        view::views,
    },
    tape::{Save, record_unary},
};
use tapir_core::{DType, Result};
use tapir_ops::Reduction;

/// `m + log Σ exp(x - m)` with the greatest element `m`, or 0 in its place where it is infinite.
fn shifted_logsumexp(input: &Tensor, axes: &Axes) -> Result<Tensor> {
    let kept = Axes { keepdim: true, ..axes.clone() };
    let greatest = if axes.count(input) == 0 {
        Tensor::zeros(&kept.output_shape(input), input.dtype(), input.device())?
    } else {
        axes::reduce(Reduction::Max, input, &kept, input.dtype())?
    };
    let shift = masked(&a::eq_scalar(&a::abs(&greatest)?, f64::INFINITY)?, &greatest)?;
    let sum = axes::reduce(Reduction::Sum, &a::exp(&a::sub(input, &shift)?)?, &kept, input.dtype())?;
    views::reshape_to(&a::add(&a::log(&sum)?, &shift)?, &axes.output_shape(input))
}

ops! {
    /// `log Σ exp(x)` over the given dimensions, shifted by the greatest element so that nothing overflows.
    pub fn logsumexp(input: &Tensor, dim: &[i64], keepdim: bool = false) -> Tensor, out(Converted), shape(Reduce) {
        let input = &if input.dtype().is_integral() { copying::cast(input, DType::F32)? } else { input.clone() };
        let axes = Axes::new(input, Some(dim), keepdim)?;
        let output = shifted_logsumexp(&input.detach(), &axes)?;
        let save = [Save::Input(input), Save::Output(0)];
        Ok(record_unary(output, "LogsumexpBackward0", input, &save, move |context, grad| {
            let output = axes.restore(&context.saved(1)?);
            let share = a::exp(&a::sub(&context.saved(0)?, &output)?)?;
            a::mul(&axes.restore(grad), &share)
        }))
    }
}
