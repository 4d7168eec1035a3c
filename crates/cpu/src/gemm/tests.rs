//! Products against a naive sum in float64 or int64, over odd sizes, all strides and all dtypes.

use crate::{
    Cpu,
    number::{Number, Truth, dispatch},
};
use proptest::prelude::*;
use tapir_core::{Complex64, DType, Layout, Scalar, f16};
use tapir_ops::{Matmul, MatmulBackend, View, ViewMut};

const SIZES: [usize; 7] = [0, 1, 2, 7, 13, 33, 129];
const DTYPES: [DType; 11] = [
    DType::F32,
    DType::F64,
    DType::F16,
    DType::BF16,
    DType::U8,
    DType::I8,
    DType::I16,
    DType::I32,
    DType::I64,
    DType::C64,
    DType::C128,
];

/// The number as the reference computes with it.
fn parts<T: Number>(x: T) -> (f64, f64) {
    (x.to_f64(), x.imaginary())
}

/// Memory of a tensor `[batch, rows, columns]` and its layout.
#[derive(Clone, Debug)]
struct Tensor<T> {
    memory: Vec<T>,
    layout: Layout,
}

impl<T: Number> Tensor<T> {
    /// Small whole numbers, so that every dtype represents them and their sums are exact in float64.
    fn counting(layout: Layout, seed: usize) -> Tensor<T> {
        let number = |i: usize| ((i * 7919 + seed * 104_729) % 9) as f64 - 4.0;
        let memory =
            (0..layout.required_len()).map(|i| T::from_number(Complex64::new(number(i), number(i + 5)))).collect();
        Tensor { memory, layout }
    }

    fn view(&self) -> View {
        let first = self.memory[self.layout.offset.min(self.memory.len())..].as_ptr();
        // SAFETY: the memory was made for the layout; tests keep the tensor while they use the view.
        unsafe { View::new(first.cast(), T::DTYPE, &self.layout) }
    }

    fn view_mut(&mut self) -> ViewMut {
        let offset = self.layout.offset.min(self.memory.len());
        // SAFETY: as in `view`; tests write a tensor through one view at a time.
        unsafe { ViewMut::new(self.memory[offset..].as_mut_ptr().cast(), T::DTYPE, &self.layout) }
    }

    fn at(&self, index: [usize; 3]) -> (f64, f64) {
        let strides = &self.layout.strides;
        let at: usize = index.iter().zip(strides).map(|(&i, &stride)| i * stride as usize).sum();
        parts(self.memory[self.layout.offset + at])
    }
}

/// Order of the dimensions in memory, gaps between their elements, and whether the batch is broadcast.
#[derive(Clone, Debug)]
struct Strides {
    order: Vec<usize>,
    gaps: Vec<isize>,
    broadcast: bool,
}

impl Strides {
    fn layout(&self, shape: [usize; 3], may_broadcast: bool) -> Layout {
        let mut strides = [0isize; 3];
        let mut next = 1;
        for (&dim, &gap) in self.order.iter().zip(&self.gaps) {
            if dim == 0 && self.broadcast && may_broadcast {
                continue;
            }
            strides[dim] = next * gap;
            next *= gap * shape[dim].max(1) as isize;
        }
        Layout::new(&shape, &strides, 1)
    }
}

fn strides() -> impl Strategy<Value = Strides> {
    let order = prop_oneof![
        2 => Just(vec![2, 1, 0]),
        2 => Just(vec![1, 2, 0]),
        1 => Just(vec![0usize, 1, 2]).prop_shuffle(),
    ];
    let gaps = prop::collection::vec(prop::sample::select(vec![1isize, 1, 1, 1, 3]), 3);
    (order, gaps, any::<bool>()).prop_map(|(order, gaps, broadcast)| Strides { order, gaps, broadcast })
}

#[derive(Clone, Debug)]
struct Case {
    batch: usize,
    m: usize,
    n: usize,
    k: usize,
    a: Strides,
    b: Strides,
    c: Strides,
    alpha: i64,
    beta: i64,
    /// Stride of the bias.
    bias: Option<isize>,
}

