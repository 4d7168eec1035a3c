//! Blocks of main memory for storages, cached: fresh pages cost 4 to 14 times what reused ones do. Blocks up to 1 MiB
//! come in size classes kept per thread, larger ones are reused by best fit.
//! Invariant: a block's class follows from the bytes asked for, so any thread may release it. Knows nothing of tensors.

mod block;
mod cgroup;
mod class;
mod large;
mod local;
mod reclaim;
mod shared;
mod statistics;
mod system;
mod trim;
mod workspace;

#[cfg(test)]
mod tests;

pub(crate) use block::are_alike;
pub use block::{
    allocate, count_foreign, held_by_thread, limit, live_bytes, prefetch, prefetch_to_second_level, release,
    reset_peak, set_cache_cap, set_limit, stats,
};
pub use class::ALIGN;
pub(crate) use reclaim::attempts;
pub use reclaim::{Effort, set_reclaimer};
pub use statistics::Stats;
pub use system::main_memory;
pub use trim::empty_cache;
pub use workspace::{filled, grow};
