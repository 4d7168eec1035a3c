//! The dense loops: one monomorph per row, compute type and instruction set, gathered into a table once.
//! Invariant: operands are dense and of the compute type, and outputs overlap nothing.

use super::bools::{BoolLoop, Logic};
use crate::{
    non_temporal,
    simd::isa::{Level, clone_for},
};
use std::{marker::PhantomData, sync::OnceLock};
use tapir_core::{DType, Scalar};
use tapir_ops::{
    Class, MAX_OFTEN, MAX_OPERANDS, Num, Row, RowId, RowVisitor,
    lane::{Baseline, Complex, F32, F64, Fused, Int, Lane, Word},
    visit_rows,
};

/// Numbers a row may take beside its tensors.
const MAX_PARAMS: usize = 8;

/// A dense loop: number of elements, operands and parameters.
pub type Kernel<const N: usize> = unsafe fn(usize, &[*mut u8; N], &[Scalar]);

/// Operands of a forward loop: the output and the inputs. Of a backward loop: the gradients of the inputs, the gradient of the
/// output, the inputs and the output. Inputs the row does not take, and what the derivative does not read, may be any readable
/// memory of that size. Loops have room for [`NARROW`] inputs, which is what calls are made for, or for all that there may be.
const NARROW: usize = 3;
pub const FORWARD: usize = 1 + NARROW;
pub const BACKWARD: usize = 2 * NARROW + 2;
pub const WIDE_FORWARD: usize = 1 + MAX_OPERANDS;
pub const WIDE_BACKWARD: usize = 2 * MAX_OPERANDS + 2;

/// How many inputs a backward loop of so many operands has room for.
pub const fn room(operands: usize) -> usize {
    (operands - 2) / 2
}

/// What a derivative reads: the gradient of the output, the inputs and the output.
const READ: usize = MAX_OPERANDS + 2;

/// One kernel of a row.
#[derive(Clone, Copy)]
pub struct Loops<const N: usize> {
    pub plain: Kernel<N>,
    /// For an output whose cache lines are written past the caches: it starts with one, and [`finish`](crate::non_temporal::finish)
    /// follows. Where there is none, results take the way by a buffer.
    pub streamed: Option<Kernel<N>>,
}

impl<const N: usize> From<Kernel<N>> for Loops<N> {
    fn from(plain: Kernel<N>) -> Loops<N> {
        Loops { plain, streamed: None }
    }
}

/// The kernels of one row.
pub struct RowKernels {
    pub name: &'static str,
    pub inputs: usize,
    /// Where bools need no integers.
    pub bools: Option<Kernel<FORWARD>>,
    pub loops: Width,
}

/// How many operands the loops of a row have room for.
pub enum Width {
    Narrow(Kernels<FORWARD, BACKWARD>),
    Wide(Kernels<WIDE_FORWARD, WIDE_BACKWARD>),
}

/// The loops of one row.
pub struct Kernels<const F: usize, const B: usize> {
    forward: [Option<Loops<F>>; 6],
    /// For float32 and float64: one gradient each, then all at once.
    backward: [[Option<Kernel<B>>; 1 + MAX_OPERANDS]; 2],
}

impl<const F: usize, const B: usize> Kernels<F, B> {
    #[inline]
    pub fn forward(&self, compute: DType) -> Option<Loops<F>> {
        self.forward[slot(compute)?]
    }

    /// The kernel for the gradients wanted: a single one where there is a kernel for it alone.
    pub fn backward(&self, compute: DType, wanted: [bool; MAX_OPERANDS]) -> Option<Kernel<B>> {
        let kernels = self.backward.get(slot(compute)?)?;
        let mut which = wanted.iter().enumerate().filter(|(_, wanted)| **wanted).map(|(k, _)| k);
        match (which.next(), which.next()) {
            (Some(k), None) => kernels[k],
            _ => kernels[ALL].or(kernels[0]),
        }
    }
}

