//! Calling a row: dtypes, broadcasting, the output, the tape.

use super::{
    gradient::{self, Recorded},
    promotion::{Types, types},
};
use crate::{
    Tensor,
    call::Target,
    copying::clone,
    device::{backend, device_of, ensure_on, source},
    mode::grad_enabled,
    overlap::copy_to_read,
    tape::{InplaceTarget, Keep, Save, record, write_in_place},
};
use smallvec::SmallVec;
use tapir_core::{Device, Dims, Layout, Result, Scalar, broadcast_shapes, ensure};
use tapir_cpu::CPU;
use tapir_ops::{MAX_OPERANDS, RowId, RowSpec, Saves, Source, saves_for};

pub(crate) type Params = SmallVec<[Scalar; 2]>;

/// The declaration of the row with this number.
#[inline]
pub(crate) fn spec(row: RowId) -> &'static RowSpec {
    &tapir_ops::specs()[row.0 as usize]
}

/// Looks a row up by its name once: `row!(exp)`. Whether the row exists is a question of the source, not of the input.
macro_rules! row {
    ($name:ident) => {{
        static ROW: std::sync::OnceLock<tapir_ops::RowId> = std::sync::OnceLock::new();
        *ROW.get_or_init(|| crate::rows::find(stringify!($name)))
    }};
}
pub(crate) use row;

/// The row of this name; a trailing underscore keeps Rust's keywords apart.
pub(crate) fn find(name: &str) -> RowId {
    tapir_ops::row_by_name(name.trim_end_matches('_')).unwrap_or_else(|| panic!("no row is named {name}"))
}

/// The default parameters of a row.
pub(crate) fn defaults(row: RowId) -> &'static [Scalar] {
    spec(row).defaults
}

/// `row(inputs; params)` as a new tensor.
pub(crate) fn call(row: RowId, inputs: &[&Tensor], params: &[Scalar]) -> Result<Tensor> {
    let spec = spec(row);
    let types = types(spec, inputs, params, None)?;
    let device = device_of(inputs)?;
    let longest = longest(inputs);
    let output = if are_rows(longest, inputs) {
        let output = Tensor::empty_beside(longest, types.output, device)?;
        run_rows(row, types, inputs, params, &output)?;
        output
    } else {
        let output = Tensor::empty_with(output_layout(inputs)?, types.output, device)?;
        run(row, types, inputs, params, &output)?;
        output
    };
    if !spec.differentiable || !grad_enabled() {
        return Ok(output);
    }
    let wanted = wanted(inputs);
    if wanted == [false; MAX_OPERANDS] {
        return Ok(output);
    }
    let saves = saves_for(row, wanted);
    let mut save: SmallVec<[Save; 4]> = SmallVec::new();
    for (input, _) in inputs.iter().zip(saves.inputs).filter(|(_, read)| *read) {
        save.push(Save::Input(input));
    }
    if saves.output {
        save.push(Save::Output(0));
    }
    let params: Params = params.into();
    let recorded = Recorded::new(row, inputs.len(), saves, types.compute);
    Ok(record(output, spec.node, inputs, &save, move |context, grads| {
        gradient::backward(recorded, &params, context, grads)
    }))
}

/// `row(target, others; params)`, as a new tensor or in the target's place.
pub(crate) fn apply(row: RowId, target: Target, others: &[&Tensor], params: &[Scalar]) -> Result<Tensor> {
    let inputs: SmallVec<[&Tensor; 3]> = std::iter::once(&*target).chain(others.iter().copied()).collect();
    if target.is_in_place() {
        call_in_place(row, &inputs, params)?;
        return Ok((*target).clone());
    }
    call(row, &inputs, params)
}

/// `inputs[0] = row(inputs; params)`.
pub(crate) fn call_in_place(row: RowId, inputs: &[&Tensor], params: &[Scalar]) -> Result<()> {
    let spec = spec(row);
    let target = inputs[0];
    let types = types(spec, inputs, params, Some(target.dtype()))?;
    ensure_on(device_of(inputs)?, target)?;
    let mut copies: SmallVec<[Option<Tensor>; 2]> = SmallVec::new();
    for other in &inputs[1..] {
        ensure_expands_to(target, other)?;
        copies.push(copy_to_read(target, other)?);
    }
    let others = inputs[1..].iter().zip(&copies).map(|(input, copy)| copy.as_ref().unwrap_or(input));
    let read: SmallVec<[&Tensor; 3]> = std::iter::once(target).chain(others).collect();
    let checked = InplaceTarget::check(target, &inputs[1..])?;
    // The write is about to destroy the old value: backward gets a copy if it reads it.
    let saves = if checked.tracked { saves_for(row, wanted(inputs)) } else { Saves::default() };
    let original = saves.inputs[0].then(|| clone(target)).transpose()?;
    let others = inputs.iter().zip(saves.inputs).skip(1).filter(|(_, read)| *read).map(|(input, _)| *input);
    let keep: SmallVec<[&Tensor; 3]> = original.iter().chain(others).collect();
    let kept_params: Params = params.into();
    let recorded = Recorded::new(row, inputs.len(), saves, types.compute);
    write_in_place(
        checked,
        spec.node,
        &inputs[1..],
        &Keep { inputs: &keep, output: saves.output },
        || if are_rows(target, &read) { run_rows } else { run }(row, types, &read, params, target),
        move |context, grads| gradient::backward(recorded, &kept_params, context, grads),
    )
}

