//! What an operator is to a front end: its parameters, defaults and documentation, written beside its implementation, and how
//! its arguments are read. Nothing here knows a particular operator; all of them are in `registry`.

mod args;
mod kinds;
mod macros;
mod op;
mod target;

pub use args::{Args, Resolver};
pub(crate) use kinds::{Argument, Returned};
pub use kinds::{Index, Operand};
pub(crate) use macros::{families, ops};
pub use op::{Call, Kind, Op, Out, Output, Param, Returns, ShapeRule};
pub(crate) use target::Change;
pub use target::Target;
