//! Draws whose parameters are tensors: success or failure, counts, categories, normal numbers.

use crate::{
    GradMode, Tensor,
    call::ops,
    device::{backend, check},
    ops::{
        create::filled::like,
        pointwise::arithmetic::{add_in_place, div, ge_scalar, logical_and, lt_scalar, mul_in_place, ne_scalar},
        random::{
            reals::ensure_deviation,
            sample::{self, no_slope, or_default, sample_normal},
        },
        reduce::{extrema::argmax, sum},
        sort::topk,
    },
    tape::record,
};
use tapir_core::{DType, Generator, Layout, Result, broadcast_shapes, ensure, error};
use tapir_ops::{Distribution, View, ViewMut};

/// More categories than float32 counts.
const MOST_CATEGORIES: usize = 1 << 24;

/// `output`, recorded with a gradient of zeros for each input.
fn without_slope(output: Tensor, name: &'static str, inputs: &[&Tensor]) -> Tensor {
    if !Tensor::any_requires_grad(inputs) {
        return output;
    }
    let backward = no_slope(inputs);
    record(output, name, inputs, &[], move |_, grads| backward(grads))
}

/// Standard normal numbers, scaled and shifted by tensors in two rounded steps.
fn scaled_and_shifted(output: &Tensor, mean: &Tensor, std: &Tensor, generator: &Option<Generator>) -> Result<()> {
    ensure!(!std.dtype().is_complex(), DType, "normal expects standard deviation to be non-complex");
    if std.numel() > 0 {
        check(&ge_scalar(&std.detach(), 0)?, || error!(Value, "normal expects all elements of std >= 0.0"))?;
    }
    let _mode = GradMode::set(false);
    sample_normal(output, 0.0, 1.0, generator)?;
    mul_in_place(output, std)?;
    add_in_place(output, mean)
}

fn ensure_categories(input: &Tensor, samples: i64, replacement: bool) -> Result<usize> {
    ensure!(matches!(input.rank(), 1 | 2), Shape, "prob_dist must be 1 or 2 dim");
    ensure!(
        input.dtype().is_floating(),
        DType,
        "multinomial only supports floating-point dtypes for input, got: {}",
        input.dtype().scalar_name()
    );
    ensure!(samples > 0, Value, "cannot sample n_sample <= 0 samples");
    let categories = input.shape()[input.rank() - 1];
    ensure!(
        replacement || samples as usize <= categories,
        Value,
        "cannot sample n_sample > prob_dist.size(-1) samples without replacement"
    );
    ensure!(categories <= MOST_CATEGORIES, Value, "number of categories cannot exceed 2^24");
    Ok(categories)
}

/// The places of the greatest ratios of probabilities and exponential numbers: the distribution of drawing one after the
/// other without replacement.
fn race(input: &Tensor, samples: i64, generator: &Option<Generator>) -> Result<Tensor> {
    let valid = logical_and(&lt_scalar(input, f64::INFINITY)?, &ge_scalar(input, 0)?)?;
    check(&valid, || error!(Value, "probability tensor contains either `inf`, `nan` or element < 0"))?;
    let sums = sum::sum(input, Some(&[-1]), false, None)?;
    check(&ne_scalar(&sums, 0)?, || error!(Value, "invalid multinomial distribution (sum of probabilities <= 0)"))?;
    let waits = like(input, None)?;
    sample::sample(&waits, Distribution::Exponential { rate: 1.0 }, generator)?;
    let ratios = div(input, &waits)?;
    match samples {
        1 => argmax(&ratios, Some(-1), true),
        _ => Ok(topk(&ratios, samples, -1, true, true)?.1),
    }
}

/// Independent draws, row by row.
fn with_replacement(input: &Tensor, samples: usize, output: &Tensor, generator: &Option<Generator>) -> Result<()> {
    let as_rows = |layout: Layout| if layout.rank() == 1 { layout.unsqueeze(0) } else { layout };
    let (weights, target) = (input.as_view(), output.as_view_mut());
    let rows = as_rows(weights.layout());
    let weights = View { shape: rows.shape, strides: rows.strides, ..weights };
    let places = as_rows(target.layout());
    let target = ViewMut { shape: places.shape, strides: places.strides, ..target };
    debug_assert_eq!(target.shape[1], samples);
    backend(input.device()).choose(&weights, &or_default(generator, input.device())?, &target)
}

