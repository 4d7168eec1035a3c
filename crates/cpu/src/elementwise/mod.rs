//! Elementwise rows: kernels over dense memory, and the driver that brings any layout and dtype to them. Operands that are
//! dense already skip the driver: a call on a few elements is a few tens of nanoseconds.

pub mod driver;
mod kernels;

#[cfg(test)]
mod tests;

use crate::{
    Cpu,
    parallel::{self, Shared},
    space::Space,
    stream,
};
use driver::{Job, Operand};
use tapir_core::{DType, Result, Scalar, error};
use tapir_ops::{ElementwiseBackend, ElementwiseSaved, Params, RowId, View, ViewMut};

impl ElementwiseBackend for Cpu {
    fn elementwise(&self, row: RowId, compute: DType, inputs: &[View], params: Params, out: &ViewMut) -> Result<()> {
        let kernels = kernels::kernels(row).ok_or_else(|| unknown(row))?;
        let kernel = kernels.forward(compute).ok_or_else(|| unsupported(kernels.name, compute))?;
        let mut operands = [Source::ABSENT; 4];
        operands[0] = Source::output(out);
        for (operand, input) in operands[1..].iter_mut().zip(inputs) {
            *operand = Source::input(input);
        }
        run(kernel, 1, 1, compute, &out.shape, operands, params);
        Ok(())
    }

    fn elementwise_dense(
        &self,
        row: RowId,
        compute: DType,
        inputs: [*const u8; 3],
        params: Params,
        out: *mut u8,
        count: usize,
    ) -> Result<()> {
        let kernels = kernels::kernels(row).ok_or_else(|| unknown(row))?;
        let kernel = kernels.forward(compute).ok_or_else(|| unsupported(kernels.name, compute))?;
        let [a, b, c] = inputs.map(<*const u8>::cast_mut);
        run_dense(kernel, 1, count, compute.size(), [out, a, b, c], params);
        Ok(())
    }

    fn elementwise_backward(
        &self,
        row: RowId,
        compute: DType,
        saved: ElementwiseSaved,
        params: Params,
        outs: &[Option<ViewMut>],
    ) -> Result<()> {
        let kernels = kernels::kernels(row).ok_or_else(|| unknown(row))?;
        let wanted = std::array::from_fn(|k| k < kernels.inputs && outs.get(k).is_some_and(Option::is_some));
        let count = wanted.iter().filter(|&&wanted| wanted).count();
        if count == 0 {
            return Ok(());
        }
        let kernel = kernels.backward(compute, wanted).ok_or_else(|| unsupported(kernels.name, compute))?;
        let mut operands = [Source::ABSENT; 8];
        for (operand, out) in operands[..3].iter_mut().zip(outs) {
            *operand = out.as_ref().map_or(Source::ABSENT, Source::output);
        }
        operands[3] = Source::input(saved.grad);
        for (operand, input) in operands[4..7].iter_mut().zip(saved.inputs) {
            *operand = input.as_ref().map_or(Source::ABSENT, Source::input);
        }
        operands[7] = saved.output.map_or(Source::ABSENT, Source::input);
        let written = if count == 1 { 0 } else { kernels.inputs }; // a kernel for one gradient writes only that
        run(kernel, 3, written, compute, &saved.grad.shape, operands, params);
        Ok(())
    }
}

#[cold]
fn unknown(row: RowId) -> tapir_core::Error {
    error!(Internal, "there is no elementwise row {}", row.0)
}

#[cold]
fn unsupported(name: &str, compute: DType) -> tapir_core::Error {
    error!(DType, "\"{name}\" not implemented for '{}'", compute.scalar_name())
}

/// What the driver needs of a view, without owning anything.
#[derive(Clone, Copy)]
struct Source<'a> {
    pointer: *mut u8,
    dtype: DType,
    strides: &'a [isize],
}

impl<'a> Source<'a> {
    const ABSENT: Source<'static> = Source { pointer: std::ptr::null_mut(), dtype: DType::Bool, strides: &[] };

