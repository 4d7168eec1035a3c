//! Whether operations are recorded, per thread. A guard restores the mode it found.

use std::cell::Cell;

#[derive(Clone, Copy)]
struct Modes {
    grad: bool,
    inference: bool,
}

thread_local! {
    static MODES: Cell<Modes> = const { Cell::new(Modes { grad: true, inference: false }) };
}

/// Whether operations on tensors that require gradients are recorded.
#[inline]
pub fn grad_enabled() -> bool {
    MODES.get().grad
}

/// Whether new tensors are inference tensors, which never take part in autograd.
#[inline]
pub fn inference_enabled() -> bool {
    MODES.get().inference
}

/// A change of mode for as long as the guard lives.
#[must_use = "the mode is restored when the guard is dropped"]
pub struct GradMode(Modes);

impl GradMode {
    pub fn set(grad: bool) -> GradMode {
        let before = MODES.get();
        MODES.set(Modes { grad, ..before });
        GradMode(before)
    }

    /// Inference mode turns recording off and marks new tensors.
    pub fn set_inference(inference: bool) -> GradMode {
        let before = MODES.get();
        MODES.set(Modes { grad: !inference, inference });
        GradMode(before)
    }

    /// Sets both modes until further notice; the caller keeps the balance.
    pub fn set_for_good(grad: bool, inference: bool) {
        MODES.set(Modes { grad, inference });
    }
}

impl Drop for GradMode {
    fn drop(&mut self) {
        MODES.set(self.0);
    }
}
