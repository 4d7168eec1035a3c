//! The loops around the micro-kernels. The product is cut into blocks of `c`, which threads claim; each block packs what it
//! needs into its thread's own memory, so threads never wait for each other.

use super::{plan::Plan, product::Product};
use crate::{
    number::Number,
    scratch,
    simd::{
        compute::{Compute, Epilogue, Kernels, Source, Target, Update},
        pack::pack,
        tiles::{Operand, Sums, Tiles},
    },
};
use std::{ops::Range, ptr, sync::Mutex};
use tapir_core::{Error, Result, pool};

/// Computes a product of any sizes and strides.
///
/// # Safety
/// The matrices of `product` lie in memory as it says, `c` apart from the others.
pub unsafe fn run<E: Number, T: Compute>(product: &Product<E, T>) -> Result<()> {
    let kernels = T::kernels();
    let plan = Plan::new(product, kernels);
    if plan.chunks() == 1 {
        // SAFETY: as promised by the caller.
        return unsafe { chunk(product, kernels, &plan, 0) };
    }
    let failure: Mutex<Option<Error>> = Mutex::new(None);
    pool::parallel(plan.chunks(), &|index| {
        // SAFETY: as promised by the caller; chunks are disjoint in `c`.
        if let Err(error) = unsafe { chunk(product, kernels, &plan, index) } {
            *failure.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(error);
        }
    });
    failure.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()).map_or(Ok(()), Err)
}

/// One claimed piece of work: a run of blocks.
///
/// # Safety
/// As for [`run`]; no other thread may have the same `index` of the same product.
unsafe fn chunk<E: Number, T: Compute>(
    product: &Product<E, T>,
    kernels: &Kernels<T>,
    plan: &Plan,
    index: usize,
) -> Result<()> {
    let blocks = |memory: *mut u8| {
        for block in plan.blocks_of(index) {
            let (batch, rows, columns) = plan.block(product, block);
            // SAFETY: as promised by the caller; the memory is as large as the plan asked for.
            unsafe { Worker { product, kernels, plan, memory, batch, rows, columns }.block() };
        }
    };
    if plan.scratch_bytes() == 0 {
        blocks(ptr::null_mut());
        return Ok(());
    }
    scratch::with(plan.scratch_bytes(), blocks)
}

/// A block of `c` and what is needed to compute it.
struct Worker<'a, E, T: 'static> {
    product: &'a Product<E, T>,
    kernels: &'a Kernels<T>,
    plan: &'a Plan,
    memory: *mut u8,
    batch: usize,
    rows: Range<usize>,
    columns: Range<usize>,
}

