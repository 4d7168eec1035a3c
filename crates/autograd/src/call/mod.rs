//! One signature per operator: its parameters, defaults and documentation beside its implementation. The registry of all
//! of them is what a front end needs to call operators by number and to generate its types and documentation.

mod aliases;
mod args;
mod kinds;
mod macros;
mod outs;
mod target;

pub use args::{Args, Resolver};
pub(crate) use kinds::{Argument, Returned};
pub use kinds::{Index, Operand};
pub(crate) use macros::ops;
pub use outs::Out;
pub(crate) use target::Change;
pub use target::Target;

use crate::{Tensor, ops, rows};
use std::sync::OnceLock;
use tapir_core::{Error, Result, Scalar};
use tapir_ops::{RowId, RowSpec};

/// What a parameter accepts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Tensor,
    OptTensor,
    Tensors,
    OptTensors,
    /// A tensor or a number.
    Operand,
    OptOperand,
    Scalar,
    OptScalar,
    Int,
    OptInt,
    Ints,
    OptInts,
    /// Several lists of integers, such as shapes.
    IntLists,
    Float,
    OptFloat,
    Floats,
    Bool,
    OptBool,
    DType,
    OptDType,
    Str,
    OptStr,
    OptGenerator,
    Device,
    Indices,
}

/// A parameter of an operator.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// snake_case, as in PyTorch.
    pub name: &'static str,
    pub kind: Kind,
    /// The default as Rust text, or `None` if the argument must be given.
    pub default: Option<&'static str>,
}

/// What comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Returns {
    Tensor,
    /// A fixed number of tensors; named if [`Op::names`] says so.
    Tuple(usize),
    /// A list of tensors.
    Tensors,
    /// A number or a bool.
    Scalar,
    Bool,
    Ints,
    None,
}

/// How the shape of the result follows from the arguments, as far as a type checker can know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShapeRule {
    Any,
    /// That of the first tensor.
    Same,
    /// All tensor operands broadcast.
    Broadcast,
    Matmul,
    /// `dim` and `keepdim`.
    Reduce,
    /// The first list of ints is the shape.
    Sizes,
    View,
    Cat,
    Stack,
    Transpose,
    Permute,
    Squeeze,
    Unsqueeze,
    Linear,
}

/// Result of an operator.
pub enum Output {
    One(Tensor),
    Many(Vec<Tensor>),
    Scalar(Scalar),
    Bool(bool),
    Ints(Vec<i64>),
    None,
}

/// What runs when an operator is called.
#[derive(Clone, Copy)]
pub enum Call {
    Function(fn(&mut Args) -> Result<Output>),
    Row(RowId),
}

/// An operator as a front end sees it.
#[derive(Clone, Copy)]
pub struct Op {
    /// PyTorch's name in snake_case. Several entries may share one: they are overloads, tried in order.
    pub name: &'static str,
    /// Dotted path below the package, such as `nn.functional`; empty for the top.
    pub namespace: &'static str,
    pub doc: &'static str,
    pub params: &'static [Param],
    pub returns: Returns,
    /// Names of the parts of a tuple.
    pub names: &'static [&'static str],
    pub shape: ShapeRule,
    /// Exists as a function.
    pub function: bool,
    /// Exists as a method of its first parameter, a tensor.
    pub method: bool,
    /// A method that is read without being called: `x.T`.
    pub property: bool,
    /// The first list among the parameters may also be given element by element: `x.view(2, 3)`.
    pub variadic: bool,
    /// Has an in-place form, `name_`.
    pub inplace: bool,
    /// In place, but with another layout: the result takes the place of the first argument, under whose handle the front
    /// end must put it.
    pub rebinds: bool,
    /// Whether the function takes `out`, a tensor for each result to be written into. The front end runs the operator, then
    /// `write_out_` with each.
    pub out: Out,
    pub call: Call,
}

impl Op {
    /// Calls the operator; in place if asked (and then the first argument comes back).
    #[inline]
    pub fn invoke(&self, args: &mut Args, in_place: bool) -> Result<Output> {
        let in_op = |error: Error| error.in_op(self.name);
        Error::caught(|| match self.call {
            Call::Row(row) => rows::invoke(row, args, in_place).map(Output::One),
            Call::Function(function) if in_place => ops::copies::invoke_in_place(args, function),
            Call::Function(function) => function(args),
        })
        .map_err(in_op)
    }
}

/// Every operator, in a fixed order. An operator defined in [`ops`] takes the place of a row of the same name, which is then
/// only one of the rows it chooses from; an overload for a number in first place stands beside it.
pub fn registry() -> &'static [Op] {
    static REGISTRY: OnceLock<Vec<Op>> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        let defined: Vec<Op> = ops::families().flatten().copied().collect();
        let replaces = |op: &&Op| !op.params.first().is_some_and(|param| matches!(param.kind, Kind::Scalar));
        let hidden = |row: &RowSpec| {
            defined.iter().filter(replaces).any(|op| (op.namespace, op.name) == (row.namespace, row.name))
        };
        let mut all = rows::registry(hidden);
        all.extend(defined);
        let second =
            aliases::ALIASES.iter().flat_map(|&(alias, path)| second_names(&all, alias, path)).collect::<Vec<_>>();
        all.extend(second);
        all.iter_mut().filter(|op| op.function).for_each(|op| op.out = outs::out_of(op.namespace, op.name));
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
    entries.map(|op| Op { namespace, name, method: method(op), ..*op }).collect()
}
