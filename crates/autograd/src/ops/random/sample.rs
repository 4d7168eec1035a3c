//! Filling a tensor with random elements, and what random operators pass back.

use crate::{Grads, Tensor, device::backend};
use tapir_core::{DType, Device, Generator, Layout, Result, ensure, generator::default_for};
use tapir_ops::{Distribution, ViewMut};

/// Overwrites all elements with independent values. The tensor may be written, and nothing is recorded.
pub(crate) fn sample(target: &Tensor, distribution: Distribution, generator: &Option<Generator>) -> Result<()> {
    let device = target.device();
    backend(device).sample(distribution, &or_default(generator, device)?, &target.as_view_mut())
}

/// As [`sample`], with real and imaginary parts of complex elements as numbers of their own.
pub(crate) fn sample_parts(target: &Tensor, distribution: Distribution, generator: &Option<Generator>) -> Result<()> {
    let device = target.device();
    backend(device).sample(distribution, &or_default(generator, device)?, &parts(target))
}

/// Normal elements. Of complex ones each part has half the variance.
pub(crate) fn sample_normal(target: &Tensor, mean: f64, std: f64, generator: &Option<Generator>) -> Result<()> {
    let std = if target.dtype().is_complex() { std / std::f64::consts::SQRT_2 } else { std };
    sample_parts(target, Distribution::Normal { mean, std }, generator)
}

/// The generator to draw from for a tensor on `device`.
pub(crate) fn or_default(generator: &Option<Generator>, device: Device) -> Result<Generator> {
    let Some(generator) = generator else { return default_for(device) };
    ensure!(
        generator.device() == device,
        Value,
        "Expected a '{}' device type for generator but found '{}'",
        device.kind(),
        generator.device().kind()
    );
    Ok(generator.clone())
}

/// A complex tensor's elements as pairs of reals; those of any other as they are.
pub(crate) fn parts(tensor: &Tensor) -> ViewMut {
    let view = tensor.as_view_mut();
    if !tensor.dtype().is_complex() {
        return view;
    }
    let Layout { mut shape, mut strides, .. } = view.layout();
    strides.iter_mut().for_each(|stride| *stride *= 2);
    shape.push(2);
    strides.push(1);
    ViewMut { dtype: tensor.dtype().to_real(), shape, strides, ..view }
}

/// What a random operator passes back: a draw does not change with its parameters, so zeros.
pub(crate) fn no_slope(inputs: &[&Tensor]) -> impl Fn(&[Option<Tensor>]) -> Result<Grads> + Send + Sync + use<> {
    let metas: Vec<(Vec<usize>, DType, _)> =
        inputs.iter().map(|input| (input.shape().to_vec(), input.dtype(), input.device())).collect();
    move |grads| {
        metas
            .iter()
            .map(|(shape, dtype, device)| match &grads[0] {
                Some(_) => Tensor::zeros(shape, *dtype, *device).map(Some),
                None => Ok(None),
            })
            .collect()
    }
}
