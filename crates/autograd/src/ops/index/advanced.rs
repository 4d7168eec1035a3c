//! Advanced indexing: a tensor of places for some of the dimensions. The places broadcast; where they stand in the result
//! depends on whether the indexed dimensions are neighbours, as in NumPy.

use crate::{
    Context, Tensor,
    call::{Change, Target, ops},
    copying,
    device::{backend, source},
    ops::{index::nonzero, pointwise::arithmetic as a, reduce::sum},
    rows::{compute_type, row},
    tape::{Save, record_unary},
};
use smallvec::{SmallVec, smallvec};
use tapir_core::{DType, Dims, Layout, Result, bail, broadcast_shapes, ensure};
use tapir_ops::View;

/// The places that an index names.
#[derive(Clone)]
pub(crate) struct Places {
    /// The indexed dimensions, ascending.
    dims: SmallVec<[usize; 4]>,
    keys: Keys,
    /// What the indices broadcast to.
    batch: Dims,
    /// Where that stands among the other dimensions in the result.
    position: usize,
}

#[derive(Clone)]
enum Keys {
    /// For each indexed dimension, int64 or int32.
    Indices(SmallVec<[Tensor; 4]>),
    /// A bool tensor of the shape of the indexed one: its kernels need no list of places.
    Mask(Tensor),
}

/// A mask may also be given as uint8.
pub(crate) fn is_mask(index: &Tensor) -> bool {
    matches!(index.dtype(), DType::Bool | DType::U8)
}

fn ensure_mask_fits(mask: &Tensor, input: &Tensor, dim: usize) -> Result<()> {
    for (position, &size) in mask.shape().iter().enumerate() {
        let expected = input.shape().get(dim + position);
        ensure!(
            expected == Some(&size),
            Index,
            "The shape of the mask {:?} at index {position} does not match the shape of the indexed tensor {:?} at index {}",
            mask.shape(),
            input.shape(),
            dim + position
        );
    }
    Ok(())
}

/// The index for each dimension from `dim` on that an index tensor is for.
fn indices_of(index: &Tensor, input: &Tensor, dim: usize) -> Result<Vec<Tensor>> {
    if is_mask(index) {
        ensure!(index.rank() > 0, Index, "a 0-d mask is no index of a dimension");
        ensure_mask_fits(index, input, dim)?;
        return nonzero::columns(index);
    }
    ensure!(
        matches!(index.dtype(), DType::I64 | DType::I32),
        Index,
        "tensors used as indices must be long, int, byte or bool tensors"
    );
    Ok(vec![index.clone()])
}

impl Places {
    /// From one entry per dimension or, for a mask, per as many dimensions as it has. Indices may be in main memory whatever the
    /// input is on.
    pub fn new(input: &Tensor, entries: &[Option<Tensor>]) -> Result<Places> {
        let near = |index: &Option<Tensor>| index.as_ref().map(|index| index.moved(input.device())).transpose();
        let entries: SmallVec<[Option<Tensor>; 4]> = entries.iter().map(near).collect::<Result<_>>()?;
        if let [Some(mask)] = entries.as_slice()
            && is_mask(mask)
            && mask.rank() == input.rank()
        {
            ensure_mask_fits(mask, input, 0)?;
            return Places::of_mask(copying::cast(mask, DType::Bool)?);
        }
        let taken: usize = entries.iter().flatten().map(dims_of).sum();
        let count = taken + entries.iter().filter(|entry| entry.is_none()).count();
        ensure!(
            count <= input.rank(),
            Index,
            "too many indices for tensor of dimension {} (got {count})",
            input.rank()
        );
        let mut dims = SmallVec::<[usize; 4]>::new();
        let mut indices = SmallVec::<[Tensor; 4]>::new();
        let mut dim = 0;
        for entry in &entries {
            let next = dim + entry.as_ref().map_or(1, dims_of);
            if let Some(index) = entry {
                dims.extend(dim..next);
                indices.extend(indices_of(index, input, dim)?);
            }
            dim = next;
        }
        let batch = common_shape(&indices)?;
        let adjacent = dims.windows(2).all(|pair| pair[0] + 1 == pair[1]);
        let position = if adjacent { dims.first().copied().unwrap_or(0) } else { 0 };
        let places = Places { dims, keys: Keys::Indices(indices), batch, position };
        places.ensure_not_empty(input)?;
        Ok(places)
    }