ops! {
    /// Ones with the probabilities in `input`, which are floating and in [0, 1], else zeros. The gradient is zero.
    pub fn bernoulli(input: &Tensor, generator: Option<Generator> = None) -> Tensor, out(Converted), shape(Same) {
        let output = Tensor::empty(input.shape(), input.dtype(), input.device())?;
        backend(input.device()).bernoulli(&input.as_view(), &or_default(&generator, input.device())?, &output.as_view_mut())?;
        Ok(without_slope(output, "BernoulliBackward0", &[input]))
    }

    /// Numbers from Poisson distributions with the rates in `input`. The gradient is zero.
    pub fn poisson(input: &Tensor, generator: Option<Generator> = None) -> Tensor, shape(Same), only(function) {
        let output = Tensor::empty(input.shape(), input.dtype(), input.device())?;
        backend(input.device()).poisson(&input.as_view(), &or_default(&generator, input.device())?, &output.as_view_mut())?;
        Ok(without_slope(output, "PoissonBackward0", &[input]))
    }

    /// `num_samples` places in each row of `input`, `[categories]` or `[rows, categories]`, drawn in proportion to its
    /// weights, which need not sum to one. int64, `[num_samples]` or `[rows, num_samples]`.
    ///
    /// Without `replacement` no place comes twice. Fails if a weight is negative or not finite, or a row has none above zero.
    pub fn multinomial(input: &Tensor, num_samples: i64, replacement: bool = false, generator: Option<Generator> = None) -> Tensor, out(Same) {
        let categories = ensure_categories(input, num_samples, replacement)?;
        let input = &input.detach();
        let mut shape = input.layout().shape.clone();
        shape[input.rank() - 1] = num_samples as usize;
        let output = Tensor::empty(&shape, DType::I64, input.device())?;
        if output.numel() == 0 {
            return Ok(output);
        }
        if replacement && num_samples > 1 {
            with_replacement(input, num_samples as usize, &output, &generator)?;
            return Ok(output);
        }
        ensure!(
            categories > 0, Shape,
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity."
        );
        race(input, num_samples, &generator)
    }

    /// Normal numbers with the means and standard deviations in two tensors, which broadcast; in the dtype of `mean`. The
    /// gradients are zero.
    pub fn normal(mean: &Tensor, std: &Tensor, generator: Option<Generator> = None) -> Tensor, out(Converted), shape(Broadcast), only(function) {
        let output = Tensor::empty(&broadcast_shapes(mean.shape(), std.shape())?, mean.dtype(), mean.device())?;
        scaled_and_shifted(&output, mean, std, &generator)?;
        Ok(without_slope(output, "NormalBackward3", &[mean, std]))
    }

    /// Ones with probability `p`, else zeros, shaped like `input`, whose elements do not matter.
    pub fn bernoulli_of_number as "bernoulli"(input: &Tensor, p: f64, generator: Option<Generator> = None) -> Tensor, out(Converted), shape(Same) {
        ensure!((0.0..=1.0).contains(&p), Value, "bernoulli_ expects p to be in [0, 1], but got p={p}");
        let output = Tensor::empty(input.shape(), input.dtype(), input.device())?;
        sample::sample(&output, Distribution::Bernoulli { p, success: 1.0 }, &generator)?;
        Ok(without_slope(output, "BernoulliBackward2", &[input]))
    }

    /// Normal numbers with the means in a tensor and one standard deviation. The gradient is zero.
    pub fn normal_of_means as "normal"(mean: &Tensor, std: f64 = 1.0, generator: Option<Generator> = None) -> Tensor, out(Converted), shape(Same), only(function) {
        ensure_deviation(std)?;
        let output = like(mean, None)?;
        {
            let _mode = GradMode::set(false);
            sample_normal(&output, 0.0, std, &generator)?;
            add_in_place(&output, mean)?;
        }
        Ok(without_slope(output, "NormalBackward1", &[mean]))
    }

    /// Normal numbers with one mean and the standard deviations in a tensor. The gradient is zero.
    pub fn normal_of_deviations as "normal"(mean: f64, std: &Tensor, generator: Option<Generator> = None) -> Tensor, out(Converted), only(function) {
        ensure!(!std.dtype().is_complex(), DType, "normal expects standard deviation to be non-complex");
        let output = like(std, None)?;
        // In the dtype of the result, as PyTorch rounds it.
        let mean = Tensor::full(&[], mean, output.dtype(), output.device())?;
        scaled_and_shifted(&output, &mean, std, &generator)?;
        Ok(without_slope(output, "NormalBackward2", &[std]))
    }
}
