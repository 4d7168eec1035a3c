//! Every operator, one file per family. A file's operators are listed by its `OPS`; [`FAMILIES`] lists the files.

mod arithmetic;
pub(crate) mod copies;
pub(crate) mod strided;
pub(crate) mod reduce;

pub use arithmetic::*;
pub use copies::*;
pub use reduce::*;
pub use strided::*;

use crate::call::Op;

/// The operators that are not rows, by family.
pub(crate) const FAMILIES: &[&[Op]] = &[copies::OPS, strided::OPS, reduce::OPS];
