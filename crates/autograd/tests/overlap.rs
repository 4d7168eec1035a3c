//! Operators whose operands share memory with what they write: what is read is what stood there before.

use tapir_autograd::{
    BackwardOptions, Tensor, backward,
    call::{Index, Operand, Target},
    ops,
};
use tapir_core::DType;

tapir_mirror::on_start!();

fn counted(count: usize, shape: &[usize]) -> Tensor {
    let values: Vec<f64> = (0..count).map(|value| value as f64).collect();
    Tensor::from_slice(&values, shape).unwrap()
}

fn values(tensor: &Tensor) -> Vec<f64> {
    tensor.to_vec().unwrap()
}

/// `count` elements of a vector, `step` apart, from `start` on.
fn every(x: &Tensor, start: usize, count: usize, step: usize) -> Tensor {
    ops::as_strided(x, &[count as i64], &[step as i64], Some(start as i64)).unwrap()
}

const SHARED: &str = "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please clone() the tensor before performing the operation.";

#[test]
fn a_tensor_filled_with_one_of_its_elements_is_that_element_everywhere() {
    let x = counted(6, &[3, 2]);
    let last = ops::select(&ops::select(&x, 0, 2).unwrap(), 0, 1).unwrap();
    ops::fill_(&x, Operand(&last)).unwrap();
    assert_eq!(values(&x), [5.0; 6]);
    let y = counted(8, &[8]);
    ops::fill_(&every(&y, 0, 4, 2), Operand(&ops::select(&y, 0, 4).unwrap())).unwrap();
    assert_eq!(values(&y), [4.0, 1.0, 4.0, 3.0, 4.0, 5.0, 4.0, 7.0]);
}

#[test]
fn brackets_write_one_row_of_a_tensor_to_all_of_them() {
    let x = counted(6, &[3, 2]);
    let all = Index::Slice { start: None, stop: None, step: None };
    ops::__setitem__(&x, &[all], Operand(&ops::select(&x, 0, 1).unwrap())).unwrap();
    assert_eq!(values(&x), [2.0, 3.0, 2.0, 3.0, 2.0, 3.0]);
}

#[test]
fn a_copy_from_places_that_it_writes_reads_them_first() {
    for (length, step) in [(6, 2), (4000, 2), (300_001, 2), (300_001, 3)] {
        let x = counted(length, &[length]);
        let count = length.div_ceil(step);
        let target = every(&x, 0, count, step);
        ops::copy_(&target, &every(&x, 1, count, 1), false).unwrap();
        assert_eq!(values(&target), values(&counted(count + 1, &[count + 1]))[1..], "{length} by {step}");
    }
}

#[test]
fn windows_over_a_tensor_are_copied_into_a_part_of_it() {
    let x = counted(6, &[6]);
    let windows = ops::unfold(&x, 0, 3, 1).unwrap();
    let target = ops::as_strided(&x, &[2, 3], &[3, 1], Some(0)).unwrap();
    let later = ops::as_strided(&windows, &[2, 3], &[1, 1], Some(1)).unwrap();
    ops::copy_(&target, &later, false).unwrap();
    assert_eq!(values(&x), [1.0, 2.0, 3.0, 2.0, 3.0, 4.0]);
}

#[test]
fn a_view_that_starts_where_another_does_is_not_taken_for_it() {
    let x = counted(9, &[9]);
    ops::copy_(&every(&x, 0, 3, 3), &every(&x, 0, 3, 2), false).unwrap();
    assert_eq!(values(&x), [0.0, 1.0, 2.0, 2.0, 4.0, 5.0, 4.0, 7.0, 8.0]);
}

#[test]
fn arithmetic_in_place_reads_an_operand_inside_the_target_first() {
    let x = counted(4, &[2, 2]);
    ops::mul_in_place(&x, &ops::as_strided(&x, &[2, 1], &[2, 1], None).unwrap()).unwrap();
    assert_eq!(values(&x), [0.0, 0.0, 4.0, 6.0]);
    let count = 200_000;
    let y = counted(2 * count, &[2 * count]);
    let target = every(&y, 0, count, 2);
    let expected: Vec<f64> = (0..count).map(|i| 3.0 * i as f64).collect();
    ops::add_in_place(&target, &every(&y, 0, count, 1)).unwrap();
    assert_eq!(values(&target), expected);
}

#[test]
fn dense_operands_that_overlap_in_part_are_refused() {
    let x = counted(4, &[2, 2]);
    let row = ops::select(&x, 0, 0).unwrap();
    assert_eq!(ops::mul_in_place(&x, &row).unwrap_err().message(), SHARED);
    assert_eq!(ops::copy_(&x, &row, false).unwrap_err().message(), SHARED);
    let transposed = ops::transpose(&x, 0, 1).unwrap();
    assert_eq!(ops::copy_(&x, &transposed, false).unwrap_err().message(), SHARED);
    assert_eq!(values(&x), [0.0, 1.0, 2.0, 3.0]);
}

