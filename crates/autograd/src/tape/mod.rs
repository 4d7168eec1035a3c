//! The tape: nodes that own their edges, saved tensors that remember their version, the rules of views and in-place
//! writes. Nothing here knows a particular operator; the pass over a tape is in `backward`.

mod custom;
mod edges;
mod held;
mod hooks;
mod identity;
mod inplace;
mod node;
mod record;
mod saved;
mod views;

pub use custom::{Custom, custom};
pub use held::Held;
pub(crate) use hooks::HookList;
pub use hooks::{Hook, HookHandle};
pub(crate) use inplace::{InplaceTarget, Keep, ensure_history_may_change, write_in_place};
pub use node::{Context, Grads, Node, NodeRef, Part};
pub(crate) use node::{Edge, Meta};
pub(crate) use record::{record, record_linear, record_many, record_unary, unary};
pub(crate) use saved::Save;
