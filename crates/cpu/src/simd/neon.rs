//! NEON vectors. There are no masks: partial vectors go lane by lane, at the edges of a matrix only.

// Intrinsics are safe where their feature is part of the target, as NEON is.
#![allow(unused_unsafe, reason = "whether these intrinsics are unsafe depends on the compiler's version")]

use crate::simd::vector::Simd;
use std::arch::aarch64::*;

macro_rules! neon {
    ($(#[$doc:meta])* $name:ident, $element:ty, $vector:ty, $lanes:literal,
     $splat:ident $load:ident $store:ident $multiply_add:ident $multiply:ident $add:ident $exchange:ident $sum:ident) => {
        $(#[$doc])*
        pub struct $name;

        impl Simd for $name {
            type Element = $element;
            type Vector = $vector;
            type Mask = usize;
            const LANES: usize = $lanes;

            #[inline(always)]
            unsafe fn mask(count: usize) -> usize {
                count
            }

            #[inline(always)]
            unsafe fn zero() -> $vector {
                // SAFETY: every AArch64 machine has NEON.
                unsafe { $splat(0.0) }
            }

            #[inline(always)]
            unsafe fn splat(value: $element) -> $vector {
                // SAFETY: every AArch64 machine has NEON.
                unsafe { $splat(value) }
            }

            #[inline(always)]
            unsafe fn load(from: *const $element) -> $vector {
                // SAFETY: every AArch64 machine has NEON, and the pointer is valid for all lanes.
                unsafe { $load(from) }
            }

            #[inline(always)]
            unsafe fn load_masked(from: *const $element, mask: usize) -> $vector {
                if mask == $lanes {
                    // SAFETY: valid for all lanes.
                    return unsafe { $load(from) };
                }
                let mut lanes = [0.0; $lanes];
                for (lane, element) in lanes.iter_mut().enumerate().take(mask) {
                    // SAFETY: valid for the lanes in the mask.
                    *element = unsafe { *from.add(lane) };
                }
                // SAFETY: the array has all lanes.
                unsafe { $load(lanes.as_ptr()) }
            }

            #[inline(always)]
            unsafe fn store(to: *mut $element, vector: $vector) {
                // SAFETY: every AArch64 machine has NEON, and the pointer is valid for all lanes.
                unsafe { $store(to, vector) }
            }

            #[inline(always)]
            unsafe fn store_masked(to: *mut $element, mask: usize, vector: $vector) {
                if mask == $lanes {
                    // SAFETY: valid for all lanes.
                    return unsafe { $store(to, vector) };
                }
                let mut lanes = [0.0; $lanes];
                // SAFETY: the array has all lanes.
                unsafe { $store(lanes.as_mut_ptr(), vector) };
                for (lane, element) in lanes.into_iter().enumerate().take(mask) {
                    // SAFETY: valid for the lanes in the mask.
                    unsafe { *to.add(lane) = element };
                }
            }

            #[inline(always)]
            unsafe fn multiply_add(x: $vector, y: $vector, z: $vector) -> $vector {
                // SAFETY: every AArch64 machine has NEON.
                unsafe { $multiply_add(z, x, y) }
            }

            #[inline(always)]
            unsafe fn multiply(x: $vector, y: $vector) -> $vector {
                // SAFETY: every AArch64 machine has NEON.
                unsafe { $multiply(x, y) }
            }

            #[inline(always)]
            unsafe fn add(x: $vector, y: $vector) -> $vector {
                // SAFETY: every AArch64 machine has NEON.
                unsafe { $add(x, y) }
            }

            #[inline(always)]
            unsafe fn exchange(low: $vector, high: $vector, distance: usize) -> ($vector, $vector) {
                // SAFETY: every AArch64 machine has NEON.
                unsafe { $exchange(low, high, distance) }
            }

            #[inline(always)]
            unsafe fn sum(vector: $vector) -> $element {
                // SAFETY: every AArch64 machine has NEON.
                unsafe { $sum(vector) }
            }
        }
    };
}

/// # Safety
/// NEON is there, as on every AArch64 machine.
#[inline(always)]
unsafe fn exchange_f32(low: float32x4_t, high: float32x4_t, distance: usize) -> (float32x4_t, float32x4_t) {
    // SAFETY: every AArch64 machine has NEON.
    unsafe {
        if distance == 1 {
            return (vtrn1q_f32(low, high), vtrn2q_f32(low, high));
        }
        let (low, high) = exchange_f64(vreinterpretq_f64_f32(low), vreinterpretq_f64_f32(high), 1);
        (vreinterpretq_f32_f64(low), vreinterpretq_f32_f64(high))
    }
}

/// # Safety
/// NEON is there, as on every AArch64 machine.
#[inline(always)]
unsafe fn exchange_f64(low: float64x2_t, high: float64x2_t, _distance: usize) -> (float64x2_t, float64x2_t) {
    // SAFETY: every AArch64 machine has NEON.
    unsafe { (vtrn1q_f64(low, high), vtrn2q_f64(low, high)) }
}

neon! {
    /// 4 floats.
    NeonF32, f32, float32x4_t, 4,
    vdupq_n_f32 vld1q_f32 vst1q_f32 vfmaq_f32 vmulq_f32 vaddq_f32 exchange_f32 vaddvq_f32
}

neon! {
    /// 2 doubles.
    NeonF64, f64, float64x2_t, 2,
    vdupq_n_f64 vld1q_f64 vst1q_f64 vfmaq_f64 vmulq_f64 vaddq_f64 exchange_f64 vaddvq_f64
}
