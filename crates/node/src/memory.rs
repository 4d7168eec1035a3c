//! Memory as JavaScript steers it: how much is live, when to collect, what to sweep.

use crate::{
    allocator, callback,
    error::guard,
    table::{Object, TABLE},
};
use napi::{Env, JsValue, Unknown, sys};
use napi_derive::napi;
use std::{cell::Cell, ptr};
use tapir_autograd::recycle::clear;
use tapir_core::{
    Device,
    device::{driver, held},
    memory::{self, Effort},
    pool,
};

/// Counts of the engine's memory, in bytes, and of the handles of this thread.
#[napi(object)]
pub struct MemoryStats {
    pub live: f64,
    pub cached: f64,
    pub peak: f64,
    pub allocations: f64,
    /// Bytes that this thread holds, what belongs to others and is only looked at included.
    pub held: f64,
    pub handles: u32,
}

#[napi]
pub fn memory_stats() -> MemoryStats {
    clear(); // what waits for reuse is nobody's
    let stats = memory::stats();
    MemoryStats {
        live: stats.live as f64,
        cached: stats.cached as f64,
        peak: stats.peak as f64,
        allocations: stats.allocations as f64,
        held: memory::held_by_thread().max(0) as f64,
        handles: TABLE.with_borrow(|table| table.live() as u32),
    }
}

/// Counts of a device's memory, in bytes.
#[napi(object)]
pub struct DeviceMemoryStats {
    pub live: f64,
    pub cached: f64,
    pub peak: f64,
    pub allocations: f64,
    /// What the device has.
    pub total: f64,
    /// What of it nobody on this machine holds.
    pub free: f64,
}

/// Of the device with this index beside the CPU.
#[napi]
pub fn device_memory_stats(index: u32) -> napi::Result<DeviceMemoryStats> {
    clear(); // as for main memory
    let stats = guard(|| Ok(Device::Cuda(index).memory()?.stats()))?;
    Ok(DeviceMemoryStats {
        live: stats.live as f64,
        cached: stats.cached as f64,
        peak: stats.peak as f64,
        allocations: stats.allocations as f64,
        total: stats.total as f64,
        free: stats.free as f64,
    })
}

/// Up to which index this thread has used devices.
#[napi]
pub fn used_devices() -> u32 {
    held::used()
}

/// Bytes that this thread holds on a device.
#[napi]
pub fn held_on_device(index: u32) -> f64 {
    held::held(index).max(0) as f64
}

/// After so many bytes more on a device, whoever makes a tensor says that a collection should be considered.
#[napi]
pub fn set_device_budget(index: u32, bytes: f64) {
    held::set_budget(index, bytes as isize);
}

#[napi]
pub fn reset_peak_device_memory(index: u32) -> napi::Result<()> {
    guard(|| {
        Device::Cuda(index).memory()?.reset_peak();
        Ok(())
    })
}

#[napi]
pub fn reset_peak_memory() {
    memory::reset_peak();
}

#[napi]
pub fn empty_cache() {
    clear();
    allocator::empty();
    memory::empty_cache();
    for index in 0..driver().map_or(0, |driver| driver.count()) {
        // A device that cannot be asked keeps what it has.
        let _ = Device::Cuda(index).memory().and_then(|memory| memory.empty_cache());
    }
}

/// Bytes of main memory that this process may use; infinite if nobody says.
#[napi]
pub fn main_memory() -> f64 {
    match memory::main_memory() {
        usize::MAX => f64::INFINITY,
        bytes => bytes as f64,
    }
}

/// The most bytes that tensors may take, in all threads.
#[napi]
pub fn memory_limit() -> f64 {
    match memory::limit() {
        usize::MAX => f64::INFINITY,
        bytes => bytes as f64,
    }
}

#[napi]
pub fn set_memory_limit(bytes: f64) {
    memory::set_limit(bytes as usize);
}

