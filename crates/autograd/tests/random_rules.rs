//! What random operators refuse, and what they tell autograd.

use tapir_autograd::{BackwardOptions, GradMode, Tensor, backward, call::Operand, ops};
use tapir_core::{DType, Device, ErrorKind, Generator, Result, generator};

tapir_mirror::on_start!();

/// Where the tensors of these tests are.
fn here() -> Device {
    Device::default()
}

fn zeros(dtype: DType) -> Tensor {
    Tensor::zeros(&[3], dtype, here()).unwrap()
}

fn leaf(value: f32) -> Tensor {
    let tensor = Tensor::from_slice(&[value; 4], &[4]).unwrap();
    tensor.set_requires_grad(true).unwrap();
    tensor
}

fn generator() -> Option<Generator> {
    Some(generator::for_device(Device::default()).unwrap())
}

fn backward_of(result: &Tensor) {
    let sum = ops::sum(result, None, false, None).unwrap();
    backward(&[sum], &[], None, BackwardOptions { retain_graph: false, create_graph: false }).unwrap();
}

fn gradient(tensor: &Tensor) -> Vec<f32> {
    tensor.grad().expect("a gradient").to_vec().unwrap()
}

#[track_caller]
fn refused(result: Result<Tensor>, kind: ErrorKind, message: &str) {
    let error = result.map(|_| ()).unwrap_err();
    assert_eq!((error.message(), error.kind()), (message, kind));
}

#[test]
fn parameters_outside_their_range_are_refused() {
    use ErrorKind::Value;
    let x = &zeros(DType::F32);
    let message = "uniform_ expects to return a [from, to) range, but found from=3 > to=-1";
    refused(ops::uniform_(x, 3.0, -1.0, None), Value, message);
    refused(ops::uniform_(x, -1e39, 0.0, None), Value, "from is out of bounds for float");
    refused(ops::normal_(x, 0.0, -0.25, None), Value, "normal expects std >= 0.0, but found std -0.25");
    refused(ops::exponential_(x, 0.0, None), Value, "exponential_ expects lambda > 0.0, but found lambda=0");
    refused(ops::cauchy_(x, 0.0, 0.0, None), Value, "cauchy_ expects sigma > 0.0, but found sigma=0");
    refused(ops::log_normal_(x, 0.0, 0.0, None), Value, "log_normal_ expects std > 0.0, but found std=0");
    refused(ops::geometric_(x, 1.0, None), Value, "geometric_ expects p to be in (0, 1), but got p=1");
    let p = Tensor::wrapped_number(1.5.into()).unwrap();
    let message = "bernoulli_ expects p to be in [0, 1], but got p=1.5";
    refused(ops::bernoulli_(x, Some(Operand(&p)), None), Value, message);
    let p = Tensor::from_slice(&[f32::NAN], &[1]).unwrap();
    refused(ops::bernoulli(&p, None), Value, "Expected p_in >= 0 && p_in <= 1 to be true, but got false.");
    let message = "dropout probability has to be between 0 and 1, but got 1.5";
    refused(ops::dropout(x, 1.5, true, false), Value, message);
}

#[test]
fn ranges_of_integers_must_hold_some_and_fit_the_dtype() {
    use ErrorKind::Value;
    let message = "random_ expects 'from' to be less than 'to', but got from=3 >= to=3";
    refused(ops::random_between(&zeros(DType::I64), 3, Some(3), None), Value, message);
    let between = |dtype, from, to| ops::random_between(&zeros(dtype), from, Some(to), None);
    refused(between(DType::U8, 0, 300), Value, "to - 1 is out of bounds for unsigned char");
    refused(between(DType::I8, -200, 3), Value, "from is out of bounds for signed char");
    refused(between(DType::F16, 0, 1 << 40), Value, "to - 1 is out of bounds for c10::Half");
    refused(
        ops::randperm(300, None, DType::U8, here(), false),
        Value,
        "value cannot be converted to type uint8_t without overflow",
    );
    refused(
        ops::randperm(2050, None, DType::F16, here(), false),
        Value,
        "n cannot be greater than 2049 for Half type.",
    );
    refused(
        ops::randperm(-1, None, DType::I64, here(), false),
        ErrorKind::Shape,
        "Trying to create tensor with negative dimension -1: [-1]",
    );
}

#[test]
fn dtypes_without_the_distribution_are_refused() {
    let x = &zeros(DType::I64);
    let refused = |result, message| refused(result, ErrorKind::DType, message);
    refused(ops::uniform_(x, 0.0, 1.0, None), "\"check_uniform_bounds\" not implemented for 'Long'");
    refused(ops::normal_(x, 0.0, 1.0, None), "\"normal_kernel_cpu\" not implemented for 'Long'");
    refused(ops::rand(&[2], None, DType::Bool, here(), false), "\"check_uniform_bounds\" not implemented for 'Bool'");
    refused(
        ops::log_normal_(&zeros(DType::C64), 0.0, 1.0, None),
        "\"log_normal_cpu\" not implemented for 'ComplexFloat'",
    );
    refused(ops::geometric_(&zeros(DType::Bool), 0.5, None), "\"geometric_cpu\" not implemented for 'Bool'");
    refused(ops::bernoulli(x, None), "\"bernoulli_tensor_cpu_p_\" not implemented for 'Long'");
    refused(ops::random_(&zeros(DType::U16), None), "\"random_kernel_cpu\" not implemented for 'UInt16'");
    refused(
        ops::exponential_(x, 1.0, None),
        "Exponential distribution is a continuous probability distribution. dtype must be a floating point but you specified Long",
    );
    refused(ops::dropout(x, 0.5, true, false), "result type Float can't be cast to the desired output type Long");
}

