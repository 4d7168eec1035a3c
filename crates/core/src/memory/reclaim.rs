//! Who can free memory when it is short: a front end whose garbage collector holds tensors.
//! Invariant: a reclaimer is never called from within itself, and only on the thread that set it.

use std::cell::Cell;

/// How much a reclaimer should do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effort {
    /// Free what is easy to find.
    Little,
    /// Free all that nobody can reach.
    Full,
}

/// Frees memory; says whether it did anything.
type Reclaimer = fn(Effort) -> bool;

thread_local! {
    static RECLAIMER: Cell<Option<Reclaimer>> = const { Cell::new(None) };
}

/// Sets what is called on this thread before an allocation fails. It may free blocks and allocate small ones, must not panic,
/// and is called wherever something is allocated: it must leave alone whatever may be borrowed or locked there.
pub fn set_reclaimer(reclaimer: Option<Reclaimer>) {
    RECLAIMER.set(reclaimer);
}

/// Calls the reclaimer with more and more effort, as long as it is asked for more; nothing if there is none.
pub fn attempts() -> impl Iterator<Item = ()> {
    [Effort::Little, Effort::Full].into_iter().filter_map(|effort| attempt(effort).then_some(()))
}

#[cold]
fn attempt(effort: Effort) -> bool {
    // Taken out meanwhile: what it allocates must not ask for it again.
    let Some(reclaimer) = RECLAIMER.take() else { return false };
    let did = reclaimer(effort);
    RECLAIMER.set(Some(reclaimer));
    did
}
