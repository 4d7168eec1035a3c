//! Products of a matrix with one vector, where packing would cost more than the product: rows of the matrix as dot products,
//! or its columns added up in wide tiles of one row.

use super::product::Product;
use crate::{
    number::Number,
    parallel::Shared,
    simd::compute::{Compute, DOT_ROWS, Dots, Epilogue, Kernels, Tile, Update, same_type},
};
use std::{ops::Range, ptr};
use tapir_core::{memory, pool};

/// Two vectors up to this long are multiplied one element after the other, each product rounded: the order in which PyTorch
/// adds, so that the gradient of a single weight has its digits. Longer ones are summed in lanes, which is more exact.
const SHORT: usize = 64;

/// Elements of the matrix worth a thread's attention.
const GRAIN: usize = 1 << 16;

/// Computes a product with `n == 1`, if the matrix and the vectors have strides that suit one of the kernels; says whether
/// it has.
///
/// # Safety
/// As for a product of matrices.
pub unsafe fn run<E: Number, T: Compute>(product: &Product<E, T>) -> bool {
    let kernels = T::kernels();
    let (a, x, y) = (&product.a, &product.b, &product.c);
    if !same_type::<E, T>() || product.n != 1 {
        return false;
    }
    if product.m == 1 && product.k <= SHORT {
        // SAFETY: as the caller says; `E` is `T`, and each batch is there.
        (0..product.batch).for_each(|batch| unsafe { short(product, batch) });
        return true;
    }
    let by_rows = product.k == 1 || a.column == 1 && x.row == 1;
    let by_columns = (product.m == 1 || a.row == 1 && y.row == 1) && product.bias.is_none_or(|bias| bias.row == 1);
    if by_columns && (product.k == 1 || !by_rows) {
        split(product, kernels.lanes * Kernels::<T>::WIDE, &|batch, rows| {
            // SAFETY: the rows are inside the product, and no other call has them.
            unsafe { columns(product, kernels, batch, rows) }
        });
    } else if by_rows && product.batch * product.m < DOT_ROWS && product.k >= 2 * GRAIN {
        // SAFETY: as the caller says; `E` is `T`, and elements are adjacent where products go by rows.
        unsafe { long_dots(product, kernels) };
    } else if by_rows {
        split(product, DOT_ROWS, &|batch, rows| {
            // SAFETY: the rows are inside the product, and no other call has them.
            unsafe { dots(product, kernels, batch, rows) }
        });
    }
    by_columns || by_rows
}

/// One number: the product of two short vectors of any strides.
///
/// # Safety
/// As for [`run`]: `E` must be `T`, and `batch` below the product's.
unsafe fn short<E: Number, T: Compute>(product: &Product<E, T>, batch: usize) {
    let (a, x, y) = (&product.a, &product.b, &product.c);
    let mut sum = T::ZERO;
    for place in 0..product.k {
        // SAFETY: the place is inside both vectors; `E` is `T`.
        let factors = unsafe {
            let (left, right) =
                (a.pointer.add(batch * a.batch + place * a.column), x.pointer.add(batch * x.batch + place * x.row));
            (left.cast::<T>().read(), right.cast::<T>().read())
        };
        sum = sum.plus(factors.0.times(factors.1));
    }
    // SAFETY: the one element of the result.
    unsafe {
        let to = y.pointer.add(batch * y.batch);
        *to = product.finished(sum, to, 0, 0);
    }
}

/// Runs `body` over parts of the rows of each batch, large enough for a thread and multiples of `unit` but for the last.
fn split<E, T>(product: &Product<E, T>, unit: usize, body: &(dyn Fn(usize, Range<usize>) + Sync)) {
    let &Product { batch, m, k, .. } = product;
    let part = (GRAIN / k.max(1)).next_multiple_of(unit).max(unit);
    let parts = m.div_ceil(part);
    if pool::num_threads() == 1 || batch * m * k < 2 * GRAIN {
        for batch in 0..batch {
            body(batch, 0..m);
        }
        return;
    }
    // Small matrices are claimed several at once.
    let together = (GRAIN / (m.min(part) * k.max(1))).max(1);
    pool::parallel((batch * parts).div_ceil(together), &|chunk| {
        for index in chunk * together..(batch * parts).min((chunk + 1) * together) {
            let start = index % parts * part;
            body(index / parts, start..m.min(start + part));
        }
    });
}

