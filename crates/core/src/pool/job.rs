//! The one job slot: who may run which chunk, and how the caller learns that all have run.
//! Invariant: a chunk that was claimed but is not yet done keeps the caller waiting, and so the job's body alive.

use std::{
    any::Any,
    cell::UnsafeCell,
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
    /// Number of the job in the high half, chunks still to be handed out in the low half. Whoever looks at an old job thus
    /// sees that it has none left, whatever a new one has already written elsewhere.
    ticket: Line<AtomicU64>,
    done: Line<AtomicUsize>,
    chunks: AtomicUsize,
    helpers: AtomicUsize,
    body: UnsafeCell<Option<Body<'static>>>,
    panic: Mutex<Option<Payload>>,
}

/// Keeps what threads fight over on cache lines of their own (two, for processors that fetch pairs).
#[repr(align(128))]
struct Line<T>(T);

// SAFETY: `body` is written only by the poster of a job, while no chunk is claimed, and read only by holders of a
// claimed chunk; the ticket (release, acquire) and `done` (release, acquire) order the two.
unsafe impl Sync for Job {}

impl Job {
    pub const MAX_CHUNKS: usize = u32::MAX as usize;

    pub const fn new() -> Job {
        Job {
            ticket: Line(AtomicU64::new(0)),
            done: Line(AtomicUsize::new(0)),
            chunks: AtomicUsize::new(0),
            helpers: AtomicUsize::new(0),
            body: UnsafeCell::new(None),
            panic: Mutex::new(None),
        }
    }

    /// The number of the latest job.
    pub fn number(&self) -> u64 {
        self.ticket.0.load(Ordering::Acquire) >> 32
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
        self.chunks.store(chunks, Ordering::Relaxed);
        self.helpers.store(helpers, Ordering::Relaxed);
        let number = (self.number() + 1) & u64::from(u32::MAX);
        self.ticket.0.store(number << 32 | chunks as u64, Ordering::Release);
        // A worker about to park says so, then looks at the ticket; we write the ticket, then look for parked workers.
        fence(Ordering::SeqCst);
        wake();
        self.help(number);
        self.wait(chunks);
        self.panic.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Runs chunks of job `number` until none is left to claim.
    pub fn help(&self, number: u64) {
        while let Some(chunk) = self.claim(number) {
            // SAFETY: we hold a claimed chunk, so the job's caller is waiting and `body` is alive and not written.
            let body = unsafe { *self.body.get() };
            let outcome = catch_unwind(AssertUnwindSafe(|| body.into_iter().for_each(|body| body(chunk))));
            if let Err(payload) = outcome {
                self.panic.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(payload);
            }
            self.done.0.fetch_add(1, Ordering::Release);
        }
    }

    fn claim(&self, number: u64) -> Option<usize> {
        let mut ticket = self.ticket.0.load(Ordering::Acquire);
        loop {
            let left = ticket & u64::from(u32::MAX);
            if ticket >> 32 != number || left == 0 {
                return None;
            }
            match self.ticket.0.compare_exchange_weak(ticket, ticket - 1, Ordering::AcqRel, Ordering::Acquire) {
                // The claim keeps the job's poster waiting, so this is the job's own number of chunks.
                Ok(_) => return Some(self.chunks.load(Ordering::Relaxed) - left as usize),
                Err(now) => ticket = now,
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
