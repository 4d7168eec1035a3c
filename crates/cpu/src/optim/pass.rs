//! One pass over a parameter and its state: in place where all lie alike in memory, else through packing buffers.
//! Invariant: a step sees the old values of one element and gives the new ones.

use crate::{
    iterate::{
        driver::{Job, Operand},
        space::Space,
    },
    parallel::{self, Shared},
    simd::isa::{self, Kernel},
};
use std::marker::PhantomData;
use tapir_core::DType;
use tapir_ops::{
    MAX_FLAGS, MAX_NUMBERS, MAX_WRITTEN, Num, Step, StepItem,
    lane::{Baseline, F32, F64},
};

/// Carries out a step on one parameter.
pub type Run = fn(&StepItem, &[bool]);

/// The types that steps are computed in.
pub trait Real: Num + Send + Sync + 'static {
    const DTYPE: DType;
}

impl Real for F32<Baseline> {
    const DTYPE: DType = DType::F32;
}

impl Real for F64<Baseline> {
    const DTYPE: DType = DType::F64;
}

/// Elements that are loaded together; a whole number of the widest vectors, so that compilers see no remainder.
const LANES: usize = 16;

/// The tensors as outputs, then as inputs, then the gradient.
const OPERANDS: usize = 2 * MAX_WRITTEN + 1;

/// As [`Run`], of the step `S` in the type `V`.
pub fn run<S: Step, V: Real>(item: &StepItem, flags: &[bool]) {
    let mut parameters = ([V::lit(0.0); MAX_NUMBERS], [false; MAX_FLAGS]);
    for (value, &number) in parameters.0.iter_mut().zip(&item.numbers) {
        *value = V::lit(number);
    }
    parameters.1[..flags.len()].copy_from_slice(flags);
    let space = space_of(item);
    let is_flat =
        |k: usize| k % MAX_WRITTEN >= item.written.len() && k < OPERANDS - 1 || space.is_flat(k, size_of::<V>());
    let alike = item.grad.dtype == V::DTYPE
        && item.written.iter().all(|view| view.dtype == V::DTYPE)
        && (0..OPERANDS).all(is_flat);
    if alike { in_place::<S, V>(item, space.numel(), parameters) } else { packed::<S, V>(item, space, parameters) }
}

/// Operands that the step does not have are like its parameter.
fn space_of(item: &StepItem) -> Space<OPERANDS> {
    let operand = |k: usize| {
        let view = item.written.get(k % MAX_WRITTEN).unwrap_or(&item.written[0]);
        match k {
            _ if k < OPERANDS - 1 => (&view.strides[..], view.dtype.size()),
            _ => (&item.grad.strides[..], item.grad.dtype.size()),
        }
    };
    Space::new(&item.grad.shape, std::array::from_fn(operand))
}

type Parameters<V> = ([V; MAX_NUMBERS], [bool; MAX_FLAGS]);

fn in_place<S: Step, V: Real>(item: &StepItem, numel: usize, parameters: Parameters<V>) {
    let mut written = [std::ptr::null_mut(); MAX_WRITTEN];
    for (pointer, view) in written.iter_mut().zip(&item.written) {
        *pointer = view.pointer.cast::<V>();
    }
    let shared = Shared((item.grad.pointer.cast::<V>(), written));
    parallel::split(numel, parallel::GRAIN, &|start, end| {
        let (grad, written) = shared.get();
        let written = written.map(|pointer| pointer.wrapping_add(start));
        let (grad, old) = (grad.wrapping_add(start), written.map(<*mut V>::cast_const));
        isa::run(Pass::<S, V> { count: end - start, grad, old, new: written, parameters, step: PhantomData });
    });
}

fn packed<S: Step, V: Real>(item: &StepItem, space: Space<OPERANDS>, parameters: Parameters<V>) {
    let operands = std::array::from_fn(|k| match item.written.get(k % MAX_WRITTEN) {
        _ if k == OPERANDS - 1 => Operand { pointer: item.grad.pointer.cast_mut(), dtype: item.grad.dtype },
        Some(view) => Operand { pointer: view.pointer, dtype: view.dtype },
        None => Operand { pointer: std::ptr::null_mut(), dtype: V::DTYPE },
    });
    let kernel = |count: usize, pointers: &[*mut u8; OPERANDS]| {
        isa::run(Pass::<S, V> {
            count,
            grad: pointers[OPERANDS - 1].cast_const().cast(),
            old: std::array::from_fn(|k| pointers[MAX_WRITTEN + k].cast_const().cast()),
            new: std::array::from_fn(|k| pointers[k].cast()),
            parameters,
            step: PhantomData,
        });
    };
    Job { space, operands, outputs: MAX_WRITTEN, compute: V::DTYPE, kernel: &kernel }.run();
}

/// The loop, over dense elements. An old and a new pointer may be the same; those beyond what the step writes are not followed.
struct Pass<S, V> {
    count: usize,
    grad: *const V,
    old: [*const V; MAX_WRITTEN],
    new: [*mut V; MAX_WRITTEN],
    parameters: Parameters<V>,
    step: PhantomData<S>,
}

impl<S: Step, V: Real> Kernel for Pass<S, V> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let mut at = 0;
        while at + LANES <= self.count {
            // SAFETY: `LANES` elements from `at` on lie inside `count`.
            unsafe { self.block(at) };
            at += LANES;
        }
        while at < self.count {
            // SAFETY: `at` is below `count`.
            unsafe { self.single(at) };
            at += 1;
        }
    }
}

impl<S: Step, V: Real> Pass<S, V> {
    const WRITTEN: usize = 1 + S::SPEC.state.len();

    #[inline(always)]
    fn step(&self, grad: V, old: [V; MAX_WRITTEN]) -> [V; MAX_WRITTEN] {
        S::step(grad, old, &self.parameters.0, self.parameters.1)
    }

    /// Loads whole blocks before any is written, so that the compiler need not ask whether tensors overlap.
    ///
    /// # Safety
    /// `at + LANES` must not exceed `count`, of which there are so many elements at every pointer that is followed.
    #[inline(always)]
    unsafe fn block(&self, at: usize) {
        // SAFETY: by the caller's promise.
        unsafe {
            let grad = self.grad.add(at).cast::<[V; LANES]>().read();
            let mut values = [[V::lit(0.0); LANES]; MAX_WRITTEN];
            for k in 0..Self::WRITTEN {
                values[k] = self.old[k].add(at).cast::<[V; LANES]>().read();
            }
            for lane in 0..LANES {
                let mut old = [V::lit(0.0); MAX_WRITTEN];
                for k in 0..Self::WRITTEN {
                    old[k] = values[k][lane];
                }
                let new = self.step(grad[lane], old);
                for k in 0..Self::WRITTEN {
                    values[k][lane] = new[k];
                }
            }
            for k in 0..Self::WRITTEN {
                self.new[k].add(at).cast::<[V; LANES]>().write(values[k]);
            }
        }
    }

    /// # Safety
    /// `at` must be below `count`, of which there are so many elements at every pointer that is followed.
    #[inline(always)]
    unsafe fn single(&self, at: usize) {
        // SAFETY: by the caller's promise.
        unsafe {
            let mut old = [V::lit(0.0); MAX_WRITTEN];
            for k in 0..Self::WRITTEN {
                old[k] = self.old[k].add(at).read();
            }
            let new = self.step(self.grad.add(at).read(), old);
            for k in 0..Self::WRITTEN {
                self.new[k].add(at).write(new[k]);
            }
        }
    }
}