/// The operands whose gradients a backward pass will ask for.
fn wanted(inputs: &[&Tensor]) -> [bool; MAX_OPERANDS] {
    std::array::from_fn(|index| inputs.get(index).is_some_and(|input| input.requires_grad()))
}

fn run(row: RowId, types: Types, inputs: &[&Tensor], params: &[Scalar], output: &Tensor) -> Result<()> {
    let device = output.device();
    let mut sources: SmallVec<[Source; 3]> = SmallVec::new();
    for input in inputs {
        sources.push(source(input, device, |input| input.broadcast_view(output.shape()))?);
    }
    backend(device).elementwise(row, types.compute, &sources, params, &output.as_view_mut())
}

/// The operand with the most dimensions.
#[inline]
fn longest<'a>(inputs: &[&'a Tensor]) -> &'a Tensor {
    inputs[1..].iter().fold(inputs[0], |longest, input| if input.rank() > longest.rank() { input } else { longest })
}

/// Whether the operands are one long row each, of the longest one's shape and without gaps, or one element for all of it.
#[inline]
fn are_rows(longest: &Tensor, inputs: &[&Tensor]) -> bool {
    longest.is_contiguous()
        && inputs.iter().all(|input| {
            if input.shape() == longest.shape() {
                input.is_contiguous()
            } else {
                input.numel() == 1 && input.rank() <= longest.rank()
            }
        })
}

/// As [`run`], for operands that are rows: the kernel need not look at dimensions.
#[inline]
fn run_rows(row: RowId, types: Types, inputs: &[&Tensor], params: &[Scalar], output: &Tensor) -> Result<()> {
    let count = output.numel();
    let (compute, device) = (types.compute, output.device());
    if device == Device::Cpu
        && output.dtype() == compute
        && inputs.iter().all(|input| input.dtype() == compute && input.numel() == count)
    {
        let pointers = std::array::from_fn(|k| inputs.get(k).unwrap_or(&inputs[0]).pointer().cast_const());
        // SAFETY: all are so many elements without gaps, in main memory. What an input and the output share are the same.
        return unsafe { CPU.elementwise_dense(row, compute, pointers, params, output.pointer(), count) };
    }
    let mut sources: SmallVec<[Source; 3]> = SmallVec::new();
    for input in inputs {
        sources.push(source(input, device, |input| Ok(input.row_view(count)))?);
    }
    backend(device).elementwise(row, compute, &sources, params, &output.row_view_mut(count))
}

/// Row-major, unless all full-size operands share one dense permuted layout: then the output has it too, and the kernel
/// runs over memory in order.
fn output_layout(inputs: &[&Tensor]) -> Result<Layout> {
    let first = inputs[0].layout();
    if inputs.iter().all(|input| input.shape() == inputs[0].shape()) {
        let alike = inputs.iter().all(|input| input.strides() == first.strides.as_slice());
        return Ok(if alike && !first.is_contiguous() && first.is_dense() {
            Layout { offset: 0, ..first.clone() }
        } else {
            Layout::contiguous(&first.shape)
        });
    }
    let mut shape: Dims = first.shape.clone();
    for input in &inputs[1..] {
        shape = broadcast_shapes(&shape, input.shape())?;
    }
    let mut full = inputs.iter().filter(|input| input.shape() == shape.as_slice() && input.rank() > 0);
    if let Some(lead) = full.next()
        && !lead.is_contiguous()
        && lead.layout().is_dense()
        && full.all(|input| input.strides() == lead.strides())
    {
        return Ok(Layout { offset: 0, ..lead.layout().clone() });
    }
    Ok(Layout::contiguous(&shape))
}

/// In place, the other operands must broadcast to the target, never the other way round.
pub(crate) fn ensure_expands_to(target: &Tensor, other: &Tensor) -> Result<()> {
    if target.shape() == other.shape() {
        return Ok(());
    }
    let shape = broadcast_shapes(target.shape(), other.shape())?;
    ensure!(
        shape.as_slice() == target.shape(),
        Shape,
        "output with shape {:?} doesn't match the broadcast shape {:?}",
        target.shape(),
        shape.as_slice()
    );
    Ok(())
}
