//! Convolution, max pooling and padding: values against sums taken term by term, gradients of first and second order against
//! differences.

use tapir_autograd::{BackwardOptions, Tensor, grad, ops};
use tapir_core::{DType, ErrorKind, Result, Scalar};

tapir_mirror::on_start!();

/// Numbers without pattern, and no two alike.
fn tensor(shape: &[usize], seed: usize) -> Tensor {
    let numel: usize = shape.iter().product();
    let values: Vec<f64> = (0..numel).map(|i| ((i * 7919 + seed * 104_729) % 1009) as f64 / 500.0 - 1.0).collect();
    Tensor::from_slice(&values, shape).unwrap()
}

fn values(tensor: &Tensor) -> Vec<f64> {
    tensor.to_vec().unwrap()
}

fn close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= tolerance * (1.0 + expected.abs()), "{i}: {found} is not {expected}");
    }
}

/// A scalar of which every element of the result has a weight of its own.
fn weighted(output: &Tensor) -> Tensor {
    let weights = tensor(output.shape(), 11);
    ops::sum(&ops::mul(output, &weights).unwrap(), None, false, None).unwrap()
}

fn derivatives(of: &Tensor, by: &[Tensor], create_graph: bool) -> Vec<Tensor> {
    let options = BackwardOptions { retain_graph: true, create_graph };
    let grads = grad(std::slice::from_ref(of), by, &[], options, true).unwrap();
    by.iter()
        .zip(grads)
        .map(|(input, grad)| {
            grad.unwrap_or_else(|| Tensor::zeros(input.shape(), input.dtype(), input.device()).unwrap())
        })
        .collect()
}

/// Derivatives of `run` by differences, input by input.
fn differences(run: &dyn Fn(&[Tensor]) -> Tensor, inputs: &[Tensor]) -> Vec<Vec<f64>> {
    const STEP: f64 = 1e-5;
    let at = |moved: usize, element: usize, step: f64| {
        let inputs: Vec<Tensor> = inputs
            .iter()
            .enumerate()
            .map(|(index, input)| {
                let mut values = values(input);
                if index == moved {
                    values[element] += step;
                }
                let input = Tensor::from_slice(&values, input.shape()).unwrap();
                input.set_requires_grad(true).unwrap();
                input
            })
            .collect();
        run(&inputs).item().unwrap().to_f64()
    };
    inputs
        .iter()
        .enumerate()
        .map(|(index, input)| {
            (0..input.numel()).map(|i| (at(index, i, STEP) - at(index, i, -STEP)) / (2.0 * STEP)).collect()
        })
        .collect()
}

/// Checks gradients, and gradients of gradients, of a function of some tensors.
fn check_gradients(run: &dyn Fn(&[Tensor]) -> Tensor, inputs: &[Tensor]) {
    for input in inputs {
        input.set_requires_grad(true).unwrap();
    }
    let first = |inputs: &[Tensor]| weighted(&run(inputs));
    let second = |inputs: &[Tensor]| {
        // A cube, so that the second derivative of a linear function is not 0.
        let output = run(inputs);
        let cube = ops::mul(&output, &ops::mul(&output, &output).unwrap()).unwrap();
        let grads = derivatives(&weighted(&cube), inputs, true);
        let sums: Vec<Tensor> = grads.iter().map(weighted).collect();
        sums.into_iter().reduce(|a, b| ops::add(&a, &b).unwrap()).unwrap()
    };
    for (function, tolerance) in [(&first as &dyn Fn(&[Tensor]) -> Tensor, 1e-7), (&second, 1e-6)] {
        let found = derivatives(&function(inputs), inputs, false);
        for (found, expected) in found.iter().zip(differences(function, inputs)) {
            close(&values(found), &expected, tolerance);
        }
    }
}

/// Stride, padding, dilation and groups of a convolution of two dimensions.
type Numbers = ([i64; 2], [i64; 2], [i64; 2], i64);

fn convolve(
    x: &Tensor,
    w: &Tensor,
    b: Option<&Tensor>,
    (stride, padding, dilation, groups): Numbers,
) -> Result<Tensor> {
    ops::conv2d(x, w, b, &stride, &padding, &dilation, groups)
}

