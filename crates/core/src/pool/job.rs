//! The one job slot: who runs which chunk, and how the caller learns that all have run.
//! Invariant: a chunk that was claimed but is not yet done keeps the caller waiting, and so the job's body alive.

use std::{
    any::Any,
    cell::UnsafeCell,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering, fence},
    },
    thread,
    time::{Duration, Instant},
};

/// Work on chunk numbers.
pub type Body<'a> = &'a (dyn Fn(usize) + Sync);
type Payload = Box<dyn Any + Send>;

/// Longer than the gap between two operators of one script, be there a collection of garbage in between; shorter than anybody
/// notices. Waking a spinning worker takes 0.3 µs, a parked one 5 µs, and 50 µs on some virtual machines.
pub const SPIN: Duration = Duration::from_micros(100);

pub struct Job {
    /// Number of the latest job.
    number: Line<AtomicU64>,
    done: Line<AtomicUsize>,
    helpers: AtomicUsize,
    body: UnsafeCell<Option<Body<'static>>>,
    panic: Mutex<Option<Payload>>,
    /// The chunks still to be claimed, a range for each thread that takes part. Between two jobs all are empty.
    ranges: [Line<ChunkRange>; RANGES],
}

/// Beyond so many threads, several begin at one range.
const RANGES: usize = 64;

/// A range of chunks from which several threads take: its end in the high half, its start in the low one. Whoever claims a
/// chunk has compared both, so it is a chunk of the job that is posted now, whatever it saw before.
struct ChunkRange(AtomicU64);

impl ChunkRange {
    const fn empty() -> ChunkRange {
        ChunkRange(AtomicU64::new(0))
    }

    fn set(&self, chunks: Range<usize>) {
        self.0.store((chunks.end as u64) << 32 | chunks.start as u64, Ordering::Release);
    }

    /// The first of its chunks, or the last: who helps out keeps away from the range's own thread.
    fn claim(&self, last: bool) -> Option<usize> {
        let mut range = self.0.load(Ordering::Acquire);
        loop {
            let (start, end) = (range & u64::from(u32::MAX), range >> 32);
            if start >= end {
                return None;
            }
            let (chunk, rest) =
                if last { (end - 1, (end - 1) << 32 | start) } else { (start, end << 32 | (start + 1)) };
            match self.0.compare_exchange_weak(range, rest, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Some(chunk as usize),
                Err(now) => range = now,
            }
        }
    }
}

/// Keeps what threads fight over on cache lines of their own (two, for processors that fetch pairs).
#[repr(align(128))]
struct Line<T>(T);

// SAFETY: `body` is written only by the poster of a job, while no chunk is claimed, and read only by holders of a
// claimed chunk; the ranges (release, acquire) and `done` (release, acquire) order the two.
unsafe impl Sync for Job {}

impl Job {
    pub const MAX_CHUNKS: usize = u32::MAX as usize;

    pub const fn new() -> Job {
        Job {
            number: Line(AtomicU64::new(0)),
            done: Line(AtomicUsize::new(0)),
            helpers: AtomicUsize::new(0),
            body: UnsafeCell::new(None),
            panic: Mutex::new(None),
            ranges: [const { Line(ChunkRange::empty()) }; RANGES],
        }
    }

    /// The number of the latest job.
    pub fn number(&self) -> u64 {
        self.number.0.load(Ordering::Acquire)
    }

    /// Whether worker `index` is among those invited to the latest job.
    pub fn invites(&self, index: usize) -> bool {
        index < self.helpers.load(Ordering::Relaxed)
    }

    /// Posts a job, calls `wake`, helps, waits until every chunk is done, and returns the first panic. Only for the
    /// holder of the pool's lock.
    pub fn run(&self, chunks: usize, helpers: usize, body: Body<'_>, wake: impl FnOnce()) -> Option<Payload> {
        // SAFETY: only the lifetime changes; nobody uses `body` after `wait`, see the invariant above.
        let body = unsafe { std::mem::transmute::<Body<'_>, Body<'static>>(body) };
        // SAFETY: the previous job is over, so nobody reads this now.
        unsafe { *self.body.get() = Some(body) };
        self.done.0.store(0, Ordering::Relaxed);
        self.helpers.store(helpers, Ordering::Relaxed);
        let ranges = self.ranges();
        for (k, range) in ranges.iter().enumerate() {
            range.0.set(chunks * k / ranges.len()..chunks * (k + 1) / ranges.len());
        }
        self.number.0.fetch_add(1, Ordering::Release);
        // A worker about to park says so, then looks at the number; we write the number, then look for parked workers.
        fence(Ordering::SeqCst);
        wake();
        self.help(0);
        self.wait(chunks);
        self.panic.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// A range for each thread that takes part in the latest job.
    fn ranges(&self) -> &[Line<ChunkRange>] {
        &self.ranges[..(self.helpers.load(Ordering::Relaxed) + 1).min(RANGES)]
    }

    /// Runs chunks as thread number `thread`, 0 being the poster: those of its own range, then what others have left.
    /// So equal jobs over equal memory find each part in the caches of the core that had it before.
    pub fn help(&self, thread: usize) {
        let ranges = self.ranges();
        for k in 0..ranges.len() {
            let range = &ranges[(thread + k) % ranges.len()].0;
            while let Some(chunk) = range.claim(k > 0) {
                // SAFETY: we hold a claimed chunk, so the job's caller is waiting and `body` is alive and not written.
                let body = unsafe { *self.body.get() };
                let outcome = catch_unwind(AssertUnwindSafe(|| body.into_iter().for_each(|body| body(chunk))));
                if let Err(payload) = outcome {
                    self.panic.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(payload);
                }
                self.done.0.fetch_add(1, Ordering::Release);
            }
        }
    }

    /// Spins at first; then gives its core away, since the missing worker may be waiting for just that.
    fn wait(&self, chunks: usize) {
        let done = || self.done.0.load(Ordering::Acquire) == chunks;
        if !spin_until(&done) {
            while !done() {
                thread::yield_now();
            }
        }
    }
}

/// Spins until `ready` or for [`SPIN`], by the clock: one pause takes 10 to 140 cycles, depending on the processor.
pub fn spin_until(ready: &impl Fn() -> bool) -> bool {
    const PAUSES_PER_LOOK_AT_CLOCK: usize = 32;
    let mut start = None;
    loop {
        for _ in 0..PAUSES_PER_LOOK_AT_CLOCK {
            if ready() {
                return true;
            }
            std::hint::spin_loop();
        }
        if start.get_or_insert_with(Instant::now).elapsed() > SPIN {
            return false;
        }
    }
}
