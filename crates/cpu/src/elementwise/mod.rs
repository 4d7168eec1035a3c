//! Elementwise rows: kernels over dense memory, and the driver that brings any layout and dtype to them. Operands that are
//! one row already skip the driver: a call on a few elements is a few tens of nanoseconds.

mod bools;
mod kernels;
mod row;

#[cfg(test)]
mod tests;

use crate::{
    Cpu,
    iterate::{
        driver::{Job, Operand},
        space::Space,
    },
};
use kernels::{FORWARD, Kernels, Loops, RowKernels, Width, room};
use tapir_core::{DType, Result, Strides, error};
use tapir_ops::{ElementwiseBackend, ElementwiseSaved, MAX_OPERANDS, Params, RowId, Source, View, ViewMut};

impl ElementwiseBackend for Cpu {
    fn elementwise(&self, row: RowId, compute: DType, inputs: &[Source], params: Params, out: &ViewMut) -> Result<()> {
        let kernels = kernels::kernels(row).ok_or_else(|| unknown(row))?;
        match &kernels.loops {
            Width::Narrow(loops) => forward(kernels, loops, compute, inputs, params, out),
            Width::Wide(loops) => forward(kernels, loops, compute, inputs, params, out),
        }
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
        match &kernels.loops {
            Width::Narrow(loops) => backward(kernels, loops, compute, saved, params, outs),
            Width::Wide(loops) => backward(kernels, loops, compute, saved, params, outs),
        }
    }
}

fn forward<const F: usize, const B: usize>(
    kernels: &RowKernels,
    loops: &Kernels<F, B>,
    compute: DType,
    inputs: &[Source],
    params: Params,
    out: &ViewMut,
) -> Result<()> {
    let kernel = loops.forward(compute).ok_or_else(|| unsupported(kernels.name, compute))?;
    let still = still(inputs.iter().any(is_number), &out.shape);
    let mut operands = [Access::ABSENT; F];
    operands[0] = Access::output(out);
    for (operand, input) in operands[1..].iter_mut().zip(inputs) {
        *operand = Access::source(input, &still);
    }
    if let Some(kernel) = kernels.bools
        && operands.iter().all(|operand| operand.dtype == DType::Bool)
        && out.numel() > 0
        && let Some(&operands) = operands.first_chunk::<FORWARD>()
        && let Some(rows) = row::operands(1, DType::Bool, &out.shape, &operands)
    {
        row::run(kernel.into(), 1, out.numel(), 1, rows, params);
        return Ok(());
    }
    run(kernel, 1, 1, compute, &out.shape, operands, params);
    Ok(())
}

fn backward<const F: usize, const B: usize>(
    kernels: &RowKernels,
    loops: &Kernels<F, B>,
    compute: DType,
    saved: ElementwiseSaved,
    params: Params,
    outs: &[Option<ViewMut>],
) -> Result<()> {
    let wanted = std::array::from_fn(|k| k < kernels.inputs && outs.get(k).is_some_and(Option::is_some));
    let count = wanted.iter().filter(|&&wanted| wanted).count();
    if count == 0 {
        return Ok(());
    }
    let kernel = loops.backward(compute, wanted).ok_or_else(|| unsupported(kernels.name, compute))?;
    let still = still(saved.inputs.iter().flatten().any(is_number), &saved.grad.shape);
    let mut operands = [Access::ABSENT; B];
    for (operand, out) in operands[..room(B)].iter_mut().zip(outs) {
        *operand = out.as_ref().map_or(Access::ABSENT, Access::output);
    }
    operands[room(B)] = Access::input(saved.grad);
    for (operand, input) in operands[room(B) + 1..B - 1].iter_mut().zip(saved.inputs) {
        *operand = input.as_ref().map_or(Access::ABSENT, |input| Access::source(input, &still));
    }
    operands[B - 1] = saved.output.map_or(Access::ABSENT, Access::input);
    let written = if count == 1 { 0 } else { kernels.inputs }; // a kernel for one gradient writes only that
    run(kernel.into(), room(B), written, compute, &saved.grad.shape, operands, params);
    Ok(())
}

impl Cpu {
    /// As [`elementwise`](ElementwiseBackend::elementwise) for `count` elements, one after the other in every operand, all of
    /// the compute dtype: a short cut for small tensors.
    ///
    /// # Safety
    /// All pointers are to so many elements; those that the row does not take may be any readable memory. No input overlaps
    /// `out` in part.
    pub unsafe fn elementwise_dense(
        &self,
        row: RowId,
        compute: DType,
        inputs: [*const u8; MAX_OPERANDS],
        params: Params,
        out: *mut u8,
        count: usize,
    ) -> Result<()> {
        let kernels = kernels::kernels(row).ok_or_else(|| unknown(row))?;
        let item = compute.size();
        let refused = || unsupported(kernels.name, compute);
        let [a, b, c, d, e] = inputs.map(<*const u8>::cast_mut);
        match &kernels.loops {
            Width::Narrow(loops) => {
                let operands = [out, a, b, c].map(row::Operand::Dense);
                row::run(loops.forward(compute).ok_or_else(refused)?, 1, count, item, operands, params);
            }
            Width::Wide(loops) => {
                let operands = [out, a, b, c, d, e].map(row::Operand::Dense);
                row::run(loops.forward(compute).ok_or_else(refused)?, 1, count, item, operands, params);
            }
        }
        Ok(())
    }
}

fn is_number(source: &Source) -> bool {
    matches!(source, Source::Number(_))
}

/// The strides of a number, which is everywhere the same; none where there is no number.
fn still(any: bool, shape: &[usize]) -> Strides {
    if any { Strides::from_elem(0, shape.len()) } else { Strides::new() }
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
struct Access<'a> {
    pointer: *mut u8,
    dtype: DType,
    strides: &'a [isize],
}

impl<'a> Access<'a> {
    const ABSENT: Access<'static> = Access { pointer: std::ptr::null_mut(), dtype: DType::Bool, strides: &[] };

    fn input(view: &'a View) -> Access<'a> {
        Access { pointer: view.pointer.cast_mut(), dtype: view.dtype, strides: &view.strides }
    }

    fn source(source: &'a Source, still: &'a [isize]) -> Access<'a> {
        match source {
            Source::View(view) => Access::input(view),
            Source::Number(number) => {
                Access { pointer: number.pointer().cast_mut(), dtype: number.dtype, strides: still }
            }
        }
    }

    fn output(view: &'a ViewMut) -> Access<'a> {
        Access { pointer: view.pointer, dtype: view.dtype, strides: &view.strides }
    }

    fn is_absent(&self) -> bool {
        self.pointer.is_null()
    }
}

/// Runs a kernel whose first `outputs` operands are written, the first `required` of them whether wanted or not.
fn run<const N: usize>(
    loops: Loops<N>,
    outputs: usize,
    required: usize,
    compute: DType,
    shape: &[usize],
    operands: [Access; N],
    params: Params,
) {
    let numel: usize = shape.iter().product();
    if numel == 0 {
        return;
    }
    let complete = !operands[..required].iter().any(Access::is_absent);
    if complete && let Some(operands) = row::operands(outputs, compute, shape, &operands) {
        return row::run(loops, outputs, numel, compute.size(), operands, params);
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
        kernel: &|count, pointers| unsafe { (loops.plain)(count, pointers, params) },
    };
    job.run();
}
