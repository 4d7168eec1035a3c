//! Operations of complex tensors: derivatives of first and second order against differences, and what is conjugated.

use tapir_autograd::{GradcheckOptions, Tensor, gradcheck, gradgradcheck, ops};
use tapir_core::{Complex64, Result, Scalar};

tapir_mirror::on_start!();

/// Numbers without pattern, and no two alike.
fn leaf(shape: &[usize], seed: usize) -> Tensor {
    let part = |i: usize| ((i * 7919 + seed * 104_729) % 1009) as f64 / 500.0 - 1.0;
    let numel: usize = shape.iter().product();
    let values: Vec<Complex64> = (0..numel).map(|i| Complex64::new(part(2 * i), part(2 * i + 1))).collect();
    let tensor = Tensor::from_slice(&values, shape).unwrap();
    tensor.set_requires_grad(true).unwrap();
    tensor
}

fn check(function: impl Fn(&[Tensor]) -> Result<Tensor>, shapes: &[&[usize]]) {
    let inputs: Vec<Tensor> = shapes.iter().enumerate().map(|(seed, shape)| leaf(shape, seed + 1)).collect();
    let function = |inputs: &[Tensor]| function(inputs).map(|output| vec![output]);
    let options = GradcheckOptions::default();
    gradcheck(function, &inputs, &options).unwrap();
    gradgradcheck(function, &inputs, None, &options).unwrap();
}

const ONE: Scalar = Scalar::Int(1);

#[test]
fn products_of_matrices_and_vectors_have_gradients() {
    check(|x| ops::mm(&x[0], &x[1]), &[&[2, 3], &[3, 2]]);
    check(|x| ops::bmm(&x[0], &x[1]), &[&[2, 2, 3], &[2, 3, 2]]);
    check(|x| ops::addmm(&x[0], &x[1], &x[2], Scalar::Float(0.5), ONE), &[&[2, 2], &[2, 3], &[3, 2]]);
    check(|x| ops::dot(&x[0], &x[1]), &[&[3], &[3]]);
    check(|x| ops::vdot(&x[0], &x[1]), &[&[3], &[3]]);
}

#[test]
fn products_along_a_dimension_have_gradients() {
    check(|x| ops::prod(&x[0], None), &[&[2, 2]]);
    check(|x| ops::cumprod((&x[0]).into(), 1, None), &[&[2, 3]]);
}

#[test]
fn convolutions_and_transposed_ones_have_gradients() {
    let (stride, padding) = ([2, 1], [1, 0]);
    check(
        |x| ops::conv2d(&x[0], &x[1], Some(&x[2]), &stride, &padding, &[1], 2),
        &[&[2, 2, 3, 3], &[4, 1, 2, 2], &[4]],
    );
    check(
        |x| ops::conv_transpose2d(&x[0], &x[1], Some(&x[2]), &stride, &padding, &[0], 2, &[1]),
        &[&[2, 4, 2, 2], &[4, 1, 2, 2], &[2]],
    );
}

#[test]
fn the_conjugate_transpose_conjugates_and_vdot_conjugates_its_first_operand() {
    let x = leaf(&[2, 2], 1);
    let values: Vec<Complex64> = x.to_vec().unwrap();
    let transposed: Vec<Complex64> = [0, 2, 1, 3].map(|i: usize| values[i].conj()).to_vec();
    for adjoint in [ops::conjugate_transposed(&x), ops::matrix_conjugate_transposed(&x), ops::adjoint(&x)] {
        assert_eq!(ops::contiguous(&adjoint.unwrap()).unwrap().to_vec::<Complex64>().unwrap(), transposed);
    }
    let flat = ops::view(&x, &[4]).unwrap();
    let square: Vec<Complex64> = ops::vdot(&flat, &flat).unwrap().to_vec().unwrap();
    let expected: f64 = values.iter().map(Complex64::norm_sqr).sum();
    assert!((square[0] - expected).norm() < 1e-12, "{} is not {expected}", square[0]);
}
