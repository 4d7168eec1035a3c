//! The micro-kernels: a tile of the product held in registers (outer products of a column of `a` and a row of `b`), and dot
//! products of a few rows with one vector. Method: Goto and van de Geijn, "Anatomy of High-Performance Matrix
//! Multiplication", ACM TOMS 34(3), 2008.

use crate::{
    number::Arithmetic,
    simd::{
        compute::{Dots, Epilogue, Tile, Update},
        vector::Simd,
    },
};
#[cfg(target_arch = "x86_64")]
use std::arch::asm;

/// Computes a tile of `ROWS` rows and `VECTORS` vectors.
///
/// # Safety
/// The instruction set of `S` is there, and the operands address what [`Tile`] says. Lanes beyond `last` are not touched.
#[inline(always)]
pub unsafe fn tile<S: Simd, const ROWS: usize, const VECTORS: usize>(t: &Tile<S::Element>) {
    // SAFETY: as promised by the caller; all loops stay within the tile.
    unsafe {
        let mask = S::mask(t.last);
        let mut sums = [[S::zero(); VECTORS]; ROWS];
        if t.epilogue.update != Update::Overwrite {
            for i in 0..ROWS {
                for j in 0..VECTORS {
                    S::prefetch(t.c.wrapping_add(i * t.c_row + j * S::LANES));
                }
            }
        }
        let (mut a, mut b) = (t.a, t.b);
        let (rows, a_step, b_step) = (Rows::new::<S::Element>(t.a_row), t.a_step, t.b_step);
        for _ in 0..t.depth {
            let row = load_row::<S, VECTORS>(b, mask);
            for (i, sums) in sums.iter_mut().enumerate() {
                let x = S::splat(*rows.of(a, i));
                for (sum, &y) in sums.iter_mut().zip(&row) {
                    *sum = S::multiply_add(x, y, *sum);
                }
            }
            // The last step may lead beyond the allocation.
            a = a.wrapping_add(a_step);
            b = b.wrapping_add(b_step);
        }
        finish::<S, ROWS, VECTORS>(t, mask, sums);
    }
}

/// Odd multiples of the stride between rows, in bytes. Addresses on x86 scale an index by 1, 2, 4 or 8, so these reach all rows
/// of a tile without additions in the loop, which would compete with multiplications for ports: worth 6% on Sapphire Rapids.
struct Rows([usize; Rows::MOST / 2]);

impl Rows {
    const MOST: usize = 16;

    #[inline(always)]
    fn new<T>(stride: usize) -> Rows {
        let mut odd = [0; Rows::MOST / 2];
        for (i, multiple) in odd.iter_mut().enumerate() {
            *multiple = opaque((2 * i + 1) * stride * size_of::<T>());
        }
        Rows(odd)
    }

    /// Row `i` of the column that starts at `first`.
    #[inline(always)]
    fn of<T>(&self, first: *const T, i: usize) -> *const T {
        if i == 0 {
            return first;
        }
        let shift = i.trailing_zeros();
        first.wrapping_byte_add(self.0[(i >> shift) / 2] << shift)
    }
}

/// The same number, of which the compiler knows nothing: else it would go from row to row by additions.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn opaque(mut number: usize) -> usize {
    // SAFETY: no instruction at all.
    unsafe { asm!("/* {0} */", inout(reg) number, options(pure, nomem, nostack, preserves_flags)) };
    number
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn opaque(number: usize) -> usize {
    number
}

/// # Safety
/// The instruction set of `S` is there; `from` must be readable for `VECTORS` vectors, of the last one where the mask says.
#[inline(always)]
unsafe fn load_row<S: Simd, const VECTORS: usize>(from: *const S::Element, mask: S::Mask) -> [S::Vector; VECTORS] {
    // SAFETY: `VECTORS` vectors are readable, the last one where the mask says.
    unsafe {
        let mut row = [S::zero(); VECTORS];
        for (j, vector) in row.iter_mut().enumerate() {
            let from = from.add(j * S::LANES);
            *vector = if j + 1 < VECTORS { S::load(from) } else { S::load_masked(from, mask) };
        }
        row
    }
}

