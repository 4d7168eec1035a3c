//! Random operators from seed 0. The literal numbers are PyTorch 2.13's; after each call one more draw shows that it took
//! as many as PyTorch's.

use std::sync::{Mutex, MutexGuard, PoisonError};
use tapir_autograd::{Tensor, call::Operand, ops};
use tapir_core::{DType, Device, Generator, Result, generator};

tapir_mirror::on_start!();

/// Where the tensors of these tests are.
fn here() -> Device {
    Device::default()
}

fn seeded() -> Generator {
    let generator = generator::for_device(Device::default()).unwrap();
    generator.manual_seed(0).unwrap();
    generator
}

fn doubles(tensor: &Tensor) -> Vec<f64> {
    let wide = Tensor::empty(tensor.shape(), DType::F64, here()).unwrap();
    ops::copy_(&wide, tensor, false).unwrap();
    wide.to_vec().unwrap()
}

/// Runs a call with a fresh generator and compares its values, and the draw after it.
#[track_caller]
fn check<F: FnOnce(Option<Generator>) -> Result<Tensor>>(values: &[f64], next: i64, call: F) {
    let generator = seeded();
    let result = call(Some(generator.clone())).unwrap();
    assert_eq!(doubles(&result)[..values.len()], *values);
    assert_eq!(after(generator), next);
}

fn after(generator: Generator) -> i64 {
    ops::randint(1 << 20, &[], Some(generator), DType::I64, here(), false).unwrap().item().unwrap().to_i64()
}

fn zeros(shape: &[usize], dtype: DType) -> Tensor {
    Tensor::zeros(shape, dtype, here()).unwrap()
}

fn number(value: f64) -> Tensor {
    Tensor::wrapped_number(value.into()).unwrap()
}

/// The process's generator, seeded with 0, for operators that take no other; one test at a time.
fn default_generator() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    generator::default_for(Device::default()).unwrap().manual_seed(0).unwrap();
    turn
}

#[test]
fn uniform_numbers_take_a_word_or_two() {
    let expected = [0.49625658988952637, 0.7682217955589294, 0.08847743272781372, 0.13203048706054688];
    check(&expected, 152315, |g| ops::rand(&[5], g, DType::F32, here(), false));
    let expected = [0.9700530018065531, 0.707819864399788, 0.45938294312745087];
    check(&expected, 882371, |g| ops::rand(&[3], g, DType::F64, here(), false));
    let expected = [0.496337890625, 0.76806640625, 0.0885009765625];
    check(&expected, 117952, |g| ops::rand(&[3], g, DType::F16, here(), false));
    check(&[0.49625658988952637, 0.08847743272781372], 963395, |g| ops::rand(&[2], g, DType::C64, here(), false));
}

#[test]
fn elements_are_filled_in_the_order_of_memory() {
    let expected = [-0.007486820220947266, -0.7359390258789062, 0.5364435911178589, -0.3851543664932251];
    check(&expected, 882371, |g| ops::uniform_(&ops::transpose(&zeros(&[2, 3], DType::F32), 0, 1)?, -1.0, 1.0, g));
}

#[test]
fn a_few_normal_numbers_come_in_pairs() {
    let expected = [1.5409960746765137, -0.293428897857666, -2.1787893772125244, 0.5684312582015991];
    check(&expected, 374564, |g| ops::randn(&[5], g, DType::F32, here(), false));
    check(&[1.0896488428115845, -1.5406367778778076], 304137, |g| ops::randn(&[2], g, DType::C64, here(), false));
}

#[test]
fn the_second_half_of_a_pair_waits_in_the_generator() {
    let generator = seeded();
    let one = |size: &[i64]| doubles(&ops::randn(size, Some(generator.clone()), DType::F32, here(), false).unwrap());
    assert_eq!(one(&[1]), [1.5409960746765137]);
    one(&[16]); // blocks leave it alone
    assert_eq!(one(&[1]), [-0.293428897857666]);
}

#[test]
fn many_normal_numbers_come_in_blocks_of_which_the_last_is_drawn_anew() {
    let expected = [
        -1.1258398294448853,
        -1.6959311962127686,
        0.5666506290435791,
        0.7935083508491516,
        0.5988394618034363,
        -1.5550950765609741,
        -0.3413603901863098,
        1.85300612449646,
        0.46809640526771545,
        -0.5854975581169128,
        -0.1733967512845993,
        0.18347793817520142,
        1.3893661499023438,
        1.586334228515625,
        0.946298360824585,
        -0.843676745891571,
        0.9318265914916992,
    ];
    check(&expected, 332752, |g| ops::randn(&[17], g, DType::F32, here(), false));
    let expected = [-1.125, -1.3515625, -1.6953125, 0.56640625, 0.79296875, 0.59765625, -1.5546875, -0.341796875];
    check(&expected, 854131, |g| ops::randn(&[17], g, DType::BF16, here(), false));
}

