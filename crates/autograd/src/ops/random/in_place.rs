//! Methods that overwrite a tensor with random numbers. The history of what was there ends: its gradient is zero.

use crate::{
    Tensor,
    call::{Operand, ops},
    copying,
    device::backend,
    ops::{
        create::representable::greatest,
        random::{
            integers,
            reals::ensure_deviation,
            sample::{no_slope, or_default, sample, sample_normal, sample_parts},
        },
    },
    overlap,
    tape::{InplaceTarget, Keep, write_in_place},
};
use tapir_core::{DType, Generator, Result, ensure};
use tapir_ops::Distribution;

/// Runs `write` on a tensor, if it may be written, and records that nothing of the old elements is left.
fn overwrite(
    input: &Tensor,
    name: &'static str,
    inputs: &[&Tensor],
    write: impl FnOnce() -> Result<()>,
) -> Result<Tensor> {
    let target = InplaceTarget::check(input, inputs)?;
    let all: Vec<&Tensor> = std::iter::once(input).chain(inputs.iter().copied()).collect();
    let backward = no_slope(&all);
    write_in_place(target, name, inputs, &Keep { inputs: &[], output: false }, write, move |_, grads| backward(grads))?;
    Ok(input.clone())
}

/// The bounds of a uniform distribution, which must be ordered and, as must their distance, finite in the dtype.
pub(crate) fn ensure_bounds(from: f64, to: f64, dtype: DType) -> Result<()> {
    let real = dtype.to_real();
    ensure!(real.is_floating(), DType, "\"check_uniform_bounds\" not implemented for '{}'", dtype.scalar_name());
    let most = greatest(real);
    ensure!((-most..=most).contains(&from), Value, "from is out of bounds for {}", real.compiler_name());
    ensure!((-most..=most).contains(&to), Value, "to is out of bounds for {}", real.compiler_name());
    ensure!(from <= to, Value, "uniform_ expects to return a [from, to) range, but found from={from} > to={to}");
    ensure!(
        to - from <= most,
        Value,
        "uniform_ expects to-from <= std::numeric_limits<{}>::max(), but found to={to} and from={from} which result in to-from to exceed the limit",
        real.scalar_name()
    );
    Ok(())
}

