//! The clones of the micro-kernels for each instruction set and tile size, and the choice among them at run time.

#[cfg(target_arch = "x86_64")]
use crate::simd::isa::Level;
use crate::simd::{
    compute::{Compute, DOT_ROWS, Dots, Gather, Kernels, Source, Target, Tile, TileFn},
    isa::clone_for,
    pack,
    portable::Portable,
    tile,
    vector::Simd,
};
use tapir_core::{Complex32, Complex64};

#[cfg(target_arch = "aarch64")]
use crate::simd::neon::{NeonF32, NeonF64};
#[cfg(target_arch = "x86_64")]
use crate::simd::x86::{Avx2F32, Avx2F64, Avx512F32, Avx512F64};

/// Clones the micro-kernels for vectors of type `$simd`.
macro_rules! kernels {
    ($name:ident, $level:ident, $simd:ty, [$($rows:literal)+], [$($vectors:literal)+]) => {
        static $name: Kernels<<$simd as Simd>::Element> = {
            type E = <$simd as Simd>::Element;

            clone_for! {
                $level:

                /// # Safety
                /// As for [`tile::tile`]: the level is there.
                unsafe fn tile<const ROWS: usize, const VECTORS: usize>(t: &Tile<E>) {
                    // SAFETY: as the caller says.
                    unsafe { tile::tile::<$simd, ROWS, VECTORS>(t) }
                }

                /// # Safety
                /// As for [`tile::dots`]: the level is there.
                unsafe fn dots<const ROWS: usize, const CHAINS: usize>(d: &Dots<E>) {
                    // SAFETY: as the caller says.
                    unsafe { tile::dots::<$simd, ROWS, CHAINS>(d) }
                }

                /// # Safety
                /// As for [`pack::copy_runs`]: the level is there.
                unsafe fn copy_runs(source: &Source<E>, target: &Target<E>) {
                    // SAFETY: as the caller says.
                    unsafe { pack::copy_runs::<$simd>(source, target) }
                }

                /// # Safety
                /// As for [`pack::transpose`]: the level is there.
                unsafe fn transpose(source: &Source<E>, target: &Target<E>) {
                    // SAFETY: as the caller says.
                    unsafe { pack::transpose::<$simd>(source, target) }
                }

                /// # Safety
                /// As for [`pack::gather`]: the level is there.
                unsafe fn gather(runs: &Gather<E>) {
                    // SAFETY: as the caller says.
                    unsafe { pack::gather::<$simd>(runs) }
                }
            }

            const fn by_rows<const VECTORS: usize>() -> &'static [TileFn<E>] {
                &[$(tile::<$rows, VECTORS>),+]
            }

            Kernels {
                lanes: <$simd as Simd>::LANES,
                tiles: &[$(by_rows::<$vectors>()),+],
                wide: tile::<1, { Kernels::<E>::WIDE }>,
                dots: dots::<DOT_ROWS, 2>,
                dot: dots::<1, 8>,
                copy_runs,
                transpose,
                gather,
            }
        };
    };
}

/// Clones the portable micro-kernels for one element type and chooses among the clones.
macro_rules! portable {
    ($select:ident, $element:ty, $lanes:literal) => {
        fn $select() -> &'static Kernels<$element> {
            kernels!(BASELINE, baseline, Portable<$element, $lanes>, [1 2 3 4], [1 2]);
            #[cfg(target_arch = "x86_64")]
            {
                kernels!(AVX2, avx2, Portable<$element, $lanes>, [1 2 3 4], [1 2]);
                kernels!(AVX512, avx512, Portable<$element, $lanes>, [1 2 3 4], [1 2]);
                match Level::current() {
                    Level::Avx512 => return &AVX512,
                    Level::Avx2 => return &AVX2,
                    Level::Baseline => {}
                }
            }
            &BASELINE
        }
    };
}

portable!(i32_kernels, i32, 8);
portable!(i64_kernels, i64, 4);
portable!(complex32_kernels, Complex32, 4);
portable!(complex64_kernels, Complex64, 2);

#[cfg(target_arch = "x86_64")]
mod x86_tables {
    use super::*;

    kernels!(AVX512_F32, avx512, Avx512F32, [1 2 3 4 5 6 7 8 9 10 11 12 13 14], [1 2]);
    kernels!(AVX512_F64, avx512, Avx512F64, [1 2 3 4 5 6 7 8 9 10 11 12 13 14], [1 2]);
    kernels!(AVX2_F32, avx2, Avx2F32, [1 2 3 4 5 6], [1 2]);
    kernels!(AVX2_F64, avx2, Avx2F64, [1 2 3 4 5 6], [1 2]);
    kernels!(SSE_F32, baseline, Portable<f32, 4>, [1 2 3 4 5 6], [1 2]);
    kernels!(SSE_F64, baseline, Portable<f64, 2>, [1 2 3 4 5 6], [1 2]);

    pub fn f32_kernels() -> &'static Kernels<f32> {
        match Level::current() {
            Level::Avx512 => &AVX512_F32,
            Level::Avx2 => &AVX2_F32,
            Level::Baseline => &SSE_F32,
        }
    }

    pub fn f64_kernels() -> &'static Kernels<f64> {
        match Level::current() {
            Level::Avx512 => &AVX512_F64,
            Level::Avx2 => &AVX2_F64,
            Level::Baseline => &SSE_F64,
        }
    }
}

#[cfg(target_arch = "x86_64")]
use x86_tables::{f32_kernels, f64_kernels};

#[cfg(target_arch = "aarch64")]
mod neon_tables {
    use super::*;

    kernels!(NEON_F32, neon, NeonF32, [1 2 3 4 5 6 7 8], [1 2 3]);
    kernels!(NEON_F64, neon, NeonF64, [1 2 3 4 5 6 7 8], [1 2 3]);

    pub fn f32_kernels() -> &'static Kernels<f32> {
        &NEON_F32
    }

    pub fn f64_kernels() -> &'static Kernels<f64> {
        &NEON_F64
    }
}

#[cfg(target_arch = "aarch64")]
use neon_tables::{f32_kernels, f64_kernels};

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
portable!(f32_kernels, f32, 8);
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
portable!(f64_kernels, f64, 4);

macro_rules! compute {
    ($($element:ty: $kernels:ident;)+) => {$(
        impl Compute for $element {
            #[inline]
            fn kernels() -> &'static Kernels<$element> {
                $kernels()
            }
        }
    )+};
}

compute! {
    f32: f32_kernels;
    f64: f64_kernels;
    i32: i32_kernels;
    i64: i64_kernels;
    Complex32: complex32_kernels;
    Complex64: complex64_kernels;
}
