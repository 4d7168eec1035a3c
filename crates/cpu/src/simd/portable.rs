//! Vectors as plain arrays, for element types and machines without hand-written ones. Compiled in clones for the
//! instruction sets, where LLVM makes vectors of the loops.

use crate::simd::{compute::Compute, vector::Simd};
use std::marker::PhantomData;

/// `LANES` elements.
pub struct Portable<T, const LANES: usize>(PhantomData<T>);

#[inline(always)]
fn each<T: Compute, const LANES: usize>(lane: impl Fn(usize) -> T) -> [T; LANES] {
    let mut vector = [T::ZERO; LANES];
    for (i, element) in vector.iter_mut().enumerate() {
        *element = lane(i);
    }
    vector
}

impl<T: Compute, const LANES: usize> Simd for Portable<T, LANES> {
    type Element = T;
    type Vector = [T; LANES];
    type Mask = usize;
    const LANES: usize = LANES;

    #[inline(always)]
    unsafe fn mask(count: usize) -> usize {
        count
    }

    #[inline(always)]
    unsafe fn zero() -> [T; LANES] {
        [T::ZERO; LANES]
    }

    #[inline(always)]
    unsafe fn splat(value: T) -> [T; LANES] {
        [value; LANES]
    }

    #[inline(always)]
    unsafe fn load(from: *const T) -> [T; LANES] {
        // SAFETY: valid for all lanes; an array has the alignment of its elements.
        unsafe { from.cast::<[T; LANES]>().read() }
    }

    #[inline(always)]
    unsafe fn load_masked(from: *const T, mask: usize) -> [T; LANES] {
        if mask == LANES {
            // SAFETY: valid for all lanes.
            return unsafe { Self::load(from) };
        }
        let mut vector = [T::ZERO; LANES];
        for (lane, element) in vector.iter_mut().enumerate().take(mask) {
            // SAFETY: valid for the lanes in the mask.
            *element = unsafe { *from.add(lane) };
        }
        vector
    }

    #[inline(always)]
    unsafe fn store(to: *mut T, vector: [T; LANES]) {
        // SAFETY: valid for all lanes; an array has the alignment of its elements.
        unsafe { to.cast::<[T; LANES]>().write(vector) }
    }

    #[inline(always)]
    unsafe fn store_masked(to: *mut T, mask: usize, vector: [T; LANES]) {
        if mask == LANES {
            // SAFETY: valid for all lanes.
            return unsafe { Self::store(to, vector) };
        }
        for (lane, element) in vector.into_iter().enumerate().take(mask) {
            // SAFETY: valid for the lanes in the mask.
            unsafe { *to.add(lane) = element };
        }
    }

    #[inline(always)]
    unsafe fn multiply_add(x: [T; LANES], y: [T; LANES], z: [T; LANES]) -> [T; LANES] {
        // Not `f32::mul_add`: without FMA that is a call into libm.
        each(|lane| x[lane].times(y[lane]).plus(z[lane]))
    }

    #[inline(always)]
    unsafe fn multiply(x: [T; LANES], y: [T; LANES]) -> [T; LANES] {
        each(|lane| x[lane].times(y[lane]))
    }

    #[inline(always)]
    unsafe fn add(x: [T; LANES], y: [T; LANES]) -> [T; LANES] {
        each(|lane| x[lane].plus(y[lane]))
    }

    #[inline(always)]
    unsafe fn exchange(low: [T; LANES], high: [T; LANES], distance: usize) -> ([T; LANES], [T; LANES]) {
        let first = each(|lane| if lane & distance == 0 { low[lane] } else { high[lane ^ distance] });
        let second = each(|lane| if lane & distance == 0 { low[lane ^ distance] } else { high[lane] });
        (first, second)
    }

    #[inline(always)]
    unsafe fn sum(vector: [T; LANES]) -> T {
        vector.into_iter().fold(T::ZERO, T::plus)
    }
}