const CASES: [([usize; 4], [usize; 4], Numbers); 7] = [
    ([2, 2, 5, 6], [3, 2, 3, 2], ([1, 1], [0, 0], [1, 1], 1)),
    ([2, 2, 5, 6], [3, 2, 3, 3], ([1, 1], [1, 1], [1, 1], 1)),
    ([1, 2, 6, 7], [2, 2, 3, 3], ([2, 3], [1, 2], [1, 1], 1)),
    ([2, 4, 5, 5], [6, 2, 2, 3], ([1, 2], [1, 0], [2, 1], 2)),
    ([2, 3, 4, 4], [3, 1, 3, 3], ([1, 1], [1, 1], [1, 1], 3)),
    ([1, 3, 5, 4], [2, 3, 1, 1], ([2, 2], [0, 0], [1, 1], 1)),
    ([1, 1, 3, 3], [1, 1, 2, 2], ([1, 1], [3, 3], [2, 2], 1)),
];

#[test]
fn a_convolution_is_the_sum_of_its_terms() {
    for (input, kernel, numbers) in CASES {
        let (x, w, b) = (tensor(&input, 1), tensor(&kernel, 2), tensor(&kernel[..1], 3));
        let y = convolve(&x, &w, Some(&b), numbers).unwrap();
        let (stride, padding, dilation, groups) = numbers;
        let (xs, ws, bs) = (x.to_ndarray::<f64>().unwrap(), w.to_ndarray::<f64>().unwrap(), values(&b));
        let expected = ndarray::ArrayD::from_shape_fn(y.shape(), |at| {
            let first = at[1] / (kernel[0] / groups as usize) * kernel[1];
            let mut sum = bs[at[1]];
            for (tap, weight) in ws.index_axis(ndarray::Axis(0), at[1]).indexed_iter() {
                let place =
                    |dim: usize| at[dim + 2] as i64 * stride[dim] + tap[dim + 1] as i64 * dilation[dim] - padding[dim];
                sum += weight * xs.get([at[0], first + tap[0], place(0) as usize, place(1) as usize]).unwrap_or(&0.0);
            }
            sum
        });
        close(&values(&y), expected.as_slice().unwrap(), 1e-12);
    }
}

#[test]
fn convolutions_have_gradients_of_every_order() {
    for (input, kernel, numbers) in CASES {
        let inputs = [tensor(&input, 1), tensor(&kernel, 2), tensor(&kernel[..1], 3)];
        check_gradients(&|x| convolve(&x[0], &x[1], Some(&x[2]), numbers).unwrap(), &inputs);
    }
}

#[test]
fn transposed_convolutions_have_gradients_of_every_order() {
    let inputs = [tensor(&[2, 4, 3, 2], 1), tensor(&[4, 2, 3, 2], 2), tensor(&[4], 3)];
    check_gradients(
        &|x| ops::conv_transpose2d(&x[0], &x[1], Some(&x[2]), &[2, 3], &[1, 0], &[1, 2], 2, &[1, 2]).unwrap(),
        &inputs,
    );
}

#[test]
fn convolutions_of_one_and_three_dimensions_have_gradients_of_every_order() {
    let inputs = [tensor(&[2, 2, 7], 1), tensor(&[3, 2, 3], 2), tensor(&[3], 3)];
    check_gradients(&|x| ops::conv1d(&x[0], &x[1], Some(&x[2]), &[2], &[1], &[1], 1).unwrap(), &inputs);
    let inputs = [tensor(&[1, 2, 3, 4, 3], 1), tensor(&[2, 2, 2, 2, 3], 2)];
    check_gradients(&|x| ops::conv3d(&x[0], &x[1], None, &[1], &[1, 0, 1], &[1], 1).unwrap(), &inputs);
}

#[test]
fn an_image_without_batch_is_a_batch_of_one() {
    let inputs = [tensor(&[2, 5, 5], 1), tensor(&[3, 2, 3, 3], 2)];
    let numbers = ([1, 1], [1, 1], [1, 1], 1);
    let y = convolve(&inputs[0], &inputs[1], None, numbers).unwrap();
    assert_eq!(y.shape(), [3, 5, 5]);
    check_gradients(&|x| convolve(&x[0], &x[1], None, numbers).unwrap(), &inputs);
}

#[test]
fn same_padding_puts_the_odd_zero_behind() {
    let (x, w) = (tensor(&[1, 2, 5, 6], 1), tensor(&[3, 2, 2, 3], 2));
    let y = ops::conv2d_padded(&x, &w, None, &[1], "same", &[1, 2], 1).unwrap();
    let padded = ops::constant_pad_nd(&x, &[2, 2, 0, 1], Scalar::Int(0)).unwrap();
    let expected = ops::conv2d(&padded, &w, None, &[1], &[0], &[1, 2], 1).unwrap();
    close(&values(&y), &values(&expected), 1e-12);
    let inputs = [x, w];
    check_gradients(&|x| ops::conv2d_padded(&x[0], &x[1], None, &[1], "same", &[1, 2], 1).unwrap(), &inputs);
}

