//! What this thread holds on each device, and how much more it may until somebody should look for garbage. Main memory is
//! counted in `memory`.

use std::cell::{Cell, RefCell};

/// What may be held on a device that nobody has set a budget for.
const FIRST_BUDGET: isize = 256 << 20;

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

/// Counts bytes on a device to what the calling thread holds; below zero when they are let go.
pub(crate) fn hold(index: u32, bytes: isize) {
    let count = |accounts: &RefCell<Vec<Account>>| {
        let (mut accounts, index) = (accounts.borrow_mut(), index as usize);
        if accounts.len() <= index {
            accounts.resize(index + 1, Account { held: 0, budget: FIRST_BUDGET });
        }
        let account = &mut accounts[index];
        account.held += bytes;
        account.held > account.budget
    };
    // A thread that is ending has no accounts any more, and nobody will ask.
    if ACCOUNTS.try_with(count) == Ok(true) {
        EXCEEDED.set(true);
    }
}

/// How many GPUs, from the first on, this thread may hold something on.
pub fn used() -> u32 {
    ACCOUNTS.with_borrow(|accounts| accounts.len() as u32)
}

/// Bytes that this thread holds on the GPU with this index.
pub fn held(index: u32) -> isize {
    ACCOUNTS.with_borrow(|accounts| accounts.get(index as usize).map_or(0, |account| account.held))
}

/// Lets this thread hold so many bytes more on a device before its budget is used up; nothing for one it has not used.
pub fn set_budget(index: u32, bytes: isize) {
    let exceeds = ACCOUNTS.with_borrow_mut(|accounts| {
        if let Some(account) = accounts.get_mut(index as usize) {
            account.budget = account.held.saturating_add(bytes);
        }
        accounts.iter().any(|account| account.held > account.budget)
    });
    EXCEEDED.set(exceeds);
}

/// Whether this thread's budget on some device is used up.
#[inline]
pub fn is_exceeded() -> bool {
    EXCEEDED.get()
}
