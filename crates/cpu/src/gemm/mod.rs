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
    simd::{compute::Compute, stored::Stored},
};
use product::{Bias, Matrix, Product};
use tapir_core::{Complex32, Complex64, DType, Result, bail, bf16, ensure, f16};
use tapir_ops::{Matmul, MatmulBackend, View};

impl MatmulBackend for Cpu {
    fn matmul(&self, product: Matmul) -> Result<()> {
        let product = &product;
        check(product)?;
        let dtype = product.out.dtype;
        // SAFETY: `check` found views that fit each other, whose pointers the caller answers for.
        unsafe {
            match dtype {
                DType::F32 => run::<f32, f32>(product),
                DType::F64 => run::<f64, f64>(product),
                DType::BF16 => run::<bf16, f32>(product),
                DType::F16 => run::<f16, f32>(product),
                DType::U8 => run::<u8, i32>(product),
                DType::I8 => run::<i8, i32>(product),
                DType::I16 => run::<i16, i32>(product),
                DType::I32 => run::<i32, i32>(product),
                DType::I64 => run::<i64, i64>(product),
                DType::C64 => run::<Complex32, Complex32>(product),
                DType::C128 => run::<Complex64, Complex64>(product),
                DType::Bool | DType::U16 | DType::U32 | DType::U64 => {
                    bail!(DType, "\"addmm_impl_cpu_\" not implemented for '{}'", dtype.scalar_name())
                }
            }
        }
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
unsafe fn run<E: Stored<T>, T: Compute>(matmul: &Matmul) -> Result<()> {
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

fn product<E: Stored<T>, T: Compute>(matmul: &Matmul) -> Product<E, T> {
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
