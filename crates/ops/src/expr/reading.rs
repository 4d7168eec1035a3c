//! A row read as an expression: every operation becomes a node of an arena, and equal nodes are one.
//! Invariant: an [`Expr`] is an index into this thread's arena and lives only while one formula is read. Nothing is folded:
//! a value that a formula mentions is a value it reads.

use super::node::{Function, Node, NodeId};
use crate::num::Num;
use std::{
    cell::RefCell,
    collections::HashMap,
    ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Neg, Not, Sub},
};
use tapir_core::Scalar;

/// A number of the formula.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expr(pub NodeId);

/// A truth value of the formula.
#[derive(Clone, Copy, Debug)]
pub(super) struct Truth(NodeId);

#[derive(Default)]
struct Arena {
    nodes: Vec<Node>,
    known: HashMap<Node, NodeId>,
}

thread_local! {
    static ARENA: RefCell<Arena> = RefCell::default();
}

/// The nodes that `formula` makes, and what it returns.
pub(super) fn read<T>(formula: impl FnOnce() -> T) -> (Vec<Node>, T) {
    let outer = ARENA.take();
    let value = formula();
    (ARENA.replace(outer).nodes, value)
}

pub(super) fn intern(node: Node) -> Expr {
    ARENA.with_borrow_mut(|Arena { nodes, known }| {
        Expr(*known.entry(node).or_insert_with(|| {
            nodes.push(node);
            nodes.len() as NodeId - 1
        }))
    })
}

fn apply<const N: usize>(function: Function, arguments: [NodeId; N]) -> NodeId {
    debug_assert_eq!(function.arity(), N);
    intern(Node::Apply(function, std::array::from_fn(|k| arguments[if k < N { k } else { 0 }]))).0
}

macro_rules! operators {
    ($($trait:ident $method:ident),+) => {$(
        impl $trait for Expr {
            type Output = Expr;
            fn $method(self, other: Expr) -> Expr {
                Expr(apply(Function::$trait, [self.0, other.0]))
            }
        }
        impl $trait<f64> for Expr {
            type Output = Expr;
            fn $method(self, other: f64) -> Expr {
                self.$method(Expr::lit(other))
            }
        }
    )+};
}

operators!(Add add, Sub sub, Mul mul, Div div);

impl Neg for Expr {
    type Output = Expr;
    fn neg(self) -> Expr {
        Expr(apply(Function::Neg, [self.0]))
    }
}

macro_rules! logic {
    ($($trait:ident $method:ident $function:ident),+) => {$(
        impl $trait for Truth {
            type Output = Truth;
            fn $method(self, other: Truth) -> Truth {
                Truth(apply(Function::$function, [self.0, other.0]))
            }
        }
    )+};
}

logic!(BitAnd bitand And, BitOr bitor Or, BitXor bitxor Xor);

impl Not for Truth {
    type Output = Truth;
    fn not(self) -> Truth {
        Truth(apply(Function::Not, [self.0]))
    }
}

macro_rules! methods {
    ($($method:ident($($argument:ident),*) $function:ident),+ $(,)?) => {$(
        fn $method(self $(, $argument: Expr)*) -> Expr {
            Expr(apply(Function::$function, [self.0 $(, $argument.0)*]))
        }
    )+};
}

impl Num for Expr {
    type Bool = Truth;

    fn lit(value: f64) -> Expr {
        intern(Node::Constant(value.to_bits()))
    }
    /// Parameters are symbols here; a number in their place is a constant.
    fn from_scalar(value: Scalar) -> Expr {
        Expr::lit(value.to_f64())
    }

    fn select(condition: Truth, yes: Expr, no: Expr) -> Expr {
        Expr(apply(Function::Select, [condition.0, yes.0, no.0]))
    }
    fn from_bool(condition: Truth) -> Expr {
        Expr(apply(Function::FromBool, [condition.0]))
    }

    fn lt(self, other: Expr) -> Truth {
        Truth(apply(Function::Lt, [self.0, other.0]))
    }
    fn le(self, other: Expr) -> Truth {
        Truth(apply(Function::Le, [self.0, other.0]))
    }
    fn eq(self, other: Expr) -> Truth {
        Truth(apply(Function::Eq, [self.0, other.0]))
    }
    fn is_infinite(self) -> Truth {
        Truth(apply(Function::IsInfinite, [self.0]))
    }
    fn is_sign_negative(self) -> Truth {
        Truth(apply(Function::IsSignNegative, [self.0]))
    }

    /// 0 here, where numbers are real. That complex numbers need the operand is said by reading it.
    fn sign_gradient(self, _gradient: Expr) -> Expr {
        Expr::select(self.is_nan(), Expr::lit(0.0), Expr::lit(0.0))
    }

    methods! {
        mul_add(a, b) MulAdd,
        abs() Abs, sign() Sign, copysign(sign) Copysign, minimum(other) Minimum, maximum(other) Maximum,
        floor() Floor, ceil() Ceil, trunc() Trunc, round() Round,
        fmod(other) Fmod, remainder(other) Remainder, floor_divide(other) FloorDivide,
        sqrt() Sqrt, exp() Exp, exp2() Exp2, expm1() Expm1, log() Log, log2() Log2, log10() Log10, log1p() Log1p,
        pow(exponent) Pow, hypot(other) Hypot,
        sin() Sin, cos() Cos, tan() Tan, asin() Asin, acos() Acos, atan() Atan, atan2(x) Atan2,
        sinh() Sinh, cosh() Cosh, tanh() Tanh, asinh() Asinh, acosh() Acosh, atanh() Atanh,
        erf() Erf, erfc() Erfc, lgamma() Lgamma, polygamma(order) Polygamma,
        bit_and(other) BitAnd, bit_or(other) BitOr, bit_xor(other) BitXor, bit_not() BitNot,
        shift_left(distance) ShiftLeft, shift_right(distance) ShiftRight,
    }
}
