//! Matrix products on the CPU: packed blocks for matrices, streaming kernels for vectors.
//! Invariant: any non-negative strides are ordinary input; nothing is copied that a kernel can read in place.

mod blocked;
mod plan;
mod product;
#[cfg(test)]
mod tests;
mod vector;

use crate::{
    Cpu,
    number::{Number, dispatch},
    simd::compute::Compute,
};
use product::{Bias, Matrix, Product};
use tapir_core::{Result, bail, ensure};
use tapir_ops::{Matmul, MatmulBackend, View};

impl MatmulBackend for Cpu {
    fn matmul(&self, product: Matmul) -> Result<()> {
        let product = &product;
        check(product)?;
        // SAFETY: `check` found views that fit each other, whose pointers the caller answers for.
        dispatch!(product.out.dtype, (E, T) in products => unsafe { run::<E, T>(product) },
            dtype => bail!(DType, "\"addmm_impl_cpu_\" not implemented for '{}'", dtype.scalar_name()))
    }
}

/// Refuses views that are not `[batch, m, k]`, `[batch, k, n]`, `[batch, m, n]` and `[n]` of one dtype.
fn check(product: &Matmul) -> Result<()> {
    let &Matmul { a, b, out, bias, .. } = product;
    let fits = match (&a.shape[..], &b.shape[..], &out.shape[..]) {
        (&[a_batch, m, k], &[b_batch, depth, n], &[batch, rows, columns]) => {
            a_batch == batch && b_batch == batch && depth == k && rows == m && columns == n
        }
        _ => false,
    };
    ensure!(
        fits && bias.is_none_or(|bias| bias.shape[..] == out.shape[2..]),
        Shape,
        "mat1 and mat2 shapes cannot be multiplied ({:?} and {:?} into {:?})",
        a.shape,
        b.shape,
        out.shape
    );
    let one = |view: &View| view.dtype == out.dtype;
    ensure!(
        one(a) && one(b) && bias.is_none_or(one),
        DType,
        "expected m1 and m2 to have the same dtype, but got: {} != {}",
        a.dtype.scalar_name(),
        b.dtype.scalar_name()
    );
    Ok(())
}

/// Computes a product whose elements `E` are summed as `T`.
///
/// # Safety
/// The views of `matmul` must fit each other, be of the dtype of `E`, and address memory that is readable, for `out`
/// writable and apart from the others.
unsafe fn run<E: Number, T: Compute>(matmul: &Matmul) -> Result<()> {
    let product = product::<E, T>(matmul);
    if product.batch == 0 || product.m == 0 || product.n == 0 {
        return Ok(());
    }
    // Micro-kernels write rows of `c`; of two vectors, the shorter way is to have the matrix on the left.
    let mut product = match product.m == 1 || product.n != 1 && product.c.row == 1 && product.c.column != 1 {
        true => product.transposed(),
        false => product,
    };
    // Where rows of `a` meet rows of `b` in memory, as in a linear layer, `b` is transposed to be packed: better the smaller
    // operand, though the result must then be transposed, too.
    let along_depth = product.a.column == 1 && product.b.row == 1 && product.b.column != 1;
    if along_depth && product.n > 1 && 4 * product.m <= 3 * product.n && product.m <= 2 * product.k {
        product = product.transposed();
    }
    // SAFETY: as promised by the caller.
    unsafe { if vector::run(&product) { Ok(()) } else { blocked::run(&product) } }
}

fn product<E: Number, T: Compute>(matmul: &Matmul) -> Product<E, T> {
    let &Matmul { a, b, out, alpha, beta, bias } = matmul;
    let matrix = |view: &View| Matrix {
        pointer: view.pointer.cast::<E>(),
        batch: view.strides[0] as usize,
        row: view.strides[1] as usize,
        column: view.strides[2] as usize,
    };
    Product {
        batch: out.shape[0],
        m: out.shape[1],
        n: out.shape[2],
        k: a.shape[2],
        a: matrix(a),
        b: matrix(b),
        c: Matrix {
            pointer: out.pointer.cast::<E>(),
            batch: out.strides[0] as usize,
            row: out.strides[1] as usize,
            column: out.strides[2] as usize,
        },
        alpha: T::from_scalar(alpha),
        beta: T::from_scalar(beta),
        bias: bias.map(|bias| Bias { pointer: bias.pointer.cast::<E>(), row: 0, column: bias.strides[0] as usize }),
    }
}
