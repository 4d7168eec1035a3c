//! Gradients checked against finite differences, as PyTorch's `torch.autograd.gradcheck`, for users and for our own tests.
//! Invariant: the inputs given are never written; a function is evaluated on copies that have their layout.

use crate::{BackwardOptions, GradMode, Tensor, custom, device::backend, grad};
use tapir_core::{Complex64, DType, Layout, Result, bail, ensure};

/// How gradients are checked. The defaults are PyTorch's and meant for float64.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct GradcheckOptions {
    /// Step of the central differences.
    pub eps: f64,
    /// Absolute tolerance.
    pub atol: f64,
    /// Relative tolerance.
    pub rtol: f64,
    /// How far two backward passes may differ.
    pub nondet_tol: f64,
    /// Check too that a missing gradient of an output counts as zero.
    pub check_undefined_grad: bool,
}

impl Default for GradcheckOptions {
    fn default() -> GradcheckOptions {
        GradcheckOptions { eps: 1e-6, atol: 1e-5, rtol: 1e-3, nondet_tol: 0.0, check_undefined_grad: true }
    }
}

/// Checks the gradients of `function` with respect to the `inputs` that require one.
///
/// A function with complex results is checked as two, its real and its imaginary part. Inputs should be float64 or
/// complex128, away from kinks, and not share memory.
///
/// ```
/// use tapir_autograd::{GradcheckOptions, Tensor, gradcheck, ops};
/// let x = Tensor::from_slice(&[0.5, -1.5], &[2])?;
/// x.set_requires_grad(true)?;
/// gradcheck(|x| Ok(vec![ops::tanh(&x[0])?]), &[x], &GradcheckOptions::default())?;
/// # Ok::<(), tapir_core::Error>(())
/// ```
pub fn gradcheck<F>(function: F, inputs: &[Tensor], options: &GradcheckOptions) -> Result<()>
where
    F: Fn(&[Tensor]) -> Result<Vec<Tensor>>,
{
    check_inputs(inputs)?;
    let all = function(inputs)?;
    let outputs: Vec<Tensor> = all.iter().filter(|output| output.requires_grad()).cloned().collect();
    let complex = outputs.iter().any(|output| output.dtype().is_complex());
    for part in [Part::Real, Part::Imaginary] {
        if part == Part::Imaginary && !complex {
            continue;
        }
        let numerical = numerical(&function, inputs, &all, part, options)?;
        if outputs.is_empty() {
            let flat =
                numerical.iter().flatten().all(|jacobian| jacobian.values.iter().all(|value| value.norm() == 0.0));
            ensure!(flat, Autograd, "Numerical gradient for function expected to be zero");
        }
        let differentiable = all.iter().zip(numerical).filter(|(output, _)| output.requires_grad());
        for (index, (output, numerical)) in differentiable.enumerate() {
            let analytical = analytical(inputs, output, part, options)?;
            for (input, (numerical, analytical)) in numerical.iter().zip(&analytical).enumerate() {
                compare(numerical, analytical, options).map_err(|error| {
                    let message = format!(
                        "{}Jacobian mismatch for output {index} with respect to input {input},\n{}",
                        if output.dtype().is_complex() { part.prefix() } else { "" },
                        error.message()
                    );
                    tapir_core::Error::new(error.kind(), message)
                })?;
            }
        }
    }
    check_multiplied_by_gradient(inputs, &outputs)?;
    if options.check_undefined_grad {
        check_undefined_gradients(&function, inputs, outputs.len())?;
    }
    Ok(())
}

/// Checks the gradients of the gradients of `function`, with respect to the `inputs` that require one and to the gradients
/// of its outputs. Those are `grad_outputs`, or numbers between -1 and 1.
pub fn gradgradcheck<F>(
    function: F,
    inputs: &[Tensor],
    grad_outputs: Option<&[Tensor]>,
    options: &GradcheckOptions,
) -> Result<()>
where
    F: Fn(&[Tensor]) -> Result<Vec<Tensor>>,
{
    let outputs = differentiable(function(inputs)?);
    let grads = match grad_outputs {
        Some(grads) => grads.to_vec(),
        None => outputs.iter().map(spread_gradient).collect::<Result<_>>()?,
    };
    ensure!(grads.len() == outputs.len(), Value, "got {} tensors and {} gradients", outputs.len(), grads.len());
    let wanted: Vec<usize> = (0..inputs.len()).filter(|&index| inputs[index].requires_grad()).collect();
    let first_derivative = |arguments: &[Tensor]| {
        let (inputs, grads) = arguments.split_at(inputs.len());
        let wanted: Vec<Tensor> = wanted.iter().map(|&index| inputs[index].clone()).collect();
        let outputs = differentiable(function(inputs)?);
        let grads: Vec<Option<Tensor>> = grads.iter().cloned().map(Some).collect();
        let options = BackwardOptions { retain_graph: true, create_graph: true };
        Ok(grad(&outputs, &wanted, &grads, options, true)?.into_iter().flatten().collect())
    };
    gradcheck(first_derivative, &[inputs, &grads].concat(), options)
}

