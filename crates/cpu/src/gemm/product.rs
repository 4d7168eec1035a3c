//! A matrix product of one element type, as the kernels see it: pointers, sizes and strides.
//! Invariant: strides are not negative, and every element lies in memory that the caller keeps alive.

use crate::{number::Number, simd::compute::Compute};

/// A batch of matrices. Strides are in elements.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<P> {
    pub pointer: P,
    pub batch: usize,
    pub row: usize,
    pub column: usize,
}

impl<P> Matrix<P> {
    fn transposed(self) -> Matrix<P> {
        Matrix { row: self.column, column: self.row, ..self }
    }
}

/// A vector added to each row (`row` 0) or each column (`column` 0) of the product.
#[derive(Clone, Copy, Debug)]
pub struct Bias<E> {
    pub pointer: *const E,
    pub row: usize,
    pub column: usize,
}

/// `c = alpha · a · b + beta · c + bias` for elements `E`, summed in `T`.
#[derive(Clone, Copy, Debug)]
pub struct Product<E, T> {
    pub batch: usize,
    pub m: usize,
    pub n: usize,
    pub k: usize,
    pub a: Matrix<*const E>,
    pub b: Matrix<*const E>,
    pub c: Matrix<*mut E>,
    pub alpha: T,
    pub beta: T,
    pub bias: Option<Bias<E>>,
}

// SAFETY: threads read `a`, `b` and the bias, and write disjoint blocks of `c`.
unsafe impl<E, T> Sync for Product<E, T> {}

impl<E: Number, T: Compute> Product<E, T> {
    /// The same product with the roles of rows and columns exchanged: `cᵀ = bᵀ · aᵀ`.
    pub fn transposed(self) -> Product<E, T> {
        Product {
            m: self.n,
            n: self.m,
            a: self.b.transposed(),
            b: self.a.transposed(),
            c: self.c.transposed(),
            bias: self.bias.map(|bias| Bias { row: bias.column, column: bias.row, ..bias }),
            ..self
        }
    }

    /// The value of an element, given its sum of products.
    ///
    /// # Safety
    /// `i` and `j` are inside the product, and `c` points to its element.
    #[inline(always)]
    pub unsafe fn finished(&self, sum: T, c: *const E, i: usize, j: usize) -> E {
        let mut value = if self.alpha == T::ONE { sum } else { self.alpha.times(sum) };
        if let Some(bias) = self.bias {
            // SAFETY: the bias has an element for every row or column.
            value = value.plus(T::from_number(unsafe { *bias.pointer.add(i * bias.row + j * bias.column) }));
        }
        if self.beta != T::ZERO {
            // SAFETY: `c` is readable.
            value = value.plus(self.beta.times(T::from_number(unsafe { *c })));
        }
        E::from_number(value)
    }
}
