//! Python's brackets: `x[0]`, `x[1:8:2, None, ...]`, `x[mask]`, `x[[0, 2]]`, read and written. Integers, slices, new axes and
//! the ellipsis give a view; what is left are places for advanced indexing.

use crate::{
    Tensor,
    call::{Index, Operand, Target, ops},
    copying::beside,
    ops::{
        index::{
            advanced::{self, Places, is_mask},
            values,
        },
        view::{copies, views},
    },
};
use tapir_core::{DType, Result, bail, ensure};

/// A view, and the indices still to apply to its dimensions.
struct Prefix {
    view: Tensor,
    /// By dimension; a mask stands at its first.
    places: Vec<(usize, Tensor)>,
}

/// Dimensions an index stands for.
fn dims_of(index: &Index) -> usize {
    match index {
        Index::Int(_) | Index::Slice { .. } | Index::List(_) => 1,
        Index::NewAxis | Index::Ellipsis | Index::Bool(_) => 0,
        Index::Tensor(tensor) if is_mask(tensor) => tensor.rank(),
        Index::Tensor(_) => 1,
    }
}

impl Prefix {
    fn new(input: &Tensor, indices: &[Index]) -> Result<Prefix> {
        let given: usize = indices.iter().map(dims_of).sum();
        if let ([Index::Int(_) | Index::Slice { .. }], 0) = (indices, input.rank()) {
            return Err(refuse_scalar(&indices[0]));
        }
        ensure!(given <= input.rank(), Index, "too many indices for tensor of dimension {}", input.rank());
        let mut prefix = Prefix { view: input.clone(), places: Vec::new() };
        // The dimension reached in the view, and in the input.
        let (mut dim, mut real) = (0, 0);
        // What the first ellipsis stands for; a second one stands for nothing.
        let mut skipped = input.rank() - given;
        for index in indices {
            match index {
                Index::Int(index) => prefix.select(*index, dim, real)?,
                Index::Slice { start, stop, step } => {
                    prefix.slice(dim, *start, *stop, *step)?;
                    dim += 1;
                }
                Index::NewAxis => {
                    prefix.view = views::unsqueeze_at(&prefix.view, dim);
                    dim += 1;
                }
                Index::Ellipsis => {
                    dim += skipped;
                    real += std::mem::take(&mut skipped);
                }
                Index::Bool(truth) => prefix.truth(*truth, &mut dim)?,
                Index::List(list) => {
                    prefix.place(Tensor::from_slice_on(list, &[list.len()], input.device())?, &mut dim)
                }
                Index::Tensor(tensor) => prefix.tensor(tensor, &mut dim, real)?,
            }
            real += dims_of(index);
        }
        Ok(prefix)
    }

    fn select(&mut self, index: i64, dim: usize, real: usize) -> Result<()> {
        let index = views::wrap_index(index, self.view.shape()[dim], real)?;
        self.view = views::select_dim(&self.view, dim, index);
        Ok(())
    }

    fn slice(&mut self, dim: usize, start: Option<i64>, stop: Option<i64>, step: Option<i64>) -> Result<()> {
        let step = step.unwrap_or(1);
        ensure!(step != 0, Value, "slice step cannot be zero");
        ensure!(step > 0, Value, "step must be greater than zero");
        if (start.unwrap_or(0), stop, step) == (0, None, 1) {
            return Ok(());
        }
        let size = self.view.shape()[dim];
        let start = start.map_or(0, |start| views::clamp_index(start, size));
        let stop = stop.map_or(size, |stop| views::clamp_index(stop, size)).max(start);
        let len = (stop - start).div_ceil(step as usize);
        // An empty slice starts nowhere, and a step that is never taken must not overflow a stride.
        let start = if len == 0 { 0 } else { start };
        let step = if len <= 1 { 1 } else { step as usize };
        self.view = views::slice_dim(&self.view, dim, start, len, step);
        Ok(())
    }

    fn place(&mut self, index: Tensor, dim: &mut usize) {
        let taken = if is_mask(&index) { index.rank() } else { 1 };
        self.places.push((*dim, index));
        *dim += taken;
    }

