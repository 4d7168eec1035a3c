//! Padding: with a constant, or with the input's own elements.

use crate::{
    Tensor,
    call::ops,
    copying,
    device::backend,
    ops::{index::slices, pointwise::arithmetic::add_in_place, view::views},
    tape::{record_linear, record_unary},
};
use smallvec::SmallVec;
use tapir_core::{DType, Dims, Layout, Result, Scalar, bail, ensure};

/// What is added before and behind along a dimension; what is negative is cut off.
type Margins = SmallVec<[(i64, i64); 6]>;

/// Pads come for the last dimension first.
fn margins(pad: &[i64], rank: usize) -> Margins {
    let mut margins: Margins = SmallVec::from_elem((0, 0), rank);
    for (at, pair) in pad.chunks_exact(2).enumerate() {
        margins[rank - 1 - at] = (pair[0], pair[1]);
    }
    margins
}

/// The input with negative margins cut off.
fn cropped(input: &Tensor, margins: &Margins) -> Result<Tensor> {
    let mut part = input.clone();
    for (dim, &(before, behind)) in margins.iter().enumerate() {
        let size = part.shape()[dim] as i128;
        let (start, cut) = (before.min(0).unsigned_abs(), behind.min(0).unsigned_abs());
        if start == 0 && cut == 0 {
            continue;
        }
        let left = size - i128::from(start) - i128::from(cut);
        ensure!(left >= 0 && i128::from(start) <= size, Shape, "narrow(): length must be non-negative.");
        part = views::slice_dim(&part, dim, start as usize, left as usize, 1);
    }
    Ok(part)
}

fn padded_shape(input: &Tensor, margins: &Margins) -> Result<Dims> {
    let sizes = input.shape().iter().zip(margins);
    sizes
        .map(|(&size, &(before, behind))| {
            let padded = size as i128 + i128::from(before) + i128::from(behind);
            ensure!(
                (0..=isize::MAX as i128).contains(&padded), Shape,
                "The input size {size}, plus negative padding {before} and {behind}, resulted in a negative output size, which is invalid. Check the dimension of your input."
            );
            Ok(padded as usize)
        })
        .collect()
}

fn pad_with(input: &Tensor, margins: Margins, value: Scalar) -> Result<Tensor> {
    let source = cropped(&input.detach(), &margins)?;
    let shape = padded_shape(input, &margins)?;
    let output = Tensor::empty(&shape, input.dtype(), input.device())?;
    let device = backend(input.device());
    if source.numel() < output.numel() {
        device.fill(value, &output.as_view_mut())?;
    }
    let mut target = output.clone();
    for (dim, &(before, _)) in margins.iter().enumerate() {
        target = views::slice_dim(&target, dim, before.max(0) as usize, source.shape()[dim], 1);
    }
    device.copy(&source.as_view(), &target.as_view_mut())?;
    drop(target);
    Ok(record_unary(output, "ConstantPadNdBackward0", input, &[], move |_, grad| {
        let back: Margins = margins.iter().map(|&(before, behind)| (-before, -behind)).collect();
        pad_with(grad, back, Scalar::Int(0))
    }))
}

/// Where a position beside the input takes its element from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Reflect,
    Replicate,
    Circular,
}

impl Mode {
    fn parse(name: &str) -> Result<Mode> {
        match name {
            "reflect" => Ok(Mode::Reflect),
            "replicate" => Ok(Mode::Replicate),
            "circular" => Ok(Mode::Circular),
            other => bail!(Value, "Unrecognised padding mode {other}"),
        }
    }

    /// The input position of a position in the padded dimension.
    fn source(self, position: i64, size: i64, (before, behind): (i64, i64)) -> i64 {
        let position = position - before;
        match self {
            Mode::Replicate => position.clamp(0, size - 1),
            Mode::Circular => {
                // What is cut off takes no part in the circle.
                let (start, left) = ((-before).max(0), size + before.min(0) + behind.min(0));
                start + (position - start).rem_euclid(left.max(1))
            }
            Mode::Reflect => (size - 1) - ((size - 1) - position.abs()).abs(),
        }
    }

