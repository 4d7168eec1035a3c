//! AVX-512 and AVX2 vectors. AVX-512 masks cost nothing, so its kernels are always masked.

use crate::simd::vector::Simd;
use std::arch::x86_64::*;

macro_rules! avx512 {
    ($(#[$doc:meta])* $name:ident, $element:ty, $vector:ty, $mask:ty, $lanes:literal,
     $zero:ident $splat:ident $load:ident $load_masked:ident $store:ident $store_masked:ident
     $multiply_add:ident $multiply:ident $add:ident $exchange:ident $sum:ident) => {
        $(#[$doc])*
        pub struct $name;

        impl Simd for $name {
            type Element = $element;
            type Vector = $vector;
            type Mask = $mask;
            const LANES: usize = $lanes;

            #[inline(always)]
            unsafe fn prefetch(address: *const $element) {
                // SAFETY: a prefetch of any address is harmless.
                unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) }
            }

            #[inline(always)]
            unsafe fn mask(count: usize) -> $mask {
                ((1u32 << count) - 1) as $mask
            }

            #[inline(always)]
            unsafe fn zero() -> $vector {
                // SAFETY: the caller has AVX-512.
                unsafe { $zero() }
            }

            #[inline(always)]
            unsafe fn splat(value: $element) -> $vector {
                // SAFETY: the caller has AVX-512.
                unsafe { $splat(value) }
            }

            #[inline(always)]
            unsafe fn load(from: *const $element) -> $vector {
                // SAFETY: the caller has AVX-512, and the pointer is valid for all lanes.
                unsafe { $load(from) }
            }

            #[inline(always)]
            unsafe fn load_masked(from: *const $element, mask: $mask) -> $vector {
                // SAFETY: the caller has AVX-512, and the pointer is valid for the lanes in the mask.
                unsafe { $load_masked(mask, from) }
            }

            #[inline(always)]
            unsafe fn store(to: *mut $element, vector: $vector) {
                // SAFETY: the caller has AVX-512, and the pointer is valid for all lanes.
                unsafe { $store(to, vector) }
            }

            #[inline(always)]
            unsafe fn store_masked(to: *mut $element, mask: $mask, vector: $vector) {
                // SAFETY: the caller has AVX-512, and the pointer is valid for the lanes in the mask.
                unsafe { $store_masked(to, mask, vector) }
            }

            #[inline(always)]
            unsafe fn multiply_add(x: $vector, y: $vector, z: $vector) -> $vector {
                // SAFETY: the caller has AVX-512.
                unsafe { $multiply_add(x, y, z) }
            }

            #[inline(always)]
            unsafe fn multiply(x: $vector, y: $vector) -> $vector {
                // SAFETY: the caller has AVX-512.
                unsafe { $multiply(x, y) }
            }

            #[inline(always)]
            unsafe fn add(x: $vector, y: $vector) -> $vector {
                // SAFETY: the caller has AVX-512.
                unsafe { $add(x, y) }
            }

            #[inline(always)]
            unsafe fn exchange(low: $vector, high: $vector, distance: usize) -> ($vector, $vector) {
                // SAFETY: the caller has AVX-512.
                unsafe { $exchange(low, high, distance) }
            }

            #[inline(always)]
            unsafe fn sum(vector: $vector) -> $element {
                // SAFETY: the caller has AVX-512.
                unsafe { $sum(vector) }
            }
        }
    };
}

avx512! {
    /// 16 floats.
    Avx512F32, f32, __m512, __mmask16, 16,
    _mm512_setzero_ps _mm512_set1_ps _mm512_loadu_ps _mm512_maskz_loadu_ps _mm512_storeu_ps _mm512_mask_storeu_ps
    _mm512_fmadd_ps _mm512_mul_ps _mm512_add_ps exchange_16 _mm512_reduce_add_ps
}

avx512! {
    /// 8 doubles.
    Avx512F64, f64, __m512d, __mmask8, 8,
    _mm512_setzero_pd _mm512_set1_pd _mm512_loadu_pd _mm512_maskz_loadu_pd _mm512_storeu_pd _mm512_mask_storeu_pd
    _mm512_fmadd_pd _mm512_mul_pd _mm512_add_pd exchange_8_double _mm512_reduce_add_pd
}

