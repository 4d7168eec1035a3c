//! Blocks above 1 MiB: best fit among the cached ones, the oldest of which go first when there are too many.
//! Invariant: `live` knows the capacity of every block handed out, which may exceed what was asked for.

use super::{
    class::Class,
    local,
    statistics::{self, Delta},
    system::{self, HUGE_PAGE},
};
use std::{
    collections::{BTreeMap, HashMap},
    ptr::NonNull,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
};

/// Capacities are multiples of this, which keeps near misses of the best fit few.
const GRANULE: usize = 64 << 10;
/// A block is rounded up to whole huge pages if that wastes at most this share of it: the rest would lie on small pages, of
/// which walks across rows need hundreds at a time (1000 x 1000 transposed: a tenth).
const HUGE_SHARE: usize = 8;
/// A cached block that this many releases passed by is not coming back into use.
const MAX_AGE: u64 = 4096;

struct Block(NonNull<u8>);

// SAFETY: an owned block of plain memory.
unsafe impl Send for Block {}

#[derive(Default)]
struct Large {
    /// Capacities of the blocks in use, by address.
    live: HashMap<usize, usize>,
    /// Free blocks by capacity, then by the time of their release.
    free: BTreeMap<(usize, u64), Block>,
    /// Capacities of the free blocks by the time of their release.
    ages: BTreeMap<u64, usize>,
    clock: u64,
}

static LARGE: LazyLock<Mutex<Large>> = LazyLock::new(Mutex::default);

fn lock() -> MutexGuard<'static, Large> {
    LARGE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Large {
    /// The smallest free block that fits, unless it would waste both half of itself and more than two huge pages. Among equals
    /// the one released last: what remains of it in the caches need not be fetched.
    fn reuse(&mut self, capacity: usize) -> Option<(NonNull<u8>, usize)> {
        let (&(least, _), _) = self.free.range((capacity, 0)..).next()?;
        let (&key, _) = self.free.range(..=(least, u64::MAX)).next_back()?;
        let wastes = key.0 > (2 * capacity).min(capacity + 2 * HUGE_PAGE);
        if wastes || (statistics::is_limited() && !statistics::admits(key.0)) {
            return None;
        }
        self.ages.remove(&key.1);
        self.free.remove(&key).map(|Block(pointer)| (pointer, key.0))
    }

    /// Gives the block that was released first back to the system.
    fn evict_oldest(&mut self) -> bool {
        let Some((age, capacity)) = self.ages.pop_first() else {
            return false;
        };
        if let Some(Block(pointer)) = self.free.remove(&(capacity, age)) {
            Delta { cached: -(capacity as isize), ..Delta::ZERO }.report();
            // SAFETY: large blocks come from `fresh(capacity)`, and this one is free.
            unsafe { give_back(pointer, capacity) };
        }
        true
    }

    fn trim(&mut self) {
        while statistics::over_cap() && self.evict_oldest() {}
        while self.ages.first_key_value().is_some_and(|(age, _)| age + MAX_AGE < self.clock) {
            self.evict_oldest();
        }
    }
}

/// The capacity of a fresh block of `bytes` bytes.
pub fn capacity(bytes: usize) -> usize {
    let rounded = |unit: usize| bytes.checked_next_multiple_of(unit).unwrap_or(usize::MAX);
    let pages = rounded(HUGE_PAGE);
    if pages - bytes <= bytes / HUGE_SHARE { pages } else { rounded(GRANULE) }
}

/// A cached block of at least `bytes` bytes, if there is one that fits, counted as live. `bytes` is above every class and far
/// below `isize::MAX`.
pub fn reuse(bytes: usize) -> Option<NonNull<u8>> {
    debug_assert!(bytes > Class::MAX_BYTES);
    let (pointer, capacity) = lock().reuse(capacity(bytes))?;
    Some(hand_out(pointer, capacity, -(capacity as isize)))
}

/// As [`reuse`], from the system.
pub fn fresh(bytes: usize) -> Option<NonNull<u8>> {
    let capacity = capacity(bytes);
    let pointer = if capacity < HUGE_PAGE { system::allocate(capacity) } else { system::map(capacity) }?;
    Some(hand_out(pointer, capacity, 0))
}

fn hand_out(pointer: NonNull<u8>, capacity: usize, cached: isize) -> NonNull<u8> {
    lock().live.insert(pointer.addr().get(), capacity);
    let size = capacity as isize;
    local::hold(size);
    Delta { live: size, peak: size, cached, allocations: 1 }.report();
    pointer
}

/// # Safety
/// `pointer` must come from [`reuse`] or [`fresh`] and must not be used afterwards.
pub unsafe fn put(pointer: NonNull<u8>) {
    let mut large = lock();
    let Some(capacity) = large.live.remove(&pointer.addr().get()) else {
        return debug_assert!(false, "a large block was released twice");
    };
    let size = capacity as isize;
    local::hold(-size);
    Delta { live: -size, cached: size, ..Delta::ZERO }.report();
    large.clock += 1;
    let age = large.clock;
    large.free.insert((capacity, age), Block(pointer));
    large.ages.insert(age, capacity);
    large.trim();
}

/// Gives free blocks back to the system until a fresh one of so many bytes keeps within the bound, or none is left.
pub fn make_room(bytes: usize) {
    let mut large = lock();
    while statistics::over_bound(bytes) && large.evict_oldest() {}
}

/// Gives free blocks back to the system until the cap is kept.
pub fn trim() {
    lock().trim();
}

/// Gives all free blocks back to the system.
pub fn empty() {
    let mut large = lock();
    while large.evict_oldest() {}
}

/// # Safety
/// `pointer` must be a block of this capacity and must not be used afterwards.
unsafe fn give_back(pointer: NonNull<u8>, capacity: usize) {
    if capacity < HUGE_PAGE {
        // SAFETY: `fresh` took it from `system::allocate`.
        unsafe { system::release(pointer, capacity) }
    } else {
        // SAFETY: `fresh` took it from `system::map`.
        unsafe { system::unmap(pointer, capacity) }
    }
}
