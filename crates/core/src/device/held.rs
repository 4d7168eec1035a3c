//! What this thread holds on each device, and how much more it may until somebody should look for garbage. Main memory is
//! counted in `memory`.

use std::cell::{Cell, RefCell};

#[derive(Clone, Copy)]
struct Account {
    held: isize,
    /// What may be held before the budget is used up.
    budget: isize,
}

thread_local! {
    static ACCOUNTS: RefCell<Vec<Account>> = const { RefCell::new(Vec::new()) };
    static EXCEEDED: Cell<bool> = const { Cell::new(false) };
}

fn with_account<T>(index: u32, look: impl FnOnce(&mut Account) -> T) -> Option<T> {
    ACCOUNTS
        .try_with(|accounts| {
            let mut accounts = accounts.borrow_mut();
            let index = index as usize;
            if accounts.len() <= index {
                accounts.resize(index + 1, Account { held: 0, budget: isize::MAX });
            }
            look(&mut accounts[index])
        })
        .ok() // the thread is ending, and nobody will ask
}

/// Counts bytes on a device to what the calling thread holds; below zero when they are let go.
pub(crate) fn hold(index: u32, bytes: isize) {
    let exceeds = with_account(index, |account| {
        account.held += bytes;
        account.held > account.budget
    });
    if exceeds == Some(true) {
        EXCEEDED.set(true);
    }
}

/// How many GPUs, from the first on, this thread may hold something on.
pub fn used() -> u32 {
    ACCOUNTS.with_borrow(|accounts| accounts.len() as u32)
}

/// Bytes that this thread holds on the GPU with this index.
pub fn held(index: u32) -> isize {
    with_account(index, |account| account.held).unwrap_or(0)
}

/// Lets this thread hold so many bytes more on a device before its budget is used up.
pub fn set_budget(index: u32, bytes: isize) {
    with_account(index, |account| account.budget = account.held.saturating_add(bytes));
    let exceeds = ACCOUNTS.with_borrow(|accounts| accounts.iter().any(|account| account.held > account.budget));
    EXCEEDED.set(exceeds);
}

/// Whether this thread's budget on some device is used up.
#[inline]
pub fn is_exceeded() -> bool {
    EXCEEDED.get()
}
