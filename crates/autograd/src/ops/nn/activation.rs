//! Activation functions that are not rows.

use crate::{
    Tensor,
    call::{Target, ops},
    copying,
    device::backend,
    ops::{
        create::{ranges, representable},
        nn::softmax::softmax,
        pointwise::arithmetic::{add, div_scalar, eq, log, mul, mul_in_place, neg, sub},
        random::sample::{or_default, sample},
        reduce::extrema,
        view::views,
    },
    rows::{self, row},
};
use tapir_core::{DType, Generator, Result, Scalar, bail, ensure, wrap_dim};
use tapir_ops::Distribution;

ops! {
    in "nn.functional";

    /// `x Φ(x)` with the normal distribution function Φ, or with `approximate = 'tanh'` its usual approximation
    /// (Hendrycks and Gimpel, "Gaussian Error Linear Units").
    pub fn gelu(input: &Tensor, approximate: &str = "none") -> Tensor, shape(Same) {
        match approximate {
            "none" => rows::call(row!(gelu), &[input], &[]),
            "tanh" => rows::call(row!(gelu_tanh), &[input], &[]),
            _ => bail!(Value, "approximate argument must be either none or tanh."),
        }
    }

    /// `input` between `min_val` and `max_val`, elsewhere the nearer of the two.
    pub fn hardtanh(input: Target, min_val: Scalar = Scalar::Float(-1.0), max_val: Scalar = Scalar::Float(1.0)) -> Tensor, inplace, shape(Same) {
        ensure!(min_val.to_f64() <= max_val.to_f64(), Value, "min_val cannot be greater than max_val");
        ensure!(
            !matches!(input.dtype(), DType::U8 | DType::U16 | DType::U32 | DType::U64) || min_val.to_f64() >= 0.0, DType,
            "cannot do hardtanh on an unsigned type with negative limits"
        );
        rows::apply(row!(hardtanh), input, &[], &[min_val, max_val])
    }

    /// `input` drawn towards zero by `lambd`, and zero where it is no larger than that.
    pub fn softshrink(input: &Tensor, lambd: f64 = 0.5) -> Tensor, shape(Same) {
        let most = representable::greatest(input.dtype());
        ensure!(
            (0.0..=most).contains(&lambd), Value,
            "lambda must be in range [0, {most}] for input dtype {}, but found {lambd}", input.dtype().scalar_name()
        );
        rows::call(row!(softshrink), &[input], &[Scalar::Float(lambd)])
    }

    /// `input` where positive, elsewhere `weight * input`; `weight` has one element or one per channel (dimension 1).
    pub fn prelu(input: &Tensor, weight: &Tensor) -> Tensor, shape(Same) {
        ensure!(
            weight.rank() <= 1, Shape,
            "prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {}", weight.rank()
        );
        if weight.numel() == 1 {
            return rows::call(row!(prelu), &[input, &views::reshape_to(weight, &[])?], &[]);
        }
        ensure!(input.rank() > 0, Shape, "Not allow zero-dim input tensor.");
        let channel = usize::from(input.rank() > 1);
        ensure!(
            weight.numel() == input.shape()[channel], Shape,
            "Mismatch of parameter numbers and input channel size. Found parameter numbers = {} and channel size = {}.",
            weight.numel(), input.shape()[channel]
        );
        let mut shape = vec![1; input.rank()];
        shape[channel] = weight.numel();
        rows::call(row!(prelu), &[input, &views::reshape_to(weight, &shape)?], &[])
    }

    /// `x` where positive, elsewhere `a x`: in training `a` is drawn for each element, uniform in `[lower, upper)`, otherwise it
    /// is the mean of the two.
    pub fn rrelu(
        input: &Tensor, lower: f64 = 1.0 / 8.0, upper: f64 = 1.0 / 3.0, training: bool = false, inplace: bool = false,
        generator: Option<Generator> = None
    ) -> Tensor, shape(Same) {
        ensure!(lower <= upper, Value, "Lower bound should be less than or equal to the upper bound");
        if !training {
            let slope = [((lower + upper) / 2.0).into()];
            if !inplace {
                return rows::call(row!(leaky_relu), &[input], &slope);
            }
            rows::call_in_place(row!(leaky_relu), &[input], &slope)?;
            return Ok(input.clone());
        }
        // The halves are multiplied by slopes that are not yet rounded.
        let precision = if input.dtype() == DType::F64 { DType::F64 } else { DType::F32 };
        let slopes = Tensor::empty(input.shape(), precision, input.device())?;
        backend(input.device()).slopes(&input.as_view(), lower, upper, &or_default(&generator, input.device())?, &slopes.as_view_mut())?;
        if !inplace {
            return copying::cast(&mul(input, &slopes)?, input.dtype());
        }
        mul_in_place(input, &slopes)?;
        Ok(input.clone())
    }

    /// A sample from the categories along `dim`, relaxed so that gradients pass: softmax of `logits` plus Gumbel noise, over
    /// the temperature `tau`. `hard` makes it one-hot in value, with the gradient of the soft one (Jang et al., "Categorical
    /// Reparameterization with Gumbel-Softmax").
    pub fn gumbel_softmax(logits: &Tensor, tau: f64 = 1.0, hard: bool = false, eps: f64 = 1e-10, dim: i64 = -1) -> Tensor, shape(Same) {
        let _ = eps; // PyTorch has kept the parameter and stopped using it
        let noise = Tensor::empty(logits.shape(), logits.dtype(), logits.device())?;
        sample(&noise, Distribution::Exponential { rate: 1.0 }, &None)?;
        let gumbels = div_scalar(&add(logits, &neg(&log(&noise)?)?)?, tau)?;
        let soft = softmax(&gumbels, dim, None)?;
        if !hard {
            return Ok(soft);
        }
        let exact = hardened(&soft.detach(), wrap_dim(dim, soft.rank())?)?;
        add(&sub(&exact, &soft.detach())?, &soft)
    }
}

/// Ones at the greatest element along `dim`, elsewhere zeros.
fn hardened(soft: &Tensor, dim: usize) -> Result<Tensor> {
    let place = extrema::argmax(soft, Some(dim as i64), true)?;
    if soft.rank() == 0 {
        return copying::cast(&eq(&place, &place)?, soft.dtype());
    }
    let mut shape = vec![1; soft.rank()];
    shape[dim] = soft.shape()[dim];
    let places = views::reshape_to(&ranges::arange_of(shape[dim] as i64, soft.device())?, &shape)?;
    copying::cast(&eq(&places, &place)?, soft.dtype())
}
