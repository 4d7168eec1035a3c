//! What each elementwise operator and reduction computes, and its derivative: one row each, and no loop.
//! Also the seam between operators and devices: [`Backend`] and the views it works on.
//!
//! The table is walked with [`visit_rows`]; a row is read through [`lane`] as numbers and through [`expr`] as text.

mod backend;
pub mod expr;
pub mod lane;
pub mod math;
mod num;
pub mod reductions;
mod row;
mod rows;
mod steps;
mod view;

pub use backend::*;
pub use expr::{Saves, saves, saves_for};
pub use num::Num;
pub use reductions::{Elements, Fold, FoldSpec, FoldVisitor, MAX_FOLD_PARAMS, Reduction, visit_folds};
pub use row::{Class, MAX_OFTEN, MAX_OPERANDS, Out, Row, RowId, RowParam, RowSpec, RowVisitor};
pub use rows::{row_by_name, specs, visit_rows};
pub use steps::{
    MAX_FLAGS, MAX_NUMBERS, MAX_STATE, MAX_WRITTEN, Step, StepId, StepSpec, StepVisitor, step_by_name, visit_steps,
};
pub use view::{Number, Params, Source, View, ViewMut};
