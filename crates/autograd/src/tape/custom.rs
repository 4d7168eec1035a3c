//! Operations defined outside the engine, such as a front end's `autograd.Function`.

use super::{
    node::{Grads, record_many},
    saved::Save,
};
use crate::Tensor;
use tapir_core::Result;

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
    let results = outputs.clone();
    record_many(results, name, &references, &save, move |context, grads| {
        let saved: Vec<Tensor> = (0..count).map(|index| context.saved(index)).collect::<Result<_>>()?;
        Ok(backward(&saved, grads)?.into_iter().collect::<Grads>())
    })
}
