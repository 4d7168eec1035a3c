//! `take` and `put`: places in the flattened tensor.

use crate::{
    Tensor,
    call::{Change, Target, ops},
    device::backend,
    ops::{
        index::values,
        view::{copies, views},
    },
    tape::{Save, record_unary},
};
use smallvec::smallvec;
use tapir_core::{DType, Dims, Error, Layout, Result, ensure, error};

fn ensure_index(op: &str, index: &Tensor) -> Result<()> {
    ensure!(
        index.dtype() == DType::I64,
        DType,
        "{op}(): Expected a long tensor for index, but got {}",
        index.dtype().scalar_name()
    );
    Ok(())
}

/// The kernel's complaint in the words of these operators.
fn out_of_range(error: Error, index: &Tensor, size: usize) -> Error {
    if !values::is_out_of_range(&error) {
        return error;
    }
    let bound = size as i64;
    let places = index.to_vec::<i64>().unwrap_or_default();
    match places.into_iter().find(|place| !(-bound..bound).contains(place)) {
        Some(place) => error!(Index, "out of range: tried to access index {place} on a tensor of {size} elements."),
        None => error,
    }
}

/// The elements of a row-major tensor as a vector.
fn flat(tensor: &Tensor) -> Layout {
    Layout::contiguous(&[tensor.numel()])
}

ops! {
    /// The elements of `input` at places counted in row-major order; the result has the shape of `index`, int64. Negative
    /// places count from the end.
    pub fn take(input: &Tensor, index: &Tensor) -> Tensor, out(Same) {
        ensure_index("take", index)?;
        ensure!(index.numel() == 0 || input.numel() > 0, Index, "take(): tried to take from an empty tensor");
        let output = Tensor::empty(index.shape(), input.dtype(), input.device())?;
        let read = views::reshape_to(&input.detach(), &[input.numel()])?;
        backend(input.device())
            .index(&read.as_view(), &[0], &[index.as_view()], &output.as_view_mut())
            .map_err(|error| out_of_range(error, index, input.numel()))?;
        let shape: Dims = input.layout().shape.clone();
        Ok(record_unary(output, "TakeBackward0", input, &[Save::Input(index)], move |context, grad| {
            let zeros = Tensor::zeros(&shape, grad.dtype(), grad.device())?;
            put(Target::written(&zeros), &context.saved(0)?, grad, true)
        }))
    }

    /// `input` with the elements of `source` written, or added if `accumulate`, to places counted in row-major order.
    /// `index`, int64, has as many elements as `source`.
    pub fn put(input: Target, index: &Tensor, source: &Tensor, accumulate: bool = false) -> Tensor, inplace, shape(Same) {
        ensure_index("put_", index)?;
        ensure!(
            source.dtype() == input.dtype(), DType,
            "put_(): self and source expected to have the same dtype, but got self.dtype = {} and source.dtype = {}",
            input.dtype().scalar_name(), source.dtype().scalar_name()
        );
        ensure!(
            source.numel() == index.numel(), Index,
            "put_(): Expected source and index to have the same number of elements, but got source.numel() = {}, index.numel() = {}",
            source.numel(), index.numel()
        );
        ensure!(index.numel() == 0 || input.numel() > 0, Index, "put_(): Tried to put elements into an empty tensor");
        let values = views::reshape_to(&input.apart(&source.detach())?, index.shape())?;
        let shape: Dims = source.layout().shape.clone();
        input.change(
            &Change { name: "PutBackward0", inputs: &[source], keep: &[index], output: false },
            |target| {
                // Places count in row-major order, so the kernel sees a row-major tensor.
                let whole = copies::contiguous(&target.detach())?;
                let vector = whole.as_view_mut().laid_out(&flat(&whole));
                backend(target.device())
                    .index_put(&[0], &[index.as_view()], &values.as_view(), accumulate, &vector)
                    .map_err(|error| out_of_range(error, index, target.numel()))?;
                if target.is_contiguous() {
                    return Ok(());
                }
                backend(target.device()).copy(&whole.as_view(), &target.as_view_mut())
            },
            move |context, grads| {
                let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
                let index = context.saved(0)?;
                let of_input = if accumulate || !context.needs(0) {
                    grad.clone()
                } else {
                    let zeros = Tensor::zeros(index.shape(), grad.dtype(), grad.device())?;
                    put(grad.into(), &index, &zeros, false)?
                };
                let of_source = match context.needs(1) {
                    true => Some(views::reshape_to(&take(grad, &index)?, &shape)?),
                    false => None,
                };
                Ok(smallvec![Some(of_input), of_source])
            },
        )
    }
}
