//! Running reductions along a dimension, and differences of neighbours.

use crate::{
    Tensor,
    call::{Target, ops},
    copying,
    device::backend,
    mode::grad_enabled,
    ops::{
        create::representable,
        pointwise::arithmetic as a,
        reduce::{extrema, prod, sum, truth},
        view::{copies, join::cat, views},
    },
    rows::compute_type,
    tape::{Save, record_many, record_unary, unary},
};
use tapir_core::{DType, Result, Scalar, bail, ensure, wrap_dim};
use tapir_ops::{Extremum, Scan};

/// A scan without history.
fn scan(kind: Scan, input: &Tensor, dim: usize, reverse: bool) -> Result<Tensor> {
    if input.rank() == 0 {
        return copies::clone(&input.detach());
    }
    let output = Tensor::empty(input.shape(), input.dtype(), input.device())?;
    let compute = compute_type(input.dtype());
    backend(input.device()).scan(kind, compute, &input.as_view(), dim, reverse, &output.as_view_mut())?;
    Ok(output)
}

/// The input in the dtype that it is accumulated in. In place that is its own.
fn accumulating(op: &str, input: Target, dtype: Option<DType>) -> Result<Tensor> {
    let own = input.dtype();
    if !input.is_in_place() {
        return copying::cast(&input, dtype.unwrap_or(if own.is_integral() { DType::I64 } else { own }));
    }
    ensure!(own != DType::Bool, DType, "\"{op}_out_cpu\" not implemented for 'Bool'");
    ensure!(
        dtype.is_none_or(|dtype| dtype == own),
        DType,
        "Bad in-place call: input tensor dtype {own} and output tensor dtype {} should match",
        dtype.unwrap_or(own)
    );
    copying::before_write(&input)
}

/// The running sum from either end; its gradient runs from the other.
fn cumsum_direction(input: &Tensor, dim: usize, reverse: bool) -> Result<Tensor> {
    let output = scan(Scan::Sum, input, dim, reverse)?;
    Ok(record_unary(output, "CumsumBackward0", input, &[], move |_, grad| cumsum_direction(grad, dim, !reverse)))
}

/// The running product from either end.
pub(crate) fn cumprod_direction(input: &Tensor, dim: usize, reverse: bool) -> Result<Tensor> {
    let output = scan(Scan::Prod, input, dim, reverse)?;
    let save = [Save::Input(input), Save::Output(0)];
    Ok(record_unary(output, "CumprodBackward0", input, &save, move |context, grad| {
        cumprod_gradient(grad, &context.factor(0)?, &context.factor(1)?, dim, reverse)
    }))
}

/// `Σⱼ grad[j] · output[j] / x[i]` over the products that contain element `i`; where a zero forbids dividing, each
/// product is formed without the element.
fn cumprod_gradient(grad: &Tensor, x: &Tensor, output: &Tensor, dim: usize, reverse: bool) -> Result<Tensor> {
    if x.rank() == 0 {
        return Ok(grad.clone());
    }
    let has_zeros = truth::any(&a::eq_scalar(&x.detach(), 0)?, None, false)?.item()? == Scalar::Bool(true);
    if !has_zeros {
        return a::div(&cumsum_direction(&a::mul(grad, output)?, dim, !reverse)?, x);
    }
    if !grad_enabled() {
        return cumprod_gradient_beside_zeros(grad, x, output, dim, reverse);
    }
    let size = x.shape()[dim];
    let mut parts = Vec::with_capacity(size);
    for place in 0..size {
        let (start, length) = if reverse { (0, place + 1) } else { (place, size - place) };
        let ahead = views::slice_dim(grad, dim, start, length, 1);
        parts.push(sum::sum(&a::mul(&ahead, &omitting(x, dim, place, reverse)?)?, Some(&[dim as i64]), true, None)?);
    }
    cat(&parts, dim as i64)
}

