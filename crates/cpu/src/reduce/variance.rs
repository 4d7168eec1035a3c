//! Variance and mean in two passes, the second over deviations from the mean: no cancellation, whatever the offset.

use super::{
    Results,
    fold::AnyFold,
    folds::{Deviation, Sum},
    plan::Plan,
};
use crate::number::{Real, dispatch};
use std::marker::PhantomData as Of;
use tapir_core::{DType, Result, bail};
use tapir_ops::{View, ViewMut};

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
    dispatch!(compute, T in floats => run::<T>(&plan, input, count as f64, freedom, variance, mean),
        _ => bail!(DType, "std and var only support floating point and complex dtypes"));
    Ok(())
}

fn run<T: Real>(plan: &Plan, input: &View, count: f64, freedom: f64, variance: &ViewMut, mean: Option<&ViewMut>) {
    let mut means = Results::compute(&Sum(Of::<T>) as &dyn AnyFold, plan, input, std::ptr::null(), None);
    for sum in means.as_mut::<T>() {
        *sum = T::from_number(sum.to_f64() / count);
    }
    let mut deviations = Results::compute(&Deviation(Of::<T>), plan, input, means.pointer, Some(variance));
    for sum in deviations.as_mut::<T>() {
        *sum = T::from_number(sum.to_f64() / freedom);
    }
    deviations.store(plan, 0, variance);
    if let Some(mean) = mean {
        means.store(plan, 1, mean);
    }
}