    fn of_mask(mask: Tensor) -> Result<Places> {
        let count = backend(mask.device()).count_nonzero(&mask.as_view())?;
        Ok(Places { dims: (0..mask.rank()).collect(), keys: Keys::Mask(mask), batch: smallvec![count], position: 0 })
    }

    fn ensure_not_empty(&self, input: &Tensor) -> Result<()> {
        let wanted = self.batch.iter().product::<usize>() > 0;
        ensure!(
            !wanted || self.dims.iter().all(|&dim| input.shape()[dim] > 0),
            Index,
            "index is out of bounds for dimension with size 0"
        );
        Ok(())
    }

    /// The shape of what is read or written.
    pub fn shape(&self, input: &Tensor) -> Dims {
        let rest = (0..input.rank()).filter(|dim| !self.dims.contains(dim)).map(|dim| input.shape()[dim]);
        let mut shape: Dims = rest.collect();
        shape.insert_from_slice(self.position, &self.batch);
        shape
    }

    /// A layout of that shape as kernels want it: the places first.
    fn places_first(&self, layout: &Layout) -> Layout {
        let count = self.batch.len();
        let places = self.position..self.position + count;
        let order: SmallVec<[usize; 6]> =
            places.clone().chain((0..layout.rank()).filter(|dim| !places.contains(dim))).collect();
        layout.permute(&order)
    }

    fn read(&self, input: &Tensor) -> Result<Tensor> {
        let output = Tensor::empty(&self.shape(input), input.dtype(), input.device())?;
        let target = output.as_view_mut();
        match &self.keys {
            Keys::Mask(mask) => backend(input.device()).masked_select(&input.as_view(), &mask.as_view(), &target)?,
            Keys::Indices(indices) => {
                let target = target.laid_out(&self.places_first(output.layout()));
                let indices = broadcast(indices, &self.batch)?;
                backend(input.device()).index(&input.as_view(), &self.dims, &indices, &target)?;
            }
        }
        Ok(output)
    }

    fn write(&self, target: &Tensor, values: &Tensor, accumulate: bool) -> Result<()> {
        let indices = match &self.keys {
            Keys::Mask(mask) => return write_masked(target, mask, values, accumulate),
            Keys::Indices(indices) => broadcast(indices, &self.batch)?,
        };
        let shape = self.shape(target);
        let values = values.broadcast_view(&shape)?;
        let layout = self.places_first(&values.layout());
        let source = values.laid_out(&layout);
        backend(target.device()).index_put(&self.dims, &indices, &source, accumulate, &target.as_view_mut())
    }

    /// What must not change until backward.
    fn kept(&self) -> SmallVec<[&Tensor; 4]> {
        match &self.keys {
            Keys::Mask(mask) => smallvec![mask],
            Keys::Indices(indices) => indices.iter().collect(),
        }
    }

    /// Backward uses its own handles of the places, checked as saved tensors are.
    fn ensure_unchanged(&self, context: &Context) -> Result<()> {
        (0..self.kept().len()).try_for_each(|index| context.saved(index).map(drop))
    }
}

fn broadcast(indices: &[Tensor], batch: &[usize]) -> Result<SmallVec<[View; 4]>> {
    indices.iter().map(|index| index.broadcast_view(batch)).collect()
}