/// Position of a compute dtype in a row's kernels.
fn slot(compute: DType) -> Option<usize> {
    match compute {
        DType::F32 => Some(0),
        DType::F64 => Some(1),
        DType::I64 => Some(2),
        DType::C64 => Some(3),
        DType::C128 => Some(4),
        DType::U64 => Some(5),
        _ => None,
    }
}

/// The kernels of a row for this machine.
#[inline]
pub fn kernels(row: RowId) -> Option<&'static RowKernels> {
    static TABLE: OnceLock<Vec<RowKernels>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut collect = Collect { level: Level::current(), table: Vec::new() };
        visit_rows(&mut collect);
        collect.table
    });
    table.get(row.0 as usize)
}

struct Collect {
    level: Level,
    table: Vec<RowKernels>,
}

impl RowVisitor for Collect {
    fn visit<R: Row>(&mut self, _: RowId) {
        let loops = if const { R::SPEC.inputs.len() <= NARROW } {
            Width::Narrow(self.kernels::<R, FORWARD, BACKWARD>())
        } else {
            Width::Wide(self.kernels::<R, WIDE_FORWARD, WIDE_BACKWARD>())
        };
        let bools = Logic::of(R::SPEC.name).map(|logic| self.logic(logic));
        self.table.push(RowKernels { name: R::SPEC.name, inputs: R::SPEC.inputs.len(), bools, loops });
    }
}

impl Collect {
    /// Conditions are constant: what is not asked for is not compiled.
    fn kernels<R: Row, const FW: usize, const BW: usize>(&self) -> Kernels<FW, BW> {
        let mut forward = [None; 6];
        if const { !matches!(R::SPEC.class, Class::Bitwise) } {
            forward[0] = Some(self.loops::<R, F32<Baseline>, F32<Fused>, FW>());
            forward[1] = Some(self.loops::<R, F64<Baseline>, F64<Fused>, FW>());
        }
        if const { !matches!(R::SPEC.class, Class::Float | Class::FloatOnly) } {
            let integers = self.pick::<FW, ForwardLoop<R, Int<Baseline>, false>, ForwardLoop<R, Int<Fused>, false>>();
            let words: Kernel<FW> = one_by_one::<FW, ForwardLoop<R, Word, false>>;
            (forward[2], forward[5]) = (Some(integers.into()), Some(words.into()));
        }
        if const { R::SPEC.complex && !matches!(R::SPEC.class, Class::Bitwise) } {
            let halves: [Kernel<FW>; 2] = [
                one_by_one::<FW, ForwardLoop<R, Complex<f32>, false>>,
                one_by_one::<FW, ForwardLoop<R, Complex<f64>, false>>,
            ];
            (forward[3], forward[4]) = (Some(halves[0].into()), Some(halves[1].into()));
        }
        let mut backward = [[None; 1 + MAX_OPERANDS]; 2];
        if const { R::SPEC.differentiable } {
            backward = [
                self.gradients::<R, F32<Baseline>, F32<Fused>, BW>(),
                self.gradients::<R, F64<Baseline>, F64<Fused>, BW>(),
            ];
        }
        Kernels { forward, backward }
    }

    fn loops<R: Row, B: Lane + 'static, F: Lane + 'static, const N: usize>(&self) -> Loops<N> {
        Loops {
            plain: self.pick::<N, ForwardLoop<R, B, false>, ForwardLoop<R, F, false>>(),
            streamed: match self.level {
                #[cfg(target_arch = "x86_64")]
                Level::Avx512 => Some(on_avx512::<N, ForwardLoop<R, F, true>>),
                _ => None,
            },
        }
    }

    fn logic(&self, logic: Logic) -> Kernel<FORWARD> {
        macro_rules! pick {
            ($($which:ident),+) => {
                match logic {
                    $(Logic::$which => {
                        self.pick::<FORWARD, BoolLoop<{ Logic::$which as usize }>, BoolLoop<{ Logic::$which as usize }>>()
                    })+
                }
            };
        }
        pick!(And, Or, Xor, Same, Not)
    }

