//! `scatter_reduce` and `index_reduce`: sums, products, means and extrema of what lands at one place. One implementation for
//! both, which differ in how places are named.

use crate::{
    GradMode, Tensor,
    call::{Change, Operand, Target, ops},
    copying,
    device::backend,
    ops::{
        index::{
            gather::{self, gather, scatter_add, scatter_into, scatter_value},
            slices::{ensure_slices, index_add, index_fill, index_select},
            values::accumulate,
        },
        pointwise::{arithmetic as a, division},
    },
};
use smallvec::smallvec;
use tapir_core::{DType, Result, Scalar, bail, ensure, wrap_dim};
use tapir_ops::ScatterMode;

/// How places are named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Along {
    /// By an index for every element, as in `scatter`.
    Elements,
    /// By an index for every slice, as in `index_add`.
    Slices,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reduce {
    Sum,
    Product,
    Mean,
    Greatest,
    Least,
}

impl Reduce {
    fn mode(self) -> ScatterMode {
        match self {
            Reduce::Sum | Reduce::Mean => ScatterMode::Add,
            Reduce::Product => ScatterMode::Multiply,
            Reduce::Greatest => ScatterMode::Maximum,
            Reduce::Least => ScatterMode::Minimum,
        }
    }

    /// What leaves any element of a dtype as it is.
    fn neutral(self, dtype: DType) -> Scalar {
        let bound = |greatest: bool| match dtype.integer_range() {
            Some((low, high)) => Scalar::Int(if greatest { high } else { low } as i64), // u64::MAX wraps there and back
            None => Scalar::Float(if greatest { f64::INFINITY } else { f64::NEG_INFINITY }),
        };
        match self {
            Reduce::Sum | Reduce::Mean => 0.into(),
            Reduce::Product => 1.into(),
            Reduce::Greatest => bound(false),
            Reduce::Least => bound(true),
        }
    }
}

/// A reduction but for the tensors.
#[derive(Clone, Copy)]
struct Plan {
    along: Along,
    dim: usize,
    reduce: Reduce,
    include_self: bool,
}

impl Plan {
    fn take(&self, input: &Tensor, index: &Tensor) -> Result<Tensor> {
        match self.along {
            Along::Elements => gather(input, self.dim as i64, index, false),
            Along::Slices => index_select(input, self.dim as i64, index),
        }
    }

    fn add(&self, target: Target, index: &Tensor, source: &Tensor) -> Result<Tensor> {
        match self.along {
            Along::Elements => scatter_add(target, self.dim as i64, index, source),
            Along::Slices => index_add(target, self.dim as i64, index, source, 1.into()),
        }
    }

    fn fill(&self, target: Target, index: &Tensor, value: Scalar) -> Result<Tensor> {
        match self.along {
            Along::Elements => scatter_value(target, self.dim as i64, index, value, None),
            Along::Slices => {
                let places = copying::cast(index, DType::I64)?;
                index_fill(target, self.dim as i64, &places, Operand(&Tensor::wrapped_number(value)?))
            }
        }
    }

    fn kernel(&self, mode: ScatterMode, target: &Tensor, index: &Tensor, source: &Tensor) -> Result<()> {
        match self.along {
            Along::Elements => scatter_into(mode, target, self.dim, index, source),
            Along::Slices => {
                let (index, source, target_view) = (index.as_view(), source.as_view(), target.as_view_mut());
                backend(target.device()).index_scatter(mode, self.dim, &index, &source, &target_view)
            }
        }
    }

    /// How many elements each result is the mean of, at least 1.
    fn counts(&self, like: &Tensor, index: &Tensor, source: &Tensor) -> Result<Tensor> {
        let counts = Tensor::full(like.shape(), i64::from(self.include_self), like.dtype(), like.device())?;
        let ones = Tensor::ones(source.shape(), like.dtype(), like.device())?;
        self.add(Target::written(&counts), index, &ones)?;
        a::add(&counts, &a::eq_scalar(&counts, 0)?) // complex numbers have counts too, but no greatest
    }

    /// Writes the reduction into a tensor that holds the input.
    fn write(&self, target: &Tensor, index: &Tensor, source: &Tensor) -> Result<()> {
        let _mode = GradMode::set(false);
        if !self.include_self {
            self.fill(Target::written(&target.detach()), index, self.reduce.neutral(target.dtype()))?;
        }
        self.kernel(self.reduce.mode(), target, index, source)?;
        if self.reduce == Reduce::Mean {
            let counts = self.counts(target, index, source)?;
            let mean = match target.dtype().is_differentiable() {
                true => a::div(&target.detach(), &counts)?,
                false => division::floor_divide((&target.detach()).into(), Operand(&counts))?,
            };
            backend(target.device()).copy(&mean.as_view(), &target.as_view_mut())?;
        }
        Ok(())
    }

    fn run(self, name: &'static str, input: Target, index: &Tensor, source: &Tensor) -> Result<Tensor> {
        let read = input.apart(&source.detach())?;
        let change = Change { name, inputs: &[source], keep: &[&input, index, source], output: true };
        let write = |target: &Tensor| accumulate(target, &read, |target, source| self.write(target, index, source));
        input.change(&change, write, move |context, grads| {
            let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
            let saved = Saved {
                input: context.saved(0)?,
                index: context.saved(1)?,
                source: context.saved(2)?,
                result: context.saved(3)?,
            };
            let (mut of_input, of_source) = self.backward(grad, &saved)?;
            if !self.include_self {
                of_input = self.fill((&of_input).into(), &saved.index, 0.into())?;
            }
            Ok(smallvec![Some(of_input), Some(of_source)])
        })
    }

