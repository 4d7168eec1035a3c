//! How a product is cut: blocks for threads, parts of `k` and of rows for the caches, and what is packed.
//! Invariant: a plan depends on sizes, strides and the number of threads, never on values.

use super::product::Product;
use crate::{
    number::Number,
    simd::compute::{Compute, Kernels, same_type},
};
use std::{mem::size_of, ops::Range};
use tapir_core::pool;

/// Rows of `a` for one tile, a fraction of this, stay in the first-level cache while panels of `b` of this size pass by from
/// the second. Longer parts of `k` visit `c` less often, but crowd that cache.
const PANEL_BYTES: usize = 32 << 10;
/// A packed block of `a` and one of `b` stay in the second-level cache together. That of `b` is the larger, for it decides how
/// often `a` is packed.
const A_BLOCK_BYTES: usize = 256 << 10;
const B_BLOCK_BYTES: usize = 1 << 20;
/// A block of `c` that is staged stays there, too.
const STAGE_BYTES: usize = 512 << 10;
/// Where neighbours are this far apart, reading in place takes a page each.
const PAGE: usize = 4096;
/// Rows of `b` in place cost more the further they are apart and the oftener they are read. Up to this product of bytes apart
/// and rows of `a`, packing costs more than it gains (measured from 64 × 784 × 256 to 384³ on Sapphire Rapids).
const IN_PLACE_BYTES: usize = 448 << 10;
/// Multiplications worth a thread's attention: some 5 µs.
const GRAIN: usize = 1 << 19;
/// Rows packed by rows start this many bytes beyond a multiple of 1024, so that those of one tile share no cache set.
const SKEW_BYTES: usize = 64;

/// How a product is cut.
#[derive(Clone, Debug)]
pub struct Plan {
    row_block: usize,
    column_block: usize,
    row_blocks: usize,
    column_blocks: usize,
    blocks: usize,
    blocks_per_chunk: usize,
    /// Longest part of `k` between two visits to `c`.
    pub depth: usize,
    /// Rows of `a` packed at once.
    pub packed_rows: usize,
    pub a_in_place: bool,
    pub b_in_place: bool,
    /// From a packed row of `a` to the next, in elements.
    pub a_stride: usize,
    /// Whether sums are gathered in scratch memory first: `c` has another element type, or columns that are not adjacent.
    pub staged: bool,
    /// Whether `alpha`, `beta`, the bias and rounding are applied when the stage is written out, not in the micro-kernels.
    pub finishes_late: bool,
    pub b_offset: usize,
    pub stage_offset: usize,
    scratch_bytes: usize,
}

impl Plan {
    pub fn new<E: Number, T: Compute>(product: &Product<E, T>, kernels: &Kernels<T>) -> Plan {
        let &Product { batch, m, n, k, ref a, ref b, ref c, .. } = product;
        let size = size_of::<T>();
        let longest = PANEL_BYTES / (kernels.columns() * size);
        let depth = k.div_ceil(k.div_ceil(longest).max(1)).max(1);
        let vector_bias =
            product.bias.is_none_or(|bias| (bias.row, bias.column) == (0, 1) || (bias.row, bias.column) == (1, 0));
        let in_kernel = same_type::<E, T>() && vector_bias;
        let staged = !(in_kernel && (c.column == 1 || n == 1));

        let widest = (B_BLOCK_BYTES / (longest * size)).next_multiple_of(kernels.columns());
        let column_block = even(n, widest, kernels.columns());
        let tallest = if staged { STAGE_BYTES / (size * column_block) } else { m };
        let mut plan = Plan {
            row_block: even(m, tallest.max(kernels.rows()), kernels.rows()),
            column_block,
            row_blocks: 1,
            column_blocks: 1,
            blocks: 1,
            blocks_per_chunk: 1,
            depth,
            packed_rows: m,
            a_in_place: false,
            b_in_place: false,
            a_stride: depth,
            staged,
            finishes_late: staged && !(in_kernel && product.beta == T::ZERO),
            b_offset: 0,
            stage_offset: 0,
            scratch_bytes: 0,
        };
        plan.share_out(batch, m, n, k, kernels);
        let (rows, columns) = (plan.row_block, plan.column_block);
        let apart = |stride: usize| stride * size >= PAGE;
        plan.a_in_place = same_type::<E, T>()
            && (columns <= 4 * kernels.columns() || a.column == 1 || a.row != 1 && !apart(a.row.max(a.column)));
        plan.b_in_place = same_type::<E, T>() && (b.column == 1 || n == 1) && rows * b.row * size <= IN_PLACE_BYTES;
        plan.lay_out(kernels.rows(), size);
        plan
    }

