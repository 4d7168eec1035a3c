//! Layer normalisation, and scaling to unit norm.

use crate::{
    Tensor,
    call::ops,
    copying,
    device::backend,
    mode::grad_enabled,
    ops::{
        pointwise::arithmetic::{add_scalar, div, mul, rsqrt, sub},
        reduce::{norm, sum},
        view::{copies, views},
    },
    tape::{Save, record_many},
};
use smallvec::{SmallVec, smallvec};
use tapir_core::{DType, Dims, Result, Scalar, bail, ensure, error};
use tapir_ops::{LayerNorm, LayerNormGrads, View, ViewMut};

/// A row-major tensor as a matrix.
fn matrix(tensor: &Tensor, rows: usize, features: usize) -> ViewMut {
    let layout = tapir_core::Layout::contiguous(&[rows, features]);
    ViewMut { shape: layout.shape, strides: layout.strides, ..tensor.as_view_mut() }
}

fn vector(tensor: &Tensor) -> View {
    let layout = tapir_core::Layout::contiguous(&[tensor.numel()]);
    View { shape: layout.shape, strides: layout.strides, ..tensor.as_view() }
}

fn ensure_normalized_shape(
    input: &Tensor,
    shape: &[i64],
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
) -> Result<Dims> {
    ensure!(
        !shape.is_empty(),
        Shape,
        "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = {shape:?}"
    );
    let sizes: Dims = views::checked_shape(shape)?;
    for (name, tensor) in [("weight", weight), ("bias", bias)] {
        if let Some(tensor) = tensor
            && tensor.shape() != sizes.as_slice()
        {
            bail!(
                Shape,
                "Expected {name} to be of same shape as normalized_shape, but got {name} of shape {:?} and normalized_shape = {shape:?}",
                tensor.shape()
            );
        }
    }
    if !input.shape().ends_with(&sizes) {
        let stars: String = shape.iter().map(|size| format!(", {size}")).collect();
        bail!(
            Shape,
            "Given normalized_shape={shape:?}, expected input with shape [*{stars}], but got input of size{:?}",
            input.shape()
        );
    }
    Ok(sizes)
}

/// Output, mean and reciprocal standard deviation.
fn layer_norm_with_statistics(
    input: &Tensor,
    shape: &[i64],
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    epsilon: f64,
) -> Result<Vec<Tensor>> {
    let sizes = ensure_normalized_shape(input, shape, weight, bias)?;
    ensure!(
        input.dtype().is_floating(),
        DType,
        "\"LayerNormKernelImpl\" not implemented for '{}'",
        input.dtype().scalar_name()
    );
    let input = &copies::contiguous(input)?;
    let weight = weight.map(copies::contiguous).transpose()?;
    let bias = bias.map(copies::contiguous).transpose()?;
    let features: usize = sizes.iter().product();
    let lead = input.rank() - sizes.len();
    let rows: usize = input.shape()[..lead].iter().product();
    let statistic: Dims = input.shape()[..lead].iter().copied().chain(std::iter::repeat_n(1, sizes.len())).collect();
    let statistics_dtype = if input.dtype() == DType::F64 { DType::F64 } else { DType::F32 };
    let output = Tensor::empty(input.shape(), input.dtype(), input.device())?;
    let mean = Tensor::empty(&statistic, statistics_dtype, input.device())?;
    let rstd = Tensor::empty(&statistic, statistics_dtype, input.device())?;
    let weight_view = weight.as_ref().map(vector);
    backend(input.device()).layer_norm(
        LayerNorm { input: &matrix(input, rows, features).as_view(), weight: weight_view.as_ref(), centered: true },
        bias.as_ref().map(vector).as_ref(),
        epsilon,
        &matrix(&output, rows, features),
        Some(&matrix_of_rows(&mean, rows)),
        &matrix_of_rows(&rstd, rows),
    )?;
    let mut inputs: SmallVec<[&Tensor; 3]> = smallvec![input];
    let mut save: SmallVec<[Save; 4]> = smallvec![Save::Input(input), Save::Output(1), Save::Output(2)];
    if let Some(weight) = &weight {
        inputs.push(weight);
        save.push(Save::Input(weight));
    }
    inputs.extend(&bias);
    let (with_weight, count, rank) = (weight.is_some(), inputs.len(), sizes.len());
    let outputs = vec![output, mean, rstd];
    Ok(record_many(outputs, "NativeLayerNormBackward0", &inputs, &save, move |context, grads| {
        let Some(grad) = &grads[0] else { return Ok(smallvec![None; count]) };
        let saved = LayerNormSaved {
            input: context.saved(0)?,
            mean: context.saved(1)?,
            rstd: context.saved(2)?,
            weight: with_weight.then(|| context.saved(3)).transpose()?,
            rank,
            epsilon,
        };
        let needs: SmallVec<[bool; 3]> = (0..count).map(|index| context.needs(index)).collect();
        if grad_enabled() { saved.recorded_gradients(grad, &needs) } else { saved.fused_gradients(grad, &needs) }
    }))
}

fn matrix_of_rows(tensor: &Tensor, rows: usize) -> ViewMut {
    let layout = tapir_core::Layout::contiguous(&[rows]);
    ViewMut { shape: layout.shape, strides: layout.strides, ..tensor.as_view_mut() }
}

struct LayerNormSaved {
    input: Tensor,
    mean: Tensor,
    rstd: Tensor,
    weight: Option<Tensor>,
    /// Trailing dimensions that are normalised.
    rank: usize,
    epsilon: f64,
}