macro_rules! avx2 {
    ($(#[$doc:meta])* $name:ident, $element:ty, $vector:ty, $integer:ty, $lanes:literal,
     $zero:ident $splat:ident $load:ident $load_masked:ident $store:ident $store_masked:ident
     $multiply_add:ident $multiply:ident $add:ident $exchange:ident) => {
        $(#[$doc])*
        pub struct $name;

        impl Simd for $name {
            type Element = $element;
            type Vector = $vector;
            type Mask = __m256i;
            const LANES: usize = $lanes;

            #[inline(always)]
            unsafe fn prefetch(address: *const $element) {
                // SAFETY: a prefetch of any address is harmless.
                unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) }
            }

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
                // SAFETY: the caller has AVX2; `count` is at most the number of lanes, so the
                // window lies inside the table.
                unsafe { _mm256_loadu_si256(ONES.as_ptr().add($lanes - count).cast()) }
            }

            #[inline(always)]
            unsafe fn zero() -> $vector {
                // SAFETY: the caller has AVX2.
                unsafe { $zero() }
            }

            #[inline(always)]
            unsafe fn splat(value: $element) -> $vector {
                // SAFETY: the caller has AVX2.
                unsafe { $splat(value) }
            }

            #[inline(always)]
            unsafe fn load(from: *const $element) -> $vector {
                // SAFETY: the caller has AVX2, and the pointer is valid for all lanes.
                unsafe { $load(from) }
            }

            #[inline(always)]
            unsafe fn load_masked(from: *const $element, mask: __m256i) -> $vector {
                // SAFETY: the caller has AVX2, and the pointer is valid for the lanes in the mask.
                unsafe { $load_masked(from, mask) }
            }

            #[inline(always)]
            unsafe fn store(to: *mut $element, vector: $vector) {
                // SAFETY: the caller has AVX2, and the pointer is valid for all lanes.
                unsafe { $store(to, vector) }
            }

            #[inline(always)]
            unsafe fn store_masked(to: *mut $element, mask: __m256i, vector: $vector) {
                // SAFETY: the caller has AVX2, and the pointer is valid for the lanes in the mask.
                unsafe { $store_masked(to, mask, vector) }
            }

            #[inline(always)]
            unsafe fn multiply_add(x: $vector, y: $vector, z: $vector) -> $vector {
                // SAFETY: the caller has AVX2.
                unsafe { $multiply_add(x, y, z) }
            }

            #[inline(always)]
            unsafe fn multiply(x: $vector, y: $vector) -> $vector {
                // SAFETY: the caller has AVX2.
                unsafe { $multiply(x, y) }
            }

            #[inline(always)]
            unsafe fn add(x: $vector, y: $vector) -> $vector {
                // SAFETY: the caller has AVX2.
                unsafe { $add(x, y) }
            }

            #[inline(always)]
            unsafe fn exchange(low: $vector, high: $vector, distance: usize) -> ($vector, $vector) {
                // SAFETY: the caller has AVX2.
                unsafe { $exchange(low, high, distance) }
            }

            #[inline(always)]
            unsafe fn sum(vector: $vector) -> $element {
                let mut lanes = [0.0; $lanes];
                // SAFETY: the caller has AVX2; the array has all lanes.
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
    _mm256_fmadd_ps _mm256_mul_ps _mm256_add_ps exchange_8
}

avx2! {
    /// 4 doubles.
    Avx2F64, f64, __m256d, i64, 4,
    _mm256_setzero_pd _mm256_set1_pd _mm256_loadu_pd _mm256_maskload_pd _mm256_storeu_pd _mm256_maskstore_pd
    _mm256_fmadd_pd _mm256_mul_pd _mm256_add_pd exchange_4_double
}

/// # Safety
/// AVX-512 is there.
#[inline(always)]
unsafe fn exchange_16(low: __m512, high: __m512, distance: usize) -> (__m512, __m512) {
    // SAFETY: the caller has AVX-512.
    unsafe {
        match distance {
            1 => (_mm512_mask_moveldup_ps(low, 0xaaaa, high), _mm512_mask_movehdup_ps(high, 0x5555, low)),
            2 => (_mm512_shuffle_ps::<0x44>(low, high), _mm512_shuffle_ps::<0xee>(low, high)),
            4 => (
                _mm512_mask_shuffle_f32x4::<0xa0>(low, 0xf0f0, high, high),
                _mm512_mask_shuffle_f32x4::<0xf5>(high, 0x0f0f, low, low),
            ),
            _ => (_mm512_shuffle_f32x4::<0x44>(low, high), _mm512_shuffle_f32x4::<0xee>(low, high)),
        }
    }
}

/// # Safety
/// AVX-512 is there.
#[inline(always)]
unsafe fn exchange_8_double(low: __m512d, high: __m512d, distance: usize) -> (__m512d, __m512d) {
    // SAFETY: the caller has AVX-512.
    unsafe {
        match distance {
            1 => (_mm512_unpacklo_pd(low, high), _mm512_unpackhi_pd(low, high)),
            2 => (
                _mm512_mask_shuffle_f64x2::<0xa0>(low, 0xcc, high, high),
                _mm512_mask_shuffle_f64x2::<0xf5>(high, 0x33, low, low),
            ),
            _ => (_mm512_shuffle_f64x2::<0x44>(low, high), _mm512_shuffle_f64x2::<0xee>(low, high)),
        }
    }
}

/// # Safety
/// AVX2 is there.
#[inline(always)]
unsafe fn exchange_8(low: __m256, high: __m256, distance: usize) -> (__m256, __m256) {
    // SAFETY: the caller has AVX2.
    unsafe {
        match distance {
            1 => (
                _mm256_blend_ps::<0xaa>(low, _mm256_moveldup_ps(high)),
                _mm256_blend_ps::<0xaa>(_mm256_movehdup_ps(low), high),
            ),
            2 => (_mm256_shuffle_ps::<0x44>(low, high), _mm256_shuffle_ps::<0xee>(low, high)),
            _ => (_mm256_permute2f128_ps::<0x20>(low, high), _mm256_permute2f128_ps::<0x31>(low, high)),
        }
    }
}

/// # Safety
/// AVX2 is there.
#[inline(always)]
unsafe fn exchange_4_double(low: __m256d, high: __m256d, distance: usize) -> (__m256d, __m256d) {
    // SAFETY: the caller has AVX2.
    unsafe {
        match distance {
            1 => (_mm256_unpacklo_pd(low, high), _mm256_unpackhi_pd(low, high)),
            _ => (_mm256_permute2f128_pd::<0x20>(low, high), _mm256_permute2f128_pd::<0x31>(low, high)),
        }
    }
}