    /// Cuts blocks for the threads so that the slowest is soonest done, or gathers small ones until a chunk is worth claiming.
    fn share_out<T>(&mut self, batch: usize, m: usize, n: usize, k: usize, kernels: &Kernels<T>) {
        let threads = pool::num_threads();
        let work = batch.saturating_mul(m).saturating_mul(n).saturating_mul(k.max(1));
        let helpful = (work / GRAIN).clamp(1, threads);
        let (rows, columns) = (m.div_ceil(kernels.rows()), n.div_ceil(kernels.columns()));
        let (least_rows, least_columns) = (m.div_ceil(self.row_block), n.div_ceil(self.column_block));
        (self.row_blocks, self.column_blocks) = (least_rows, least_columns);
        if helpful > 1 && batch * least_rows * least_columns < 4 * helpful {
            // In tiles. A panel of `b` costs something to pack, rows of `a` something to fetch.
            let time = |&(row_blocks, column_blocks): &(usize, usize)| {
                let (rows, columns) = (rows.div_ceil(row_blocks), columns.div_ceil(column_blocks));
                (batch * row_blocks * column_blocks).div_ceil(helpful) * (4 * rows * columns + rows + 2 * columns)
            };
            let cut = |column_blocks: usize| {
                let row_blocks = helpful.div_ceil(batch * column_blocks).min(rows);
                (row_blocks.max(least_rows), column_blocks)
            };
            let most_columns = least_columns.max(helpful.min(columns));
            let soonest = (least_columns..=most_columns).map(cut).min_by_key(time);
            (self.row_blocks, self.column_blocks) = soonest.unwrap_or((least_rows, least_columns));
        }
        let part = |size: usize, parts: usize, unit: usize| size.div_ceil(unit).div_ceil(parts).max(1) * unit;
        self.row_block = part(m, self.row_blocks, kernels.rows());
        self.column_block = part(n, self.column_blocks, kernels.columns());
        (self.row_blocks, self.column_blocks) = (m.div_ceil(self.row_block), n.div_ceil(self.column_block));
        self.blocks = batch * self.row_blocks * self.column_blocks;
        // Many blocks are claimed by a few at once, so that whoever is held up leaves some to the others.
        let chunks = if helpful == 1 { 1 } else { (work / GRAIN).clamp(1, 4 * threads) };
        self.blocks_per_chunk = self.blocks.div_ceil(chunks).max(1);
    }

    /// Places the packed blocks and the stage in scratch memory.
    fn lay_out(&mut self, rows: usize, size: usize) {
        let skew = SKEW_BYTES / size;
        self.a_stride = self.depth.next_multiple_of(1024 / size) + skew;
        let packed_rows = A_BLOCK_BYTES / (self.depth * size);
        self.packed_rows = self.row_block.min((packed_rows - packed_rows % rows).max(rows));
        let page = |bytes: usize| bytes.next_multiple_of(4096);
        let a = if self.a_in_place { 0 } else { page(self.a_stride.max(self.depth) * self.packed_rows * size) };
        let b = if self.b_in_place { 0 } else { page(self.depth * self.column_block * size) };
        let stage = if self.staged { self.row_block * self.column_block * size } else { 0 };
        self.b_offset = a;
        self.stage_offset = a + b;
        self.scratch_bytes = a + b + stage;
    }

    /// Pieces of work that threads claim.
    pub fn chunks(&self) -> usize {
        self.blocks.div_ceil(self.blocks_per_chunk)
    }

    /// The blocks of a chunk.
    pub fn blocks_of(&self, chunk: usize) -> Range<usize> {
        let start = chunk * self.blocks_per_chunk;
        start..self.blocks.min(start + self.blocks_per_chunk)
    }

    /// Batch index, rows and columns of a block. Blocks beside each other share rows of `a`.
    pub fn block<E, T>(&self, product: &Product<E, T>, block: usize) -> (usize, Range<usize>, Range<usize>) {
        let (rest, column) = (block / self.column_blocks, block % self.column_blocks);
        let (batch, row) = (rest / self.row_blocks, rest % self.row_blocks);
        let (row, column) = (row * self.row_block, column * self.column_block);
        (batch, row..product.m.min(row + self.row_block), column..product.n.min(column + self.column_block))
    }

    pub fn scratch_bytes(&self) -> usize {
        self.scratch_bytes
    }
}

/// The size of the parts if `size` is cut into as few as possible, none above `most` (but for rounding), all but the last
/// multiples of `unit`.
fn even(size: usize, most: usize, unit: usize) -> usize {
    size.div_ceil(size.div_ceil(most).max(1)).next_multiple_of(unit).max(unit)
}
