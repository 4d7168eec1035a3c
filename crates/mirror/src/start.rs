//! Installing the mirrors where the environment asks for them.

use crate::{BLOCKING, Mirrors, trap};
use std::sync::atomic::Ordering;
use tapir_core::Device;

/// Installs the mirrors; `default` is where new tensors are made. Not again if they are there.
pub fn install(default: Device) {
    if tapir_ops::install(&Mirrors, default).is_ok() {
        trap::set();
    }
}

/// Installs the mirrors if `TAPIR_MIRROR` is set; see the crate. Before the first tensor.
pub fn start() {
    let Ok(words) = std::env::var("TAPIR_MIRROR") else { return };
    let has = |wanted: &str| words.split([',', ' ']).any(|word| word == wanted);
    BLOCKING.store(has("blocking"), Ordering::Relaxed);
    install(if has("default") { Device::Cuda(0) } else { Device::Cpu });
}

/// Has a program, such as a test, call [`start`] before `main`.
#[macro_export]
macro_rules! on_start {
    () => {
        #[cfg(any(target_os = "linux", target_os = "macos"))]
        const _: () = {
            #[used]
            #[cfg_attr(target_os = "linux", unsafe(link_section = ".init_array"))]
            #[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
            static START: extern "C" fn() = {
                extern "C" fn start() {
                    $crate::start();
                }
                start
            };
        };
    };
}