/// Without history, in one pass: what comes before the first zero is divided by, the first zero gets the products that end
/// before the second one, and nothing else counts.
fn cumprod_gradient_beside_zeros(
    grad: &Tensor,
    x: &Tensor,
    output: &Tensor,
    dim: usize,
    reverse: bool,
) -> Result<Tensor> {
    let along = [dim as i64];
    let number = |value: f64| Tensor::full(&[], value, x.dtype(), x.device());
    let (zero, one) = (number(0.0)?, number(1.0)?);
    let is_zero = a::eq_scalar(x, 0)?;
    let zeros_so_far = scan(Scan::Sum, &copying::cast(&is_zero, DType::I64)?, dim, reverse)?;
    let before = a::eq_scalar(&zeros_so_far, 0)?;
    let until_second = a::eq_scalar(&zeros_so_far, 1)?;
    let first = a::logical_and(&until_second, &is_zero)?;
    let between = a::logical_and(&until_second, &a::logical_not(&is_zero)?)?;

    let weighted = a::where_(&before, &a::mul(output, grad)?, &zero)?;
    let divided = a::div(&scan(Scan::Sum, &weighted, dim, !reverse)?, &a::where_(&before, x, &one)?)?;
    let behind = scan(Scan::Prod, &a::where_(&between, x, &one)?, dim, reverse)?;
    let behind = sum::sum(&a::mul(&behind, &a::where_(&until_second, grad, &zero)?)?, Some(&along), true, None)?;
    let ahead = prod::prod_dim(&a::where_(&before, x, &one)?, dim as i64, true, None)?;
    let at_first = a::where_(&first, &a::mul(&behind, &ahead)?, &zero)?;
    a::where_(&before, &divided, &at_first)
}

/// The running products that contain element `place`, each without it.
fn omitting(x: &Tensor, dim: usize, place: usize, reverse: bool) -> Result<Tensor> {
    let size = x.shape()[dim];
    let mut shape = x.layout().shape.clone();
    shape[dim] = 1;
    let one = Tensor::ones(&shape, x.dtype(), x.device())?;
    let parts = if reverse {
        [views::slice_dim(x, dim, 0, place, 1), one.clone()]
    } else {
        [one.clone(), views::slice_dim(x, dim, place + 1, size - place - 1, 1)]
    };
    let running = cumprod_direction(&cat(&parts, dim as i64)?, dim, reverse)?;
    let behind = if reverse {
        views::slice_dim(x, dim, place + 1, size - place - 1, 1)
    } else {
        views::slice_dim(x, dim, 0, place, 1)
    };
    if behind.shape()[dim] == 0 {
        return Ok(running);
    }
    a::mul(&running, &prod::prod_dim(&behind, dim as i64, true, None)?)
}

/// The running `log Σ exp` from either end.
fn logcumsumexp_direction(input: &Tensor, dim: usize, reverse: bool) -> Result<Tensor> {
    let output = scan(Scan::LogSumExp, input, dim, reverse)?;
    let save = [Save::Input(input), Save::Output(0)];
    Ok(record_unary(output, "LogcumsumexpBackward0", input, &save, move |context, grad| {
        let (x, y) = (context.saved(0)?, context.saved(1)?);
        // In logarithms throughout, positive and negative gradients apart. Not infinite: the next derivative would be NaN.
        let part = |grad: &Tensor| -> Result<Tensor> {
            let lowest = Tensor::full(&[], -representable::greatest(grad.dtype()), grad.dtype(), grad.device())?;
            let logs = a::where_(&a::gt_scalar(grad, 0)?, &a::log(grad)?, &lowest)?;
            let back = logcumsumexp_direction(&a::sub(&logs, &y)?, dim, !reverse)?;
            a::exp(&a::add(&back, &x)?)
        };
        a::sub(&part(grad)?, &part(&a::neg(grad)?)?)
    }))
}

fn running_extremum(which: Extremum, node: &'static str, input: &Tensor, dim: i64) -> Result<(Tensor, Tensor)> {
    let dim = wrap_dim(dim, input.rank())?;
    if input.rank() == 0 {
        return Ok((copies::clone(input)?, Tensor::zeros(&[], DType::I64, input.device())?));
    }
    let values = Tensor::empty(input.shape(), input.dtype(), input.device())?;
    let indices = Tensor::empty(input.shape(), DType::I64, input.device())?;
    backend(input.device()).scan_extremum(
        which,
        &input.as_view(),
        dim,
        &values.as_view_mut(),
        &indices.as_view_mut(),
    )?;
    let shape = input.layout().shape.clone();
    extrema::pair(record_many(
        vec![values, indices],
        node,
        &[input],
        &[Save::Output(1)],
        unary(move |context, grad| extrema::scatter_back(grad, &context.saved(0)?, &shape, dim, true)),
    ))
}

