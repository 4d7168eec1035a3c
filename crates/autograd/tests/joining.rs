//! Joining tensors: sizes, dtypes and layouts.

use tapir_autograd::{BackwardOptions, Tensor, backward, ops};
use tapir_core::{DType, Device};

tapir_mirror::on_start!();

fn zeros(shape: &[usize], dtype: DType) -> Tensor {
    Tensor::zeros(shape, dtype, Device::default()).unwrap()
}

#[test]
fn an_empty_vector_joins_anything_and_still_has_a_gradient() {
    let nothing = zeros(&[0], DType::F64);
    nothing.set_requires_grad(true).unwrap();
    let joined = ops::cat(&[nothing.clone(), zeros(&[2, 3], DType::F32)], 1).unwrap();
    assert_eq!((joined.shape(), joined.dtype()), (&[2, 3][..], DType::F64));
    backward(&[ops::sum(&joined, None, false, None).unwrap()], &[], None, BackwardOptions::default()).unwrap();
    assert_eq!(nothing.grad().unwrap().shape(), [0]);
    assert_eq!(ops::cat(&[zeros(&[0], DType::F32), zeros(&[0], DType::F32)], 3).unwrap().shape(), [0]);
}

#[test]
fn each_input_gets_its_gradient_in_its_own_dtype() {
    let (a, b) = (zeros(&[2], DType::F32), zeros(&[1], DType::BF16));
    a.set_requires_grad(true).unwrap();
    b.set_requires_grad(true).unwrap();
    let joined = ops::cat(&[a.clone(), b.clone(), zeros(&[1], DType::I64)], 0).unwrap();
    backward(&[ops::sum(&joined, None, false, None).unwrap()], &[], None, BackwardOptions::default()).unwrap();
    assert_eq!(a.grad().unwrap().dtype(), DType::F32);
    assert_eq!(b.grad().unwrap().dtype(), DType::BF16);
}

#[test]
fn channels_last_inputs_give_a_channels_last_result() {
    let image = ops::permute(&zeros(&[2, 4, 5, 3], DType::F32), &[0, 3, 1, 2]).unwrap();
    assert_eq!(ops::cat(&[image.clone(), image.clone()], 1).unwrap().strides(), [120, 1, 30, 6]);
    let plain = zeros(&[2, 3, 4, 5], DType::F32);
    assert_eq!(ops::cat(&[image, plain], 1).unwrap().strides(), [120, 20, 5, 1]);
}

#[test]
fn sizes_that_do_not_fit_are_named() {
    let message = |tensors: &[Tensor]| ops::cat(tensors, 0).unwrap_err().message().to_owned();
    assert_eq!(
        message(&[zeros(&[2, 3], DType::F32), zeros(&[2, 4], DType::F32)]),
        "Sizes of tensors must match except in dimension 0. Expected size 3 but got size 4 for tensor number 1 in the list."
    );
    assert_eq!(
        message(&[zeros(&[2, 3], DType::F32), zeros(&[2], DType::F32)]),
        "Tensors must have same number of dimensions: got 2 and 1"
    );
    assert_eq!(message(&[zeros(&[], DType::F32)]), "zero-dimensional tensor (at position 0) cannot be concatenated");
    assert_eq!(message(&[]), "torch.cat(): expected a non-empty list of Tensors");
}

#[test]
fn blocks_of_every_rank_line_up_on_the_diagonal() {
    let blocks = [
        Tensor::ones(&[], DType::F32, Device::default()).unwrap(),
        Tensor::ones(&[2], DType::F32, Device::default()).unwrap(),
    ];
    let joined = ops::block_diag(&blocks).unwrap();
    assert_eq!(joined.shape(), [2, 3]);
    assert_eq!(joined.to_vec::<f32>().unwrap(), [1.0, 0.0, 0.0, 0.0, 1.0, 1.0]);
    assert_eq!(ops::block_diag(&[]).unwrap().shape(), [1, 0]);
}
