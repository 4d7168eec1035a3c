//! The table of elementwise operators, by family. A row's position is its [`RowId`], the same in every crate.
//! Invariant: names are unique, and the order changes only at build time.

#[macro_use]
mod table;

mod activation;
mod arithmetic;
mod bitwise;
mod compare;
mod exponential;
mod loss;
mod rounding;
mod special;
mod trigonometric;

use crate::row::{Row, RowId, RowSpec, RowVisitor};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Shows every row to `visitor`, in table order.
pub fn visit_rows(visitor: &mut impl RowVisitor) {
    let mut next = 0;
    arithmetic::visit(visitor, &mut next);
    compare::visit(visitor, &mut next);
    bitwise::visit(visitor, &mut next);
    rounding::visit(visitor, &mut next);
    exponential::visit(visitor, &mut next);
    trigonometric::visit(visitor, &mut next);
    activation::visit(visitor, &mut next);
    loss::visit(visitor, &mut next);
    special::visit(visitor, &mut next);
}

struct Collect(Vec<RowSpec>);

impl RowVisitor for Collect {
    fn visit<R: Row>(&mut self, _: RowId) {
        self.0.push(R::SPEC);
    }
}

static SPECS: LazyLock<Vec<RowSpec>> = LazyLock::new(|| {
    let mut collect = Collect(Vec::new());
    visit_rows(&mut collect);
    collect.0
});

static IDS: LazyLock<HashMap<&str, RowId>> =
    LazyLock::new(|| SPECS.iter().enumerate().map(|(i, spec)| (spec.name, RowId(i as u16))).collect());

/// All rows, in table order: `specs()[id.0 as usize]`.
pub fn specs() -> &'static [RowSpec] {
    &SPECS
}

/// The row with that [`RowSpec::name`].
pub fn row_by_name(name: &str) -> Option<RowId> {
    IDS.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::{row_by_name, specs};

    #[test]
    fn a_name_finds_the_row_that_has_it() {
        for (i, spec) in specs().iter().enumerate() {
            assert_eq!(row_by_name(spec.name).map(|id| id.0 as usize), Some(i), "{} occurs twice", spec.name);
        }
    }
}
