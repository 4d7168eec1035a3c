//! Random numbers: tensors filled from a generator's stream.

use super::kernels::kernels;
use crate::{View, ViewMut};
use tapir_core::{Generator, Result};

/// A distribution of single elements.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Distribution {
    /// Uniform in `[low, high)`; floating dtypes.
    Uniform {
        low: f64,
        high: f64,
    },
    /// Floating dtypes, as for the next four.
    Normal {
        mean: f64,
        std: f64,
    },
    /// `exp` of a normal one.
    LogNormal {
        mean: f64,
        std: f64,
    },
    Exponential {
        rate: f64,
    },
    Cauchy {
        median: f64,
        sigma: f64,
    },
    /// Number of trials up to and with the first success; any dtype but bool, complex and the wider unsigned ones.
    Geometric {
        p: f64,
    },
    /// `success` with probability `p`, else 0; any dtype but complex and the wider unsigned ones.
    Bernoulli {
        p: f64,
        success: f64,
    },
    /// `low + draw mod count`; a count of 0 stands for 2^64. Any dtype but complex.
    Integers {
        low: i64,
        count: u64,
    },
    /// The integers from 0 to the dtype's greatest, or to the greatest up to which a floating dtype has all integers.
    AllIntegers,
}

kernels! {
    /// Draws. All views may have any strides, but elements of `out` are distinct; they are filled in the order in which they
    /// lie in memory, so that the values do not depend on the number of threads. The caller has checked the parameters.
    pub trait RandomBackend, each_random_kernel {
        /// Fills `out` with independent values. Fails for a dtype that the distribution does not have.
        fn sample(&self, distribution: Distribution, generator: &Generator, out: &ViewMut) -> Result<()>;

        /// Ones with the probabilities in `p`, which has `out`'s shape, else zeros. A probability outside [0, 1] is an error.
        fn bernoulli(&self, p: &View, generator: &Generator, out: &ViewMut) -> Result<()>;

        /// Poisson numbers with the rates in `rate`, which has `out`'s shape and dtype. A negative rate is an error.
        fn poisson(&self, rate: &View, generator: &Generator, out: &ViewMut) -> Result<()>;

        /// The slopes of a randomised leaky ReLU: for elements of `input` that are not positive uniform numbers in `[low, high)`,
        /// for others, which take no draw, 1. Both views have one shape; `out` is float32 or float64.
        fn slopes(&self, input: &View, low: f64, high: f64, generator: &Generator, out: &ViewMut) -> Result<()>;

        /// A random order of `0, 1, …, n - 1` in `out`, `[n]`.
        fn permutation(&self, generator: &Generator, out: &ViewMut) -> Result<()>;

        /// Places of `weights`, `[rows, categories]`, drawn with replacement in proportion to the weights of their row:
        /// `out` is int64, `[rows, samples]`. A row with a negative or infinite weight, or without a positive one, is an error.
        fn choose(&self, weights: &View, generator: &Generator, out: &ViewMut) -> Result<()>;
    }
}
