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
    Class, MAX_OFTEN, Num, Row, RowId, RowVisitor,
    lane::{Baseline, Complex, F32, F64, Fused, Int, Lane, Word},
    visit_rows,
};

/// Numbers a row may take beside its tensors.
const MAX_PARAMS: usize = 8;

/// A dense loop: number of elements, operands and parameters.
pub type Kernel<const N: usize> = unsafe fn(usize, &[*mut u8; N], &[Scalar]);

/// Operands are the output and three inputs; inputs the row does not take may be any readable memory of that size.
pub type Forward = Kernel<4>;

/// Operands are the gradients of three inputs, the gradient of the output, the inputs and the output. What the derivative
/// does not read may be any readable memory of that size.
pub type Backward = Kernel<8>;

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
    forward: [Option<Loops<4>>; 6],
    /// Where bools need no integers.
    pub bools: Option<Kernel<4>>,
    /// For float32 and float64: one gradient each, then all at once.
    backward: [[Option<Backward>; 4]; 2],
}

impl RowKernels {
    pub fn forward(&self, compute: DType) -> Option<Loops<4>> {
        self.forward[slot(compute)?]
    }

    /// The kernel for the gradients wanted: a single one where there is a kernel for it alone.
    pub fn backward(&self, compute: DType, wanted: [bool; 3]) -> Option<Backward> {
        let kernels = self.backward.get(slot(compute)?)?;
        match wanted {
            [true, false, false] => kernels[0],
            [false, true, false] => kernels[1],
            [false, false, true] => kernels[2],
            _ => kernels[3].or(kernels[0]),
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
        let inputs = R::SPEC.inputs.len();
        let mut forward = [None; 6];
        // Constant conditions: what is not asked for is not compiled.
        if const { !matches!(R::SPEC.class, Class::Bitwise) } {
            forward[0] = Some(self.loops::<R, F32<Baseline>, F32<Fused>>());
            forward[1] = Some(self.loops::<R, F64<Baseline>, F64<Fused>>());
        }
        if const { !matches!(R::SPEC.class, Class::Float | Class::FloatOnly) } {
            let integers = self.pick::<4, ForwardLoop<R, Int<Baseline>, false>, ForwardLoop<R, Int<Fused>, false>>();
            let words: Forward = one_by_one::<4, ForwardLoop<R, Word, false>>;
            (forward[2], forward[5]) = (Some(integers.into()), Some(words.into()));
        }
        if const { R::SPEC.complex && !matches!(R::SPEC.class, Class::Bitwise) } {
            let halves: [Forward; 2] = [
                one_by_one::<4, ForwardLoop<R, Complex<f32>, false>>,
                one_by_one::<4, ForwardLoop<R, Complex<f64>, false>>,
            ];
            (forward[3], forward[4]) = (Some(halves[0].into()), Some(halves[1].into()));
        }
        let mut backward = [[None; 4]; 2];
        if const { R::SPEC.differentiable } {
            backward =
                [self.gradients::<R, F32<Baseline>, F32<Fused>>(), self.gradients::<R, F64<Baseline>, F64<Fused>>()];
        }
        let bools = Logic::of(R::SPEC.name).map(|logic| self.logic(logic));
        self.table.push(RowKernels { name: R::SPEC.name, inputs, forward, bools, backward });
    }
}

impl Collect {
    fn loops<R: Row, B: Lane + 'static, F: Lane + 'static>(&self) -> Loops<4> {
        Loops {
            plain: self.pick::<4, ForwardLoop<R, B, false>, ForwardLoop<R, F, false>>(),
            streamed: match self.level {
                #[cfg(target_arch = "x86_64")]
                Level::Avx512 => Some(on_avx512::<4, ForwardLoop<R, F, true>>),
                _ => None,
            },
        }
    }

    fn logic(&self, logic: Logic) -> Kernel<4> {
        macro_rules! pick {
            ($($which:ident),+) => {
                match logic {
                    $(Logic::$which => {
                        self.pick::<4, BoolLoop<{ Logic::$which as usize }>, BoolLoop<{ Logic::$which as usize }>>()
                    })+
                }
            };
        }
        pick!(And, Or, Xor, Same, Not)
    }

