//! Pooling against PyTorch's loops, written out.

use crate::{
    CPU,
    testing::{Block, layouts},
};
use proptest::prelude::*;
use std::ops::Range;
use tapir_core::{DType, Layout};
use tapir_ops::{PoolBackend, Pooling};

#[derive(Clone, Debug)]
struct Case {
    kernel: [usize; 2],
    stride: [usize; 2],
    padding: [usize; 2],
    dilation: [usize; 2],
    input: Vec<usize>,
    output: Vec<usize>,
}

impl Case {
    fn how(&self) -> Pooling<'_> {
        Pooling { kernel: &self.kernel, stride: &self.stride, padding: &self.padding, dilation: &self.dilation }
    }

    /// The greatest elements and their places.
    fn expected(&self, values: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let (height, width) = (self.input[2] as isize, self.input[3] as isize);
        let (mut best, mut places) = (Vec::new(), Vec::new());
        for plane in values.chunks((height * width) as usize) {
            for oy in 0..self.output[2] {
                for ox in 0..self.output[3] {
                    let begin = |dim: usize, o: usize| {
                        let mut at = (o * self.stride[dim]) as isize - self.padding[dim] as isize;
                        while at < 0 {
                            at += self.dilation[dim] as isize;
                        }
                        at
                    };
                    let mut found = (f64::NEG_INFINITY, begin(0, oy) * width + begin(1, ox));
                    for ky in 0..self.kernel[0] {
                        for kx in 0..self.kernel[1] {
                            let at = |dim: usize, o: usize, k: usize| {
                                (o * self.stride[dim] + k * self.dilation[dim]) as isize - self.padding[dim] as isize
                            };
                            let (y, x) = (at(0, oy, ky), at(1, ox, kx));
                            if !(0..height).contains(&y) || !(0..width).contains(&x) {
                                continue;
                            }
                            let place = y * width + x;
                            let value = plane[place as usize];
                            if value > found.0 || value.is_nan() {
                                found = (value, place);
                            }
                        }
                    }
                    best.push(found.0);
                    places.push(found.1 as f64);
                }
            }
        }
        (best, places)
    }

    /// The averages of undilated windows, with what each is divided by.
    fn averages(&self, counts_padding: bool, divisor: i64, values: &[f64]) -> Vec<(f64, f64)> {
        let (height, width) = (self.input[2] as isize, self.input[3] as isize);
        let bounds = |dim: usize, o: usize, size: isize| {
            let padding = self.padding[dim] as isize;
            let start = (o * self.stride[dim]) as isize - padding;
            let end = (start + self.kernel[dim] as isize).min(size + padding);
            (start.max(0)..end.min(size), end - start)
        };
        let mut averages = Vec::new();
        for plane in values.chunks((height * width) as usize) {
            for oy in 0..self.output[2] {
                for ox in 0..self.output[3] {
                    let ((rows, high), (columns, wide)) = (bounds(0, oy, height), bounds(1, ox, width));
                    let places = rows.clone().flat_map(|y| columns.clone().map(move |x| y * width + x));
                    let sum: f64 = places.map(|place| plane[place as usize]).sum();
                    let inside = (rows.len() * columns.len()) as isize;
                    let count = if counts_padding { high * wide } else { inside };
                    averages.push((sum, if divisor == 0 { count as f64 } else { divisor as f64 }));
                }
            }
        }
        averages
    }
}

fn cases(channels: Range<usize>, dilations: Range<usize>) -> impl Strategy<Value = Case> {
    let dim = (1usize..9, 1usize..4, 1usize..4, 0usize..2, dilations, any::<bool>());
    (0usize..3, channels, dim.clone(), dim).prop_filter_map("a window in the input", |(batch, channels, a, b)| {
        let size = |(size, kernel, stride, padding, dilation, ceil): (usize, usize, usize, usize, usize, bool)| {
            if 2 * padding > (kernel - 1) * dilation + 1 {
                return None;
            }
            let room = (size + 2 * padding).checked_sub(dilation * (kernel - 1) + 1)?;
            let windows = if ceil { room.div_ceil(stride) } else { room / stride } + 1;
            // A window that starts behind the input is left out.
            Some(if (windows - 1) * stride >= size + padding { windows - 1 } else { windows })
        };
        Some(Case {
            kernel: [a.1, b.1],
            stride: [a.2, b.2],
            padding: [a.3, b.3],
            dilation: [a.4, b.4],
            input: vec![batch, channels, a.0, b.0],
            output: vec![batch, channels, size(a)?, size(b)?],
        })
    })
}

fn cases_with_layouts(
    channels: Range<usize>,
    dilations: Range<usize>,
) -> impl Strategy<Value = (Case, Layout, Layout)> {
    cases(channels, dilations).prop_flat_map(|case| {
        let (input, output) = (layouts(case.input.clone(), false), layouts(case.output.clone(), false));
        (Just(case), input, output)
    })
}