impl LayerNormSaved {
    fn fused_gradients(&self, grad: &Tensor, needs: &[bool]) -> Result<crate::tape::Grads> {
        let lead = self.input.rank() - self.rank;
        let rows: usize = self.input.shape()[..lead].iter().product();
        let features: usize = self.input.shape()[lead..].iter().product();
        let grad = copies::contiguous(grad)?;
        let has_weight = self.weight.is_some();
        let make = |wanted: bool, shape: &[usize]| {
            wanted.then(|| Tensor::empty(shape, self.input.dtype(), self.input.device())).transpose()
        };
        let sizes = &self.input.shape()[lead..];
        let for_input = make(needs[0], self.input.shape())?;
        let for_weight = make(has_weight && needs[1], sizes)?;
        let bias_at = 1 + usize::from(has_weight);
        let for_bias = make(needs.get(bias_at).copied().unwrap_or(false), sizes)?;
        let weight_view = self.weight.as_ref().map(vector);
        let targets = (
            for_input.as_ref().map(|tensor| matrix(tensor, rows, features)),
            for_weight.as_ref().map(|tensor| matrix_of_rows(tensor, features)),
            for_bias.as_ref().map(|tensor| matrix_of_rows(tensor, features)),
        );
        backend(grad.device()).layer_norm_backward(
            LayerNorm {
                input: &matrix(&self.input, rows, features).as_view(),
                weight: weight_view.as_ref(),
                centered: true,
            },
            &matrix(&grad, rows, features).as_view(),
            Some(&vector(&self.mean)),
            &vector(&self.rstd),
            LayerNormGrads { input: targets.0.as_ref(), weight: targets.1.as_ref(), bias: targets.2.as_ref() },
        )?;
        let mut results = smallvec![for_input];
        if has_weight {
            results.push(for_weight);
        }
        if needs.len() > bias_at {
            results.push(for_bias);
        }
        Ok(results)
    }

    /// The same in tensor operations, the statistics computed anew so that they too are differentiated.
    fn recorded_gradients(&self, grad: &Tensor, needs: &[bool]) -> Result<crate::tape::Grads> {
        let dims: SmallVec<[i64; 4]> = (1..=self.rank as i64).map(|dim| -dim).collect();
        let mean_of = |tensor: &Tensor| sum::mean(tensor, Some(&dims), true, None);
        let centered = sub(&self.input, &mean_of(&self.input)?)?;
        let variance = mean_of(&mul(&centered, &centered)?)?;
        let rstd = rsqrt(&add_scalar(&variance, self.epsilon)?)?;
        let normal = mul(&centered, &rstd)?;
        let scaled = match &self.weight {
            Some(weight) => mul(grad, weight)?,
            None => grad.clone(),
        };
        let projected = sub(&sub(&scaled, &mean_of(&scaled)?)?, &mul(&normal, &mean_of(&mul(&scaled, &normal)?)?)?)?;
        let mut results = smallvec![Some(mul(&rstd, &projected)?)];
        let sizes = &self.input.shape()[self.input.rank() - self.rank..];
        if self.weight.is_some() {
            results.push(Some(sum::sum_to(&mul(grad, &normal)?, sizes)?));
        }
        if needs.len() > results.len() {
            results.push(Some(sum::sum_to(grad, sizes)?));
        }
        Ok(results)
    }
}

ops! {
    in "nn.functional";

    /// `(x - mean) / sqrt(variance + eps) * weight + bias` over the last dimensions, whose sizes are `normalized_shape`
    /// (Ba, Kiros and Hinton, "Layer Normalization").
    pub fn layer_norm(input: &Tensor, normalized_shape: &[i64], weight: Option<&Tensor> = None, bias: Option<&Tensor> = None, eps: f64 = 1e-5) -> Tensor, shape(Same) {
        Ok(layer_norm_with_statistics(input, normalized_shape, weight, bias, eps)?.swap_remove(0))
    }

    /// `input / max(‖input‖, eps)` along `dim`, with the p-norm.
    pub fn normalize(input: &Tensor, p: f64 = 2.0, dim: Option<&[i64]> = Some(&[1]), eps: f64 = 1e-12) -> Tensor, out(Converted), shape(Same) {
        input.ensure_holdable()?; // before much is summed
        let norm = norm::vector_norm(input, p, dim, true, None)?;
        let floor = Tensor::wrapped_number(Scalar::Float(eps))?;
        div(input, &maximum_at_least(&norm, &floor)?)
    }

    /// As `nn.functional.layer_norm`, with the mean and the reciprocal standard deviation.
    pub fn native_layer_norm in ""(input: &Tensor, normalized_shape: &[i64], weight: Option<&Tensor>, bias: Option<&Tensor>, eps: f64) -> (Tensor, Tensor, Tensor), only(function) {
        let [output, mean, rstd] = layer_norm_with_statistics(input, normalized_shape, weight, bias, eps)?
            .try_into()
            .map_err(|_| error!(Internal, "layer_norm makes three tensors"))?;
        // Halves are computed with, and saved, in float32; they come back as halves unless the parameters are wider.
        let dtype = weight.or(bias).map_or(input.dtype(), Tensor::dtype);
        Ok((output, copying::cast(&mean, dtype)?, copying::cast(&rstd, dtype)?))
    }
}

/// `clamp_min`, with the gradient going to the norm where it is the greater.
fn maximum_at_least(norm: &Tensor, floor: &Tensor) -> Result<Tensor> {
    crate::rows::call(crate::rows::row!(clamp_min), &[norm, floor], &[])
}
