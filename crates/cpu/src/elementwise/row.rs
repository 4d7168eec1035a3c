//! Operands that are one row of memory each, or one element for all places: kernels run over them without a look at dimensions.

use super::{
    Access,
    kernels::{Kernel, Loops},
};
use crate::{
    convert::converter,
    iterate::strided,
    non_temporal::{self, Buffer},
    parallel::{self, Shared},
};
use std::ptr::null_mut;
use tapir_core::DType;
use tapir_ops::Params;

/// How an operand lies.
#[derive(Clone, Copy)]
pub enum Operand {
    /// Elements of the compute dtype without gaps.
    Dense(*mut u8),
    /// One element of the compute dtype for all places.
    Constant([u64; 2]),
    /// An output that nobody wants, or an input that is never looked at.
    Absent,
}

// SAFETY: threads write disjoint parts of the outputs, and nobody writes the inputs.
unsafe impl Sync for Operand {}

/// The operands as rows, if all of them lie so.
#[inline]
pub fn operands<const N: usize>(
    outputs: usize,
    compute: DType,
    shape: &[usize],
    sources: &[Access; N],
) -> Option<[Operand; N]> {
    let mut operands = [Operand::Absent; N];
    for (k, source) in sources.iter().enumerate().filter(|(_, source)| !source.is_absent()) {
        operands[k] = if source.dtype == compute && is_contiguous(shape, source.strides) {
            Operand::Dense(source.pointer)
        } else if k >= outputs && source.strides.iter().all(|&stride| stride == 0) {
            let mut element = [0; 2];
            // SAFETY: one element, which is at most 16 bytes in any dtype.
            unsafe { converter(source.dtype, compute)(source.pointer, element.as_mut_ptr().cast(), 1) };
            Operand::Constant(element)
        } else {
            return None;
        };
    }
    Some(operands)
}

#[inline]
fn is_contiguous(shape: &[usize], strides: &[isize]) -> bool {
    let mut expected = 1;
    shape.iter().zip(strides).rev().all(|(&size, &stride)| {
        let fits = size == 1 || stride == expected;
        expected *= size as isize;
        fits
    })
}

/// How an operand comes before the kernel, which takes dense ones only, and none that is both read and written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Passage {
    Direct,
    /// A buffer is full of it.
    Repeated,
    /// Read by way of a copy, since it is written too.
    Copied,
    /// Written by way of a buffer, and from there past the caches.
    Streamed,
}

/// Runs a kernel, whose first `outputs` operands are written, on several threads if there is much to do.
pub fn run<const N: usize>(
    loops: Loops<N>,
    outputs: usize,
    numel: usize,
    item: usize,
    operands: [Operand; N],
    params: Params,
) {
    let bases = operands.map(|operand| if let Operand::Dense(base) = operand { base } else { null_mut() });
    let is_written_too = |k: usize| k >= outputs && !bases[k].is_null() && bases[..outputs].contains(&bases[k]);
    let aliased = (outputs..N).any(is_written_too);
    let streams = !aliased && numel * item >= non_temporal::threshold();
    let by_itself =
        loops.streamed.filter(|_| streams && outputs == 1 && bases[0].addr().is_multiple_of(non_temporal::LINE));
    let mut passages = [Passage::Direct; N];
    for k in 0..N {
        passages[k] = match operands[k] {
            Operand::Constant(_) => Passage::Repeated,
            Operand::Dense(_) if is_written_too(k) => Passage::Copied,
            Operand::Dense(_) if streams && k < outputs && by_itself.is_none() => Passage::Streamed,
            _ => Passage::Direct,
        };
    }
    let kernel = by_itself.unwrap_or(loops.plain);
    let call = Call { kernel, outputs, item, operands, passages, params };
    let direct = passages == [Passage::Direct; N];
    let bases = Shared(bases);
    parallel::split(numel, parallel::GRAIN, &|start, end| {
        let bases = bases.get();
        // SAFETY: the part lies inside each operand; the caller found them fit for the kernel.
        unsafe { if direct { call.run_direct(bases, start, end) } else { call.run_by_chunks(bases, start, end) } }
        if streams {
            non_temporal::finish();
        }
    });
}

struct Call<'a, const N: usize> {
    kernel: Kernel<N>,
    outputs: usize,
    item: usize,
    operands: [Operand; N],
    passages: [Passage; N],
    params: Params<'a>,
}

impl<const N: usize> Call<'_, N> {
    /// The operands from an element on.
    #[inline]
    fn at(&self, bases: [*mut u8; N], start: usize) -> [*mut u8; N] {
        bases.map(|base| if base.is_null() { base } else { base.wrapping_add(start * self.item) })
    }

    /// An input that is never looked at must be memory all the same: the first one's will do.
    #[inline]
    fn substitute(&self, pointers: &mut [*mut u8; N]) {
        for k in self.outputs..N {
            if pointers[k].is_null() {
                pointers[k] = pointers[self.outputs];
            }
        }
    }

    /// # Safety
    /// The elements must lie inside the operands, which must be as the kernel wants them.
    #[inline]
    unsafe fn run_direct(&self, bases: [*mut u8; N], start: usize, end: usize) {
        let mut pointers = self.at(bases, start);
        self.substitute(&mut pointers);
        // SAFETY: by the caller's promise.
        unsafe { (self.kernel)(end - start, &pointers, self.params) }
    }

    /// # Safety
    /// The elements must lie inside the operands.
    unsafe fn run_by_chunks(&self, bases: [*mut u8; N], start: usize, end: usize) {
        let Call { item, passages, .. } = *self;
        let mut buffers = [Buffer::UNINIT; N];
        let chunk = non_temporal::CHUNK / item;
        for (operand, buffer) in self.operands.iter().zip(&mut buffers) {
            if let Operand::Constant(element) = operand {
                // SAFETY: a buffer holds a chunk.
                unsafe {
                    let count = chunk.min(end - start);
                    strided::splat(element.as_ptr().cast(), buffer.pointer(), item as isize, count, item);
                }
            }
        }
        for start in (start..end).step_by(chunk) {
            let length = chunk.min(end - start);
            let places = self.at(bases, start);
            let mut pointers = places;
            for k in (0..N).filter(|&k| passages[k] != Passage::Direct) {
                pointers[k] = buffers[k].pointer();
                if passages[k] == Passage::Copied {
                    // SAFETY: by the caller's promise; a buffer holds a chunk.
                    unsafe { std::ptr::copy_nonoverlapping(places[k], pointers[k], length * item) };
                }
            }
            self.substitute(&mut pointers);
            // SAFETY: by the caller's promise; nothing that is read is written.
            unsafe {
                (self.kernel)(length, &pointers, self.params);
                for k in (0..self.outputs).filter(|&k| passages[k] == Passage::Streamed) {
                    non_temporal::copy(pointers[k], places[k], length * item);
                }
            }
        }
    }
}
