//! Convolutions on the CPU, for one to three spatial dimensions and every dtype that matrix products have: products of the
//! weights with a matrix of windows that never exists as a whole. Any strides are ordinary input; sums do not depend on the
//! number of threads.

mod depthwise;
mod implicit_gemm;
mod padded_tile;
#[cfg(test)]
mod tests;
mod weight_gradient;
mod weights;

use crate::{
    Cpu,
    copy::copy,
    number::{Number, dispatch},
    scratch::Block,
    simd::compute::Compute,
    windows::{self, Images, Spacing, Tap, Windows, three},
};
use implicit_gemm::ImplicitGemm;
use smallvec::SmallVec;
use tapir_core::{DType, Layout, Result, Scalar, bail, ensure};
use tapir_ops::{Convolution, ConvolutionBackend, CopyBackend, View, ViewMut};
use weight_gradient::WeightGradient;
use weights::{Packed, Weights};

impl ConvolutionBackend for Cpu {
    fn convolution(
        &self,
        how: Convolution,
        input: &View,
        weight: &View,
        bias: Option<&View>,
        output: &ViewMut,
    ) -> Result<()> {
        let output_view = output.as_view();
        check(&how, input, weight, &output_view, bias.map(|bias| (bias, output.shape[1])))?;
        // SAFETY: `check` found views that fit each other, whose pointers the caller answers for.
        dispatch!(output.dtype, (E, T) in products => unsafe { forward::<E, T>(&how, input, weight, bias, output) },
            dtype => refuse(dtype))
    }

    fn convolution_transposed(
        &self,
        how: Convolution,
        output: &View,
        weight: &View,
        bias: Option<&View>,
        input: &ViewMut,
    ) -> Result<()> {
        let input_view = input.as_view();
        check(&how, &input_view, weight, output, bias.map(|bias| (bias, input.shape[1])))?;
        // SAFETY: `check` found views that fit each other, whose pointers the caller answers for.
        dispatch!(input.dtype, (E, T) in products => unsafe { transposed::<E, T>(&how, output, weight, bias, input) },
            dtype => refuse(dtype))
    }

    fn convolution_weight(&self, how: Convolution, output: &View, input: &View, weight: &ViewMut) -> Result<()> {
        check(&how, input, &weight.as_view(), output, None)?;
        // SAFETY: `check` found views that fit each other, whose pointers the caller answers for.
        dispatch!(input.dtype, (E, T) in products => unsafe { weight_gradient::<E, T>(&how, output, input, weight) },
            dtype => refuse(dtype))
    }
}

fn refuse(dtype: DType) -> Result<()> {
    bail!(DType, "\"slow_conv2d_cpu\" not implemented for '{}'", dtype.scalar_name())
}

/// Sizes, strides and paddings below this keep every sum of positions in range.
const LIMIT: usize = 1 << 31;

/// Refuses views that do not fit each other, or are not of one dtype.
fn check(how: &Convolution, input: &View, weight: &View, output: &View, bias: Option<(&View, usize)>) -> Result<()> {
    let rank = how.stride.len();
    let fits = (1..=3).contains(&rank)
        && how.padding.len() == rank
        && how.dilation.len() == rank
        && [input, weight, output].iter().all(|view| view.shape.len() == rank + 2)
        && how.groups > 0
        && input.shape[0] == output.shape[0]
        && weight.shape[0] == output.shape[1]
        && weight.shape[0].is_multiple_of(how.groups)
        && weight.shape[1].checked_mul(how.groups) == Some(input.shape[1])
        && bias.is_none_or(|(bias, channels)| bias.shape[..] == [channels]);
    ensure!(
        fits,
        Shape,
        "convolution of {:?} with a weight of {:?} in {} groups does not give {:?}",
        input.shape,
        weight.shape,
        how.groups,
        output.shape
    );
    let small = |sizes: &[usize]| sizes.iter().all(|&size| size < LIMIT);
    let spacing = [how.stride, how.padding, how.dilation, &input.shape, &weight.shape, &output.shape];
    ensure!(spacing.iter().all(|sizes| small(sizes)), Value, "convolution: sizes from 2^31 on are not supported");
    ensure!(
        how.stride.iter().chain(how.dilation).all(|&step| step > 0),
        Value,
        "convolution: stride and dilation must be positive"
    );
    ensure!(
        weight.dtype == input.dtype && output.dtype == input.dtype && bias.is_none_or(|(b, _)| b.dtype == input.dtype),
        DType,
        "expected scalar type {} but found {}",
        input.dtype.scalar_name(),
        weight.dtype.scalar_name()
    );
    Ok(())
}

/// A bias in the type of the sums.
fn widened<T: Compute>(bias: Option<&View>) -> Result<Option<Block>> {
    let Some(bias) = bias else { return Ok(None) };
    let block = Block::new(bias.numel().max(1) * size_of::<T>())?;
    // SAFETY: the block was made for so many elements.
    let target = unsafe { ViewMut::new(block.as_ptr(), T::DTYPE, &Layout::contiguous(&bias.shape)) };
    copy(bias, &target);
    Ok(Some(block))
}

