//! Cross entropy and negative log-likelihood with class indices: one node each, whose backward makes the gradient in one
//! pass. Neither a softmax nor its logarithm is kept. Class weights are constants here.

use crate::{
    Tensor,
    copying::cast,
    device::backend,
    mode::grad_enabled,
    ops::{
        index::{gather, slices},
        nn::{
            loss::Reduction,
            softmax::{ensure_floating, log_softmax, softmax},
        },
        pointwise::arithmetic::{add, div, mul, ne_scalar, neg, where_},
        reduce::sum,
        view::views::{expand_to, reshape_to, squeeze_at, unsqueeze_at},
    },
    tape::{Save, record_unary},
};
use tapir_core::{DType, Layout, Result, Scalar, ensure};
use tapir_ops::{CrossEntropy, Fusion, ViewMut};

/// What forward and backward have in common.
#[derive(Clone, Copy)]
struct How {
    normalized: bool,
    ignore_index: i64,
    reduction: Reduction,
}

/// The loss of scores (of logarithms of probabilities if `normalized`), `[N, C, …]` or `[C]`, whose shape fits the targets'.
pub(crate) fn nll(
    normalized: bool,
    input: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    ignore_index: i64,
    reduction: Reduction,
) -> Result<Tensor> {
    let how = How { normalized, ignore_index, reduction };
    if normalized {
        let kernel = if input.rank() > 2 { "nll_loss2d_forward_out_frame" } else { "nll_loss_out_frame" };
        let dtype = input.dtype();
        ensure!(dtype.is_floating(), DType, "\"{kernel}\" not implemented for '{}'", dtype.scalar_name());
    } else {
        ensure_floating(true, input, usize::from(input.rank() > 1))?;
    }
    ensure!(
        weight.is_none_or(|weight| !Tensor::any_requires_grad(&[weight])),
        Autograd,
        "The function 'nll_loss_forward' is not differentiable with respect to argument 'weight'. This input cannot have requires_grad True."
    );
    if let Some(weight) = weight {
        ensure!(
            weight.dtype() == input.dtype(),
            DType,
            "expected scalar type {} but found {}",
            input.dtype().scalar_name(),
            weight.dtype().scalar_name()
        );
    }
    let target = cast(&target.detach(), DType::I64)?;
    if !backend(input.device()).offers(Fusion::CrossEntropy) {
        return composed(how, input, &target, weight);
    }
    let (scores, places) = by_sample(input, &target)?;
    let [samples, _, positions] = sizes(&scores);
    let compute = if input.dtype() == DType::F64 { DType::F64 } else { DType::F32 };
    let losses = Tensor::empty(target.shape(), compute, input.device())?;
    let weights = Tensor::empty(target.shape(), compute, input.device())?;
    let statistics = Tensor::empty(&[samples, 2, positions], compute, input.device())?;
    let class_weights = weight.map(Tensor::as_view);
    let what = CrossEntropy {
        input: &scores.as_view(),
        target: &places.as_view(),
        weight: class_weights.as_ref(),
        ignore_index,
        normalized,
    };
    let per_sample = |tensor: &Tensor| shaped(tensor, [samples, 1, positions]);
    backend(input.device()).cross_entropy(
        what,
        &per_sample(&losses),
        &per_sample(&weights),
        &statistics.as_view_mut(),
    )?;
    let total = sum::sum(&weights, None, false, None)?;
    let output = match reduction {
        Reduction::None => losses,
        Reduction::Sum => sum::sum(&losses, None, false, None)?,
        Reduction::Mean => div(&sum::sum(&losses, None, false, None)?, &total)?,
    };
    let output = cast(&output, input.dtype())?;
    let name = if input.rank() > 2 { "NllLoss2DBackward0" } else { "NllLossBackward0" };
    let save = [&target, &weights, &total, &statistics].map(Save::Input);
    let save = [Save::Input(input), save[0], save[1], save[2], save[3]];
    Ok(record_unary(output, name, input, &save, move |context, grad| {
        let saved = |index: usize| context.saved(index);
        let (input, target, weights) = (saved(0)?, saved(1)?, saved(2)?);
        let scale = scale(how, grad, &weights, &saved(3)?)?;
        let gradient = if grad_enabled() {
            recorded_gradient(how, &input, &target, &scale)?
        } else {
            fused_gradient(how, &input, &target, &saved(4)?, &scale)?
        };
        Ok(gradient)
    }))
}