/// The matrix has adjacent rows: a tile of one row for as many of them as fit in registers.
///
/// # Safety
/// As for [`run`]: `E` must be `T`, rows of the matrix and elements of the result adjacent (or one), and `rows` of the
/// result this call's alone.
unsafe fn columns<E: Number, T: Compute>(
    product: &Product<E, T>,
    kernels: &Kernels<T>,
    batch: usize,
    rows: Range<usize>,
) {
    let (a, x, y) = (&product.a, &product.b, &product.c);
    let wide = kernels.lanes * Kernels::<T>::WIDE;
    let mut row = rows.start;
    while row < rows.end {
        let (width, kernel) = match rows.end - row {
            rest if rest > wide - kernels.lanes => (rest.min(wide), kernels.wide),
            rest => (rest.min(kernels.columns()), kernels.tile(1, rest.min(kernels.columns()))),
        };
        // SAFETY: the tile is inside the product; `E` is `T`.
        unsafe {
            kernel(&Tile {
                depth: product.k,
                a: x.pointer.add(batch * x.batch).cast(),
                a_row: 0,
                a_step: x.row,
                b: a.pointer.add(batch * a.batch + row).cast(),
                b_step: a.column,
                c: y.pointer.add(batch * y.batch + row).cast(),
                c_row: 0,
                last: (width - 1) % kernels.lanes + 1,
                epilogue: Epilogue {
                    alpha: product.alpha,
                    beta: product.beta,
                    update: if product.beta == T::ZERO { Update::Overwrite } else { Update::Scale },
                    bias: product.bias.map_or(ptr::null(), |bias| bias.pointer.add(row).cast()),
                    bias_per_row: false,
                },
            });
        }
        row += width;
    }
}

/// The matrix has adjacent columns, and so has the vector.
///
/// # Safety
/// As for [`run`]: `E` must be `T`, columns of the matrix and elements of the vector adjacent (or one), and `rows` of the
/// result this call's alone.
unsafe fn dots<E: Number, T: Compute>(product: &Product<E, T>, kernels: &Kernels<T>, batch: usize, rows: Range<usize>) {
    let (a, x, y) = (&product.a, &product.b, &product.c);
    let mut row = rows.start;
    while row < rows.end {
        let (count, kernel) = if rows.end - row < DOT_ROWS { (1, kernels.dot) } else { (DOT_ROWS, kernels.dots) };
        let mut sums = [T::ZERO; DOT_ROWS];
        // SAFETY: the rows are inside the product; `E` is `T`.
        unsafe {
            kernel(&Dots {
                depth: product.k,
                a: a.pointer.add(batch * a.batch + row * a.row).cast(),
                a_row: a.row,
                x: x.pointer.add(batch * x.batch).cast(),
                out: sums.as_mut_ptr(),
            });
            for (i, &sum) in sums.iter().enumerate().take(count) {
                let to = y.pointer.add(batch * y.batch + (row + i) * y.row);
                *to = product.finished(sum, to, row + i, 0);
            }
        }
        row += count;
    }
}

/// Few dot products of long vectors: each in parts of one size, whose sums are added in order.
///
/// # Safety
/// As for [`run`]: `E` must be `T`, and columns of the matrix and elements of the vector adjacent.
unsafe fn long_dots<E: Number, T: Compute>(product: &Product<E, T>, kernels: &Kernels<T>) {
    let (y, k) = (&product.c, product.k);
    let parts = k.div_ceil(GRAIN);
    let mut sums = memory::filled(parts, T::ZERO);
    for index in 0..product.batch * product.m {
        let (batch, row) = (index / product.m, index % product.m);
        let slots = Shared(sums.as_mut_ptr());
        pool::parallel(parts, &|part| {
            let start = part * GRAIN;
            // SAFETY: the part is inside both vectors, and the sum is this part's own; `E` is `T`.
            unsafe {
                let (a, x) = (&product.a, &product.b);
                (kernels.dot)(&Dots {
                    depth: GRAIN.min(k - start),
                    a: a.pointer.add(batch * a.batch + row * a.row + start).cast(),
                    a_row: a.row,
                    x: x.pointer.add(batch * x.batch + start).cast(),
                    out: slots.get().add(part),
                });
            }
        });
        let sum = sums[1..].iter().fold(sums[0], |total, &sum| total.plus(sum));
        // SAFETY: the element is inside the result.
        unsafe {
            let to = y.pointer.add(batch * y.batch + row * y.row);
            *to = product.finished(sum, to, row, 0);
        }
    }
}