impl<E: Number, T: Compute> Worker<'_, E, T> {
    /// # Safety
    /// As for [`run`]; `memory` must hold [`Plan::scratch_bytes`] that nobody else uses, and the block of `c` must be this
    /// worker's alone.
    unsafe fn block(&self) {
        let (plan, k) = (self.plan, self.product.k);
        let mut start = 0;
        // At least once, so that an empty `k` leaves what `beta` and the bias say.
        loop {
            let depth = start..k.min(start + plan.depth);
            // SAFETY: as promised to `run`.
            unsafe {
                let b = self.operand_b(&depth);
                let mut row = self.rows.start;
                while row < self.rows.end {
                    let rows = row..self.rows.end.min(row + plan.packed_rows);
                    let height = self.kernels.height(rows.len());
                    let a = self.operand_a(&rows, &depth, height);
                    let tiles =
                        Tiles { rows: rows.len(), height, columns: self.columns.len(), depth: depth.len(), a, b };
                    tiles.run(self.kernels, |i, j| self.sums(&depth, rows.start + i, self.columns.start + j));
                    row = rows.end;
                }
            }
            start = depth.end;
            if start >= k {
                break;
            }
        }
        if plan.staged {
            // SAFETY: the stage holds all sums of the block.
            unsafe { self.write_out() };
        }
    }

    /// Rows `depth` of `b`, packed panel by panel unless the plan leaves them in place.
    ///
    /// # Safety
    /// As for `block`; `depth` must lie in the product.
    unsafe fn operand_b(&self, depth: &Range<usize>) -> Operand<T> {
        let (b, width) = (&self.product.b, self.kernels.columns());
        // SAFETY: offsets are of elements of `b`, and the panels fit the part of memory the plan keeps for them.
        unsafe {
            let first = b.pointer.add(self.batch * b.batch + depth.start * b.row + self.columns.start * b.column);
            if self.plan.b_in_place {
                return Operand { pointer: first.cast(), row: b.row, column: 1, panel: width };
            }
            let packed: *mut T = self.memory.add(self.plan.b_offset).cast();
            let panel = width * depth.len();
            let source = Source {
                pointer: first,
                outer: depth.len(),
                inner: self.columns.len(),
                outer_stride: b.row,
                inner_stride: b.column,
            };
            pack(self.kernels, source, Target { pointer: packed, stride: width, width, panel });
            Operand { pointer: packed, row: width, column: 1, panel }
        }
    }

    /// A block of `a`, packed unless the plan leaves it in place. Micro-kernels take any strides, so packing only brings
    /// close together what they read: its rows, or panels of `height` rows if `a` is transposed.
    ///
    /// # Safety
    /// As for `block`; `rows` and `depth` must lie in the product, and be no more than the plan packs at once.
    unsafe fn operand_a(&self, rows: &Range<usize>, depth: &Range<usize>, height: usize) -> Operand<T> {
        let a = &self.product.a;
        // SAFETY: offsets are of elements of `a`, and the rows or panels fit the part of memory the plan keeps for them.
        unsafe {
            let first = a.pointer.add(self.batch * a.batch + rows.start * a.row + depth.start * a.column);
            if self.plan.a_in_place {
                return Operand { pointer: first.cast(), row: a.row, column: a.column, panel: height * a.row };
            }
            let pointer: *mut T = self.memory.cast();
            if a.row == 1 && a.column != 1 {
                let panel = height * depth.len();
                let source = Source {
                    pointer: first,
                    outer: depth.len(),
                    inner: rows.len(),
                    outer_stride: a.column,
                    inner_stride: 1,
                };
                pack(self.kernels, source, Target { pointer, stride: height, width: height, panel });
                return Operand { pointer, row: 1, column: height, panel };
            }
            let stride = self.plan.a_stride;
            let source = Source {
                pointer: first,
                outer: rows.len(),
                inner: depth.len(),
                outer_stride: a.row,
                inner_stride: a.column,
            };
            pack(self.kernels, source, Target { pointer, stride, width: depth.len(), panel: 0 });
            Operand { pointer, row: stride, column: 1, panel: height * stride }
        }
    }

    /// Where the sums of a tile that starts at a row and a column go.
    ///
    /// # Safety
    /// As for `block`; the row and the column must lie in the block.
    unsafe fn sums(&self, depth: &Range<usize>, row: usize, column: usize) -> Sums<T> {
        let c = &self.product.c;
        let epilogue = self.epilogue(depth, row, column);
        // SAFETY: the tile lies in the block, so in `c` and in the stage.
        unsafe {
            if self.plan.staged {
                let stride = self.columns.len();
                let stage: *mut T = self.memory.add(self.plan.stage_offset).cast();
                let at = (row - self.rows.start) * stride + column - self.columns.start;
                return Sums { pointer: stage.add(at), row: stride, epilogue };
            }
            let pointer = c.pointer.add(self.batch * c.batch + row * c.row + column).cast();
            Sums { pointer, row: c.row, epilogue }
        }
    }

    fn epilogue(&self, depth: &Range<usize>, row: usize, column: usize) -> Epilogue<T> {
        let (product, plan) = (self.product, self.plan);
        let update = match depth.start {
            0 if plan.staged || product.beta == T::ZERO => Update::Overwrite,
            0 if product.beta != T::ONE => Update::Scale,
            _ => Update::Accumulate,
        };
        let mut epilogue = Epilogue {
            alpha: if plan.finishes_late { T::ONE } else { product.alpha },
            beta: product.beta,
            update,
            bias: ptr::null(),
            bias_per_row: false,
        };
        if let Some(bias) = product.bias
            && !plan.finishes_late
            && depth.end == product.k
        {
            epilogue.bias = bias.pointer.wrapping_add(row * bias.row + column * bias.column).cast();
            epilogue.bias_per_row = bias.column == 0;
        }
        epilogue
    }

    /// Brings the block from the stage to `c`.
    ///
    /// # Safety
    /// As for `block`; the plan must have a stage, which holds all sums of the block.
    unsafe fn write_out(&self) {
        let (product, c) = (self.product, &self.product.c);
        let (height, width) = (self.rows.len(), self.columns.len());
        // SAFETY: all elements lie in the block; where nothing is left to finish, `E` is `T`.
        unsafe {
            let stage: *const T = self.memory.add(self.plan.stage_offset).cast();
            let first = c.pointer.add(self.batch * c.batch + self.rows.start * c.row + self.columns.start * c.column);
            if !self.plan.finishes_late && c.row == 1 {
                let source =
                    Source { pointer: stage, outer: width, inner: height, outer_stride: 1, inner_stride: width };
                let target = Target { pointer: first.cast(), stride: c.column, width: height, panel: 0 };
                return (self.kernels.transpose)(&source, &target);
            }
            // Along whichever stride of `c` is smaller.
            let by_rows = c.column <= c.row;
            let (outer, inner) = if by_rows { (height, width) } else { (width, height) };
            for outer in 0..outer {
                for inner in 0..inner {
                    let (i, j) = if by_rows { (outer, inner) } else { (inner, outer) };
                    let (sum, to) = (*stage.add(i * width + j), first.add(i * c.row + j * c.column));
                    *to = if self.plan.finishes_late {
                        product.finished(sum, to, self.rows.start + i, self.columns.start + j)
                    } else {
                        E::from_number(sum)
                    };
                }
            }
        }
    }
}
