//! Products of matrices and of batches of matrices.

use crate::{
    Tensor,
    call::ops,
    device::backend,
    ops::{
        linalg::vectors,
        pointwise::arithmetic::{self, mul, mul_scalar},
        reduce::sum,
        view::views,
    },
    tape::{Save, record},
};
use smallvec::{SmallVec, smallvec};
use tapir_core::{Dims, Result, Scalar, bail, broadcast_shapes, ensure};
use tapir_ops::{Matmul, View, ViewMut};

const ONE: Scalar = Scalar::Int(1);

/// How a product is scaled and what it is added to: `beta * input + alpha * (a · b)`.
#[derive(Clone, Copy)]
struct Sum<'a> {
    input: Option<&'a Tensor>,
    beta: Scalar,
    alpha: Scalar,
}

const PLAIN: Sum = Sum { input: None, beta: Scalar::Int(0), alpha: ONE };

/// A matrix as a batch of one.
fn batched(tensor: &Tensor) -> View {
    let mut view = tensor.as_view();
    if view.shape.len() == 2 {
        view.shape.insert(0, 1);
        view.strides.insert(0, 0);
    }
    view
}

fn batched_target(output: &Tensor) -> ViewMut {
    let View { shape, strides, .. } = batched(output);
    ViewMut { shape, strides, ..output.as_view_mut() }
}

fn transposed(tensor: &Tensor) -> Tensor {
    views::transpose_dims(tensor, tensor.rank() - 2, tensor.rank() - 1, "TransposeBackward0")
}

fn ensure_same_dtype(a: &Tensor, b: &Tensor) -> Result<()> {
    ensure!(
        a.dtype() == b.dtype() || a.rank() < 3,
        DType,
        "expected scalar type {} but found {}",
        a.dtype().scalar_name(),
        b.dtype().scalar_name()
    );
    ensure!(
        a.dtype() == b.dtype(),
        DType,
        "expected m1 and m2 to have the same dtype, but got: {} != {}",
        a.dtype().compiler_name(),
        b.dtype().compiler_name()
    );
    Ok(())
}

/// `a · b` of two matrices or two batches of equal size; the shapes fit.
fn multiply(a: &Tensor, b: &Tensor, sum: Sum, name: &'static str) -> Result<Tensor> {
    ensure_same_dtype(a, b)?;
    let mut shape: Dims = a.layout().shape.clone();
    shape[a.rank() - 1] = b.shape()[b.rank() - 1];
    let output = Tensor::empty(&shape, a.dtype(), a.device())?;
    let device = backend(a.device());
    let adds = sum.input.filter(|_| sum.beta.to_f64() != 0.0);
    if let Some(input) = adds {
        ensure_same_dtype(input, a)?;
        device.copy(&input.broadcast_view(&shape)?, &output.as_view_mut())?;
    }
    let target = batched_target(&output);
    let beta = if adds.is_some() { sum.beta } else { Scalar::Int(0) };
    device.matmul(Matmul { alpha: sum.alpha, beta, ..Matmul::new(&batched(a), &batched(b), &target) })?;
    Ok(match sum.input {
        None => record(output, name, &[a, b], &[Save::Input(a), Save::Input(b)], move |context, grads| {
            let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
            let from_a = context.needs(0).then(|| left_gradient(grad, &context.factor(1)?, ONE)).transpose()?;
            let from_b = context.needs(1).then(|| right_gradient(grad, &context.factor(0)?, ONE)).transpose()?;
            Ok(smallvec![from_a, from_b])
        }),
        Some(input) => {
            let Sum { beta, alpha, .. } = sum;
            record(output, name, &[input, a, b], &[Save::Input(a), Save::Input(b)], move |context, grads| {
                let Some(grad) = &grads[0] else { return Ok(smallvec![None, None, None]) };
                let from_input = context.needs(0).then(|| scaled(grad, beta)).transpose()?;
                let from_a = context.needs(1).then(|| left_gradient(grad, &context.factor(1)?, alpha)).transpose()?;
                let from_b = context.needs(2).then(|| right_gradient(grad, &context.factor(0)?, alpha)).transpose()?;
                Ok(smallvec![from_input, from_a, from_b])
            })
        }
    })
}

