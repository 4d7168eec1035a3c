//! How two tensors over one storage lie to each other: what an operator that writes one of them may read of the other.
//! Invariant: no kernel reads through one operand what it writes through another, unless the two are the same elements.

use crate::{Tensor, copying};
use tapir_core::{Result, ensure};

/// PyTorch's distinction: what is not plainly one of the first three is not looked into.
#[derive(PartialEq, Eq)]
enum Overlap {
    Apart,
    /// The same elements at the same places.
    Same,
    Partial,
    Unknown,
}

fn overlap(a: &Tensor, b: &Tensor) -> Overlap {
    if !a.storage().shares_memory(b.storage()) {
        return Overlap::Apart;
    }
    let (x, y) = (a.layout(), b.layout());
    if x == y && a.dtype() == b.dtype() {
        return Overlap::Same;
    }
    let start = |tensor: &Tensor| tensor.layout().offset * tensor.dtype().size();
    let end = |tensor: &Tensor| tensor.layout().required_len() * tensor.dtype().size();
    if x.numel() == 0 || y.numel() == 0 || end(a) <= start(b) || end(b) <= start(a) {
        return Overlap::Apart;
    }
    if x.is_dense() && y.is_dense() { Overlap::Partial } else { Overlap::Unknown }
}

fn refuse(overlaps: bool) -> Result<()> {
    ensure!(
        !overlaps,
        Value,
        "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please clone() the tensor before performing the operation."
    );
    Ok(())
}

/// An operand that shares memory with the target must be exactly the target's elements, as far as that can be told.
pub(crate) fn ensure_no_partial_overlap(target: &Tensor, other: &Tensor) -> Result<()> {
    refuse(overlap(target, other) == Overlap::Partial)
}

/// An index into the target must not share memory with it.
pub(crate) fn ensure_apart(target: &Tensor, index: &Tensor) -> Result<()> {
    refuse(overlap(target, index) != Overlap::Apart)
}

/// A copy of the elements of `other`, where a kernel that writes `target` must not read `other` itself. Fails if the two
/// overlap in part.
pub(crate) fn copy_to_read(target: &Tensor, other: &Tensor) -> Result<Option<Tensor>> {
    match overlap(target, other) {
        Overlap::Apart | Overlap::Same => Ok(None),
        Overlap::Partial => refuse(true).map(|()| None),
        Overlap::Unknown => copying::contiguous_clone(other).map(Some),
    }
}
