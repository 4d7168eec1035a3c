//! The numbered examples run, as programs of a crate of their own.

use tapir_core::Result;

#[path = "../examples/01_tensors.rs"]
mod tensors;

#[path = "../examples/02_gradients.rs"]
mod gradients;

#[path = "../examples/03_training.rs"]
mod training;

#[test]
fn tensors_are_made_combined_and_looked_at() -> Result<()> {
    tensors::main()
}

#[test]
fn gradients_of_formulas_and_of_gradients() -> Result<()> {
    gradients::main()
}

#[test]
fn a_network_is_trained() -> Result<()> {
    training::main()
}
