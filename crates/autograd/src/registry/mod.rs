//! Every operator, in one table: what a front end needs to call operators by number and to generate its types and
//! documentation.

mod aliases;

use crate::{
    call::{Args, Call, Kind, Op, Output},
    ops, rows,
    tape::InplaceTarget,
};
use std::sync::OnceLock;
use tapir_core::{Error, Result, bail};

impl Op {
    /// Calls the operator; in place if asked (and then the first argument comes back).
    #[inline]
    pub fn invoke(&self, args: &mut Args, in_place: bool) -> Result<Output> {
        let in_op = |error: Error| error.in_op(self.name);
        Error::caught(|| match self.call {
            Call::Row(row) => rows::invoke(row, args, in_place).map(Output::One),
            Call::Function(function) if in_place => invoke_in_place(args, function),
            Call::Function(function) => function(args),
        })
        .map_err(in_op)
    }
}

/// Runs an operator that has only an out-of-place form and writes its result into the first argument.
fn invoke_in_place(args: &mut Args, function: fn(&mut Args) -> Result<Output>) -> Result<Output> {
    let target = args.write_in_place()?;
    InplaceTarget::check(&target, &[])?;
    match function(args)? {
        Output::One(value) if value.same(&target) => Ok(Output::One(target)),
        Output::One(value) => {
            rows::ensure_castable(value.dtype(), target.dtype())?;
            if target.shape() != value.shape() {
                bail!(
                    Shape,
                    "output with shape {:?} doesn't match the broadcast shape {:?}",
                    target.shape(),
                    value.shape()
                );
            }
            ops::copy_(&target, &value, false)?;
            Ok(Output::One(target))
        }
        _ => bail!(Internal, "an operator with an in-place form must return one tensor"),
    }
}

/// Every operator, in a fixed order.
pub fn operators() -> &'static [Op] {
    static OPERATORS: OnceLock<Vec<Op>> = OnceLock::new();
    OPERATORS.get_or_init(|| {
        let mut all = rows::operators();
        all.extend(ops::families().flatten());
        let second =
            aliases::ALIASES.iter().flat_map(|&(alias, path)| second_names(&all, alias, path)).collect::<Vec<_>>();
        all.extend(second);
        all
    })
}

/// The entries at `path` under another path. At the top level an operator on a tensor is a method too.
fn second_names(all: &[Op], alias: &'static str, path: &str) -> Vec<Op> {
    let split = |path: &'static str| path.rsplit_once('.').unwrap_or(("", path));
    let (namespace, name) = split(alias);
    let (from, original) = path.rsplit_once('.').unwrap_or(("", path));
    let entries = all.iter().filter(|op| (op.namespace, op.name) == (from, original));
    let method = |op: &Op| namespace.is_empty() && op.params.first().is_some_and(|first| first.kind == Kind::Tensor);
    let otherwise = aliases::OTHERWISE.iter().find(|(name, _)| *name == alias).map(|&(_, out)| out);
    entries.map(|op| Op { namespace, name, method: method(op), out: otherwise.unwrap_or(op.out), ..*op }).collect()
}

#[cfg(test)]
mod tests {
    use super::operators;
    use std::collections::HashSet;

    #[test]
    fn no_two_operators_take_the_same_arguments_under_one_name() {
        let mut seen = HashSet::new();
        for op in operators() {
            let kinds: Vec<_> = op.params.iter().map(|param| (param.name, param.kind)).collect();
            assert!(seen.insert((op.namespace, op.name, kinds)), "{}.{} is there twice", op.namespace, op.name);
        }
    }
}
