//! `gather` and `scatter`: an index for every element, along one dimension.

use crate::{
    Tensor,
    call::{Change, Target, ops},
    device::backend,
    ops::{
        index::values::{accumulate, number, padded},
        pointwise::division,
        view::views,
    },
    tape::{Save, record_unary},
};
use smallvec::smallvec;
use tapir_core::{DType, Dims, Result, Scalar, bail, broadcast_shapes, ensure, wrap_dim};
use tapir_ops::ScatterMode;

fn ensure_index(op: &str, index: &Tensor) -> Result<()> {
    ensure!(
        index.numel() == 0 || matches!(index.dtype(), DType::I64 | DType::I32),
        DType,
        "{op}(): Expected dtype int32/int64 for index"
    );
    Ok(())
}

/// Whether sizes fit inside others, but for one dimension (or none); a 0-d tensor counts as 1-d.
fn fits(index: &[usize], into: &[usize], except: Option<usize>) -> bool {
    let size = |shape: &[usize], dim: usize| shape.get(dim).copied().unwrap_or(1);
    (0..index.len().max(1)).all(|dim| Some(dim) == except || size(index, dim) <= size(into, dim))
}

pub(crate) fn ensure_scatterable(dim: usize, index: &Tensor, source: Option<&Tensor>, target: &Tensor) -> Result<()> {
    ensure_index("scatter", index)?;
    if let Some(source) = source {
        ensure!(source.dtype() == target.dtype(), DType, "scatter(): Expected self.dtype to be equal to src.dtype");
    }
    if index.numel() == 0 {
        return Ok(());
    }
    ensure!(
        index.rank().max(1) == target.rank().max(1),
        Shape,
        "Index tensor must have the same number of dimensions as self tensor"
    );
    let fits_target = fits(index.shape(), target.shape(), Some(dim));
    let Some(source) = source else {
        ensure!(
            fits_target,
            Shape,
            "Expected index {:?} to be no larger than self {:?} apart from dimension {dim}",
            index.shape(),
            target.shape()
        );
        return Ok(());
    };
    ensure!(
        index.rank().max(1) == source.rank().max(1),
        Shape,
        "Index tensor must have the same number of dimensions as src tensor"
    );
    ensure!(
        fits_target && fits(index.shape(), source.shape(), None),
        Shape,
        "Expected index {:?} to be no larger than self {:?} apart from dimension {dim} and to be no larger size than src {:?}",
        index.shape(),
        target.shape(),
        source.shape()
    );
    Ok(())
}

/// The kernel, on checked arguments; a 0-d source is written everywhere.
pub(crate) fn scatter_into(
    mode: ScatterMode,
    target: &Tensor,
    dim: usize,
    index: &Tensor,
    source: &Tensor,
) -> Result<()> {
    if index.numel() == 0 {
        return Ok(());
    }
    let source = match source.rank() {
        0 => source.broadcast_view(index.shape())?,
        _ => source.as_view(),
    };
    backend(target.device()).scatter(mode, dim, &index.as_view(), &source, &target.as_view_mut())
}

/// Zeros of a shape with `source` added where it was gathered.
pub(crate) fn zeros_scattered(shape: &[usize], dim: usize, index: &Tensor, source: &Tensor) -> Result<Tensor> {
    let zeros = Tensor::zeros(shape, source.dtype(), source.device())?;
    if index.numel() == 0 {
        return Ok(zeros);
    }
    scatter_add(Target::written(&zeros), dim as i64, index, source)
}

fn reduce_mode(reduce: Option<&str>) -> Result<ScatterMode> {
    Ok(match reduce {
        None => ScatterMode::Set,
        Some("add") => ScatterMode::Add,
        Some("multiply") => ScatterMode::Multiply,
        Some(_) => bail!(Value, "reduce argument must be either add or multiply."),
    })
}

/// `scatter` with a source, or with a number as a 0-d source.
fn scatter_with(
    input: Target,
    dim: i64,
    index: &Tensor,
    source: &Tensor,
    is_number: bool,
    reduce: Option<&str>,
) -> Result<Tensor> {
    let dim = wrap_dim(dim, input.rank())?;
    let mode = reduce_mode(reduce)?;
    ensure_scatterable(dim, index, (!is_number).then_some(source), &input)?;
    let sources = [source];
    let change = Change {
        name: match (mode, is_number) {
            (ScatterMode::Set, false) => "ScatterBackward0",
            (ScatterMode::Set, true) => "ScatterBackward1",
            _ => "NotImplemented",
        },
        inputs: if is_number { &[] } else { &sources },
        keep: &[index],
        output: false,
    };
    let shape: Dims = source.layout().shape.clone();
    let read = input.apart(source)?;
    input.change(
        &change,
        |target| scatter_into(mode, target, dim, index, &read),
        move |context, grads| {
            ensure!(mode == ScatterMode::Set, Autograd, "derivative for aten::scatter is not implemented");
            let Some(grad) = &grads[0] else {
                return Ok(if is_number { smallvec![None] } else { smallvec![None, None] });
            };
            let index = context.saved(0)?;
            let of_input = match context.needs(0) {
                true => Some(scatter_value(grad.into(), dim as i64, &index, 0.into(), None)?),
                false => None,
            };
            if is_number {
                return Ok(smallvec![of_input]);
            }
            let of_source = match context.needs(1) {
                true => Some(padded(gather(grad, dim as i64, &index, false)?, &shape)?),
                false => None,
            };
            Ok(smallvec![of_input, of_source])
        },
    )
}

