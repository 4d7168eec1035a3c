//! The text of a row as CUDA C++: kernels over strided operands, forward and fused backward, for every real dtype. Nothing
//! is compiled or launched here.
//! Invariant: text and prelude include no header, so that NVRTC takes them, and a host compiler takes them after
//! [`HOST`].

mod text;

use super::{
    graph::{FoldGraphs, Graph},
    node::Node,
};
use crate::{
    reductions::{Elements, Reduction},
    row::{Class, MAX_OPERANDS, RowId},
    rows::specs,
};
use tapir_core::DType;

/// What every kernel is written with. Goes before the first one.
pub const PRELUDE: &str = include_str!("prelude.cuh");

/// Goes before [`PRELUDE`] where the compiler is not CUDA's.
pub const HOST: &str = include_str!("host.h");

/// What a pointer argument points to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pointer {
    /// Written: the result.
    Output,
    /// Written: the gradient of an operand.
    OperandGradient(usize),
    Gradient,
    Operand(usize),
    Result,
}

/// One kernel. Its arguments are `long long count`, `tapir::Space<N> space`, `N` pointers in the order of `pointers`, and
/// `parameters` numbers of the compute type (float, double or a 64-bit integer). Launch it with any one-dimensional grid.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// `tapir_exp_float32`, `tapir_mul_backward_01_float64` (the digits name the operands).
    pub name: String,
    pub text: String,
    /// With the dtype of the elements.
    pub pointers: Vec<(Pointer, DType)>,
    pub parameters: usize,
    /// float32, float64 or int64.
    pub compute: DType,
}

/// Device functions that belong together.
#[derive(Clone, Debug)]
pub struct Functions {
    /// `tapir_sum_float32`.
    pub name: String,
    pub text: String,
}

/// Prelude, forward kernel and, for float dtypes, the backward kernel for all operands: ready to compile.
/// `None` if the row has no reading in that dtype.
pub fn source(row: RowId, dtype: DType) -> Option<String> {
    let forward = forward(row, dtype)?;
    let wanted = std::array::from_fn(|k| k < specs()[row.0 as usize].inputs.len());
    let backward = backward(row, dtype, wanted).map_or(String::new(), |kernel| format!("\n{}", kernel.text));
    Some(format!("{PRELUDE}\n{}{backward}", forward.text))
}

/// The kernel that computes the row on tensors of this dtype.
pub fn forward(row: RowId, dtype: DType) -> Option<Kernel> {
    let spec = specs().get(row.0 as usize)?;
    let compute = compute_type(spec.class, dtype)?;
    let graph = Graph::forward(row)?;
    let output = if spec.class == Class::Predicate { DType::Bool } else { dtype };
    let mut pointers = vec![(Pointer::Output, output)];
    pointers.extend((0..spec.inputs.len()).map(|k| (Pointer::Operand(k), dtype)));
    let name = format!("tapir_{}_{dtype}", spec.name);
    Some(text::kernel(name, graph, pointers, spec.params.len(), compute))
}

/// The kernel that computes the gradients of the operands asked for, reading what [`saves_for`](crate::saves_for) says.
/// `None` if the row has no derivative, or none in this dtype, or none is asked for.
pub fn backward(row: RowId, dtype: DType, wanted: [bool; MAX_OPERANDS]) -> Option<Kernel> {
    let spec = specs().get(row.0 as usize)?;
    let compute = compute_type(spec.class, dtype).filter(|compute| *compute != DType::I64)?;
    let graph = Graph::backward(row, wanted)?;
    let wanted = (0..spec.inputs.len()).filter(|&k| wanted[k]);
    let digits: String = wanted.clone().map(|k| k.to_string()).collect();
    if digits.is_empty() {
        return None;
    }
    let mut pointers: Vec<(Pointer, DType)> = wanted.map(|k| (Pointer::OperandGradient(k), dtype)).collect();
    pointers.push((Pointer::Gradient, dtype));
    let operands = (0..spec.inputs.len()).filter(|&k| graph.reads(Node::Operand(k as u8)));
    pointers.extend(operands.map(|k| (Pointer::Operand(k), dtype)));
    if graph.reads(Node::Result) {
        pointers.push((Pointer::Result, dtype));
    }
    let name = format!("tapir_{}_backward_{digits}_{dtype}", spec.name);
    Some(text::kernel(name, graph, pointers, spec.params.len(), compute))
}

/// The device functions of a reduction, for the loops of a kernel to call: a type in `namespace tapir` with the static functions
/// `identity()`, `map(x0, x1, p0)`, `combine(x0, x1)` and `finish(x0, p0)`, over numbers of the compute type (float32, float64
/// or int64; bools are combined as int64). `None` if the reduction does not take it.
pub fn fold(reduction: Reduction, compute: DType) -> Option<Functions> {
    let spec = reduction.spec();
    let taken = match spec.elements {
        Elements::Truths => compute == DType::I64,
        elements => matches!(compute, DType::F32 | DType::F64 | DType::I64) && elements.takes(compute),
    };
    if !taken {
        return None;
    }
    let name = format!("tapir_{}_{compute}", spec.name);
    Some(Functions { text: text::fold(&name, FoldGraphs::of(reduction), compute), name })
}

/// What a row computes in on tensors of this dtype, if it takes them.
fn compute_type(class: Class, dtype: DType) -> Option<DType> {
    let compute = match dtype {
        DType::F16 | DType::BF16 | DType::F32 => DType::F32,
        DType::F64 => DType::F64,
        DType::C64 | DType::C128 => return None,
        _ => DType::I64,
    };
    let taken = match class {
        Class::Float | Class::FloatOnly => compute != DType::I64,
        Class::Bitwise => compute == DType::I64,
        Class::Arithmetic | Class::Predicate => true,
        Class::ArithmeticNoBool => dtype != DType::Bool,
    };
    taken.then_some(compute)
}
