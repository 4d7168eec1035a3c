//! Tensors kept for backward. Each remembers the version it was saved at; an output is kept without its edge, which
//! would be a cycle, and gets it back when it is read.

use super::node::{Edge, Node, NodeRef, Part, Saved};
use crate::Tensor;
use std::sync::{Mutex, PoisonError};
use tapir_core::{Error, ErrorKind, Result};

/// What to keep, when recording.
#[derive(Clone, Copy)]
pub(crate) enum Save<'a> {
    Input(&'a Tensor),
    /// Output number `n` of the operation being recorded.
    Output(usize),
    /// As `Output`, found.
    OutputTensor(&'a Tensor, u32),
}

impl Saved {
    pub fn new(save: &Save, saved_by: &'static str) -> Saved {
        match *save {
            Save::OutputTensor(tensor, slot) => Saved::build(tensor.detach(), Some(slot), saved_by),
            Save::Input(tensor) => Saved::build(tensor.clone(), None, saved_by),
            Save::Output(_) => unreachable!("outputs are resolved before a node is made"),
        }
    }

    fn build(tensor: Tensor, output: Option<u32>, saved_by: &'static str) -> Saved {
        Saved { version: tensor.version(), tensor: Mutex::new(Some(tensor)), output, saved_by }
    }

    pub fn peek(&self) -> Option<Tensor> {
        let tensor = self.tensor.lock().unwrap_or_else(PoisonError::into_inner);
        tensor.as_ref().map(|tensor| tensor.current().clone())
    }

    /// Which of the operation's outputs it is, if it is one.
    pub fn output(&self) -> Option<u32> {
        self.output
    }

    pub fn release(&self) {
        let tensor = self.tensor.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(tensor); // outside the lock: it may free a graph
    }

    pub fn unpack(&self, owner: &NodeRef) -> Result<Tensor> {
        let tensor = self.peek().ok_or_else(freed)?;
        if tensor.version() != self.version {
            return Err(self.modified(&tensor));
        }
        if let Some(slot) = self.output {
            let output = tensor.detach();
            output.set_edge(Edge { node: owner.clone(), slot });
            return Ok(output);
        }
        Ok(tensor)
    }

    fn modified(&self, tensor: &Tensor) -> Error {
        let (kind, source) = match (self.output, tensor.grad_fn()) {
            (Some(slot), _) => (self.saved_by.to_owned(), slot as usize),
            (None, Some((node, slot))) => (node.name().to_owned(), slot),
            (None, None) => (String::new(), 0),
        };
        let origin = if kind.is_empty() { String::new() } else { format!(", which is output {source} of {kind},") };
        let message = format!(
            "one of the variables needed for gradient computation has been modified by an inplace operation: [torch.{}Tensor {:?}]{origin} is at version {}; expected version {} instead.",
            tensor.dtype().scalar_name(),
            tensor.shape(),
            tensor.version(),
            self.version
        );
        Error::new(ErrorKind::Autograd, message)
            .with_hint("it was written after it was used: write into a copy, x.clone(), or after backward")
    }
}

impl Node {
    /// The tensors kept for backward with the part each plays, to look at: their versions are not checked. An error once they
    /// were freed.
    pub fn saved_parts(&self) -> Result<Vec<(Part, Tensor)>> {
        let mut parts: Vec<(Part, Tensor)> = Vec::with_capacity(self.saved.len());
        for saved in &self.saved {
            let tensor = saved.peek().ok_or_else(freed)?;
            let part = match saved.output() {
                Some(slot) => Part::Output(slot as usize),
                None => self.input_of(&tensor, &parts),
            };
            parts.push((part, tensor));
        }
        Ok(parts)
    }

    /// Which input a kept tensor is: the first with its history that no other is. What has no history goes by elimination.
    fn input_of(&self, tensor: &Tensor, known: &[(Part, Tensor)]) -> Part {
        let edge = tensor.edge();
        let is_it = |next: &Option<Edge>| match (next, &edge) {
            (Some(next), Some(edge)) => next.node.address() == edge.node.address() && next.slot == edge.slot,
            (None, None) => true,
            _ => false,
        };
        let is_free = |number: usize| known.iter().all(|(part, _)| *part != Part::Input(number));
        let mut inputs = self.next.iter().enumerate();
        inputs
            .find(|(number, next)| is_it(next) && is_free(*number))
            .map_or(Part::Other, |(number, _)| Part::Input(number))
    }
}

fn freed() -> Error {
    Error::new(
        ErrorKind::Autograd,
        "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.",
    )
}