    fn ensure_margin(self, input: &Tensor, dim: usize, (before, behind): (i64, i64)) -> Result<()> {
        let size = input.shape()[dim] as i64;
        match self {
            Mode::Reflect => ensure!(
                before < size && behind < size,
                Value,
                "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding ({before}, {behind}) at dimension {dim} of input {:?}",
                input.shape()
            ),
            Mode::Circular => {
                ensure!(
                    before <= size && behind <= size,
                    Value,
                    "Padding value causes wrapping around more than once."
                );
                ensure!(
                    size + before + behind >= 0,
                    Value,
                    "Negative padding value is resulting in an empty dimension"
                );
            }
            Mode::Replicate => {}
        }
        Ok(())
    }
}

/// Reads each padded dimension at computed places.
fn pad_from_input(input: &Tensor, pad: &[i64], mode: Mode) -> Result<Tensor> {
    let (padded, rank) = (pad.len() / 2, input.rank());
    ensure!(
        (1..=3).contains(&padded) && (rank == padded + 1 || rank == padded + 2),
        Value,
        "Padding size {} is not supported for {rank}D input tensor.\nSupported combinations for non-constant padding:\n  - 2D or 3D input: padding size = 2 (pads last dimension)\n  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)",
        pad.len()
    );
    ensure!(
        input.shape()[rank - padded - 1..].iter().all(|&size| size > 0),
        Shape,
        "Expected {}D or {}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: {:?}",
        padded + 1,
        padded + 2,
        input.shape()
    );
    let margins = margins(pad, rank);
    let shape = padded_shape(input, &margins)?;
    if margins.iter().all(|&(before, behind)| before >= 0 && behind >= 0 && before + behind <= FEW) {
        for (dim, &margin) in margins.iter().enumerate() {
            if margin != (0, 0) {
                mode.ensure_margin(input, dim, margin)?;
            }
        }
        return Margined { mode, margins, padded }.pad(input);
    }
    let mut output = input.clone();
    for (dim, &margin) in margins.iter().enumerate() {
        if margin == (0, 0) {
            continue;
        }
        mode.ensure_margin(input, dim, margin)?;
        let size = input.shape()[dim] as i64;
        // Refuses a size nobody can allocate before the places are listed.
        Tensor::empty(&shape[dim..=dim], DType::I64, input.device())?;
        let places: Vec<i64> = (0..shape[dim] as i64).map(|position| mode.source(position, size, margin)).collect();
        let places = Tensor::from_slice_on(&places, &[places.len()], input.device())?;
        output = slices::index_select(&output, dim as i64, &places)?;
    }
    Ok(output)
}

/// Margins of a dimension up to which slices are copied one by one.
const FEW: i64 = 16;

/// Narrow margins that hold the input's own elements: the input is copied once, and the slices of each margin from it.
#[derive(Clone)]
struct Margined {
    mode: Mode,
    margins: Margins,
    /// Last dimensions that are padded.
    padded: usize,
}

impl Margined {
    fn pad(self, input: &Tensor) -> Result<Tensor> {
        let shape = padded_shape(input, &self.margins)?;
        let output = Tensor::empty(&shape, input.dtype(), input.device())?;
        let device = backend(input.device());
        device.copy(&input.as_view(), &part(&output, self.inside(&output, input.rank())).as_view_mut())?;
        for dim in (0..input.rank()).rev() {
            for (position, source) in self.slices(dim, shape[dim]) {
                let whole = self.inside(&output, dim);
                let (to, from) = (whole.select(dim, position), whole.select(dim, source));
                device.copy(&part(&output, from).as_view(), &part(&output, to).as_view_mut())?;
            }
        }
        Ok(record_linear(output, self.name(), input, move |grad| self.clone().fold(grad)))
    }

    /// The gradient of [`Margined::pad`]: each margin is added to where it came from.
    fn fold(self, grad: &Tensor) -> Result<Tensor> {
        let sums = copying::contiguous_clone(grad)?;
        for dim in 0..grad.rank() {
            for (position, source) in self.slices(dim, grad.shape()[dim]) {
                let whole = self.inside(&sums, dim);
                let margin = copying::contiguous_clone(&part(&sums, whole.select(dim, position)))?;
                add_in_place(&part(&sums, whole.select(dim, source)), &margin)?;
            }
        }
        let inside = copying::contiguous_clone(&part(&sums, self.inside(&sums, grad.rank())))?;
        Ok(record_linear(inside, self.name(), grad, move |grad| self.clone().pad(grad)))
    }

