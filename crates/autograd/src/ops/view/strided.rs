//! `as_strided`, and the gradient of any view in terms of its base: what views fall back on once their base was written.

use crate::{
    Tensor,
    call::ops,
    ops::{
        create::ranges,
        index::slices,
        pointwise::arithmetic,
        view::{
            copies::copy_,
            views::{checked_shape, reshape_to},
        },
    },
    tape::Context,
    tensor::ViewRules,
};
use tapir_core::{Layout, Result, Strides, bail, ensure, ensure_addressable};

const RULES: ViewRules = ViewRules { gradient_of_base: as_strided_backward, slice_of_gradient, replace_slice };

impl Tensor {
    /// A view recorded under `name`; `backward` maps the gradient of the view to that of `self`.
    #[inline]
    pub(crate) fn view_op<F>(&self, layout: Layout, name: &'static str, backward: F) -> Tensor
    where
        F: Fn(&Tensor) -> Result<Tensor> + Send + Sync + 'static,
    {
        self.recorded_view(&RULES, layout, name, backward)
    }

    /// Several views recorded as one operation under `name`; `backward` maps their gradients to that of `self`.
    pub(crate) fn view_ops<F>(&self, layouts: Vec<Layout>, name: &'static str, backward: F) -> Vec<Tensor>
    where
        F: Fn(&Context, &[Option<Tensor>]) -> Result<Tensor> + Send + Sync + 'static,
    {
        self.recorded_views(&RULES, layouts, name, backward)
    }
}

/// A buffer that can hold a gradient under the layouts of a base and a view of it, and where both start in it.
fn frame(whole: &Layout, view: &Layout) -> (usize, usize) {
    let start = whole.offset.min(view.offset);
    let end = whole.required_len().max(view.required_len()).max(start);
    (start, end - start)
}

fn shifted(layout: &Layout, start: usize) -> Layout {
    Layout { offset: layout.offset - start, ..layout.clone() }
}

/// A zero buffer and the parts of it that the base and the view see.
fn buffer(like: &Tensor, whole: &Layout, view: &Layout) -> Result<(Tensor, Layout, Layout)> {
    let (start, length) = frame(whole, view);
    let buffer = Tensor::zeros(&[length], like.dtype(), like.device())?;
    Ok((buffer, shifted(whole, start), shifted(view, start)))
}

/// The gradient of a base from that of a view of it: zeros outside the view.
pub(crate) fn as_strided_backward(grad: &Tensor, view: &Layout, whole: &Layout) -> Result<Tensor> {
    let (buffer, whole, view) = buffer(grad, whole, view)?;
    if view.overlaps_itself() || whole.overlaps_itself() {
        return accumulate(grad, &buffer, &whole, &view);
    }
    copy_(&strided_view(&buffer, view), grad, false)?;
    Ok(strided_view(&buffer, whole))
}

/// The part of a base's gradient that a view sees.
pub(crate) fn slice_of_gradient(grad: &Tensor, view: &Layout, whole: &Layout) -> Result<Tensor> {
    let (buffer, whole, view) = buffer(grad, whole, view)?;
    copy_(&strided_view(&buffer, whole), grad, false)?;
    Ok(strided_view(&buffer, view))
}

/// A base's gradient with the part under a view replaced, by zeros if nothing is given.
fn replace_slice(grad: &Tensor, view: &Layout, whole: &Layout, part: Option<&Tensor>) -> Result<Tensor> {
    let (buffer, whole, view) = buffer(grad, whole, view)?;
    copy_(&strided_view(&buffer, whole.clone()), grad, false)?;
    let target = strided_view(&buffer, view);
    match part {
        Some(part) => copy_(&target, part, false)?,
        None => copy_(&target, &Tensor::zeros(&[], grad.dtype(), grad.device())?, false)?,
    };
    Ok(strided_view(&buffer, whole))
}

/// A view with the given layout. The caller knows that it lies inside the storage.
fn strided_view(input: &Tensor, layout: Layout) -> Tensor {
    let (view, whole) = (layout.clone(), input.layout().clone());
    input.view_op(layout, "AsStridedBackward0", move |grad| as_strided_backward(grad, &view, &whole))
}

/// Several elements of the view may be one element of the storage: their gradients add up there. Several elements of the
/// base may be one too: each gets an equal part, so that all of them together are what the storage got.
fn accumulate(grad: &Tensor, buffer: &Tensor, whole: &Layout, view: &Layout) -> Result<Tensor> {
    let positions = ranges::arange_of(buffer.numel() as i64, grad.device())?;
    let add = |layout: &Layout, values: &Tensor| {
        let index = reshape_to(&strided_view(&positions, layout.clone()), &[layout.numel()])?;
        slices::index_add(buffer.into(), 0, &index, &reshape_to(values, &[layout.numel()])?, 1.into())
    };
    let mut summed = add(view, grad)?;
    if whole.overlaps_itself() {
        let aliases = add(whole, &Tensor::ones(&whole.shape, grad.dtype(), grad.device())?)?;
        summed = arithmetic::div(&summed, &aliases)?;
    }
    Ok(strided_view(&summed, whole.clone()))
}

fn checked_layout(input: &Tensor, size: &[i64], stride: &[i64], offset: Option<i64>) -> Result<Layout> {
    ensure!(
        size.len() == stride.len(),
        Shape,
        "mismatch in length of strides and shape: size has {} and stride {} entries",
        size.len(),
        stride.len()
    );
    if let Some(step) = stride.iter().find(|&&step| step < 0) {
        bail!(Value, "as_strided: Negative strides are not supported at the moment, got strides: {stride:?} ({step})");
    }
    let shape = checked_shape(size)?;
    ensure_addressable(&shape)?;
    let offset = offset.unwrap_or(input.layout().offset as i64);
    ensure!(offset >= 0, Value, "Tensor: invalid storage offset {offset}");
    // In 128 bits, so that absurd sizes are compared, not wrapped.
    let reach: i128 = size.iter().zip(stride).map(|(&n, &s)| (i128::from(n) - 1).max(0) * i128::from(s)).sum();
    let item = input.dtype().size();
    let bytes = (reach + 1 + i128::from(offset)) * item as i128;
    let held = input.storage().bytes();
    ensure!(
        shape.contains(&0) || bytes <= held as i128,
        Shape,
        "setStorage: sizes {size:?}, strides {stride:?}, storage offset {offset}, and itemsize {item} requiring a storage size of {bytes} are out of bounds for storage of size {held}"
    );
    let strides: Strides = stride.iter().map(|&step| step as isize).collect();
    Ok(Layout { shape, strides, offset: offset as usize })
}

ops! {
    /// A view of the storage with the given shape, strides and offset, all in elements.
    ///
    /// Fails if an index would lie outside the storage or a stride is negative.
    pub fn as_strided(input: &Tensor, size: &[i64], stride: &[i64], storage_offset: Option<i64> = None) -> Tensor {
        Ok(strided_view(input, checked_layout(input, size, stride, storage_offset)?))
    }
}
