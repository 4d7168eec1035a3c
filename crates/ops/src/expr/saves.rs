//! What a derivative reads, and so what an operation has to keep for its backward pass: inferred from the formula.

use super::{graph::Graph, node::Node};
use crate::{
    row::{MAX_OPERANDS, RowId, RowSpec},
    rows::specs,
};
use std::sync::LazyLock;

/// What the derivative of a row reads beside the gradient.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Saves {
    /// Which operands.
    pub inputs: [bool; MAX_OPERANDS],
    /// Whether the result.
    pub output: bool,
}

/// By row, then by the operands whose gradients are wanted, as bits.
static TABLE: LazyLock<Vec<Box<[Saves]>>> = LazyLock::new(|| {
    let of_row = |(row, spec): (usize, &RowSpec)| {
        let wanted = 0..1usize << spec.inputs.len();
        wanted.map(|bits| infer(RowId(row as u16), std::array::from_fn(|k| bits >> k & 1 != 0))).collect()
    };
    specs().iter().enumerate().map(of_row).collect()
});

fn infer(row: RowId, wanted: [bool; MAX_OPERANDS]) -> Saves {
    let Some(graph) = Graph::backward(row, wanted) else { return Saves::default() };
    Saves { inputs: std::array::from_fn(|k| graph.reads(Node::Operand(k as u8))), output: graph.reads(Node::Result) }
}

/// What the gradients of all operands of a row read.
#[inline]
pub fn saves(row: RowId) -> Saves {
    saves_for(row, [true; MAX_OPERANDS])
}

/// What the gradients of the operands asked for read: for `a * b` with only `a` requiring a gradient, `b` alone. A row
/// that does not exist reads nothing.
#[inline]
pub fn saves_for(row: RowId, wanted: [bool; MAX_OPERANDS]) -> Saves {
    let bits = wanted.iter().rev().fold(0, |bits, &wanted| bits << 1 | usize::from(wanted));
    TABLE.get(row.0 as usize).map_or(Saves::default(), |row| row[bits & (row.len() - 1)])
}

#[cfg(test)]
mod tests {
    use super::{Saves, saves, saves_for};
    use crate::{MAX_OPERANDS, rows::row_by_name};

    fn reads(name: &str) -> (Vec<usize>, bool) {
        listed(saves(row_by_name(name).unwrap()))
    }

    fn listed(saves: Saves) -> (Vec<usize>, bool) {
        ((0..MAX_OPERANDS).filter(|&k| saves.inputs[k]).collect(), saves.output)
    }

    #[test]
    fn a_derivative_written_with_the_result_keeps_only_the_result() {
        for name in ["exp", "tanh", "sigmoid", "relu", "sqrt", "rsqrt", "reciprocal", "tan", "expm1", "exp2"] {
            assert_eq!(reads(name), (vec![], true), "{name}");
        }
    }

    #[test]
    fn a_derivative_written_with_the_operands_keeps_those() {
        for name in ["silu", "gelu", "log", "sin", "abs", "square", "pow_scalar"] {
            assert_eq!(reads(name), (vec![0], false), "{name}");
        }
        assert_eq!(reads("mul"), (vec![0, 1], false));
        assert_eq!(reads("where"), (vec![0], false));
        assert_eq!(reads("addcmul"), (vec![1, 2], false));
        assert_eq!(reads("pow"), (vec![0, 1], true));
    }

    #[test]
    fn a_linear_row_keeps_nothing() {
        for name in ["add", "sub", "rsub", "neg", "deg2rad", "floor", "frac"] {
            assert_eq!(reads(name), (vec![], false), "{name}");
        }
    }

    #[test]
    fn a_row_without_a_derivative_keeps_nothing() {
        for name in ["lt", "isnan", "floor_divide", "bitwise_and"] {
            assert_eq!(reads(name), (vec![], false), "{name}");
        }
    }

    #[test]
    fn a_gradient_nobody_wants_reads_nothing() {
        let mul = row_by_name("mul").unwrap();
        let only = |wanted| std::array::from_fn(|k| k == wanted);
        assert_eq!(listed(saves_for(mul, only(0))), (vec![1], false));
        assert_eq!(listed(saves_for(mul, only(1))), (vec![0], false));
        assert_eq!(listed(saves_for(mul, [false; MAX_OPERANDS])), (vec![], false));
    }
}
