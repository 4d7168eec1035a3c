//! From a graph to the text of a kernel: a value used twice is a variable, everything else stands where it is used.

use super::{Kernel, Pointer};
use crate::expr::{
    graph::{FoldGraphs, Graph},
    node::{Function, Node, NodeId},
};
use std::fmt::Write;
use tapir_core::DType;

/// Writes to a `String` do not fail.
macro_rules! put {
    ($($argument:tt)*) => { let _ = writeln!($($argument)*); };
}

pub(super) fn kernel(
    name: String,
    graph: Graph,
    pointers: Vec<(Pointer, DType)>,
    parameters: usize,
    compute: DType,
) -> Kernel {
    let printer = Printer::new(&graph, compute);
    let (number, count) = (number_type(compute), pointers.len());
    let mut text = String::new();
    put!(text, "namespace tapir {{");
    put!(text, "extern \"C\" __global__ void {name}(");
    let _ = write!(text, "    long long count, Space<{count}> space");
    for &(pointer, dtype) in &pointers {
        let qualifier = if is_written(pointer) { "" } else { "const " };
        let _ = write!(text, ", {qualifier}{}* {}", storage_type(dtype), argument(pointer));
    }
    (0..parameters).for_each(|k| {
        let _ = write!(text, ", {number} p{k}");
    });
    put!(text, ") {{");
    put!(text, "  for (long long i = first_index(); i < count; i += index_step()) {{");
    put!(text, "    long long at[{count}];");
    put!(text, "    space.locate(i, at);");
    for (k, &(pointer, _)) in pointers.iter().enumerate().filter(|(_, (pointer, _))| !is_written(*pointer)) {
        put!(text, "    const {number} {} = read({}[at[{k}]]);", value(pointer), argument(pointer));
    }
    printer.variables(&mut text);
    let written = pointers.iter().enumerate().filter(|(_, (pointer, _))| is_written(*pointer));
    for ((k, &(pointer, _)), &output) in written.zip(graph.outputs()) {
        put!(text, "    write({} + at[{k}], {});", argument(pointer), printer.text(output));
    }
    put!(text, "  }}\n}}\n}}  // namespace tapir");
    Kernel { name, text, pointers, parameters, compute }
}

/// The parts of a reduction as functions of one type.
pub(super) fn fold(name: &str, graphs: &FoldGraphs, compute: DType) -> String {
    let number = number_type(compute);
    let mut text = String::new();
    put!(text, "namespace tapir {{\nstruct {name} {{");
    put!(text, "  static TAPIR_INLINE {number} identity() {{ return {}; }}", constant(graphs.identity, compute));
    let parts = [
        ("map", ["x0", "x1", "p0"].as_slice(), &graphs.map),
        ("combine", &["x0", "x1"], &graphs.combine),
        ("finish", &["x0", "p0"], &graphs.finish),
    ];
    for (part, arguments, graph) in parts {
        let printer = Printer::new(graph, compute);
        let arguments: Vec<String> = arguments.iter().map(|argument| format!("{number} {argument}")).collect();
        put!(text, "  static TAPIR_INLINE {number} {part}({}) {{", arguments.join(", "));
        printer.variables(&mut text);
        put!(text, "    return {};\n  }}", printer.text(graph.outputs()[0]));
    }
    put!(text, "}};\n}}  // namespace tapir");
    text
}

fn is_written(pointer: Pointer) -> bool {
    matches!(pointer, Pointer::Output | Pointer::OperandGradient(_))
}

/// The name of a pointer argument; the value behind it has the same name without the last letter.
fn argument(pointer: Pointer) -> String {
    match pointer {
        Pointer::Output => "out".to_owned(),
        Pointer::OperandGradient(k) => format!("d{k}"),
        read => format!("{}s", value(read)),
    }
}

fn value(pointer: Pointer) -> String {
    match pointer {
        Pointer::Operand(k) => format!("x{k}"),
        Pointer::Result => "y".to_owned(),
        _ => "g".to_owned(),
    }
}

fn number_type(compute: DType) -> &'static str {
    match compute {
        DType::F32 => "float",
        DType::F64 => "double",
        _ => "Int",
    }
}

