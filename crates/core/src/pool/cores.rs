//! How many threads to use unless told otherwise.

use std::{collections::HashSet, env, fs, num::NonZero, thread};

/// No machine gains from more, and a typing error must not start a million threads.
pub const MAX_THREADS: usize = 1024;

/// `TAPIR_NUM_THREADS`, or the physical cores this process may run on, or 2 if that is a single core with two
/// hardware threads.
pub fn default_threads() -> usize {
    let asked = env::var("TAPIR_NUM_THREADS").ok().and_then(|text| text.trim().parse::<usize>().ok());
    if let Some(threads) = asked.filter(|&threads| threads > 0) {
        return threads.min(MAX_THREADS);
    }
    let available = thread::available_parallelism().map_or(1, NonZero::get);
    let physical = physical_cores().unwrap_or(available);
    available.min(physical.max(2)).min(MAX_THREADS)
}

/// Physical cores of the machine as Linux lists them: processors on one core name the same siblings.
fn physical_cores() -> Option<usize> {
    let processors = fs::read_dir("/sys/devices/system/cpu").ok()?;
    let cores: HashSet<String> = processors
        .flatten()
        .filter_map(|entry| fs::read_to_string(entry.path().join("topology/thread_siblings_list")).ok())
        .collect();
    (!cores.is_empty()).then_some(cores.len())
}
