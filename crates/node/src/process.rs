//! What the threads of a process must not do at the same time, as its flags belong to all of them.

use napi::bindgen_prelude::Function;
use napi_derive::napi;
use std::sync::{Mutex, PoisonError};

/// Calls `body` while no other thread does so. The lock is held by this function, not by JavaScript, so that a thread that is
/// terminated inside gives it back.
#[napi]
pub fn exclusively(#[napi(ts_arg_type = "() => void")] body: Function<'_, (), ()>) -> napi::Result<()> {
    static LOCK: Mutex<()> = Mutex::new(());
    let _turn = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
    body.call(())
}

/// When the addon is loaded, before anything is called.
#[napi_derive::module_init]
fn start() {
    tapir_mirror::start();
}
