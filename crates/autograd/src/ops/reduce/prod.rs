//! Products.

use crate::{
    Tensor,
    call::ops,
    copying,
    mode::grad_enabled,
    ops::{
        pointwise::arithmetic as a,
        reduce::{
            axes::{self, Axes},
            cumulative, sum, truth,
        },
        view::{join, views},
    },
    tape::{Save, record_unary},
};
use tapir_core::{DType, Dims, Result, Scalar};
use tapir_ops::Reduction;

/// Gradient of a product over one dimension: the product of the others, which division gives where nothing is zero.
fn prod_gradient(grad: &Tensor, input: &Tensor, output: &Tensor, dim: usize) -> Result<Tensor> {
    let has_zeros = truth::any(&a::eq_scalar(&input.detach(), 0)?, None, false)?.item()? == Scalar::Bool(true);
    if !has_zeros {
        return a::mul(grad, &a::div(output, input)?);
    }
    let others = products_of_others(input, dim)?;
    // Among finite elements NaN is a zero times a product that is too large for the dtype.
    let finite = truth::all(&a::isfinite(&input.detach())?, Some(&[dim as i64]), true)?;
    let overflowed = a::logical_and(&finite, &a::isnan(&others.detach())?)?;
    let zero = Tensor::zeros(&[], others.dtype(), others.device())?;
    a::mul(grad, &a::where_(&overflowed, &zero, &others)?)
}

/// For each element the product of the others along `dim`: of those before it times those after it.
fn products_of_others(input: &Tensor, dim: usize) -> Result<Tensor> {
    let size = input.shape()[dim];
    let mut one_shape: Dims = input.layout().shape.clone();
    one_shape[dim] = 1;
    let ones = Tensor::ones(&one_shape, input.dtype(), input.device())?;
    let shorter = size.saturating_sub(1);
    let before = join::cat(&[ones.clone(), views::slice_dim(input, dim, 0, shorter, 1)], dim as i64)?;
    let after = join::cat(&[views::slice_dim(input, dim, size - shorter, shorter, 1), ones], dim as i64)?;
    a::mul(&cumulative::cumprod_direction(&before, dim, false)?, &cumulative::cumprod_direction(&after, dim, true)?)
}

/// Of everything, as PyTorch has it: beside two zeros nothing counts, not even an infinity.
fn has_two_zeros(input: &Tensor) -> Result<bool> {
    let zeros = sum::count_nonzero(&a::eq_scalar(&input.detach(), 0)?, None)?;
    Ok(zeros.item()?.to_i64() > 1)
}

fn prod_over(input: &Tensor, dim: Option<i64>, keepdim: bool, dtype: Option<DType>) -> Result<Tensor> {
    prod_of(input, dim, dim.is_none(), keepdim, dtype)
}

fn prod_of(input: &Tensor, dim: Option<i64>, everything: bool, keepdim: bool, dtype: Option<DType>) -> Result<Tensor> {
    let dtype = dtype.unwrap_or(if input.dtype().is_integral() { DType::I64 } else { input.dtype() });
    let input = &copying::cast(input, dtype)?;
    if dim.is_none() && input.rank() > 1 {
        let flat = views::reshape_to(input, &[input.numel()])?;
        return prod_of(&flat, Some(0), true, false, None);
    }
    let dims = dim.map(|dim| [dim]);
    let axes = Axes::new(input, dims.as_ref().map(<[i64; 1]>::as_slice), keepdim)?;
    let output = axes::reduce(Reduction::Prod, input, &axes, dtype)?;
    let save = [Save::Input(input), Save::Output(0)];
    Ok(record_unary(output, "ProdBackward0", input, &save, move |context, grad| {
        let Some(&dim) = axes.dims.first() else { return Ok(grad.clone()) };
        if everything && !grad_enabled() && has_two_zeros(&context.saved(0)?)? {
            return Tensor::zeros(context.saved(0)?.shape(), grad.dtype(), grad.device());
        }
        let output = axes.restore(&context.factor(1)?);
        prod_gradient(&axes.restore(grad), &context.factor(0)?, &output, dim)
    }))
}

ops! {
    /// The product of all elements. Integers and bools multiply as int64 unless `dtype` says otherwise.
    pub fn prod(input: &Tensor, dtype: Option<DType> = None) -> Tensor, out(Converted) {
        prod_over(input, None, false, dtype)
    }

    /// The product along `dim`.
    pub fn prod_dim as "prod"(input: &Tensor, dim: i64, keepdim: bool = false, dtype: Option<DType> = None) -> Tensor, out(Converted), shape(Reduce) {
        prod_over(input, Some(dim), keepdim, dtype)
    }
}