/// The loss put together from other operators, on a device that has no kernel for it.
fn composed(how: How, input: &Tensor, target: &Tensor, weight: Option<&Tensor>) -> Result<Tensor> {
    let class_dim = if input.rank() == 1 { 0 } else { 1 };
    let logs = if how.normalized { input.clone() } else { log_softmax(input, class_dim as i64, None)? };
    let counts = ne_scalar(target, how.ignore_index)?;
    let safe = where_(&counts, target, &Tensor::wrapped_number(Scalar::Int(0))?)?;
    let picked = gather::gather(&logs, class_dim as i64, &unsqueeze_at(&safe, class_dim), false)?;
    let weights = match weight {
        Some(weight) => {
            reshape_to(&slices::index_select(weight, 0, &reshape_to(&safe, &[safe.numel()])?)?, safe.shape())?
        }
        None => Tensor::ones(safe.shape(), input.dtype(), input.device())?,
    };
    let weights = mul(&weights, &counts)?;
    let losses = neg(&mul(&squeeze_at(&picked, class_dim), &weights)?)?;
    let losses = where_(&counts, &losses, &Tensor::wrapped_number(Scalar::Int(0))?)?;
    match how.reduction {
        Reduction::None => Ok(losses),
        Reduction::Sum => sum::sum(&losses, None, false, None),
        Reduction::Mean => div(&sum::sum(&losses, None, false, None)?, &sum::sum(&weights, None, false, None)?),
    }
}

/// Scores as `[samples, classes, positions]` and targets as `[samples, 1, positions]`.
fn by_sample(input: &Tensor, target: &Tensor) -> Result<(Tensor, Tensor)> {
    let shape = input.shape();
    let (samples, classes, positions) = match *shape {
        [classes] => (1, classes, 1),
        _ => (shape[0], shape[1], shape[2..].iter().product()),
    };
    let scores = reshape_to(&input.detach(), &[samples, classes, positions])?;
    Ok((scores, reshape_to(target, &[samples, 1, positions])?))
}

/// A row-major tensor under another shape.
fn shaped(tensor: &Tensor, shape: [usize; 3]) -> ViewMut {
    let layout = Layout::contiguous(&shape);
    ViewMut { shape: layout.shape, strides: layout.strides, ..tensor.as_view_mut() }
}

fn sizes(scores: &Tensor) -> [usize; 3] {
    [scores.shape()[0], scores.shape()[1], scores.shape()[2]]
}

/// The gradient of each loss times its weight, in the shape of the targets.
fn scale(how: How, grad: &Tensor, weights: &Tensor, total: &Tensor) -> Result<Tensor> {
    let grad = cast(grad, weights.dtype())?;
    let grad = if how.reduction == Reduction::Mean { div(&grad, total)? } else { grad };
    mul(weights, &grad)
}

fn fused_gradient(how: How, input: &Tensor, target: &Tensor, statistics: &Tensor, scale: &Tensor) -> Result<Tensor> {
    let (scores, places) = by_sample(input, target)?;
    let [samples, classes, positions] = sizes(&scores);
    let scale = reshape_to(scale, &[samples, 1, positions])?;
    let output = Tensor::empty(input.shape(), input.dtype(), input.device())?;
    let what = CrossEntropy {
        input: &scores.as_view(),
        target: &places.as_view(),
        weight: None,
        ignore_index: how.ignore_index,
        normalized: how.normalized,
    };
    let target = shaped(&output, [samples, classes, positions]);
    backend(input.device()).cross_entropy_backward(what, &statistics.as_view(), &scale.as_view(), &target)?;
    Ok(output)
}

/// The same as tensor operations, which have derivatives.
fn recorded_gradient(how: How, input: &Tensor, target: &Tensor, scale: &Tensor) -> Result<Tensor> {
    let class_dim = if input.rank() == 1 { 0 } else { 1 };
    let counts = ne_scalar(target, how.ignore_index)?;
    let safe = where_(&counts, target, &Tensor::wrapped_number(Scalar::Int(0))?)?;
    let scale = unsqueeze_at(scale, class_dim);
    let taken = neg(&cast(&scale, input.dtype())?)?;
    let place = unsqueeze_at(&safe, class_dim);
    let hot = gather::zeros_scattered(input.shape(), class_dim, &place, &taken)?;
    if how.normalized {
        return Ok(hot);
    }
    let spread = mul(&softmax(input, class_dim as i64, None)?, &expand_to(&scale, input.shape())?)?;
    add(&cast(&spread, input.dtype())?, &hot)
}