fn storage_type(dtype: DType) -> &'static str {
    match dtype {
        DType::Bool => "bool",
        DType::U8 => "unsigned char",
        DType::I8 => "signed char",
        DType::I16 => "short",
        DType::U16 => "unsigned short",
        DType::I32 => "int",
        DType::U32 => "unsigned",
        DType::U64 => "unsigned long long",
        DType::F16 => "half",
        DType::BF16 => "bfloat16",
        DType::F32 => "float",
        DType::F64 => "double",
        _ => "long long",
    }
}

struct Printer<'a> {
    graph: &'a Graph,
    compute: DType,
    /// How often each node is mentioned.
    uses: Vec<usize>,
}

impl<'a> Printer<'a> {
    fn new(graph: &'a Graph, compute: DType) -> Printer<'a> {
        let mut uses = vec![0; graph.nodes().len()];
        let mentioned = graph.nodes().iter().flat_map(Node::arguments).chain(graph.outputs());
        mentioned.for_each(|&id| uses[id as usize] += 1);
        Printer { graph, compute, uses }
    }

    /// Declares the values used more than once, in order.
    fn variables(&self, text: &mut String) {
        for (id, node) in self.graph.nodes().iter().enumerate().filter(|&(id, _)| self.is_variable(id)) {
            let Node::Apply(function, arguments) = *node else { continue };
            let kind = if function.is_truth() { "bool" } else { number_type(self.compute) };
            put!(text, "    const {kind} v{id} = {};", self.application(function, &arguments));
        }
    }

    fn is_variable(&self, id: usize) -> bool {
        self.uses[id] > 1 && matches!(self.graph.nodes()[id], Node::Apply(..))
    }

    /// A value where nothing can be mistaken: in a list of arguments, or alone.
    fn text(&self, id: NodeId) -> String {
        match self.graph.nodes()[id as usize] {
            Node::Gradient => "g".to_owned(),
            Node::Result => "y".to_owned(),
            Node::Operand(k) => format!("x{k}"),
            Node::Parameter(k) => format!("p{k}"),
            Node::Constant(bits) => constant(f64::from_bits(bits), self.compute),
            Node::Apply(..) if self.is_variable(id as usize) => format!("v{id}"),
            Node::Apply(function, arguments) => self.application(function, &arguments),
        }
    }

    /// A value beside an operator.
    fn operand(&self, id: NodeId) -> String {
        let text = self.text(id);
        let bare = match self.graph.nodes()[id as usize] {
            Node::Apply(Function::FromBool, _) => true,
            Node::Apply(function, _) => self.is_variable(id as usize) || is_named(function),
            _ => !text.starts_with('-'),
        };
        if bare { text } else { format!("({text})") }
    }

    fn application(&self, function: Function, &[a, b, c]: &[NodeId; 3]) -> String {
        let name = function.name();
        match (function, function.arity()) {
            (Function::FromBool, _) => format!("{}({})", number_type(self.compute), self.text(a)),
            (Function::Select, _) => format!("{} ? {} : {}", self.operand(a), self.operand(b), self.operand(c)),
            (named, 1) if is_named(named) => format!("{name}({})", self.text(a)),
            (named, 2) if is_named(named) => format!("{name}({}, {})", self.text(a), self.text(b)),
            (named, _) if is_named(named) => {
                format!("{name}({}, {}, {})", self.text(a), self.text(b), self.text(c))
            }
            // C's operators on bits would make integers of truth values.
            (Function::And, _) => format!("{} && {}", self.operand(a), self.operand(b)),
            (Function::Or, _) => format!("{} || {}", self.operand(a), self.operand(b)),
            (Function::Xor, _) => format!("{} != {}", self.operand(a), self.operand(b)),
            (_, 1) => format!("{name}{}", self.operand(a)),
            _ => format!("{} {name} {}", self.operand(a), self.operand(b)),
        }
    }
}

/// Whether it is written as a call.
fn is_named(function: Function) -> bool {
    function != Function::Select && function.name().starts_with(char::is_alphabetic)
}

/// The number a lane of this type takes for the constant: decimal where that is exact, else by its bits.
fn constant(value: f64, compute: DType) -> String {
    match compute {
        DType::F32 if (value as f32).is_finite() => format!("{:?}f", value as f32),
        DType::F32 => format!("from_bits({:#x}u)", (value as f32).to_bits()),
        DType::F64 if value.is_finite() => format!("{value:?}"),
        DType::F64 => format!("from_bits({:#x}ull)", value.to_bits()),
        _ => format!("wrapped({}ull)", value as i64 as u64),
    }
}