    /// One for each gradient, and one for all of them where there are several.
    fn gradients<R: Row, B: Lane + 'static, F: Lane + 'static, const N: usize>(
        &self,
    ) -> [Option<Kernel<N>>; 1 + MAX_OPERANDS] {
        let mut kernels: [Option<Kernel<N>>; 1 + MAX_OPERANDS] = [None; 1 + MAX_OPERANDS];
        macro_rules! kernel {
            ($which:expr) => {
                Some(self.pick::<N, BackwardLoop<R, B, $which>, BackwardLoop<R, F, $which>>())
            };
        }
        kernels[0] = kernel!(0);
        if const { R::SPEC.inputs.len() >= 2 } {
            (kernels[1], kernels[ALL]) = (kernel!(1), kernel!(ALL));
        }
        if const { R::SPEC.inputs.len() >= 3 } {
            kernels[2] = kernel!(2);
        }
        if const { R::SPEC.inputs.len() >= 4 } {
            kernels[3] = kernel!(3);
        }
        if const { R::SPEC.inputs.len() >= 5 } {
            kernels[4] = kernel!(4);
        }
        kernels
    }

    /// The clone for this machine; `F` may use fused multiply-add.
    fn pick<const N: usize, B: Loop<N>, F: Loop<N>>(&self) -> Kernel<N> {
        match self.level {
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => on_avx512::<N, F>,
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => on_avx2::<N, F>,
            _ if cfg!(target_arch = "aarch64") => on_baseline::<N, F>,
            _ => on_baseline::<N, B>,
        }
    }
}

/// A dense loop.
pub(super) trait Loop<const N: usize> {
    /// # Safety
    /// Operands must be as [`Forward`] or [`Backward`] say, with `count` elements each.
    unsafe fn run(count: usize, operands: &[*mut u8; N], params: &[Scalar]);
}

#[cfg_attr(target_os = "linux", unsafe(link_section = ".kernels"))] // where crates/inspect looks for clones
unsafe fn on_baseline<const N: usize, L: Loop<N>>(count: usize, operands: &[*mut u8; N], params: &[Scalar]) {
    // SAFETY: passed on to the caller.
    unsafe { L::run(count, operands, params) }
}

/// Complex functions are the platform's, which are calls.
unsafe fn one_by_one<const N: usize, L: Loop<N>>(count: usize, operands: &[*mut u8; N], params: &[Scalar]) {
    // SAFETY: passed on to the caller.
    unsafe { L::run(count, operands, params) }
}

#[cfg(target_arch = "x86_64")]
clone_for! {
    avx2:

    unsafe fn on_avx2<const N: usize, L: Loop<N>>(count: usize, operands: &[*mut u8; N], params: &[Scalar]) {
        // SAFETY: passed on to the caller.
        unsafe { L::run(count, operands, params) }
    }
}

#[cfg(target_arch = "x86_64")]
clone_for! {
    avx512:

    unsafe fn on_avx512<const N: usize, L: Loop<N>>(count: usize, operands: &[*mut u8; N], params: &[Scalar]) {
        // SAFETY: passed on to the caller.
        unsafe { L::run(count, operands, params) }
    }
}

/// A row's parameters; those it does not declare stay 0.
#[inline(always)]
fn read_params<R: Row, V: Num>(params: &[Scalar]) -> [V; MAX_PARAMS] {
    const { assert!(R::SPEC.params.len() <= MAX_PARAMS) };
    let mut values = [V::lit(0.0); MAX_PARAMS];
    for (value, &param) in values[..const { R::SPEC.params.len() }].iter_mut().zip(params) {
        *value = V::from_scalar(param);
    }
    values
}

/// Which of its frequent values the row's one parameter has; [`MAX_OFTEN`] if none.
#[inline(always)]
fn find_often<R: Row>(params: &[Scalar]) -> usize {
    const { assert!(R::OFTEN.len() <= MAX_OFTEN && (R::OFTEN.is_empty() || R::SPEC.params.len() == 1)) };
    let value = params.first().map_or(f64::NAN, |value| value.to_f64());
    R::OFTEN.iter().position(|&often| often == value).unwrap_or(MAX_OFTEN)
}

