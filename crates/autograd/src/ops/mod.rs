//! Every operator, by what a reader of PyTorch's documentation would look for. A folder lists its files once.

pub(crate) mod create;
pub(crate) mod index;
pub(crate) mod linalg;
pub(crate) mod nn;
pub(crate) mod optim;
pub(crate) mod out;
pub(crate) mod pointwise;
pub(crate) mod random;
pub(crate) mod reduce;
pub(crate) mod sort;
pub(crate) mod view;

pub use create::*;
pub use index::*;
pub use linalg::*;
pub use nn::*;
pub use optim::*;
pub use out::*;
pub use pointwise::*;
pub use random::*;
pub use reduce::*;
pub use sort::*;
pub use view::*;

use crate::call::Op;

/// The operators that are not rows, by family.
pub(crate) fn families() -> impl Iterator<Item = &'static [Op]> {
    let folders: [&[&[Op]]; 11] = [
        view::FAMILIES,
        reduce::FAMILIES,
        pointwise::FAMILIES,
        &[sort::OPS],
        create::FAMILIES,
        &[out::OPS],
        random::FAMILIES,
        index::FAMILIES,
        linalg::FAMILIES,
        nn::FAMILIES,
        &[optim::OPS],
    ];
    folders.into_iter().flatten().copied()
}