/// Sets a result to its bias, or to 0: what sums over nothing are.
fn fill_with_bias(bias: Option<&View>, target: &ViewMut) -> Result<()> {
    let Some(bias) = bias else { return Cpu.fill(Scalar::Int(0), target) };
    let mut strides = SmallVec::from_elem(0, target.shape.len());
    strides[1] = bias.strides[0];
    copy(&View { shape: target.shape.clone(), strides, ..bias.clone() }, target);
    Ok(())
}

fn kernel_strides(view: &View) -> [usize; 3] {
    three(view.strides[2..].iter().map(|&stride| stride as usize), 0)
}

/// # Safety
/// The views must have passed [`check`], be of the dtype of `E` and readable, and the output writable and apart from the
/// others.
unsafe fn forward<E: Number, T: Compute>(
    how: &Convolution,
    input: &View,
    weight: &View,
    bias: Option<&View>,
    output: &ViewMut,
) -> Result<()> {
    let kernel = three(weight.shape[2..].iter().copied(), 1);
    let (rows, channels) = (weight.shape[0] / how.groups, weight.shape[1]);
    let mut windows = Windows::new(&Spacing::of(how), kernel);
    let (mut images, target) = (Images::<*const E>::of(input), Images::<*mut E>::of_mut(output));
    windows.simplify(&mut images, target.size);
    if windows.taps.is_empty() || channels == 0 {
        return fill_with_bias(bias, output);
    }
    let weights = Weights {
        pointer: weight.pointer.cast::<E>(),
        groups: how.groups,
        rows,
        channels,
        group_stride: rows * weight.strides[0] as usize,
        row_stride: weight.strides[0] as usize,
        channel_stride: weight.strides[1] as usize,
        kernel_strides: kernel_strides(weight),
    };
    let bias = widened::<T>(bias)?;
    // SAFETY: as promised by the caller.
    unsafe { gather::<E, T>(images, target, &windows, &weights, bias.as_ref()) }
}

/// # Safety
/// Input and weights must be readable, the bias (of type `T`) for all rows, and the output writable and apart from them.
unsafe fn gather<E: Number, T: Compute>(
    input: Images<*const E>,
    output: Images<*mut E>,
    windows: &Windows,
    weights: &Weights<E>,
    bias: Option<&Block>,
) -> Result<()> {
    let &Weights { groups, rows, channels, .. } = weights;
    if output.batch * output.positions() * groups * rows == 0 {
        return Ok(());
    }
    let sums = bias.map_or(std::ptr::null(), |bias| bias.as_ptr().cast::<T>());
    if depthwise::suits(weights) {
        // SAFETY: as promised by the caller.
        return unsafe { depthwise::forward(input, output, windows, weights, sums) };
    }
    let part = implicit_gemm::channels_per_part(windows, &input, &output, channels);
    // SAFETY: as promised by the caller.
    unsafe {
        let weights = &Packed::<T>::new(weights, &windows.taps, part)?;
        ImplicitGemm { input, output, windows, weights, groups, rows, channels, bias: sums }.run()
    }
}

/// Input positions with one rest modulo the stride are reached by the same taps, one step apart: for each rest, sums over
/// windows of the output.
///
/// # Safety
/// The views must have passed [`check`], be of the dtype of `E` and readable, and the input writable and apart from the
/// others.
unsafe fn transposed<E: Number, T: Compute>(
    how: &Convolution,
    output: &View,
    weight: &View,
    bias: Option<&View>,
    input: &ViewMut,
) -> Result<()> {
    let (rows, channels) = (weight.shape[1], weight.shape[0] / how.groups);
    let weights = Weights {
        pointer: weight.pointer.cast::<E>(),
        groups: how.groups,
        rows,
        channels,
        group_stride: channels * weight.strides[0] as usize,
        row_stride: weight.strides[1] as usize,
        channel_stride: weight.strides[0] as usize,
        kernel_strides: kernel_strides(weight),
    };
    let (source, target) = (Images::<*const E>::of(output), Images::<*mut E>::of_mut(input));
    let phases = phases(&Spacing::of(how), three(weight.shape[2..].iter().copied(), 1), target.size);
    let reached: usize = phases.iter().map(|phase| phase.size.iter().product::<usize>()).sum();
    if channels == 0 || reached < target.positions() {
        fill_with_bias(bias, input)?;
    }
    if channels == 0 || source.batch * source.positions() == 0 {
        return fill_with_bias(bias, input);
    }
    let bias_sums = widened::<T>(bias)?;
    for phase in &phases {
        let mut part = target;
        part.size = phase.size;
        for dim in 0..3 {
            part.pointer = part.pointer.wrapping_add(phase.rest[dim] * target.strides[dim]);
            part.strides[dim] *= Spacing::of(how).stride[dim];
        }
        let mut windows = Windows { step: [1; 3], taps: phase.taps.clone() };
        let mut source = source;
        windows.simplify(&mut source, part.size);
        if windows.taps.is_empty() {
            fill_part(bias, input, &phase.rest, phase.size, Spacing::of(how).stride)?;
            continue;
        }
        // SAFETY: as promised by the caller; the positions of a phase are in the input.
        unsafe { gather::<E, T>(source, part, &windows, &weights, bias_sums.as_ref())? };
    }
    Ok(())
}