fn cases() -> impl Strategy<Value = Case> {
    let size = || prop::sample::select(SIZES.to_vec());
    let sizes = (prop::sample::select(vec![1usize, 1, 2, 3, 0]), size(), size(), size());
    let numbers = (prop::sample::select(vec![1i64, 1, 2]), prop::sample::select(vec![0i64, 1, 3]));
    let bias = prop::option::of(prop::sample::select(vec![0isize, 1, 2]));
    (sizes, strides(), strides(), strides(), numbers, bias).prop_map(
        |((batch, m, n, k), a, b, c, (alpha, beta), bias)| Case { batch, m, n, k, a, b, c, alpha, beta, bias },
    )
}

/// `alpha · a · b + beta · c + bias` of one element, in float64.
fn expected<T: Number>(
    case: &Case,
    a: &Tensor<T>,
    b: &Tensor<T>,
    c: &Tensor<T>,
    bias: &[T],
    at: [usize; 3],
) -> (f64, f64) {
    let [batch, i, j] = at;
    let (mut re, mut im) = (0.0, 0.0);
    for p in 0..case.k {
        let ((x, xi), (y, yi)) = (a.at([batch, i, p]), b.at([batch, p, j]));
        re += x * y - xi * yi;
        im += x * yi + xi * y;
    }
    let (old, old_im) = if case.beta == 0 { (0.0, 0.0) } else { c.at(at) };
    let (shift, shift_im) = case.bias.map_or((0.0, 0.0), |stride| parts(bias[j * stride as usize]));
    let (alpha, beta) = (case.alpha as f64, case.beta as f64);
    (alpha * re + beta * old + shift, alpha * im + beta * old_im + shift_im)
}

fn agrees<T: Number>(case: &Case) -> Result<(), TestCaseError> {
    let a = Tensor::<T>::counting(case.a.layout([case.batch, case.m, case.k], true), 1);
    let b = Tensor::<T>::counting(case.b.layout([case.batch, case.k, case.n], true), 2);
    let before = Tensor::<T>::counting(case.c.layout([case.batch, case.m, case.n], false), 3);
    let mut after = before.clone();
    let stride = case.bias.unwrap_or(0);
    let bias = Tensor::<T>::counting(Layout::new(&[case.n], &[stride], 0), 4);
    let bias_view = bias.view();
    Cpu.matmul(Matmul {
        a: &a.view(),
        b: &b.view(),
        out: &after.view_mut(),
        alpha: Scalar::Int(case.alpha),
        beta: Scalar::Int(case.beta),
        bias: case.bias.map(|_| &bias_view),
    })
    .map_err(|error| TestCaseError::fail(error.to_string()))?;
    for batch in 0..case.batch {
        for i in 0..case.m {
            for j in 0..case.n {
                let (re, im) = expected(case, &a, &b, &before, &bias.memory, [batch, i, j]);
                prop_assert_eq!(
                    after.at([batch, i, j]),
                    parts(T::from_number(Complex64::new(re, im))),
                    "{}: {}, {}, {}",
                    T::DTYPE,
                    batch,
                    i,
                    j
                );
            }
        }
    }
    untouched(&before, &after)
}

