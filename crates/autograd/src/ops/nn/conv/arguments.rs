//! The arguments of a convolution, checked in PyTorch's order and with its words.

use crate::{Tensor, ops::nn::conv::form::Windows};
use smallvec::SmallVec;
use tapir_core::{Dims, Result, bail, ensure, error};

/// Lists as given: one number stands for all dimensions.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    pub stride: &'a [i64],
    pub padding: &'a [i64],
    pub dilation: &'a [i64],
    pub output_padding: &'a [i64],
    pub groups: i64,
}

type Ints = SmallVec<[i64; 3]>;

/// The same for each of `rank` dimensions.
struct Expanded {
    stride: Ints,
    padding: Ints,
    dilation: Ints,
    output_padding: Ints,
}

fn expand(list: &[i64], name: &str, rank: usize) -> Result<Ints> {
    if let &[one] = list {
        return Ok(SmallVec::from_elem(one, rank));
    }
    ensure!(
        list.len() == rank,
        Shape,
        "expected {name} to be a single integer value or a list of {rank} values to match the convolution dimensions, but got {name}={list:?}"
    );
    Ok(SmallVec::from_slice(list))
}

/// What a convolution is made of.
pub struct Checked {
    pub windows: Windows,
    /// Spatial sizes of the result.
    pub sizes: Dims,
}

/// Refuses an input that is neither a batch nor one image.
pub fn ensure_rank(op: &str, input: &Tensor, spatial: usize) -> Result<()> {
    ensure!(
        input.rank() == spatial + 1 || input.rank() == spatial + 2,
        Shape,
        "Expected {}D (unbatched) or {}D (batched) input to {op}, but got input of size: {:?}",
        spatial + 1,
        spatial + 2,
        input.shape()
    );
    Ok(())
}

/// Sizes this large would overflow in sums of their products.
fn ensure_moderate(list: &[i64]) -> Result<()> {
    match list.iter().find(|&&number| number >= 1 << 31) {
        Some(number) => bail!(Value, "a stride, padding or dilation of {number} is not supported"),
        None => Ok(()),
    }
}

fn expanded(given: &Given, weight: &Tensor) -> Result<Expanded> {
    ensure!(weight.rank() > 2, Shape, "weight should have at least three dimensions");
    ensure!(given.groups > 0, Value, "non-positive groups is not supported");
    let rank = weight.rank() - 2;
    Ok(Expanded {
        stride: expand(given.stride, "stride", rank)?,
        padding: expand(given.padding, "padding", rank)?,
        dilation: expand(given.dilation, "dilation", rank)?,
        output_padding: expand(given.output_padding, "output_padding", rank)?,
    })
}

fn ensure_numbers(lists: &Expanded) -> Result<()> {
    ensure!(lists.padding.iter().all(|&n| n >= 0), Value, "negative padding is not supported");
    ensure!(lists.output_padding.iter().all(|&n| n >= 0), Value, "negative output_padding is not supported");
    ensure!(lists.stride.iter().all(|&n| n > 0), Value, "non-positive stride is not supported");
    ensure!(
        lists.dilation.iter().all(|&n| n > 0),
        Value,
        "dilation should be greater than zero, but got {:?}",
        lists.dilation.as_slice()
    );
    [&lists.stride, &lists.padding, &lists.dilation, &lists.output_padding]
        .into_iter()
        .try_for_each(|list| ensure_moderate(list))
}

fn ensure_weight(input: &Tensor, weight: &Tensor, groups: usize) -> Result<()> {
    ensure!(
        input.rank() == weight.rank(),
        Shape,
        "Expected {}-dimensional input for {}-dimensional weight {:?}, but got {}-dimensional input of size {:?} instead",
        weight.rank(),
        weight.rank(),
        weight.shape(),
        input.rank(),
        input.shape()
    );
    ensure!(
        weight.shape()[0] >= groups,
        Shape,
        "Given groups={groups}, expected weight to be at least {groups} at dimension 0, but got weight of size {:?} instead",
        weight.shape()
    );
    ensure!(
        weight.shape()[0].is_multiple_of(groups),
        Shape,
        "Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of size [{:?}] instead",
        weight.shape()
    );
    Ok(())
}