/// Sets the input positions of a phase to the bias.
fn fill_part(
    bias: Option<&View>,
    input: &ViewMut,
    rest: &[usize; 3],
    size: [usize; 3],
    stride: [usize; 3],
) -> Result<()> {
    let mut part = input.clone();
    let missing = 5 - part.shape.len();
    for dim in 2..part.shape.len() {
        let from = dim - 2 + missing;
        part.pointer = part.pointer.wrapping_add(rest[from] * part.strides[dim] as usize * part.dtype.size());
        part.shape[dim] = size[from];
        part.strides[dim] *= stride[from] as isize;
    }
    fill_with_bias(bias, &part)
}

/// Input positions with the same rests modulo the stride, and the taps that reach them.
struct Phase {
    rest: [usize; 3],
    /// How many there are along each dimension.
    size: [usize; 3],
    taps: Vec<Tap>,
}

/// The phases that any tap reaches.
fn phases(spacing: &Spacing, kernel: [usize; 3], input: [usize; 3]) -> Vec<Phase> {
    let mut phases: Vec<Phase> = Vec::new();
    for kernel in windows::places(kernel) {
        let offset = [0, 1, 2].map(|dim| spacing.offset(dim, kernel[dim]));
        let stride = spacing.stride.map(|stride| stride as isize);
        let rest = [0, 1, 2].map(|dim| offset[dim].rem_euclid(stride[dim]) as usize);
        if (0..3).any(|dim| rest[dim] >= input[dim]) {
            continue;
        }
        // Input position `rest + stride * q` is element `kernel` of the window at `q + at`.
        let tap = Tap { at: [0, 1, 2].map(|dim| (rest[dim] as isize - offset[dim]) / stride[dim]), kernel };
        match phases.iter_mut().find(|phase| phase.rest == rest) {
            Some(phase) => phase.taps.push(tap),
            None => {
                let size = [0, 1, 2].map(|dim| (input[dim] - rest[dim]).div_ceil(spacing.stride[dim]));
                phases.push(Phase { rest, size, taps: vec![tap] });
            }
        }
    }
    phases
}

/// # Safety
/// The views must have passed [`check`], be of the dtype of `E` and readable, and the weight writable and apart from the
/// others.
unsafe fn weight_gradient<E: Number, T: Compute>(
    how: &Convolution,
    output: &View,
    input: &View,
    weight: &ViewMut,
) -> Result<()> {
    let mut windows = Windows::new(&Spacing::of(how), three(weight.shape[2..].iter().copied(), 1));
    let mut images = Images::<*const E>::of(input);
    let mut grad = Images::<*const E>::of(output);
    let taps = windows.taps.len();
    windows.simplify(&mut images, grad.size);
    let nothing = windows.taps.is_empty() || grad.batch * grad.positions() == 0;
    if nothing || windows.taps.len() < taps {
        Cpu.fill(Scalar::Int(0), weight)?;
    }
    if nothing || weight.numel() == 0 {
        return Ok(());
    }
    let target = Weights {
        pointer: weight.pointer.cast::<E>(),
        groups: how.groups,
        rows: weight.shape[0] / how.groups,
        channels: weight.shape[1],
        group_stride: weight.shape[0] / how.groups * weight.strides[0] as usize,
        row_stride: weight.strides[0] as usize,
        channel_stride: weight.strides[1] as usize,
        kernel_strides: kernel_strides(&weight.as_view()),
    };
    if depthwise::suits(&target) {
        // SAFETY: as promised by the caller.
        return unsafe { depthwise::weight_gradient::<E, T>(images, grad, &windows, &target) };
    }
    let dense = match grad.linear() {
        Some(_) => None,
        None => {
            let block = Block::new(output.numel() * output.dtype.size())?;
            // SAFETY: the block was made for so many elements, and lives as long as `grad`.
            let target = unsafe { ViewMut::new(block.as_ptr(), output.dtype, &Layout::contiguous(&output.shape)) };
            copy(output, &target);
            grad = Images::of(&target.as_view());
            Some(block)
        }
    };
    // SAFETY: as promised by the caller.
    let done = unsafe { WeightGradient::<E, T>::new(images, grad, &windows, target).run() };
    drop(dense);
    done
}