/// Which component of complex outputs is looked at.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Real,
    Imaginary,
}

impl Part {
    fn of(self, value: Complex64) -> f64 {
        if self == Part::Real { value.re } else { value.im }
    }

    /// The gradient that asks for the component's derivative.
    fn unit(self) -> Complex64 {
        if self == Part::Real { Complex64::new(1.0, 0.0) } else { Complex64::new(0.0, 1.0) }
    }

    fn prefix(self) -> &'static str {
        match self {
            Part::Real => "While considering the real part of complex outputs only, ",
            Part::Imaginary => "While considering the imaginary part of complex outputs only, ",
        }
    }
}

/// Derivatives of one output by one input: a row per element of the input, a column per element of the output.
struct Jacobian {
    columns: usize,
    values: Vec<Complex64>,
    complex: bool,
}

fn check_inputs(inputs: &[Tensor]) -> Result<()> {
    for (index, input) in inputs.iter().enumerate().filter(|(_, input)| input.requires_grad()) {
        let mut axes = input.shape().iter().zip(input.strides());
        ensure!(
            axes.all(|(&size, &stride)| stride > 0 || size <= 1),
            Value,
            "The {index}th input has a dimension with stride 0. gradcheck only supports inputs that are non-overlapping to be able to compute the numerical gradients correctly. You should call .contiguous on the input before passing it to gradcheck."
        );
    }
    ensure!(
        inputs.iter().any(Tensor::requires_grad),
        Value,
        "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."
    );
    Ok(())
}

fn differentiable(outputs: Vec<Tensor>) -> Vec<Tensor> {
    outputs.into_iter().filter(Tensor::requires_grad).collect()
}

/// The elements in row-major order.
fn elements(tensor: &Tensor) -> Result<Vec<Complex64>> {
    let wide = Tensor::empty(tensor.shape(), DType::C128, tensor.device())?;
    backend(tensor.device()).copy(&tensor.as_view(), &wide.as_view_mut())?;
    wide.to_vec()
}

/// A tensor without history like `model`, with these elements.
fn replica(model: &Tensor, layout: Layout, values: &[Complex64]) -> Result<Tensor> {
    let wide = Tensor::from_slice_on(values, model.shape(), model.device())?;
    let tensor = Tensor::empty_with(layout, model.dtype(), model.device())?;
    backend(model.device()).copy(&wide.as_view(), &tensor.as_view_mut())?;
    Ok(tensor)
}

/// Zero everywhere but at one place.
fn unit_gradient(output: &Tensor, place: usize, value: Complex64) -> Result<Tensor> {
    let mut values = vec![Complex64::default(); output.numel()];
    values[place] = value;
    replica(output, Layout::contiguous(output.shape()), &values)
}

/// Numbers between -1 and 1 without a pattern, the same in every run.
fn spread_gradient(output: &Tensor) -> Result<Tensor> {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let spread = |index: usize| (index as f64 * GOLDEN + 0.17).fract() * 2.0 - 1.0;
    let values: Vec<Complex64> =
        (0..output.numel()).map(|index| Complex64::new(spread(2 * index + 1), spread(2 * index + 2))).collect();
    let gradient = replica(output, Layout::contiguous(output.shape()), &values)?;
    gradient.set_requires_grad(true)?;
    Ok(gradient)
}

