//! One pass over a parameter and its state: in place where all lie alike in memory, else through packing buffers.
//! Invariant: an update sees the old values of one element and gives the new ones.

use crate::{
    iterate::{
        driver::{Job, Operand},
        space::Space,
    },
    parallel::{self, Shared},
    simd::isa::{self, Kernel},
};
use std::ops::{Add, Div, Mul, Neg, Sub};
use tapir_core::DType;
use tapir_ops::{View, ViewMut};

/// The types that steps are computed in.
pub trait Real:
    Copy
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + PartialOrd
{
    const DTYPE: DType;
    fn of(value: f64) -> Self;
    fn sqrt(self) -> Self;
}

macro_rules! real {
    ($($T:ident => $dtype:ident),+) => {$(
        impl Real for $T {
            const DTYPE: DType = DType::$dtype;
            #[inline(always)]
            fn of(value: f64) -> Self { value as $T }
            #[inline(always)]
            fn sqrt(self) -> Self { $T::sqrt(self) }
        }
    )+};
}

real!(f32 => F32, f64 => F64);

/// What a step makes of one element: the parameter first, then its state. Must be inlined always.
pub trait Update<T, const K: usize>: Copy + Sync {
    fn apply(self, grad: T, old: [T; K]) -> [T; K];
}

/// Elements that are loaded together; a whole number of the widest vectors, so that compilers see no remainder.
const LANES: usize = 16;

/// Applies an update to every element. `K` is the number of tensors written, `N` is `2 K + 1`.
pub fn step<T: Real, U: Update<T, K>, const K: usize, const N: usize>(update: U, grad: &View, written: [&ViewMut; K]) {
    const { assert!(N == 2 * K + 1) };
    let space = space_of::<K, N>(grad, written);
    let item = size_of::<T>();
    let alike = grad.dtype == T::DTYPE
        && written.iter().all(|view| view.dtype == T::DTYPE)
        && (0..N).all(|k| space.is_flat(k, item));
    if alike {
        in_place(update, space.numel(), grad.pointer.cast(), written.map(|view| view.pointer.cast()));
    } else {
        packed(update, space, grad, written);
    }
}

/// Operands are the tensors as outputs, then as inputs, then the gradient.
fn space_of<const K: usize, const N: usize>(grad: &View, written: [&ViewMut; K]) -> Space<N> {
    Space::new(
        &grad.shape,
        std::array::from_fn(|k| {
            if k < 2 * K {
                let view = written[k % K];
                (&view.strides[..], view.dtype.size())
            } else {
                (&grad.strides[..], grad.dtype.size())
            }
        }),
    )
}

fn in_place<T: Real, U: Update<T, K>, const K: usize>(update: U, numel: usize, grad: *const T, written: [*mut T; K]) {
    let shared = Shared((grad, written));
    parallel::split(numel, parallel::GRAIN, &|start, end| {
        let (grad, written) = shared.get();
        // SAFETY: all tensors are dense and hold `numel` elements; threads get disjoint parts.
        unsafe {
            let written = written.map(|pointer| pointer.add(start));
            let old = written.map(<*mut T>::cast_const);
            isa::run(Pass { update, count: end - start, grad: grad.add(start), old, new: written });
        }
    });
}

fn packed<T: Real, U: Update<T, K>, const K: usize, const N: usize>(
    update: U,
    space: Space<N>,
    grad: &View,
    written: [&ViewMut; K],
) {
    let operands = std::array::from_fn(|k| {
        if k < 2 * K {
            Operand { pointer: written[k % K].pointer, dtype: written[k % K].dtype }
        } else {
            Operand { pointer: grad.pointer.cast_mut(), dtype: grad.dtype }
        }
    });
    let kernel = |count: usize, pointers: &[*mut u8; N]| {
        isa::run(Pass {
            update,
            count,
            grad: pointers[2 * K].cast_const().cast::<T>(),
            old: std::array::from_fn::<_, K, _>(|k| pointers[K + k].cast_const().cast()),
            new: std::array::from_fn::<_, K, _>(|k| pointers[k].cast()),
        });
    };
    Job { space, operands, outputs: K, compute: T::DTYPE, kernel: &kernel }.run();
}

/// The loop, over dense elements. An old and a new pointer may be the same.
struct Pass<T, U, const K: usize> {
    update: U,
    count: usize,
    grad: *const T,
    old: [*const T; K],
    new: [*mut T; K],
}

impl<T: Real, U: Update<T, K>, const K: usize> Kernel for Pass<T, U, K> {
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

impl<T: Real, U: Update<T, K>, const K: usize> Pass<T, U, K> {
    /// Loads whole blocks before any is written, so that the compiler need not ask whether tensors overlap.
    ///
    /// # Safety
    /// `at + LANES` must not exceed `count`.
    #[inline(always)]
    unsafe fn block(&self, at: usize) {
        // SAFETY: by the caller's promise.
        unsafe {
            let grad = self.grad.add(at).cast::<[T; LANES]>().read();
            let mut values = [[T::of(0.0); LANES]; K];
            for (values, pointer) in values.iter_mut().zip(self.old) {
                *values = pointer.add(at).cast::<[T; LANES]>().read();
            }
            for (lane, &grad) in grad.iter().enumerate() {
                let mut old = [T::of(0.0); K];
                for (old, values) in old.iter_mut().zip(&values) {
                    *old = values[lane];
                }
                for (values, new) in values.iter_mut().zip(self.update.apply(grad, old)) {
                    values[lane] = new;
                }
            }
            for (values, pointer) in values.into_iter().zip(self.new) {
                pointer.add(at).cast::<[T; LANES]>().write(values);
            }
        }
    }

    /// # Safety
    /// `at` must be below `count`.
    #[inline(always)]
    unsafe fn single(&self, at: usize) {
        // SAFETY: by the caller's promise.
        unsafe {
            let mut old = [T::of(0.0); K];
            for (old, pointer) in old.iter_mut().zip(self.old) {
                *old = pointer.add(at).read();
            }
            for (new, pointer) in self.update.apply(self.grad.add(at).read(), old).into_iter().zip(self.new) {
                pointer.add(at).write(new);
            }
        }
    }
}
