//! Losses: a value per element or per sample, then `none`, `mean` or `sum` of them.

use crate::{
    Tensor,
    call::ops,
    copying,
    device::check,
    ops::{
        index::slices,
        nn::{nll, softmax},
        pointwise::arithmetic::{self, add, add_scalar, div, div_scalar, mul, mul_scalar, neg},
        reduce::sum,
        view::views,
    },
    rows::{self, row},
};
use tapir_core::{Result, Scalar, Warning, bail, broadcast_shapes, ensure, error, warning::warn, wrap_dim};

/// How the values of a loss are put together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reduction {
    None,
    Mean,
    Sum,
}

impl Reduction {
    pub fn parse(text: &str) -> Result<Reduction> {
        Ok(match text {
            "none" => Reduction::None,
            "mean" => Reduction::Mean,
            "sum" => Reduction::Sum,
            other => bail!(Value, "{other} is not a valid value for reduction"),
        })
    }

    pub fn apply(self, values: Tensor) -> Result<Tensor> {
        match self {
            Reduction::None => Ok(values),
            Reduction::Mean => sum::mean(&values, None, false, None),
            Reduction::Sum => sum::sum(&values, None, false, None),
        }
    }
}

/// Both operands under their common shape, as PyTorch's losses broadcast them, and the optional weight applied.
fn pointwise(
    input: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    reduction: &str,
    row: tapir_ops::RowId,
    params: &[Scalar],
) -> Result<Tensor> {
    let reduction = Reduction::parse(reduction)?;
    if input.shape() != target.shape() {
        let [of_target, of_input] = [target, input].map(|tensor| format!("torch.Size({:?})", tensor.shape()));
        warn(Warning::LossSize, || {
            format!(
                "Using a target size ({of_target}) that is different to the input size ({of_input}). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size."
            )
        });
    }
    let values = rows::call(row, &[input, target], params)?;
    let Some(weight) = weight else { return reduction.apply(values) };
    ensure!(weight.shape() == input.shape(), Shape, "Weights and input must have the same size.");
    let weighted = mul(&values, weight)?;
    match reduction {
        Reduction::Mean => div(&sum::sum(&weighted, None, false, None)?, &sum::sum(weight, None, false, None)?),
        reduction => reduction.apply(weighted),
    }
}

/// Fails unless `target` has a class index for each of the samples and places of `input`, and `weight` a weight for each class.
fn ensure_class_indices(input: &Tensor, target: &Tensor, weight: Option<&Tensor>) -> Result<()> {
    let (sizes, found) = (input.shape(), target.shape());
    ensure!(!sizes.is_empty(), Value, "Expected 1 or more dimensions (got 0)");
    let batch = found.first().copied().unwrap_or(0);
    ensure!(
        sizes.len() == 1 || sizes[0] == batch,
        Value,
        "Expected input batch_size ({}) to match target batch_size ({batch}).",
        sizes[0]
    );
    match sizes.len() {
        1 | 2 => {
            ensure!(found.len() <= 1, Shape, "0D or 1D target tensor expected, multi-target not supported");
            ensure!(
                sizes.len() == 2 || found.is_empty() || batch == 1,
                Value,
                "For 1D input, 1D target must have size 1, but got target size: {batch}"
            );
            ensure!(
                sizes.len() == 1 || found.len() == 1,
                Index,
                "Dimension specified as 0 but tensor has no dimensions"
            );
        }
        4 => {
            ensure!(
                found.len() == 3,
                Shape,
                "only batches of spatial targets supported (3D tensors) but got targets of dimension: {}",
                found.len()
            );
            ensure!(sizes[2..] == found[1..], Shape, "size mismatch (got input: {sizes:?} , target: {found:?}");
        }
        _ => {
            let expected = [&sizes[..1], &sizes[2..]].concat();
            ensure!(found == expected, Shape, "Expected target size {expected:?}, got {found:?}");
        }
    }
    let Some(weight) = weight else { return Ok(()) };
    let classes = sizes[usize::from(sizes.len() > 1)];
    if sizes.len() > 2 {
        ensure!(weight.numel() == classes, Shape, "weight tensor should be defined either for all or no classes");
        return Ok(());
    }
    ensure_class_weights("", weight, classes)
}

