//! Reductions over any set of dimensions. What one computes is a [`Fold`]; the driver brings memory to its loops, and the
//! results, one per output, go where they belong here.

mod driver;
mod fold;
mod index;
mod plan;
mod variance;

#[cfg(test)]
mod tests;

use crate::{Cpu, convert::converter, iterate::strided, number::Number};
use driver::Input;
use fold::AnyFold;
use plan::Plan;
use std::sync::LazyLock;
use tapir_core::{DType, Result, Scalar, ensure, error, memory};
use tapir_ops::{Extremum, Fold, FoldVisitor, ReduceBackend, Reduction, View, ViewMut, visit_folds};

/// Makes the loops of one reduction for a dtype that it takes.
type Make = fn(DType, &[Scalar]) -> Option<Box<dyn AnyFold>>;

/// One per reduction, in table order.
static FOLDS: LazyLock<Vec<Make>> = LazyLock::new(|| {
    struct Collect(Vec<Make>);
    impl FoldVisitor for Collect {
        fn visit<F: Fold>(&mut self, _: Reduction) {
            self.0.push(fold::typed::<F>);
        }
    }
    let mut collect = Collect(Vec::new());
    visit_folds(&mut collect);
    collect.0
});

impl ReduceBackend for Cpu {
    fn reduce(
        &self,
        reduction: Reduction,
        params: &[Scalar],
        compute: DType,
        input: &View,
        dims: &[usize],
        out: &ViewMut,
    ) -> Result<()> {
        ensure!(!reduction.spec().centered, Internal, "{} has no centers here", reduction.spec().name);
        let fold = FOLDS[reduction as usize](compute, params);
        let fold = fold.ok_or_else(|| error!(DType, "not implemented for '{}'", compute.scalar_name()))?;
        let plan = Plan::new(input, dims, [Some(out), None]);
        let results = Results::compute(&*fold, &plan, input, std::ptr::null(), Some(out));
        // SAFETY: so many accumulators were computed.
        unsafe { fold.finish(results.count, results.pointer) };
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
        let source = Input { pointer: input.pointer, dtype: input.dtype };
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