fn write_masked(target: &Tensor, mask: &Tensor, values: &Tensor, accumulate: bool) -> Result<()> {
    let device = backend(target.device());
    if values.numel() == 1 && !accumulate {
        let one = Layout::contiguous(&[]).broadcast_to(target.shape())?;
        let value = source(values, target.device(), |values| Ok(values.as_view().laid_out(&one)))?;
        let operands = [mask.as_view().into(), value, target.as_view().into()];
        return device.elementwise(row!(where_), compute_type(target.dtype()), &operands, &[], &target.as_view_mut());
    }
    let count = device.count_nonzero(&mask.as_view())?;
    if !accumulate {
        return device.masked_scatter(&mask.as_view(), &values.broadcast_view(&[count])?, &target.as_view_mut());
    }
    let present = Tensor::empty(&[count], target.dtype(), target.device())?;
    device.masked_select(&target.as_view(), &mask.as_view(), &present.as_view_mut())?;
    let sum = a::add(&present, &values.detach())?;
    device.masked_scatter(&mask.as_view(), &sum.as_view(), &target.as_view_mut())
}

/// Dimensions that an index tensor is for.
fn dims_of(index: &Tensor) -> usize {
    if is_mask(index) { index.rank() } else { 1 }
}

fn common_shape(indices: &[Tensor]) -> Result<Dims> {
    let mut batch = Dims::new();
    for index in indices {
        batch = match broadcast_shapes(&batch, index.shape()) {
            Ok(shape) => shape,
            Err(_) => {
                let shapes: Vec<String> = indices.iter().map(|index| format!("{:?}", index.shape())).collect();
                bail!(
                    Index,
                    "shape mismatch: indexing tensors could not be broadcast together with shapes {}",
                    shapes.join(", ")
                );
            }
        };
    }
    Ok(batch)
}

/// The elements of `input` at the places.
pub(crate) fn read(input: &Tensor, places: Places) -> Result<Tensor> {
    let output = places.read(input)?;
    let shape: Dims = input.layout().shape.clone();
    let kept = places.clone();
    let save: SmallVec<[Save; 4]> = kept.kept().into_iter().map(Save::Input).collect();
    Ok(record_unary(output, "IndexBackward0", input, &save, move |context, grad| {
        places.ensure_unchanged(context)?;
        let zeros = Tensor::zeros(&shape, grad.dtype(), grad.device())?;
        write(Target::written(&zeros), places.clone(), grad, true)
    }))
}

/// `target` with `values`, which broadcast, written or added at the places.
pub(crate) fn write(target: Target, places: Places, values: &Tensor, accumulate: bool) -> Result<Tensor> {
    let shape = places.shape(&target);
    ensure!(
        values.dtype() == target.dtype(),
        DType,
        "Index put requires the source and destination dtypes match, got {} for the destination and {} for the source.",
        target.dtype().scalar_name(),
        values.dtype().scalar_name()
    );
    ensure!(
        sum::is_expandable_to(values.shape(), &shape),
        Shape,
        "shape mismatch: value tensor of shape {:?} cannot be broadcast to indexing result of shape {:?}",
        values.shape(),
        shape.as_slice()
    );
    let source = target.apart(values)?;
    let sizes: Dims = values.layout().shape.clone();
    let kept = places.clone();
    let change = Change { name: "IndexPutBackward0", inputs: &[values], keep: &kept.kept(), output: false };
    target.change(
        &change,
        |target| kept.write(target, &source, accumulate),
        move |context, grads| {
            let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
            places.ensure_unchanged(context)?;
            let of_target = if accumulate || !context.needs(0) {
                grad.clone()
            } else {
                write(grad.into(), places.clone(), &Tensor::zeros(&[], grad.dtype(), grad.device())?, false)?
            };
            let of_values = match context.needs(1) {
                true => Some(sum::sum_to(&read(grad, places.clone())?, &sizes)?),
                false => None,
            };
            Ok(smallvec![Some(of_target), of_values])
        },
    )
}

ops! {
    /// `input` with `values` written at the places that `indices` name, one tensor per dimension (or null: the whole dimension),
    /// or added if `accumulate`; then repeated places add up, otherwise the last one stays. A bool tensor is a mask over as
    /// many dimensions as it has.
    pub fn index_put(input: Target, indices: &[Option<Tensor>], values: &Tensor, accumulate: bool = false) -> Tensor, inplace, shape(Same), devices(any) {
        let places = Places::new(&input, indices)?;
        let values = copying::beside(values, input.device())?;
        write(input, places, &values, accumulate)
    }
}