#[test]
fn weights_of_categories_must_make_a_distribution() {
    use ErrorKind::Value;
    let draw = |weights: &[f32], samples, replacement| {
        ops::multinomial(&Tensor::from_slice(weights, &[weights.len()])?, samples, replacement, None)
    };
    let invalid = "probability tensor contains either `inf`, `nan` or element < 0";
    for bad in [f32::INFINITY, f32::NAN, -1.0] {
        refused(draw(&[1.0, bad, 1.0], 2, false), Value, invalid);
    }
    let message = "invalid multinomial distribution (encountering probability entry < 0)";
    refused(draw(&[-1.0, 1.0], 2, true), Value, message);
    refused(draw(&[f32::NAN, 1.0], 2, true), Value, message);
    let message = "invalid multinomial distribution (sum of probabilities <= 0)";
    refused(draw(&[0.0, 0.0], 2, true), Value, message);
    refused(draw(&[0.0, 0.0], 1, false), Value, message);
    refused(draw(&[1.0, 0.0], 0, false), Value, "cannot sample n_sample <= 0 samples");
    let message = "cannot sample n_sample > prob_dist.size(-1) samples without replacement";
    refused(draw(&[1.0, 0.0], 3, false), Value, message);
}

#[test]
fn a_leaf_that_requires_grad_is_overwritten_only_without_grad_mode() {
    let x = leaf(1.0);
    let message = "a leaf Variable that requires grad is being used in an in-place operation.";
    refused(ops::normal_(&x, 0.0, 1.0, generator()), ErrorKind::Autograd, message);
    let _mode = GradMode::set(false);
    assert!(ops::normal_(&x, 5.0, 0.0, generator()).is_ok());
    assert_eq!(x.to_vec::<f32>().unwrap(), [5.0; 4]);
    assert_eq!(x.version(), 1);
}

#[test]
fn overwritten_elements_have_a_gradient_of_zero() {
    let overwrite: [fn(&Tensor) -> Result<Tensor>; 6] = [
        |y| ops::normal_(y, 0.0, 1.0, generator()),
        |y| ops::uniform_(y, 0.0, 1.0, generator()),
        |y| ops::bernoulli_(y, None, generator()),
        |y| ops::random_(y, generator()),
        |y| ops::zero_(y),
        |y| ops::fill_(y, Operand(&Tensor::wrapped_number(2.into())?)),
    ];
    for write in overwrite {
        let x = leaf(1.0);
        let y = ops::clone(&x).unwrap();
        write(&y).unwrap();
        backward_of(&y);
        assert_eq!(gradient(&x), [0.0; 4]);
    }
}

#[test]
fn draws_do_not_depend_smoothly_on_their_parameters() {
    let draw: [fn(&Tensor) -> Result<Tensor>; 5] = [
        |p| ops::bernoulli(p, generator()),
        |p| ops::poisson(p, generator()),
        |p| ops::normal(p, p, generator()),
        |p| ops::normal_of_means(p, 1.0, generator()),
        |p| ops::normal_of_deviations(1.0, p, generator()),
    ];
    for call in draw {
        let p = leaf(0.5);
        let result = call(&p).unwrap();
        assert!(result.requires_grad());
        backward_of(&result);
        assert_eq!(gradient(&p), [0.0; 4]);
    }
    assert!(!ops::multinomial(&leaf(0.5), 2, false, generator()).unwrap().requires_grad());
    assert!(!ops::rand_like(&leaf(0.5), generator(), None, false).unwrap().requires_grad());
}

#[test]
fn the_gradient_of_dropout_is_scaled_where_elements_stayed() {
    let x = leaf(3.0);
    let y = ops::dropout(&x, 0.5, true, false).unwrap();
    backward_of(&y);
    let expected: Vec<f32> = y.to_vec::<f32>().unwrap().iter().map(|value| value / 3.0).collect();
    assert_eq!(gradient(&x), expected);
}

#[test]
fn dropout_in_place_writes_its_input() {
    let x = Tensor::ones(&[64], DType::F32, here()).unwrap();
    let y = ops::dropout(&x, 0.5, true, true).unwrap();
    assert!(y.same(&x));
    assert!(x.to_vec::<f32>().unwrap().iter().all(|&value| value == 0.0 || value == 2.0));
    let channels = Tensor::ones(&[8, 5], DType::F32, here()).unwrap();
    assert!(ops::dropout1d(&channels, 0.5, true, true).unwrap().same(&channels));
    assert_eq!(channels.version(), 1);
}

#[test]
fn the_gradient_of_a_hard_gumbel_sample_is_that_of_the_soft_one() {
    let x = leaf(0.0);
    let sample = ops::gumbel_softmax(&x, 1.0, true, 1e-10, -1).unwrap();
    backward_of(&ops::mul(&sample, &Tensor::from_slice(&[1.0f32, 2.0, 3.0, 4.0], &[4]).unwrap()).unwrap());
    assert!(gradient(&x).iter().any(|&value| value != 0.0));
}

#[test]
fn a_new_tensor_can_require_grad() {
    assert!(ops::rand(&[2], None, DType::F32, here(), true).unwrap().requires_grad());
    let error = ops::randint(3, &[2], None, DType::I64, here(), true).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Autograd);
}
