//! Memory as JavaScript steers it: how much is live, when to collect, what to sweep.

use crate::{
    callback,
    error::guard,
    table::{Object, TABLE},
};
use napi::Env;
use napi_derive::napi;
use std::cell::Cell;
use tapir_autograd::recycle::{clear, recycle};
use tapir_core::{memory, pool};

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

#[napi]
pub fn reset_peak_memory() {
    memory::reset_peak();
}

#[napi]
pub fn empty_cache() {
    clear();
    memory::empty_cache();
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
        for object in dead.drain(..) {
            if let Object::Tensor(tensor) = object {
                recycle(tensor);
            }
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
