//! Process-wide counts. Threads report their small blocks in batches; large blocks are counted one by one.

use std::sync::{
    LazyLock,
    atomic::{AtomicIsize, AtomicU64, AtomicUsize, Ordering::Relaxed},
};

/// The memory of the engine, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stats {
    /// In blocks held by somebody.
    pub live: usize,
    /// In free blocks kept for reuse.
    pub cached: usize,
    /// The most that was ever live, or was since `reset_peak`.
    pub peak: usize,
    /// Blocks handed out since the process started.
    pub allocations: u64,
}

/// What happened since the last report. Signed, since a thread may release what another one took.
#[derive(Clone, Copy)]
pub struct Delta {
    pub live: isize,
    /// The greatest value of `live` on the way.
    pub peak: isize,
    pub cached: isize,
    pub allocations: u64,
}

impl Delta {
    pub const ZERO: Delta = Delta { live: 0, peak: 0, cached: 0, allocations: 0 };

    /// Adds this to the process's counts.
    pub fn report(self) {
        let before = LIVE.fetch_add(self.live, Relaxed);
        PEAK.fetch_max(before + self.peak, Relaxed);
        CACHED.fetch_add(self.cached, Relaxed);
        ALLOCATIONS.fetch_add(self.allocations, Relaxed);
    }
}

static LIVE: AtomicIsize = AtomicIsize::new(0);
static PEAK: AtomicIsize = AtomicIsize::new(0);
static CACHED: AtomicIsize = AtomicIsize::new(0);
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

/// The most bytes to keep in free blocks.
pub static CAP: LazyLock<AtomicUsize> = LazyLock::new(|| {
    const MOST: usize = 1 << 30;
    AtomicUsize::new(super::system::known_memory().map_or(MOST / 2, |bytes| (bytes / 8).min(MOST)))
});

/// The most bytes that may be live.
static LIMIT: AtomicUsize = AtomicUsize::new(usize::MAX);

/// The most bytes that live and cached blocks may take together.
static BOUND: LazyLock<AtomicUsize> = LazyLock::new(|| AtomicUsize::new(super::system::main_memory()));

pub fn limit() -> usize {
    LIMIT.load(Relaxed)
}

pub fn set_limit(bytes: usize) {
    LIMIT.store(bytes, Relaxed);
    BOUND.store(bytes.min(super::system::main_memory()), Relaxed);
}

/// Whether there is a limit: then every block is counted before it is handed out.
#[inline]
pub fn is_limited() -> bool {
    LIMIT.load(Relaxed) != usize::MAX
}

/// Whether so many bytes more may be live.
pub fn admits(bytes: usize) -> bool {
    read().live.saturating_add(bytes) <= limit()
}

/// Whether live and cached blocks, and so many bytes more, take more than they may.
pub fn over_bound(more: usize) -> bool {
    let Stats { live, cached, .. } = read();
    live.saturating_add(cached).saturating_add(more) > BOUND.load(Relaxed)
}

pub fn read() -> Stats {
    let count = |value: &AtomicIsize| value.load(Relaxed).max(0) as usize;
    Stats {
        live: count(&LIVE),
        cached: count(&CACHED),
        peak: count(&PEAK).max(count(&LIVE)),
        allocations: ALLOCATIONS.load(Relaxed),
    }
}

pub fn reset_peak() {
    PEAK.store(LIVE.load(Relaxed), Relaxed);
}

pub fn over_cap() -> bool {
    let cached = CACHED.load(Relaxed);
    cached > CAP.load(Relaxed).min(isize::MAX as usize) as isize || (cached > 0 && over_bound(0))
}
