//! The process's generators: one for each device, made when it is first asked for.

use super::handle::{Generator, unpredictable_seed, wrap_seed};
use crate::{Device, Error, ErrorKind, Result, device::driver};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

struct Defaults {
    cpu: Generator,
    /// Of the GPUs, by index.
    others: Vec<Option<Generator>>,
    /// What all were last seeded with, those to come too.
    seed: Option<u64>,
}

fn defaults() -> MutexGuard<'static, Defaults> {
    static DEFAULTS: LazyLock<Mutex<Defaults>> = LazyLock::new(|| {
        let cpu = Generator::on(Device::Cpu, unpredictable_seed());
        Mutex::new(Defaults { cpu, others: Vec::new(), seed: None })
    });
    DEFAULTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A stream of its own for the tensors of any device, seeded with [`Generator::DEFAULT_SEED`].
pub fn for_device(device: Device) -> Result<Generator> {
    make(device, Generator::DEFAULT_SEED)
}

fn make(device: Device, seed: u64) -> Result<Generator> {
    device.ensure_available()?;
    match (device, driver()) {
        (Device::Cpu, _) => Ok(Generator::on(device, seed)),
        (Device::Cuda(index), Some(driver)) => Ok(driver.generator(index, seed)),
        (Device::Cuda(_), None) => Err(Error::new(ErrorKind::Internal, format!("no driver has {device}"))),
    }
}

/// The process's generator for a device, which operators draw from unless given another. Its first seed differs from run to run.
pub fn default_for(device: Device) -> Result<Generator> {
    let mut defaults = defaults();
    let Device::Cuda(index) = device else { return Ok(defaults.cpu.clone()) };
    let index = index as usize;
    if let Some(Some(generator)) = defaults.others.get(index) {
        return Ok(generator.clone());
    }
    let generator = make(device, defaults.seed.unwrap_or_else(unpredictable_seed))?;
    if defaults.others.len() <= index {
        defaults.others.resize(index + 1, None);
    }
    defaults.others[index] = Some(generator.clone());
    Ok(generator)
}

/// Starts the process's generators of all devices anew from a seed, as [`Generator::manual_seed`] does one.
pub fn manual_seed_all(seed: i128) -> Result<()> {
    let wrapped = wrap_seed(seed)?;
    let mut defaults = defaults();
    defaults.seed = Some(wrapped);
    let Defaults { cpu, others, .. } = &*defaults;
    others.iter().flatten().chain([cpu]).try_for_each(|generator| generator.manual_seed(seed))
}