#[test]
fn the_node_of_a_convolution_has_pytorchs_name() {
    let (x, w) = (tensor(&[1, 1, 3, 3], 1), tensor(&[1, 1, 2, 2], 2));
    w.set_requires_grad(true).unwrap();
    let y = convolve(&x, &w, None, ([1, 1], [0, 0], [1, 1], 1)).unwrap();
    assert_eq!(y.grad_fn().unwrap().0.name(), "ConvolutionBackward0");
}

#[test]
fn mistaken_convolutions_fail_with_pytorchs_words() {
    let (x, w) = (tensor(&[1, 2, 4, 4], 1), tensor(&[3, 2, 3, 3], 2));
    let fails = |result: Result<Tensor>, kind: ErrorKind, words: &str| {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.message().contains(words), "{} does not say {words}", error.message());
    };
    let with = |stride: &[i64], padding: &[i64], dilation: &[i64], groups: i64| {
        ops::conv2d(&x, &w, None, stride, padding, dilation, groups)
    };
    fails(with(&[-1], &[0], &[1], 1), ErrorKind::Value, "non-positive stride is not supported");
    fails(with(&[1], &[-1], &[1], 1), ErrorKind::Value, "negative padding is not supported");
    fails(with(&[1], &[0], &[-1], 1), ErrorKind::Value, "dilation should be greater than zero");
    fails(with(&[1], &[0], &[1], 0), ErrorKind::Value, "non-positive groups is not supported");
    fails(with(&[1], &[0], &[i64::MAX], 1), ErrorKind::Value, "not supported");
    fails(with(&[1, 1, 1], &[0], &[1], 1), ErrorKind::Shape, "a list of 2 values to match the convolution dimensions");
    fails(with(&[1], &[0], &[2], 1), ErrorKind::Shape, "Kernel size: (5 x 5). Kernel size can't be greater than");
    fails(
        ops::conv2d(&tensor(&[3, 4], 1), &w, None, &[1], &[0], &[1], 1),
        ErrorKind::Shape,
        "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [3, 4]",
    );
    fails(
        ops::conv2d(&tensor(&[1, 3, 4, 4], 1), &w, None, &[1], &[0], &[1], 1),
        ErrorKind::Shape,
        "Given groups=1, weight of size [3, 2, 3, 3], expected input[1, 3, 4, 4] to have 2 channels, but got 3 channels instead",
    );
    let float = Tensor::ones(&[3], DType::F32, x.device()).unwrap();
    fails(ops::conv2d(&x, &w, Some(&float), &[1], &[0], &[1], 1), ErrorKind::DType, "should be the same");
    fails(ops::conv2d_padded(&x, &w, None, &[1], "some", &[1], 1), ErrorKind::Value, "Invalid padding string: 'some'");
}

#[test]
fn integers_and_halves_are_convolved() {
    for dtype in [DType::I64, DType::U8, DType::F16, DType::BF16, DType::C64] {
        let x = Tensor::ones(&[1, 2, 3, 3], dtype, tapir_core::Device::default()).unwrap();
        let w = Tensor::ones(&[1, 2, 2, 2], dtype, tapir_core::Device::default()).unwrap();
        let y = convolve(&x, &w, None, ([1, 1], [0, 0], [1, 1], 1)).unwrap();
        assert_eq!((y.dtype(), y.shape()), (dtype, &[1, 1, 2, 2][..]));
        assert_eq!(
            ops::sum(&y, None, false, Some(DType::C64)).unwrap().to_vec::<tapir_core::Complex32>().unwrap()[0].re,
            32.0
        );
    }
}

fn pool(x: &Tensor, kernel: &[i64], stride: Option<&[i64]>, padding: &[i64], ceil: bool) -> (Tensor, Tensor) {
    ops::max_pool2d_with_indices(x, kernel, stride, padding, &[1], ceil, false).unwrap()
}

#[test]
fn max_pooling_keeps_the_greatest_element_and_its_place() {
    let x = Tensor::from_slice(&[1.0f32, 5.0, 2.0, 4.0, 3.0, 9.0, 8.0, f32::NAN, 7.0], &[1, 1, 3, 3]).unwrap();
    let (y, places) = pool(&x, &[2], Some(&[1]), &[0], false);
    let found: Vec<f32> = y.to_vec().unwrap();
    assert_eq!(found[..2], [5.0, 9.0]);
    assert!(found[2].is_nan() && found[3].is_nan());
    assert_eq!(places.to_vec::<i64>().unwrap(), [1, 5, 7, 7]);
}

