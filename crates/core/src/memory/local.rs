//! A thread's own free blocks: one list per class, without locks. What a list cannot hold goes to the shared lists,
//! half of it at a time, and comes back from there the same way.

use super::{class::Class, shared, statistics::Delta};
use std::{cell::UnsafeCell, ptr::NonNull};

/// A free block's first bytes.
struct Free {
    next: Option<NonNull<Free>>,
}

/// A stack of free blocks linked through the blocks themselves.
pub struct List {
    head: Option<NonNull<Free>>,
    len: usize,
}

// SAFETY: a list owns its blocks, which are plain memory.
unsafe impl Send for List {}

impl List {
    pub const EMPTY: List = List { head: None, len: 0 };

    /// # Safety
    /// `block` must be a free block, aligned and large enough for a pointer.
    #[inline]
    pub unsafe fn push(&mut self, block: NonNull<u8>) {
        let free = block.cast::<Free>();
        // SAFETY: the block is free, aligned and large enough, by contract.
        unsafe { free.write(Free { next: self.head }) };
        self.head = Some(free);
        self.len += 1;
    }

    #[inline]
    pub fn pop(&mut self) -> Option<NonNull<u8>> {
        let free = self.head?;
        // SAFETY: every block in a list was written by `push` and is still free.
        self.head = unsafe { free.read() }.next;
        self.len -= 1;
        Some(free.cast())
    }

    pub fn len(&self) -> usize {
        self.len
    }
}

struct Local {
    lists: [List; Class::COUNT],
    unreported: Delta,
    /// What this thread took and did not release, without what is unreported: its own part of the live bytes.
    held: isize,
}

thread_local! {
    static LOCAL: UnsafeCell<Local> =
        const { UnsafeCell::new(Local { lists: [List::EMPTY; Class::COUNT], unreported: Delta::ZERO, held: 0 }) };
}

/// How many blocks of a class a thread keeps: of the smallest as many as a collection of garbage frees at once, of the others
/// 128 KiB, but at least 2 and at most 64.
#[inline]
fn capacity(class: Class) -> usize {
    if class.bytes() <= 512 { 2048 } else { ((128 << 10) / class.bytes()).clamp(2, 64) }
}

impl Local {
    #[inline]
    fn count(&mut self, live: isize, cached: isize, allocations: u64) {
        const REPORT_AT: isize = 2 << 20;
        let unreported = &mut self.unreported;
        unreported.live += live;
        unreported.peak = unreported.peak.max(unreported.live);
        unreported.cached += cached;
        unreported.allocations += allocations;
        if unreported.live.abs() > REPORT_AT {
            self.report();
        }
    }

    #[cold]
    fn report(&mut self) {
        self.held += self.unreported.live;
        std::mem::replace(&mut self.unreported, Delta::ZERO).report();
    }

    /// Leaves `keep` blocks of a class here.
    #[cold]
    fn spill(&mut self, class: Class, keep: usize) {
        let list = &mut self.lists[class.index()];
        let moved = list.len().saturating_sub(keep);
        shared::put(class, std::iter::from_fn(|| list.pop()).take(moved));
    }

    /// Half a list of blocks from the shared list, where there are some.
    #[cold]
    fn refill(&mut self, class: Class) {
        let list = &mut self.lists[class.index()];
        // SAFETY: the shared list hands out free blocks of this class.
        shared::take_cached(class, capacity(class) / 2, |block| unsafe { list.push(block) });
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        Class::all().for_each(|class| self.spill(class, 0));
        self.report();
    }
}

/// Runs `body` on this thread's cache; `None` once the thread has given it up, on its way out.
#[inline]
fn with<R>(body: impl FnOnce(&mut Local) -> R) -> Option<R> {
    // SAFETY: the cell belongs to this thread, and no `body` here calls back into `with`.
    LOCAL.try_with(|local| body(unsafe { &mut *local.get() })).ok()
}

/// A free block of this class, counted as live.
#[inline]
pub fn take(class: Class) -> Option<NonNull<u8>> {
    let bytes = class.bytes() as isize;
    with(|local| {
        if local.lists[class.index()].head.is_none() {
            local.refill(class);
        }
        let block = local.lists[class.index()].pop()?;
        local.count(bytes, -bytes, 1);
        Some(block)
    })?
}

/// # Safety
/// `block` must be a free block of this class.
#[inline]
pub unsafe fn put(class: Class, block: NonNull<u8>) {
    let bytes = class.bytes() as isize;
    let kept = with(|local| {
        let list = &mut local.lists[class.index()];
        // SAFETY: free and of a class, hence aligned and at least 64 bytes.
        unsafe { list.push(block) };
        let full = list.len() > capacity(class);
        local.count(-bytes, bytes, 0);
        if full {
            local.report();
            local.spill(class, capacity(class) / 2);
        }
    });
    if kept.is_none() {
        Delta { live: -bytes, cached: bytes, ..Delta::ZERO }.report();
        shared::put(class, [block].into_iter());
    }
}

/// Counts bytes that did not come from the lists here to what this thread holds, and to nothing else.
pub fn hold(bytes: isize) {
    with(|local| local.held += bytes);
}

/// What this thread took and did not release. Below zero if it releases more of others' than it takes.
#[inline]
pub fn held() -> isize {
    with(|local| local.held + local.unreported.live).unwrap_or(0)
}

/// Adds what this thread has counted to the process's counts.
pub fn report() {
    with(Local::report);
}

/// Moves all of this thread's free blocks to the shared lists.
pub fn flush() {
    with(|local| {
        Class::all().for_each(|class| local.spill(class, 0));
        local.report();
    });
}
