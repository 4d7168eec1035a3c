//! A tensor whose data, layout or history changes stays the tensor it is.

use std::sync::{Arc, Mutex};
use tapir_autograd::{GradMode, Tensor, backward, ops};
use tapir_core::DType;

tapir_mirror::on_start!();

fn vector(values: &[f64]) -> Tensor {
    Tensor::from_slice(values, &[values.len()]).unwrap()
}

fn leaf(values: &[f64]) -> Tensor {
    let tensor = vector(values);
    tensor.set_requires_grad(true).unwrap();
    tensor
}

fn run(root: &Tensor) {
    let ones = Tensor::ones(root.shape(), root.dtype(), root.device()).unwrap();
    backward(std::slice::from_ref(root), &[Some(ones)], None, Default::default()).unwrap();
}

fn grad_of(tensor: &Tensor) -> Vec<f64> {
    tensor.grad().expect("a gradient").to_vec().unwrap()
}

#[test]
fn a_graph_recorded_before_reaches_the_tensor_and_is_differentiated_at_its_new_elements() {
    let x = leaf(&[1.0, 2.0]);
    let y = ops::mul(&x, &x).unwrap();
    let x = x.with_data(&vector(&[10.0, 20.0])).unwrap();
    assert!(x.requires_grad() && x.is_leaf());
    run(&y);
    assert_eq!(grad_of(&x), [20.0, 40.0]);
}

#[test]
fn gradient_and_hooks_stay_and_so_does_the_history_of_a_result() {
    let x = leaf(&[1.0, 2.0]);
    run(&x);
    x.register_hook(Arc::new(|grad| ops::mul_scalar(grad, 10.0).map(Some))).unwrap();
    let x = x.with_data(&vector(&[3.0, 4.0])).unwrap();
    assert_eq!(grad_of(&x), [1.0, 1.0]);
    let y = ops::exp(&x).unwrap();
    let y = y.with_data(&vector(&[5.0, 6.0])).unwrap();
    y.retain_grad().unwrap();
    run(&ops::mul_scalar(&y, 2.0).unwrap());
    assert_eq!(grad_of(&y), [2.0, 2.0]);
    let expected: Vec<f64> = [3f64, 4.0].iter().map(|value| 1.0 + 20.0 * value.exp()).collect();
    assert_eq!(grad_of(&x), expected);
}

#[test]
fn the_version_goes_on_and_is_not_that_of_the_data() {
    let (x, y) = (vector(&[1.0]), vector(&[2.0]));
    ops::add_in_place(&x, &y).unwrap();
    let x = x.with_data(&y).unwrap();
    ops::add_in_place(&y, &vector(&[1.0])).unwrap();
    assert_eq!((x.version(), y.version(), x.to_vec::<f64>().unwrap()), (1, 1, vec![3.0]));
}

#[test]
fn a_million_successors_are_freed_without_recursion() {
    let first = leaf(&[1.0]);
    let data = vector(&[2.0]);
    let mut x = first.clone();
    for _ in 0..1_000_000 {
        x = x.with_data(&data).unwrap();
    }
    run(&ops::mul_scalar(&first, 3.0).unwrap());
    assert_eq!(grad_of(&x), [3.0]);
    drop(x);
    drop(first);
}

#[test]
fn other_shapes_and_dtypes_are_recorded_from_then_on() {
    let x = leaf(&[1.0, 2.0]);
    let before = ops::mul_scalar(&x, 3.0).unwrap();
    let x = x.with_data(&Tensor::from_slice(&[1.0f32, 2.0, 3.0], &[3]).unwrap()).unwrap();
    run(&ops::mul_scalar(&x, 2.0).unwrap());
    assert_eq!(x.grad().unwrap().to_vec::<f32>().unwrap(), [2.0; 3]);
    let error = backward(&[before], &[Some(vector(&[1.0, 1.0]))], None, Default::default()).unwrap_err();
    assert_eq!(error.message(), "assigned grad has data of a different size: expected [3], got [2]");
    let error = x.with_data(&Tensor::from_slice(&[1i64], &[1]).unwrap()).unwrap_err();
    assert_eq!(error.message(), "data set to a tensor that requires gradients must be floating point or complex dtype");
}

#[test]
fn a_gradient_of_the_former_dtype_is_cast() {
    let x = leaf(&[1.0, 2.0]);
    let before = ops::mul_scalar(&x, 3.0).unwrap();
    let x = x.with_data(&Tensor::from_slice(&[1.0f32, 2.0], &[2]).unwrap()).unwrap();
    run(&before);
    assert_eq!(x.grad().unwrap().dtype(), DType::F32);
}

