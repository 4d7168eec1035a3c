//! One pass over a parameter and its state: in place where all lie alike in memory, else through packing buffers.
//! Invariant: a step sees the old values of one element and gives the new ones.

use crate::{
    iterate::{
        driver::{Job, Operand},
        space::Space,
    },
    number::Element,
    parallel::{self, Shared},
    simd::isa::{self, Kernel},
};
use std::marker::PhantomData;
use tapir_ops::{MAX_FLAGS, MAX_NUMBERS, MAX_WRITTEN, Num, Step, StepItem};

/// Carries out a step on one parameter.
pub type Run = fn(&StepItem, &[bool]);

/// Elements that are loaded together; a whole number of the widest vectors, so that compilers see no remainder.
const LANES: usize = 16;

/// The tensors as outputs, then as inputs, then the gradient.
const OPERANDS: usize = 2 * MAX_WRITTEN + 1;

/// As [`Run`], of the step `S` on elements of the type `E`.
pub fn run<S: Step, E: Element>(item: &StepItem, flags: &[bool]) {
    let mut parameters = ([E::Lane::lit(0.0); MAX_NUMBERS], [false; MAX_FLAGS]);
    for (value, &number) in parameters.0.iter_mut().zip(&item.numbers) {
        *value = E::Lane::lit(number);
    }
    parameters.1[..flags.len()].copy_from_slice(flags);
    match const { 1 + S::SPEC.state.len() } {
        1 => run_on::<S, E, 1>(item, parameters),
        2 => run_on::<S, E, 2>(item, parameters),
        3 => run_on::<S, E, 3>(item, parameters),
        4 => run_on::<S, E, 4>(item, parameters),
        _ => run_on::<S, E, MAX_WRITTEN>(item, parameters),
    }
}

/// `K` is the number of tensors written.
fn run_on<S: Step, E: Element, const K: usize>(item: &StepItem, parameters: Parameters<E::Lane>) {
    let alike = item.grad.dtype == E::DTYPE
        && item.written.iter().all(|view| view.dtype == E::DTYPE && view.strides == item.grad.strides);
    if alike && item.grad.layout().is_dense() {
        in_place::<S, E, K>(item, item.grad.numel(), parameters);
    } else {
        packed::<S, E, K>(item, space_of(item), parameters);
    }
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

fn in_place<S: Step, E: Element, const K: usize>(item: &StepItem, numel: usize, parameters: Parameters<E::Lane>) {
    let mut written = [std::ptr::null_mut(); K];
    for (pointer, view) in written.iter_mut().zip(&item.written) {
        *pointer = view.pointer.cast::<E::Lane>();
    }
    let shared = Shared((item.grad.pointer.cast::<E::Lane>(), written));
    parallel::split(numel, parallel::GRAIN, &|start, end| {
        let (grad, written) = shared.get();
        let written = written.map(|pointer| pointer.wrapping_add(start));
        let (grad, old) = (grad.wrapping_add(start), written.map(<*mut E::Lane>::cast_const));
        isa::run(Pass::<S, E::Lane, K> { count: end - start, grad, old, new: written, parameters, step: PhantomData });
    });
}

fn packed<S: Step, E: Element, const K: usize>(
    item: &StepItem,
    space: Space<OPERANDS>,
    parameters: Parameters<E::Lane>,
) {
    let operands = std::array::from_fn(|k| match item.written.get(k % MAX_WRITTEN) {
        _ if k == OPERANDS - 1 => Operand { pointer: item.grad.pointer.cast_mut(), dtype: item.grad.dtype },
        Some(view) => Operand { pointer: view.pointer, dtype: view.dtype },
        None => Operand { pointer: std::ptr::null_mut(), dtype: E::DTYPE },
    });
    let kernel = |count: usize, pointers: &[*mut u8; OPERANDS]| {
        isa::run(Pass::<S, E::Lane, K> {
            count,
            grad: pointers[OPERANDS - 1].cast_const().cast(),
            old: std::array::from_fn(|k| pointers[MAX_WRITTEN + k].cast_const().cast()),
            new: std::array::from_fn(|k| pointers[k].cast()),
            parameters,
            step: PhantomData,
        });
    };
    Job { space, operands, outputs: MAX_WRITTEN, compute: E::DTYPE, kernel: &kernel }.run();
}

/// The loop, over dense elements. An old and a new pointer may be the same.
struct Pass<S, V, const K: usize> {
    count: usize,
    grad: *const V,
    old: [*const V; K],
    new: [*mut V; K],
    parameters: Parameters<V>,
    step: PhantomData<S>,
}

impl<S: Step, V: Num, const K: usize> Kernel for Pass<S, V, K> {
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

impl<S: Step, V: Num, const K: usize> Pass<S, V, K> {
    #[inline(always)]
    fn step(&self, grad: V, old: [V; K]) -> [V; K] {
        let mut all = [V::lit(0.0); MAX_WRITTEN];
        for (value, old) in all.iter_mut().zip(old) {
            *value = old;
        }
        let all = S::step(grad, all, &self.parameters.0, self.parameters.1);
        let mut new = [V::lit(0.0); K];
        for (new, value) in new.iter_mut().zip(all) {
            *new = value;
        }
        new
    }

    /// Loads whole blocks before any is written, so that the compiler need not ask whether tensors overlap.
    ///
    /// # Safety
    /// `at + LANES` must not exceed `count`, of which there are so many elements at every pointer.
    #[inline(always)]
    unsafe fn block(&self, at: usize) {
        // SAFETY: by the caller's promise.
        unsafe {
            let grad = self.grad.add(at).cast::<[V; LANES]>().read();
            let mut values = [[V::lit(0.0); LANES]; K];
            for (values, pointer) in values.iter_mut().zip(self.old) {
                *values = pointer.add(at).cast::<[V; LANES]>().read();
            }
            for (lane, &grad) in grad.iter().enumerate() {
                let mut old = [V::lit(0.0); K];
                for (old, values) in old.iter_mut().zip(&values) {
                    *old = values[lane];
                }
                for (values, new) in values.iter_mut().zip(self.step(grad, old)) {
                    values[lane] = new;
                }
            }
            for (values, pointer) in values.into_iter().zip(self.new) {
                pointer.add(at).cast::<[V; LANES]>().write(values);
            }
        }
    }

    /// # Safety
    /// `at` must be below `count`, of which there are so many elements at every pointer.
    #[inline(always)]
    unsafe fn single(&self, at: usize) {
        // SAFETY: by the caller's promise.
        unsafe {
            let mut old = [V::lit(0.0); K];
            for (old, pointer) in old.iter_mut().zip(self.old) {
                *old = pointer.add(at).read();
            }
            for (new, pointer) in self.step(self.grad.add(at).read(), old).into_iter().zip(self.new) {
                pointer.add(at).write(new);
            }
        }
    }
}