ops! {
    /// The elements of `input` at the places `index` names along `dim`: `out[i][j] = input[index[i][j]][j]` for `dim = 0`.
    ///
    /// `index` has as many dimensions as `input` and is no larger, but along `dim`; the result has its shape.
    pub fn gather(input: &Tensor, dim: i64, index: &Tensor, sparse_grad: bool = false) -> Tensor, out(Same) {
        let _ = sparse_grad; // gradients are always dense
        let dim = wrap_dim(dim, input.rank())?;
        ensure_index("gather", index)?;
        let output = Tensor::empty(index.shape(), input.dtype(), input.device())?;
        if index.numel() > 0 {
            ensure!(
                index.rank().max(1) == input.rank().max(1), Shape,
                "Index tensor must have the same number of dimensions as input tensor"
            );
            if let Some(wrong) = (0..index.rank()).find(|&other| other != dim && index.shape()[other] > input.shape()[other]) {
                bail!(
                    Shape,
                    "Size does not match at dimension {wrong} expected index {:?} to be no larger than self {:?} apart from dimension {dim}",
                    index.shape(), input.shape()
                );
            }
            backend(input.device()).gather(&input.as_view(), dim, &index.as_view(), &output.as_view_mut())?;
        }
        let shape: Dims = input.layout().shape.clone();
        Ok(record_unary(output, "GatherBackward0", input, &[Save::Input(index)], move |context, grad| {
            zeros_scattered(&shape, dim, &context.saved(0)?, grad)
        }))
    }

    /// `input` with the elements of `src` written to the places `index` names along `dim`: `out[index[i][j]][j] = src[i][j]`
    /// for `dim = 0`. Where places repeat, the last one stays. `reduce` (`'add'` or `'multiply'`) combines instead, without
    /// a gradient.
    pub fn scatter(input: Target, dim: i64, index: &Tensor, src: &Tensor, reduce: Option<&str> = None) -> Tensor, out(Same), inplace, shape(Same) {
        scatter_with(input, dim, index, src, false, reduce)
    }

    /// `input` with a number written to the places `index` names along `dim`.
    pub fn scatter_value as "scatter"(input: Target, dim: i64, index: &Tensor, value: Scalar, reduce: Option<&str> = None) -> Tensor, out(Same), inplace, shape(Same) {
        let value = number(value, &input)?;
        scatter_with(input, dim, index, &value, true, reduce)
    }

    /// `input` with the elements of `src` added at the places `index` names along `dim`; repeated places add up.
    pub fn scatter_add(input: Target, dim: i64, index: &Tensor, src: &Tensor) -> Tensor, out(Same), inplace, shape(Same) {
        let dim = wrap_dim(dim, input.rank())?;
        ensure_scatterable(dim, index, Some(src), &input)?;
        let shape: Dims = src.layout().shape.clone();
        let read = input.apart(src)?;
        input.change(
            &Change { name: "ScatterAddBackward0", inputs: &[src], keep: &[index], output: false },
            |target| accumulate(target, &read, |target, source| scatter_into(ScatterMode::Add, target, dim, index, source)),
            move |context, grads| {
                let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
                let of_source = match context.needs(1) {
                    true => Some(padded(gather(grad, dim as i64, &context.saved(0)?, false)?, &shape)?),
                    false => None,
                };
                Ok(smallvec![Some(grad.clone()), of_source])
            },
        )
    }

    /// The elements of `input` at `indices` along `dim`, the two broadcast in the other dimensions; without `dim` from the
    /// flattened tensor. What `argsort` and `argmax` with `keepdim` give is used so.
    pub fn take_along_dim(input: &Tensor, indices: &Tensor, dim: Option<i64> = None) -> Tensor, out(Same) {
        ensure!(
            indices.dtype() == DType::I64, DType,
            "torch.take_along_dim(): dtype of indices should be Long but got {}", indices.dtype().scalar_name()
        );
        let Some(dim) = dim else {
            let flat = views::reshape_to(input, &[input.numel()])?;
            return gather(&flat, 0, &views::reshape_to(indices, &[indices.numel()])?, false);
        };
        ensure!(
            input.rank() == indices.rank(), Shape,
            "torch.take_along_dim(): input and indices should have the same number of dimensions, but got {} dimensions for input, and {} dimensions for indices",
            input.rank(), indices.rank()
        );
        ensure!(input.rank() > 0, Index, "Dimension specified as {dim} but tensor has no dimensions");
        let dim = wrap_dim(dim, input.rank())?;
        let size = input.shape()[dim];
        let with = |shape: &[usize], size: usize| {
            let mut shape = Dims::from_slice(shape);
            shape[dim] = size;
            shape
        };
        let common = broadcast_shapes(&with(input.shape(), 1), &with(indices.shape(), 1))?;
        let places = views::expand_to(indices, &with(&common, indices.shape()[dim]))?;
        // As PyTorch: places count modulo the size.
        let places = match size {
            0 => places,
            _ => division::remainder((&places).into(), crate::call::Operand(&Tensor::wrapped_number(Scalar::Int(size as i64))?))?,
        };
        gather(&views::expand_to(input, &with(&common, size))?, dim as i64, &places, false)
    }
}
