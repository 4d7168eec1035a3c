//! What products need of the type they compute in: micro-kernels for this machine, with their operands.

use crate::number::{Arithmetic, Number};

/// A number type that products are summed in.
pub trait Compute: Arithmetic {
    /// The kernels for this machine.
    fn kernels() -> &'static Kernels<Self>;
}

/// Whether elements of type `E` are products' operands of type `T` as they lie in memory.
pub const fn same_type<E: Number, T: Compute>() -> bool {
    E::DTYPE as u8 == T::DTYPE as u8
}

/// Rows that [`Kernels::dots`] works on at once.
pub const DOT_ROWS: usize = 4;

/// The micro-kernels for one element type on one instruction set.
pub struct Kernels<T: 'static> {
    pub lanes: usize,
    /// By vectors less 1, then by rows less 1. Every number of vectors has the same numbers of rows.
    pub(super) tiles: &'static [&'static [TileFn<T>]],
    /// A tile of one row and [`Kernels::WIDE`] vectors.
    pub wide: TileFn<T>,
    /// `DOT_ROWS` rows at once.
    pub dots: DotsFn<T>,
    /// One row.
    pub dot: DotsFn<T>,
    /// Packs runs of adjacent elements.
    pub copy_runs: CopyFn<T>,
    /// Packs runs side by side in memory.
    pub transpose: CopyFn<T>,
    /// Packs runs from anywhere.
    pub gather: GatherFn<T>,
}

impl<T> Kernels<T> {
    /// Vectors in [`Kernels::wide`].
    pub const WIDE: usize = 8;

    /// Most rows of a tile.
    pub fn rows(&self) -> usize {
        self.tiles[0].len()
    }

    /// Most columns of a tile.
    pub fn columns(&self) -> usize {
        self.tiles.len() * self.lanes
    }

    /// Rows of a tile where there are so many in all. They are shared out evenly: a last tile of one row would wait for its
    /// own sums.
    pub fn height(&self, rows: usize) -> usize {
        rows.div_ceil(rows.div_ceil(self.rows()).max(1)).max(1)
    }

    /// The micro-kernel for a tile of this size.
    #[inline]
    pub fn tile(&self, rows: usize, columns: usize) -> TileFn<T> {
        self.tiles[columns.div_ceil(self.lanes) - 1][rows - 1]
    }
}

/// What becomes of the old elements of a tile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Update {
    /// They are not read.
    Overwrite,
    Accumulate,
    /// They are multiplied by `beta` first.
    Scale,
}

/// What happens to a sum of products on its way to memory: `alpha · sum + beta · old + bias`.
#[derive(Clone, Copy, Debug)]
pub struct Epilogue<T> {
    pub alpha: T,
    pub beta: T,
    pub update: Update,
    /// Null if there is none.
    pub bias: *const T,
    /// Whether each row has one bias for all its columns; otherwise each column has one for all its rows.
    pub bias_per_row: bool,
}

/// Operands of a tile. Strides are in elements; columns of `b` and `c` are adjacent.
#[derive(Clone, Copy, Debug)]
pub struct Tile<T> {
    pub depth: usize,
    pub a: *const T,
    /// From a row of `a` to the next.
    pub a_row: usize,
    /// From a column of `a` to the next.
    pub a_step: usize,
    pub b: *const T,
    /// From a row of `b` to the next.
    pub b_step: usize,
    pub c: *mut T,
    pub c_row: usize,
    /// Columns in the last vector; the others are full.
    pub last: usize,
    pub epilogue: Epilogue<T>,
}

/// A [`Tile`] with as many rows and vectors as the function was made for.
pub type TileFn<T> = unsafe fn(&Tile<T>);

/// Operands of dot products: rows of `a`, whose columns are adjacent, with one contiguous vector.
#[derive(Clone, Copy, Debug)]
pub struct Dots<T> {
    pub depth: usize,
    pub a: *const T,
    pub a_row: usize,
    pub x: *const T,
    /// One element per row, adjacent.
    pub out: *mut T,
}

/// [`Dots`] of as many rows as the function was made for.
pub type DotsFn<T> = unsafe fn(&Dots<T>);

/// A block of memory to pack: `outer` runs of `inner` elements. In the copy, elements of a run are adjacent.
#[derive(Clone, Copy, Debug)]
pub struct Source<E> {
    pub pointer: *const E,
    pub outer: usize,
    pub inner: usize,
    pub outer_stride: usize,
    pub inner_stride: usize,
}

/// Where the copy of a [`Source`] goes. Runs are cut into panels of `width` elements, so that long runs are read in one go.
#[derive(Clone, Copy, Debug)]
pub struct Target<T> {
    pub pointer: *mut T,
    /// From a run to the next, in a panel.
    pub stride: usize,
    pub width: usize,
    /// From a panel to the next.
    pub panel: usize,
}

/// Copies a [`Source`].
pub type CopyFn<T> = unsafe fn(&Source<T>, &Target<T>);

/// Adjacent elements of a run that is gathered: where they lie relative to the start of the run, and where they go.
#[derive(Clone, Copy, Debug)]
pub struct Segment {
    pub from: usize,
    pub to: usize,
    /// 1 to the lanes of a vector.
    pub len: usize,
}

/// Runs to gather: each starts at an offset of its own, and all are in the same segments.
#[derive(Clone, Copy, Debug)]
pub struct Gather<'a, T> {
    pub source: *const T,
    pub runs: &'a [usize],
    pub segments: &'a [Segment],
    pub target: *mut T,
    /// From a run to the next.
    pub stride: usize,
}

/// Copies a [`Gather`].
pub type GatherFn<T> = unsafe fn(&Gather<T>);