fn ensure_class_weights(function: &str, weight: &Tensor, classes: usize) -> Result<()> {
    ensure!(
        weight.rank() == 1 && weight.numel() == classes,
        Shape,
        "{function}weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of \
         shape: {:?}",
        weight.shape()
    );
    Ok(())
}

fn ensure_index_dtype(target: &Tensor) -> Result<()> {
    let dtype = target.dtype();
    ensure!(dtype.is_integer(), DType, "expected target dtype to be Long or Byte, but got {}", dtype.scalar_name());
    Ok(())
}

/// One sample's target may come as a list of one.
fn without_batch(input: &Tensor, target: &Tensor) -> Tensor {
    if input.rank() == 1 && target.rank() == 1 { views::squeeze_at(target, 0) } else { target.clone() }
}

/// Targets as probabilities: `-Σ target · log softmax`, over classes.
fn soft_cross_entropy(
    logs: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    reduction: Reduction,
    smoothing: f64,
) -> Result<Tensor> {
    let class_dim = if logs.rank() == 1 { 0 } else { 1 };
    let classes = logs.shape()[class_dim];
    if let Some(weight) = weight {
        ensure_class_weights("cross_entropy: ", weight, classes)?;
    }
    let target = if smoothing > 0.0 {
        add_scalar(&mul_scalar(target, 1.0 - smoothing)?, smoothing / classes as f64)?
    } else {
        target.clone()
    };
    let mut terms = mul(logs, &target)?;
    if let Some(weight) = weight {
        terms = mul(&terms, &along_classes(weight, logs.rank(), class_dim)?)?;
    }
    let losses = neg(&sum::sum(&terms, Some(&[class_dim as i64]), false, None)?)?;
    match reduction {
        Reduction::Mean => {
            let samples = (logs.numel() / classes.max(1)) as f64;
            div_scalar(&sum::sum(&losses, None, false, None)?, samples)
        }
        reduction => reduction.apply(losses),
    }
}

fn along_classes(weight: &Tensor, rank: usize, class_dim: usize) -> Result<Tensor> {
    let mut shape = vec![1; rank];
    shape[class_dim] = weight.numel();
    views::reshape_to(weight, &shape)
}

/// Hard targets with some of the weight spread over all classes.
fn smoothed(
    logs: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    ignore_index: i64,
    reduction: Reduction,
    smoothing: f64,
) -> Result<Tensor> {
    let class_dim = if logs.rank() == 1 { 0 } else { 1 };
    let classes = logs.shape()[class_dim] as f64;
    let hard = nll::nll(true, logs, target, weight, ignore_index, reduction)?;
    let weighted = match weight {
        Some(weight) => mul(logs, &along_classes(weight, logs.rank(), class_dim)?)?,
        None => logs.clone(),
    };
    let spread = neg(&sum::sum(&weighted, Some(&[class_dim as i64]), false, None)?)?;
    let counts = arithmetic::ne_scalar(target, ignore_index)?;
    let spread = arithmetic::where_(&counts, &spread, &Tensor::zeros(&[], spread.dtype(), spread.device())?)?;
    let soft = match reduction {
        Reduction::Mean => {
            let divisor = match weight {
                Some(weight) => total_weight(weight, target, &counts)?,
                None => copying::cast(&sum::sum(&counts, None, false, None)?, logs.dtype())?,
            };
            div(&sum::sum(&spread, None, false, None)?, &divisor)?
        }
        reduction => reduction.apply(spread)?,
    };
    add(&mul_scalar(&hard, 1.0 - smoothing)?, &mul_scalar(&soft, smoothing / classes)?)
}

/// The sum of the weights of the targets that count.
fn total_weight(weight: &Tensor, target: &Tensor, counts: &Tensor) -> Result<Tensor> {
    let safe = arithmetic::where_(counts, target, &Tensor::wrapped_number(Scalar::Int(0))?)?;
    let chosen = slices::index_select(weight, 0, &views::reshape_to(&safe, &[safe.numel()])?)?;
    sum::sum(&mul(&views::reshape_to(&chosen, safe.shape())?, counts)?, None, false, None)
}

