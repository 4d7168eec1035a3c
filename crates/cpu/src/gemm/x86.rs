//! AVX-512 and AVX2 vectors. AVX-512 masks cost nothing, so its kernels are always masked.

use super::simd::Simd;
use std::arch::x86_64::*;

macro_rules! avx512 {
    ($(#[$doc:meta])* $name:ident, $element:ty, $vector:ty, $mask:ty, $lanes:literal,
     $zero:ident $splat:ident $load:ident $load_masked:ident $store:ident $store_masked:ident
     $multiply_add:ident $multiply:ident $add:ident $sum:ident) => {
        $(#[$doc])*
        pub struct $name;

        impl Simd for $name {
            type Element = $element;
            type Vector = $vector;
            type Mask = $mask;
            const LANES: usize = $lanes;

            #[inline(always)]
            unsafe fn mask(count: usize) -> $mask {
                ((1u32 << count) - 1) as $mask
            }

            #[inline(always)]
            unsafe fn zero() -> $vector {
                // SAFETY: the caller has AVX-512, here and below.
                unsafe { $zero() }
            }

            #[inline(always)]
            unsafe fn splat(value: $element) -> $vector {
                // SAFETY: as above.
                unsafe { $splat(value) }
            }

            #[inline(always)]
            unsafe fn load(from: *const $element) -> $vector {
                // SAFETY: as above, and the pointer is valid for all lanes.
                unsafe { $load(from) }
            }

            #[inline(always)]
            unsafe fn load_masked(from: *const $element, mask: $mask) -> $vector {
                // SAFETY: as above, and the pointer is valid for the lanes in the mask.
                unsafe { $load_masked(mask, from) }
            }

            #[inline(always)]
            unsafe fn store(to: *mut $element, vector: $vector) {
                // SAFETY: as for `load`.
                unsafe { $store(to, vector) }
            }

            #[inline(always)]
            unsafe fn store_masked(to: *mut $element, mask: $mask, vector: $vector) {
                // SAFETY: as for `load_masked`.
                unsafe { $store_masked(to, mask, vector) }
            }

            #[inline(always)]
            unsafe fn multiply_add(x: $vector, y: $vector, z: $vector) -> $vector {
                // SAFETY: as above.
                unsafe { $multiply_add(x, y, z) }
            }

            #[inline(always)]
            unsafe fn multiply(x: $vector, y: $vector) -> $vector {
                // SAFETY: as above.
                unsafe { $multiply(x, y) }
            }

            #[inline(always)]
            unsafe fn add(x: $vector, y: $vector) -> $vector {
                // SAFETY: as above.
                unsafe { $add(x, y) }
            }

            #[inline(always)]
            unsafe fn sum(vector: $vector) -> $element {
                // SAFETY: as above.
                unsafe { $sum(vector) }
            }
        }
    };
}

avx512! {
    /// 16 floats.
    Avx512F32, f32, __m512, __mmask16, 16,
    _mm512_setzero_ps _mm512_set1_ps _mm512_loadu_ps _mm512_maskz_loadu_ps _mm512_storeu_ps _mm512_mask_storeu_ps
    _mm512_fmadd_ps _mm512_mul_ps _mm512_add_ps _mm512_reduce_add_ps
}

avx512! {
    /// 8 doubles.
    Avx512F64, f64, __m512d, __mmask8, 8,
    _mm512_setzero_pd _mm512_set1_pd _mm512_loadu_pd _mm512_maskz_loadu_pd _mm512_storeu_pd _mm512_mask_storeu_pd
    _mm512_fmadd_pd _mm512_mul_pd _mm512_add_pd _mm512_reduce_add_pd
}

macro_rules! avx2 {
    ($(#[$doc:meta])* $name:ident, $element:ty, $vector:ty, $integer:ty, $lanes:literal,
     $zero:ident $splat:ident $load:ident $load_masked:ident $store:ident $store_masked:ident
     $multiply_add:ident $multiply:ident $add:ident) => {
        $(#[$doc])*
        pub struct $name;

        impl Simd for $name {
            type Element = $element;
            type Vector = $vector;
            type Mask = __m256i;
            const LANES: usize = $lanes;

            #[inline(always)]
            unsafe fn mask(count: usize) -> __m256i {
                const ONES: [$integer; 2 * $lanes] = {
                    let mut ones = [0; 2 * $lanes];
                    let mut lane = 0;
                    while lane < $lanes {
                        ones[lane] = -1;
                        lane += 1;
                    }
                    ones
                };
                // SAFETY: the caller has AVX2, here and below; `count` is at most the number of lanes, so the
                // window lies inside the table.
                unsafe { _mm256_loadu_si256(ONES.as_ptr().add($lanes - count).cast()) }
            }

            #[inline(always)]
            unsafe fn zero() -> $vector {
                // SAFETY: as above.
                unsafe { $zero() }
            }

            #[inline(always)]
            unsafe fn splat(value: $element) -> $vector {
                // SAFETY: as above.
                unsafe { $splat(value) }
            }

            #[inline(always)]
            unsafe fn load(from: *const $element) -> $vector {
                // SAFETY: as above, and the pointer is valid for all lanes.
                unsafe { $load(from) }
            }

            #[inline(always)]
            unsafe fn load_masked(from: *const $element, mask: __m256i) -> $vector {
                // SAFETY: as above, and the pointer is valid for the lanes in the mask.
                unsafe { $load_masked(from, mask) }
            }

            #[inline(always)]
            unsafe fn store(to: *mut $element, vector: $vector) {
                // SAFETY: as for `load`.
                unsafe { $store(to, vector) }
            }

            #[inline(always)]
            unsafe fn store_masked(to: *mut $element, mask: __m256i, vector: $vector) {
                // SAFETY: as for `load_masked`.
                unsafe { $store_masked(to, mask, vector) }
            }

            #[inline(always)]
            unsafe fn multiply_add(x: $vector, y: $vector, z: $vector) -> $vector {
                // SAFETY: as above.
                unsafe { $multiply_add(x, y, z) }
            }

            #[inline(always)]
            unsafe fn multiply(x: $vector, y: $vector) -> $vector {
                // SAFETY: as above.
                unsafe { $multiply(x, y) }
            }

            #[inline(always)]
            unsafe fn add(x: $vector, y: $vector) -> $vector {
                // SAFETY: as above.
                unsafe { $add(x, y) }
            }

            #[inline(always)]
            unsafe fn sum(vector: $vector) -> $element {
                let mut lanes = [0.0; $lanes];
                // SAFETY: as above; the array has all lanes.
                unsafe { $store(lanes.as_mut_ptr(), vector) };
                let mut half = $lanes / 2;
                while half > 0 {
                    for lane in 0..half {
                        lanes[lane] += lanes[lane + half];
                    }
                    half /= 2;
                }
                lanes[0]
            }
        }
    };
}

avx2! {
    /// 8 floats.
    Avx2F32, f32, __m256, i32, 8,
    _mm256_setzero_ps _mm256_set1_ps _mm256_loadu_ps _mm256_maskload_ps _mm256_storeu_ps _mm256_maskstore_ps
    _mm256_fmadd_ps _mm256_mul_ps _mm256_add_ps
}

avx2! {
    /// 4 doubles.
    Avx2F64, f64, __m256d, i64, 4,
    _mm256_setzero_pd _mm256_set1_pd _mm256_loadu_pd _mm256_maskload_pd _mm256_storeu_pd _mm256_maskstore_pd
    _mm256_fmadd_pd _mm256_mul_pd _mm256_add_pd
}
