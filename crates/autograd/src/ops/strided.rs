//! `as_strided`, and the gradient of any view in terms of its base: what views fall back on once their base was written.

use super::copies::copy_;
use crate::{Tensor, call::ops, tape::Origin};
use tapir_core::{Layout, Result, ensure};

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
        return super::strided_overlap::accumulate(grad, &buffer, &whole, &view);
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
pub(crate) fn replace_slice(grad: &Tensor, view: &Layout, whole: &Layout, part: Option<&Tensor>) -> Result<Tensor> {
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

ops! {
    /// A view of the storage with the given shape, strides and offset, all in elements.
    ///
    /// Fails if an index would lie outside the storage or a stride is negative.
    pub fn as_strided(input: &Tensor, size: &[i64], stride: &[i64], storage_offset: Option<i64> = None) -> Tensor, inplace_layout {
        Ok(strided_view(input, checked_layout(input, size, stride, storage_offset)?))
    }
}