/// By central differences: for every output, one Jacobian per input that requires a gradient.
fn numerical(
    function: &impl Fn(&[Tensor]) -> Result<Vec<Tensor>>,
    inputs: &[Tensor],
    outputs: &[Tensor],
    part: Part,
    options: &GradcheckOptions,
) -> Result<Vec<Vec<Jacobian>>> {
    let mut jacobians: Vec<Vec<Jacobian>> = outputs.iter().map(|_| Vec::new()).collect();
    for index in (0..inputs.len()).filter(|&index| inputs[index].requires_grad()) {
        let (values, complex) = (elements(&inputs[index])?, inputs[index].dtype().is_complex());
        for (output, jacobians) in outputs.iter().zip(&mut jacobians) {
            jacobians.push(Jacobian { columns: output.numel(), values: Vec::new(), complex });
        }
        for place in 0..values.len() {
            let slopes = |direction: Complex64| -> Result<Vec<Vec<f64>>> {
                let at = |step: f64| {
                    let mut moved = values.clone();
                    moved[place] += direction * step;
                    evaluate(function, inputs, index, &moved, outputs, options.eps)
                };
                let (above, below) = (at(options.eps)?, at(-options.eps)?);
                let slope = |(a, b): (&Complex64, &Complex64)| (part.of(*a) - part.of(*b)) / (2.0 * options.eps);
                Ok(above.iter().zip(&below).map(|(a, b)| a.iter().zip(b).map(slope).collect()).collect())
            };
            let real = slopes(Complex64::new(1.0, 0.0))?;
            let imaginary = if complex { Some(slopes(Complex64::new(0.0, 1.0))?) } else { None };
            for (output, jacobians) in jacobians.iter_mut().enumerate() {
                let Some(jacobian) = jacobians.last_mut() else { continue };
                jacobian.values.extend((0..jacobian.columns).map(|column| {
                    let imaginary = imaginary.as_ref().map_or(0.0, |slopes| slopes[output][column]);
                    Complex64::new(real[output][column], imaginary)
                }));
            }
        }
    }
    Ok(jacobians)
}

/// The elements of all outputs where input `index` has other values.
fn evaluate(
    function: &impl Fn(&[Tensor]) -> Result<Vec<Tensor>>,
    inputs: &[Tensor],
    index: usize,
    values: &[Complex64],
    outputs: &[Tensor],
    eps: f64,
) -> Result<Vec<Vec<Complex64>>> {
    let mut inputs = inputs.to_vec();
    let layout = Layout { offset: 0, ..inputs[index].layout().clone() };
    inputs[index] = replica(&inputs[index], layout, values)?;
    inputs[index].set_requires_grad(true)?; // a derivative is a function too, and needs its graph
    let results = function(&inputs)?;
    for (result, output) in results.iter().zip(outputs) {
        ensure!(
            result.shape() == output.shape(),
            Shape,
            "Expected `func` to return outputs with the same shape when inputs are perturbed by {eps}, but got: shapes {:?} and {:?}.",
            result.shape(),
            output.shape()
        );
    }
    ensure!(
        results.len() == outputs.len(),
        Value,
        "the function returned {} tensors, then {}",
        outputs.len(),
        results.len()
    );
    results.iter().map(elements).collect()
}

/// By backward passes: one Jacobian per input that requires a gradient.
fn analytical(inputs: &[Tensor], output: &Tensor, part: Part, options: &GradcheckOptions) -> Result<Vec<Jacobian>> {
    let wanted: Vec<Tensor> = inputs.iter().filter(|input| input.requires_grad()).cloned().collect();
    let columns = output.numel();
    let mut jacobians: Vec<Jacobian> = wanted
        .iter()
        .map(|input| {
            let values = vec![Complex64::default(); input.numel() * columns];
            Jacobian { columns, values, complex: input.dtype().is_complex() }
        })
        .collect();
    let real_only = part == Part::Imaginary && !output.dtype().is_complex();
    for place in 0..if real_only { 0 } else { columns } {
        let (first, second) = (row(&wanted, output, place, part)?, row(&wanted, output, place, part)?);
        for ((jacobian, first), second) in jacobians.iter_mut().zip(first).zip(second) {
            let apart = first.iter().zip(&second).any(|(a, b)| (a - b).norm() > options.nondet_tol);
            ensure!(
                !apart,
                Autograd,
                "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives different values, although analytical gradient matches numerical gradient.The tolerance for nondeterminism was {:?}.",
                options.nondet_tol
            );
            for (element, value) in first.into_iter().enumerate() {
                jacobian.values[element * columns + place] = value;
            }
        }
    }
    Ok(jacobians)
}

