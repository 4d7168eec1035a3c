//! Devices that are not the CPU: what is checked, what crosses, and what comes late. The mirrors play `cuda:0` and `cuda:1`.

use std::process::Command;
use tapir_autograd::{BackwardOptions, GradMode, Tensor, backward, call::Operand, ops, synchronize};
use tapir_core::{
    DType, Device, ErrorKind, Generator, Result, Scalar,
    generator::{default_for, for_device, manual_seed_all},
};
use tapir_mirror::waits;

const GPU: Device = Device::Cuda(0);
const OTHER: Device = Device::Cuda(1);

fn on(device: Device, values: &[f32], shape: &[usize]) -> Tensor {
    tapir_mirror::install(Device::Cpu);
    Tensor::from_slice_on(values, shape, device).unwrap()
}

fn counting(device: Device, shape: &[usize]) -> Tensor {
    let count: usize = shape.iter().product();
    on(device, &(0..count).map(|k| k as f32 - 3.0).collect::<Vec<_>>(), shape)
}

fn moved(tensor: &Tensor, device: Device) -> Tensor {
    ops::to_device(tensor, device, None, false, false).unwrap()
}

fn values(tensor: &Tensor) -> Vec<f32> {
    tensor.to_vec().unwrap()
}

#[test]
fn a_device_gives_the_values_of_the_cpu() {
    let (x, w) = (counting(Device::Cpu, &[4, 6]), counting(Device::Cpu, &[6, 3]));
    let network = |x: &Tensor, w: &Tensor| -> Result<Tensor> {
        let y = ops::matmul(&x.tanh()?, w)?.transpose(0, 1)?;
        (&ops::softmax(&y, -1, None)? * &y)?.sum(Some(&[0]), true, None)
    };
    let near = network(&x, &w).unwrap();
    let far = network(&moved(&x, GPU), &moved(&w, GPU)).unwrap();
    assert_eq!((far.device(), values(&far)), (GPU, values(&near)));
}

#[test]
fn operands_on_two_devices_are_refused() {
    let (near, far, other) = (counting(Device::Cpu, &[2, 2]), counting(GPU, &[2, 2]), counting(OTHER, &[2, 2]));
    let said = |a: Device, b: Device| {
        format!("Expected all tensors to be on the same device, but found at least two devices, {a} and {b}!")
    };
    let cases: [(Result<Tensor>, Device, Device); 6] = [
        (ops::add(&far, &near), GPU, Device::Cpu),
        (ops::mul(&far, &other), GPU, OTHER),
        (ops::matmul(&near, &far), Device::Cpu, GPU),
        (ops::cat(&[far.clone(), other.clone()], 0), GPU, OTHER),
        (ops::add_in_place(&near, &far).map(|()| near.clone()), Device::Cpu, GPU),
        (ops::gather(&far, 0, &Tensor::zeros(&[1, 1], DType::I64, Device::Cpu).unwrap(), false), GPU, Device::Cpu),
    ];
    for (result, a, b) in cases {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Device, said(a, b).as_str()));
    }
    assert_eq!(values(&near), [-3.0, -2.0, -1.0, 0.0]);
}

#[test]
fn a_number_in_main_memory_takes_part_by_its_value() {
    let x = counting(GPU, &[3]);
    for number in [on(Device::Cpu, &[2.0], &[]), Tensor::wrapped_number(Scalar::Int(2)).unwrap()] {
        for product in [ops::mul(&x, &number).unwrap(), ops::mul(&number, &x).unwrap()] {
            assert_eq!((product.device(), values(&product)), (GPU, vec![-6.0, -4.0, -2.0]));
        }
    }
    let single = on(GPU, &[5.0], &[]);
    let sum = ops::add(&on(Device::Cpu, &[2.0], &[]), &single).unwrap();
    assert_eq!((sum.device(), values(&sum)), (GPU, vec![7.0]));
    ops::add_in_place(&x, &on(Device::Cpu, &[1.0], &[])).unwrap();
    assert_eq!(values(&x), [-2.0, -1.0, 0.0]);
}

#[test]
fn a_number_in_main_memory_gets_its_gradient_there() {
    let (x, number) = (counting(GPU, &[3]), on(Device::Cpu, &[2.0], &[]));
    number.set_requires_grad(true).unwrap();
    let y = ops::mul(&x, &number).unwrap().sum(None, false, None).unwrap();
    backward(&[y], &[], None, BackwardOptions::default()).unwrap();
    let grad = number.grad().unwrap();
    assert_eq!((grad.device(), values(&grad)), (Device::Cpu, vec![-6.0]));
}

