//! What an elementwise operator is: its forward value and its derivative, once, generic over [`Num`].
//! Invariant: a row is pure arithmetic on single elements; shapes, dtypes and broadcasting belong to the driver.

use crate::lane::Lane;
use crate::num::Num;
use tapir_core::Scalar;

/// Position of a row in the table, the same in every crate.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RowId(pub u16);

/// What a row takes and gives, as dtypes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// Result has the promoted dtype of the inputs; integers are computed as integers (`add`, `abs`, `maximum`).
    Arithmetic,
    /// As `Arithmetic`, but bool inputs are refused with PyTorch's error (`neg`, `sub`).
    ArithmeticNoBool,
    /// Integer and bool inputs become the default float dtype first (`exp`, `true_divide`).
    Float,
    /// Integer and bool inputs are refused: `"gelu" not implemented for 'Long'`.
    FloatOnly,
    /// Only integers and bool (`bitwise_and`).
    Bitwise,
    /// Computed in the promoted dtype, result bool (`lt`, `isnan`, `logical_and`).
    Predicate,
}

/// A number a row takes beside its tensors, with its default.
#[derive(Clone, Copy, Debug)]
pub struct RowParam {
    pub name: &'static str,
    pub default: Option<Scalar>,
}

/// How a tensor given as `out` must fit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Out {
    /// None is taken.
    None,
    /// The result is converted, if its category is not higher: floats do not become integers.
    Converted,
    /// The dtype must be the result's. A function with a parameter `dtype` computes in that of `out`.
    Same,
}

/// Everything about a row but its arithmetic.
#[derive(Clone, Copy, Debug)]
pub struct RowSpec {
    /// PyTorch's name in snake_case: `exp`, `leaky_relu`.
    pub name: &'static str,
    /// Dotted namespace below `torch`: `""` or `"nn.functional"`.
    pub namespace: &'static str,
    pub doc: &'static str,
    /// Name of the node on the tape, as PyTorch prints it: `ExpBackward0`.
    pub node: &'static str,
    /// Names of the tensor operands, one to [`MAX_OPERANDS`].
    pub inputs: &'static [&'static str],
    pub params: &'static [RowParam],
    /// The defaults of those parameters that have one.
    pub defaults: &'static [Scalar],
    pub class: Class,
    /// Whether the operands after the first may be numbers (`add`); if not, only tensors (`maximum`).
    pub numbers: bool,
    /// False: the derivative is declared not to exist, the result never requires grad (`lt`, `floor_divide` by PyTorch's rules).
    pub differentiable: bool,
    /// Whether an in-place form `name_` exists.
    pub inplace: bool,
    /// Other operators choose it; it is none by itself.
    pub inside: bool,
    /// How its function takes `out`.
    pub out: Out,
    /// PyTorch's name for the loop, in the sentences that refuse a dtype: `"elu_cpu" not implemented for 'Long'`.
    pub kernel: &'static str,
    /// Whether complex tensors are taken.
    pub complex: bool,
    /// Complex tensors give real ones (`abs`).
    pub to_reals: bool,
    /// What complex tensors are refused with, if not with the kernel's name.
    pub complex_refusal: Option<&'static str>,
    /// What bool tensors are refused with, if not with the kernel's name.
    pub bool_refusal: Option<&'static str>,
    /// Refuses a bool operand among others, which elsewhere is a number, 1 or 0.
    pub bool_operand_refusal: Option<&'static str>,
}

/// Most values of a parameter that a row has loops of their own for.
pub const MAX_OFTEN: usize = 8;

/// Operands of a row, at most: the apply step of a batch norm has five.
pub const MAX_OPERANDS: usize = 5;

/// One elementwise operator. Unused operands are `V::lit(0.0)`, so every row has one shape of signature.
pub trait Row: 'static {
    const SPEC: RowSpec;
    /// Whether it uses functions that have limits in narrow code.
    const LIMITED: bool = false;
    /// Values of its one parameter that have a loop of their own, at most [`MAX_OFTEN`].
    const OFTEN: &'static [f64] = &[];
    fn forward<V: Num>(x: [V; MAX_OPERANDS], p: &[V]) -> V;
    /// Gradients of the operands, given the gradient `g` of the result `y`. Of complex tensors, `x` and `y` come conjugated:
    /// then the formula for real numbers is PyTorch's gradient wherever the function has a complex derivative.
    fn backward<V: Num>(g: V, x: [V; MAX_OPERANDS], y: V, p: &[V]) -> [V; MAX_OPERANDS];
    /// Whether narrow code takes these operands, forward and backward.
    #[inline(always)]
    fn is_within_limits<V: Lane>(_x: [V; MAX_OPERANDS]) -> bool {
        true
    }
}

/// Something done once per row, in table order.
pub trait RowVisitor {
    fn visit<R: Row>(&mut self, id: RowId);
}