/// Derivatives of one element of the output by all elements of each input.
fn row(wanted: &[Tensor], output: &Tensor, place: usize, part: Part) -> Result<Vec<Vec<Complex64>>> {
    let gradient = unit_gradient(output, place, part.unit())?;
    let options = BackwardOptions { retain_graph: true, create_graph: false };
    let grads = grad(std::slice::from_ref(output), wanted, &[Some(gradient)], options, true)?;
    let checked = grads.iter().zip(wanted).map(|(grad, input)| {
        let Some(grad) = grad else { return Ok(vec![Complex64::default(); input.numel()]) };
        ensure!(grad.dtype() == input.dtype(), DType, "Gradient has dtype mismatch");
        ensure!(grad.shape() == input.shape(), Shape, "Analytical gradient has incorrect size");
        elements(grad)
    });
    checked.collect()
}

fn compare(numerical: &Jacobian, analytical: &Jacobian, options: &GradcheckOptions) -> Result<()> {
    let close = |(a, n): (&Complex64, &Complex64)| a == n || (a - n).norm() <= options.atol + options.rtol * n.norm();
    if analytical.values.iter().zip(&numerical.values).all(close) {
        return Ok(());
    }
    bail!(Autograd, "numerical:{}\nanalytical:{}\n", numerical.text(), analytical.text())
}

impl Jacobian {
    fn text(&self) -> String {
        let number = |value: &Complex64| match self.complex {
            true => format!("{:.4}{:+.4}j", value.re, value.im),
            false => format!("{:.4}", value.re),
        };
        let rows = self.values.chunks(self.columns.max(1));
        let rows: Vec<String> =
            rows.map(|row| format!("[{}]", row.iter().map(number).collect::<Vec<_>>().join(", "))).collect();
        let dtype = if self.complex { "complex128" } else { "float64" };
        format!("tensor([{}], dtype=torch.{dtype})", rows.join(",\n        "))
    }
}

/// No gradient in, no gradient out.
fn check_multiplied_by_gradient(inputs: &[Tensor], outputs: &[Tensor]) -> Result<()> {
    if outputs.is_empty() {
        return Ok(());
    }
    let wanted: Vec<Tensor> = inputs.iter().filter(|input| input.requires_grad()).cloned().collect();
    let zeros = zeros_like(outputs)?;
    let options = BackwardOptions { retain_graph: true, create_graph: false };
    ensure!(
        are_zero(&grad(outputs, &wanted, &zeros, options, true)?)?,
        Autograd,
        "backward not multiplied by grad_output"
    );
    Ok(())
}

/// A gradient that never comes counts as zero: for all outputs, then for one at a time.
fn check_undefined_gradients(
    function: &impl Fn(&[Tensor]) -> Result<Vec<Tensor>>,
    inputs: &[Tensor],
    count: usize,
) -> Result<()> {
    let wanted: Vec<Tensor> = inputs.iter().filter(|input| input.requires_grad()).cloned().collect();
    let single = (0..if count > 1 { count } else { 0 }).map(Some);
    for undefined in std::iter::once(None).chain(single).take(if count == 0 { 0 } else { count + 1 }) {
        let outputs = differentiable(function(inputs)?).into_iter().enumerate().map(|(index, output)| {
            if undefined.is_some_and(|undefined| undefined != index) { Ok(output) } else { without_gradient(output) }
        });
        let outputs = outputs.collect::<Result<Vec<Tensor>>>()?;
        let grads = grad(&outputs, &wanted, &zeros_like(&outputs)?, BackwardOptions::default(), true)
            .map_err(|error| error.with_hint("Expected backward function to handle undefined output grads."))?;
        ensure!(
            are_zero(&grads)?,
            Autograd,
            "Expected all input grads to be undefined or zero when all output grads are undefined or zero."
        );
    }
    Ok(())
}

/// The same values; the gradient is lost on the way back.
fn without_gradient(output: Tensor) -> Result<Tensor> {
    let alias = {
        let _mode = GradMode::set(false);
        output.detach()
    };
    Ok(custom("UndefinedGrad", &[output], vec![alias], &[], |_, _| Ok(vec![None])).remove(0))
}

fn zeros_like(tensors: &[Tensor]) -> Result<Vec<Option<Tensor>>> {
    tensors.iter().map(|tensor| Tensor::zeros(tensor.shape(), tensor.dtype(), tensor.device()).map(Some)).collect()
}

fn are_zero(grads: &[Option<Tensor>]) -> Result<bool> {
    for grad in grads.iter().flatten() {
        if elements(grad)?.iter().any(|value| value.norm() != 0.0) {
            return Ok(false);
        }
    }
    Ok(true)
}
