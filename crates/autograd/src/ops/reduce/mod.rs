//! Many elements to one: sums, extrema, statistics, norms, and running ones.

pub(crate) mod axes;
pub(crate) mod cumulative;
pub(crate) mod extrema;
pub(crate) mod logsumexp;
pub(crate) mod norm;
pub(crate) mod prod;
pub(crate) mod statistics;
pub(crate) mod sum;
pub(crate) mod truth;

crate::call::families! { sum, truth, extrema, statistics, prod, norm, logsumexp, cumulative }