    fn gradients<R: Row, B: Lane + 'static, F: Lane + 'static>(&self) -> [Option<Backward>; 4] {
        let mut kernels: [Option<Backward>; 4] = [None; 4];
        kernels[0] = Some(self.pick::<8, BackwardLoop<R, B, 0>, BackwardLoop<R, F, 0>>());
        if const { R::SPEC.inputs.len() >= 2 } {
            kernels[1] = Some(self.pick::<8, BackwardLoop<R, B, 1>, BackwardLoop<R, F, 1>>());
            kernels[3] = Some(self.pick::<8, BackwardLoop<R, B, ALL>, BackwardLoop<R, F, ALL>>());
        }
        if const { R::SPEC.inputs.len() >= 3 } {
            kernels[2] = Some(self.pick::<8, BackwardLoop<R, B, 2>, BackwardLoop<R, F, 2>>());
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

struct ForwardLoop<R, V, const STREAMED: bool>(PhantomData<(R, V)>);

impl<R: Row, V: Lane, const STREAMED: bool> Loop<4> for ForwardLoop<R, V, STREAMED> {
    #[inline(always)]
    unsafe fn run(count: usize, operands: &[*mut u8; 4], params: &[Scalar]) {
        if const { !R::OFTEN.is_empty() } {
            // SAFETY: by the caller's promise.
            unsafe { with_often!(params, p => return forward::<R, V::Known, STREAMED>(count, operands, p)) }
        }
        if const { R::LIMITED } {
            let p = read_params::<R, V::Narrow>(params);
            for start in (0..count).step_by(BLOCK) {
                let length = BLOCK.min(count - start);
                let operands = advanced(operands, start * size_of::<V>());
                // SAFETY: the block lies inside the operands, of which the first is the output.
                unsafe {
                    if is_within_limits::<R, V>(inputs(&operands[1..], length)) {
                        forward::<R, V::Narrow, STREAMED>(length, &operands, p);
                    } else {
                        forward::<R, V, STREAMED>(length, &operands, read_params::<R, V>(params));
                    }
                }
            }
        } else {
            // SAFETY: by the caller's promise.
            unsafe { forward::<R, V, STREAMED>(count, operands, read_params::<R, V>(params)) }
        }
    }
}

/// Elements of which it is asked at once whether narrow code takes them.
const BLOCK: usize = 1024;

#[inline(always)]
fn is_within_limits<R: Row, V: Lane>([a, b, c]: [&[V]; 3]) -> bool {
    let mut within = true;
    for i in 0..a.len() {
        within &= R::is_within_limits([a[i], b[i], c[i]]);
    }
    within
}

/// # Safety
/// As for [`Loop::run`].
#[inline(always)]
unsafe fn forward<R: Row, V: Num, const STREAMED: bool>(count: usize, operands: &[*mut u8; 4], p: [V; MAX_PARAMS]) {
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
unsafe fn forward_streamed<R: Row, V: Num>(out: *mut V, [a, b, c]: [&[V]; 3], count: usize, p: [V; MAX_PARAMS]) {
    let zero = V::lit(0.0);
    for start in (0..count).step_by(GROUP) {
        let mut group = [zero; GROUP];
        let (a, b, c) = (&a[start..start + GROUP], &b[start..start + GROUP], &c[start..start + GROUP]);
        for i in 0..GROUP {
            group[i] = match const { R::SPEC.inputs.len() } {
                1 => R::forward([a[i], zero, zero], &p),
                2 => R::forward([a[i], b[i], zero], &p),
                _ => R::forward([a[i], b[i], c[i]], &p),
            };
        }
        // SAFETY: by the caller's promise.
        unsafe { non_temporal::group(&group, out.add(start)) };
    }
}

/// Slices come as arguments, since that is where `noalias` is taken from. The loops are no closures: one that is large is
/// not inlined, and would be compiled without the features of the clone.
#[inline(always)]
fn forward_loop<R: Row, V: Num>(out: &mut [V], [a, b, c]: [&[V]; 3], p: [V; MAX_PARAMS]) {
    let zero = V::lit(0.0);
    let count = out.len();
    let (a, b, c) = (&a[..count], &b[..count], &c[..count]);
    match const { R::SPEC.inputs.len() } {
        1 => {
            for i in 0..count {
                out[i] = R::forward([a[i], zero, zero], &p);
            }
        }
        2 => {
            for i in 0..count {
                out[i] = R::forward([a[i], b[i], zero], &p);
            }
        }
        _ => {
            for i in 0..count {
                out[i] = R::forward([a[i], b[i], c[i]], &p);
            }
        }
    }
}

/// Stands for all gradients in [`BackwardLoop`].
const ALL: usize = 3;

struct BackwardLoop<R, V, const WHICH: usize>(PhantomData<(R, V)>);

impl<R: Row, V: Lane, const WHICH: usize> Loop<8> for BackwardLoop<R, V, WHICH> {
    #[inline(always)]
    unsafe fn run(count: usize, operands: &[*mut u8; 8], params: &[Scalar]) {
        if const { !R::OFTEN.is_empty() } {
            // SAFETY: by the caller's promise.
            unsafe { with_often!(params, p => return backward::<R, V::Known, WHICH>(count, operands, p)) }
        }
        if const { R::LIMITED } {
            let p = read_params::<R, V::Narrow>(params);
            for start in (0..count).step_by(BLOCK) {
                let length = BLOCK.min(count - start);
                let operands = advanced(operands, start * size_of::<V>());
                // SAFETY: the block lies inside the operands, and inputs follow on the gradient.
                unsafe {
                    if is_within_limits::<R, V>(inputs(&operands[4..], length)) {
                        backward::<R, V::Narrow, WHICH>(length, &operands, p);
                    } else {
                        backward::<R, V, WHICH>(length, &operands, read_params::<R, V>(params));
                    }
                }
            }
        } else {
            // SAFETY: by the caller's promise.
            unsafe { backward::<R, V, WHICH>(count, operands, read_params::<R, V>(params)) }
        }
    }
}

/// # Safety
/// As for [`Loop::run`].
#[inline(always)]
unsafe fn backward<R: Row, V: Num, const WHICH: usize>(count: usize, operands: &[*mut u8; 8], p: [V; MAX_PARAMS]) {
    // SAFETY: by the caller's promise; lanes have the layout of their numbers.
    unsafe {
        let inputs = inputs::<V, 5>(&operands[3..], count);
        if const { WHICH < ALL } {
            one_gradient::<R, V, WHICH>(output(operands[WHICH], count), inputs, p);
        } else if const { R::SPEC.inputs.len() == 2 } {
            two_gradients::<R, V>(output(operands[0], count), output(operands[1], count), inputs, p);
        } else {
            let (da, db, dc) = (output(operands[0], count), output(operands[1], count), output(operands[2], count));
            three_gradients::<R, V>(da, db, dc, inputs, p);
        }
    }
}

/// All gradients of element `i`, given the gradient, the operands and the result.
#[inline(always)]
fn gradients<R: Row, V: Num>([g, a, b, c, y]: [&[V]; 5], i: usize, p: &[V; MAX_PARAMS]) -> [V; 3] {
    let zero = V::lit(0.0);
    match const { R::SPEC.inputs.len() } {
        1 => R::backward(g[i], [a[i], zero, zero], y[i], p),
        2 => R::backward(g[i], [a[i], b[i], zero], y[i], p),
        _ => R::backward(g[i], [a[i], b[i], c[i]], y[i], p),
    }
}

#[inline(always)]
fn one_gradient<R: Row, V: Num, const WHICH: usize>(out: &mut [V], inputs: [&[V]; 5], p: [V; MAX_PARAMS]) {
    let count = out.len();
    let inputs = of_length(inputs, count);
    for (i, out) in out.iter_mut().enumerate() {
        *out = gradients::<R, V>(inputs, i, &p)[WHICH];
    }
}

#[inline(always)]
fn two_gradients<R: Row, V: Num>(da: &mut [V], db: &mut [V], inputs: [&[V]; 5], p: [V; MAX_PARAMS]) {
    let count = da.len();
    let (db, inputs) = (&mut db[..count], of_length(inputs, count));
    for i in 0..count {
        [da[i], db[i], _] = gradients::<R, V>(inputs, i, &p);
    }
}

#[inline(always)]
fn three_gradients<R: Row, V: Num>(da: &mut [V], db: &mut [V], dc: &mut [V], inputs: [&[V]; 5], p: [V; MAX_PARAMS]) {
    let count = da.len();
    let (db, dc, inputs) = (&mut db[..count], &mut dc[..count], of_length(inputs, count));
    for i in 0..count {
        [da[i], db[i], dc[i]] = gradients::<R, V>(inputs, i, &p);
    }
}

/// # Safety
/// `pointer` must be writable for `count` elements that nothing else refers to.
#[inline(always)]
unsafe fn output<'a, V>(pointer: *mut u8, count: usize) -> &'a mut [V] {
    // SAFETY: by the caller's promise.
    unsafe { std::slice::from_raw_parts_mut(pointer.cast(), count) }
}

/// # Safety
/// All pointers must be readable for `count` elements that nobody writes.
#[inline(always)]
unsafe fn inputs<'a, V, const N: usize>(pointers: &[*mut u8], count: usize) -> [&'a [V]; N] {
    let mut slices: [&[V]; N] = [&[]; N];
    for (slice, pointer) in slices.iter_mut().zip(pointers) {
        // SAFETY: by the caller's promise.
        *slice = unsafe { std::slice::from_raw_parts(pointer.cast_const().cast(), count) };
    }
    slices
}

// Not by `map`, which is not always inlined, and then is a call for each kernel call.
#[inline(always)]
fn of_length<V>([g, a, b, c, y]: [&[V]; 5], count: usize) -> [&[V]; 5] {
    [&g[..count], &a[..count], &b[..count], &c[..count], &y[..count]]
}

#[inline(always)]
fn advanced<const N: usize>(operands: &[*mut u8; N], bytes: usize) -> [*mut u8; N] {
    let mut moved = *operands;
    for pointer in &mut moved {
        *pointer = pointer.wrapping_add(bytes);
    }
    moved
}