thread_local! {
    /// The environment, and the function that collects.
    static COLLECTOR: Cell<(sys::napi_env, sys::napi_ref)> = const { Cell::new((ptr::null_mut(), ptr::null_mut())) };
}

/// Sets the function that collects garbage when memory is short: called with whether it shall find all.
#[napi]
pub fn on_shortage(env: Env, collect: Unknown) -> napi::Result<()> {
    let mut reference = ptr::null_mut();
    // SAFETY: both are those of the present call. The reference lives as long as the environment.
    let status = unsafe { sys::napi_create_reference(env.raw(), collect.raw(), 1, &mut reference) };
    if status != sys::Status::napi_ok {
        return Err(napi::Error::new(status.into(), "napi_create_reference failed"));
    }
    COLLECTOR.set((env.raw(), reference));
    memory::set_reclaimer(Some(reclaim));
    Ok(())
}

/// Has garbage collected, unless an operator has the table: its caller will collect, and call it again.
fn reclaim(effort: Effort) -> bool {
    let is_free = TABLE.try_with(|table| table.try_borrow_mut().is_ok()).unwrap_or(false);
    let (env, reference) = COLLECTOR.get();
    if !is_free || reference.is_null() {
        return false;
    }
    let (mut scope, mut function, mut this) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    let (mut argument, mut result) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: an allocation on this thread happens inside a call from JavaScript; the scope is closed again.
    unsafe {
        sys::napi_open_handle_scope(env, &mut scope);
        sys::napi_get_reference_value(env, reference, &mut function);
        sys::napi_get_undefined(env, &mut this);
        sys::napi_get_boolean(env, effort == Effort::Full, &mut argument);
        let status = sys::napi_call_function(env, this, function, 1, &argument, &mut result);
        if status == sys::Status::napi_pending_exception {
            sys::napi_get_and_clear_last_exception(env, &mut result);
        }
        sys::napi_close_handle_scope(env, scope);
        status == sys::Status::napi_ok
    }
}

/// What most sweeps find, and more.
const ROOM: usize = 1 << 14;

thread_local! {
    /// Room for what a sweep finds, kept from one to the next.
    static DEAD: Cell<Vec<Object>> = const { Cell::new(Vec::new()) };
}

/// Frees what stands behind the handles whose objects are gone: of the recent ones, or of all. Returns how many there were.
#[napi]
pub fn sweep(env: Env, all: bool) -> napi::Result<u32> {
    guard(|| {
        let mut dead = DEAD.take();
        TABLE.with_borrow_mut(|table| table.sweep(env.raw(), all, &mut dead));
        let count = dead.len() as u32;
        dead.clear();
        if all {
            clear();
        }
        dead.shrink_to(ROOM);
        DEAD.set(dead);
        callback::release_dropped(env.raw());
        Ok(count)
    })
}

/// After so many handles more, or bytes, whoever makes one says that a collection should be considered.
#[napi]
pub fn set_budget(handles: f64, bytes: f64) {
    TABLE.with_borrow_mut(|table| table.set_budget(handles, bytes));
}

/// Frees what a handle stands for now.
#[napi]
pub fn dispose(env: Env, id: f64) -> napi::Result<()> {
    guard(|| TABLE.with_borrow_mut(|table| table.dispose(env.raw(), id)).map(drop))
}

/// Frees everything of this thread when its environment ends, also in a worker that is terminated.
#[napi]
pub fn free_at_exit(env: Env) -> napi::Result<()> {
    env.add_env_cleanup_hook((), |()| {
        memory::set_reclaimer(None);
        let table = TABLE.with(|table| table.replace(crate::table::Table::new()));
        drop(table);
        clear();
        memory::empty_cache();
    })?;
    Ok(())
}

#[napi]
pub fn get_num_threads() -> u32 {
    pool::num_threads() as u32
}

#[napi]
pub fn set_num_threads(threads: u32) {
    pool::set_num_threads(threads.max(1) as usize);
}
