//! Convolutions against sums taken term by term, in any layout.

use crate::{
    CPU,
    testing::{Block, layouts},
};
use proptest::prelude::*;
use tapir_core::{DType, Layout};
use tapir_ops::{Convolution, ConvolutionBackend, View};

/// A convolution with the shapes it has.
#[derive(Clone, Debug)]
struct Case {
    stride: Vec<usize>,
    padding: Vec<usize>,
    dilation: Vec<usize>,
    groups: usize,
    input: Vec<usize>,
    weight: Vec<usize>,
    output: Vec<usize>,
}

impl Case {
    /// Sizes per group and per dimension: input, kernel, stride, padding, dilation. `None` if no window fits.
    fn new(batch: usize, groups: usize, channels: [usize; 2], dims: &[[usize; 5]]) -> Option<Case> {
        let of = |i: usize| dims.iter().map(|dim| dim[i]).collect::<Vec<_>>();
        let size = |&[size, kernel, stride, padding, dilation]: &[usize; 5]| {
            Some((size + 2 * padding).checked_sub(dilation * (kernel - 1) + 1)? / stride + 1)
        };
        let sizes: Option<Vec<usize>> = dims.iter().map(size).collect();
        Some(Case {
            stride: of(2),
            padding: of(3),
            dilation: of(4),
            groups,
            input: [vec![batch, groups * channels[0]], of(0)].concat(),
            weight: [vec![groups * channels[1], channels[0]], of(1)].concat(),
            output: [vec![batch, groups * channels[1]], sizes?].concat(),
        })
    }

    fn how(&self) -> Convolution<'_> {
        Convolution { stride: &self.stride, padding: &self.padding, dilation: &self.dilation, groups: self.groups }
    }

    /// Calls `term` with the row-major positions of every output element, weight and input element that meet.
    fn terms(&self, mut term: impl FnMut(usize, usize, usize)) {
        let (output, weight) = (Layout::contiguous(&self.output), Layout::contiguous(&self.weight));
        let input = Layout::contiguous(&self.input);
        let index = |layout: &Layout, mut position: usize| {
            let mut index = vec![0; layout.rank()];
            for dim in (0..layout.rank()).rev() {
                index[dim] = position % layout.shape[dim];
                position /= layout.shape[dim];
            }
            index
        };
        let rows = self.weight[0] / self.groups;
        for y in 0..output.numel() {
            let at = index(&output, y);
            for w in 0..weight.numel() / self.weight[0] {
                let tap = index(&weight, w);
                let mut x = at[0] * input.strides[0] as usize;
                x += (at[1] / rows * self.weight[1] + tap[1]) * input.strides[1] as usize;
                let inside = (0..self.stride.len()).all(|dim| {
                    let place = at[dim + 2] * self.stride[dim] + tap[dim + 2] * self.dilation[dim];
                    let inside = place >= self.padding[dim] && place - self.padding[dim] < self.input[dim + 2];
                    x += if inside { (place - self.padding[dim]) * input.strides[dim + 2] as usize } else { 0 };
                    inside
                });
                if inside {
                    term(y, at[1] * (weight.numel() / self.weight[0]) + w, x);
                }
            }
        }
    }
}

/// Small numbers, whose products and sums are exact in float32.
fn small(dtype: DType, layout: Layout, seed: usize) -> Block {
    let values: Vec<f64> = (0..layout.required_len()).map(|i| ((i * 7 + seed) * 5 % 11 % 3) as f64).collect();
    Block::new(dtype, &[values.len()], &values).with_layout(layout)
}

/// Exact sums as a dtype holds them: integers wrap, halves are rounded once.
fn stored(dtype: DType, sums: &[f64]) -> Vec<f64> {
    let wrap = |sum: f64| match dtype {
        DType::U8 => f64::from(sum as i64 as u8),
        DType::I8 => f64::from(sum as i64 as i8),
        DType::I16 => f64::from(sum as i64 as i16),
        _ => sum,
    };
    let wrapped: Vec<f64> = sums.iter().copied().map(wrap).collect();
    Block::new(dtype, &[wrapped.len()], &wrapped).values()
}

