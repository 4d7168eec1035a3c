//! Free blocks of the size classes that no thread keeps for itself, one locked list per class.

use super::{
    class::Class,
    local::{self, List},
    make_room,
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

/// A block of this class, counted as live: cached if there is one, else from the system.
pub fn take(class: Class) -> Option<NonNull<u8>> {
    let bytes = class.bytes() as isize;
    let cached = lock(class).pop();
    let reused = if cached.is_some() { -bytes } else { 0 };
    let block = cached.or_else(|| {
        make_room(class.bytes());
        system::allocate(class.bytes())
    })?;
    local::hold(bytes);
    Delta { live: bytes, peak: bytes, cached: reused, allocations: 1 }.report();
    Some(block)
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