    /// True is a new dimension of size 1, false one of size 0.
    fn truth(&mut self, truth: bool, dim: &mut usize) -> Result<()> {
        self.view = views::unsqueeze_at(&self.view, *dim);
        let index = Tensor::zeros(&[usize::from(truth)], DType::I64, self.view.device())?;
        self.place(index, dim);
        Ok(())
    }

    fn tensor(&mut self, index: &Tensor, dim: &mut usize, real: usize) -> Result<()> {
        let integral = index.dtype().is_integer() || index.dtype() == DType::Bool;
        if index.rank() > 0 || !integral {
            self.place(index.clone(), dim);
            return Ok(());
        }
        match index.item()? {
            value if is_mask(index) => self.truth(value.to_i64() != 0, dim),
            value => self.select(value.to_i64(), *dim, real),
        }
    }

    /// The indices by dimension, as `Places` wants them; `None` if the view is all.
    fn advanced(&self) -> Result<Option<Places>> {
        if self.places.is_empty() {
            return Ok(None);
        }
        let mut entries: Vec<Option<Tensor>> = Vec::new();
        let mut reached = 0;
        for (dim, index) in &self.places {
            entries.resize(entries.len() + dim - reached, None);
            entries.push(Some(index.clone()));
            reached = dim + if is_mask(index) { index.rank() } else { 1 };
        }
        Places::new(&self.view, &entries).map(Some)
    }
}

fn refuse_scalar(index: &Index) -> tapir_core::Error {
    use tapir_core::error;
    match index {
        Index::Slice { .. } => error!(Index, "slice() cannot be applied to a 0-dim tensor."),
        _ => error!(
            Index,
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number"
        ),
    }
}

/// A value without its leading dimensions of size 1.
fn without_leading_ones(value: &Tensor) -> Result<Tensor> {
    let lead = value.shape().iter().take_while(|&&size| size == 1).count();
    views::reshape_to(value, &value.shape()[lead..])
}

/// Writes a value that broadcasts to a view.
fn fill(view: &Tensor, value: &Tensor) -> Result<()> {
    if value.rank() > view.rank() {
        bail!(
            Shape,
            "expand(torch.{}Tensor{{{:?}}}, size={:?}): the number of sizes provided ({}) must be greater or equal to the number of dimensions in the tensor ({})",
            value.dtype().scalar_name(),
            value.shape(),
            view.shape(),
            view.rank(),
            value.rank()
        );
    }
    value.layout().broadcast_to(view.shape())?;
    if value.shape() == view.shape() {
        return copies::copy_(view, value, false).map(drop);
    }
    // What is repeated may be a part of the view.
    copies::copy_(view, &Target::written(view).apart(value)?, false).map(drop)
}

ops! {
    /// The part of a tensor that an index names, as NumPy and PyTorch have it. Integers, slices, new axes and the ellipsis give
    /// a view; tensors and lists of integers and bool masks give a copy.
    pub fn __getitem__(input: &Tensor, indices: &[Index]) -> Tensor, only(method) {
        let prefix = Prefix::new(input, indices)?;
        match prefix.advanced()? {
            Some(places) => advanced::read(&prefix.view, places),
            None if prefix.view.same(input) => {
                Ok(input.view_op(input.layout().clone(), "AliasBackward0", |grad| Ok(grad.clone())))
            }
            None => Ok(prefix.view),
        }
    }

    /// Writes a value, a number or a tensor that broadcasts, to the part of a tensor that an index names.
    pub fn __setitem__(input: &Tensor, indices: &[Index], value: Operand) -> (), only(method) {
        let prefix = Prefix::new(input, indices)?;
        let value = if value.is_wrapped_number() { values::number(value.item()?, input)? } else { without_leading_ones(&beside(&value, input.device())?)? };
        match prefix.advanced()? {
            Some(places) => advanced::write(Target::written(&prefix.view), places, &value, false).map(drop),
            None => fill(&prefix.view, &value),
        }
    }
}