fn same(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b || a.is_nan() && b.is_nan())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_greatest_element_of_every_window_is_found(
        (case, input, output) in cases_with_layouts(1..3, 1..3),
        dtype in prop::sample::select(vec![DType::F32, DType::F64, DType::BF16, DType::I64, DType::U8, DType::I16]),
        nan_every in 2usize..9,
    ) {
        let numel = input.required_len();
        let floating = dtype.is_floating();
        let value = |i: usize| if floating && i.is_multiple_of(nan_every) { f64::NAN } else { (i * 37 % 11) as f64 };
        let values: Vec<f64> = (0..numel).map(value).collect();
        let x = Block::new(dtype, &[numel], &values).with_layout(input);
        let mut y = Block::counting(dtype, output.clone());
        let mut places = Block::counting(DType::I64, output);
        CPU.max_pool(case.how(), &x.view(), &y.view_mut(), Some(&places.view_mut())).unwrap();
        let (best, expected) = case.expected(&x.values());
        // Windows without any element give the least number there is.
        let least = |value: f64| if value < -1e9 || dtype == DType::U8 && value == 0.0 || dtype == DType::I16 && value == -32768.0 { f64::NEG_INFINITY } else { value };
        let (found, best): (Vec<f64>, Vec<f64>) =
            (y.values().into_iter().map(least).collect(), best.into_iter().map(least).collect());
        prop_assert!(same(&found, &best), "{found:?} is not {best:?}");
        prop_assert_eq!(places.values(), expected);
    }

    #[test]
    fn scatter_and_gather_are_transposes((case, input, output) in cases_with_layouts(1..3, 1..3)) {
        let x = Block::counting(DType::F64, input.clone());
        let mut y = Block::counting(DType::F64, output.clone());
        let mut places = Block::counting(DType::I64, Layout::contiguous(&case.output));
        CPU.max_pool(case.how(), &x.view(), &y.view_mut(), Some(&places.view_mut())).unwrap();
        let (best, _) = case.expected(&x.values());
        CPU.max_pool_gather(&x.view(), &places.view(), &y.view_mut()).unwrap();
        let gathered = y.values().into_iter().zip(&best);
        prop_assert!(gathered.filter(|(_, best)| best.is_finite()).all(|(gathered, &best)| gathered == best));
        let v = Block::counting(DType::F64, output);
        let mut scattered = Block::counting(DType::F64, input);
        CPU.max_pool_scatter(&v.view(), &places.view(), &scattered.view_mut()).unwrap();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        prop_assert_eq!(dot(&scattered.values(), &x.values()), dot(&v.values(), &y.values()));
    }
}

#[test]
fn long_lines_are_pooled_in_parts() {
    let case = Case {
        kernel: [2, 3],
        stride: [1, 2],
        padding: [0, 1],
        dilation: [1, 1],
        input: vec![1, 1, 3, 1401],
        output: vec![1, 1, 2, 701],
    };
    let x = Block::counting(DType::F32, Layout::contiguous(&case.input));
    let mut y = Block::zeros(DType::F32, &case.output);
    let mut places = Block::zeros(DType::I64, &case.output);
    CPU.max_pool(case.how(), &x.view(), &y.view_mut(), Some(&places.view_mut())).unwrap();
    let (best, expected) = case.expected(&x.values());
    assert_eq!((y.values(), places.values()), (best, expected));
}

#[test]
fn places_outside_their_channel_are_not_touched() {
    let x = Block::counting(DType::F32, Layout::contiguous(&[1, 1, 3]));
    let places = Block::new(DType::I64, &[1, 1, 2], &[-1.0, 3.0]);
    let mut y = Block::counting(DType::F32, Layout::contiguous(&[1, 1, 2]));
    CPU.max_pool_gather(&x.view(), &places.view(), &y.view_mut()).unwrap();
    assert_eq!(y.values(), [0.0, 0.0]);
}