ops! {
    in "nn.functional";

    /// The squared difference of `input` and `target`, combined by `reduction`: `'none'`, `'mean'` or `'sum'`.
    pub fn mse_loss(
        input: &Tensor, target: &Tensor, size_average: Option<bool> = None, reduce: Option<bool> = None, reduction: &str = "mean",
        weight: Option<&Tensor> = None
    ) -> Tensor {
        let loss = pointwise(input, target, weight, legacy(size_average, reduce, reduction), row!(mse_pointwise), &[])?;
        Ok(if weight.is_none() { loss.recorded_as("MseLossBackward0") } else { loss })
    }

    /// The absolute difference of `input` and `target`, combined by `reduction`.
    pub fn l1_loss(
        input: &Tensor, target: &Tensor, size_average: Option<bool> = None, reduce: Option<bool> = None, reduction: &str = "mean",
        weight: Option<&Tensor> = None
    ) -> Tensor {
        pointwise(input, target, weight, legacy(size_average, reduce, reduction), row!(l1_pointwise), &[])
    }

    /// `0.5 d² / beta` where `|d| < beta`, else `|d| - 0.5 beta`, for the difference `d`.
    pub fn smooth_l1_loss(
        input: &Tensor, target: &Tensor, size_average: Option<bool> = None, reduce: Option<bool> = None, reduction: &str = "mean",
        beta: f64 = 1.0
    ) -> Tensor {
        ensure!(beta >= 0.0, Value, "smooth_l1_loss does not support negative values for beta.");
        let reduction = legacy(size_average, reduce, reduction);
        if beta == 0.0 {
            return pointwise(input, target, None, reduction, row!(l1_pointwise), &[]);
        }
        Ok(pointwise(input, target, None, reduction, row!(smooth_l1_pointwise), &[beta.into()])?.recorded_as("SmoothL1LossBackward0"))
    }

    /// `0.5 d²` where `|d| < delta`, else `delta (|d| - 0.5 delta)`, for the difference `d`.
    pub fn huber_loss(input: &Tensor, target: &Tensor, reduction: &str = "mean", delta: f64 = 1.0, weight: Option<&Tensor> = None) -> Tensor {
        ensure!(delta > 0.0, Value, "huber_loss does not support non-positive values for delta.");
        let kind = Reduction::parse(reduction)?;
        let Some(weight) = weight else {
            let loss = pointwise(input, target, None, reduction, row!(huber_pointwise), &[delta.into()])?;
            return Ok(loss.recorded_as("HuberLossBackward0"));
        };
        let values = pointwise(input, target, None, "none", row!(huber_pointwise), &[delta.into()])?;
        ensure!(weight.shape() == input.shape(), Shape, "Weights and input must have the same size.");
        // Unlike the other losses, PyTorch's mean of this one is over the count.
        kind.apply(mul(&values, weight)?)
    }

    /// `-(t log p + (1 - t) log(1 - p))` for probabilities `input`, the logarithms bounded below by −100.
    pub fn binary_cross_entropy(
        input: &Tensor, target: &Tensor, weight: Option<&Tensor> = None, size_average: Option<bool> = None, reduce: Option<bool> = None,
        reduction: &str = "mean"
    ) -> Tensor {
        ensure!(
            target.shape() == input.shape(), Value,
            "Using a target size (torch.Size({:?})) that is different to the input size (torch.Size({:?})) is deprecated. Please ensure they have the same size.",
            target.shape(), input.shape()
        );
        let reduction = Reduction::parse(legacy(size_average, reduce, reduction))?;
        ensure_probabilities(input)?;
        let values = rows::call(row!(bce_pointwise), &[input, target], &[])?;
        let loss = reduction.apply(match weight {
            Some(weight) => mul(&values, &views::expand_to(weight, &broadcast_shapes(weight.shape(), values.shape())?)?)?,
            None => values,
        })?;
        Ok(loss.recorded_as("BinaryCrossEntropyBackward0"))
    }

    /// `binary_cross_entropy` of `sigmoid(input)`, computed without overflow; `pos_weight` scales the positive term.
    pub fn binary_cross_entropy_with_logits(
        input: &Tensor, target: &Tensor, weight: Option<&Tensor> = None, size_average: Option<bool> = None, reduce: Option<bool> = None,
        reduction: &str = "mean", pos_weight: Option<&Tensor> = None
    ) -> Tensor {
        ensure!(
            target.shape() == input.shape(), Value,
            "Target size (torch.Size({:?})) must be the same as input size (torch.Size({:?}))", target.shape(), input.shape()
        );
        let reduction = Reduction::parse(legacy(size_average, reduce, reduction))?;
        let loss = reduction.apply(if weight.is_none() && pos_weight.is_none() {
            rows::call(row!(bce_with_logits_pointwise), &[input, target], &[])?
        } else {
            let one = Tensor::wrapped_number(Scalar::Float(1.0))?;
            let operands = [input, target, weight.unwrap_or(&one), pos_weight.unwrap_or(&one)];
            rows::call(row!(weighted_bce_with_logits_pointwise), &operands, &[])?
        })?;
        Ok(loss.recorded_as("BinaryCrossEntropyWithLogitsBackward0"))
    }

    /// `-input[target]` for log-probabilities `input`, `[N, C, …]` or `[C]`, and class indices `target`; `weight` per class.
    /// Targets equal to `ignore_index` do not count.
    pub fn nll_loss(
        input: &Tensor, target: &Tensor, weight: Option<&Tensor> = None, size_average: Option<bool> = None, ignore_index: i64 = -100,
        reduce: Option<bool> = None, reduction: &str = "mean"
    ) -> Tensor {
        let reduction = Reduction::parse(legacy(size_average, reduce, reduction))?;
        ensure_class_indices(input, target, weight)?;
        ensure_index_dtype(target)?;
        nll::nll(true, input, &without_batch(input, target), weight, ignore_index, reduction)
    }

    /// `nll_loss` of `log_softmax(input)`: `input` `[N, C, …]` or `[C]` are unnormalised scores. `target` holds class indices,
    /// or probabilities if it is floating. `label_smoothing` spreads that share of the target over all classes.
    pub fn cross_entropy(
        input: &Tensor, target: &Tensor, weight: Option<&Tensor> = None, size_average: Option<bool> = None, ignore_index: i64 = -100,
        reduce: Option<bool> = None, reduction: &str = "mean", label_smoothing: f64 = 0.0
    ) -> Tensor {
        let reduction = Reduction::parse(legacy(size_average, reduce, reduction))?;
        ensure!(
            (0.0..=1.0).contains(&label_smoothing), Value,
            "label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}"
        );
        let class_dim = wrap_dim(i64::from(input.rank() != 1), input.rank())? as i64;
        if target.shape() == input.shape() {
            ensure!(
                target.dtype().is_floating(), DType,
                "Expected floating point type for target with class probabilities, got {}", target.dtype().scalar_name()
            );
            ensure!(ignore_index < 0, Value, "ignore_index is not supported for floating point target");
            return soft_cross_entropy(&softmax::log_softmax(input, class_dim, None)?, target, weight, reduction, label_smoothing);
        }
        ensure_class_indices(input, target, weight)?;
        ensure_index_dtype(target)?;
        let target = &without_batch(input, target);
        if label_smoothing > 0.0 {
            let logs = softmax::log_softmax(input, class_dim, None)?;
            return smoothed(&logs, target, weight, ignore_index, reduction, label_smoothing);
        }
        nll::nll(false, input, target, weight, ignore_index, reduction)
    }
}

/// PyTorch's older way to say `reduction`.
fn legacy(size_average: Option<bool>, reduce: Option<bool>, reduction: &str) -> &str {
    let meant = match (size_average, reduce) {
        (None, None) => return reduction,
        (_, Some(false)) => "none",
        (Some(false), _) => "sum",
        _ => "mean",
    };
    warn(Warning::OldReduction, || {
        format!("size_average and reduce args will be deprecated, please use reduction='{meant}' instead.")
    });
    meant
}

fn ensure_probabilities(input: &Tensor) -> Result<()> {
    if input.numel() == 0 {
        return Ok(());
    }
    let inside = arithmetic::logical_and(
        &arithmetic::ge_scalar(&input.detach(), 0)?,
        &arithmetic::le_scalar(&input.detach(), 1)?,
    )?;
    check(&inside, || error!(Value, "all elements of input should be between 0 and 1"))
}
