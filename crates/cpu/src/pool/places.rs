//! Moving elements to and from places within their channel.

use super::GRAIN;
use crate::{
    number::{Arithmetic, Number},
    parallel::Shared,
    windows::Images,
};
use tapir_core::{DType, Result, ensure, pool};
use tapir_ops::{View, ViewMut};

/// Refuses views that do not fit: `pooled` is the shape that the indices have.
pub fn check(source: &View, indices: &View, target: &View, pooled: &[usize]) -> Result<()> {
    let rank = source.shape.len();
    let fits = (3..=5).contains(&rank)
        && target.shape.len() == rank
        && source.shape[..2] == target.shape[..2]
        && indices.shape[..] == *pooled
        && source.dtype == target.dtype
        && indices.dtype == DType::I64;
    ensure!(
        fits,
        Shape,
        "max_pool: indices of {:?} do not lead from {:?} to {:?}",
        indices.shape,
        source.shape,
        target.shape
    );
    Ok(())
}

/// Calls `body` with the offsets of every element, in row-major order, of two tensors of one shape.
#[inline(always)]
fn pairs<A, B>(a: &Images<A>, b: &Images<B>, mut body: impl FnMut(usize, usize)) {
    let [depth, height, width] = a.size;
    for z in 0..depth {
        for y in 0..height {
            let offset = |strides: [usize; 3]| z * strides[0] + y * strides[1];
            let (in_a, in_b) = (offset(a.strides), offset(b.strides));
            for x in 0..width {
                body(in_a + x * a.strides[2], in_b + x * b.strides[2]);
            }
        }
    }
}

fn plane_of<P>(images: &Images<P>, plane: usize) -> usize {
    plane / images.channels * images.batch_stride + plane % images.channels * images.channel_stride
}

/// The offset of a place in a channel.
#[inline(always)]
fn place_of<P>(images: &Images<P>, linear: Option<usize>, place: usize) -> usize {
    match linear {
        Some(stride) => place * stride,
        None => {
            let [_, height, width] = images.size;
            let at = [place / (width * height), place / width % height, place % width];
            (0..3).map(|dim| at[dim] * images.strides[dim]).sum()
        }
    }
}

pub fn scatter<E: Arithmetic>(source: &View, indices: &View, target: &ViewMut) {
    let (source, indices) = (Images::<*const E>::of(source), Images::<*const i64>::of(indices));
    let target = Images::<*mut E>::of_mut(target);
    let linear = target.linear();
    let shared = Shared((source, indices, target));
    let grain = GRAIN.div_ceil(source.positions() + target.positions() + 1);
    pool::parallel_ranges(target.batch * target.channels, grain, &|planes| {
        let (source, indices, target) = shared.get();
        for plane in planes {
            let from = source.pointer.wrapping_add(plane_of(&source, plane));
            let at = indices.pointer.wrapping_add(plane_of(&indices, plane));
            let to = target.pointer.wrapping_add(plane_of(&target, plane));
            // SAFETY: offsets are of elements of the channel; threads have channels of their own. Indices are checked.
            unsafe {
                pairs(&target, &target, |offset, _| *to.add(offset) = E::ZERO);
                pairs(&source, &indices, |offset, index| {
                    let place = *at.add(index) as usize;
                    if place < target.positions() {
                        let to = to.add(place_of(&target, linear, place));
                        *to = (*to).plus(*from.add(offset));
                    }
                });
            }
        }
    });
}

pub fn gather<E: Number>(source: &View, indices: &View, target: &ViewMut) {
    let (source, indices) = (Images::<*const E>::of(source), Images::<*const i64>::of(indices));
    let target = Images::<*mut E>::of_mut(target);
    let linear = source.linear();
    let shared = Shared((source, indices, target));
    let grain = GRAIN.div_ceil(target.positions() + 1);
    pool::parallel_ranges(target.batch * target.channels, grain, &|planes| {
        let (source, indices, target) = shared.get();
        for plane in planes {
            let from = source.pointer.wrapping_add(plane_of(&source, plane));
            let at = indices.pointer.wrapping_add(plane_of(&indices, plane));
            let to = target.pointer.wrapping_add(plane_of(&target, plane));
            // SAFETY: offsets are of elements of the channel; threads have channels of their own. Indices are checked.
            unsafe {
                pairs(&target, &indices, |offset, index| {
                    let place = *at.add(index) as usize;
                    let inside = place < source.positions();
                    *to.add(offset) =
                        if inside { *from.add(place_of(&source, linear, place)) } else { E::from_number(0u8) };
                });
            }
        }
    });
}
