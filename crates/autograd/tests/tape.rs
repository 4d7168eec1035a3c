//! What the tape promises, in PyTorch's terms.

use std::sync::{Arc, Mutex};
use tapir_autograd::{BackwardOptions, GradMode, Tensor, backward, grad, ops};
use tapir_core::{ErrorKind, Result};

tapir_mirror::on_start!();

fn leaf(values: &[f64]) -> Tensor {
    let tensor = Tensor::from_slice(values, &[values.len()]).unwrap();
    tensor.set_requires_grad(true).unwrap();
    tensor
}

fn run(root: &Tensor) -> Result<()> {
    backward(std::slice::from_ref(root), &[], None, BackwardOptions::default())
}

fn run_keeping(root: &Tensor) {
    backward(std::slice::from_ref(root), &[], None, BackwardOptions { retain_graph: true, create_graph: false })
        .unwrap();
}

fn grad_of(tensor: &Tensor) -> Vec<f64> {
    tensor.grad().expect("a gradient").to_vec().unwrap()
}

fn sum(tensor: &Tensor) -> Tensor {
    ops::sum(tensor, None, false, None).unwrap()
}

fn derivative(root: &Tensor, input: &Tensor, create_graph: bool) -> Tensor {
    let options = BackwardOptions { retain_graph: true, create_graph };
    grad(std::slice::from_ref(root), std::slice::from_ref(input), &[], options, false).unwrap()[0].clone().unwrap()
}

#[test]
fn gradients_accumulate_over_backward_calls() {
    let x = leaf(&[1.0, 2.0, 3.0]);
    let y = sum(&ops::mul(&x, &x).unwrap());
    run_keeping(&y);
    run_keeping(&y);
    assert_eq!(grad_of(&x), [4.0, 8.0, 12.0]);
}

#[test]
fn a_second_backward_fails_once_saved_tensors_are_freed() {
    let x = leaf(&[1.0, 2.0]);
    let y = sum(&ops::mul(&x, &x).unwrap());
    run(&y).unwrap();
    let error = run(&y).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Autograd);
    assert!(error.message().starts_with("Trying to backward through the graph a second time"));
}

#[test]
fn a_graph_that_saved_nothing_may_run_backward_twice() {
    let (x, y) = (leaf(&[1.0]), leaf(&[2.0]));
    let z = sum(&ops::add(&x, &y).unwrap());
    run(&z).unwrap();
    run(&z).unwrap();
    assert_eq!(grad_of(&x), [2.0]);
}

#[test]
fn an_input_used_twice_gets_both_gradients() {
    let x = leaf(&[3.0]);
    run(&sum(&ops::add(&x, &x).unwrap())).unwrap();
    assert_eq!(grad_of(&x), [2.0]);
}

#[test]
fn broadcast_operands_get_summed_gradients() {
    let x = leaf(&[1.0, 2.0, 3.0]);
    let y = Tensor::ones(&[4, 3], tapir_core::DType::F64, tapir_core::Device::default()).unwrap();
    run(&sum(&ops::mul(&x, &y).unwrap())).unwrap();
    assert_eq!(grad_of(&x), [4.0, 4.0, 4.0]);
}

#[test]
fn backward_from_more_than_one_element_needs_a_gradient() {
    let x = leaf(&[1.0, 2.0]);
    let error = run(&ops::exp(&x).unwrap()).unwrap_err();
    assert_eq!(error.message(), "grad can be implicitly created only for scalar outputs");
}

#[test]
fn backward_from_something_without_history_is_refused() {
    let x = Tensor::from_slice(&[1.0f64], &[]).unwrap();
    let error = run(&x).unwrap_err();
    assert_eq!(error.message(), "element 0 of tensors does not require grad and does not have a grad_fn");
}

#[test]
fn derivatives_of_every_order_follow_from_one_formula() {
    let x = leaf(&[1.0, 2.0, 3.0]);
    let cube = sum(&ops::mul(&ops::mul(&x, &x).unwrap(), &x).unwrap());
    let first = derivative(&cube, &x, true);
    let second = derivative(&sum(&first), &x, true);
    let third = derivative(&sum(&second), &x, false);
    assert_eq!(second.to_vec::<f64>().unwrap(), [6.0, 12.0, 18.0]);
    assert_eq!(third.to_vec::<f64>().unwrap(), [6.0, 6.0, 6.0]);
}

