//! Where a tensor is not zero, and choosing between two by a condition.

use crate::{
    Tensor,
    call::{Operand, Output, ops},
    copying,
    device::backend,
    ops::view::views,
    rows::{self, row},
};
use tapir_core::{DType, Layout, Result, Scalar, ensure};

/// One index vector per dimension, each dense; a 0-d tensor has none.
pub(crate) fn columns(input: &Tensor) -> Result<Vec<Tensor>> {
    let device = input.device();
    let count = backend(device).count_nonzero(&input.as_view())?;
    let table = Tensor::empty(&[input.rank(), count], DType::I64, device)?;
    let rows = table.as_view_mut().laid_out(&table.layout().transpose(0, 1));
    backend(device).nonzero(&input.as_view(), &rows)?;
    Ok((0..input.rank()).map(|dim| views::select_dim(&table, 0, dim)).collect())
}

/// As [`nonzero`], one vector of indices per dimension: an index to read or write the non-zero elements. A 0-d tensor
/// counts as 1-d.
pub fn nonzero_tuple(input: &Tensor) -> Result<Vec<Tensor>> {
    match input.rank() {
        0 => columns(&views::reshape_to(&input.detach(), &[1])?),
        _ => columns(input),
    }
}

fn choose(condition: &Tensor, input: &Tensor, other: &Tensor) -> Result<Tensor> {
    ensure!(
        matches!(condition.dtype(), DType::Bool | DType::U8),
        DType,
        "where expected condition to be a boolean tensor, but got a tensor with dtype {}",
        condition.dtype().scalar_name()
    );
    rows::call(row!(where_), &[&copying::cast(condition, DType::Bool)?, input, other], &[])
}

ops! {
    /// The indices of the non-zero elements in row-major order: int64, `[count, rank]`.
    pub fn nonzero(input: &Tensor) -> Tensor, out(Same) {
        let count = backend(input.device()).count_nonzero(&input.as_view())?;
        let output = Tensor::empty(&[count, input.rank()], DType::I64, input.device())?;
        backend(input.device()).nonzero(&input.as_view(), &output.as_view_mut())?;
        Ok(output)
    }

    /// The indices of the non-zero elements; with `as_tuple` as one vector per dimension, which together are an index.
    pub fn nonzero_as as "nonzero"(input: &Tensor, as_tuple: bool) -> Output, out(Same) {
        Ok(if as_tuple { Output::Many(nonzero_tuple(input)?) } else { Output::One(nonzero(input)?) })
    }

    /// As `nonzero`, but always `size` rows: further ones are left out, missing ones are filled with `fill_value`.
    pub fn nonzero_static(input: &Tensor, size: i64, fill_value: i64 = -1) -> Tensor, out(Same) {
        ensure!(size >= 0, Value, "nonzero_static: 'size' must be an non-negative integer");
        let (size, rank) = (size as usize, input.rank());
        let output = Tensor::full(&[size, rank], Scalar::Int(fill_value), DType::I64, input.device())?;
        let found = nonzero(input)?;
        let rows = Layout::contiguous(&[size.min(found.shape()[0]), rank]);
        let (from, to) = (found.as_view(), output.as_view_mut());
        let from = from.laid_out(&rows);
        backend(input.device()).copy(&from, &to.laid_out(&rows))?;
        Ok(output)
    }

    /// The indices of the non-zero elements in row-major order: int64, `[count, rank]`. The same as `nonzero`.
    pub fn argwhere(input: &Tensor) -> Tensor {
        nonzero(input)
    }

    /// `input` where `condition` is true, elsewhere `other`. All three broadcast; two of them may be numbers.
    pub fn where_tensors as "where"(condition: &Tensor, input: Operand, other: Operand) -> Tensor, out(Same), only(function), shape(Broadcast) {
        choose(condition, &input, &other)
    }

    /// The indices where `condition` is not zero, one vector per dimension.
    pub fn where_condition as "where"(condition: &Tensor) -> Vec<Tensor>, out(Same), only(function) {
        nonzero_tuple(condition)
    }

    /// This tensor where `condition` is true, elsewhere `other`.
    pub fn where_method as "where"(input: &Tensor, condition: &Tensor, other: Operand) -> Tensor, only(method), shape(Broadcast) {
        choose(condition, input, &other)
    }
}
