//! What the gradient check finds, and what it says.

use tapir_autograd::{GradcheckOptions, Tensor, custom, gradcheck, gradgradcheck, ops};
use tapir_core::{Complex64, Result};

tapir_mirror::on_start!();

fn leaf(values: &[f64]) -> Tensor {
    let tensor = Tensor::from_slice(values, &[values.len()]).unwrap();
    tensor.set_requires_grad(true).unwrap();
    tensor
}

fn complex_leaf(values: &[(f64, f64)]) -> Tensor {
    let values: Vec<Complex64> = values.iter().map(|&(re, im)| Complex64::new(re, im)).collect();
    let tensor = Tensor::from_slice(&values, &[values.len()]).unwrap();
    tensor.set_requires_grad(true).unwrap();
    tensor
}

fn check(function: impl Fn(&[Tensor]) -> Result<Vec<Tensor>>, inputs: &[Tensor]) -> Result<()> {
    gradcheck(function, inputs, &GradcheckOptions::default())
}

/// `x²` with three times its derivative.
fn wrong_square(x: &[Tensor]) -> Result<Vec<Tensor>> {
    let square = ops::square(&x[0])?.detach();
    Ok(custom("Wrong", x, vec![square], x, |saved, grads| {
        let slope = ops::mul_scalar(&saved[0], 6.0)?;
        Ok(vec![grads[0].as_ref().map(|grad| ops::mul(grad, &slope)).transpose()?])
    }))
}

#[test]
fn a_wrong_derivative_is_found_and_shown() {
    let error = check(wrong_square, &[leaf(&[1.0, 2.0])]).unwrap_err();
    assert_eq!(
        error.message(),
        "Jacobian mismatch for output 0 with respect to input 0,\n\
         numerical:tensor([[2.0000, 0.0000],\n        [0.0000, 4.0000]], dtype=torch.float64)\n\
         analytical:tensor([[6.0000, 0.0000],\n        [0.0000, 12.0000]], dtype=torch.float64)\n"
    );
}

#[test]
fn an_input_that_wants_no_gradient_is_not_checked() {
    let (x, y) = (leaf(&[1.0, 2.0]), Tensor::from_slice(&[3.0, 4.0], &[2]).unwrap());
    check(|x| Ok(vec![ops::mul(&x[0], &x[1])?, ops::exp(&x[0])?]), &[x, y]).unwrap();
}

#[test]
fn there_must_be_something_to_check() {
    let error = check(|x| Ok(x.to_vec()), &[Tensor::from_slice(&[1.0], &[1]).unwrap()]).unwrap_err();
    assert_eq!(
        error.message(),
        "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."
    );
}

#[test]
fn expanded_inputs_are_refused() {
    let x = ops::expand(&Tensor::from_slice(&[1.0], &[1]).unwrap(), &[3], false).unwrap();
    x.set_requires_grad(true).unwrap();
    let error = check(|x| Ok(vec![ops::exp(&x[0])?]), &[x]).unwrap_err();
    assert!(error.message().starts_with("The 0th input has a dimension with stride 0."));
}

#[test]
fn a_function_that_loses_its_gradient_must_be_constant() {
    let detached = |x: &[Tensor]| Ok(vec![ops::square(&x[0].detach())?]);
    let error = check(detached, &[leaf(&[1.0, 2.0])]).unwrap_err();
    assert_eq!(error.message(), "Numerical gradient for function expected to be zero");
    check(|x| Ok(vec![ops::gt_scalar(&x[0], 0.5)?]), &[leaf(&[1.0, 2.0])]).unwrap();
}

#[test]
fn a_derivative_that_depends_on_the_call_is_found() {
    use std::sync::atomic::{AtomicU32, Ordering};
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let drifting = |x: &[Tensor]| -> Result<Vec<Tensor>> {
        let twice = ops::mul_scalar(&x[0], 2.0)?.detach();
        Ok(custom("Drifting", x, vec![twice], &[], |_, grads| {
            let drift = f64::from(CALLS.fetch_add(1, Ordering::Relaxed)) * 1e-9;
            Ok(vec![grads[0].as_ref().map(|grad| ops::mul_scalar(grad, 2.0 + drift)).transpose()?])
        }))
    };
    let error = check(drifting, &[leaf(&[1.0])]).unwrap_err();
    assert!(error.message().starts_with("Backward is not reentrant"), "{}", error.message());
    let lenient = GradcheckOptions { nondet_tol: 1e-6, ..GradcheckOptions::default() };
    gradcheck(drifting, &[leaf(&[1.0])], &lenient).unwrap();
}

#[test]
fn a_gradient_that_ignores_the_one_it_is_given_is_found() {
    let stubborn = |x: &[Tensor]| -> Result<Vec<Tensor>> {
        let value = ops::mul_scalar(&x[0], 1.0)?.detach();
        Ok(custom("Stubborn", x, vec![value], &[], |_, grads| {
            Ok(vec![grads[0].as_ref().map(|grad| Tensor::ones(grad.shape(), grad.dtype(), grad.device())).transpose()?])
        }))
    };
    assert_eq!(check(stubborn, &[leaf(&[1.0])]).unwrap_err().message(), "backward not multiplied by grad_output");
}

#[test]
fn permuted_inputs_and_several_outputs_are_checked() {
    let x = Tensor::from_slice(&[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], &[2, 3]).unwrap();
    let x = ops::transpose(&x, 0, 1).unwrap();
    x.set_requires_grad(true).unwrap();
    let function = |x: &[Tensor]| Ok(vec![ops::sin(&x[0])?, ops::sum(&ops::exp(&x[0])?, Some(&[0]), false, None)?]);
    check(function, std::slice::from_ref(&x)).unwrap();
    gradgradcheck(function, &[x], None, &GradcheckOptions::default()).unwrap();
}

#[test]
fn a_wrong_second_derivative_is_found_where_the_first_is_right() {
    // Its derivative is right but recorded as a constant.
    let half_recorded = |x: &[Tensor]| -> Result<Vec<Tensor>> {
        let square = ops::square(&x[0])?.detach();
        Ok(custom("HalfRecorded", x, vec![square], x, |saved, grads| {
            let slope = ops::mul_scalar(&saved[0].detach(), 2.0)?;
            Ok(vec![grads[0].as_ref().map(|grad| ops::mul(grad, &slope)).transpose()?])
        }))
    };
    check(half_recorded, &[leaf(&[1.0, 2.0])]).unwrap();
    let error = gradgradcheck(half_recorded, &[leaf(&[1.0, 2.0])], None, &GradcheckOptions::default()).unwrap_err();
    assert!(error.message().starts_with("Jacobian mismatch for output 0 with respect to input 0"));
}

#[test]
fn complex_functions_are_checked_by_their_parts() {
    let (x, y) = (complex_leaf(&[(0.5, -1.0), (1.5, 0.25)]), complex_leaf(&[(0.3, 0.7), (-1.0, 0.4)]));
    let function = |x: &[Tensor]| Ok(vec![ops::mul(&ops::exp(&x[0])?, &x[1])?]);
    check(function, &[x.clone(), y.clone()]).unwrap();
    gradgradcheck(function, &[x, y], None, &GradcheckOptions::default()).unwrap();
}
