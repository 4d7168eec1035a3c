//! Variance and mean in two passes, the second over deviations from the mean: no cancellation, whatever the offset.

use super::{Results, fold::typed, plan::Plan};
use tapir_core::{DType, Result, error};
use tapir_ops::{
    View, ViewMut,
    reductions::{Deviation, Sum},
};

pub fn variance(
    compute: DType,
    input: &View,
    dims: &[usize],
    correction: f64,
    variance: &ViewMut,
    mean: Option<&ViewMut>,
) -> Result<()> {
    let plan = Plan::new(input, dims, [Some(variance), mean]);
    let count: usize = dims.iter().map(|&dim| input.shape[dim]).product();
    let freedom = (count as f64 - correction).max(0.0);
    let refused = || error!(DType, "std and var only support floating point and complex dtypes");
    let (sum, deviation) = (typed::<Sum>(compute, &[]), typed::<Deviation>(compute, &[]));
    let (sum, deviation) = (sum.ok_or_else(refused)?, deviation.ok_or_else(refused)?);
    let mut means = Results::compute(&*sum, &plan, input, std::ptr::null(), None);
    means.divide(count as f64);
    let mut deviations = Results::compute(&*deviation, &plan, input, means.pointer, Some(variance));
    deviations.divide(freedom);
    deviations.store(&plan, 0, variance);
    if let Some(mean) = mean {
        means.store(&plan, 1, mean);
    }
    Ok(())
}

impl Results {
    /// Each divided, in double precision.
    fn divide(&mut self, divisor: f64) {
        self.as_mut::<f32>().iter_mut().for_each(|sum| *sum = (f64::from(*sum) / divisor) as f32);
        self.as_mut::<f64>().iter_mut().for_each(|sum| *sum /= divisor);
    }
}
