//! The derivative of every row: against finite differences, of both orders, and its fused reading against the recorded one.

use super::{Params, call};
use crate::{BackwardOptions, GradcheckOptions, Tensor, grad, gradcheck, gradgradcheck};
use tapir_core::{Complex64, Result, Scalar};
use tapir_ops::{RowId, RowSpec, specs};

const COUNT: usize = 5;

fn differentiable_rows() -> impl Iterator<Item = (RowId, &'static RowSpec)> {
    let rows = specs().iter().enumerate().map(|(index, spec)| (RowId(index as u16), spec));
    rows.filter(|(_, spec)| spec.differentiable)
}

/// Points away from kinks and jumps: anywhere, positive, between 0 and 1, above 1.
fn candidates(operand: usize) -> [[f64; COUNT]; 4] {
    const ANY: [[f64; COUNT]; 3] =
        [[-1.7, -0.6, 0.35, 1.45, 2.6], [0.8, -1.1, 1.9, -0.45, 0.55], [1.2, 0.7, -0.9, 0.3, -1.6]];
    const POSITIVE: [f64; COUNT] = [0.2, 0.45, 0.9, 1.7, 3.1];
    const UNIT: [f64; COUNT] = [0.1, 0.35, 0.6, 0.8, 0.95];
    [
        ANY[operand % ANY.len()],
        POSITIVE,
        UNIT.map(|x| if operand == 0 { x } else { 1.0 - x }),
        POSITIVE.map(|x| x + 1.0),
    ]
}

/// Points for each operand inside the row's domain: the first of the candidates at which it is finite.
fn points(row: RowId, spec: &RowSpec, parameters: &Params) -> Vec<[f64; COUNT]> {
    let count = spec.inputs.len();
    let choice = |number: usize| -> Vec<[f64; COUNT]> {
        (0..count).map(|operand| candidates(operand)[number / 4usize.pow(operand as u32) % 4]).collect()
    };
    let is_inside = |points: &Vec<[f64; COUNT]>| {
        let inputs: Vec<Tensor> = points.iter().map(|values| Tensor::from_slice(values, &[COUNT]).unwrap()).collect();
        let values = evaluate(row, parameters, &inputs).unwrap()[0].to_vec::<f64>().unwrap();
        values.iter().all(|value| value.is_finite())
    };
    let inside = (0..4usize.pow(count as u32)).map(choice).find(is_inside);
    inside.unwrap_or_else(|| panic!("{} is finite at none of the points", spec.name))
}

fn parameters(spec: &RowSpec) -> Vec<Params> {
    let floats = |values: &[f64]| values.iter().copied().map(Scalar::Float).collect();
    match spec.name {
        "threshold" => vec![floats(&[0.5, -1.0])],
        "nan_to_num" => vec![floats(&[0.0, 1.0, -1.0])],
        "pow_scalar" => vec![floats(&[2.0]), floats(&[0.5]), floats(&[-1.5])],
        "clamp" => vec![floats(&[-0.5, 0.75])],
        "polygamma" => vec![floats(&[0.0]), floats(&[1.0]), floats(&[4.0])],
        "logit" => vec![floats(&[-1.0]), floats(&[0.15])],
        "add" | "sub" | "rsub" => vec![floats(&[1.0]), floats(&[-2.5])],
        _ => vec![super::defaults(super::find(spec.name)).into()],
    }
}

fn leaf(values: &[f64], shape: &[usize]) -> Tensor {
    let tensor = Tensor::from_slice(values, shape).unwrap();
    tensor.set_requires_grad(true).unwrap();
    tensor
}

fn operands(row: RowId, spec: &RowSpec, parameters: &Params) -> Vec<Tensor> {
    points(row, spec, parameters).iter().map(|values| leaf(values, &[COUNT])).collect()
}

fn evaluate(row: RowId, parameters: &Params, inputs: &[Tensor]) -> Result<Vec<Tensor>> {
    Ok(vec![call(row, &inputs.iter().collect::<Vec<_>>(), parameters)?])
}

