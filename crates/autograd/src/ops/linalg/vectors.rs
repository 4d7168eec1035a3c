//! Products that involve vectors, and products over chosen dimensions.

use crate::{
    Tensor,
    call::ops,
    ops::{
        linalg::products::{addmm, matmul, mm},
        pointwise::{
            arithmetic, arithmetic as a,
            arithmetic::{mul, mul_scalar},
        },
        reduce::sum,
        view::views,
    },
};
use smallvec::SmallVec;
use tapir_core::{DType, Dims, Result, Scalar, bail, ensure, ensure_distinct, wrap_dim};

fn ensure_vector(tensor: &Tensor) -> Result<()> {
    ensure!(tensor.rank() == 1, Shape, "Expected argument self to be 1-D, but got {}-D", tensor.rank());
    Ok(())
}

fn column(vector: &Tensor) -> Tensor {
    views::unsqueeze_at(vector, 1)
}

fn row(vector: &Tensor) -> Tensor {
    views::unsqueeze_at(vector, 0)
}

ops! {
    /// The inner product of two vectors, a 0-d tensor.
    pub fn dot(input: &Tensor, tensor: &Tensor) -> Tensor, out(Same) {
        ensure!(
            input.rank() == 1 && tensor.rank() == 1, Shape,
            "1D tensors expected, but got {}D and {}D tensors", input.rank(), tensor.rank()
        );
        ensure!(
            input.dtype() == tensor.dtype(), DType,
            "dot : expected both vectors to have same dtype, but found {} and {}", input.dtype().scalar_name(), tensor.dtype().scalar_name()
        );
        ensure!(
            input.numel() == tensor.numel(), Shape,
            "inconsistent tensor size, expected tensor [{}] and src [{}] to have the same number of elements, but got {0} and {1} elements respectively",
            input.numel(), tensor.numel()
        );
        Ok(views::reshape_to(&mm(&row(input), &column(tensor))?, &[])?.result_of("DotBackward0"))
    }

    /// The inner product of two vectors, the first conjugated.
    pub fn vdot(input: &Tensor, other: &Tensor) -> Tensor, out(Same) {
        dot(&a::conj(input)?, other)
    }

    /// A matrix times a vector, `[m, k] · [k] → [m]`.
    pub fn mv(input: &Tensor, vec: &Tensor) -> Tensor, out(Same) {
        ensure!(
            input.rank() == 2 && vec.rank() == 1, Shape,
            "vector + matrix @ vector expected, got 1, {}, {}", input.rank(), vec.rank()
        );
        ensure!(
            input.shape()[1] == vec.shape()[0], Shape,
            "size mismatch, got input ({}), mat ({0}x{}), vec ({})", input.shape()[0], input.shape()[1], vec.shape()[0]
        );
        Ok(views::select_dim(&mm(input, &column(vec))?, 1, 0).result_of("MvBackward0"))
    }

    /// `beta * input + alpha * (mat · vec)`.
    pub fn addmv(input: &Tensor, mat: &Tensor, vec: &Tensor, beta: Scalar = Scalar::Int(1), alpha: Scalar = Scalar::Int(1)) -> Tensor, out(Same), inplace {
        ensure!(
            mat.rank() == 2 && vec.rank() == 1 && input.rank() <= 1, Shape,
            "vector + matrix @ vector expected, got {}, {}, {}", input.rank(), mat.rank(), vec.rank()
        );
        ensure!(
            mat.shape()[1] == vec.shape()[0] && (input.numel() == mat.shape()[0] || input.numel() == 1), Shape,
            "size mismatch, got input ({}), mat ({}x{}), vec ({})", input.numel(), mat.shape()[0], mat.shape()[1], vec.shape()[0]
        );
        let input = if input.rank() == 0 { input.clone() } else { column(input) };
        Ok(views::select_dim(&addmm(&input, mat, &column(vec), beta, alpha)?, 1, 0).result_of("AddmvBackward0"))
    }

    /// The outer product of two vectors, `[m], [n] → [m, n]`.
    pub fn outer(input: &Tensor, vec2: &Tensor) -> Tensor, out(Converted) {
        ensure_vector(input)?;
        ensure_vector(vec2)?;
        mul(&column(input), vec2)
    }

    /// `beta * input + alpha * outer(vec1, vec2)`.
    pub fn addr(input: &Tensor, vec1: &Tensor, vec2: &Tensor, beta: Scalar = Scalar::Int(1), alpha: Scalar = Scalar::Int(1)) -> Tensor, out(Converted), inplace {
        ensure!(
            vec1.rank() == 1 && vec2.rank() == 1, Shape,
            "addr: Expected 1-D argument vec1 and vec2, but got {}-D and {}-D", vec1.rank(), vec2.rank()
        );
        let shape = [vec1.numel(), vec2.numel()];
        let expanded = views::expand_to(input, &shape)?;
        if [input, vec1, vec2].iter().all(|tensor| tensor.dtype() == DType::Bool) {
            return addr_bools(&expanded, &outer(vec1, vec2)?, beta, alpha);
        }
        let is_one_kind = [input, vec1, vec2].iter().all(|tensor| tensor.dtype() == input.dtype());
        if is_one_kind && input.dtype().is_differentiable() && beta.to_f64() == 1.0 {
            return crate::rows::call(crate::rows::row!(addcmul), &[&expanded, &column(vec1), vec2], &[alpha]);
        }
        let product = mul_scalar(&outer(vec1, vec2)?, alpha)?;
        if beta.to_f64() == 0.0 {
            return Ok(product);
        }
        arithmetic::add(&mul_scalar(&expanded, beta)?, &product)
    }

    /// Sums of products over the last dimension of both: `[…, k], [***, k] → […, ***]`.
    pub fn inner(input: &Tensor, other: &Tensor) -> Tensor, out(Same) {
        if input.rank() == 0 || other.rank() == 0 {
            return mul(input, other);
        }
        let (k, l) = (input.shape()[input.rank() - 1], other.shape()[other.rank() - 1]);
        ensure!(
            k == l, Shape,
            "inner() the last dimension must match on both input tensors but got shapes {:?} and {:?}", input.shape(), other.shape()
        );
        tensordot_over(input, other, &[input.rank() - 1], &[other.rank() - 1])
    }

    /// Sums of products over chosen dimensions of both: the last `dims` of `input` with the first of `other`, or the lists
    /// given.
    pub fn tensordot(input: &Tensor, other: &Tensor, dims: i64 = 2) -> Tensor, out(Same) {
        let count = dims as usize;
        ensure!(dims >= 0, Value, "tensordot expects dims >= 0, but got dims={dims}");
        ensure!(
            count <= input.rank() && count <= other.rank(), Shape,
            "tensordot expects dims to be at most the rank of both, but got dims={dims}"
        );
        let from = input.rank() - count;
        tensordot_over(input, other, &(from..input.rank()).collect::<Vec<_>>(), &(0..count).collect::<Vec<_>>())
    }

    /// As `tensordot`, over the listed dimensions.
    pub fn tensordot_lists as "tensordot"(input: &Tensor, other: &Tensor, dims_self: &[i64], dims_other: &[i64]) -> Tensor, out(Same) {
        ensure!(
            dims_self.len() == dims_other.len(), Shape,
            "both dimension lists should have same length"
        );
        let wrap = |dims: &[i64], rank| {
            let wrapped = |&dim: &i64| {
                ensure!(rank > 0, Index, "Dimension specified as {dim} but tensor has no dimensions");
                wrap_dim(dim, rank)
            };
            dims.iter().map(wrapped).collect::<Result<Vec<_>>>()
        };
        tensordot_over(input, other, &wrap(dims_self, input.rank())?, &wrap(dims_other, other.rank())?)
    }

    /// As `tensordot`, over two lists of dimensions, one of each tensor.
    pub fn tensordot_pair as "tensordot"(input: &Tensor, other: &Tensor, dims: &[Vec<i64>]) -> Tensor, out(Same) {
        let [dims_self, dims_other] = dims else {
            bail!(Value, "tensordot expects dims to be one number or two lists, but got {} lists", dims.len())
        };
        tensordot_lists(input, other, dims_self, dims_other)
    }

    /// The Kronecker product: every element of `input` times all of `other`.
    pub fn kron(input: &Tensor, other: &Tensor) -> Tensor, out(Converted) {
        let rank = input.rank().max(other.rank());
        let padded = |tensor: &Tensor| -> Dims {
            std::iter::repeat_n(1, rank - tensor.rank()).chain(tensor.shape().iter().copied()).collect()
        };
        let (a, b) = (padded(input), padded(other));
        let interleave = |first: &[usize], second: &[usize]| -> Dims {
            first.iter().zip(second).flat_map(|(&x, &y)| [x, y]).collect()
        };
        let ones: Dims = std::iter::repeat_n(1, rank).collect();
        let left = views::reshape_to(input, &interleave(&a, &ones))?;
        let right = views::reshape_to(other, &interleave(&ones, &b))?;
        let shape: Dims = a.iter().zip(&b).map(|(&x, &y)| x * y).collect();
        views::reshape_to(&mul(&left, &right)?, &shape)
    }

    /// The product of two or more matrices, in the order that costs least. A vector may stand first or last.
    pub fn multi_dot in "linalg"(tensors: &[Tensor]) -> Tensor, out(Same) {
        ensure!(tensors.len() >= 2, Value, "multi_dot(): expected at least 2 tensors but got {}", tensors.len());
        let last = tensors.len() - 1;
        for (position, tensor) in tensors.iter().enumerate() {
            let ends = position == 0 || position == last;
            ensure!(
                tensor.rank() == 2 || ends && tensor.rank() == 1, Shape,
                "multi_dot(): tensor {position} must be {} but got {}D", if ends { "1D or 2D" } else { "2D" }, tensor.rank()
            );
        }
        let mut matrices = tensors.to_vec();
        let (first_vector, last_vector) = (tensors[0].rank() == 1, tensors[last].rank() == 1);
        if first_vector {
            matrices[0] = row(&matrices[0]);
        }
        if last_vector {
            matrices[last] = column(&matrices[last]);
        }
        for (position, pair) in matrices.windows(2).enumerate() {
            ensure!(
                pair[0].shape()[1] == pair[1].shape()[0], Shape,
                "multi_dot(): tensors {position} and {} with shapes {:?} and {:?} cannot be multiplied",
                position + 1, pair[0].shape(), pair[1].shape()
            );
        }
        let mut result = cheapest_chain(&matrices)?;
        if first_vector {
            result = views::select_dim(&result, 0, 0);
        }
        if last_vector {
            result = views::select_dim(&result, result.rank() - 1, 0);
        }
        Ok(result)
    }

    /// Inner products along one dimension of tensors that broadcast.
    pub fn vecdot in "linalg"(x: &Tensor, y: &Tensor, dim: i64 = -1) -> Tensor, out(Same) {
        sum::sum(&mul(&a::conj(x)?, y)?, Some(&[dim]), false, None)
    }

    /// The matrix product, as `matmul`.
    pub fn matmul_alias as "matmul" in "linalg"(input: &Tensor, other: &Tensor) -> Tensor, out(Same), shape(Matmul) {
        matmul(input, other)
    }
}