/// Channels side by side, as the innermost dimension.
fn channels_last(shape: &[usize]) -> Layout {
    let [_, channels, height, width] = [0, 1, 2, 3].map(|dim| shape[dim] as isize);
    Layout::new(shape, &[height * width * channels, 1, width * channels, channels], 0)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_average_of_every_window_is_taken(
        (case, input, output) in cases_with_layouts(1..3, 1..2),
        dtype in prop::sample::select(vec![DType::F16, DType::BF16, DType::F32, DType::F64, DType::I64]),
        counts_padding in any::<bool>(),
        divisor in prop::sample::select(vec![0i64, 0, 3, -2]),
    ) {
        let x = Block::counting(dtype, input);
        let mut y = Block::counting(dtype, output);
        CPU.avg_pool(case.how(), counts_padding, divisor, &x.view(), &y.view_mut()).unwrap();
        for (found, (sum, count)) in y.values().into_iter().zip(case.averages(counts_padding, divisor, &x.values())) {
            let expected = Block::new(dtype, &[1], &[sum / count]).values()[0];
            prop_assert!((found - expected).abs() <= 1e-6 * expected.abs(), "{found} is not {expected}");
        }
    }

    #[test]
    fn shares_of_windows_are_the_transpose_of_averages(
        (case, input, output) in cases_with_layouts(1..3, 1..2),
        counts_padding in any::<bool>(),
        divisor in prop::sample::select(vec![0i64, 3]),
    ) {
        let x = Block::counting(DType::F64, input.clone());
        let mut y = Block::counting(DType::F64, output.clone());
        CPU.avg_pool(case.how(), counts_padding, divisor, &x.view(), &y.view_mut()).unwrap();
        let v = Block::counting(DType::F64, output);
        let mut shares = Block::counting(DType::F64, input);
        CPU.avg_pool_transposed(case.how(), counts_padding, divisor, &v.view(), &shares.view_mut()).unwrap();
        let (a, b) = (dot(&shares.values(), &x.values()), dot(&v.values(), &y.values()));
        prop_assert!((a - b).abs() <= 1e-12 * a.abs(), "{a} is not {b}");
    }

    #[test]
    fn channels_that_lie_side_by_side_make_no_difference(
        case in cases(8..70, 1..2),
        source_last in any::<bool>(),
        target_last in any::<bool>(),
    ) {
        let layout = |shape: &[usize], last: bool| if last { channels_last(shape) } else { Layout::contiguous(shape) };
        let x = Block::counting(DType::F32, Layout::contiguous(&case.input));
        let mut y = Block::zeros(DType::F32, &case.output);
        CPU.avg_pool(case.how(), true, 0, &x.view(), &y.view_mut()).unwrap();
        let from = copied(&x, layout(&case.input, source_last));
        let mut to = Block::counting(DType::F32, layout(&case.output, target_last));
        CPU.avg_pool(case.how(), true, 0, &from.view(), &to.view_mut()).unwrap();
        prop_assert_eq!(to.values(), y.values());
        let mut back = Block::zeros(DType::F32, &case.input);
        CPU.avg_pool_transposed(case.how(), true, 0, &y.view(), &back.view_mut()).unwrap();
        let from = copied(&y, layout(&case.output, source_last));
        let mut to = Block::counting(DType::F32, layout(&case.input, target_last));
        CPU.avg_pool_transposed(case.how(), true, 0, &from.view(), &to.view_mut()).unwrap();
        prop_assert_eq!(to.values(), back.values());
    }
}

/// The elements of a block under another layout.
fn copied(block: &Block, layout: Layout) -> Block {
    let mut memory = vec![0.0; layout.required_len()];
    let mut places = vec![0];
    for (&size, &stride) in layout.shape.iter().zip(&layout.strides) {
        places = places.iter().flat_map(|at| (0..size).map(move |i| at + i * stride as usize)).collect();
    }
    places.iter().zip(block.values()).for_each(|(&place, value)| memory[place] = value);
    Block::new(block.dtype, &[memory.len()], &memory).with_layout(layout)
}

#[test]
fn one_to_three_dimensions_are_averaged_in_parts() {
    for (kernel, stride, padding, size) in [
        (3usize, 1usize, 1usize, 5000usize),
        (2, 3, 0, 7000),
        (4000, 1, 2000, 6000),
        (5000, 900, 2500, 6001),
        (1 << 30, 1 << 29, 1 << 29, 3),
    ] {
        let windows = (size + 2 * padding - kernel) / stride + 1;
        let x = Block::counting(DType::F64, Layout::contiguous(&[1, 1, size]));
        let values = x.values();
        let how = Pooling { kernel: &[kernel], stride: &[stride], padding: &[padding], dilation: &[1] };
        let mut y = Block::zeros(DType::F64, &[1, 1, windows]);
        CPU.avg_pool(how, true, 1, &x.view(), &y.view_mut()).unwrap();
        let inside = |window: usize| {
            (window * stride).saturating_sub(padding)..(window * stride + kernel).saturating_sub(padding).min(size)
        };
        let expected: Vec<f64> = (0..windows).map(|window| values[inside(window)].iter().sum()).collect();
        assert_eq!(y.values(), expected);
        let mut shares = Block::zeros(DType::F64, &[1, 1, size]);
        CPU.avg_pool_transposed(how, true, 1, &y.view(), &shares.view_mut()).unwrap();
        assert_eq!(dot(&shares.values(), &values), dot(&expected, &expected));
    }
    let x = Block::counting(DType::F64, Layout::contiguous(&[1, 2, 4, 4, 4]));
    let how = Pooling { kernel: &[2; 3], stride: &[2; 3], padding: &[0; 3], dilation: &[1; 3] };
    let mut y = Block::zeros(DType::F64, &[1, 2, 2, 2, 2]);
    CPU.avg_pool(how, true, 0, &x.view(), &y.view_mut()).unwrap();
    let corner = [0, 1, 4, 5, 16, 17, 20, 21].map(|place| x.values()[place]);
    assert_eq!(y.values()[0], corner.iter().sum::<f64>() / 8.0);
}