fn difference(input: &Tensor, dim: usize) -> Result<Tensor> {
    let size = input.shape()[dim];
    let shorter = size.saturating_sub(1);
    let later = views::slice_dim(input, dim, size - shorter, shorter, 1);
    let earlier = views::slice_dim(input, dim, 0, shorter, 1);
    if input.dtype() == DType::Bool {
        return a::ne(&later, &earlier);
    }
    a::sub(&later, &earlier)
}

ops! {
    /// The running sum along `dim`. Integers and bools add up as int64 unless `dtype` says otherwise.
    pub fn cumsum(input: Target, dim: i64, dtype: Option<DType> = None) -> Tensor, out(Converted), inplace, shape(Same) {
        let dim = wrap_dim(dim, input.rank())?;
        cumsum_direction(&accumulating("cumsum", input, dtype)?, dim, false)
    }

    /// The running product along `dim`.
    pub fn cumprod(input: Target, dim: i64, dtype: Option<DType> = None) -> Tensor, out(Converted), inplace, shape(Same) {
        let dim = wrap_dim(dim, input.rank())?;
        cumprod_direction(&accumulating("cumprod", input, dtype)?, dim, false)
    }

    /// The running `log Σ exp` along `dim`.
    pub fn logcumsumexp(input: &Tensor, dim: i64) -> Tensor, out(Same), shape(Same) {
        let dim = wrap_dim(dim, input.rank())?;
        ensure!(
            input.dtype().is_floating(), DType,
            "\"logcumsumexp_out_cpu\" not implemented for '{}'", input.dtype().scalar_name()
        );
        logcumsumexp_direction(input, dim, false)
    }

    /// The running maximum along `dim` and where it was last met.
    pub fn cummax(input: &Tensor, dim: i64) -> (Tensor, Tensor), out(Same), names("values", "indices") {
        running_extremum(Extremum::Max, "CummaxBackward0", input, dim)
    }

    /// The running minimum along `dim` and where it was last met.
    pub fn cummin(input: &Tensor, dim: i64) -> (Tensor, Tensor), out(Same), names("values", "indices") {
        running_extremum(Extremum::Min, "CumminBackward0", input, dim)
    }

    /// Differences of neighbours along `dim`, `n` times over; `prepend` and `append` are joined on first.
    pub fn diff(input: &Tensor, n: i64 = 1, dim: i64 = -1, prepend: Option<&Tensor> = None, append: Option<&Tensor> = None) -> Tensor, out(Converted) {
        ensure!(input.rank() >= 1, Shape, "diff expects input to be at least one-dimensional");
        ensure!(n >= 0, Value, "order must be non-negative but got {n}");
        let dim = wrap_dim(dim, input.rank())?;
        for extra in [prepend, append].into_iter().flatten() {
            ensure!(
                extra.rank() == input.rank(), Shape,
                "diff expects prepend or append to be the same dimension as input"
            );
            for other in (0..input.rank()).filter(|&other| other != dim) {
                if extra.shape()[other] != input.shape()[other] {
                    bail!(
                        Shape,
                        "diff expects the shape of tensor to prepend or append to match that of input except along the differencing dimension; input.size({other}) = {}, but got tensor.size({other}) = {}",
                        input.shape()[other], extra.shape()[other]
                    );
                }
            }
        }
        let parts: Vec<Tensor> = prepend.into_iter().chain([input]).chain(append).cloned().collect();
        if n == 0 {
            return copies::clone(input);
        }
        let mut result = if parts.len() > 1 { cat(&parts, dim as i64)? } else { input.clone() };
        for _ in 0..(n as usize).min(result.shape()[dim]) {
            result = difference(&result, dim)?;
        }
        Ok(result)
    }
}
