//! Worker threads: spin for the next job, then park until woken. They live as long as the process.

use super::{BUSY, job::Job, job::spin_until};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering, fence},
    },
    thread::{self, Thread},
};

/// A handle on a worker thread.
pub struct Worker {
    thread: Thread,
    parked: Arc<AtomicBool>,
}

impl Worker {
    /// Starts workers until there are `count`, or as many as the system allows.
    pub fn ensure(workers: &mut Vec<Worker>, count: usize, job: &'static Job) {
        while workers.len() < count {
            match Worker::start(workers.len(), job) {
                Ok(worker) => workers.push(worker),
                Err(_) => return, // the caller does what nobody else claims
            }
        }
    }

    fn start(index: usize, job: &'static Job) -> io::Result<Worker> {
        let parked = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&parked);
        let seen = job.number();
        let handle =
            thread::Builder::new().name(format!("tapir-{index}")).spawn(move || serve(index, seen, job, &flag))?;
        Ok(Worker { thread: handle.thread().clone(), parked })
    }

    /// Ends the worker's sleep; costs nothing while it spins.
    pub fn wake(&self) {
        if self.parked.load(Ordering::Relaxed) {
            self.thread.unpark();
        }
    }
}

fn serve(index: usize, mut seen: u64, job: &Job, parked: &AtomicBool) {
    BUSY.set(true);
    loop {
        let posted = || job.number() != seen && job.invites(index);
        if !spin_until(&posted) {
            parked.store(true, Ordering::Relaxed);
            fence(Ordering::SeqCst); // the other half is in `Job::run`
            while !posted() {
                thread::park();
            }
            parked.store(false, Ordering::Relaxed);
        }
        seen = job.number();
        job.help(index + 1);
    }
}
