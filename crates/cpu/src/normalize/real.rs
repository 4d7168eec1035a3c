//! The two types normalisations compute in, and sums over lines that the compiler turns into vectors.

use crate::{convert::Number, isa::Isa};
use std::ops::{Add, Div, Mul, Sub};
use tapir_ops::lane::{Baseline, Fused};
use tapir_ops::math::{double, single};

/// float32 or float64.
pub trait Real:
    Number + PartialOrd + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    const ZERO: Self;
    const LEAST: Self;
    fn from_f64(x: f64) -> Self;
    fn exp<I: tapir_ops::lane::Isa>(self) -> Self;
    fn ln(self) -> Self;
    fn sqrt(self) -> Self;
}

macro_rules! real {
    ($($T:ident $functions:ident),+) => {$(
        impl Real for $T {
            const ZERO: $T = 0.0;
            const LEAST: $T = $T::NEG_INFINITY;
            #[inline(always)]
            fn from_f64(x: f64) -> $T { x as $T }
            #[inline(always)]
            fn exp<I: tapir_ops::lane::Isa>(self) -> $T { $functions::exp::<I>(self) }
            #[inline(always)]
            fn ln(self) -> $T { self.ln() }
            #[inline(always)]
            fn sqrt(self) -> $T { self.sqrt() }
        }
    )+};
}

real!(f32 single, f64 double);

/// A computation on lines that is told whether its clone has fused multiply-add.
pub trait LineKernel {
    type Output;
    fn run<I: tapir_ops::lane::Isa>(self) -> Self::Output;
}

/// Runs the clone of a kernel for this machine.
#[inline]
pub fn run<K: LineKernel>(kernel: K) -> K::Output {
    match Isa::current() {
        // SAFETY: `Isa::current` found these features on this machine.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx512 => unsafe { run_avx512(kernel) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2 => unsafe { run_avx2(kernel) },
        _ if cfg!(target_arch = "aarch64") => kernel.run::<Fused>(),
        _ => kernel.run::<Baseline>(),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,fma")]
fn run_avx512<K: LineKernel>(kernel: K) -> K::Output {
    kernel.run::<Fused>()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2<K: LineKernel>(kernel: K) -> K::Output {
    kernel.run::<Fused>()
}

/// Partial results side by side.
const LANES: usize = 32;

/// Folds `lift(0), …, lift(count - 1)`, [`LANES`] of them side by side: an error bound of about `count / 32` roundings.
#[inline(always)]
pub fn fold<T: Real>(count: usize, start: T, lift: impl Fn(usize) -> T, combine: impl Fn(T, T) -> T) -> T {
    let mut lanes = [start; LANES];
    let wide = count - count % LANES;
    for first in (0..wide).step_by(LANES) {
        for (lane, value) in lanes.iter_mut().enumerate() {
            *value = combine(*value, lift(first + lane));
        }
    }
    for i in wide..count {
        lanes[i - wide] = combine(lanes[i - wide], lift(i));
    }
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] = combine(lanes[i], lanes[i + half]);
        }
        half /= 2;
    }
    lanes[0]
}

#[inline(always)]
pub fn sum<T: Real>(count: usize, lift: impl Fn(usize) -> T) -> T {
    fold(count, T::ZERO, lift, |a, b| a + b)
}

/// The greatest; NaN if there is one.
#[inline(always)]
pub fn maximum<T: Real>(line: &[T]) -> T {
    #[expect(clippy::eq_op, reason = "NaN differs from itself")]
    fold(line.len(), T::LEAST, |i| line[i], |a, b| if b > a || b != b { b } else { a })
}