/// The result for bools stays bool: of the scales only whether they are zero counts.
fn addr_bools(input: &Tensor, product: &Tensor, beta: Scalar, alpha: Scalar) -> Result<Tensor> {
    let scale = |tensor: &Tensor, scale: Scalar| {
        a::logical_and(tensor, &Tensor::wrapped_number(Scalar::Bool(scale.to_f64() != 0.0))?)
    };
    a::logical_or(&scale(input, beta)?, &scale(product, alpha)?)
}

/// A contracted dimension of size 1 meets any size: the other tensor is summed there.
fn tensordot_over(a: &Tensor, b: &Tensor, dims_a: &[usize], dims_b: &[usize]) -> Result<Tensor> {
    ensure!(a.dtype() == b.dtype(), DType, "both inputs should have same dtype");
    let (mut a, mut b) = (a.clone(), b.clone());
    for (&x, &y) in dims_a.iter().zip(dims_b) {
        let (m, n) = (a.shape().get(x).copied().unwrap_or(1), b.shape().get(y).copied().unwrap_or(1));
        match (m, n) {
            (1, n) if n != 1 => b = sum::sum(&b, Some(&[y as i64]), true, Some(b.dtype()))?,
            (m, 1) if m != 1 => a = sum::sum(&a, Some(&[x as i64]), true, Some(a.dtype()))?,
            _ => ensure!(
                m == n,
                Shape,
                "contracted dimensions need to match, but first has size {m} in dim {x} and second has size {n} in dim {y}"
            ),
        }
    }
    ensure_distinct(dims_a)?;
    ensure_distinct(dims_b)?;
    let (a, b) = (&a, &b);
    let free = |tensor: &Tensor, dims: &[usize]| -> SmallVec<[usize; 6]> {
        (0..tensor.rank()).filter(|dim| !dims.contains(dim)).collect()
    };
    let (free_a, free_b) = (free(a, dims_a), free(b, dims_b));
    let size = |tensor: &Tensor, dims: &[usize]| dims.iter().map(|&dim| tensor.shape()[dim]).product::<usize>();
    let (m, n, k) = (size(a, &free_a), size(b, &free_b), size(a, dims_a));
    let order_a: SmallVec<[usize; 6]> = free_a.iter().chain(dims_a).copied().collect();
    let order_b: SmallVec<[usize; 6]> = dims_b.iter().chain(&free_b).copied().collect();
    let left = views::reshape_to(&views::permute_to(a, &order_a), &[m, k])?;
    let right = views::reshape_to(&views::permute_to(b, &order_b), &[k, n])?;
    let shape: Dims =
        free_a.iter().map(|&dim| a.shape()[dim]).chain(free_b.iter().map(|&dim| b.shape()[dim])).collect();
    views::reshape_to(&mm(&left, &right)?, &shape)
}