/// Runs a check on every differentiable row and lists those that fail it.
fn check_all(check: impl Fn(RowId, &'static RowSpec, &Params) -> Result<()>) {
    let mut problems = Vec::new();
    for (row, spec) in differentiable_rows() {
        for parameters in parameters(spec) {
            if let Err(error) = check(row, spec, &parameters) {
                problems.push(format!("{} with {parameters:?}: {}", spec.name, error.message()));
            }
        }
    }
    assert!(problems.is_empty(), "{} rows fail:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn the_derivative_of_every_row_is_the_slope_of_its_value() {
    check_all(|row, spec, parameters| {
        gradcheck(
            |inputs| evaluate(row, parameters, inputs),
            &operands(row, spec, parameters),
            &GradcheckOptions::default(),
        )
    });
}

#[test]
fn the_second_derivative_of_every_row_is_the_slope_of_its_first() {
    check_all(|row, spec, parameters| {
        gradgradcheck(
            |inputs| evaluate(row, parameters, inputs),
            &operands(row, spec, parameters),
            None,
            &GradcheckOptions::default(),
        )
    });
}

#[test]
fn broadcast_operands_get_the_sum_of_their_gradients() {
    check_all(|row, spec, parameters| {
        let points = points(row, spec, parameters);
        let mut inputs = operands(row, spec, parameters);
        if let [_, rest @ ..] = inputs.as_mut_slice() {
            for (operand, input) in rest.iter_mut().enumerate() {
                let size = if operand == 0 { 2 } else { 1 };
                *input = leaf(&points[operand + 1][..size], &[size, 1]);
            }
        }
        gradcheck(|inputs| evaluate(row, parameters, inputs), &inputs, &GradcheckOptions::default())
    });
}

/// Every combination of ordinary and special values, for rows of `count` operands.
fn special_operands(count: usize) -> Vec<Vec<f64>> {
    const VALUES: [f64; 14] =
        [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.5, -0.3, 6.0, -3.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1e200];
    let side = VALUES.len();
    let value = |operand: u32, i: usize| VALUES[i / side.pow(operand) % side];
    (0..count as u32).map(|operand| (0..side.pow(count as u32)).map(|i| value(operand, i)).collect()).collect()
}

/// The gradients of the operands marked in `wanted`.
fn gradients(row: RowId, parameters: &Params, values: &[Vec<f64>], wanted: &[bool], recorded: bool) -> Vec<Vec<f64>> {
    let inputs: Vec<Tensor> = values
        .iter()
        .zip(wanted)
        .map(|(values, &wanted)| {
            let input = Tensor::from_slice(values, &[values.len()]).unwrap();
            input.set_requires_grad(wanted).unwrap();
            input
        })
        .collect();
    let output = evaluate(row, parameters, &inputs).unwrap();
    let factors: Vec<f64> = (0..values[0].len()).map(|i| [1.0, -0.75, 3.0][i % 3]).collect();
    let factor = Tensor::from_slice(&factors, &[factors.len()]).unwrap();
    let targets: Vec<Tensor> = inputs.iter().filter(|input| input.requires_grad()).cloned().collect();
    let options = BackwardOptions { retain_graph: false, create_graph: recorded };
    let grads = grad(&output, &targets, &[Some(factor)], options, false).unwrap();
    grads.into_iter().map(|grad| grad.unwrap().to_vec().unwrap()).collect()
}

/// Equal, up to the rounding that fused multiply-add saves.
fn agree(a: f64, b: f64) -> bool {
    a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-13 * a.abs().max(1.0)
}

fn first_difference(a: &[Vec<f64>], b: &[Vec<f64>]) -> Option<(usize, usize)> {
    let mut places = a.iter().enumerate().flat_map(|(k, values)| (0..values.len()).map(move |i| (k, i)));
    places.find(|&(k, i)| !agree(a[k][i], b[k][i]))
}

#[test]
fn the_fused_derivative_and_the_recorded_one_agree_on_special_values() {
    check_all(|row, spec, parameters| {
        let values = special_operands(spec.inputs.len());
        let wanted = vec![true; values.len()];
        let fused = gradients(row, parameters, &values, &wanted, false);
        let recorded = gradients(row, parameters, &values, &wanted, true);
        match first_difference(&fused, &recorded) {
            None => Ok(()),
            Some((k, i)) => {
                let at: Vec<f64> = values.iter().map(|values| values[i]).collect();
                tapir_core::bail!(
                    Autograd,
                    "gradient {k} at {at:?}: fused {}, recorded {}",
                    fused[k][i],
                    recorded[k][i]
                )
            }
        }
    });
}

#[test]
fn a_gradient_is_the_same_whether_others_are_wanted_or_not() {
    check_all(|row, spec, parameters| {
        let values = special_operands(spec.inputs.len());
        let all = gradients(row, parameters, &values, &vec![true; values.len()], false);
        for k in 0..values.len() {
            let wanted: Vec<bool> = (0..values.len()).map(|other| other == k).collect();
            for recorded in [false, true] {
                let one = gradients(row, parameters, &values, &wanted, recorded);
                if let Some((_, i)) = first_difference(&one, &all[k..=k]) {
                    tapir_core::bail!(Autograd, "gradient {k}: alone {}, with others {}", one[0][i], all[k][i]);
                }
            }
        }
        Ok(())
    });
}

#[test]
fn every_row_says_whether_it_is_differentiable() {
    for (row, spec) in specs().iter().enumerate().map(|(index, spec)| (RowId(index as u16), spec)) {
        if spec.differentiable || spec.class == tapir_ops::Class::Bitwise {
            continue;
        }
        let inputs: Vec<Tensor> =
            (0..spec.inputs.len()).map(|operand| leaf(&candidates(operand)[0], &[COUNT])).collect();
        let output = call(row, &inputs.iter().collect::<Vec<_>>(), super::defaults(row)).unwrap();
        assert!(!output.requires_grad(), "{}", super::spec(row).name);
    }
}

/// Rows that have a complex derivative and take complex tensors, with a real one or two in the mix.
#[test]
fn complex_gradients_are_those_of_conjugate_derivatives() {
    let complex = |values: &[(f64, f64)]| {
        let values: Vec<Complex64> = values.iter().map(|&(re, im)| Complex64::new(re, im)).collect();
        let tensor = Tensor::from_slice(&values, &[values.len()]).unwrap();
        tensor.set_requires_grad(true).unwrap();
        tensor
    };
    let (x, y) = (complex(&[(0.5, -1.0), (1.5, 0.25)]), complex(&[(0.3, 0.7), (1.0, 0.4)]));
    let real = leaf(&[0.75, -1.25], &[2]);
    for (row, spec) in differentiable_rows().filter(|(_, spec)| spec.complex) {
        let name = spec.name;
        let parameters = parameters(spec).swap_remove(0);
        let all = [x.clone(), y.clone(), real.clone()];
        let inputs = &all[..spec.inputs.len()];
        let function = |inputs: &[Tensor]| evaluate(row, &parameters, inputs);
        let options = GradcheckOptions::default();
        gradcheck(function, inputs, &options).unwrap_or_else(|error| panic!("{name}: {error}"));
        gradgradcheck(function, inputs, None, &options).unwrap_or_else(|error| panic!("{name}, second: {error}"));
    }
}
