//! Giving cached blocks back to the system.

use super::{large, local, shared, statistics, system};

/// Gives all cached blocks back to the system: at once those of the calling thread and the shared ones, and those of
/// any other thread when it next goes beyond its own cache.
pub fn empty_cache() {
    local::flush();
    shared::empty();
    large::empty();
    system::trim();
}

/// Gives cached blocks back until a fresh one of so many bytes keeps within the bound, or there are none.
pub(super) fn make_room(bytes: usize) {
    if statistics::over_bound(bytes) {
        large::make_room(bytes);
    }
    if statistics::over_bound(bytes) {
        local::flush();
        shared::empty();
    }
}

/// Gives cached blocks back until they are no more than they may be.
pub(super) fn trim() {
    if statistics::over_cap() {
        local::flush();
        large::trim();
    }
    if statistics::over_cap() {
        shared::empty();
    }
}