    fn input(view: &'a View) -> Source<'a> {
        Source { pointer: view.pointer.cast_mut(), dtype: view.dtype, strides: &view.strides }
    }

    fn output(view: &'a ViewMut) -> Source<'a> {
        Source { pointer: view.pointer, dtype: view.dtype, strides: &view.strides }
    }

    fn is_absent(&self) -> bool {
        self.pointer.is_null()
    }
}

type Kernel<const N: usize> = unsafe fn(usize, &[*mut u8; N], &[Scalar]);

/// Runs a kernel whose first `outputs` operands are written, the first `required` of them whether wanted or not.
fn run<const N: usize>(
    kernel: Kernel<N>,
    outputs: usize,
    required: usize,
    compute: DType,
    shape: &[usize],
    operands: [Source; N],
    params: Params,
) {
    let numel: usize = shape.iter().product();
    if numel == 0 {
        return;
    }
    let complete = !operands[..required].iter().any(Source::is_absent);
    if complete && are_dense(compute, shape, &operands) {
        // An absent input is never looked at, but must be memory: the first input's will do.
        let substitute = operands[outputs].pointer;
        let pointers =
            std::array::from_fn(
                |k| {
                    if k >= outputs && operands[k].is_absent() { substitute } else { operands[k].pointer }
                },
            );
        return if is_in_place(outputs, &operands) {
            run_in_place(kernel, outputs, numel, compute.size(), pointers, params)
        } else {
            run_dense(kernel, outputs, numel, compute.size(), pointers, params)
        };
    }
    let zeros: tapir_core::Strides = tapir_core::Strides::from_elem(0, shape.len());
    let job = Job {
        space: Space::new(
            shape,
            operands.map(|operand| {
                let strides = if operand.is_absent() { &zeros } else { operand.strides };
                (strides, operand.dtype.size())
            }),
        ),
        operands: operands.map(|operand| Operand { pointer: operand.pointer, dtype: operand.dtype }),
        outputs,
        compute,
        // SAFETY: the driver gives dense operands of the compute dtype that overlap nothing written.
        kernel: &|count, pointers| unsafe { kernel(count, pointers, params) },
    };
    job.run();
}

/// Whether all operands are dense, of the compute dtype, in row-major order.
#[inline]
fn are_dense<const N: usize>(compute: DType, shape: &[usize], operands: &[Source; N]) -> bool {
    operands
        .iter()
        .all(|operand| operand.is_absent() || operand.dtype == compute && is_contiguous(shape, operand.strides))
}

/// Whether one operand is both written and read.
#[inline]
fn is_in_place<const N: usize>(outputs: usize, operands: &[Source; N]) -> bool {
    let (written, read) = operands.split_at(outputs);
    written.iter().any(|out| !out.is_absent() && read.iter().any(|input| input.pointer == out.pointer))
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

/// Runs a kernel on operands that lie as it wants them, on several threads if there is much to do.
fn run_dense<const N: usize>(
    kernel: Kernel<N>,
    outputs: usize,
    numel: usize,
    item: usize,
    operands: [*mut u8; N],
    params: Params,
) {
    let bases = Shared(operands);
    let streams = outputs == 1 && numel * item >= stream::threshold();
    parallel::split(numel, parallel::GRAIN, &|start, end| {
        let pointers = bases.get().map(|base| base.wrapping_add(start * item));
        // SAFETY: the range lies inside each operand; the caller found them fit for the kernel.
        unsafe {
            if streams {
                run_streamed(kernel, end - start, item, pointers, params);
            } else {
                kernel(end - start, &pointers, params);
            }
        }
    });
}

/// As [`run_dense`], where operands are both read and written. A kernel takes no such: it gets copies of them, which are in the
/// first-level cache, a chunk at a time.
fn run_in_place<const N: usize>(
    kernel: Kernel<N>,
    outputs: usize,
    numel: usize,
    item: usize,
    operands: [*mut u8; N],
    params: Params,
) {
    let bases = Shared(operands);
    parallel::split(numel, parallel::GRAIN, &|start, end| {
        let mut buffers = [const { stream::Buffer(std::mem::MaybeUninit::uninit()) }; N];
        let chunk = stream::CHUNK / item;
        for start in (start..end).step_by(chunk) {
            let length = chunk.min(end - start);
            let mut pointers = bases.get().map(|base| base.wrapping_add(start * item));
            let (written, read) = pointers.split_at_mut(outputs);
            for (pointer, buffer) in read.iter_mut().zip(&mut buffers) {
                if written.contains(pointer) {
                    let copy = buffer.0.as_mut_ptr().cast();
                    // SAFETY: the chunk lies inside the operand, and a buffer holds one.
                    unsafe { std::ptr::copy_nonoverlapping(*pointer, copy, length * item) };
                    *pointer = copy;
                }
            }
            // SAFETY: as in `run_dense`; no input is an output any more.
            unsafe { kernel(length, &pointers, params) };
        }
    });
}

/// Computes chunks in a buffer and streams them to the one output.
///
/// # Safety
/// As for the kernel.
unsafe fn run_streamed<const N: usize>(
    kernel: Kernel<N>,
    count: usize,
    item: usize,
    pointers: [*mut u8; N],
    params: Params,
) {
    let mut buffer = stream::Buffer(std::mem::MaybeUninit::uninit());
    let chunk = stream::CHUNK / item;
    for start in (0..count).step_by(chunk) {
        let length = chunk.min(count - start);
        let mut operands = pointers.map(|pointer| pointer.wrapping_add(start * item));
        let target = std::mem::replace(&mut operands[0], buffer.0.as_mut_ptr().cast());
        // SAFETY: by the caller's promise; the buffer holds a chunk.
        unsafe {
            kernel(length, &operands, params);
            stream::copy(operands[0], target, length * item);
        }
    }
    stream::finish();
}
