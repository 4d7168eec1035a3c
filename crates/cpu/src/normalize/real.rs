//! The two types normalisations compute in, and sums over lines that the compiler turns into vectors.

use crate::{convert::Number, simd::isa::Isa};
use std::ops::{Add, Div, Mul, Sub};
use tapir_ops::{
    lane::{Baseline, Fused},
    math::{double, single},
};

/// float32 or float64.
pub trait Real:
    Number + PartialOrd + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    const ZERO: Self;
    const LEAST: Self;
    fn from_f64(x: f64) -> Self;
    fn exp<I: tapir_ops::lane::Isa>(self) -> Self;
    fn ln<I: tapir_ops::lane::Isa>(self) -> Self;
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
            fn ln<I: tapir_ops::lane::Isa>(self) -> $T { $functions::log::<I>(self) }
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
#[cfg_attr(target_os = "linux", unsafe(link_section = ".kernels"))] // where crates/inspect looks for clones
fn run_avx512<K: LineKernel>(kernel: K) -> K::Output {
    kernel.run::<Fused>()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
#[cfg_attr(target_os = "linux", unsafe(link_section = ".kernels"))] // where crates/inspect looks for clones
fn run_avx2<K: LineKernel>(kernel: K) -> K::Output {
    kernel.run::<Fused>()
}

/// Partial results side by side: four vectors of float32, which hide the time that one addition takes.
pub const LANES: usize = 64;
/// Lanes of one array. The compiler keeps arrays of this size in registers.
pub const QUARTER: usize = LANES / 4;

/// Folds `map` of the elements at some pointers, all of one type and `count` of them, [`LANES`] side by side: an error bound
/// of about `count / 64` roundings. A macro and no function with closures, since a large closure is not inlined into the
/// clone for an instruction set and would be compiled without it.
macro_rules! fold_lanes {
    ($T:ty, $count:expr, $start:expr, [$($x:ident in $from:expr),+] $map:expr, |$a:ident, $b:ident| $combine:expr) => {{
        use crate::normalize::real::{LANES, QUARTER};
        let (count, start): (usize, $T) = ($count, $start);
        let (mut p, mut q, mut r, mut s) = ([start; QUARTER], [start; QUARTER], [start; QUARTER], [start; QUARTER]);
        macro_rules! step {
            ($lanes:ident, $first:expr) => {{
                $(let $x = $from.add($first).cast::<[$T; QUARTER]>().read();)+
                for lane in 0..QUARTER {
                    $(let $x = $x[lane];)+
                    let ($a, $b) = ($lanes[lane], $map);
                    $lanes[lane] = $combine;
                }
            }};
        }
        let mut first = 0;
        while first + LANES <= count {
            step!(p, first);
            step!(q, first + QUARTER);
            step!(r, first + 2 * QUARTER);
            step!(s, first + 3 * QUARTER);
            first += LANES;
        }
        while first + QUARTER <= count {
            step!(p, first);
            first += QUARTER;
        }
        // Through memory: if the compiler saw how the lanes end, it would make pairs of them instead of vectors.
        let mut parts = [p, q, r, s];
        std::hint::black_box(&mut parts);
        let [p, q, r, s] = &parts;
        let mut lanes = [start; QUARTER];
        for lane in 0..QUARTER {
            let ($a, $b) = (p[lane], q[lane]);
            let left: $T = $combine;
            let ($a, $b) = (r[lane], s[lane]);
            let right: $T = $combine;
            let ($a, $b) = (left, right);
            lanes[lane] = $combine;
        }
        for lane in 0..count - first {
            $(let $x = *$from.add(first + lane);)+
            let ($a, $b) = (lanes[lane], $map);
            lanes[lane] = $combine;
        }
        let mut half = QUARTER / 2;
        while half > 0 {
            for lane in 0..half {
                let ($a, $b) = (lanes[lane], lanes[lane + half]);
                lanes[lane] = $combine;
            }
            half /= 2;
        }
        lanes[0]
    }};
}
pub(crate) use fold_lanes;

/// The greater; NaN if one is.
#[inline(always)]
#[expect(clippy::eq_op, reason = "NaN differs from itself")]
pub fn greater<T: Real>(a: T, b: T) -> T {
    if b > a || b != b { b } else { a }
}