    /// The padded tensor without the margins of its first `dims` dimensions.
    fn inside(&self, whole: &Tensor, dims: usize) -> Layout {
        let mut layout = whole.layout().clone();
        for dim in 0..dims {
            let (before, behind) = self.margins[dim];
            layout = layout.narrow(dim, before as usize, whole.shape()[dim] - (before + behind) as usize);
        }
        layout
    }

    /// The positions in the margins of a dimension, and where each takes its slice from.
    fn slices(&self, dim: usize, length: usize) -> impl Iterator<Item = (usize, usize)> {
        let ((before, behind), mode) = (self.margins[dim], self.mode);
        let (length, size) = (length as i64, length as i64 - before - behind);
        let positions = (0..before).chain(length - behind..length);
        positions.map(move |at| (at as usize, (before + mode.source(at, size, (before, behind))) as usize))
    }

    fn name(&self) -> &'static str {
        match (self.mode, self.padded) {
            (Mode::Reflect, 1) => "ReflectionPad1DBackward0",
            (Mode::Reflect, 2) => "ReflectionPad2DBackward0",
            (Mode::Reflect, _) => "ReflectionPad3DBackward0",
            (Mode::Replicate, 1) => "ReplicationPad1DBackward0",
            (Mode::Replicate, 2) => "ReplicationPad2DBackward0",
            (Mode::Replicate, _) => "ReplicationPad3DBackward0",
            (Mode::Circular, _) => "CopySlices",
        }
    }
}

/// Other elements of the same memory.
fn part(whole: &Tensor, layout: Layout) -> Tensor {
    Tensor::over(whole.storage().clone(), layout, whole.dtype())
}

fn ensure_constant(input: &Tensor, pad: &[i64]) -> Result<()> {
    ensure!(pad.len().is_multiple_of(2), Value, "Length of pad must be even but instead it equals {}", pad.len());
    ensure!(
        pad.len() <= 2 * input.rank(),
        Value,
        "Length of pad should be no more than twice the number of dimensions of the input. Pad length is {}while the input has {}dimensions.",
        pad.len(),
        input.rank()
    );
    Ok(())
}

ops! {
    in "nn.functional";

    /// `input` with `value` around it: `pad` holds what comes before and behind along the last dimension, then the one before
    /// it, and so on. Negative numbers cut off.
    pub fn constant_pad_nd in ""(input: &Tensor, pad: &[i64], value: Scalar = Scalar::Int(0)) -> Tensor, only(function) {
        ensure_constant(input, pad)?;
        pad_with(input, margins(pad, input.rank()), value)
    }

    /// `input` with margins: `pad` holds what comes before and behind along the last dimension, then the one before it, and so on.
    /// Negative numbers cut off.
    ///
    /// Margins hold `value` (0) in the mode `"constant"`, the input mirrored without its edge in `"reflect"`, its edge in
    /// `"replicate"`, and its other end in `"circular"`.
    pub fn pad_nd as "pad"(input: &Tensor, pad: &[i64], mode: &str = "constant", value: Option<Scalar> = None) -> Tensor {
        if mode == "constant" {
            ensure_constant(input, pad)?;
            return pad_with(input, margins(pad, input.rank()), value.unwrap_or(Scalar::Int(0)));
        }
        ensure!(pad.len().is_multiple_of(2), Value, "Padding length must be divisible by 2");
        ensure!(
            value.is_none_or(|value| value.to_f64() == 0.0), Value,
            "Padding mode \"{mode}\" doesn't take in value argument"
        );
        ensure!(pad.len() <= 2 * input.rank(), Value, "Padding length should be less than or equal to two times the input dimension but got padding length {} and input of dimension {}", pad.len(), input.rank());
        pad_from_input(input, pad, Mode::parse(mode)?)
    }
}