fn ensure_bias(given: &str, weight: &Tensor, bias: Option<&Tensor>, channels: usize) -> Result<()> {
    if let Some(bias) = bias {
        ensure!(
            bias.rank() == 1 && bias.numel() == channels,
            Shape,
            "Given {given}weight of size {:?}, expected bias to be 1-dimensional with {channels} elements, but got bias of size {:?} instead",
            weight.shape(),
            bias.shape()
        );
    }
    Ok(())
}

fn ensure_bias_dtype(input: &Tensor, bias: Option<&Tensor>) -> Result<()> {
    if let Some(bias) = bias {
        ensure!(
            bias.dtype() == input.dtype(),
            DType,
            "Input type ({}) and bias type ({}) should be the same",
            input.dtype().compiler_name(),
            bias.dtype().compiler_name()
        );
    }
    Ok(())
}

fn ensure_weight_dtype(input: &Tensor, weight: &Tensor) -> Result<()> {
    ensure!(
        weight.dtype() == input.dtype(),
        DType,
        "expected scalar type {} but found {}",
        input.dtype().scalar_name(),
        weight.dtype().scalar_name()
    );
    Ok(())
}

fn ensure_sizes(input: &Tensor, weight: &Tensor) -> Result<()> {
    if let Some(dim) = weight.shape()[2..].iter().position(|&size| size == 0) {
        let names: &[&str] = if weight.rank() == 4 { &["kernel_height", "kernel_width"] } else { &[] };
        let got: Vec<String> = weight.shape()[2..]
            .iter()
            .enumerate()
            .map(|(at, size)| format!("{}: {size}", names.get(at).copied().unwrap_or("kernel_size")))
            .collect();
        bail!(Value, "kernel size should be greater than zero, but got {} (dimension {dim})", got.join(" "));
    }
    ensure!(
        input.shape()[2..].iter().all(|&size| size > 0),
        Shape,
        "Only zero batch or zero channel inputs are supported, but got input shape: {:?}",
        input.shape()
    );
    Ok(())
}

fn too_large() -> tapir_core::Error {
    error!(Value, "the size of the result is too large")
}

fn joined(sizes: &[i128]) -> String {
    sizes.iter().map(i128::to_string).collect::<Vec<_>>().join(" x ")
}

fn windows(lists: &Expanded, groups: usize) -> Windows {
    let sizes = |list: &Ints| list.iter().map(|&number| number as usize).collect();
    Windows { stride: sizes(&lists.stride), padding: sizes(&lists.padding), dilation: sizes(&lists.dilation), groups }
}

/// Extents of the windows: that of the kernel, with its dilation.
fn extents(weight: &Tensor, lists: &Expanded) -> SmallVec<[i128; 3]> {
    let kernel = weight.shape()[2..].iter().zip(&lists.dilation);
    kernel.map(|(&kernel, &dilation)| i128::from(dilation) * (kernel as i128 - 1) + 1).collect()
}

/// A convolution of a batch.
pub fn check(input: &Tensor, weight: &Tensor, bias: Option<&Tensor>, given: &Given) -> Result<Checked> {
    let lists = expanded(given, weight)?;
    let groups = given.groups as usize;
    ensure_bias_dtype(input, bias)?;
    ensure_numbers(&lists)?;
    ensure_weight(input, weight, groups)?;
    ensure!(
        weight.shape()[1].checked_mul(groups) == Some(input.shape()[1]),
        Shape,
        "Given groups={groups}, weight of size {:?}, expected input{:?} to have {} channels, but got {} channels instead",
        weight.shape(),
        input.shape(),
        weight.shape()[1].saturating_mul(groups),
        input.shape()[1]
    );
    ensure_bias("", weight, bias, weight.shape()[0])?;
    let extents = extents(weight, &lists);
    let padded: SmallVec<[i128; 3]> = input.shape()[2..]
        .iter()
        .zip(&lists.padding)
        .map(|(&size, &padding)| size as i128 + 2 * i128::from(padding))
        .collect();
    ensure!(
        padded.iter().zip(&extents).all(|(padded, extent)| padded >= extent),
        Shape,
        "Calculated padded input size per channel: ({}). Kernel size: ({}). Kernel size can't be greater than actual input size",
        joined(&padded),
        joined(&extents)
    );
    ensure_sizes(input, weight)?;
    ensure_weight_dtype(input, weight)?;
    let sizes = padded.iter().zip(&extents).zip(&lists.stride).map(|((padded, extent), &stride)| {
        usize::try_from((padded - extent) / i128::from(stride) + 1).map_err(|_| too_large())
    });
    Ok(Checked { sizes: sizes.collect::<Result<_>>()?, windows: windows(&lists, groups) })
}

