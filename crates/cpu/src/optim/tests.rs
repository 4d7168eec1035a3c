use crate::{
    CPU,
    testing::{Block, layouts, shapes},
};
use proptest::prelude::*;
use tapir_core::{DType, Layout};
use tapir_ops::{Adam, AdamState, OptimBackend, Rmsprop, RmspropState, Sgd};

const SGD: Sgd = Sgd {
    lr: 0.1,
    momentum: 0.9,
    dampening: 0.25,
    weight_decay: 0.5,
    nesterov: true,
    maximize: false,
    is_first_step: false,
};
const ADAM: Adam = Adam {
    lr: 0.1,
    beta1: 0.9,
    beta2: 0.99,
    eps: 1e-8,
    weight_decay: 0.0,
    decoupled_weight_decay: false,
    maximize: false,
    step: 1.0,
};

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-5 * (1.0 + b.abs())
}

#[test]
fn sgd_without_momentum_subtracts_the_scaled_gradient() {
    let mut param = Block::new(DType::F32, &[3], &[1.0, 2.0, 3.0]);
    let grad = Block::new(DType::F32, &[3], &[10.0, 0.0, -10.0]);
    let step = Sgd { momentum: 0.0, weight_decay: 0.0, nesterov: false, ..SGD };
    CPU.sgd(step, &param.view_mut(), &grad.view(), None).unwrap();
    assert!(param.values().iter().zip([0.0, 2.0, 4.0]).all(|(&a, b)| close(a, b)));
}

#[test]
fn the_first_step_with_momentum_ignores_what_the_buffer_holds() {
    let mut param = Block::new(DType::F64, &[1], &[1.0]);
    let mut buffer = Block::new(DType::F64, &[1], &[f64::NAN]);
    let grad = Block::new(DType::F64, &[1], &[2.0]);
    let step = Sgd { weight_decay: 0.0, nesterov: false, is_first_step: true, ..SGD };
    CPU.sgd(step, &param.view_mut(), &grad.view(), Some(&buffer.view_mut())).unwrap();
    assert_eq!((param.values()[0], buffer.values()[0]), (0.8, 2.0));
}

#[test]
fn the_first_step_of_adam_has_the_length_of_the_learning_rate() {
    let mut param = Block::zeros(DType::F32, &[40]);
    let (mut mean, mut square) = (Block::zeros(DType::F32, &[40]), Block::zeros(DType::F32, &[40]));
    let grad = Block::new(DType::F32, &[40], &(1..=40).map(f64::from).collect::<Vec<_>>());
    let state = AdamState { exp_avg: &mean.view_mut(), exp_avg_sq: &square.view_mut(), max_exp_avg_sq: None };
    CPU.adam(ADAM, &param.view_mut(), &grad.view(), state).unwrap();
    assert!(param.values().iter().all(|&value| close(value, -0.1)), "{:?}", param.values());
}

#[test]
fn centred_rmsprop_divides_by_the_deviation_of_gradients() {
    let mut param = Block::zeros(DType::F64, &[1]);
    let (mut square, mut mean) = (Block::new(DType::F64, &[1], &[5.0]), Block::new(DType::F64, &[1], &[1.0]));
    let grad = Block::new(DType::F64, &[1], &[1.0]);
    let step = Rmsprop { lr: 1.0, alpha: 1.0, eps: 0.0, weight_decay: 0.0, momentum: 0.0, maximize: false };
    let state =
        RmspropState { square_avg: &square.view_mut(), grad_avg: Some(&mean.view_mut()), momentum_buffer: None };
    CPU.rmsprop(step, &param.view_mut(), &grad.view(), state).unwrap();
    assert_eq!(param.values()[0], -0.5);
}

#[test]
fn integer_parameters_are_refused() {
    let mut param = Block::zeros(DType::I32, &[2]);
    let grad = Block::zeros(DType::I32, &[2]);
    assert!(CPU.sgd(SGD, &param.view_mut(), &grad.view(), None).is_err());
}

/// The step on contiguous float64 tensors.
fn reference(param: &Block, grad: &Block, buffer: &Block) -> (Vec<f64>, Vec<f64>) {
    let shape = &param.layout.shape;
    let dense = |block: &Block| Block::new(DType::F64, shape, &block.values());
    let (mut param, grad, mut buffer) = (dense(param), dense(grad), dense(buffer));
    CPU.sgd(SGD, &param.view_mut(), &grad.view(), Some(&buffer.view_mut())).unwrap();
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
        CPU.sgd(SGD, &param.view_mut(), &grad.view(), Some(&buffer.view_mut())).unwrap();
        let tolerance = if half { 1e-2 } else { 1e-5 };
        let near = |(a, b): (&f64, &f64)| (a - b).abs() <= tolerance * (1.0 + b.abs());
        prop_assert!(param.values().iter().zip(&params).all(near));
        prop_assert!(buffer.values().iter().zip(&buffers).all(near));
    }
}