fn scaled(grad: &Tensor, factor: Scalar) -> Result<Tensor> {
    if factor.to_f64() == 1.0 { Ok(grad.clone()) } else { mul_scalar(grad, factor) }
}

/// Gradient of `a` in `alpha * a · b`.
fn left_gradient(grad: &Tensor, b: &Tensor, alpha: Scalar) -> Result<Tensor> {
    scaled(&of_gradient(grad, &transposed(b))?, alpha)
}

/// Gradient of `b` in `alpha * a · b`.
fn right_gradient(grad: &Tensor, a: &Tensor, alpha: Scalar) -> Result<Tensor> {
    scaled(&of_gradient(&transposed(a), grad)?, alpha)
}

/// A product with a gradient in it. Of depth 1, as those of vectors are, it is one pass of multiplications.
fn of_gradient(a: &Tensor, b: &Tensor) -> Result<Tensor> {
    if a.shape()[a.rank() - 1] == 1 { mul(a, b) } else { plain(a, b) }
}

fn plain(a: &Tensor, b: &Tensor) -> Result<Tensor> {
    multiply(a, b, PLAIN, if a.rank() == 2 { "MmBackward0" } else { "BmmBackward0" })
}

fn ensure_matrices(a: &Tensor, b: &Tensor, first: &str, second: &str) -> Result<()> {
    ensure!(a.rank() == 2, Shape, "{first} must be a matrix");
    ensure!(b.rank() == 2, Shape, "{second} must be a matrix");
    ensure!(
        a.shape()[1] == b.shape()[0],
        Shape,
        "mat1 and mat2 shapes cannot be multiplied ({}x{} and {}x{})",
        a.shape()[0],
        a.shape()[1],
        b.shape()[0],
        b.shape()[1]
    );
    Ok(())
}

fn ensure_batches(a: &Tensor, b: &Tensor) -> Result<()> {
    ensure!(a.rank() == 3, Shape, "batch1 must be a 3D tensor");
    ensure!(b.rank() == 3, Shape, "batch2 must be a 3D tensor");
    let wanted = [a.shape()[0], a.shape()[2]];
    ensure!(
        b.shape()[..2] == wanted,
        Shape,
        "Expected size for first two dimensions of batch2 tensor to be: {wanted:?} but got: {:?}.",
        &b.shape()[..2]
    );
    Ok(())
}

/// The scales of a product of integers are integers, cut off as PyTorch does.
fn scales(input: &Tensor, beta: Scalar, alpha: Scalar) -> (Scalar, Scalar) {
    if !input.dtype().is_integral() {
        return (beta, alpha);
    }
    (Scalar::Int(beta.to_i64()), Scalar::Int(alpha.to_i64()))
}

/// Operands of rank 3 or more (one of them), batch dimensions broadcast.
fn batched_matmul(a: &Tensor, b: &Tensor) -> Result<Tensor> {
    let (a_vector, b_vector) = (a.rank() == 1, b.rank() == 1);
    let a = if a_vector { views::unsqueeze_at(a, 0) } else { a.clone() };
    let b = if b_vector { views::unsqueeze_at(b, 1) } else { b.clone() };
    let (m, k) = (a.shape()[a.rank() - 2], a.shape()[a.rank() - 1]);
    let (inner, n) = (b.shape()[b.rank() - 2], b.shape()[b.rank() - 1]);
    let batch = broadcast_shapes(&a.shape()[..a.rank() - 2], &b.shape()[..b.rank() - 2])?;
    let mut shape = batch.clone();
    shape.extend([m, n]);
    let product = if b.rank() == 2 && k == inner {
        // One right-hand side for all: a single tall product.
        let rows = views::reshape_to(&a, &[batch.iter().product::<usize>() * m, k])?;
        views::reshape_to(&plain(&rows, &b)?, &shape)?
    } else {
        ensure!(
            k == inner,
            Shape,
            "Expected size for first two dimensions of batch2 tensor to be: [{}, {k}] but got: [{}, {inner}].",
            batch.iter().product::<usize>(),
            batch.iter().product::<usize>()
        );
        let flat = |tensor: &Tensor| -> Result<Tensor> {
            let matrix = &tensor.shape()[tensor.rank() - 2..];
            let mut full = batch.clone();
            full.extend_from_slice(matrix);
            let sizes = [batch.iter().product(), matrix[0], matrix[1]];
            views::reshape_to(&views::expand_to(tensor, &full)?, &sizes)
        };
        views::reshape_to(&plain(&flat(&a)?, &flat(&b)?)?, &shape)?
    };
    let mut result = product;
    if a_vector {
        result = views::select_dim(&result, result.rank() - 2, 0);
    }
    if b_vector {
        result = views::select_dim(&result, result.rank() - 1, 0);
    }
    Ok(result)
}

