//! The windows of pooling: lists of numbers as given, checked in PyTorch's words, and the sizes of the result.

use crate::Tensor;
use smallvec::SmallVec;
use std::fmt::Display;
use tapir_core::{Dims, Result, ensure};
use tapir_ops::Pooling;

/// A pooling as asked for.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    /// What PyTorch's sentences call it, without the number of dimensions.
    pub name: &'static str,
    pub kernel: &'a [i64],
    pub stride: Option<&'a [i64]>,
    pub padding: &'a [i64],
    pub dilation: &'a [i64],
    pub ceil: bool,
}

/// The same with an entry per dimension, and the sizes of the result.
#[derive(Debug)]
pub(super) struct Windows {
    name: &'static str,
    kernel: Dims,
    stride: Dims,
    padding: Dims,
    dilation: Dims,
    /// Not above 0 where the input is too small.
    pub computed: SmallVec<[i128; 3]>,
}

const COUNTS: [&str; 4] = ["", "one int", "two ints", "three ints"];

/// Lists with an entry per dimension.
pub(super) struct Lists {
    kernel: Vec<i64>,
    stride: Vec<i64>,
    padding: Vec<i64>,
    dilation: Vec<i64>,
}

impl Given<'_> {
    /// Lists are checked before the input is looked at.
    pub fn lists(&self, rank: usize) -> Result<Lists> {
        let kernel = self.expand(self.kernel, "kernel_size", rank)?;
        let stride = match self.stride {
            Some(stride) if !stride.is_empty() => self.expand(stride, "stride", rank)?,
            _ => kernel.clone(),
        };
        let padding = self.expand(self.padding, "padding", rank)?;
        Ok(Lists { kernel, stride, padding, dilation: self.expand(self.dilation, "dilation", rank)? })
    }

    fn expand(&self, list: &[i64], list_name: &str, rank: usize) -> Result<Vec<i64>> {
        let omitted = if list_name == "stride" { " omitted," } else { "" };
        let be = match (self.name, list_name, rank) {
            (_, "dilation", _) => "be either",
            ("avg_pool", _, 3) => "be",
            _ => "either be",
        };
        ensure!(
            list.len() == 1 || list.len() == rank,
            Value,
            "{}{rank}d: {list_name} must {be}{omitted} a single int, or a tuple of {}",
            self.name,
            COUNTS[rank]
        );
        let fits = list.iter().all(|&number| i32::try_from(number).is_ok());
        ensure!(fits, Value, "value cannot be converted to type int without overflow");
        Ok(if let &[one] = list { vec![one; rank] } else { list.to_vec() })
    }

    /// The windows over the last dimensions of the input.
    pub fn windows(&self, input: &Tensor, rank: usize) -> Result<Windows> {
        let Lists { kernel, stride, padding, dilation } = self.lists(rank)?;
        let spatial = &input.shape()[input.rank() - rank..];
        let mut computed = SmallVec::new();
        for dim in 0..rank {
            let (k, s, p, d) = (kernel[dim], stride[dim], padding[dim], dilation[dim]);
            ensure!(s != 0, Value, "stride should not be zero");
            ensure!(p >= 0, Value, "pad must be non-negative, but got pad: {p}");
            ensure!(d > 0, Value, "dilation should be greater than zero, but got dilation: {d}");
            let extent = i128::from(d) * (i128::from(k) - 1) + 1;
            ensure!(
                i128::from(p) <= extent / 2,
                Value,
                "pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k} and dilation={d}"
            );
            let (k, s, p) = (extent, i128::from(s), i128::from(p));
            let room = spatial[dim] as i128 + 2 * p - k + if self.ceil { s - 1 } else { 0 };
            let mut size = room.div_euclid(s) + 1;
            if self.ceil && (size - 1) * s >= spatial[dim] as i128 + p {
                size -= 1; // the last window would start behind the input
            }
            computed.push(size);
        }
        let positive = |list: &[i64]| list.iter().all(|&number| number > 0);
        ensure!(positive(&kernel), Value, "kernel size should be greater than zero, but got {}", named("k", &kernel));
        ensure!(positive(&stride), Value, "stride should be greater than zero, but got {}", named("d", &stride));
        let checked = |list: Vec<i64>| list.into_iter().map(|number| number as usize).collect();
        Ok(Windows {
            name: self.name,
            kernel: checked(kernel),
            stride: checked(stride),
            padding: checked(padding),
            dilation: checked(dilation),
            computed,
        })
    }
}

/// Numbers of the last dimensions, as in `kH: 2 kW: 3`. One dimension is the last of two.
fn named(letter: &str, numbers: &[i64]) -> String {
    let of = |(dim, number): (&str, &i64)| format!("{letter}{dim}: {number}");
    let pairs = ["T", "H", "W"].into_iter().skip(3 - numbers.len()).zip(numbers).map(of);
    let line = (numbers.len() == 1).then(|| of(("H", &1)));
    line.into_iter().chain(pairs).collect::<Vec<_>>().join(" ")
}

fn times<T: Display>(sizes: &[T]) -> String {
    sizes.iter().map(|size| format!("x{size}")).collect()
}

impl Windows {
    /// How the windows lie over the input.
    pub fn pooling(&self) -> Pooling<'_> {
        let Windows { kernel, stride, padding, dilation, .. } = self;
        Pooling { kernel, stride, padding, dilation }
    }

    /// The shape of the result for an input with a batch.
    pub fn shape(&self, input: &Tensor) -> Dims {
        let mut shape = Dims::from_slice(&input.shape()[..2]);
        shape.extend(self.computed.iter().map(|&size| usize::try_from(size.max(0)).unwrap_or(usize::MAX)));
        shape
    }

    /// The result must have elements; so must every dimension of the input but for the batch.
    pub fn ensure_sizes(&self, input: &Tensor) -> Result<()> {
        let rank = self.kernel.len();
        let is_batch = input.rank() == rank + 2;
        let fits = (is_batch || input.rank() == rank + 1)
            && input.shape()[usize::from(is_batch)..].iter().all(|&size| size > 0);
        let function = if self.name == "avg_pool" { "avg_pool3d" } else { "max_pool3d_with_indices_out_cpu_template" };
        ensure!(
            fits || rank < 3,
            Shape,
            "{function}(): Expected input's non-batch dimensions to have positive length, but input has a shape of {:?} and \
             non-batch dimension 0 has length zero!",
            input.shape()
        );
        ensure!(
            fits,
            Shape,
            "Expected {}D or {}D (batch mode) tensor with optional 0 dim batch size for input, but got:{:?}",
            rank + 1,
            rank + 2,
            input.shape()
        );
        let channels = input.shape()[input.rank() - rank - 1];
        let spatial = &input.shape()[input.rank() - rank..];
        if self.name == "avg_pool" && rank == 3 {
            let numbers = |list: &[usize]| list.iter().map(|&number| number as i64).collect::<Vec<_>>();
            ensure!(
                self.kernel.iter().zip(spatial).all(|(kernel, size)| kernel <= size),
                Shape,
                "input image ({}) smaller than kernel size ({})",
                named("", &numbers(spatial)),
                named("k", &numbers(&self.kernel))
            );
        }
        ensure!(
            self.computed.iter().all(|&size| size > 0),
            Shape,
            "Given input size: ({channels}{}). Calculated output size: ({channels}{}). Output size is too small",
            times(spatial),
            times(&self.computed)
        );
        Ok(())
    }
}
