//! New tensors of uniform and normal numbers.

use crate::{
    Tensor,
    call::ops,
    ops::{
        create::filled::{like, with_grad},
        random::{
            in_place,
            sample::{sample_normal, sample_parts},
        },
        view::views::checked_shape,
    },
};
use tapir_core::{DType, Device, Generator, Result, ensure};
use tapir_ops::Distribution;

fn uniform(tensor: Tensor, generator: &Option<Generator>, requires_grad: bool) -> Result<Tensor> {
    in_place::ensure_bounds(0.0, 1.0, tensor.dtype())?;
    sample_parts(&tensor, Distribution::Uniform { low: 0.0, high: 1.0 }, generator)?;
    with_grad(tensor, requires_grad)
}

pub(crate) fn ensure_deviation(std: f64) -> Result<()> {
    ensure!(std >= 0.0, Value, "normal expects std >= 0.0, but found std {std}");
    Ok(())
}

ops! {
    /// Uniform numbers in `[0, 1)`.
    pub fn rand(
        size: &[i64], generator: Option<Generator> = None, dtype: DType = DType::F32, device: Device = Device::default(),
        requires_grad: bool = false
    ) -> Tensor, out(Converted), shape(Sizes), variadic {
        uniform(Tensor::empty(&checked_shape(size)?, dtype, device)?, &generator, requires_grad)
    }

    /// Uniform numbers in `[0, 1)`, shaped like another tensor.
    pub fn rand_like(
        input: &Tensor, generator: Option<Generator> = None, dtype: Option<DType> = None, requires_grad: bool = false
    ) -> Tensor, shape(Same), only(function) {
        uniform(like(input, dtype)?, &generator, requires_grad)
    }

    /// Numbers from the standard normal distribution.
    pub fn randn(
        size: &[i64], generator: Option<Generator> = None, dtype: DType = DType::F32, device: Device = Device::default(),
        requires_grad: bool = false
    ) -> Tensor, out(Converted), shape(Sizes), variadic {
        normal_of_size(0.0, 1.0, size, generator, dtype, device, requires_grad)
    }

    /// Numbers from the standard normal distribution, shaped like another tensor.
    pub fn randn_like(
        input: &Tensor, generator: Option<Generator> = None, dtype: Option<DType> = None, requires_grad: bool = false
    ) -> Tensor, shape(Same), only(function) {
        let tensor = like(input, dtype)?;
        sample_normal(&tensor, 0.0, 1.0, &generator)?;
        with_grad(tensor, requires_grad)
    }

    /// Numbers from a normal distribution with the given mean and standard deviation.
    pub fn normal_of_size as "normal"(
        mean: f64, std: f64, size: &[i64], generator: Option<Generator> = None, dtype: DType = DType::F32,
        device: Device = Device::default(), requires_grad: bool = false
    ) -> Tensor, out(Converted), shape(Sizes) {
        ensure_deviation(std)?;
        let tensor = Tensor::empty(&checked_shape(size)?, dtype, device)?;
        sample_normal(&tensor, mean, std, &generator)?;
        with_grad(tensor, requires_grad)
    }
}
