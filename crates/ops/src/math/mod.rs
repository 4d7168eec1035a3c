//! The elementary functions behind the float lanes.
//! Invariant: loops over [`single`] and [`double`] vectorise in code that is [narrow](Isa::NARROW), and call no library in any;
//! they are correct on the whole range including NaN, infinities, denormals and signed zeros, in narrow code up to its limits.

pub mod double;
mod float;
pub mod single;

pub(crate) use float::{Float, polynomial};
pub use float::{SMALL_ANGLE, SMALL_QUOTIENT};