/// Gaps between the elements of the output keep what they held.
fn untouched<T: Number>(before: &Tensor<T>, after: &Tensor<T>) -> Result<(), TestCaseError> {
    let mut inside = vec![false; before.memory.len()];
    for i in 0..before.layout.numel() {
        inside[before.layout.position(i)] = true;
    }
    for (i, inside) in inside.into_iter().enumerate() {
        prop_assert!(inside || before.memory[i] == after.memory[i], "wrote into a gap at {}", i);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn float32_products_agree_with_a_naive_sum(case in cases()) {
        agrees::<f32>(&case)?;
    }

    #[test]
    fn products_of_every_dtype_agree_with_a_naive_sum(case in cases(), dtype in prop::sample::select(DTYPES.to_vec())) {
        dispatch!(dtype, T => agrees::<T>(&case)?);
    }
}

fn square(dtype_shape: [usize; 3]) -> Layout {
    Layout::contiguous(&dtype_shape)
}

#[test]
fn long_sums_pass_through_several_packed_blocks() {
    let contiguous = Strides { order: vec![2, 1, 0], gaps: vec![1; 3], broadcast: false };
    let transposed = Strides { order: vec![1, 2, 0], ..contiguous.clone() };
    for (a, b) in [(&contiguous, &contiguous), (&transposed, &contiguous), (&contiguous, &transposed)] {
        let case = Case {
            batch: 1,
            m: 129,
            n: 133,
            k: 1100,
            a: a.clone(),
            b: b.clone(),
            c: contiguous.clone(),
            alpha: 2,
            beta: 3,
            bias: Some(1),
        };
        for dtype in [DType::F32, DType::F64, DType::I16, DType::C64] {
            dispatch!(dtype, T => agrees::<T>(&case).unwrap());
        }
    }
}

#[test]
fn an_empty_sum_with_zero_beta_overwrites_nan() {
    let (a, b) = (Tensor::<f32>::counting(square([1, 3, 0]), 1), Tensor::<f32>::counting(square([1, 0, 5]), 2));
    let mut c = Tensor { memory: vec![f32::NAN; 15], layout: square([1, 3, 5]) };
    Cpu.matmul(Matmul::new(&a.view(), &b.view(), &c.view_mut())).unwrap();
    assert_eq!(c.memory, vec![0.0; 15]);
}

#[test]
fn nan_and_infinity_propagate() {
    let mut a = Tensor::<f32>::counting(square([1, 20, 40]), 1);
    a.memory.fill(1.0);
    let mut b = a.clone();
    b.layout = square([1, 40, 20]);
    a.memory[40] = f32::NAN; // row 1
    b.memory[3] = f32::INFINITY; // column 3
    let mut c = Tensor { memory: vec![0f32; 400], layout: square([1, 20, 20]) };
    Cpu.matmul(Matmul::new(&a.view(), &b.view(), &c.view_mut())).unwrap();
    assert!(c.memory[20..40].iter().all(|x| x.is_nan()));
    assert_eq!(c.memory[3], f32::INFINITY);
    assert_eq!(c.memory[0], 40.0);
}

#[test]
fn halves_are_rounded_once() {
    // 1 + 2048 · 2⁻¹² is 1.5; rounded after every addition it would stay 1.
    let step = f16::from_f32(1.0 / 64.0);
    let mut a = Tensor { memory: vec![step; 2049], layout: square([1, 1, 2049]) };
    a.memory[0] = f16::ONE;
    let mut b = Tensor { memory: vec![step; 2049], layout: square([1, 2049, 1]) };
    b.memory[0] = f16::ONE;
    let mut c = Tensor { memory: vec![f16::ZERO], layout: square([1, 1, 1]) };
    Cpu.matmul(Matmul::new(&a.view(), &b.view(), &c.view_mut())).unwrap();
    assert_eq!(c.memory[0].to_f32(), 1.5);
}

#[test]
fn integers_wrap() {
    let a = Tensor { memory: vec![i8::MAX; 4], layout: square([1, 1, 4]) };
    let b = Tensor { memory: vec![i8::MAX; 4], layout: square([1, 4, 1]) };
    let mut c = Tensor { memory: vec![0i8], layout: square([1, 1, 1]) };
    Cpu.matmul(Matmul::new(&a.view(), &b.view(), &c.view_mut())).unwrap();
    assert_eq!(c.memory[0], 4); // 4 · 127² modulo 256
}

#[test]
fn bool_products_are_refused_as_in_pytorch() {
    let a = Tensor { memory: vec![Truth(1)], layout: square([1, 1, 1]) };
    let mut c = a.clone();
    let error = Cpu.matmul(Matmul::new(&a.view(), &a.view(), &c.view_mut())).unwrap_err();
    assert_eq!(error.message(), "\"addmm_impl_cpu_\" not implemented for 'Bool'");
}

#[test]
fn sizes_that_do_not_fit_are_refused() {
    let (a, b) = (Tensor::<f32>::counting(square([1, 2, 3]), 1), Tensor::<f32>::counting(square([1, 4, 5]), 2));
    let mut c = Tensor::<f32>::counting(square([1, 2, 5]), 3);
    assert!(Cpu.matmul(Matmul::new(&a.view(), &b.view(), &c.view_mut())).is_err());
}
