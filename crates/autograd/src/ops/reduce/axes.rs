//! The dimensions of a reduction, and running one.

use crate::{Tensor, device::backend, ops::view::views, rows::compute_type};
use smallvec::SmallVec;
use tapir_core::{DType, Dims, Result, Scalar, ensure, ensure_distinct, wrap_dim};
use tapir_ops::{Elements, Reduction};

/// The dimensions a reduction runs over.
#[derive(Clone)]
pub(crate) struct Axes {
    /// Ascending.
    pub dims: SmallVec<[usize; 6]>,
    pub keepdim: bool,
}

impl Axes {
    /// `None` and an empty list mean all dimensions.
    pub fn new(input: &Tensor, dim: Option<&[i64]>, keepdim: bool) -> Result<Axes> {
        ensure!(input.rank() <= 64, Shape, "only tensors with up to 64 dims are supported");
        let wrapped = dim.unwrap_or_default().iter().map(|&dim| wrap_dim(dim, input.rank()));
        let mut dims: SmallVec<[usize; 6]> = wrapped.collect::<Result<_>>()?;
        ensure_distinct(&dims)?;
        if dims.is_empty() || input.rank() == 0 {
            dims = (0..input.rank()).collect();
        }
        dims.sort_unstable();
        Ok(Axes { dims, keepdim })
    }

    pub fn output_shape(&self, input: &Tensor) -> Dims {
        let kept = input.shape().iter().enumerate();
        kept.filter(|(dim, _)| self.keepdim || !self.dims.contains(dim))
            .map(|(dim, &size)| if self.dims.contains(&dim) { 1 } else { size })
            .collect()
    }

    /// Elements that go into each result.
    pub fn count(&self, input: &Tensor) -> usize {
        self.dims.iter().map(|&dim| input.shape()[dim]).product()
    }

    /// Refuses to reduce nothing to something, for what has no value then.
    pub fn ensure_elements(&self, input: &Tensor, function: &str) -> Result<()> {
        for &dim in &self.dims {
            if self.dims.len() < input.rank() || input.numel() > 0 {
                ensure!(
                    input.shape()[dim] > 0,
                    Index,
                    "{function}: Expected reduction dim {dim} to have non-zero size."
                );
            }
        }
        ensure!(
            input.numel() > 0 || self.dims.len() < input.rank(),
            Index,
            "{function}: Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' \
             argument."
        );
        Ok(())
    }

    /// A result, or a gradient of one, with the reduced dimensions put back as size 1.
    pub fn restore(&self, reduced: &Tensor) -> Tensor {
        let mut restored = reduced.clone();
        if !self.keepdim {
            for &dim in &self.dims {
                restored = views::unsqueeze_at(&restored, dim);
            }
        }
        restored
    }
}

/// A reduction without history.
pub(crate) fn reduce(reduction: Reduction, input: &Tensor, axes: &Axes, dtype: DType) -> Result<Tensor> {
    reduce_with(reduction, &[], input, axes, dtype)
}

/// As [`reduce`], of a reduction with parameters.
pub(crate) fn reduce_with(
    reduction: Reduction,
    params: &[Scalar],
    input: &Tensor,
    axes: &Axes,
    dtype: DType,
) -> Result<Tensor> {
    let output = Tensor::empty(&axes.output_shape(input), dtype, input.device())?;
    let compute = match reduction.spec().elements {
        Elements::Truths => DType::Bool,
        Elements::Reals | Elements::Integers if dtype == DType::U64 => dtype,
        _ if input.dtype().category() > compute_type(dtype).category() => compute_type(input.dtype()),
        _ => compute_type(dtype),
    };
    let (source, target) = (input.as_view(), output.as_view_mut());
    backend(input.device()).reduce(reduction, params, compute, &source, &axes.dims, &target)?;
    Ok(output)
}
