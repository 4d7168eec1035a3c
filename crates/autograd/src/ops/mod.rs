//! Every operator, one file per family. A file's operators are listed by its `OPS`; [`FAMILIES`] lists the files.

mod arithmetic;
pub(crate) mod broadcasting;
pub(crate) mod casts;
pub(crate) mod comparing;
pub(crate) mod copies;
pub(crate) mod creation;
pub(crate) mod elementwise;
pub(crate) mod extrema;
pub(crate) mod filling;
pub(crate) mod indexing;
pub(crate) mod joining;
pub(crate) mod matmul;
pub(crate) mod moments;
pub(crate) mod nn;
pub(crate) mod norm;
pub(crate) mod numbers;
pub(crate) mod order;
pub(crate) mod random;
pub(crate) mod rearranging;
pub(crate) mod rebinding;
pub(crate) mod reduce;
pub(crate) mod reshaping;
pub(crate) mod results;
pub(crate) mod scan;
pub(crate) mod splitting;
pub(crate) mod strided;
pub(crate) mod triangles;
pub(crate) mod view_copies;
pub(crate) mod view_scatters;
pub(crate) mod views;

pub use arithmetic::*;
pub use broadcasting::*;
pub use casts::*;
pub use comparing::*;
pub use copies::*;
pub use creation::*;
pub use extrema::*;
pub use filling::*;
pub use indexing::*;
pub use joining::*;
pub use matmul::*;
pub use moments::*;
pub use nn::*;
pub use norm::*;
pub use order::*;
pub use random::*;
pub use rearranging::*;
pub use rebinding::*;
pub use reduce::*;
pub use reshaping::*;
pub use results::*;
pub use scan::*;
pub use splitting::*;
pub use strided::*;
pub use triangles::*;
pub use view_copies::*;
pub use view_scatters::*;
pub use views::*;

use crate::call::Op;

/// The operators that are not rows, by family.
pub(crate) fn families() -> impl Iterator<Item = &'static [Op]> {
    let files: [&[&[Op]]; 6] = [
        &[
            copies::OPS,
            views::OPS,
            strided::OPS,
            reduce::OPS,
            elementwise::OPS,
            elementwise::functional::OPS,
            extrema::OPS,
            moments::OPS,
            norm::OPS,
            norm::linalg::OPS,
            scan::OPS,
            order::OPS,
            joining::OPS,
            splitting::OPS,
            reshaping::OPS,
            broadcasting::OPS,
            view_copies::OPS,
            view_scatters::OPS,
            triangles::OPS,
            triangles::linalg::OPS,
            rearranging::OPS,
            casts::OPS,
            comparing::OPS,
            filling::OPS,
            rebinding::OPS,
            numbers::OPS,
            results::OPS,
        ],
        creation::FAMILIES,
        random::FAMILIES,
        indexing::FAMILIES,
        matmul::FAMILIES,
        nn::FAMILIES,
    ];
    files.into_iter().flatten().copied()
}