#[test]
fn max_pooling_has_gradients_of_every_order() {
    for (kernel, stride, padding, ceil) in [
        (&[2][..], None, &[0][..], false),
        (&[3, 2], Some(&[2, 1][..]), &[1, 0], true),
        (&[3], Some(&[2]), &[1], false),
    ] {
        check_gradients(&|x| pool(&x[0], kernel, stride, padding, ceil).0, &[tensor(&[2, 2, 5, 6], 1)]);
        check_gradients(&|x| pool(&x[0], kernel, stride, padding, ceil).0, &[tensor(&[2, 5, 6], 1)]);
    }
    check_gradients(&|x| ops::max_pool1d(&x[0], &[2], None, &[0], &[1], false).unwrap(), &[tensor(&[2, 7], 1)]);
    check_gradients(&|x| ops::max_pool3d(&x[0], &[2], None, &[0], &[1], false).unwrap(), &[tensor(&[2, 4, 3, 4], 1)]);
}

#[test]
fn mistaken_poolings_fail_with_pytorchs_words() {
    let x = tensor(&[1, 1, 3, 3], 1);
    let fails = |x: &Tensor, kernel: &[i64], stride: &[i64], padding: &[i64], words: &str| {
        let error = ops::max_pool2d(x, kernel, Some(stride), padding, &[1], false).unwrap_err();
        assert!(error.message().contains(words), "{} does not say {words}", error.message());
    };
    fails(&x, &[2], &[1], &[-1], "pad must be non-negative");
    fails(&x, &[2], &[1], &[2], "pad should be at most half of effective kernel size");
    fails(&x, &[5], &[5], &[0], "Given input size: (1x3x3). Calculated output size: (1x0x0). Output size is too small");
    fails(&x, &[2, 2, 2], &[1], &[0], "max_pool2d: kernel_size must either be a single int, or a tuple of two ints");
    fails(&x, &[2], &[0], &[0], "stride should not be zero");
    fails(&tensor(&[3, 3], 1), &[2], &[1], &[0], "non-empty 3D or 4D (batch mode) tensor expected for input");
}

#[test]
fn padding_adds_and_cuts_off() {
    let x = Tensor::from_slice(&[1i64, 2, 3, 4, 5, 6], &[2, 3]).unwrap();
    let y = ops::pad_nd(&x, &[-1, 1, 1, 0], "constant", Some(Scalar::Int(9))).unwrap();
    assert_eq!(y.shape(), [3, 3]);
    assert_eq!(y.to_vec::<i64>().unwrap(), [9, 9, 9, 2, 3, 9, 5, 6, 9]);
    let error = ops::constant_pad_nd(&x, &[-4, 0], Scalar::Int(0)).unwrap_err();
    assert_eq!(error.message(), "narrow(): length must be non-negative.");
}

#[test]
fn padding_may_repeat_the_input() {
    let x = Tensor::from_slice(&[1i64, 2, 3], &[1, 1, 3]).unwrap();
    let padded = |pad: [i64; 2], mode: &str| ops::pad_nd(&x, &pad, mode, None).map(|y| y.to_vec::<i64>().unwrap());
    assert_eq!(padded([2, 1], "reflect").unwrap(), [3, 2, 1, 2, 3, 2]);
    assert_eq!(padded([2, 1], "replicate").unwrap(), [1, 1, 1, 2, 3, 3]);
    assert_eq!(padded([2, 1], "circular").unwrap(), [2, 3, 1, 2, 3, 1]);
    assert_eq!(padded([-1, 1], "reflect").unwrap(), [2, 3, 2]);
    assert_eq!(padded([-1, 2], "circular").unwrap(), [2, 3, 2, 3]);
    assert!(padded([3, 0], "reflect").unwrap_err().message().contains("Padding size should be less than"));
    assert!(padded([1, 1], "mirror").unwrap_err().message().contains("Unrecognised padding mode mirror"));
}

#[test]
fn padding_has_gradients_of_every_order() {
    for mode in ["constant", "reflect", "replicate", "circular"] {
        check_gradients(&|x| ops::pad_nd(&x[0], &[1, 2, -1, 2], mode, None).unwrap(), &[tensor(&[2, 4, 3], 1)]);
    }
}