#[test]
fn a_saved_output_keeps_its_history_for_double_backward() {
    let x = leaf(&[0.5]);
    let first = derivative(&sum(&ops::exp(&x).unwrap()), &x, true);
    let second = derivative(&sum(&first), &x, false);
    assert!((second.to_vec::<f64>().unwrap()[0] - 0.5f64.exp()).abs() < 1e-12);
}

#[test]
fn nothing_is_recorded_without_grad_mode() {
    let x = leaf(&[1.0]);
    let _mode = GradMode::set(false);
    assert!(!ops::exp(&x).unwrap().requires_grad());
}

#[test]
fn a_chain_of_a_million_operations_runs_backward_and_is_freed() {
    let x = leaf(&[1.0]);
    let mut y = x.clone();
    for _ in 0..1_000_000 {
        y = ops::neg(&y).unwrap();
    }
    run(&sum(&y)).unwrap();
    assert_eq!(grad_of(&x), [1.0]);
}

#[test]
fn a_chain_that_hangs_together_by_saved_tensors_is_freed_without_recursion() {
    let x = leaf(&[1.0]);
    let mut y = x.clone();
    for _ in 0..200_000 {
        y = ops::mul(&y, &x).unwrap();
    }
    drop(y);
}

#[test]
fn a_hook_replaces_the_gradient_on_its_way() {
    let x = leaf(&[1.0, 2.0]);
    let y = ops::mul_scalar(&x, 2.0).unwrap();
    y.register_hook(Arc::new(|grad| ops::mul_scalar(grad, 10.0).map(Some))).unwrap();
    run(&sum(&y)).unwrap();
    assert_eq!(grad_of(&x), [20.0, 20.0]);
}

#[test]
fn a_removed_hook_is_not_called() {
    let x = leaf(&[1.0]);
    let calls = Arc::new(Mutex::new(0));
    let counter = calls.clone();
    let handle = x
        .register_hook(Arc::new(move |_| {
            *counter.lock().unwrap() += 1;
            Ok(None)
        }))
        .unwrap();
    run(&sum(&ops::exp(&x).unwrap())).unwrap();
    assert!(handle.remove());
    run(&sum(&ops::exp(&x).unwrap())).unwrap();
    assert_eq!(*calls.lock().unwrap(), 1);
}

#[test]
fn a_tensor_that_is_not_a_leaf_keeps_its_gradient_if_asked() {
    let x = leaf(&[1.0, 2.0]);
    let y = ops::mul_scalar(&x, 3.0).unwrap();
    y.retain_grad().unwrap();
    run(&sum(&ops::mul(&y, &y).unwrap())).unwrap();
    assert_eq!(grad_of(&y), [6.0, 12.0]);
}

#[test]
fn grad_of_an_unused_input_is_an_error_unless_allowed() {
    let (x, y) = (leaf(&[1.0]), leaf(&[1.0]));
    let root = [sum(&ops::exp(&x).unwrap())];
    let ask = |allow| {
        grad(&root, std::slice::from_ref(&y), &[], BackwardOptions { retain_graph: true, create_graph: false }, allow)
    };
    assert!(
        ask(false)
            .unwrap_err()
            .message()
            .starts_with("One of the differentiated Tensors appears to not have been used")
    );
    assert!(ask(true).unwrap()[0].is_none());
}

#[test]
fn grad_leaves_the_leaves_alone() {
    let x = leaf(&[2.0]);
    let y = sum(&ops::mul(&x, &x).unwrap());
    assert_eq!(derivative(&y, &x, false).to_vec::<f64>().unwrap(), [4.0]);
    assert!(x.grad().is_none());
}

#[test]
fn a_graph_may_outlive_its_thread() {
    thread_local! { static KEPT: std::cell::RefCell<Vec<Tensor>> = const { std::cell::RefCell::new(Vec::new()) }; }
    let thread = std::thread::spawn(|| {
        let x = leaf(&[1.0, 2.0]);
        // Destroyed after whatever the tape registers later.
        KEPT.with_borrow_mut(|kept| kept.push(ops::mul(&x, &ops::exp(&x).unwrap()).unwrap()));
        drop(ops::mul(&x, &x).unwrap());
    });
    thread.join().unwrap();
}
