//! Random numbers, bit for bit those of PyTorch's CPU generator. Invariant: draws are made in the order in which the
//! elements lie in memory, on one thread; only arithmetic on finished draws is spread over threads.

mod bernoulli;
mod choice;
mod continuous;
mod fill;
mod integers;
mod normal;
mod poisson;
mod uniform;

#[cfg(test)]
mod tests;

use crate::Cpu;
use tapir_core::{DType, Generator, Result, ensure};
use tapir_ops::{Distribution, RandomBackend, View, ViewMut};

impl RandomBackend for Cpu {
    fn sample(&self, distribution: Distribution, generator: &Generator, out: &ViewMut) -> Result<()> {
        ensure_supported(distribution, out.dtype)?;
        let engine = &mut *generator.lock();
        match distribution {
            Distribution::Uniform { low, high } => uniform::uniform(engine, low, high, out),
            Distribution::Normal { mean, std } => normal::normal(engine, mean, std, out),
            Distribution::LogNormal { mean, std } => continuous::log_normal(engine, mean, std, out),
            Distribution::Exponential { rate } => continuous::exponential(engine, rate, out),
            Distribution::Cauchy { median, sigma } => continuous::cauchy(engine, median, sigma, out),
            Distribution::Geometric { p } => continuous::geometric(engine, p, out),
            Distribution::Bernoulli { p, success } => bernoulli::with_number(engine, p, success, out),
            Distribution::Integers { low, count } => integers::between(engine, low, count, out),
            Distribution::AllIntegers => integers::all(engine, out),
        }
        Ok(())
    }

    fn bernoulli(&self, p: &View, generator: &Generator, out: &ViewMut) -> Result<()> {
        ensure_kernel(has_bernoulli(out.dtype), "bernoulli_tensor_cpu_self_", out.dtype)?;
        ensure_kernel(p.dtype.is_floating(), "bernoulli_tensor_cpu_p_", p.dtype)?;
        bernoulli::with_tensor(&mut generator.lock(), p, out)
    }

    fn poisson(&self, rate: &View, generator: &Generator, out: &ViewMut) -> Result<()> {
        ensure_kernel(rate.dtype.is_floating(), "poisson_cpu", rate.dtype)?;
        poisson::poisson(&mut generator.lock(), rate, out)
    }

    fn slopes(&self, input: &View, low: f64, high: f64, generator: &Generator, out: &ViewMut) -> Result<()> {
        ensure_kernel(input.dtype.is_floating(), "rrelu_with_noise_out_cpu", input.dtype)?;
        uniform::slopes(&mut generator.lock(), input, low, high, out)
    }

    fn permutation(&self, generator: &Generator, out: &ViewMut) -> Result<()> {
        let supported = out.dtype != DType::Bool && has_bernoulli(out.dtype);
        ensure_kernel(supported, "randperm", out.dtype)?;
        choice::permutation(&mut generator.lock(), out);
        Ok(())
    }

    fn choose(&self, weights: &View, generator: &Generator, out: &ViewMut) -> Result<()> {
        ensure_kernel(weights.dtype.is_floating(), "multinomial", weights.dtype)?;
        choice::choose(&mut generator.lock(), weights, out)
    }
}

/// Neither complex nor one of the wider unsigned dtypes, which PyTorch has few kernels for.
fn has_bernoulli(dtype: DType) -> bool {
    !dtype.is_complex() && !is_wide_unsigned(dtype)
}

fn is_wide_unsigned(dtype: DType) -> bool {
    matches!(dtype, DType::U16 | DType::U32 | DType::U64)
}

/// Refuses the dtypes that PyTorch has no kernel for, under the kernel's name there.
fn ensure_supported(distribution: Distribution, dtype: DType) -> Result<()> {
    let floating = dtype.is_floating();
    let (supported, kernel) = match distribution {
        Distribution::Uniform { .. } => (floating, "uniform_kernel_cpu"),
        Distribution::Normal { .. } => (floating, "normal_kernel_cpu"),
        Distribution::LogNormal { .. } => (floating, "log_normal_cpu"),
        Distribution::Exponential { .. } => (floating, "exponential_cpu"),
        Distribution::Cauchy { .. } => (floating, "cauchy_cpu"),
        Distribution::Geometric { .. } => (dtype != DType::Bool && has_bernoulli(dtype), "geometric_cpu"),
        Distribution::Bernoulli { .. } => (has_bernoulli(dtype), "bernoulli_scalar_cpu_"),
        Distribution::Integers { .. } => (!dtype.is_complex(), "random_from_to_kernel_cpu"),
        Distribution::AllIntegers => (has_bernoulli(dtype), "random_kernel_cpu"),
    };
    ensure_kernel(supported, kernel, dtype)
}

fn ensure_kernel(exists: bool, kernel: &str, dtype: DType) -> Result<()> {
    ensure!(exists, DType, "\"{kernel}\" not implemented for '{}'", dtype.scalar_name());
    Ok(())
}
