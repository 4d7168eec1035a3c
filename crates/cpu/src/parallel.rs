//! Splitting of ranges over the thread pool. Small ranges never touch the pool.

use tapir_core::pool;

/// Elements of elementwise work that are worth a thread's attention.
pub const GRAIN: usize = 32_768;

/// Runs `body(start, end)` over parts of `0..len`, each at least `grain` long and starting at a multiple of `grain`.
/// Parts depend on `len` and `grain` only, not on the number of threads.
#[inline]
pub fn split(len: usize, grain: usize, body: &(dyn Fn(usize, usize) + Sync)) {
    if len < 2 * grain || pool::num_threads() == 1 {
        if len > 0 {
            body(0, len);
        }
        return;
    }
    let parts = len / grain;
    pool::parallel(parts, &|part| {
        let end = if part + 1 == parts { len } else { (part + 1) * grain };
        body(part * grain, end);
    });
}

/// Raw pointers that threads share. Whoever makes one sees to it that the threads write disjoint bytes.
#[derive(Clone, Copy)]
pub struct Shared<T>(pub T);

// SAFETY: see the type's comment.
unsafe impl<T> Sync for Shared<T> {}

impl<T: Copy> Shared<T> {
    /// A method, so that closures capture the wrapper and not its field.
    #[inline]
    pub fn get(&self) -> T {
        self.0
    }
}