#[test]
fn a_view_of_the_former_elements_is_written_apart_from_the_tensor() {
    let x = ops::mul_scalar(&leaf(&[1.0, 2.0]), 1.0).unwrap();
    let view = ops::select(&x, 0, 0).unwrap();
    let x = x.with_data(&vector(&[5.0, 6.0, 7.0])).unwrap();
    ops::mul_in_place(&view, &Tensor::from_slice(&[4.0f64], &[]).unwrap()).unwrap();
    assert_eq!((view.to_vec::<f64>().unwrap(), x.to_vec::<f64>().unwrap()), (vec![4.0], vec![5.0, 6.0, 7.0]));
    assert_eq!((x.grad_fn().unwrap().0.name(), view.grad_fn().unwrap().0.name()), ("MulBackward0", "MulBackward0"));
}

#[test]
fn a_leaf_transposed_in_place_keeps_its_gradient_and_the_graphs_it_is_in() {
    let x = Tensor::from_slice(&[1.0f64, 2.0], &[1, 2]).unwrap();
    x.set_requires_grad(true).unwrap();
    run(&x);
    let mode = GradMode::set(false);
    let turned = ops::transpose_(&x, 0, 1).unwrap();
    drop(mode);
    assert_eq!((turned.shape(), grad_of(&turned)), (&[2, 1][..], vec![1.0, 1.0]));
}

#[test]
fn a_kept_gradient_is_that_of_the_present_value_after_all_hooks() {
    let calls = Arc::new(Mutex::new(Vec::new()));
    let y = ops::mul_scalar(&leaf(&[1.0]), 2.0).unwrap();
    y.retain_grad().unwrap();
    ops::mul_in_place(&y, &vector(&[3.0])).unwrap();
    let seen = calls.clone();
    y.register_hook(Arc::new(move |grad| {
        seen.lock().unwrap().push(grad.to_vec::<f64>()?[0]);
        ops::mul_scalar(grad, 30.0).map(Some)
    }))
    .unwrap();
    run(&y);
    assert_eq!((grad_of(&y), &*calls.lock().unwrap()), (vec![30.0], &vec![1.0]));
}

#[test]
fn a_view_keeps_its_gradient_after_its_base_was_written_and_a_base_after_its_view_was() {
    let x = ops::mul_scalar(&leaf(&[1.0, 2.0]), 3.0).unwrap();
    let view = ops::select(&x, 0, 0).unwrap();
    view.retain_grad().unwrap();
    ops::mul_in_place(&x, &vector(&[2.0, 2.0])).unwrap();
    run(&view);
    assert_eq!(grad_of(&view), [1.0]);

    let x = ops::mul_scalar(&leaf(&[1.0, 2.0]), 3.0).unwrap();
    let view = ops::select(&x, 0, 0).unwrap();
    x.retain_grad().unwrap();
    ops::mul_in_place(&view, &Tensor::from_slice(&[2.0f64], &[]).unwrap()).unwrap();
    run(&x);
    assert_eq!(grad_of(&x), [1.0, 1.0]);
}

#[test]
fn a_hook_can_be_removed_after_its_tensor_was_written() {
    let x = leaf(&[1.0]);
    let y = ops::mul_scalar(&x, 3.0).unwrap();
    let handle = y.register_hook(Arc::new(|grad| ops::mul_scalar(grad, 10.0).map(Some))).unwrap();
    ops::mul_in_place(&y, &vector(&[2.0])).unwrap();
    assert!(handle.remove());
    run(&y);
    assert_eq!(grad_of(&x), [6.0]);
}

#[test]
fn a_leaf_that_is_a_view_may_not_be_written_nor_its_parts() {
    let w = ops::view(&vector(&[1.0, 2.0, 3.0, 4.0]), &[2, 2]).unwrap();
    w.set_requires_grad(true).unwrap();
    let part = ops::select(&w, 0, 0).unwrap();
    for written in [&w, &part] {
        let error = ops::add_in_place(written, &vector(&[1.0])).unwrap_err();
        let sentence = "a view of a leaf Variable that requires grad is being used in an in-place operation.";
        assert_eq!(error.message(), sentence);
    }
    assert!(w.is_leaf());
    let _mode = GradMode::set(false);
    ops::add_in_place(&part, &vector(&[1.0])).unwrap();
    assert!(w.is_leaf());
}

#[test]
fn the_base_of_a_leaf_that_is_a_view_may_be_written() {
    let base = vector(&[1.0, 2.0]);
    let w = ops::view(&base, &[2, 1]).unwrap();
    w.set_requires_grad(true).unwrap();
    ops::add_in_place(&base, &vector(&[1.0])).unwrap();
    assert!(w.is_leaf() && !base.requires_grad());
    ops::mul_in_place(&base, &leaf(&[1.0, 1.0])).unwrap();
    assert!(!w.is_leaf() && base.requires_grad());
}