    /// PyTorch's formulas, `scatter_reduce_backward` and `index_reduce_backward`.
    fn backward(&self, grad: &Tensor, saved: &Saved) -> Result<(Tensor, Tensor)> {
        let Saved { input, index, source, result } = saved;
        match self.reduce {
            Reduce::Sum => Ok((grad.clone(), self.take(grad, index)?)),
            Reduce::Mean => {
                let shares = a::div(grad, &self.counts(grad, index, source)?)?;
                let of_source = self.take(&shares, index)?;
                Ok((shares, of_source))
            }
            Reduce::Greatest | Reduce::Least => {
                // Everything equal to the result has an equal share.
                let is_result = copying::cast(&a::eq(input, result)?, grad.dtype())?;
                let source_is_result = copying::cast(&a::eq(source, &self.take(result, index)?)?, grad.dtype())?;
                let count = self.add((&is_result).into(), index, &source_is_result)?;
                let shares = a::div(grad, &count)?;
                Ok((a::mul(&is_result, &shares)?, a::mul(&source_is_result, &self.take(&shares, index)?)?))
            }
            Reduce::Product => self.product_backward(grad, saved),
        }
    }

    /// The product of the others is `result / x`, but where `x` is 0.
    fn product_backward(&self, grad: &Tensor, saved: &Saved) -> Result<(Tensor, Tensor)> {
        let Saved { input, index, source, result } = saved;
        let one = Tensor::ones(&[], grad.dtype(), grad.device())?;
        let without_zeros = a::where_(&a::eq_scalar(input, 0)?, &one, input)?;
        let product = self.again(&without_zeros, index, source)?;
        let of_input = a::div(&a::mul(grad, &product)?, &without_zeros)?;

        let is_zero = a::eq_scalar(source, 0)?;
        let zeros = Tensor::zeros(input.shape(), grad.dtype(), grad.device())?;
        let count = self.add((&zeros).into(), index, &copying::cast(&is_zero, grad.dtype())?)?;
        let is_only_zero = a::logical_and(&is_zero, &a::eq_scalar(&self.take(&count, index)?, 1)?)?;
        let others = self.again(input, index, &a::where_(&is_only_zero, &one, source)?)?;
        let plain = a::div(&self.take(&a::mul(grad, result)?, index)?, &a::where_(&is_zero, &one, source)?)?;
        let of_source = a::where_(&is_only_zero, &self.take(&a::mul(grad, &others)?, index)?, &plain)?;
        Ok((of_input, of_source))
    }

    /// The same reduction of other values.
    fn again(&self, input: &Tensor, index: &Tensor, source: &Tensor) -> Result<Tensor> {
        let name = if self.along == Along::Elements { "ScatterReduceBackward0" } else { "IndexReduceBackward0" };
        self.run(name, input.into(), index, source)
    }
}

/// What backward reads.
struct Saved {
    input: Tensor,
    index: Tensor,
    source: Tensor,
    result: Tensor,
}

fn ensure_supported(kernel: &str, reduce: Reduce, dtype: DType) -> Result<()> {
    let refused = match reduce {
        Reduce::Mean => dtype == DType::Bool,
        Reduce::Greatest | Reduce::Least => dtype.is_complex(),
        _ => false,
    };
    ensure!(!refused, DType, "\"{kernel}\" not implemented for '{}'", dtype.scalar_name());
    Ok(())
}

ops! {
    /// `input` reduced with the elements of `src` at the places `index` names along `dim`: `'sum'`, `'prod'`, `'mean'`, `'amax'`
    /// or `'amin'` of all that lands there, together with the old value if `include_self`.
    pub fn scatter_reduce(input: Target, dim: i64, index: &Tensor, src: &Tensor, reduce: &str, include_self: bool = true) -> Tensor, out(Same), inplace, shape(Same) {
        let dim = wrap_dim(dim, input.rank())?;
        gather::ensure_scatterable(dim, index, Some(src), &input)?;
        let kind = match reduce {
            "sum" => Reduce::Sum,
            "prod" => Reduce::Product,
            "mean" => Reduce::Mean,
            "amax" => Reduce::Greatest,
            "amin" => Reduce::Least,
            _ => bail!(Value, "reduce argument must be either sum, prod, mean, amax or amin, got {reduce}"),
        };
        ensure_supported(&format!("scatter_gather_tensor_cpu_reduce_{reduce}"), kind, input.dtype())?;
        let plan = Plan { along: Along::Elements, dim, reduce: kind, include_self };
        plan.run("ScatterReduceBackward0", input, index, src)
    }

    /// `input` reduced with the slices of `source` at the places along `dim` that the 1-d `index` names: `'prod'`, `'mean'`,
    /// `'amax'` or `'amin'` of all that lands there, together with the old value if `include_self`.
    pub fn index_reduce(input: Target, dim: i64, index: &Tensor, source: &Tensor, reduce: &str, include_self: bool = true) -> Tensor, out(Same), inplace, shape(Same) {
        let dim = wrap_dim(dim, input.rank())?;
        let kind = match reduce {
            "prod" => Reduce::Product,
            "mean" => Reduce::Mean,
            "amax" => Reduce::Greatest,
            "amin" => Reduce::Least,
            _ => bail!(Value, "index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got {reduce}."),
        };
        ensure_slices("index_reduce", dim, index, source, &input)?;
        let dtype = input.dtype();
        ensure!(
            dtype != DType::Bool && !dtype.is_complex(), DType,
            "\"index_func_\" not implemented for '{}'", dtype.scalar_name()
        );
        let plan = Plan { along: Along::Slices, dim, reduce: kind, include_self };
        plan.run("IndexReduceBackward0", input, index, source)
    }
}
