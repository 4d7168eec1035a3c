use crate::{
    CPU,
    testing::{Block, layouts, shapes},
};
use proptest::prelude::*;
use tapir_core::{DType, Layout, Result};
use tapir_ops::{OptimBackend, StepItem, step_by_name};

fn step(name: &str, grad: &Block, written: &mut [&mut Block], numbers: &[f64], flags: &[bool]) -> Result<()> {
    let written = written.iter_mut().map(|block| block.view_mut()).collect();
    let item = StepItem { grad: grad.view(), written, numbers: numbers.into() };
    CPU.step(step_by_name(name).unwrap(), flags, &[item])
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-5 * (1.0 + b.abs())
}

#[test]
fn gradient_descent_subtracts_the_scaled_gradient() {
    let mut param = Block::new(DType::F32, &[3], &[1.0, 2.0, 3.0]);
    let grad = Block::new(DType::F32, &[3], &[10.0, 0.0, -10.0]);
    step("sgd", &grad, &mut [&mut param], &[0.1, 0.0], &[false, false]).unwrap();
    assert!(param.values().iter().zip([0.0, 2.0, 4.0]).all(|(&a, b)| close(a, b)));
}

#[test]
fn the_first_step_of_adam_has_the_length_of_the_learning_rate() {
    let mut param = Block::zeros(DType::F32, &[40]);
    let (mut mean, mut square) = (Block::zeros(DType::F32, &[40]), Block::zeros(DType::F32, &[40]));
    let grad = Block::new(DType::F32, &[40], &(1..=40).map(f64::from).collect::<Vec<_>>());
    let numbers = [0.1 / 0.1, 0.1, 0.99, 0.01, 0.01f64.sqrt(), 1e-8, 0.0, 1.0];
    step("adam", &grad, &mut [&mut param, &mut mean, &mut square], &numbers, &[false; 3]).unwrap();
    assert!(param.values().iter().all(|&value| close(value, -0.1)), "{:?}", param.values());
}

#[test]
fn centred_rmsprop_divides_by_the_deviation_of_gradients() {
    let mut param = Block::zeros(DType::F64, &[1]);
    let (mut square, mut mean) = (Block::new(DType::F64, &[1], &[5.0]), Block::new(DType::F64, &[1], &[1.0]));
    let grad = Block::new(DType::F64, &[1], &[1.0]);
    let numbers = [1.0, 1.0, 0.0, 0.0, 0.0];
    step("rmsprop_centered", &grad, &mut [&mut param, &mut square, &mut mean], &numbers, &[false; 3]).unwrap();
    assert_eq!(param.values()[0], -0.5);
}

#[test]
fn integer_parameters_are_refused() {
    let mut param = Block::zeros(DType::I32, &[2]);
    let grad = Block::zeros(DType::I32, &[2]);
    assert!(step("sgd", &grad, &mut [&mut param], &[0.1, 0.0], &[false, false]).is_err());
}

#[test]
fn a_step_that_is_given_other_tensors_than_it_writes_is_refused() {
    let (mut param, grad) = (Block::zeros(DType::F32, &[2]), Block::zeros(DType::F32, &[2]));
    assert!(step("adam", &grad, &mut [&mut param], &[0.1], &[]).is_err());
}

const NUMBERS: [f64; 5] = [0.1, 0.5, 0.9, 0.75, 0.9];
const FLAGS: [bool; 3] = [false, true, true];

/// The step on contiguous float64 tensors.
fn reference(param: &Block, grad: &Block, buffer: &Block) -> (Vec<f64>, Vec<f64>) {
    let shape = &param.layout.shape;
    let dense = |block: &Block| Block::new(DType::F64, shape, &block.values());
    let (mut param, grad, mut buffer) = (dense(param), dense(grad), dense(buffer));
    step("sgd_momentum", &grad, &mut [&mut param, &mut buffer], &NUMBERS, &FLAGS).unwrap();
    (param.values(), buffer.values())
}

fn operands() -> impl Strategy<Value = [Layout; 3]> {
    shapes().prop_flat_map(|shape| {
        (layouts(shape.clone(), false), layouts(shape.clone(), true), layouts(shape, false))
            .prop_map(|(param, grad, buffer)| [param, grad, buffer])
    })
}

proptest! {
    #[test]
    fn any_layout_gives_what_contiguous_tensors_give([param, grad, buffer] in operands(), half in any::<bool>()) {
        let dtype = if half { DType::BF16 } else { DType::F32 };
        let mut param = Block::counting(dtype, param);
        let mut buffer = Block::counting(dtype, buffer);
        let grad = Block::counting(dtype, grad);
        let (params, buffers) = reference(&param, &grad, &buffer);
        step("sgd_momentum", &grad, &mut [&mut param, &mut buffer], &NUMBERS, &FLAGS).unwrap();
        let tolerance = if half { 1e-2 } else { 1e-5 };
        let near = |(a, b): (&f64, &f64)| (a - b).abs() <= tolerance * (1.0 + b.abs());
        prop_assert!(param.values().iter().zip(&params).all(near));
        prop_assert!(buffer.values().iter().zip(&buffers).all(near));
    }
}