#[test]
fn an_index_must_not_share_memory_with_what_it_points_into() {
    let x = Tensor::from_slice(&[1i64, 0, 2], &[3]).unwrap();
    let index = ops::as_strided(&x, &[3], &[1], None).unwrap();
    let ones = Tensor::from_slice(&[1i64, 1, 1], &[3]).unwrap();
    let refused = [
        ops::scatter(Target::written(&x), 0, &index, &ones, None),
        ops::scatter_add(Target::written(&x), 0, &index, &ones),
        ops::index_add(Target::written(&x), 0, &index, &ones, 1.into()),
        ops::index_copy(Target::written(&x), 0, &index, &ones),
        ops::index_put(Target::written(&x), &[Some(index.clone())], &ones, false),
        ops::put(Target::written(&x), &index, &ones, false),
    ];
    for result in refused {
        assert_eq!(result.unwrap_err().message(), SHARED);
    }
    assert_eq!(x.to_vec::<i64>().unwrap(), [1, 0, 2]);
}

#[test]
fn a_mask_that_is_written_is_read_first() {
    let x = Tensor::from_slice(&[true, false, true, true], &[2, 2]).unwrap();
    let row = ops::select(&x, 0, 0).unwrap();
    let no = Tensor::from_slice(&[false], &[]).unwrap();
    ops::masked_fill(Target::written(&x), &row, Operand(&no)).unwrap();
    assert_eq!(x.to_vec::<bool>().unwrap(), [false, false, false, true]);
}

#[test]
fn a_view_of_an_expanded_tensor_passes_each_gradient_on_once() {
    let x = counted(2, &[2]);
    x.set_requires_grad(true).unwrap();
    let whole = ops::expand(&x, &[3, 2], false).unwrap();
    let part = ops::as_strided(&whole, &[2], &[1], None).unwrap();
    let root = ops::sum(&part, None, false, None).unwrap();
    backward(&[root], &[], None, BackwardOptions::default()).unwrap();
    assert_eq!(values(&x.grad().unwrap()), [1.0, 1.0]);
}

#[test]
fn a_view_of_windows_that_overlap_passes_each_gradient_on_once() {
    let x = counted(5, &[5]);
    x.set_requires_grad(true).unwrap();
    let windows = ops::unfold(&x, 0, 3, 1).unwrap();
    let part = ops::as_strided(&windows, &[2, 2], &[1, 1], Some(1)).unwrap();
    let root = ops::sum(&part, None, false, None).unwrap();
    backward(&[root], &[], None, BackwardOptions::default()).unwrap();
    assert_eq!(values(&x.grad().unwrap()), [0.0, 1.0, 2.0, 1.0, 0.0]);
}

#[test]
fn sizes_nobody_can_count_are_refused_by_views_and_by_new_tensors() {
    let one = counted(1, &[1]);
    let none = Tensor::empty(&[0], DType::F32, one.device()).unwrap();
    let huge = 1i64 << 32;
    let refused = [
        ops::expand(&one, &[huge, huge], false),
        ops::expand(&none, &[1 << 62, 1 << 62, 0], false),
        ops::as_strided(&one, &[huge, huge], &[0, 0], None),
        ops::view(&none, &[0, 1 << 62, 1 << 62]),
        Tensor::empty(&[0, 1 << 62, 1 << 62], DType::F32, one.device()),
        ops::add(&ops::expand(&one, &[1 << 40, 1], false).unwrap(), &ops::expand(&one, &[1, 1 << 40], false).unwrap()),
    ];
    for (position, result) in refused.into_iter().enumerate() {
        let message = result.expect_err("nobody can count that far").message().to_owned();
        assert!(message.contains("overflow"), "{position}: {message}");
    }
    let wide = ops::expand(&one, &[1 << 40], false).unwrap();
    let windows = ops::unfold(&wide, 0, 1 << 20, 1).unwrap();
    assert_eq!(windows.numel(), ((1 << 40) - (1 << 20) + 1) << 20);
    assert!(ops::unfold(&windows, 0, 1 << 20, 1).is_err());
}

#[test]
fn more_parts_than_anybody_can_hold_are_refused_before_the_first_is_made() {
    let x = counted(1, &[1]);
    let wide = ops::expand(&x, &[1 << 40], false).unwrap();
    assert!(ops::tensor_split(&x, 1 << 31, 0).is_err());
    assert!(ops::unbind(&wide, 0).is_err());
    assert!(ops::split(&wide, 1, 0).is_err());
    assert!(ops::chunk(&wide, 1 << 40, 0).is_err());
    assert_eq!(ops::tensor_split(&x, 100, 0).unwrap().len(), 100);
}
