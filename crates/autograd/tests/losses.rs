//! Losses with class indices: derivatives of every order, and what is refused.

use tapir_autograd::{GradcheckOptions, Tensor, gradcheck, gradgradcheck, ops};
use tapir_core::{DType, Result};

tapir_mirror::on_start!();

fn scores(shape: &[usize]) -> Tensor {
    let count = shape.iter().product();
    let values: Vec<f64> = (0..count).map(|i| (i * 37 % 23) as f64 / 9.0 - 1.0).collect();
    let tensor = Tensor::from_slice(&values, shape).unwrap();
    tensor.set_requires_grad(true).unwrap();
    tensor
}

fn targets(shape: &[usize], classes: i64) -> Tensor {
    let count = shape.iter().product::<usize>() as i64;
    let values: Vec<i64> = (0..count).map(|i| if i % 4 == 3 { -100 } else { i * 5 % classes }).collect();
    Tensor::from_slice(&values, shape).unwrap()
}

fn cross_entropy(
    input: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    reduction: &str,
    smoothing: f64,
) -> Result<Tensor> {
    ops::cross_entropy(input, target, weight, None, -100, None, reduction, smoothing)
}

fn check(function: impl Fn(&[Tensor]) -> Result<Vec<Tensor>>, input: Tensor) {
    let inputs = [input];
    gradcheck(&function, &inputs, &GradcheckOptions::default()).unwrap();
    gradgradcheck(&function, &inputs, None, &GradcheckOptions::default()).unwrap();
}

#[test]
fn cross_entropy_has_derivatives_of_both_orders_for_every_reduction_and_rank() {
    let weight = Tensor::from_slice(&[0.5, 1.0, 2.0], &[3]).unwrap();
    let shapes: [(&[usize], &[usize]); 4] =
        [(&[3], &[]), (&[6, 3], &[6]), (&[2, 3, 4], &[2, 4]), (&[1, 3, 2, 2], &[1, 2, 2])];
    for (input, target) in shapes {
        let target = targets(target, 3);
        for reduction in ["mean", "sum", "none"] {
            for weight in [None, Some(&weight)] {
                check(|x| Ok(vec![cross_entropy(&x[0], &target, weight, reduction, 0.0)?]), scores(input));
            }
        }
    }
}

#[test]
fn the_negative_log_likelihood_has_derivatives_of_both_orders() {
    let target = targets(&[6], 3);
    check(|x| Ok(vec![ops::nll_loss(&x[0], &target, None, None, -100, None, "mean")?]), scores(&[6, 3]));
}

#[test]
fn smoothed_labels_have_derivatives_of_both_orders() {
    let (target, weight) = (targets(&[6], 3), Tensor::from_slice(&[0.5, 1.0, 2.0], &[3]).unwrap());
    for weight in [None, Some(&weight)] {
        check(|x| Ok(vec![cross_entropy(&x[0], &target, weight, "mean", 0.2)?]), scores(&[6, 3]));
    }
}

#[test]
fn a_class_weight_has_no_derivative() {
    let (target, weight) = (targets(&[6], 3), scores(&[3]));
    let error = cross_entropy(&scores(&[6, 3]), &target, Some(&weight), "mean", 0.0).unwrap_err();
    assert_eq!(
        error.message(),
        "The function 'nll_loss_forward' is not differentiable with respect to argument 'weight'. This input cannot have requires_grad True."
    );
}

#[test]
fn a_class_weight_of_another_dtype_is_refused() {
    let weight = ops::half(&Tensor::from_slice(&[1.0; 3], &[3]).unwrap()).unwrap();
    let error = cross_entropy(&scores(&[6, 3]), &targets(&[6], 3), Some(&weight), "mean", 0.0).unwrap_err();
    assert_eq!(error.message(), "expected scalar type Double but found Half");
}

#[test]
fn a_target_that_is_no_class_is_refused() {
    let target = Tensor::from_slice(&[0i64, 3], &[2]).unwrap();
    let error = cross_entropy(&scores(&[2, 3]), &target, None, "mean", 0.0).unwrap_err();
    assert_eq!(error.message(), "Target 3 is out of bounds.");
}

#[test]
fn targets_of_another_shape_are_refused_with_pytorchs_words() {
    let cases: [(&[usize], &[usize], &str); 9] = [
        (&[3], &[2], "For 1D input, 1D target must have size 1, but got target size: 2"),
        (&[3], &[2, 3], "0D or 1D target tensor expected, multi-target not supported"),
        (&[2, 3], &[], "Expected input batch_size (2) to match target batch_size (0)."),
        (&[2, 3], &[3], "Expected input batch_size (2) to match target batch_size (3)."),
        (&[2, 3], &[2, 3], "Expected floating point type for target with class probabilities, got Long"),
        (&[2, 3], &[2, 4], "0D or 1D target tensor expected, multi-target not supported"),
        (&[2, 3, 4], &[2, 5], "Expected target size [2, 4], got [2, 5]"),
        (
            &[2, 3, 4, 5],
            &[2, 4],
            "only batches of spatial targets supported (3D tensors) but got targets of dimension: 2",
        ),
        (&[2, 3, 4, 5], &[2, 5, 4], "size mismatch (got input: [2, 3, 4, 5] , target: [2, 5, 4]"),
    ];
    for (input, target, words) in cases {
        let error = cross_entropy(&scores(input), &targets(target, 3), None, "mean", 0.0).unwrap_err();
        assert_eq!(error.message(), words);
    }
    let probabilities = ops::cross_entropy(&scores(&[2, 3]), &scores(&[2, 3]), None, None, 1, None, "mean", 0.0);
    assert_eq!(probabilities.unwrap_err().message(), "ignore_index is not supported for floating point target");
}

#[test]
fn one_sample_takes_its_target_as_a_list_of_one() {
    let loss = |target: &[usize]| {
        let loss = cross_entropy(&scores(&[3]), &targets(target, 3), None, "none", 0.1).unwrap();
        (loss.shape().to_vec(), loss.item().unwrap())
    };
    assert_eq!(loss(&[1]), loss(&[]));
}

#[test]
fn targets_that_all_are_ignored_have_a_mean_of_nan_and_a_sum_of_zero() {
    let target = Tensor::from_slice(&[-100i64; 2], &[2]).unwrap();
    let value =
        |reduction| cross_entropy(&scores(&[2, 3]), &target, None, reduction, 0.0).unwrap().item().unwrap().to_f64();
    assert!(value("mean").is_nan());
    assert_eq!(value("sum"), 0.0);
}

#[test]
fn the_halves_keep_their_dtype() {
    let input = ops::bfloat16(&scores(&[2, 3])).unwrap();
    let target = Tensor::from_slice(&[0i64, 2], &[2]).unwrap();
    assert_eq!(cross_entropy(&input, &target, None, "mean", 0.0).unwrap().dtype(), DType::BF16);
}
