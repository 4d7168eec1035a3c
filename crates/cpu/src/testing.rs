//! Tensors for tests: memory of any dtype and layout, read and written as doubles.

use crate::convert::converter;
use proptest::prelude::*;
use tapir_core::{DType, Layout};
use tapir_ops::{View, ViewMut};

/// Owned memory, seen through a layout.
#[derive(Clone, Debug)]
pub struct Block {
    pub dtype: DType,
    pub layout: Layout,
    memory: Vec<u64>,
}

impl Block {
    /// Memory just large enough for a layout, filled with the numbers 0, 1, 2, … modulo 100.
    pub fn counting(dtype: DType, layout: Layout) -> Block {
        let len = layout.required_len();
        let values: Vec<f64> = (0..len).map(|i| (i * 37 % 100) as f64).collect();
        Block::with_memory(dtype, layout, &values)
    }

    /// A contiguous tensor of these values.
    pub fn new(dtype: DType, shape: &[usize], values: &[f64]) -> Block {
        let layout = Layout::contiguous(shape);
        assert_eq!(layout.numel(), values.len());
        Block::with_memory(dtype, layout, values)
    }

    pub fn zeros(dtype: DType, shape: &[usize]) -> Block {
        Block::new(dtype, shape, &vec![0.0; shape.iter().product()])
    }

    fn with_memory(dtype: DType, layout: Layout, values: &[f64]) -> Block {
        let mut memory = vec![0u64; values.len() * 2 + 2];
        // SAFETY: 16 bytes per element suffice for any dtype.
        unsafe { converter(DType::F64, dtype)(values.as_ptr().cast(), memory.as_mut_ptr().cast(), values.len()) };
        Block { dtype, layout, memory }
    }

    /// The same memory under another layout.
    pub fn with_layout(mut self, layout: Layout) -> Block {
        self.layout = layout;
        self
    }

    pub fn view(&self) -> View {
        let start = self.memory.as_ptr().cast::<u8>().wrapping_add(self.layout.offset * self.dtype.size());
        // SAFETY: the memory was made for the layout; tests keep the block while they use the view.
        unsafe { View::new(start, self.dtype, &self.layout) }
    }

    pub fn view_mut(&mut self) -> ViewMut {
        let start = self.memory.as_mut_ptr().cast::<u8>().wrapping_add(self.layout.offset * self.dtype.size());
        // SAFETY: as in `view`; tests write a block through one view at a time.
        unsafe { ViewMut::new(start, self.dtype, &self.layout) }
    }

    /// Real parts in row-major order.
    pub fn values(&self) -> Vec<f64> {
        (0..self.layout.numel())
            .map(|i| {
                let mut value = 0f64;
                let at = self.layout.position(i) * self.dtype.size();
                // SAFETY: the layout lies inside the memory.
                unsafe {
                    let element = self.memory.as_ptr().cast::<u8>().add(at);
                    converter(self.dtype, DType::F64)(element, (&raw mut value).cast(), 1);
                }
                value
            })
            .collect()
    }
}

/// Shapes up to rank 4 with sizes 0, 1 and odd ones.
pub fn shapes() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![
        prop::collection::vec(prop::sample::select(vec![0usize, 1, 2, 3, 5, 7, 9, 33]), 0..4),
        prop::collection::vec(prop::sample::select(vec![1usize, 2, 3, 40, 300]), 1..3),
    ]
}

/// A layout of this shape: dimensions in any order in memory, with gaps, and broadcast where `broadcasts`.
pub fn layouts(shape: Vec<usize>, broadcasts: bool) -> impl Strategy<Value = Layout> {
    let rank = shape.len();
    let order = Just((0..rank).collect::<Vec<_>>()).prop_shuffle();
    let gaps = prop::collection::vec(prop::sample::select(vec![1isize, 1, 1, 2, 3]), rank);
    let flags = prop::collection::vec(prop::bool::weighted(0.2), rank);
    (order, gaps, flags, any::<bool>(), 0usize..3).prop_map(move |(order, gaps, flags, plain, offset)| {
        if plain {
            return Layout { offset, ..Layout::contiguous(&shape) };
        }
        let mut strides = vec![0; rank];
        let mut next = 1;
        for (&dim, &gap) in order.iter().zip(&gaps) {
            if broadcasts && flags[dim] {
                continue;
            }
            strides[dim] = next * gap;
            next *= gap * shape[dim].max(1) as isize;
        }
        Layout::new(&shape, &strides, offset)
    })
}

/// Any dtype.
pub fn dtypes() -> impl Strategy<Value = DType> {
    prop::sample::select(DType::ALL.to_vec())
}