ops! {
    /// The product of two matrices, `[m, k] · [k, n] → [m, n]`.
    pub fn mm(input: &Tensor, mat2: &Tensor) -> Tensor, out(Same), shape(Matmul) {
        ensure_matrices(input, mat2, "self", "mat2")?;
        multiply(input, mat2, PLAIN, "MmBackward0")
    }

    /// The products of two batches of matrices, `[b, m, k] · [b, k, n] → [b, m, n]`.
    pub fn bmm(input: &Tensor, mat2: &Tensor) -> Tensor, out(Same), shape(Matmul) {
        ensure_batches(input, mat2)?;
        multiply(input, mat2, PLAIN, "BmmBackward0")
    }

    /// The matrix product by the rules of PyTorch's `@`: vectors count as a row on the left and a column on the right, and
    /// dimensions before the last two are batches that broadcast.
    pub fn matmul(input: &Tensor, other: &Tensor) -> Tensor, out(Same), shape(Matmul) {
        match (input.rank(), other.rank()) {
            (0, _) | (_, 0) => bail!(
                Shape, "both arguments to matmul need to be at least 1D, but they are {}D and {}D", input.rank(), other.rank()
            ),
            (1, 1) => vectors::dot(input, other),
            (2, 1) => vectors::mv(input, other),
            (1, 2) => {
                let row = views::unsqueeze_at(input, 0);
                Ok(views::select_dim(&mm(&row, other)?, 0, 0))
            }
            (2, 2) => mm(input, other),
            _ => batched_matmul(input, other),
        }
    }

    /// `beta * input + alpha * (mat1 · mat2)`; `input` broadcasts. With `beta` 0, NaN in `input` does not propagate.
    pub fn addmm(input: &Tensor, mat1: &Tensor, mat2: &Tensor, beta: Scalar = Scalar::Int(1), alpha: Scalar = Scalar::Int(1)) -> Tensor, out(Same), inplace {
        ensure_matrices(mat1, mat2, "mat1", "mat2")?;
        let (beta, alpha) = scales(input, beta, alpha);
        multiply(mat1, mat2, Sum { input: Some(input), beta, alpha }, "AddmmBackward0")
    }

    /// `beta * input + alpha * (batch1 · batch2)`, batch by batch; `input` broadcasts.
    pub fn baddbmm(input: &Tensor, batch1: &Tensor, batch2: &Tensor, beta: Scalar = Scalar::Int(1), alpha: Scalar = Scalar::Int(1)) -> Tensor, out(Same), inplace {
        ensure_batches(batch1, batch2)?;
        let (beta, alpha) = scales(input, beta, alpha);
        multiply(batch1, batch2, Sum { input: Some(input), beta, alpha }, "BaddbmmBackward0")
    }

    /// `beta * input + alpha * Σ (batch1ᵢ · batch2ᵢ)`; `input` broadcasts.
    pub fn addbmm(input: &Tensor, batch1: &Tensor, batch2: &Tensor, beta: Scalar = Scalar::Int(1), alpha: Scalar = Scalar::Int(1)) -> Tensor, out(Same), inplace {
        ensure_batches(batch1, batch2)?;
        let (beta, alpha) = scales(input, beta, alpha);
        // Σ aᵢ·bᵢ is one product of the batches laid side by side.
        let (batches, rows, inner) = (batch1.shape()[0], batch1.shape()[1], batch1.shape()[2]);
        let columns = batch2.shape()[2];
        let wide = views::reshape_to(&views::permute_to(batch1, &[1, 0, 2]), &[rows, batches * inner])?;
        let tall = views::reshape_to(batch2, &[batches * inner, columns])?;
        multiply(&wide, &tall, Sum { input: Some(input), beta, alpha }, "AddmmBackward0")
    }

    /// `input · weightᵀ + bias`: `input` is `[…, in]`, `weight` `[out, in]` or `[in]`, `bias` `[out]`.
    pub fn linear in "nn.functional"(input: &Tensor, weight: &Tensor, bias: Option<&Tensor> = None) -> Tensor, shape(Linear) {
        if weight.rank() != 2 || input.rank() == 0 || bias.is_some_and(|bias| bias.rank() != 1) {
            let product = matmul(input, &views::t(weight)?)?;
            return bias.map_or(Ok(product.clone()), |bias| arithmetic::add(&product, bias));
        }
        let features = weight.shape()[1];
        let rows = input.numel().checked_div(features).unwrap_or_else(|| input.shape()[..input.rank() - 1].iter().product());
        ensure!(
            input.shape()[input.rank() - 1] == features, Shape,
            "mat1 and mat2 shapes cannot be multiplied ({}x{} and {features}x{})",
            input.shape()[..input.rank() - 1].iter().product::<usize>(), input.shape()[input.rank() - 1], weight.shape()[0]
        );
        let flat = if input.rank() == 2 { input.clone() } else { views::reshape_to(input, &[rows, features])? };
        let output = affine(&flat, weight, bias)?;
        if input.rank() == 2 {
            return Ok(output);
        }
        let mut shape: Dims = input.layout().shape.clone();
        shape[input.rank() - 1] = weight.shape()[0];
        views::reshape_to(&output, &shape)
    }
}

