//! Steps of optimisers: rows with several results. Each is one formula for one element, which reads a parameter, its gradient
//! and its state once, and gives the parameter and the state.
//! Invariant: a step is pure arithmetic; which tensors take part, and numbers that depend on how often, are the operator's.

mod table;

pub use table::{step_by_name, visit_steps};

use crate::Num;

/// What a step remembers of a parameter, at most so many tensors.
pub const MAX_STATE: usize = 4;
/// What it writes: the parameter and its state.
pub const MAX_WRITTEN: usize = 1 + MAX_STATE;
/// Numbers that a step takes, at most.
pub const MAX_NUMBERS: usize = 10;
/// What is so or not for all elements, at most so many.
pub const MAX_FLAGS: usize = 4;

/// Position of a step in the table, the same in every crate.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct StepId(pub u16);

/// Everything about a step but its arithmetic.
#[derive(Clone, Copy, Debug)]
pub struct StepSpec {
    pub name: &'static str,
    /// Names of the state's tensors.
    pub state: &'static [&'static str],
    /// Names of the numbers, which come rounded to the dtype of the computation.
    pub numbers: &'static [&'static str],
    pub flags: &'static [&'static str],
}

/// One step. What is not used of the arrays is zero, or false.
pub trait Step: 'static {
    const SPEC: StepSpec;
    /// The new values of the parameter and its state, given the old ones and the gradient.
    fn step<V: Num>(
        grad: V,
        old: [V; MAX_WRITTEN],
        numbers: &[V; MAX_NUMBERS],
        flags: [bool; MAX_FLAGS],
    ) -> [V; MAX_WRITTEN];
}

/// Something done once per step, in table order.
pub trait StepVisitor {
    fn visit<S: Step>(&mut self, id: StepId);
}
