//! The innermost loops around the micro-kernels, for products and for convolutions.

use crate::{
    non_temporal::LINE,
    simd::compute::{Compute, Epilogue, Kernels, Tile},
};
use tapir_core::memory::prefetch_to_second_level;

/// Where micro-kernels find an operand. A panel is what one tile reads of it: `height` rows of `a`, or the columns of `b` that
/// fill its vectors.
#[derive(Clone, Copy, Debug)]
pub struct Operand<T> {
    pub pointer: *const T,
    pub row: usize,
    /// 1 for `b`.
    pub column: usize,
    /// From a panel to the next.
    pub panel: usize,
}

/// Where the sums of a tile go, and how.
pub struct Sums<T> {
    pub pointer: *mut T,
    /// From a row to the next; columns are adjacent.
    pub row: usize,
    pub epilogue: Epilogue<T>,
}

/// A block of the product, for one part of the depth.
#[derive(Clone, Copy, Debug)]
pub struct Tiles<T> {
    pub rows: usize,
    /// Rows of a tile, as [`Kernels::height`] says.
    pub height: usize,
    pub columns: usize,
    pub depth: usize,
    pub a: Operand<T>,
    pub b: Operand<T>,
}

impl<T: Compute> Tiles<T> {
    /// Computes all tiles, `height` rows at a time: these stay in the first-level cache while the panels of `b` pass by from
    /// the second. `sums` says where a tile goes that starts at a row and a column of the block.
    ///
    /// # Safety
    /// The operands are readable, and the sums are writable and apart from them.
    #[inline]
    pub unsafe fn run(&self, kernels: &Kernels<T>, sums: impl Fn(usize, usize) -> Sums<T>) {
        let Tiles { height, a, b, .. } = *self;
        let panels = self.columns.div_ceil(kernels.columns());
        for (sliver, row) in (0..self.rows).step_by(height).enumerate() {
            let height = height.min(self.rows - row);
            for (panel, column) in (0..self.columns).step_by(kernels.columns()).enumerate() {
                let width = kernels.columns().min(self.columns - column);
                let sums = sums(row, column);
                self.fetch_part_of_next(sliver, panel, panels);
                // SAFETY: as promised by the caller.
                unsafe {
                    let tile = Tile {
                        depth: self.depth,
                        a: a.pointer.add(sliver * a.panel),
                        a_row: a.row,
                        a_step: a.column,
                        b: b.pointer.add(panel * b.panel),
                        b_step: b.row,
                        c: sums.pointer,
                        c_row: sums.row,
                        last: (width - 1) % kernels.lanes + 1,
                        epilogue: sums.epilogue,
                    };
                    kernels.tile(height, width)(&tile);
                }
            }
        }
    }

    /// Asks for a part of the rows of `a` that come next: where they lie in place, they come from far away.
    #[inline]
    fn fetch_part_of_next(&self, sliver: usize, part: usize, parts: usize) {
        let a = &self.a;
        let first = (sliver + 1) * self.height;
        if a.column != 1 || first >= self.rows {
            return;
        }
        let lines = (self.depth * size_of::<T>()).div_ceil(LINE);
        let lines = part * lines / parts..(part + 1) * lines / parts;
        for row in 0..self.height.min(self.rows - first) {
            let row = a.pointer.wrapping_add((sliver + 1) * a.panel + row * a.row);
            lines.clone().for_each(|line| prefetch_to_second_level(row.wrapping_byte_add(line * LINE)));
        }
    }
}