#[test]
fn gradients_come_back_to_where_their_tensor_is() {
    for (from, to) in [(Device::Cpu, GPU), (GPU, Device::Cpu), (GPU, OTHER)] {
        let x = counting(from, &[2, 3]);
        x.set_requires_grad(true).unwrap();
        let far = ops::to_device(&x.transpose(0, 1).unwrap(), to, Some(DType::F64), false, false).unwrap();
        assert_eq!((far.device(), far.dtype()), (to, DType::F64));
        let y = ops::mul(&far, &far).unwrap().sum(None, false, None).unwrap();
        backward(&[y], &[], None, BackwardOptions::default()).unwrap();
        let grad = x.grad().unwrap();
        assert_eq!((grad.device(), grad.dtype()), (from, DType::F32));
        assert_eq!(values(&grad), [-6.0, -4.0, -2.0, 0.0, 2.0, 4.0]);
    }
}

#[test]
fn a_copy_into_a_tensor_crosses_devices() {
    for (from, to) in [(Device::Cpu, GPU), (GPU, Device::Cpu), (OTHER, GPU)] {
        let source = counting(from, &[3]);
        source.set_requires_grad(true).unwrap();
        let target = Tensor::zeros(&[2, 3], DType::F64, to).unwrap();
        ops::copy_(&target, &source, false).unwrap();
        assert_eq!(target.to_vec::<f64>().unwrap(), [-3.0, -2.0, -1.0, -3.0, -2.0, -1.0]);
        backward(&[target.sum(None, false, None).unwrap()], &[], None, BackwardOptions::default()).unwrap();
        let grad = source.grad().unwrap();
        assert_eq!((grad.device(), values(&grad)), (from, vec![2.0, 2.0, 2.0]));
    }
}

#[test]
fn indices_may_be_in_main_memory() {
    let x = counting(GPU, &[4, 2]);
    let places = Tensor::from_slice_on(&[3i64, 0], &[2], Device::Cpu).unwrap();
    let target = ops::index_put((&x).into(), &[Some(places)], &on(Device::Cpu, &[9.0], &[]), false).unwrap();
    assert_eq!((target.device(), values(&target)), (GPU, vec![9.0, 9.0, -1.0, 0.0, 1.0, 2.0, 9.0, 9.0]));
}

#[test]
fn what_depends_on_values_is_complained_of_later() {
    let x = counting(GPU, &[3]);
    let wrong = Tensor::from_slice_on(&[7i64], &[1], GPU).unwrap();
    let complain = || ops::index_select(&x, 0, &wrong).expect("nobody has looked at the index yet");
    let expect_late = |error: tapir_core::Error| assert_eq!(error.kind(), ErrorKind::Index, "{error}");
    complain();
    expect_late(ops::exp(&x).unwrap_err());
    assert!(ops::exp(&x).is_ok(), "once, and the device works on");
    complain();
    expect_late(synchronize(GPU).unwrap_err());
    let selected = complain();
    expect_late(selected.to_vec::<f32>().unwrap_err());
    let integers = Tensor::from_slice_on(&[1i64, 0], &[2], GPU).unwrap();
    let late = integers.fmod(Operand(&integers)).map(drop).and_then(|()| synchronize(GPU));
    assert_eq!(late.unwrap_err().message(), "ZeroDivisionError");
    assert!(synchronize(GPU).is_ok());
}

#[test]
fn elements_arrive_later_as_they_were() {
    let x = counting(GPU, &[2, 3]);
    let expected = x.to_vec::<f32>().unwrap();
    let mut arrived = vec![0f32; 6];
    let before = waits();
    // SAFETY: the vector has room, and is looked at after the wait.
    let arrival = unsafe { ops::t(&x).unwrap().copy_later(arrived.as_mut_ptr().cast()) }.unwrap();
    ops::zero_(&x).unwrap();
    drop(x);
    assert_eq!(waits(), before);
    std::thread::spawn(move || arrival().unwrap()).join().unwrap();
    assert_eq!(arrived, [0, 3, 1, 4, 2, 5].map(|place| expected[place]));
}

#[test]
fn a_training_step_waits_for_nothing() {
    let generator = for_device(GPU).unwrap_or_else(|_| {
        tapir_mirror::install(Device::Cpu);
        for_device(GPU).unwrap()
    });
    let parameter = |shape: &[i64]| ops::randn(shape, Some(generator.clone()), DType::F32, GPU, true).unwrap();
    let (table, weight, bias) = (parameter(&[10, 4]), parameter(&[3, 4]), parameter(&[3]));
    let words = Tensor::from_slice_on(&[1i64, 5, 9, 5], &[4], GPU).unwrap();
    let classes = Tensor::from_slice_on(&[0i64, 2, 1, 2], &[4], GPU).unwrap();
    let before = waits();
    for _ in 0..3 {
        let h = ops::embedding(&words, &table, None, Some(1.0), 2.0, false, false).unwrap();
        let h = ops::dropout(&ops::gelu(&h, "none").unwrap(), 0.5, true, false).unwrap();
        let scores = ops::linear(&h, &weight, Some(&bias)).unwrap();
        let loss = ops::cross_entropy(&scores, &classes, None, None, -100, None, "mean", 0.1).unwrap();
        let odds = ops::sigmoid(&scores).unwrap();
        let target = Tensor::zeros(odds.shape(), DType::F32, GPU).unwrap();
        let loss =
            ops::add(&loss, &ops::binary_cross_entropy(&odds, &target, None, None, None, "mean").unwrap()).unwrap();
        backward(&[loss], &[], None, BackwardOptions::default()).unwrap();
        let _guard = GradMode::set(false);
        for tensor in [&table, &weight, &bias] {
            ops::copy_(tensor, &(tensor - (&tensor.grad().unwrap() * 0.1).unwrap()).unwrap(), false).unwrap();
        }
    }
    assert_eq!(waits(), before);
    assert!(values(&weight).iter().all(|value| value.is_finite()));
}

