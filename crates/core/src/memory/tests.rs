use super::*;
use crate::{Error, ErrorKind};
use std::{ptr::NonNull, sync::atomic::Ordering};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

/// The counts are the process's: tests that read them take turns, and leave nothing unreported or cached behind.
struct Turn(#[expect(dead_code, reason = "held for its drop")] MutexGuard<'static, ()>);

fn take_turn() -> Turn {
    static TURN: Mutex<()> = Mutex::new(());
    Turn(TURN.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Drop for Turn {
    fn drop(&mut self) {
        empty_cache();
    }
}

struct Held(NonNull<u8>, usize);

// SAFETY: a block of plain memory with one owner.
unsafe impl Send for Held {}

impl Held {
    fn new(bytes: usize) -> Held {
        Held(allocate(bytes).unwrap(), bytes)
    }

    fn fill(&self, byte: u8) {
        // SAFETY: the block has this many bytes and is ours.
        unsafe { self.0.write_bytes(byte, self.1) };
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: allocated with this size, released once.
        unsafe { release(self.0, self.1) };
    }
}

#[test]
fn blocks_of_every_size_are_aligned_and_writable() {
    let _turn = take_turn();
    for bytes in [0, 1, 64, 65, 4000, 1 << 20, (1 << 20) + 1, 2 << 20, (5 << 20) + 3] {
        let block = Held::new(bytes);
        assert_eq!(block.0.addr().get() % ALIGN, 0, "{bytes}");
        block.fill(7);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn blocks_from_two_mebibytes_on_start_at_a_huge_page() {
    let _turn = take_turn();
    let blocks = [Held::new(2 << 20), Held::new((3 << 20) + 5)];
    assert!(blocks.iter().all(|block| block.0.addr().get() % system::HUGE_PAGE == 0));
}

#[test]
fn blocks_are_whole_huge_pages_where_that_wastes_little() {
    for (bytes, capacity) in [
        (4_000_000, 2 * system::HUGE_PAGE),
        (2 << 20, system::HUGE_PAGE),
        ((2 << 20) + 1, (2 << 20) + (64 << 10)),
        (1_100_000, 17 << 16),
        (usize::MAX, usize::MAX),
    ] {
        assert_eq!(large::capacity(bytes), capacity, "{bytes}");
    }
}

#[test]
fn a_released_block_is_the_next_one_of_its_size() {
    let _turn = take_turn();
    for bytes in [8, 1000, 300_000, 3 << 20] {
        let block = Held::new(bytes);
        let address = block.0;
        drop(block);
        assert_eq!(Held::new(bytes).0, address, "{bytes}");
    }
}

#[test]
fn of_equal_large_blocks_the_one_released_last_is_the_next() {
    let _turn = take_turn();
    empty_cache();
    let blocks: Vec<Held> = (0..3).map(|_| Held::new(3 << 20)).collect();
    let addresses: Vec<_> = blocks.iter().map(|block| block.0).collect();
    blocks.into_iter().for_each(drop);
    let again: Vec<Held> = (0..3).map(|_| Held::new(3 << 20)).collect();
    assert!(again.iter().map(|block| block.0).eq(addresses.into_iter().rev()));
}

#[test]
fn two_blocks_held_at_once_do_not_overlap() {
    let _turn = take_turn();
    for bytes in [16, 100_000, 3 << 20] {
        let blocks: Vec<Held> = (0..6).map(|_| Held::new(bytes)).collect();
        for (value, block) in blocks.iter().enumerate() {
            block.fill(value as u8);
        }
        for (value, block) in blocks.iter().enumerate() {
            // SAFETY: the block has this many bytes and was filled above.
            let last = unsafe { block.0.add(bytes - 1).read() };
            assert_eq!(last, value as u8);
        }
    }
}

#[test]
fn a_large_block_is_not_reused_for_a_request_that_wastes_most_of_it() {
    let _turn = take_turn();
    let block = Held::new(32 << 20);
    let address = block.0;
    drop(block);
    let small = Held::new(8 << 20);
    assert_ne!(small.0, address);
    assert_eq!(Held::new(31 << 20).0, address);
}

#[test]
fn an_absurd_size_is_a_memory_error() {
    let _turn = take_turn(); // a failure empties the cache
    for bytes in [usize::MAX, isize::MAX as usize, isize::MAX as usize - 100, 1 << 60] {
        assert_eq!(allocate(bytes).unwrap_err().kind(), ErrorKind::Memory);
    }
}

#[test]
fn live_bytes_follow_what_is_held() {
    let _turn = take_turn();
    let before = live_bytes();
    let blocks = (Held::new(1000), Held::new(4 << 20));
    assert_eq!(live_bytes() - before, 1024 + (4 << 20));
    drop(blocks);
    assert_eq!(live_bytes(), before);
}

#[test]
fn the_peak_remembers_the_most_that_was_live() {
    let _turn = take_turn();
    reset_peak();
    let before = stats();
    assert_eq!(before.peak, before.live);
    drop((Held::new(1 << 10), Held::new(3 << 20)));
    drop(Held::new(2 << 20));
    let after = stats();
    assert_eq!(after.peak - before.peak, (1 << 10) + (3 << 20));
    assert_eq!(after.allocations - before.allocations, 3);
}

#[test]
fn emptying_the_cache_leaves_nothing_cached() {
    let _turn = take_turn();
    drop((Held::new(100), Held::new(500_000), Held::new(9 << 20)));
    assert!(stats().cached >= 9 << 20);
    empty_cache();
    assert_eq!(stats().cached, 0);
}

#[test]
fn the_cache_keeps_below_its_cap() {
    let _turn = take_turn();
    let cap = statistics::CAP.load(Ordering::Relaxed);
    set_cache_cap(8 << 20);
    let blocks: Vec<Held> = (0..6).map(|_| Held::new(4 << 20)).collect();
    drop(blocks);
    let cached = stats().cached;
    set_cache_cap(cap);
    assert!((4 << 20..=8 << 20).contains(&cached), "{cached}");
}

#[test]
fn blocks_may_be_released_on_another_thread() {
    let _turn = take_turn();
    let before = live_bytes();
    for _ in 0..3 {
        let blocks: Vec<Held> = (0..500).map(|index| Held::new(100 * index)).collect();
        thread::spawn(move || drop(blocks)).join().unwrap();
    }
    assert_eq!(live_bytes(), before);
}

#[test]
fn a_thread_that_ends_leaves_its_blocks_to_the_others() {
    let _turn = take_turn();
    let address = thread::spawn(|| Held::new(777_777).0.addr()).join().unwrap();
    assert_eq!(Held::new(777_777).0.addr(), address);
}

/// Puts the limit back, also if the test fails.
struct Limited;

impl Limited {
    fn to(bytes: usize) -> Limited {
        set_limit(bytes);
        Limited
    }
}

impl Drop for Limited {
    fn drop(&mut self) {
        set_limit(usize::MAX);
        set_reclaimer(None);
    }
}

#[test]
fn what_goes_beyond_the_limit_is_a_memory_error() {
    let _turn = take_turn();
    let _limited = Limited::to(live_bytes() + (8 << 20));
    let _held = Held::new(6 << 20);
    for bytes in [3 << 20, usize::MAX / 4] {
        assert_eq!(allocate(bytes).unwrap_err().kind(), ErrorKind::Memory, "{bytes}");
    }
    let mut small: Vec<Held> = Vec::new();
    let error = loop {
        match allocate(1000) {
            Ok(pointer) => small.push(Held(pointer, 1000)),
            Err(error) => break error,
        }
    };
    assert_eq!((small.len(), error.kind()), (2048, ErrorKind::Memory));
    assert!(error.hint().is_some());
}

#[test]
fn a_limit_below_what_is_live_admits_nothing_and_frees_nothing() {
    let _turn = take_turn();
    let held = Held::new(3 << 20);
    held.fill(7);
    let _limited = Limited::to(1000);
    assert_eq!(allocate(64).unwrap_err().kind(), ErrorKind::Memory);
    // SAFETY: the block is held and filled.
    assert_eq!(unsafe { held.0.read() }, 7);
}

#[test]
fn cached_blocks_keep_within_the_limit_beside_the_live_ones() {
    let _turn = take_turn();
    let bound = live_bytes() + (16 << 20);
    let _limited = Limited::to(bound);
    for megabytes in [4, 5, 6, 7, 8, 9, 10] {
        drop((Held::new(megabytes << 20), Held::new(600_000)));
        let stats = stats();
        assert!(stats.live + stats.cached <= bound, "{stats:?}");
    }
    drop(Held::new(9 << 20));
    set_limit(bound - (14 << 20));
    let stats = stats();
    assert!(stats.live + stats.cached <= bound - (14 << 20), "{stats:?}");
}

thread_local! {
    static GARBAGE: std::cell::RefCell<Vec<(Effort, Held)>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Frees what was put away for this effort.
fn reclaim_garbage(effort: Effort) -> bool {
    let garbage = GARBAGE.take();
    let (freed, kept) = garbage.into_iter().partition(|(needed, _)| *needed == effort);
    GARBAGE.set(kept);
    drop::<Vec<_>>(freed);
    true
}

#[test]
fn garbage_is_reclaimed_before_the_limit_is_an_error() {
    let _turn = take_turn();
    let _limited = Limited::to(live_bytes() + (8 << 20));
    GARBAGE.set(vec![(Effort::Little, Held::new(3 << 20)), (Effort::Full, Held::new(4 << 20))]);
    assert!(allocate(2 << 20).is_err(), "nobody reclaims yet");
    set_reclaimer(Some(reclaim_garbage));
    let first = Held::new(3 << 20);
    assert_eq!(GARBAGE.with_borrow(Vec::len), 1, "little effort was enough");
    let second = Held::new(4 << 20);
    assert_eq!(GARBAGE.with_borrow(Vec::len), 0);
    assert_eq!(allocate(4 << 20).unwrap_err().kind(), ErrorKind::Memory);
    drop((first, second));
}

#[test]
fn a_workspace_that_no_machine_has_is_a_memory_error() {
    let asked = || Ok(filled(usize::MAX / 16, [0u64; 2]).len());
    assert_eq!(Error::caught(asked).unwrap_err().kind(), ErrorKind::Memory);
}

#[test]
fn a_thrown_error_passes_through_the_threads_of_the_pool() {
    let run = || {
        crate::pool::parallel(8, &|chunk| {
            if chunk == 5 {
                grow(&mut Vec::new(), usize::MAX / 2, 0u64);
            }
        });
        Ok(())
    };
    assert_eq!(Error::caught(run).unwrap_err().kind(), ErrorKind::Memory);
}

#[test]
fn other_panics_are_not_taken_for_errors() {
    let outcome = std::panic::catch_unwind(|| Error::caught::<()>(|| std::panic::resume_unwind(Box::new("ours"))));
    assert_eq!(outcome.unwrap_err().downcast_ref(), Some(&"ours"));
}
