//! The thread pool all kernels share: each thread begins with a range of chunks of its own and then helps the others, the
//! caller works too, and a job is over when its chunks are done, not when every worker has checked in, so a worker the system
//! has put aside delays nobody.
//! Invariant: one job at a time; whoever comes second, or from inside a job, runs alone. Knows nothing of tensors.

mod cores;
mod job;
mod worker;

use job::Job;
use std::{
    cell::Cell,
    ops::Range,
    panic::resume_unwind,
    sync::{
        LazyLock, Mutex, MutexGuard, TryLockError,
        atomic::{AtomicUsize, Ordering},
    },
};
use worker::Worker;

static JOB: Job = Job::new();
static THREADS: LazyLock<AtomicUsize> = LazyLock::new(|| AtomicUsize::new(cores::default_threads()));
/// The workers started so far. Its lock is also the right to post a job.
static WORKERS: Mutex<Vec<Worker>> = Mutex::new(Vec::new());

thread_local! {
    /// Whether this thread is inside a job, as its caller or as a worker.
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

/// Threads that take part in a job, the caller included. At first the number of physical cores, or what
/// `TAPIR_NUM_THREADS` says.
pub fn num_threads() -> usize {
    THREADS.load(Ordering::Relaxed)
}

/// Sets [`num_threads`] for the whole process; 0 counts as 1.
pub fn set_num_threads(threads: usize) {
    THREADS.store(threads.clamp(1, cores::MAX_THREADS), Ordering::Relaxed);
}

/// Runs `body(0..chunks)`, each chunk once, on the pool's threads and the caller; returns when all are done.
///
/// Called from inside a chunk, or while another thread's job runs, it runs all chunks on the calling thread. If a
/// chunk panics the others still run, and the first panic resumes on the caller.
pub fn parallel(chunks: usize, body: &(dyn Fn(usize) + Sync)) {
    let helpers = num_threads().min(chunks).saturating_sub(1);
    if helpers == 0 || BUSY.get() || chunks > Job::MAX_CHUNKS {
        return (0..chunks).for_each(body);
    }
    let Some(mut workers) = try_lock(&WORKERS) else {
        return (0..chunks).for_each(body);
    };
    Worker::ensure(&mut workers, helpers, &JOB);
    BUSY.set(true);
    let panic = JOB.run(chunks, helpers, body, || workers.iter().take(helpers).for_each(Worker::wake));
    BUSY.set(false);
    drop(workers);
    if let Some(payload) = panic {
        resume_unwind(payload);
    }
}

/// Splits `0..len` into ranges of at least `grain` items and runs `body` on them in parallel; with less than two
/// grains it runs on the caller at once. A few ranges per thread, so that a slow thread takes fewer.
pub fn parallel_ranges(len: usize, grain: usize, body: &(dyn Fn(Range<usize>) + Sync)) {
    const RANGES_PER_THREAD: usize = 4;
    let threads = num_threads();
    let chunks = if threads == 1 { 1 } else { (len / grain.max(1)).clamp(1, threads * RANGES_PER_THREAD) };
    if chunks == 1 {
        return body(0..len);
    }
    let (size, longer) = (len / chunks, len % chunks);
    parallel(chunks, &|chunk| {
        let start = chunk * size + chunk.min(longer);
        body(start..start + size + usize::from(chunk < longer));
    });
}

fn try_lock<T>(mutex: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    match mutex.try_lock() {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

#[cfg(test)]
mod tests;
