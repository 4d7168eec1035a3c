//! Views and writes in place: what is allowed, and where the gradients go.

use tapir_autograd::{BackwardOptions, GradMode, Tensor, backward, ops};
use tapir_core::{DType, Device};

tapir_mirror::on_start!();

fn leaf(values: &[f64], shape: &[usize]) -> Tensor {
    let tensor = Tensor::from_slice(values, shape).unwrap();
    tensor.set_requires_grad(true).unwrap();
    tensor
}

fn backward_of_sum(tensor: &Tensor) -> tapir_core::Result<()> {
    let root = ops::sum(tensor, None, false, None)?;
    backward(&[root], &[], None, BackwardOptions { retain_graph: true, create_graph: false })
}

fn grad_of(tensor: &Tensor) -> Vec<f64> {
    tensor.grad().expect("a gradient").to_vec().unwrap()
}

#[test]
fn writing_what_backward_has_saved_is_found_out() {
    let x = leaf(&[1.0, 2.0, 3.0], &[3]);
    let y = ops::exp(&x).unwrap();
    ops::add_in_place(&y, &Tensor::ones(&[3], DType::F64, Device::default()).unwrap()).unwrap();
    let error = backward_of_sum(&y).unwrap_err();
    assert!(
        error.message().starts_with(
            "one of the variables needed for gradient computation has been modified by an inplace operation: [torch.DoubleTensor [3]], which is output 0 of ExpBackward0, is at version 1; expected version 0 instead."
        ),
        "{}",
        error.message()
    );
}

#[test]
fn a_leaf_that_requires_grad_cannot_be_written() {
    let x = leaf(&[1.0], &[1]);
    let error = ops::mul_in_place(&x, &x.detach()).unwrap_err();
    assert_eq!(error.message(), "a leaf Variable that requires grad is being used in an in-place operation.");
}

#[test]
fn nor_can_a_view_of_one() {
    let x = leaf(&[1.0, 2.0], &[2]);
    let view = ops::select(&x, 0, 0).unwrap();
    let error = ops::mul_in_place(&view, &view.detach()).unwrap_err();
    assert_eq!(error.message(), "a view of a leaf Variable that requires grad is being used in an in-place operation.");
}

#[test]
fn without_grad_mode_a_leaf_can_be_written() {
    let x = leaf(&[1.0, 2.0], &[2]);
    let _mode = GradMode::set(false);
    ops::add_in_place(&x, &Tensor::ones(&[2], DType::F64, Device::default()).unwrap()).unwrap();
    assert_eq!(x.to_vec::<f64>().unwrap(), [2.0, 3.0]);
}

#[test]
fn a_write_through_a_view_changes_the_history_of_its_base() {
    let x = leaf(&[1.0, 2.0, 3.0], &[3]);
    let y = ops::mul_scalar(&x, 1.0).unwrap();
    let part = ops::as_strided(&y, &[2], &[1], None).unwrap();
    ops::mul_in_place(&part, &Tensor::wrapped_number(3.into()).unwrap()).unwrap();
    backward_of_sum(&y).unwrap();
    assert_eq!(grad_of(&x), [3.0, 3.0, 1.0]);
    x.set_grad(None).unwrap();
    backward_of_sum(&part).unwrap();
    assert_eq!(grad_of(&x), [3.0, 3.0, 0.0]);
}

#[test]
fn a_row_written_into_a_plain_tensor_passes_its_gradient_on() {
    let base = Tensor::zeros(&[2, 2], DType::F64, Device::default()).unwrap();
    let w = leaf(&[5.0, 6.0], &[2]);
    ops::copy_(&ops::select(&base, 0, 1).unwrap(), &w, false).unwrap();
    assert!(base.requires_grad());
    backward_of_sum(&ops::mul(&base, &base.detach()).unwrap()).unwrap();
    assert_eq!(grad_of(&w), [5.0, 6.0]);
}

