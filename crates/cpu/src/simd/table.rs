//! The clones of the micro-kernels for each instruction set and tile size, and the choice among them at run time.

#[cfg(target_arch = "x86_64")]
use crate::simd::isa::Isa;
use crate::simd::{
    compute::{Compute, DOT_ROWS, Dots, Gather, Kernels, Source, Target, Tile, TileFn},
    pack,
    portable::Portable,
    tile,
    vector::Simd,
};
use std::ops::{Add, Mul};
use tapir_core::{Complex32, Complex64, Scalar};

#[cfg(target_arch = "aarch64")]
use crate::simd::neon::{NeonF32, NeonF64};
#[cfg(target_arch = "x86_64")]
use crate::simd::x86::{Avx2F32, Avx2F64, Avx512F32, Avx512F64};

/// Clones the micro-kernels for vectors of type `$simd`.
macro_rules! kernels {
    ($name:ident, $simd:ty, [$($rows:literal)+], [$($vectors:literal)+] $(, $features:literal)?) => {
        static $name: Kernels<<$simd as Simd>::Element> = {
            type E = <$simd as Simd>::Element;

            $(
                #[target_feature(enable = $features)]
                #[cfg_attr(target_os = "linux", unsafe(link_section = ".kernels"))]
            )?
            unsafe fn tile<const ROWS: usize, const VECTORS: usize>(t: &Tile<E>) {
                // SAFETY: the table is chosen only where its instruction set is; operands as promised by the caller.
                unsafe { tile::tile::<$simd, ROWS, VECTORS>(t) }
            }

            $(
                #[target_feature(enable = $features)]
                #[cfg_attr(target_os = "linux", unsafe(link_section = ".kernels"))]
            )?
            unsafe fn dots<const ROWS: usize, const CHAINS: usize>(d: &Dots<E>) {
                // SAFETY: as above.
                unsafe { tile::dots::<$simd, ROWS, CHAINS>(d) }
            }

            $(
                #[target_feature(enable = $features)]
                #[cfg_attr(target_os = "linux", unsafe(link_section = ".kernels"))]
            )?
            unsafe fn copy_runs(source: &Source<E>, target: &Target<E>) {
                // SAFETY: as above.
                unsafe { pack::copy_runs::<$simd>(source, target) }
            }

            $(
                #[target_feature(enable = $features)]
                #[cfg_attr(target_os = "linux", unsafe(link_section = ".kernels"))]
            )?
            unsafe fn transpose(source: &Source<E>, target: &Target<E>) {
                // SAFETY: as above.
                unsafe { pack::transpose::<$simd>(source, target) }
            }

            $(
                #[target_feature(enable = $features)]
                #[cfg_attr(target_os = "linux", unsafe(link_section = ".kernels"))]
            )?
            unsafe fn gather(runs: &Gather<E>) {
                // SAFETY: as above.
                unsafe { pack::gather::<$simd>(runs) }
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
            kernels!(BASELINE, Portable<$element, $lanes>, [1 2 3 4], [1 2]);
            #[cfg(target_arch = "x86_64")]
            {
                kernels!(AVX2, Portable<$element, $lanes>, [1 2 3 4], [1 2], "avx2,fma");
                kernels!(AVX512, Portable<$element, $lanes>, [1 2 3 4], [1 2], "avx512f,avx512vl,avx512dq,avx512bw,fma");
                match Isa::current() {
                    Isa::Avx512 => return &AVX512,
                    Isa::Avx2 => return &AVX2,
                    Isa::Baseline => {}
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

    kernels!(AVX512_F32, Avx512F32, [1 2 3 4 5 6 7 8 9 10 11 12 13 14], [1 2], "avx512f");
    kernels!(AVX512_F64, Avx512F64, [1 2 3 4 5 6 7 8 9 10 11 12 13 14], [1 2], "avx512f");
    kernels!(AVX2_F32, Avx2F32, [1 2 3 4 5 6], [1 2], "avx2,fma");
    kernels!(AVX2_F64, Avx2F64, [1 2 3 4 5 6], [1 2], "avx2,fma");
    kernels!(SSE_F32, Portable<f32, 4>, [1 2 3 4 5 6], [1 2]);
    kernels!(SSE_F64, Portable<f64, 2>, [1 2 3 4 5 6], [1 2]);

    pub fn f32_kernels() -> &'static Kernels<f32> {
        match Isa::current() {
            Isa::Avx512 => &AVX512_F32,
            Isa::Avx2 => &AVX2_F32,
            Isa::Baseline => &SSE_F32,
        }
    }

    pub fn f64_kernels() -> &'static Kernels<f64> {
        match Isa::current() {
            Isa::Avx512 => &AVX512_F64,
            Isa::Avx2 => &AVX2_F64,
            Isa::Baseline => &SSE_F64,
        }
    }
}

#[cfg(target_arch = "x86_64")]
use x86_tables::{f32_kernels, f64_kernels};

#[cfg(target_arch = "aarch64")]
mod neon_tables {
    use super::*;

    kernels!(NEON_F32, NeonF32, [1 2 3 4 5 6 7 8], [1 2 3], "neon");
    kernels!(NEON_F64, NeonF64, [1 2 3 4 5 6 7 8], [1 2 3], "neon");

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
    ($element:ty, $zero:expr, $one:expr, $plus:expr, $times:expr, $from:expr, $kernels:ident) => {
        impl Compute for $element {
            const ZERO: $element = $zero;
            const ONE: $element = $one;

            #[inline(always)]
            fn plus(self, other: $element) -> $element {
                $plus(self, other)
            }

            #[inline(always)]
            fn times(self, other: $element) -> $element {
                $times(self, other)
            }

            fn from_scalar(scalar: Scalar) -> $element {
                $from(scalar)
            }

            #[inline]
            fn kernels() -> &'static Kernels<$element> {
                $kernels()
            }
        }
    };
}

compute!(f32, 0.0, 1.0, f32::add, f32::mul, |s: Scalar| s.to_f64() as f32, f32_kernels);
compute!(f64, 0.0, 1.0, f64::add, f64::mul, Scalar::to_f64, f64_kernels);
compute!(i32, 0, 1, i32::wrapping_add, i32::wrapping_mul, |s: Scalar| s.to_i64() as i32, i32_kernels);
compute!(i64, 0, 1, i64::wrapping_add, i64::wrapping_mul, Scalar::to_i64, i64_kernels);
compute!(
    Complex32,
    Complex32::new(0.0, 0.0),
    Complex32::new(1.0, 0.0),
    Complex32::add,
    Complex32::mul,
    |s: Scalar| Complex32::new(s.to_f64() as f32, 0.0),
    complex32_kernels
);
compute!(
    Complex64,
    Complex64::new(0.0, 0.0),
    Complex64::new(1.0, 0.0),
    Complex64::add,
    Complex64::mul,
    |s: Scalar| Complex64::new(s.to_f64(), 0.0),
    complex64_kernels
);
