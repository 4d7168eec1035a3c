//! One signature per operator: its parameters, defaults and documentation beside its implementation. The registry of all
//! of them is what a front end needs to call operators by number and to generate its types and documentation.

mod args;
mod kinds;
mod macros;

pub use args::{Args, Resolver};
pub(crate) use kinds::{Argument, Returned};
pub use kinds::{Index, Operand};
pub(crate) use macros::ops;

use crate::{Tensor, ops, rows};
use std::sync::OnceLock;
use tapir_core::{Result, Scalar};
use tapir_ops::RowId;

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
    /// Has an in-place form, `name_`.
    pub inplace: bool,
    pub call: Call,
}

impl Op {
    /// Calls the operator; in place if asked (and then the first argument comes back).
    pub fn invoke(&self, args: &mut Args, in_place: bool) -> Result<Output> {
        let result = match self.call {
            Call::Row(row) => rows::invoke(row, args, in_place),
            Call::Function(function) if in_place => ops::copies::invoke_in_place(args, function),
            Call::Function(function) => function(args),
        };
        result.map_err(|error| error.in_op(self.name))
    }
}

/// Every operator, in a fixed order.
pub fn registry() -> &'static [Op] {
    static REGISTRY: OnceLock<Vec<Op>> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        let mut all = rows::registry();
        all.extend(ops::families().flatten().copied());
        all
    })
}
