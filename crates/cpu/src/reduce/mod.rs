//! Reductions over any set of dimensions. A reduction is a [`fold::Fold`]; the driver brings memory to it, and what is
//! left to do with its results, one per output, is done here.

mod driver;
mod fold;
mod folds;
mod index;
mod plan;
mod variance;

#[cfg(test)]
mod tests;

use crate::{
    Cpu,
    convert::converter,
    iterate::strided,
    number::{Number, dispatch},
};
use driver::Source;
use fold::AnyFold;
use folds::{
    AbsoluteMaximum, AbsoluteMinimum, AbsoluteSum, CountTrue, Maximum, Minimum, NanSum, PowerSum, Product, SquareSum,
    Sum,
};
use plan::Plan;
use std::marker::PhantomData as Of;
use tapir_core::{DType, Result, ensure, memory};
use tapir_ops::{Extremum, ReduceBackend, Reduction, View, ViewMut};

impl ReduceBackend for Cpu {
    fn reduce(&self, kind: Reduction, compute: DType, input: &View, dims: &[usize], out: &ViewMut) -> Result<()> {
        check_not_empty(kind, input, dims)?;
        let fold = fold_for(kind, compute, input.dtype)?;
        let plan = Plan::new(input, dims, [Some(out), None]);
        let mut results = Results::compute(&*fold, &plan, input, std::ptr::null(), Some(out));
        let count: usize = dims.iter().map(|&dim| input.shape[dim]).product();
        finish(kind, count, &mut results);
        results.store(&plan, 0, out);
        Ok(())
    }

    fn reduce_index(
        &self,
        which: Extremum,
        input: &View,
        dim: usize,
        values: Option<&ViewMut>,
        indices: Option<&ViewMut>,
    ) -> Result<()> {
        index::reduce_index(which, input, dim, values, indices)
    }

    fn variance(
        &self,
        compute: DType,
        input: &View,
        dims: &[usize],
        correction: f64,
        variance: &ViewMut,
        mean: Option<&ViewMut>,
    ) -> Result<()> {
        variance::variance(compute, input, dims, correction, variance, mean)
    }
}

fn check_not_empty(kind: Reduction, input: &View, dims: &[usize]) -> Result<()> {
    if matches!(kind, Reduction::Max | Reduction::Min) {
        let kept_is_empty = (0..input.shape.len()).any(|dim| !dims.contains(&dim) && input.shape[dim] == 0);
        if let Some(dim) = dims.iter().find(|&&dim| input.shape[dim] == 0) {
            ensure!(kept_is_empty, Index, "Expected reduction dim {dim} to have non-zero size.");
        }
    }
    Ok(())
}

/// The fold of a reduction. Extrema of uint64 are found in uint64, whatever the compute dtype.
fn fold_for(kind: Reduction, compute: DType, input: DType) -> Result<Box<dyn AnyFold>> {
    let compute = if input == DType::U64 && matches!(kind, Reduction::Max | Reduction::Min) { input } else { compute };
    macro_rules! pick {
        ($family:ident: $fold:expr) => {
            dispatch!(compute, T in $family => Box::new($fold(Of::<T>)) as Box<dyn AnyFold>)
        };
    }
    Ok(match kind {
        Reduction::Sum => pick!(sums: Sum),
        Reduction::Prod => pick!(sums: Product),
        Reduction::NanSum if compute == DType::I64 => Box::new(Sum(Of::<i64>)),
        Reduction::NanSum => pick!(floats: NanSum),
        Reduction::Max => pick!(ordered: Maximum),
        Reduction::Min => pick!(ordered: Minimum),
        Reduction::All | Reduction::Any | Reduction::CountNonzero => Box::new(CountTrue),
        Reduction::Norm(0.0) => Box::new(CountTrue),
        Reduction::Norm(1.0) => pick!(floats: AbsoluteSum),
        Reduction::Norm(2.0) => pick!(floats: SquareSum),
        Reduction::Norm(f64::INFINITY) => pick!(floats: AbsoluteMaximum),
        Reduction::Norm(f64::NEG_INFINITY) => pick!(floats: AbsoluteMinimum),
        Reduction::Norm(exponent) => pick!(floats: |marker| PowerSum { exponent, marker }),
    })
}

/// Dense accumulators, one per output, either of our own or the output's own memory.
struct Results {
    dtype: DType,
    count: usize,
    pointer: *mut u8,
    /// Keeps the memory if it is ours.
    memory: Vec<[u64; 2]>,
}

impl Results {
    /// Folds the input. Accumulates in `out` if it is of the right dtype and in the right order.
    fn compute(fold: &dyn AnyFold, plan: &Plan, input: &View, centers: *const u8, out: Option<&ViewMut>) -> Results {
        let (dtype, count) = (fold.accumulator(), plan.kept.numel());
        let mut memory = Vec::new();
        let pointer = match out {
            Some(out) if out.dtype == dtype && plan.kept.is_flat(1, dtype.size()) => out.pointer,
            _ => {
                memory::grow(&mut memory, count.saturating_mul(dtype.size()).div_ceil(16), [0; 2]);
                memory.as_mut_ptr().cast()
            }
        };
        let source = Source { pointer: input.pointer, dtype: input.dtype };
        // SAFETY: `pointer` has `count` places, and so has `centers` where the fold asks for it.
        unsafe { driver::fold(fold, plan, source, centers, pointer) };
        Results { dtype, count, pointer, memory }
    }

    /// The accumulators as numbers; empty unless they are of this type.
    fn as_mut<T: Number>(&mut self) -> &mut [T] {
        let count = if self.dtype == T::DTYPE { self.count } else { 0 };
        // SAFETY: `count` accumulators of this type were written.
        unsafe { std::slice::from_raw_parts_mut(self.pointer.cast(), count) }
    }

    /// Converts and moves the results to output number `which` of the plan.
    fn store(&self, plan: &Plan, which: usize, out: &ViewMut) {
        if self.memory.is_empty() {
            return;
        }
        let size = out.dtype.size();
        let mut converted = Vec::<[u64; 2]>::new();
        let mut packed = self.pointer;
        // SAFETY: both buffers hold `count` elements, and the kept space is the output's.
        unsafe {
            if out.dtype != self.dtype {
                memory::grow(&mut converted, self.count.saturating_mul(size).div_ceil(16), [0; 2]);
                packed = converted.as_mut_ptr().cast();
                converter(self.dtype, out.dtype)(self.pointer, packed, self.count);
            }
            let start = plan.kept.cursor(0);
            strided::scatter_space(&plan.kept, 1 + which, out.pointer, start, packed, self.count, size);
        }
    }
}

/// What remains to be done per output once all elements are in.
fn finish(kind: Reduction, count: usize, results: &mut Results) {
    match kind {
        Reduction::Any => results.as_mut::<i64>().iter_mut().for_each(|trues| *trues = i64::from(*trues > 0)),
        Reduction::All => {
            results.as_mut::<i64>().iter_mut().for_each(|trues| *trues = i64::from(*trues == count as i64))
        }
        Reduction::Norm(2.0) => {
            results.as_mut::<f32>().iter_mut().for_each(|sum| *sum = sum.sqrt());
            results.as_mut::<f64>().iter_mut().for_each(|sum| *sum = sum.sqrt());
        }
        Reduction::Norm(p) if p != 0.0 && p != 1.0 && p.is_finite() => {
            results.as_mut::<f32>().iter_mut().for_each(|sum| *sum = sum.powf((1.0 / p) as f32));
            results.as_mut::<f64>().iter_mut().for_each(|sum| *sum = sum.powf(1.0 / p));
        }
        _ => {}
    }
}
