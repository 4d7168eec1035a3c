//! Tensors kept for backward. Each remembers the version it was saved at; an output is kept without its edge, which
//! would be a cycle, and gets it back when it is read.

use super::node::{Edge, NodeRef};
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

pub(crate) struct Saved {
    tensor: Mutex<Option<Tensor>>,
    version: u32,
    output: Option<u32>,
    saved_by: &'static str,
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

pub(super) fn freed() -> Error {
    Error::new(
        ErrorKind::Autograd,
        "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.",
    )
}