#[test]
fn many_normal_doubles_are_within_rounding() {
    let expected = [-2.310411800234176, -0.6332746088675096, -1.2609246557194385, -0.726951062065411];
    let generator = seeded();
    let values =
        ops::randn(&[17], Some(generator.clone()), DType::F64, here(), false).unwrap().to_vec::<f64>().unwrap();
    assert!(values.iter().zip(expected).all(|(value, expected)| (value - expected).abs() < 1e-15));
    assert_eq!(after(generator), 320290);
}

#[test]
fn elements_that_are_not_row_major_are_drawn_in_pairs_however_many() {
    let expected = [1.5409960746765137, -1.3985954523086548, -0.5966353416442871, 0.1227012425661087];
    check(&expected, 441170, |g| ops::normal_(&ops::transpose(&zeros(&[4, 5], DType::F32), 0, 1)?, 0.0, 1.0, g));
}

#[test]
fn normal_numbers_with_tensors_for_parameters_are_scaled_then_shifted() {
    let mean = Tensor::from_slice(&[0.0f32, 10.0, 100.0], &[3]).unwrap();
    let std = Tensor::from_slice(&[1.0f32, 2.0, 3.0], &[3]).unwrap();
    let expected = [1.5409960746765137, 9.413142204284668, 93.46363067626953];
    check(&expected, 304137, |g| ops::normal(&mean, &std, g));
}

#[test]
fn integers_are_draws_modulo_their_number() {
    check(&[4.0, 9.0, 3.0, 0.0, 3.0, 9.0], 882371, |g| ops::randint(10, &[6], g, DType::I64, here(), false));
    let wide = [-358231004625.0, -593374360384.0, 291447657211.0];
    check(&wide, 882371, |g| ops::randint_between(-(1 << 40), 1 << 40, &[3], g, DType::I64, here(), false));
}

#[test]
fn without_bounds_integers_fill_the_dtype() {
    check(&[172.0, 47.0, 117.0, 192.0, 67.0], 152315, |g| ops::random_(&zeros(&[5], DType::U8), g));
    check(&[8325664.0, 12888472.0, 1484222.0], 117952, |g| ops::random_(&zeros(&[3], DType::F32), g));
    let generator = seeded();
    let values = ops::random_(&zeros(&[2], DType::I64), Some(generator)).unwrap().to_vec::<i64>().unwrap();
    assert_eq!(values, [900450186894289455, 3969543146641149120]);
    let all = ops::random_between(&zeros(&[2], DType::I64), i64::MIN, None, Some(seeded())).unwrap();
    assert_eq!(all.to_vec::<i64>().unwrap(), [-8322921849960486353, -5253828890213626688]);
}

#[test]
fn bounds_that_a_floating_dtype_lacks_move_inwards() {
    let expected = [56.0, 57.0, 215.0, 252.0, 79.0, 15.0]; // from 0 to 257
    check(&expected, 882371, |g| ops::random_to(&zeros(&[6], DType::BF16), 260, g));
    check(&[16777216.0; 3], 117952, |g| {
        ops::random_between(&zeros(&[3], DType::F32), (1 << 24) + 1, Some((1 << 24) + 2), g)
    });
}

#[test]
fn a_permutation_is_shuffled_from_the_front() {
    let expected = [4.0, 1.0, 7.0, 5.0, 3.0, 9.0, 0.0, 8.0, 6.0, 2.0];
    check(&expected, 122579, |g| ops::randperm(10, g, DType::I64, here(), false));
    check(&expected, 122579, |g| ops::randperm(10, g, DType::F16, here(), false));
}

#[test]
fn successes_take_two_words_unless_a_float32_tensor_gives_the_probability() {
    let two = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0];
    check(&two, 170584, |g| ops::bernoulli_(&zeros(&[8], DType::F32), Some(Operand(&number(0.3))), g));
    check(&two, 170584, |g| ops::bernoulli_of_number(&zeros(&[8], DType::I64), 0.3, g));
    check(&two, 170584, |g| ops::bernoulli(&Tensor::full(&[8], 0.3, DType::F64, here())?, g));
    let one = [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    check(&one, 304137, |g| ops::bernoulli(&Tensor::full(&[8], 0.3, DType::F32, here())?, g));
}