/// Value number `k`, where there are so many.
const fn often<R: Row>(k: usize) -> f64 {
    if k < R::OFTEN.len() { R::OFTEN[k] } else { f64::NAN }
}

/// Where the one parameter has a frequent value, runs a loop with the parameters, `$p`, as constants that the compiler sees.
macro_rules! with_often {
    ($params:expr, $p:ident => $loop:expr) => {
        with_often!(@ find_often::<R>($params), $p => $loop; 0 1 2 3 4 5 6 7)
    };
    (@ $which:expr, $p:ident => $loop:expr; $($k:literal)+) => {
        match $which {
            $($k if const { $k < R::OFTEN.len() } => {
                let $p = [Num::lit(const { often::<R>($k) }); MAX_PARAMS];
                $loop
            })+
            _ => {}
        }
    };
}

/// The operands of a row at one place, zeros for those it does not take.
macro_rules! element {
    ($R:ident, $inputs:expr, $i:expr) => {{
        let ([a, b, c, d, e], i, zero) = ($inputs, $i, Num::lit(0.0));
        match const { $R::SPEC.inputs.len() } {
            1 => [a[i], zero, zero, zero, zero],
            2 => [a[i], b[i], zero, zero, zero],
            3 => [a[i], b[i], c[i], zero, zero],
            4 => [a[i], b[i], c[i], d[i], zero],
            _ => [a[i], b[i], c[i], d[i], e[i]],
        }
    }};
}

struct ForwardLoop<R, V, const STREAMED: bool>(PhantomData<(R, V)>);

impl<R: Row, V: Lane, const STREAMED: bool, const N: usize> Loop<N> for ForwardLoop<R, V, STREAMED> {
    #[inline(always)]
    unsafe fn run(count: usize, operands: &[*mut u8; N], params: &[Scalar]) {
        if const { !R::OFTEN.is_empty() } {
            // SAFETY: by the caller's promise.
            unsafe { with_often!(params, p => return forward::<R, V::Known, STREAMED, N>(count, operands, p)) }
        }
        if const { R::LIMITED } {
            let p = read_params::<R, V::Narrow>(params);
            for start in (0..count).step_by(BLOCK) {
                let length = BLOCK.min(count - start);
                let operands = advanced(operands, start * size_of::<V>());
                // SAFETY: the block lies inside the operands, of which the first is the output.
                unsafe {
                    if is_within_limits::<R, V>(inputs(&operands[1..], length)) {
                        forward::<R, V::Narrow, STREAMED, N>(length, &operands, p);
                    } else {
                        forward::<R, V, STREAMED, N>(length, &operands, read_params::<R, V>(params));
                    }
                }
            }
        } else {
            // SAFETY: by the caller's promise.
            unsafe { forward::<R, V, STREAMED, N>(count, operands, read_params::<R, V>(params)) }
        }
    }
}

/// Elements of which it is asked at once whether narrow code takes them.
const BLOCK: usize = 1024;

#[inline(always)]
fn is_within_limits<R: Row, V: Lane>(inputs: [&[V]; MAX_OPERANDS]) -> bool {
    let mut within = true;
    for i in 0..inputs[0].len() {
        within &= R::is_within_limits(element!(R, inputs, i));
    }
    within
}

/// # Safety
/// As for [`Loop::run`].
#[inline(always)]
unsafe fn forward<R: Row, V: Num, const STREAMED: bool, const N: usize>(
    count: usize,
    operands: &[*mut u8; N],
    p: [V; MAX_PARAMS],
) {
    // SAFETY: by the caller's promise; lanes have the layout of their numbers.
    unsafe {
        let streamed = if STREAMED { count - count % GROUP } else { 0 };
        if STREAMED {
            forward_streamed::<R, V>(operands[0].cast(), inputs(&operands[1..], streamed), streamed, p);
        }
        let (operands, rest) = (advanced(operands, streamed * size_of::<V>()), count - streamed);
        forward_loop::<R, V>(output(operands[0], rest), inputs(&operands[1..], rest), p);
    }
}

/// Results that are streamed together: one or two cache lines.
const GROUP: usize = 16;

