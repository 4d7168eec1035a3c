//! Which instructions this machine has, asked once. Kernels are compiled in clones for each level and picked at run time;
//! nothing else in the engine may depend on the answer.

use std::sync::OnceLock;
use tapir_ops::lane::{self, Baseline, Fused};

/// Instruction set levels that kernels are cloned for. On machines other than x86-64 there is only the baseline.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// What the compilation target guarantees: SSE2 on x86-64, NEON on AArch64.
    Baseline,
    /// AVX2 and FMA.
    Avx2,
    /// AVX-512 F, VL, DQ and BW, and FMA.
    Avx512,
}

impl Level {
    /// The best level of this machine.
    #[inline]
    pub fn current() -> Level {
        static CURRENT: OnceLock<Level> = OnceLock::new();
        *CURRENT.get_or_init(Level::detect)
    }

    #[cfg(target_arch = "x86_64")]
    fn detect() -> Level {
        let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        let avx512 = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512bw");
        match (avx2, avx512) {
            (true, true) => Level::Avx512,
            (true, false) => Level::Avx2,
            _ => Level::Baseline,
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn detect() -> Level {
        Level::Baseline
    }
}

/// Compiles functions with the features of a level.
macro_rules! clone_for {
    (baseline: $($function:item)+) => {
        $($function)+
    };
    (neon: $($function:item)+) => {
        $crate::simd::isa::clone_for!(@ "neon", $($function)+);
    };
    (avx2: $($function:item)+) => {
        $crate::simd::isa::clone_for!(@ "avx2,fma", $($function)+);
    };
    (avx512: $($function:item)+) => {
        $crate::simd::isa::clone_for!(@ "avx512f,avx512vl,avx512dq,avx512bw,fma", $($function)+);
    };
    (@ $features:literal, $($function:item)+) => {$(
        #[target_feature(enable = $features)]
        #[cfg_attr(target_os = "linux", unsafe(link_section = ".kernels"))] // where crates/inspect looks for clones
        $function
    )+};
}
pub(crate) use clone_for;

/// A computation to be compiled for every level. `run` must be `#[inline(always)]`, as must what it calls in loops: only
/// inlined code takes on the features of the clone. A closure called in two places, or a large one, is not inlined:
/// `crates/inspect` finds such calls in the addon.
pub trait Kernel {
    type Output;
    fn run(self) -> Self::Output;
}

/// A [`Kernel`] that is told what its clone may use.
pub trait LaneKernel {
    type Output;
    fn run_in<I: lane::Isa>(self) -> Self::Output;
}

impl<K: Kernel> LaneKernel for K {
    type Output = K::Output;

    #[inline(always)]
    fn run_in<I: lane::Isa>(self) -> K::Output {
        self.run()
    }
}

/// Runs the clone of a kernel for this machine.
#[inline]
pub fn run<K: LaneKernel>(kernel: K) -> K::Output {
    match Level::current() {
        // SAFETY: `Level::current` found the features of AVX-512 on this machine.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => unsafe { run_avx512(kernel) },
        // SAFETY: `Level::current` found AVX2 and FMA on this machine.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => unsafe { run_avx2(kernel) },
        _ if cfg!(target_arch = "aarch64") => kernel.run_in::<Fused>(),
        _ => kernel.run_in::<Baseline>(),
    }
}

#[cfg(target_arch = "x86_64")]
clone_for! {
    avx512:

    fn run_avx512<K: LaneKernel>(kernel: K) -> K::Output {
        kernel.run_in::<Fused>()
    }
}

#[cfg(target_arch = "x86_64")]
clone_for! {
    avx2:

    fn run_avx2<K: LaneKernel>(kernel: K) -> K::Output {
        kernel.run_in::<Fused>()
    }
}
