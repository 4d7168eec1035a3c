//! Operations defined outside the engine, such as a front end's `autograd.Function`.

use super::{node::Grads, record::record_some, saved::Save};
use crate::Tensor;
use tapir_core::{Result, ensure};

/// An operation that was run and is to be recorded.
pub struct Custom<'a> {
    pub name: &'static str,
    pub inputs: &'a [Tensor],
    pub outputs: Vec<Tensor>,
    /// Kept with their versions checked, and handed to the backward function.
    pub saved: &'a [Tensor],
    /// Numbers of outputs that get no history.
    pub not_differentiable: &'a [usize],
    /// Numbers of outputs that are inputs, written in place.
    pub dirty: &'a [usize],
    /// Whether the gradient of an output that none arrived for is zeros.
    pub materialize_grads: bool,
}

impl Custom<'_> {
    /// Gives the outputs a history. `backward` maps the saved tensors and the gradients of all outputs to gradients of the inputs,
    /// one each.
    pub fn record<F>(self, backward: F) -> Result<Vec<Tensor>>
    where
        F: Fn(&[Tensor], &[Option<Tensor>]) -> Result<Vec<Option<Tensor>>> + Send + Sync + 'static,
    {
        let Custom { name, inputs, outputs, saved, not_differentiable, dirty, materialize_grads } = self;
        for output in dirty.iter().filter_map(|&number| outputs.get(number)) {
            ensure!(
                !(output.requires_grad() && output.is_leaf()),
                Autograd,
                "a leaf Variable that requires grad has been used in an in-place operation."
            );
            ensure!(
                output.base().is_none(),
                Autograd,
                "a view cannot be written in place by a custom Function, whose derivative the history of its base does not know. Please clone() it first."
            );
            output.storage().bump_version();
        }
        let references: Vec<&Tensor> = inputs.iter().collect();
        // An output that is saved comes back with its history, without a cycle.
        let save: Vec<Save> = saved
            .iter()
            .map(|tensor| match outputs.iter().position(|output| output.same(tensor)) {
                Some(slot) => Save::Output(slot),
                None => Save::Input(tensor),
            })
            .collect();
        let count = saved.len();
        let differentiable = |slot: usize| !not_differentiable.contains(&slot);
        Ok(record_some(outputs, differentiable, name, &references, &save, move |context, grads| {
            let saved: Vec<Tensor> = (0..count).map(|index| context.saved(index)).collect::<Result<_>>()?;
            if !materialize_grads {
                return Ok(backward(&saved, grads)?.into_iter().collect::<Grads>());
            }
            let grads = (0..grads.len()).map(|slot| context.grad_or_zeros(grads, slot).map(Some));
            Ok(backward(&saved, &grads.collect::<Result<Vec<_>>>()?)?.into_iter().collect::<Grads>())
        }))
    }
}

/// Records `outputs = op(inputs)` for an operation whose backward is `backward`: gradients of the outputs (`None` where
/// none arrived) to gradients of the inputs, one each. `saved` are kept with their version checked, and handed to it.
pub fn custom<F>(
    name: &'static str,
    inputs: &[Tensor],
    outputs: Vec<Tensor>,
    saved: &[Tensor],
    backward: F,
) -> Vec<Tensor>
where
    F: Fn(&[Tensor], &[Option<Tensor>]) -> Result<Vec<Option<Tensor>>> + Send + Sync + 'static,
{
    let unrecorded = outputs.clone();
    let custom = Custom { name, inputs, outputs, saved, not_differentiable: &[], dirty: &[], materialize_grads: false };
    // Nothing is dirty, so nothing is refused.
    custom.record(backward).unwrap_or(unrecorded)
}