/// # Safety
/// `out` must begin with a cache line, be writable for `count` elements, a multiple of [`GROUP`], and overlap no input; the
/// surrounding clone must have AVX-512.
#[inline(always)]
unsafe fn forward_streamed<R: Row, V: Num>(
    out: *mut V,
    inputs: [&[V]; MAX_OPERANDS],
    count: usize,
    p: [V; MAX_PARAMS],
) {
    for start in (0..count).step_by(GROUP) {
        let mut group = [V::lit(0.0); GROUP];
        let [a, b, c, d, e] = inputs;
        let inputs = [
            &a[start..start + GROUP],
            &b[start..start + GROUP],
            &c[start..start + GROUP],
            &d[start..start + GROUP],
            &e[start..start + GROUP],
        ];
        for i in 0..GROUP {
            group[i] = R::forward(element!(R, inputs, i), &p);
        }
        // SAFETY: by the caller's promise.
        unsafe { non_temporal::group(&group, out.add(start)) };
    }
}

/// Slices come as arguments, since that is where `noalias` is taken from. The loops are no closures: one that is large is
/// not inlined, and would be compiled without the features of the clone.
#[inline(always)]
fn forward_loop<R: Row, V: Num>(out: &mut [V], inputs: [&[V]; MAX_OPERANDS], p: [V; MAX_PARAMS]) {
    let count = out.len();
    let inputs = of_length(inputs, count);
    for i in 0..count {
        out[i] = R::forward(element!(R, inputs, i), &p);
    }
}

/// Stands for all gradients in [`BackwardLoop`].
const ALL: usize = MAX_OPERANDS;

struct BackwardLoop<R, V, const WHICH: usize>(PhantomData<(R, V)>);

impl<R: Row, V: Lane, const WHICH: usize, const N: usize> Loop<N> for BackwardLoop<R, V, WHICH> {
    #[inline(always)]
    unsafe fn run(count: usize, operands: &[*mut u8; N], params: &[Scalar]) {
        if const { !R::OFTEN.is_empty() } {
            // SAFETY: by the caller's promise.
            unsafe { with_often!(params, p => return backward::<R, V::Known, WHICH, N>(count, operands, p)) }
        }
        if const { R::LIMITED } {
            let p = read_params::<R, V::Narrow>(params);
            for start in (0..count).step_by(BLOCK) {
                let length = BLOCK.min(count - start);
                let operands = advanced(operands, start * size_of::<V>());
                // SAFETY: the block lies inside the operands, and inputs follow on the gradient.
                unsafe {
                    if is_within_limits::<R, V>(inputs(&operands[room(N) + 1..N - 1], length)) {
                        backward::<R, V::Narrow, WHICH, N>(length, &operands, p);
                    } else {
                        backward::<R, V, WHICH, N>(length, &operands, read_params::<R, V>(params));
                    }
                }
            }
        } else {
            // SAFETY: by the caller's promise.
            unsafe { backward::<R, V, WHICH, N>(count, operands, read_params::<R, V>(params)) }
        }
    }
}

/// # Safety
/// As for [`Loop::run`].
#[inline(always)]
unsafe fn backward<R: Row, V: Num, const WHICH: usize, const N: usize>(
    count: usize,
    operands: &[*mut u8; N],
    p: [V; MAX_PARAMS],
) {
    // SAFETY: by the caller's promise; lanes have the layout of their numbers.
    unsafe {
        let [a, b, c, d, e] = inputs::<V>(&operands[room(N) + 1..N - 1], count);
        let inputs = [input(operands[room(N)], count), a, b, c, d, e, input(operands[N - 1], count)];
        macro_rules! out {
            ($k:literal) => {
                output(operands[$k], count)
            };
        }
        if const { WHICH < ALL } {
            return one_gradient::<R, V, WHICH>(output(operands[WHICH], count), inputs, p);
        }
        match const { R::SPEC.inputs.len() } {
            2 => two_gradients::<R, V>(out!(0), out!(1), inputs, p),
            3 => three_gradients::<R, V>(out!(0), out!(1), out!(2), inputs, p),
            4 => four_gradients::<R, V>(out!(0), out!(1), out!(2), out!(3), inputs, p),
            5 => five_gradients::<R, V>(out!(0), out!(1), out!(2), out!(3), out!(4), inputs, p),
            _ => {}
        }
    }
}

