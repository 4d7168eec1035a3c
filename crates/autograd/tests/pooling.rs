//! Average pooling: PyTorch's divisors and refusals, and gradients of first and second order.

use tapir_autograd::{BackwardOptions, GradcheckOptions, Tensor, grad, gradcheck, gradgradcheck, ops};
use tapir_core::{Complex64, DType, Device, Result};

tapir_mirror::on_start!();

/// 1, 2, 3, … times `scale`.
fn counting(shape: &[usize], scale: f64) -> Tensor {
    let numel: usize = shape.iter().product();
    let values: Vec<f64> = (1..=numel).map(|i| i as f64 * scale).collect();
    Tensor::from_slice(&values, shape).unwrap()
}

/// Kernel, stride, padding, ceil mode, whether the padding counts, and the divisor.
type Numbers<'a> = (&'a [i64], &'a [i64], &'a [i64], bool, bool, Option<i64>);

fn pool(x: &Tensor, (kernel, stride, padding, ceil, counts, divisor): Numbers) -> Result<Tensor> {
    ops::avg_pool2d(x, kernel, Some(stride), padding, ceil, counts, divisor)
}

#[test]
fn windows_are_divided_as_pytorch_counts_their_elements() {
    let x = counting(&[1, 1, 4, 4], 36.0);
    let averages = |numbers: Numbers| pool(&x, numbers).unwrap().to_vec::<f64>().unwrap();
    assert_eq!(averages((&[3], &[2], &[1], false, true, None)), [56.0, 120.0, 228.0, 396.0]);
    assert_eq!(averages((&[3], &[2], &[1], false, false, None)), [126.0, 180.0, 342.0, 396.0]);
    let in_ceil_mode = [56.0, 120.0, 72.0, 228.0, 396.0, 216.0, 162.0, 270.0, 144.0];
    assert_eq!(averages((&[3], &[2], &[1], true, true, None)), in_ceil_mode);
    assert_eq!(averages((&[2], &[], &[0], false, true, Some(-18))), [-28.0, -44.0, -92.0, -108.0]);
}

#[test]
fn integers_wrap_and_truncate() {
    let x = Tensor::from_slice(&[-7i64, 1, 2, 3, 1 << 62, 1 << 62, 1 << 62, 0], &[1, 2, 2, 2]).unwrap();
    let y = ops::avg_pool2d(&x, &[2], None, &[0], false, true, None).unwrap();
    assert_eq!(y.to_vec::<i64>().unwrap(), [0, -(1 << 60)]);
}

#[test]
fn half_precision_sums_in_float32() {
    let x = Tensor::full(&[1, 1, 4, 4], 60000.0, DType::F16, Device::default()).unwrap();
    let y = ops::avg_pool2d(&x, &[4], None, &[0], false, true, None).unwrap();
    assert_eq!(y.item().unwrap().to_f64(), 60000.0);
}

#[test]
fn channels_stay_innermost_in_two_dimensions() {
    let x = ops::permute(&counting(&[2, 4, 4, 3], 1.0), &[0, 3, 1, 2]).unwrap();
    x.set_requires_grad(true).unwrap();
    let y = ops::avg_pool2d(&x, &[2], None, &[0], false, true, None).unwrap();
    assert_eq!(y.strides(), [12, 1, 6, 3]);
    let total = ops::sum(&y, None, false, None).unwrap();
    let gradient =
        grad(&[total], std::slice::from_ref(&x), &[], BackwardOptions::default(), false).unwrap().remove(0).unwrap();
    assert_eq!(gradient.strides(), x.strides());
    assert_eq!(gradient.to_vec::<f64>().unwrap(), [0.25; 96]);
}

