//! Free blocks of the size classes that no thread keeps for itself, one locked list per class.

use super::{
    class::Class,
    local::{self, List},
    statistics::{self, Delta},
    system,
};
use std::{
    ptr::NonNull,
    sync::{Mutex, MutexGuard, PoisonError},
};

static LISTS: [Mutex<List>; Class::COUNT] = [const { Mutex::new(List::EMPTY) }; Class::COUNT];

fn lock(class: Class) -> MutexGuard<'static, List> {
    LISTS[class.index()].lock().unwrap_or_else(PoisonError::into_inner)
}

/// A cached block of this class, if there is one, counted as live.
pub fn reuse(class: Class) -> Option<NonNull<u8>> {
    let block = lock(class).pop()?;
    Some(hand_out(block, class, -(class.bytes() as isize)))
}

/// As [`reuse`], from the system.
pub fn fresh(class: Class) -> Option<NonNull<u8>> {
    Some(hand_out(system::allocate(class.bytes())?, class, 0))
}

fn hand_out(block: NonNull<u8>, class: Class, cached: isize) -> NonNull<u8> {
    let bytes = class.bytes() as isize;
    local::hold(bytes);
    Delta { live: bytes, peak: bytes, cached, allocations: 1 }.report();
    block
}

/// Hands up to `count` cached blocks to `receive`; they stay counted as cached.
pub fn take_cached(class: Class, count: usize, receive: impl FnMut(NonNull<u8>)) {
    let mut list = lock(class);
    std::iter::from_fn(|| list.pop()).take(count).for_each(receive);
}

/// Takes over free blocks of this class that are counted as cached, or gives them to the system if too much is.
pub fn put(class: Class, blocks: impl Iterator<Item = NonNull<u8>>) {
    let mut list = lock(class);
    for block in blocks {
        if statistics::over_cap() {
            give_back(class, block);
        } else {
            // SAFETY: free and of this class, hence aligned and large enough.
            unsafe { list.push(block) };
        }
    }
}

fn give_back(class: Class, block: NonNull<u8>) {
    Delta { cached: -(class.bytes() as isize), ..Delta::ZERO }.report();
    // SAFETY: blocks of a class come from `system::allocate(class.bytes())`, and this one is free.
    unsafe { system::release(block, class.bytes()) };
}

/// Gives all blocks here to the system.
pub fn empty() {
    for class in Class::all() {
        let mut list = lock(class);
        while let Some(block) = list.pop() {
            give_back(class, block);
        }
    }
}
