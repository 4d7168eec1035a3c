//! Warnings: what runs but is hardly meant. An operator warns, a front end takes what has been said and shows it.
//! Invariant: each kind is said once, until it is armed again; nothing here knows what is warned of.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

/// What can be warned of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Warning {
    /// A loss of tensors of different sizes.
    LossSize,
    /// `softmax` and its like without a dimension.
    ImplicitDim,
    /// PyTorch's older flags of a loss.
    OldReduction,
    /// A variance of fewer elements than its correction.
    DegreesOfFreedom,
    /// Complex numbers cast to real ones.
    ComplexCast,
}

static SAID: AtomicU32 = AtomicU32::new(0);
static WAITING: AtomicBool = AtomicBool::new(false);
static TEXTS: Mutex<Vec<(Warning, String)>> = Mutex::new(Vec::new());

/// Says something, unless that kind was said before.
#[cold]
pub fn warn(warning: Warning, text: impl FnOnce() -> String) {
    let bit = 1 << warning as u32;
    if SAID.fetch_or(bit, Ordering::Relaxed) & bit != 0 {
        return;
    }
    TEXTS.lock().unwrap_or_else(PoisonError::into_inner).push((warning, text()));
    WAITING.store(true, Ordering::Release);
}

/// Whether something waits to be taken.
#[inline]
pub fn are_waiting() -> bool {
    WAITING.load(Ordering::Relaxed)
}

/// What was said since the last time, by any thread.
pub fn take() -> Vec<(Warning, String)> {
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    WAITING.store(false, Ordering::Relaxed);
    std::mem::take(&mut texts)
}

/// Every kind may be said once more.
pub fn arm() {
    SAID.store(0, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_said_once_until_it_is_armed_again() {
        for _ in 0..2 {
            warn(Warning::ComplexCast, || "text".to_owned());
        }
        assert!(are_waiting());
        assert_eq!(take(), [(Warning::ComplexCast, "text".to_owned())]);
        assert!(!are_waiting() && take().is_empty());
        arm();
        warn(Warning::ComplexCast, || "again".to_owned());
        assert_eq!(take().len(), 1);
    }
}
