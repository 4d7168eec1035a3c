//! Generators: the process's own and those that JavaScript makes.

use crate::{
    error::guard,
    table::{Object, TABLE, insert},
    tensor::device_of,
};
use napi::{
    Env,
    bindgen_prelude::{BigInt, BufferSlice, Uint8Array},
};
use napi_derive::napi;
use tapir_autograd::call::Resolver;
use tapir_core::{
    Device, Result, ensure,
    generator::{self, default_for, for_device},
};

/// The generator behind a handle; 0 is the process's own of the CPU.
fn generator(id: f64) -> Result<generator::Generator> {
    if id == 0.0 { default_for(Device::Cpu) } else { TABLE.with_borrow(|table| table.generator(id)) }
}

/// A new generator for the tensors of a device, whose handle waits for its object.
#[napi]
pub fn new_generator(device: i32) -> napi::Result<f64> {
    guard(|| insert(Object::Generator(for_device(device_of(device))?)))
}

/// The code of the device whose tensors it fills.
#[napi]
pub fn generator_device(id: f64) -> napi::Result<String> {
    guard(|| Ok(generator(id)?.device().to_string()))
}

/// Starts the process's generators of all devices anew.
#[napi]
pub fn manual_seed_all(seed: BigInt) -> napi::Result<()> {
    guard(|| manual_seed(seed, generator::manual_seed_all))
}

fn manual_seed(seed: BigInt, start: impl FnOnce(i128) -> Result<()>) -> Result<()> {
    let (value, lossless) = seed.get_i128();
    ensure!(lossless, Value, "Overflow when unpacking long");
    start(value)
}

#[napi]
pub fn generator_manual_seed(id: f64, seed: BigInt) -> napi::Result<()> {
    guard(|| manual_seed(seed, |seed| generator(id)?.manual_seed(seed)))
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