/// `input · weightᵀ + bias` of matrices, the bias added while the product is written.
fn affine(input: &Tensor, weight: &Tensor, bias: Option<&Tensor>) -> Result<Tensor> {
    ensure_same_dtype(input, weight)?;
    let outputs = weight.shape()[0];
    if let Some(bias) = bias {
        ensure_same_dtype(bias, weight)?;
        ensure!(
            bias.numel() == outputs || bias.numel() == 1,
            Shape,
            "The expanded size of the tensor ({outputs}) must match the existing size ({}) at non-singleton dimension 1.  Target sizes: [{}, {outputs}].  Tensor sizes: {:?}",
            bias.numel(),
            input.shape()[0],
            bias.shape()
        );
    }
    let output = Tensor::empty(&[input.shape()[0], outputs], input.dtype(), input.device())?;
    let bias_view = bias.map(|bias| bias.broadcast_view(&[outputs])).transpose()?;
    let mut right = batched(weight);
    right.shape.swap(1, 2);
    right.strides.swap(1, 2);
    let (left, target) = (batched(input), batched_target(&output));
    let product = Matmul { bias: bias_view.as_ref(), ..Matmul::new(&left, &right, &target) };
    backend(input.device()).matmul(product)?;
    let mut inputs: SmallVec<[&Tensor; 3]> = smallvec![input, weight];
    inputs.extend(bias);
    let name = if bias.is_some() { "AddmmBackward0" } else { "MmBackward0" };
    let count = inputs.len();
    Ok(record(output, name, &inputs, &[Save::Input(input), Save::Input(weight)], move |context, grads| {
        let Some(grad) = &grads[0] else { return Ok(smallvec![None; count]) };
        let mut results = smallvec![
            context.needs(0).then(|| plain(grad, &context.factor(1)?)).transpose()?,
            context.needs(1).then(|| plain(&transposed(grad), &context.factor(0)?)).transpose()?,
        ];
        if count == 3 {
            results.push(context.needs(2).then(|| sum::sum_to(grad, &[grad.shape()[1]])).transpose()?);
        }
        Ok(results)
    }))
}
