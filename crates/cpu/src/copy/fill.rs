//! Writing constants and arithmetic sequences.

use crate::{
    convert::{ElementBytes, converter},
    parallel::{self, Shared},
    space::Space,
    strided,
};
use tapir_core::{DType, Scalar};
use tapir_ops::ViewMut;

pub fn fill(value: Scalar, target: &ViewMut) {
    let size = target.dtype.size();
    let element = ElementBytes::new(value, target.dtype);
    let space = Space::new(&target.shape, [(&target.strides, size)]);
    let base = Shared(target.pointer);
    parallel::split(space.numel(), 8 * parallel::GRAIN, &|start, end| {
        let mut cursor = space.cursor(start);
        let mut position = start;
        while position < end {
            let run = cursor.run(&space).min(end - position);
            // SAFETY: the run lies inside the innermost axis.
            unsafe {
                let first = base.get().offset(cursor.offset(&space, 0));
                strided::splat(element.as_ptr(), first, space.inner_stride(0), run, size);
            }
            cursor.advance(&space, run);
            position += run;
        }
    });
}

/// Elements computed at a time.
const CHUNK: usize = 512;

pub fn arange(start: Scalar, step: Scalar, target: &ViewMut) {
    let size = target.dtype.size();
    let space = Space::row_major(&target.shape, [(&target.strides, size)]);
    let integers = matches!((start, step), (Scalar::Int(_) | Scalar::Bool(_), Scalar::Int(_) | Scalar::Bool(_)));
    let (from, convert) = if integers {
        (DType::I64, converter(DType::I64, target.dtype))
    } else {
        (DType::F64, converter(DType::F64, target.dtype))
    };
    let base = Shared(target.pointer);
    parallel::split(space.numel(), parallel::GRAIN, &|first, end| {
        let mut exact = [0i64; CHUNK];
        let mut real = [0f64; CHUNK];
        let mut converted = [[0u64; 2]; CHUNK];
        let mut cursor = space.cursor(first);
        for begin in (first..end).step_by(CHUNK) {
            let count = CHUNK.min(end - begin);
            for i in 0..count {
                if integers {
                    exact[i] = start.to_i64().wrapping_add(((begin + i) as i64).wrapping_mul(step.to_i64()));
                } else {
                    real[i] = start.to_f64() + (begin + i) as f64 * step.to_f64();
                }
            }
            let source: *const u8 = if from == DType::I64 { exact.as_ptr().cast() } else { real.as_ptr().cast() };
            let packed = converted.as_mut_ptr().cast::<u8>();
            // SAFETY: `count` elements fit the buffers, and lie inside the space from the cursor on.
            unsafe {
                convert(source, packed, count);
                strided::scatter_space(&space, 0, base.get(), cursor.clone(), packed, count, size);
            }
            cursor.advance(&space, count);
        }
    });
}