#[test]
fn other_distributions_are_inverted_in_float64() {
    let values = [1.754163146018982, 0.6151923537254333, 0.3075220584869385];
    check(&values, 882371, |g| ops::exponential_(&zeros(&[3], DType::F32), 2.0, g));
    let values = [22.195459365844727, 2.5295345783233643, 0.743401288986206];
    check(&values, 882371, |g| ops::cauchy_(&zeros(&[3], DType::F32), 1.0, 2.0, g));
    check(&[1.0, 1.0, 3.0, 1.0, 2.0], 610581, |g| ops::geometric_(&zeros(&[5], DType::I64), 0.3, g));
    let values = [2.160842180252075, 0.863540530204773, 0.33642005920410156];
    check(&values, 304137, |g| ops::log_normal_(&zeros(&[3], DType::F32), 0.0, 0.5, g));
    let rates = Tensor::from_slice(&[0.0f32, 2.0, 30.0, 300.0], &[4]).unwrap();
    check(&[0.0, 6.0, 27.0, 289.0], 370775, |g| ops::poisson(&rates, g));
}

#[test]
fn categories_are_drawn_with_and_without_replacement() {
    let weights = Tensor::from_slice(&[0.1f32, 0.2, 0.3, 0.4], &[4]).unwrap();
    check(&[2.0, 1.0, 3.0], 304137, |g| ops::multinomial(&weights, 3, false, g));
    let rows = Tensor::from_slice(&[0.1f32, 0.2, 0.3, 0.4, 1.0, 0.0, 0.0, 0.0], &[2, 4]).unwrap();
    check(&[3.0, 3.0, 2.0, 3.0, 0.0, 0.0, 0.0, 0.0], 170584, |g| ops::multinomial(&rows, 4, true, g));
}

#[test]
fn a_randomised_slope_is_drawn_for_what_is_not_positive() {
    let input = Tensor::from_slice(&[-1.0f32, 2.0, -3.0], &[3]).unwrap();
    let expected = [-0.3270943760871887, 2.0, -0.8173874616622925];
    check(&expected, 963395, |g| ops::rrelu(&input, 1.0 / 8.0, 1.0 / 3.0, true, false, g));
}

#[test]
fn dropout_draws_for_elements_or_channels() {
    let _turn = default_generator();
    let kept = 1.4285714626312256;
    let ones = Tensor::ones(&[8], DType::F32, here()).unwrap();
    let dropped = ops::dropout(&ones, 0.3, true, false).unwrap();
    assert_eq!(doubles(&dropped), [0.0, 0.0, kept, 0.0, kept, 0.0, kept, kept]);
    generator::default_for(Device::default()).unwrap().manual_seed(0).unwrap();
    let channels = ops::dropout2d(&Tensor::ones(&[2, 3, 1, 2], DType::F32, here()).unwrap(), 0.5, true, false).unwrap();
    assert_eq!(doubles(&channels), [0.0, 0.0, 0.0, 0.0, 2.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    generator::default_for(Device::default()).unwrap().manual_seed(0).unwrap();
    let six = Tensor::ones(&[6], DType::F32, here()).unwrap();
    let (low, high) = (-1.059548258781433, 1.315044641494751);
    assert_eq!(doubles(&ops::alpha_dropout(&six, 0.3, true, false).unwrap()), [low, low, high, low, high, low]);
}

#[test]
fn a_hard_gumbel_sample_is_one_hot() {
    let _turn = default_generator();
    let sample = ops::gumbel_softmax(&zeros(&[1, 4], DType::F32), 1.0, true, 1e-10, -1).unwrap();
    assert_eq!(doubles(&sample), [0.0, 0.0, 1.0, 0.0]);
}

#[test]
fn dropout_without_training_or_probability_is_the_input_itself() {
    let x = Tensor::ones(&[4], DType::F32, here()).unwrap();
    assert!(ops::dropout(&x, 0.5, false, false).unwrap().same(&x));
    assert!(ops::dropout(&x, 0.0, true, false).unwrap().same(&x));
    assert_eq!(doubles(&ops::dropout(&x, 1.0, true, false).unwrap()), [0.0; 4]);
}

#[test]
fn empty_tensors_take_no_draw() {
    check(&[], 985772, |g| {
        ops::rand(&[0, 3], g.clone(), DType::F32, here(), false).and(ops::randn(&[0], g, DType::F32, here(), false))
    });
}