/// Dynamic programming over where to cut (Cormen et al., "Introduction to Algorithms", 15.2).
fn cheapest_chain(matrices: &[Tensor]) -> Result<Tensor> {
    let count = matrices.len();
    let sizes: Vec<f64> = std::iter::once(matrices[0].shape()[0])
        .chain(matrices.iter().map(|matrix| matrix.shape()[1]))
        .map(|size| size as f64)
        .collect();
    let mut cost = vec![vec![0.0; count]; count];
    let mut cut = vec![vec![0; count]; count];
    for length in 1..count {
        for start in 0..count - length {
            let end = start + length;
            cost[start][end] = f64::INFINITY;
            for middle in start..end {
                let total =
                    cost[start][middle] + cost[middle + 1][end] + sizes[start] * sizes[middle + 1] * sizes[end + 1];
                if total < cost[start][end] {
                    (cost[start][end], cut[start][end]) = (total, middle);
                }
            }
        }
    }
    fn multiply(matrices: &[Tensor], cut: &[Vec<usize>], start: usize, end: usize) -> Result<Tensor> {
        if start == end {
            return Ok(matrices[start].clone());
        }
        let middle = cut[start][end];
        mm(&multiply(matrices, cut, start, middle)?, &multiply(matrices, cut, middle + 1, end)?)
    }
    multiply(matrices, &cut, 0, count - 1)
}