#[test]
fn a_device_without_a_kernel_for_a_loss_puts_it_together() {
    let scores = counting(GPU, &[2, 4, 3]).sin().unwrap();
    let classes = Tensor::from_slice_on(&[0i64, 3, 1, 2, -100, 1], &[2, 3], GPU).unwrap();
    let weight = on(GPU, &[1.0, 0.5, 2.0, 0.25], &[4]);
    for (weight, reduction) in [(None, "mean"), (Some(&weight), "mean"), (Some(&weight), "sum"), (None, "none")] {
        let mut results = Vec::new();
        for offers in [true, false] {
            tapir_mirror::offer_fusions(offers);
            let scores = ops::mul_scalar(&scores, 1).unwrap().detach();
            scores.set_requires_grad(true).unwrap();
            let loss = ops::cross_entropy(&scores, &classes, weight, None, -100, None, reduction, 0.0).unwrap();
            backward(&[loss.sum(None, false, None).unwrap()], &[], None, BackwardOptions::default()).unwrap();
            results.push(values(&loss).into_iter().chain(values(&scores.grad().unwrap())).collect::<Vec<f32>>());
        }
        tapir_mirror::offer_fusions(true);
        let near = |(a, b): (&f32, &f32)| (a - b).abs() < 1e-6;
        assert!(results[0].iter().zip(&results[1]).all(near), "{reduction}: {results:?}");
    }
}

#[test]
fn memory_that_a_device_does_not_have_is_an_error_and_nothing_is_lost() {
    let held = counting(OTHER, &[64]);
    let memory = OTHER.memory().unwrap();
    let total = memory.stats().total;
    tapir_mirror::set_capacity(1, 1 << 20);
    let error = Tensor::zeros(&[1 << 20], DType::F32, OTHER).unwrap_err();
    tapir_mirror::set_capacity(1, total);
    assert_eq!(error.kind(), ErrorKind::Memory);
    assert!(error.message().starts_with("CUDA out of memory. Tried to allocate 4194304 bytes"), "{error}");
    assert_eq!(values(&held)[63], 60.0);
    let live = memory.stats().live;
    let large = Tensor::zeros(&[1 << 20], DType::F32, OTHER).unwrap();
    assert!(memory.stats().live >= live + (4 << 20));
    drop(large);
}

#[test]
fn equal_seeds_give_equal_draws_on_every_device() {
    tapir_mirror::install(Device::Cpu);
    let draw = |device: Device, generator: Option<Generator>| {
        values(&ops::rand(&[5], generator, DType::F32, device, false).unwrap())
    };
    let seeded = |device: Device| {
        let generator = for_device(device).unwrap();
        generator.manual_seed(7).unwrap();
        generator
    };
    assert_eq!(draw(GPU, Some(seeded(GPU))), draw(Device::Cpu, Some(seeded(Device::Cpu))));
    let error = ops::rand(&[5], Some(seeded(Device::Cpu)), DType::F32, GPU, false).unwrap_err();
    assert_eq!(error.message(), "Expected a 'cuda' device type for generator but found 'cpu'");
    manual_seed_all(3).unwrap();
    assert_eq!(default_for(GPU).unwrap().initial_seed(), 3);
    assert_eq!(default_for(GPU).unwrap().device(), GPU);
}

#[test]
fn a_device_that_is_not_there_is_refused() {
    tapir_mirror::install(Device::Cpu);
    let error = Tensor::zeros(&[1], DType::F32, Device::Cuda(2)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Device);
    assert!(error.message().starts_with("CUDA error: invalid device ordinal"), "{error}");
}

/// Run by the next test in a process of its own.
#[test]
fn reads_what_is_on_a_device() {
    if std::env::var_os("TAPIR_FORGETS").is_some() {
        let x = counting(GPU, &[4]);
        // SAFETY: there is nothing at that address, which is what is to be seen.
        let value = unsafe { x.storage().as_ptr().read_volatile() };
        std::hint::black_box(value);
    }
}

#[cfg(unix)]
#[test]
fn a_forgotten_read_is_a_crash_that_says_where() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "reads_what_is_on_a_device", "--nocapture"])
        .env("TAPIR_FORGETS", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(said.contains("a mirror was read or written by the host"), "{said}");
    assert!(said.contains("reads_what_is_on_a_device"), "{said}");
}