#[test]
fn an_older_view_sees_a_later_write_to_its_base() {
    let base = Tensor::zeros(&[2, 2], DType::F64, Device::default()).unwrap();
    let row = ops::select(&base, 0, 1).unwrap();
    let w = leaf(&[1.0, 2.0, 3.0, 4.0], &[2, 2]);
    ops::copy_(&base, &w, false).unwrap();
    backward_of_sum(&row).unwrap();
    assert_eq!(grad_of(&w), [0.0, 0.0, 1.0, 1.0]);
}

#[test]
fn a_view_made_without_grad_mode_cannot_be_written_with_it() {
    let x = leaf(&[1.0, 2.0], &[2]);
    let y = ops::mul_scalar(&x, 1.0).unwrap();
    let view = {
        let _mode = GradMode::set(false);
        ops::select(&y, 0, 0).unwrap()
    };
    let error = ops::mul_in_place(&view, &Tensor::wrapped_number(2.into()).unwrap()).unwrap_err();
    assert!(
        error
            .message()
            .starts_with("A view was created in no_grad mode and is being modified inplace with grad mode enabled.")
    );
}

#[test]
fn a_detached_alias_shares_the_version() {
    let x = leaf(&[1.0, 2.0], &[2]);
    let y = ops::mul_scalar(&x, 1.0).unwrap();
    let product = ops::mul(&y, &y).unwrap();
    ops::add_in_place(&y.detach(), &Tensor::wrapped_number(1.into()).unwrap()).unwrap();
    let error = backward_of_sum(&product).unwrap_err();
    assert!(error.message().contains("modified by an inplace operation"));
}

#[test]
fn writing_to_overlapping_elements_is_refused() {
    let x = Tensor::zeros(&[1], DType::F64, Device::default()).unwrap();
    let wide = ops::expand(&x, &[3], false).unwrap();
    let error = ops::add_in_place(&wide, &Tensor::wrapped_number(1.into()).unwrap()).unwrap_err();
    assert!(error.message().starts_with("unsupported operation: more than one element of the written-to tensor"));
}

#[test]
fn a_result_of_a_higher_kind_does_not_fit_in_place() {
    let x = Tensor::zeros(&[2], DType::I64, Device::default()).unwrap();
    let error = ops::add_in_place(&x, &Tensor::wrapped_number(0.5.into()).unwrap()).unwrap_err();
    assert_eq!(error.message(), "result type Float can't be cast to the desired output type Long");
}

#[test]
fn an_in_place_product_backpropagates_through_the_old_value() {
    let (x, w) = (leaf(&[2.0], &[1]), leaf(&[5.0], &[1]));
    let y = ops::mul_scalar(&x, 1.0).unwrap();
    ops::mul_in_place(&y, &w).unwrap();
    backward_of_sum(&y).unwrap();
    assert_eq!(grad_of(&x), [5.0]);
    assert_eq!(grad_of(&w), [2.0]);
}

#[test]
fn an_operand_that_no_wanted_gradient_reads_may_be_written_afterwards() {
    let x = leaf(&[1.0, 2.0], &[2]);
    let constant = Tensor::from_slice(&[3.0, 4.0], &[2]).unwrap();
    let y = ops::mul(&x, &x.detach()).unwrap();
    let z = ops::mul(&y, &constant).unwrap();
    ops::add_in_place(&y, &constant).unwrap(); // z kept the constant, not y
    backward_of_sum(&z).unwrap();
    assert_eq!(grad_of(&x), [3.0, 8.0]);
}

#[test]
fn an_operand_that_a_wanted_gradient_reads_may_not() {
    let x = leaf(&[1.0, 2.0], &[2]);
    let constant = Tensor::from_slice(&[3.0, 4.0], &[2]).unwrap();
    let y = ops::mul(&x, &constant).unwrap();
    ops::add_in_place(&constant, &constant.detach()).unwrap();
    assert!(backward_of_sum(&y).unwrap_err().message().contains("modified by an inplace operation"));
}
