//! Operators that change parts of a tensor. Written once, they serve both forms: out of place the tensor is copied first,
//! in place its own elements are written. Invariant: nothing that backward reads is overwritten.

use super::{Args, Argument, Kind};
use crate::{
    Tensor, copying,
    device::Devices,
    overlap::{ensure_apart, ensure_no_partial_overlap},
    tape::{Context, Grads, InplaceTarget, Keep, Save, record, write_in_place},
};
use smallvec::SmallVec;
use std::ops::Deref;
use tapir_core::Result;

/// A tensor to change: a copy of it, or itself.
///
/// `Target::from(&x)` leaves `x` as it is; `Target::written(&x)` is the in-place form.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    tensor: &'a Tensor,
    in_place: bool,
}

impl<'a> Target<'a> {
    /// The tensor itself is to be written.
    pub fn written(tensor: &'a Tensor) -> Target<'a> {
        Target { tensor, in_place: true }
    }

    /// The same kind of target, of another tensor.
    pub(crate) fn with<'b>(self, tensor: &'b Tensor) -> Target<'b> {
        Target { tensor, in_place: self.in_place }
    }

    pub(crate) fn is_in_place(&self) -> bool {
        self.in_place
    }
}

impl<'a> From<&'a Tensor> for Target<'a> {
    fn from(tensor: &'a Tensor) -> Target<'a> {
        Target { tensor, in_place: false }
    }
}

impl Deref for Target<'_> {
    type Target = Tensor;

    fn deref(&self) -> &Tensor {
        self.tensor
    }
}

impl<'a> Argument<'a> for Target<'a> {
    type Owned = (Tensor, bool);
    const KIND: Kind = Kind::Tensor;
    fn read(args: &mut Args) -> Result<(Tensor, bool)> {
        args.target()
    }
    fn lend((tensor, in_place): &'a (Tensor, bool)) -> Target<'a> {
        Target { tensor, in_place: *in_place }
    }
    fn own(self) -> (Tensor, bool) {
        (self.tensor.clone(), self.in_place)
    }
    #[inline]
    fn locate(&self, devices: &mut Devices) {
        devices.add(self.tensor);
    }
}

/// How a change is recorded. Input 0 of the node is the target's old value, `inputs` follow.
pub(crate) struct Change<'a> {
    pub name: &'static str,
    pub inputs: &'a [&'a Tensor],
    /// What backward reads, in order; the target's old value may be among it.
    pub keep: &'a [&'a Tensor],
    /// Backward also reads the result, after the others.
    pub output: bool,
}

impl Target<'_> {
    /// Runs `write` on the copy, or on the tensor itself, and records it.
    pub(crate) fn change<F>(
        self,
        change: &Change,
        write: impl FnOnce(&Tensor) -> Result<()>,
        backward: F,
    ) -> Result<Tensor>
    where
        F: Fn(&Context, &[Option<Tensor>]) -> Result<Grads> + Send + Sync + 'static,
    {
        let Change { name, inputs, keep, output } = *change;
        if !self.in_place {
            let changed = copying::clone_to_change(self.tensor)?;
            write(&changed)?;
            let all: SmallVec<[&Tensor; 4]> = std::iter::once(self.tensor).chain(inputs.iter().copied()).collect();
            let save: SmallVec<[Save; 4]> =
                keep.iter().map(|kept| Save::Input(kept)).chain(output.then_some(Save::Output(0))).collect();
            return Ok(record(changed, name, &all, &save, backward));
        }
        for input in inputs {
            ensure_no_partial_overlap(self.tensor, input)?;
        }
        // Masks are no indices: who writes through one reads it apart.
        for index in keep.iter().filter(|kept| kept.dtype().is_integer() && !kept.same(self.tensor)) {
            ensure_apart(self.tensor, index)?;
        }
        let target = InplaceTarget::check(self.tensor, inputs)?;
        let original = match keep.iter().any(|kept| kept.same(self.tensor)) && target.tracked {
            true => Some(copying::clone(self.tensor)?),
            false => None,
        };
        let keep: SmallVec<[&Tensor; 4]> =
            keep.iter().map(|kept| original.as_ref().filter(|_| kept.same(self.tensor)).unwrap_or(kept)).collect();
        write_in_place(target, name, inputs, &Keep { inputs: &keep, output }, || write(self.tensor), backward)?;
        Ok(self.tensor.clone())
    }

    /// A tensor with the elements of `source` that a kernel may read while it writes this target.
    pub(crate) fn apart(&self, source: &Tensor) -> Result<Tensor> {
        if self.in_place && self.tensor.storage().shares_memory(source.storage()) {
            return copying::clone(source);
        }
        Ok(source.clone())
    }
}