/// All gradients of element `i`, given the gradient, the operands and the result.
#[inline(always)]
fn gradients<R: Row, V: Num>([g, a, b, c, d, e, y]: [&[V]; READ], i: usize, p: &[V; MAX_PARAMS]) -> [V; MAX_OPERANDS] {
    R::backward(g[i], element!(R, [a, b, c, d, e], i), y[i], p)
}

#[inline(always)]
fn one_gradient<R: Row, V: Num, const WHICH: usize>(out: &mut [V], inputs: [&[V]; READ], p: [V; MAX_PARAMS]) {
    let count = out.len();
    let inputs = read_of_length(inputs, count);
    for (i, out) in out.iter_mut().enumerate() {
        *out = gradients::<R, V>(inputs, i, &p)[WHICH];
    }
}

macro_rules! several_gradients {
    ($($name:ident: $first:ident $($next:ident)+;)+) => {$(
        #[inline(always)]
        fn $name<R: Row, V: Num>($first: &mut [V], $($next: &mut [V],)+ inputs: [&[V]; READ], p: [V; MAX_PARAMS]) {
            let count = $first.len();
            let inputs = read_of_length(inputs, count);
            $(let $next = &mut $next[..count];)+
            for i in 0..count {
                [$first[i], $($next[i],)+ ..] = gradients::<R, V>(inputs, i, &p);
            }
        }
    )+};
}

several_gradients! {
    two_gradients: da db;
    three_gradients: da db dc;
    four_gradients: da db dc dd;
    five_gradients: da db dc dd de;
}

/// # Safety
/// `pointer` must be writable for `count` elements that nothing else refers to.
#[inline(always)]
unsafe fn output<'a, V>(pointer: *mut u8, count: usize) -> &'a mut [V] {
    // SAFETY: by the caller's promise.
    unsafe { std::slice::from_raw_parts_mut(pointer.cast(), count) }
}

/// # Safety
/// `pointer` must be readable for `count` elements that nobody writes.
#[inline(always)]
unsafe fn input<'a, V>(pointer: *mut u8, count: usize) -> &'a [V] {
    // SAFETY: by the caller's promise.
    unsafe { std::slice::from_raw_parts(pointer.cast_const().cast(), count) }
}

/// The inputs of a row; in place of those there is no room for, the first.
///
/// # Safety
/// As for [`input`].
#[inline(always)]
unsafe fn inputs<'a, V>(pointers: &[*mut u8], count: usize) -> [&'a [V]; MAX_OPERANDS] {
    // SAFETY: by the caller's promise.
    unsafe {
        let mut slices = [input(pointers[0], count); MAX_OPERANDS];
        for (slice, &pointer) in slices.iter_mut().zip(pointers) {
            *slice = input(pointer, count);
        }
        slices
    }
}

// Slice by slice, so that the compiler sees the lengths and loops have no checks: by `map` or a loop it does not.
#[inline(always)]
fn of_length<V>([a, b, c, d, e]: [&[V]; MAX_OPERANDS], count: usize) -> [&[V]; MAX_OPERANDS] {
    [&a[..count], &b[..count], &c[..count], &d[..count], &e[..count]]
}

#[inline(always)]
fn read_of_length<V>([g, a, b, c, d, e, y]: [&[V]; READ], count: usize) -> [&[V]; READ] {
    let [a, b, c, d, e] = of_length([a, b, c, d, e], count);
    [&g[..count], a, b, c, d, e, &y[..count]]
}

#[inline(always)]
fn advanced<const N: usize>(operands: &[*mut u8; N], bytes: usize) -> [*mut u8; N] {
    let mut moved = *operands;
    for pointer in &mut moved {
        *pointer = pointer.wrapping_add(bytes);
    }
    moved
}