/// A convolution whose result has the sizes of the input: half of what windows reach beyond it lies on each side, the odd
/// element behind.
pub fn check_same(input: &Tensor, weight: &Tensor, bias: Option<&Tensor>, given: &Given) -> Result<Checked> {
    let lists = expanded(given, weight)?;
    ensure!(
        lists.stride.iter().all(|&stride| stride == 1),
        Value,
        "padding='same' is not supported for strided convolutions"
    );
    let reach = extents(weight, &lists);
    let reach = || reach.iter().map(|extent| extent - 1);
    // As much on both sides as makes the checks of a numeric padding those of this one.
    let wide: Vec<i64> =
        reach().map(|reach| i64::try_from((reach + 1) / 2).map_err(|_| too_large())).collect::<Result<_>>()?;
    let mut checked = check(input, weight, bias, &Given { padding: &wide, ..*given })?;
    checked.windows.padding = reach().map(|reach| reach as usize / 2).collect();
    checked.sizes = Dims::from_slice(&input.shape()[2..]);
    Ok(checked)
}

/// A transposed convolution of a batch.
pub fn check_transposed(input: &Tensor, weight: &Tensor, bias: Option<&Tensor>, given: &Given) -> Result<Checked> {
    let lists = expanded(given, weight)?;
    let groups = given.groups as usize;
    ensure_bias_dtype(input, bias)?;
    ensure_numbers(&lists)?;
    ensure_weight(input, weight, groups)?;
    ensure!(
        weight.shape()[0] == input.shape()[1],
        Shape,
        "Given transposed=1, weight of size {:?}, expected input{:?} to have {} channels, but got {} channels instead",
        weight.shape(),
        input.shape(),
        weight.shape()[0],
        input.shape()[1]
    );
    ensure_bias("transposed=1, ", weight, bias, weight.shape()[1].saturating_mul(groups))?;
    ensure_sizes(input, weight)?;
    ensure_weight_dtype(input, weight)?;
    let Expanded { stride, padding, dilation, output_padding } = &lists;
    ensure!(
        output_padding.iter().zip(stride.iter().zip(dilation)).all(|(&extra, (&s, &d))| extra < s || extra < d),
        Value,
        "output padding must be smaller than either stride or dilation, but got output_padding={:?} stride={:?} dilation={:?}",
        output_padding.as_slice(),
        stride.as_slice(),
        dilation.as_slice()
    );
    let extents = extents(weight, &lists);
    let sizes: SmallVec<[i128; 3]> = (0..stride.len())
        .map(|dim| {
            let reach = (input.shape()[dim + 2] as i128 - 1) * i128::from(stride[dim]) + extents[dim];
            reach - 2 * i128::from(padding[dim]) + i128::from(output_padding[dim])
        })
        .collect();
    ensure!(
        sizes.iter().all(|&size| size > 0),
        Shape,
        "Given input size per channel: ({}). Calculated output size per channel: ({}). Output size is too small",
        joined(&input.shape()[2..].iter().map(|&size| size as i128).collect::<Vec<_>>()),
        joined(&sizes)
    );
    let sizes = sizes.iter().map(|&size| usize::try_from(size).map_err(|_| too_large())).collect::<Result<_>>()?;
    Ok(Checked { sizes, windows: windows(&lists, groups) })
}