#[test]
fn averages_have_gradients_of_every_order() {
    fn check(x: &Tensor, average: impl Fn(&Tensor) -> Result<Tensor>) {
        x.set_requires_grad(true).unwrap();
        // A square, so that the second derivative of a linear function is not 0.
        let square = |x: &[Tensor]| Ok(vec![ops::square(&average(&x[0])?)?]);
        gradcheck(square, std::slice::from_ref(x), &GradcheckOptions::default()).unwrap();
        gradgradcheck(square, std::slice::from_ref(x), None, &GradcheckOptions::default()).unwrap();
    }
    let numbers: [Numbers; 4] = [
        (&[2], &[], &[0], false, true, None),
        (&[3, 2], &[2, 1], &[1, 0], true, true, None),
        (&[3], &[2], &[1], true, false, None),
        (&[1, 3], &[3, 1], &[0, 1], false, true, Some(5)),
    ];
    for numbers in numbers {
        check(&counting(&[2, 2, 5, 4], 0.1), |x| pool(x, numbers));
        check(&counting(&[2, 5, 4], 0.1), |x| pool(x, numbers));
    }
    check(&counting(&[2, 7], 0.1), |x| ops::avg_pool1d(x, &[3], Some(&[2]), &[1], false, false));
    check(&counting(&[1, 2, 3, 4, 3], 0.1), |x| ops::avg_pool3d(x, &[2], Some(&[1]), &[1], true, false, None));
}

#[test]
fn mistaken_averages_fail_with_pytorchs_words() {
    let says = |result: Result<Tensor>, words: &str| assert_eq!(result.unwrap_err().message(), words);
    let plain = |x: &Tensor, kernel: &[i64], stride: &[i64], padding: &[i64]| {
        pool(x, (kernel, stride, padding, false, true, None))
    };
    let x = counting(&[1, 1, 6, 6], 1.0);
    let flat = counting(&[6, 6], 1.0);
    says(plain(&x, &[2; 3], &[], &[0]), "avg_pool2d: kernel_size must either be a single int, or a tuple of two ints");
    says(
        plain(&x, &[2], &[1; 3], &[0]),
        "avg_pool2d: stride must either be omitted, a single int, or a tuple of two ints",
    );
    says(pool(&flat, (&[2], &[0], &[0], false, true, Some(0))), "divisor must be not zero");
    says(plain(&flat, &[2], &[], &[0]), "Dimension out of range (expected to be in range of [-2, 1], but got -3)");
    says(plain(&x, &[2], &[0], &[0]), "stride should not be zero");
    says(plain(&x, &[2, -1], &[2, 3], &[0]), "kernel size should be greater than zero, but got kH: 2 kW: -1");
    says(plain(&x, &[2], &[-3, 2], &[0]), "stride should be greater than zero, but got dH: -3 dW: 2");
    says(
        plain(&x, &[3], &[2], &[2]),
        "pad should be at most half of effective kernel size, but got pad=2, kernel_size=3 and dilation=1",
    );
    says(
        plain(&x, &[7], &[], &[0]),
        "Given input size: (1x6x6). Calculated output size: (1x0x0). Output size is too small",
    );
    says(plain(&x, &[1 << 40], &[], &[0]), "value cannot be converted to type int without overflow");
    says(
        ops::avg_pool1d(&flat, &[9], None, &[0], false, true),
        "Given input size: (6x1x6). Calculated output size: (6x1x0). Output size is too small",
    );
    says(
        ops::avg_pool1d(&flat, &[2, 2], None, &[0], false, true),
        "avg_pool1d() argument 'kernel_size' should contain one int (got 2)",
    );
    let deep = |x: &Tensor, kernel: &[i64]| ops::avg_pool3d(x, kernel, None, &[0], false, true, None);
    says(deep(&x, &[2, 2]), "avg_pool3d: kernel_size must be a single int, or a tuple of three ints");
    says(deep(&x, &[2]), "input image (T: 1 H: 6 W: 6) smaller than kernel size (kT: 2 kH: 2 kW: 2)");
    let of = |dtype| Tensor::ones(&[1, 1, 2, 2], dtype, Device::default()).unwrap();
    says(deep(&of(DType::F16), &[1]), "\"avg_pool3d_out_frame\" not implemented for 'Half'");
    says(plain(&of(DType::I32), &[1], &[], &[0]), "\"avg_pool2d\" not implemented for 'Int'");
    let complex = Tensor::from_slice(&[Complex64::new(1.0, 0.0)], &[1, 1, 1, 1]).unwrap();
    says(plain(&complex, &[1], &[], &[0]), "\"avg_pool2d\" not implemented for 'ComplexDouble'");
}

#[test]
fn empty_batches_have_empty_averages() {
    let x = Tensor::zeros(&[0, 3, 4, 4], DType::F32, Device::default()).unwrap();
    let y = ops::avg_pool2d(&x, &[2], None, &[0], false, true, None).unwrap();
    assert_eq!(y.shape(), [0, 3, 2, 2]);
}
