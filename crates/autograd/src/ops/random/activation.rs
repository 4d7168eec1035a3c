//! Activations that draw.

use super::{or_default, sample};
use crate::{
    Tensor,
    call::ops,
    copying,
    device::backend,
    ops::{add, creation, div_scalar, eq, log, mul, mul_in_place, neg, softmax, sub, views},
    rows::{self, row},
};
use tapir_core::{DType, Generator, Result, ensure, wrap_dim};
use tapir_ops::Distribution;

/// Ones at the greatest element along `dim`, elsewhere zeros.
fn hardened(soft: &Tensor, dim: usize) -> Result<Tensor> {
    let place = crate::ops::argmax(soft, Some(dim as i64), true)?;
    if soft.rank() == 0 {
        return copying::cast(&eq(&place, &place)?, soft.dtype());
    }
    let mut shape = vec![1; soft.rank()];
    shape[dim] = soft.shape()[dim];
    let places = views::reshape_to(&creation::arange_of(shape[dim] as i64, soft.device())?, &shape)?;
    copying::cast(&eq(&places, &place)?, soft.dtype())
}

ops! {
    in "nn.functional";

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
        backend(input.device()).slopes(&input.view(), lower, upper, &or_default(&generator), &slopes.view_mut())?;
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