ops! {
    /// Overwrites the elements with uniform numbers in `[from, to)`.
    pub fn uniform_(input: &Tensor, from: f64 = 0.0, to: f64 = 1.0, generator: Option<Generator> = None) -> Tensor, shape(Same), only(method) {
        overwrite(input, "UniformBackward0", &[], || {
            ensure_bounds(from, to, input.dtype())?;
            sample_parts(input, Distribution::Uniform { low: from, high: to }, &generator)
        })
    }

    /// Overwrites the elements with numbers from a normal distribution.
    pub fn normal_(input: &Tensor, mean: f64 = 0.0, std: f64 = 1.0, generator: Option<Generator> = None) -> Tensor, shape(Same), only(method) {
        overwrite(input, "NormalBackward0", &[], || {
            ensure_deviation(std)?;
            sample_normal(input, mean, std, &generator)
        })
    }

    /// Overwrites the elements with `exp` of numbers from a normal distribution.
    pub fn log_normal_(input: &Tensor, mean: f64 = 1.0, std: f64 = 2.0, generator: Option<Generator> = None) -> Tensor, shape(Same), only(method) {
        overwrite(input, "LogNormalBackward0", &[], || {
            ensure!(std > 0.0, Value, "log_normal_ expects std > 0.0, but found std={std}");
            sample(input, Distribution::LogNormal { mean, std }, &generator)
        })
    }

    /// Overwrites the elements with numbers from the exponential distribution of rate `lambd`.
    pub fn exponential_(input: &Tensor, lambd: f64 = 1.0, generator: Option<Generator> = None) -> Tensor, shape(Same), only(method) {
        overwrite(input, "ExponentialBackward0", &[], || {
            ensure!(lambd > 0.0, Value, "exponential_ expects lambda > 0.0, but found lambda={lambd}");
            ensure!(
                input.dtype().is_floating(), DType,
                "Exponential distribution is a continuous probability distribution. dtype must be a floating point but you specified {}",
                input.dtype().scalar_name()
            );
            sample(input, Distribution::Exponential { rate: lambd }, &generator)
        })
    }

    /// Overwrites the elements with numbers from a Cauchy distribution.
    pub fn cauchy_(input: &Tensor, median: f64 = 0.0, sigma: f64 = 1.0, generator: Option<Generator> = None) -> Tensor, shape(Same), only(method) {
        overwrite(input, "CauchyBackward0", &[], || {
            ensure!(sigma > 0.0, Value, "cauchy_ expects sigma > 0.0, but found sigma={sigma}");
            ensure!(
                input.dtype().is_floating(), DType,
                "Cauchy distribution is a continuous probability distribution. dtype must be a floating point but you specified {}",
                input.dtype().compiler_name()
            );
            sample(input, Distribution::Cauchy { median, sigma }, &generator)
        })
    }

    /// Overwrites the elements with numbers of trials up to and with the first success, of probability `p`.
    pub fn geometric_(input: &Tensor, p: f64, generator: Option<Generator> = None) -> Tensor, shape(Same), only(method) {
        overwrite(input, "GeometricBackward0", &[], || {
            ensure!(0.0 < p && p < 1.0, Value, "geometric_ expects p to be in (0, 1), but got p={p}");
            sample(input, Distribution::Geometric { p }, &generator)
        })
    }

    /// Overwrites the elements with ones, with probability `p`, and zeros. `p` is a number, 0.5 if left out, or a tensor of
    /// probabilities that broadcasts to this one.
    pub fn bernoulli_(input: &Tensor, p: Option<Operand> = None, generator: Option<Generator> = None) -> Tensor, shape(Same), only(method) {
        let number = match p {
            None => 0.5,
            Some(p) if p.is_wrapped_number() => p.item()?.to_f64(),
            Some(p) => {
                return overwrite(input, "BernoulliBackward1", &[&p], || {
                    let p = copying::beside(&p, input.device())?;
                    let copy = overlap::copy_to_read(input, &p)?;
                    let view = copy.as_ref().unwrap_or(&p).broadcast_view(input.shape())?;
                    backend(input.device()).bernoulli(&view, &or_default(&generator, input.device())?, &input.as_view_mut())
                });
            }
        };
        overwrite(input, "BernoulliBackward2", &[], || {
            ensure!((0.0..=1.0).contains(&number), Value, "bernoulli_ expects p to be in [0, 1], but got p={number}");
            sample(input, Distribution::Bernoulli { p: number, success: 1.0 }, &generator)
        })
    }

    /// Overwrites the elements with random integers from 0 to the dtype's greatest; in a floating dtype, to the greatest up to
    /// which it has all integers.
    pub fn random_(input: &Tensor, generator: Option<Generator> = None) -> Tensor, shape(Same), only(method) {
        overwrite(input, "RandomBackward2", &[], || sample(input, Distribution::AllIntegers, &generator))
    }

    /// Overwrites the elements with random integers from 0 to `to - 1`.
    pub fn random_to as "random_"(input: &Tensor, to: i64, generator: Option<Generator> = None) -> Tensor, shape(Same), only(method) {
        overwrite(input, "RandomBackward1", &[], || sample(input, integers::between(0, to, input.dtype())?, &generator))
    }

    /// Overwrites the elements with random integers from `from` to `to - 1`, or to the dtype's greatest.
    pub fn random_between as "random_"(input: &Tensor, from: i64, to: Option<i64>, generator: Option<Generator> = None) -> Tensor, shape(Same), only(method) {
        overwrite(input, "RandomBackward0", &[], || {
            let distribution = match to {
                Some(to) => integers::between(from, to, input.dtype())?,
                None => integers::from_on(from, input.dtype())?,
            };
            sample(input, distribution, &generator)
        })
    }
}