/// Applies the epilogue and stores.
///
/// # Safety
/// As for [`tile`]; the mask must be that of the last vector.
#[inline(always)]
unsafe fn finish<S: Simd, const ROWS: usize, const VECTORS: usize>(
    t: &Tile<S::Element>,
    mask: S::Mask,
    mut sums: [[S::Vector; VECTORS]; ROWS],
) {
    let epilogue = &t.epilogue;
    // SAFETY: the tile is writable, the bias readable for its rows or columns.
    unsafe {
        if epilogue.alpha != S::Element::ONE {
            let alpha = S::splat(epilogue.alpha);
            for sum in sums.as_flattened_mut() {
                *sum = S::multiply(alpha, *sum);
            }
        }
        if !epilogue.bias.is_null() {
            add_bias::<S, ROWS, VECTORS>(epilogue, mask, &mut sums);
        }
        match epilogue.update {
            Update::Overwrite => store::<S, ROWS, VECTORS>(t, mask, &sums, |sum, _| sum, false),
            Update::Accumulate => store::<S, ROWS, VECTORS>(t, mask, &sums, |sum, old| S::add(sum, old), true),
            Update::Scale => {
                let beta = S::splat(epilogue.beta);
                store::<S, ROWS, VECTORS>(t, mask, &sums, |sum, old| S::multiply_add(beta, old, sum), true);
            }
        }
    }
}

/// # Safety
/// As for [`tile`]; there must be a bias, and the mask be that of the last vector.
#[inline(always)]
unsafe fn add_bias<S: Simd, const ROWS: usize, const VECTORS: usize>(
    epilogue: &Epilogue<S::Element>,
    mask: S::Mask,
    sums: &mut [[S::Vector; VECTORS]; ROWS],
) {
    // SAFETY: the bias is readable for the rows or columns of the tile.
    unsafe {
        if epilogue.bias_per_row {
            for (i, sums) in sums.iter_mut().enumerate() {
                let bias = S::splat(*epilogue.bias.add(i));
                for sum in sums {
                    *sum = S::add(*sum, bias);
                }
            }
        } else {
            let bias = load_row::<S, VECTORS>(epilogue.bias, mask);
            for sums in sums {
                for (sum, &bias) in sums.iter_mut().zip(&bias) {
                    *sum = S::add(*sum, bias);
                }
            }
        }
    }
}

/// # Safety
/// As for [`tile`]; the mask must be that of the last vector.
#[inline(always)]
unsafe fn store<S: Simd, const ROWS: usize, const VECTORS: usize>(
    t: &Tile<S::Element>,
    mask: S::Mask,
    sums: &[[S::Vector; VECTORS]; ROWS],
    combine: impl Fn(S::Vector, S::Vector) -> S::Vector,
    reads_old: bool,
) {
    for (i, sums) in sums.iter().enumerate() {
        for (j, &sum) in sums.iter().enumerate() {
            // SAFETY: the tile is writable, the last vector where the mask says.
            unsafe {
                let to = t.c.add(i * t.c_row + j * S::LANES);
                if j + 1 < VECTORS {
                    S::store(to, if reads_old { combine(sum, S::load(to)) } else { sum });
                } else {
                    S::store_masked(to, mask, if reads_old { combine(sum, S::load_masked(to, mask)) } else { sum });
                }
            }
        }
    }
}

/// Dot products of `ROWS` rows, each in `CHAINS` independent sums.
///
/// # Safety
/// The instruction set of `S` is there, and the operands address what [`Dots`] says.
#[inline(always)]
pub unsafe fn dots<S: Simd, const ROWS: usize, const CHAINS: usize>(d: &Dots<S::Element>) {
    let stride = CHAINS * S::LANES;
    // SAFETY: full strides end before `depth`, and so do vectors and the masked rest.
    unsafe {
        let mut sums = [[S::zero(); CHAINS]; ROWS];
        let mut at = 0;
        while at + stride <= d.depth {
            for chain in 0..CHAINS {
                let x = S::load(d.x.add(at + chain * S::LANES));
                for (i, sums) in sums.iter_mut().enumerate() {
                    let y = S::load(d.a.add(i * d.a_row + at + chain * S::LANES));
                    sums[chain] = S::multiply_add(x, y, sums[chain]);
                }
            }
            at += stride;
        }
        while at < d.depth {
            let mask = S::mask(S::LANES.min(d.depth - at));
            let x = S::load_masked(d.x.add(at), mask);
            for (i, sums) in sums.iter_mut().enumerate() {
                let y = S::load_masked(d.a.add(i * d.a_row + at), mask);
                sums[0] = S::multiply_add(x, y, sums[0]);
            }
            at += S::LANES;
        }
        for (i, sums) in sums.iter().enumerate() {
            let total = sums.iter().skip(1).fold(sums[0], |total, &sum| S::add(total, sum));
            *d.out.add(i) = S::sum(total);
        }
    }
}