fn check(case: &Case, dtype: DType, layouts: [Layout; 3]) -> Result<(), TestCaseError> {
    let [input, weight, output] = layouts;
    let (mut x, mut w) = (small(dtype, input, 1), small(dtype, weight, 2));
    let mut y = small(dtype, output, 3);
    let rows = Block::counting(dtype, Layout::contiguous(&[case.output[1]]));
    let channels = Block::counting(dtype, Layout::contiguous(&[case.input[1]]));
    let (xs, ws, ys) = (x.values(), w.values(), y.values());
    let numel = |shape: &[usize]| shape.iter().product::<usize>();
    let with_bias = |bias: &Block, shape: &[usize]| -> Vec<f64> {
        let (bias, inner) = (bias.values(), numel(&shape[2..]));
        (0..numel(shape)).map(|i| bias[i / inner % shape[1]]).collect()
    };
    let mut forward = with_bias(&rows, &case.output);
    let mut transposed = with_bias(&channels, &case.input);
    let mut gradient = vec![0.0; numel(&case.weight)];
    case.terms(|y, w, x| {
        forward[y] += ws[w] * xs[x];
        transposed[x] += ys[y] * ws[w];
        gradient[w] += ys[y] * xs[x];
    });
    let how = case.how();
    let copy = |block: &Block| block.clone();
    let (x0, w0, y0) = (copy(&x), copy(&w), copy(&y));
    let views = (x0.view(), w0.view(), y0.view());
    CPU.convolution(how, &views.0, &views.1, Some(&rows.view()), &y.view_mut()).unwrap();
    prop_assert_eq!(y.values(), stored(dtype, &forward));
    CPU.convolution_transposed(how, &views.2, &views.1, Some(&channels.view()), &x.view_mut()).unwrap();
    prop_assert_eq!(x.values(), stored(dtype, &transposed));
    CPU.convolution_weight(how, &views.2, &views.0, &w.view_mut()).unwrap();
    prop_assert_eq!(w.values(), stored(dtype, &gradient));
    Ok(())
}

fn contiguous(case: &Case) -> [Layout; 3] {
    [&case.input, &case.weight, &case.output].map(|shape| Layout::contiguous(shape))
}

fn cases() -> impl Strategy<Value = Case> {
    let dim = (1usize..8, 1usize..4, 1usize..4, 0usize..4, 1usize..4).prop_map(|(a, b, c, d, e)| [a, b, c, d, e]);
    let channels = (0usize..4, 1usize..4).prop_map(|(a, b)| [a, b]);
    (0usize..4, 1usize..3, channels, prop::collection::vec(dim, 1..4))
        .prop_filter_map("a window", |(batch, groups, channels, dims)| Case::new(batch, groups, channels, &dims))
}

fn cases_with_layouts() -> impl Strategy<Value = (Case, [Layout; 3])> {
    cases().prop_flat_map(|case| {
        let layouts = [&case.input, &case.weight, &case.output].map(|shape| layouts(shape.clone(), false));
        (Just(case), layouts)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_convolution_is_the_sum_of_its_terms((case, layouts) in cases_with_layouts()) {
        check(&case, DType::F32, layouts)?;
    }

    #[test]
    fn every_dtype_of_products_is_convolved(case in cases(), dtype in prop::sample::select(vec![
        DType::F64, DType::F16, DType::BF16, DType::U8, DType::I8, DType::I16, DType::I32, DType::I64, DType::C64, DType::C128,
    ])) {
        check(&case, dtype, contiguous(&case))?;
    }
}

#[test]
fn large_images_are_cut_into_spans() {
    for (batch, groups, channels, dims) in [
        (2, 1, [3, 5], vec![[40, 3, 1, 1, 1], [50, 3, 1, 1, 1]]),
        (1, 1, [40, 33], vec![[33, 3, 2, 1, 1], [31, 3, 2, 1, 1]]),
        (9, 2, [5, 3], vec![[7, 3, 1, 1, 1], [7, 3, 1, 1, 1]]),
        (1, 1, [2, 2], vec![[5000, 5, 3, 2, 2]]),
        (1, 1, [1, 2], vec![[3000, 900, 1, 0, 1]]),
        (2, 1, [300, 4], vec![[9, 1, 2, 0, 1], [9, 1, 2, 0, 1]]),
        (5, 1, [6, 300], vec![[20, 1, 1, 0, 1], [20, 1, 1, 0, 1]]),
        (1, 1, [2, 3], vec![[10, 3, 1, 1, 1], [12, 3, 2, 1, 1], [11, 3, 1, 0, 2]]),
    ] {
        let case = Case::new(batch, groups, channels, &dims).unwrap();
        check(&case, DType::F64, contiguous(&case)).unwrap();
    }
}

#[test]
fn padding_of_any_size_costs_no_memory() {
    let case = Case::new(1, 1, [1, 1], &[[4, 3, 1, 1 << 30, 1 << 30]]).unwrap();
    check(&case, DType::F32, contiguous(&case)).unwrap();
}

#[test]
fn views_that_do_not_fit_are_refused() {
    let block = |shape: &[usize]| Block::zeros(DType::F32, shape);
    let (input, weight, mut output) = (block(&[1, 2, 4, 4]), block(&[3, 2, 3, 3]), block(&[1, 3, 2, 2]));
    let how = Convolution { stride: &[1, 1], padding: &[0, 0], dilation: &[1, 1], groups: 2 };
    let refused = |how: Convolution, input: &View, output: &mut Block| {
        CPU.convolution(how, input, &weight.view(), None, &output.view_mut()).is_err()
    };
    assert!(refused(how, &input.view(), &mut output));
    assert!(refused(Convolution { groups: 1, stride: &[0, 1], ..how }, &input.view(), &mut output));
    assert!(refused(Convolution { groups: 1, ..how }, &block(&[1, 2, 4]).view(), &mut output));
    assert!(!refused(Convolution { groups: 1, ..how }, &input.view(), &mut output));
}
