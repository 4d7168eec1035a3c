//! Generators: the process's own and those that JavaScript makes.

use crate::{
    error::guard,
    table::{Object, TABLE, insert},
};
use napi::{
    Env,
    bindgen_prelude::{BigInt, BufferSlice, Uint8Array},
};
use napi_derive::napi;
use tapir_autograd::call::Resolver;
use tapir_core::{Generator, Result, ensure};

/// The generator behind a handle; 0 is the process's own.
fn generator(id: f64) -> Result<Generator> {
    if id == 0.0 { Ok(Generator::default_cpu()) } else { TABLE.with_borrow(|table| table.generator(id)) }
}

/// A new generator, whose handle waits for its object.
#[napi]
pub fn new_generator() -> napi::Result<f64> {
    guard(|| insert(Object::Generator(Generator::new())))
}

#[napi]
pub fn generator_manual_seed(id: f64, seed: BigInt) -> napi::Result<()> {
    guard(|| {
        let (value, lossless) = seed.get_i128();
        ensure!(lossless, Value, "Overflow when unpacking long");
        generator(id)?.manual_seed(value)
    })
}

/// Starts from an unpredictable seed and returns it.
#[napi]
pub fn generator_seed(id: f64) -> napi::Result<BigInt> {
    guard(|| Ok(BigInt::from(generator(id)?.seed())))
}

#[napi]
pub fn generator_initial_seed(id: f64) -> napi::Result<BigInt> {
    guard(|| Ok(BigInt::from(generator(id)?.initial_seed())))
}

/// The state, in memory of the collector's own: what it is given is freed only when the event loop turns.
#[napi]
pub fn generator_state(env: &Env, id: f64) -> napi::Result<BufferSlice<'_>> {
    let state = guard(|| Ok(generator(id)?.state()))?;
    BufferSlice::copy_from(env, state)
}

#[napi]
pub fn generator_set_state(id: f64, state: Uint8Array) -> napi::Result<()> {
    guard(|| generator(id)?.set_state(&state))
}
