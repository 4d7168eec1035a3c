//! Dropout: some elements, or whole channels, become zero at random, and the others make up for it.

use crate::{
    GradMode, Tensor,
    call::ops,
    ops::{
        create::filled::like,
        pointwise::arithmetic::{add, add_in_place, add_scalar, mul, mul_in_place, mul_scalar},
        random::sample::sample,
        view::views,
    },
    rows,
};
use tapir_core::{DType, Result, ensure};
use tapir_ops::Distribution;

/// What drops out and how the rest makes up for it.
#[derive(Clone, Copy)]
struct Dropout {
    p: f64,
    training: bool,
    inplace: bool,
    /// Whole channels: one draw for each element of the first two dimensions.
    features: bool,
    /// Keeps mean and variance of what `selu` makes.
    alpha: bool,
}

impl Dropout {
    fn apply(self, input: &Tensor) -> Result<Tensor> {
        ensure_probability(self.p)?;
        if self.p == 0.0 || !self.training || input.numel() == 0 {
            return Ok(input.clone());
        }
        if self.p == 1.0 {
            return self.multiply(input, &Tensor::zeros(&[], input.dtype(), input.device())?);
        }
        let noise = self.noise(input)?;
        if !self.alpha {
            return self.multiply(input, &noise);
        }
        let (noise, shift) = self.alpha_terms(&noise)?;
        let scaled = self.multiply(input, &noise)?;
        if self.inplace {
            add_in_place(&scaled, &shift)?;
            return Ok(scaled);
        }
        add(&scaled, &shift)
    }

    fn multiply(self, input: &Tensor, factor: &Tensor) -> Result<Tensor> {
        if self.inplace {
            mul_in_place(input, factor)?;
            return Ok(input.clone());
        }
        mul(input, factor)
    }

    /// Zeros with probability `p`; elsewhere the inverse of the probability to stay, or ones for alpha dropout.
    fn noise(self, input: &Tensor) -> Result<Tensor> {
        rows::ensure_castable(DType::F32, input.dtype())?;
        input.ensure_holdable()?; // before much is drawn
        let noise = if self.features { feature_noise(input)? } else { like(input, None)? };
        let stay = 1.0 - self.p;
        let success = match noise.dtype() {
            _ if self.alpha => 1.0,
            DType::F64 => 1.0 / stay,
            _ => f64::from(1.0 / stay as f32), // halves are divided in float32 and rounded once
        };
        sample(&noise, Distribution::Bernoulli { p: stay, success }, &None)?;
        Ok(noise)
    }

    /// From ones and zeros the factor and the summand of alpha dropout.
    fn alpha_terms(self, noise: &Tensor) -> Result<(Tensor, Tensor)> {
        const ALPHA: f64 = 1.758_099_340_847_376_6;
        let _mode = GradMode::set(false);
        let a = 1.0 / ((ALPHA * ALPHA * self.p + 1.0) * (1.0 - self.p)).sqrt();
        let shift = add_scalar(&mul_scalar(&add_scalar(noise, -1)?, ALPHA * a)?, ALPHA * a * self.p)?;
        Ok((mul_scalar(noise, a)?, shift))
    }
}

fn ensure_probability(p: f64) -> Result<()> {
    ensure!((0.0..=1.0).contains(&p), Value, "dropout probability has to be between 0 and 1, but got {p}");
    Ok(())
}

/// One element for each channel of each sample.
fn feature_noise(input: &Tensor) -> Result<Tensor> {
    ensure!(input.rank() >= 2, Shape, "Feature dropout requires at least 2 dimensions in the input");
    let mut shape = vec![1; input.rank()];
    shape[..2].copy_from_slice(&input.shape()[..2]);
    Tensor::empty(&shape, input.dtype(), input.device())
}

/// Channel dropout of a single sample: as a batch of one.
fn unbatched(dropout: Dropout, input: &Tensor) -> Result<Tensor> {
    let result = dropout.apply(&views::unsqueeze_at(input, 0))?;
    if dropout.inplace { Ok(input.clone()) } else { Ok(views::select_dim(&result, 0, 0)) }
}

ops! {
    in "nn.functional";

    /// Zeroes elements with probability `p` and divides the others by `1 - p`, so that the expectation stays. Without
    /// `training`, `input` itself.
    pub fn dropout(input: &Tensor, p: f64 = 0.5, training: bool = true, inplace: bool = false) -> Tensor, shape(Same) {
        Dropout { p, training, inplace, features: false, alpha: false }.apply(input)
    }

    /// Zeroes whole channels, `[N, C, L]` or `[C, L]`, with probability `p`, and divides the others by `1 - p`.
    pub fn dropout1d(input: &Tensor, p: f64 = 0.5, training: bool = true, inplace: bool = false) -> Tensor, shape(Same) {
        ensure_probability(p)?;
        let rank = input.rank();
        ensure!(
            matches!(rank, 2 | 3), Shape,
            "dropout1d: Expected 2D or 3D input, but received a {rank}D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
        );
        let dropout = Dropout { p, training, inplace, features: true, alpha: false };
        if rank == 3 { dropout.apply(input) } else { unbatched(dropout, input) }
    }

    /// Zeroes whole channels, `[N, C, H, W]`, with probability `p`, and divides the others by `1 - p`. The first two dimensions
    /// count as samples and channels whatever the rank, as in PyTorch.
    pub fn dropout2d(input: &Tensor, p: f64 = 0.5, training: bool = true, inplace: bool = false) -> Tensor, shape(Same) {
        Dropout { p, training, inplace, features: true, alpha: false }.apply(input)
    }

    /// Zeroes whole channels, `[N, C, D, H, W]` or `[C, D, H, W]`, with probability `p`, and divides the others by `1 - p`.
    pub fn dropout3d(input: &Tensor, p: f64 = 0.5, training: bool = true, inplace: bool = false) -> Tensor, shape(Same) {
        let dropout = Dropout { p, training, inplace, features: true, alpha: false };
        if input.rank() == 5 { dropout.apply(input) } else { unbatched(dropout, input) }
    }

    /// Sets elements to the value that `selu` has at minus infinity, with probability `p`, then scales and shifts all so that
    /// zero mean and unit variance stay (Klambauer et al., "Self-Normalizing Neural Networks").
    pub fn alpha_dropout(input: &Tensor, p: f64 = 0.5, training: bool = false, inplace: bool = false) -> Tensor, shape(Same) {
        Dropout { p, training, inplace, features: false, alpha: true }.apply(input)
    }

    /// `alpha_dropout` of whole channels, `[N, C, …]`.
    pub fn feature_alpha_dropout(input: &Tensor, p: f64 = 0.5, training: bool = false, inplace: bool = false) -> Tensor, shape(Same) {
        Dropout { p, training, inplace, features: true, alpha: true }.apply(input)
    }
}
