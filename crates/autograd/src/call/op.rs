//! An operator as a front end sees it.

use super::args::Args;
use crate::Tensor;
use tapir_core::{Result, Scalar};
pub use tapir_ops::Out;
use tapir_ops::RowId;

/// What a parameter accepts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
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
