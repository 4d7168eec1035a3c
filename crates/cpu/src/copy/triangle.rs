//! One triangle of each matrix: of every row a run is copied, unless it is there already, and the rest is zero.

use super::copy_run;
use crate::{
    iterate::{space::Space, strided},
    parallel::{self, Shared},
};
use tapir_ops::{View, ViewMut};

/// Copies the columns up to `row + diagonal`, or from there on if `upper`. The rank is at least 2.
pub fn copy(upper: bool, diagonal: i64, source: &View, target: &ViewMut) {
    let outer = target.shape.len() - 1;
    let (height, width) = (target.shape[outer - 1], target.shape[outer]);
    if target.numel() == 0 {
        return;
    }
    let size = target.dtype.size();
    let step = size as isize;
    let rows =
        Space::row_major(&target.shape[..outer], [(&target.strides[..outer], size), (&source.strides[..outer], size)]);
    let (to, from) = (target.strides[outer] * step, source.strides[outer] * step);
    let in_place = std::ptr::eq(source.pointer, target.pointer); // and with the same strides
    let pointers = Shared((source.pointer, target.pointer));
    parallel::split(rows.numel(), parallel::GRAIN.div_ceil(width), &|start, end| {
        let (source, target) = pointers.get();
        let mut cursor = rows.cursor(start);
        for row in start..end {
            let edge = ((row % height) as i64).saturating_add(diagonal).saturating_add(i64::from(!upper));
            let edge = edge.clamp(0, width as i64) as usize;
            let (kept, zeros) = if upper { (edge..width, 0..edge) } else { (0..edge, edge..width) };
            // SAFETY: both ranges lie inside the row, which is this thread's own; the zero is as large as any element.
            unsafe {
                let (source, target) = (source.offset(cursor.offset(&rows, 1)), target.offset(cursor.offset(&rows, 0)));
                let place = kept.start as isize;
                if !in_place {
                    copy_run(source.offset(place * from), from, target.offset(place * to), to, kept.len(), size);
                }
                let place = target.offset(zeros.start as isize * to);
                strided::splat([0u64; 2].as_ptr().cast(), place, to, zeros.len(), size);
            }
            cursor.advance(&rows, 1);
        }
    });
}
