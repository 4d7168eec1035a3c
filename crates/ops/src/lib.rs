//! What each elementwise operator and reduction computes, and its derivative: one row each, and no loop.
//! Also the seam between operators and devices: [`Backend`] and the views it works on.

mod backend;
mod num;
mod row;
mod view;

pub use backend::*;
pub use num::Num;
pub use row::{Class, Row, RowId, RowParam, RowSpec, RowVisitor};
pub use view::{Params, View, ViewMut};
