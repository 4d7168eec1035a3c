//! Formulas of the table as graphs, read once.

use super::{
    node::{Function, Node, NodeId},
    reading::{self, Expr},
};
use crate::{
    reductions::{Fold, FoldVisitor, Reduction, visit_folds},
    row::{MAX_OPERANDS, Row, RowId, RowVisitor},
    rows::visit_rows,
};
use std::sync::LazyLock;

/// Some values, with all they are made from and nothing else. Shared subexpressions are one node.
#[derive(Clone, Debug)]
pub struct Graph {
    nodes: Vec<Node>,
    outputs: Vec<NodeId>,
}

impl Graph {
    /// The result of a row.
    pub fn forward(row: RowId) -> Option<Graph> {
        formulas(row).map(|formulas| formulas.forward.clone())
    }

    /// The gradients of the operands asked for. `None` if the row has no derivative.
    pub fn backward(row: RowId, wanted: [bool; MAX_OPERANDS]) -> Option<Graph> {
        let graph = formulas(row)?.backward.as_ref()?;
        let outputs = graph.outputs.iter().zip(wanted).filter(|(_, wanted)| *wanted).map(|(&output, _)| output);
        Some(Graph::of(&graph.nodes, outputs))
    }

    /// In an order in which each node's arguments come before it.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub fn outputs(&self) -> &[NodeId] {
        &self.outputs
    }

    /// Whether it mentions this value.
    pub fn reads(&self, node: Node) -> bool {
        self.nodes.contains(&node)
    }

    /// Whether it applies this function to anything.
    pub fn applies(&self, function: Function) -> bool {
        self.nodes.iter().any(|node| matches!(node, Node::Apply(applied, _) if *applied == function))
    }

    /// Keeps what the outputs are made from.
    fn of(nodes: &[Node], outputs: impl Iterator<Item = NodeId>) -> Graph {
        let outputs: Vec<NodeId> = outputs.collect();
        let mut used = vec![false; nodes.len()];
        for &output in &outputs {
            used[output as usize] = true;
        }
        for id in (0..nodes.len()).rev() {
            if used[id] {
                nodes[id].arguments().iter().for_each(|&argument| used[argument as usize] = true);
            }
        }
        let mut place = vec![0; nodes.len()];
        let mut kept = Vec::new();
        for (id, node) in nodes.iter().enumerate().filter(|&(id, _)| used[id]) {
            place[id] = kept.len() as NodeId;
            kept.push(match *node {
                Node::Apply(function, arguments) => {
                    Node::Apply(function, arguments.map(|argument| place[argument as usize]))
                }
                leaf => leaf,
            });
        }
        Graph { nodes: kept, outputs: outputs.into_iter().map(|output| place[output as usize]).collect() }
    }
}

/// The parts of a reduction: what an element contributes (operand 0, seen from operand 1), how two contributions meet, and what
/// the result makes of all. Graphs, so that a device may print them.
pub struct FoldGraphs {
    pub identity: f64,
    pub map: Graph,
    pub combine: Graph,
    pub finish: Graph,
}

impl FoldGraphs {
    pub fn of(reduction: Reduction) -> &'static FoldGraphs {
        static TABLE: LazyLock<Vec<FoldGraphs>> = LazyLock::new(|| {
            struct Collect(Vec<FoldGraphs>);
            impl FoldVisitor for Collect {
                fn visit<F: Fold>(&mut self, _: Reduction) {
                    let graph = |formula: fn() -> Expr| {
                        let (nodes, result) = reading::read(formula);
                        Graph::of(&nodes, [result.0].into_iter())
                    };
                    self.0.push(FoldGraphs {
                        identity: F::IDENTITY,
                        map: graph(|| F::map(operand(0), operand(1), parameters())),
                        combine: graph(|| F::combine(operand(0), operand(1))),
                        finish: graph(|| F::finish(operand(0), parameters())),
                    });
                }
            }
            let mut collect = Collect(Vec::new());
            visit_folds(&mut collect);
            collect.0
        });
        &TABLE[reduction as usize]
    }
}

fn operand(k: u8) -> Expr {
    reading::intern(Node::Operand(k))
}

fn parameters<const N: usize>() -> [Expr; N] {
    std::array::from_fn(|k| reading::intern(Node::Parameter(k as u8)))
}

struct Formulas {
    forward: Graph,
    backward: Option<Graph>,
}

fn formulas(row: RowId) -> Option<&'static Formulas> {
    static TABLE: LazyLock<Vec<Formulas>> = LazyLock::new(|| {
        let mut collect = Collect(Vec::new());
        visit_rows(&mut collect);
        collect.0
    });
    TABLE.get(row.0 as usize)
}

struct Collect(Vec<Formulas>);

impl RowVisitor for Collect {
    fn visit<R: Row>(&mut self, _: RowId) {
        let operands = || std::array::from_fn(|k| reading::intern(Node::Operand(k as u8)));
        let parameters =
            || -> Vec<Expr> { (0..R::SPEC.params.len()).map(|k| reading::intern(Node::Parameter(k as u8))).collect() };
        let (nodes, result) = reading::read(|| R::forward(operands(), &parameters()));
        let forward = Graph::of(&nodes, [result.0].into_iter());
        let backward = R::SPEC.differentiable.then(|| {
            let (gradient, result) = (Node::Gradient, Node::Result);
            let (nodes, gradients) = reading::read(|| {
                R::backward(reading::intern(gradient), operands(), reading::intern(result), &parameters())
            });
            Graph::of(&nodes, gradients.iter().take(R::SPEC.inputs.len()).map(|gradient| gradient.0))
        });
        self.0.push(Formulas { forward, backward });
    }
}
