//! Indexed access against element-by-element accounts over ndarray.

use crate::{
    CPU,
    testing::{Block, dtypes, layouts, shapes},
};
use ndarray::{ArrayD, Dimension, IxDyn};
use proptest::prelude::*;
use tapir_core::{DType, Layout};
use tapir_ops::{IndexBackend, ScatterMode};

fn array(block: &Block) -> ArrayD<f64> {
    ArrayD::from_shape_vec(IxDyn(&block.layout.shape), block.values()).unwrap()
}

fn values(array: &ArrayD<f64>) -> Vec<f64> {
    array.iter().copied().collect()
}

fn combine(mode: ScatterMode, present: f64, new: f64) -> f64 {
    match mode {
        ScatterMode::Set => new,
        ScatterMode::Add => present + new,
        ScatterMode::Multiply => present * new,
        ScatterMode::Maximum => present.max(new),
        ScatterMode::Minimum => present.min(new),
    }
}

fn modes() -> impl Strategy<Value = ScatterMode> {
    use ScatterMode::*;
    prop::sample::select(vec![Set, Add, Multiply, Maximum, Minimum])
}

/// A tensor without empty dimensions, one of its dimensions, and a layout for another tensor of the given sizes.
fn indexed(overlapping: bool) -> impl Strategy<Value = (Layout, usize)> {
    shapes().prop_filter("has elements and dimensions", |shape| !shape.is_empty() && !shape.contains(&0)).prop_flat_map(
        move |shape| {
            let rank = shape.len();
            (layouts(shape, overlapping), 0..rank)
        },
    )
}

/// Indices into `size` places, some of them often.
fn index_block(wide: bool, layout: Layout, size: usize, seed: usize, from_end: bool) -> Block {
    let dtype = if wide { DType::I64 } else { DType::I32 };
    let mut block = Block::counting(dtype, layout);
    let places: Vec<f64> = (0..block.layout.required_len())
        .map(|i| {
            let place = (i * 7 + seed) % size;
            if from_end && i % 3 == 0 { place as f64 - size as f64 } else { place as f64 }
        })
        .collect();
    let source = Block::new(DType::F64, &[places.len()], &places);
    let whole = block.layout.clone();
    block = block.with_layout(Layout::contiguous(&[places.len()]));
    tapir_ops::CopyBackend::copy(&CPU, &source.view(), &block.view_mut()).unwrap();
    block.with_layout(whole)
}

fn wrapped(index: f64, size: usize) -> usize {
    if index < 0.0 { (index + size as f64) as usize } else { index as usize }
}

/// A permuted layout with gaps for a shape, from one number.
fn odd_layout(shape: &[usize], seed: usize) -> Layout {
    if seed.is_multiple_of(2) || shape.is_empty() {
        return Layout::contiguous(shape);
    }
    let mut strides = vec![0isize; shape.len()];
    let mut next = 1 + (seed % 3) as isize;
    for k in 0..shape.len() {
        let dim = (k + seed) % shape.len();
        strides[dim] = next;
        next *= shape[dim].max(1) as isize;
    }
    Layout::new(shape, &strides, seed % 4)
}

proptest! {
    #[test]
    fn gather_reads_where_the_index_says(
        (layout, dim) in indexed(true), dtype in dtypes(), length in 0usize..9, seed in 0usize..100, wide in any::<bool>()
    ) {
        let mut shape = layout.shape.to_vec();
        for (other, size) in shape.iter_mut().enumerate() {
            *size = if other == dim { length } else { (*size).min(5) };
        }
        let input = Block::counting(dtype, layout);
        let index = index_block(wide, odd_layout(&shape, seed / 3), input.layout.shape[dim], seed, false);
        let mut out = Block::counting(dtype, odd_layout(&shape, seed));
        CPU.gather(&input.view(), dim, &index.view(), &out.view_mut()).unwrap();
        let (from, places) = (array(&input), array(&index));
        let expected = ArrayD::from_shape_fn(IxDyn(&shape), |at| {
            let mut source = at.clone();
            source[dim] = places[&at] as usize;
            from[source]
        });
        prop_assert_eq!(out.values(), values(&expected));
    }

    #[test]
    fn scatter_writes_in_the_order_of_the_dimension(
        (layout, dim) in indexed(false), mode in modes(), length in 0usize..9, seed in 0usize..100, wide in any::<bool>(),
        broadcast in any::<bool>()
    ) {
        let mut shape = layout.shape.to_vec();
        for (other, size) in shape.iter_mut().enumerate() {
            *size = if other == dim { length } else { (*size).min(5) };
        }
        let mut target = Block::counting(DType::F64, layout);
        let index = index_block(wide, odd_layout(&shape, seed / 3), target.layout.shape[dim], seed, false);
        let source = if broadcast {
            Block::counting(DType::F64, Layout::new(&shape, &vec![0; shape.len()], 1))
        } else {
            Block::counting(DType::F64, odd_layout(&shape, seed))
        };
        let (mut expected, from, places) = (array(&target), array(&source), array(&index));
        for (at, &new) in from.indexed_iter() {
            let mut place = at.clone();
            place[dim] = places[&at] as usize;
            expected[&place] = combine(mode, expected[&place], new);
        }
        CPU.scatter(mode, dim, &index.view(), &source.view(), &target.view_mut()).unwrap();
        prop_assert_eq!(target.values(), values(&expected));
    }

    #[test]
    fn whole_slices_are_selected(
        (layout, dim) in indexed(true), dtype in dtypes(), length in 0usize..9, seed in 0usize..100, wide in any::<bool>()
    ) {
        let mut shape = layout.shape.to_vec();
        shape[dim] = length;
        let input = Block::counting(dtype, layout);
        let index = index_block(wide, odd_layout(&[length], seed / 2), input.layout.shape[dim], seed, false);
        let mut out = Block::counting(dtype, odd_layout(&shape, seed));
        CPU.index_select(&input.view(), dim, &index.view(), &out.view_mut()).unwrap();
        let (from, places) = (array(&input), index.values());
        let expected = ArrayD::from_shape_fn(IxDyn(&shape), |mut at| {
            at[dim] = places[at[dim]] as usize;
            from[at]
        });
        prop_assert_eq!(out.values(), values(&expected));
    }

    #[test]
    fn whole_slices_are_combined_in_order(
        (layout, dim) in indexed(false), mode in modes(), length in 0usize..9, seed in 0usize..100, wide in any::<bool>()
    ) {
        let mut shape = layout.shape.to_vec();
        shape[dim] = length;
        let mut target = Block::counting(DType::F64, layout);
        let index = index_block(wide, odd_layout(&[length], seed / 2), target.layout.shape[dim], seed, false);
        let source = Block::counting(DType::F64, odd_layout(&shape, seed));
        let (mut expected, places) = (array(&target), index.values());
        for (mut at, &new) in array(&source).indexed_iter() {
            at[dim] = places[at[dim]] as usize;
            expected[&at] = combine(mode, expected[&at], new);
        }
        CPU.index_scatter(mode, dim, &index.view(), &source.view(), &target.view_mut()).unwrap();
        prop_assert_eq!(target.values(), values(&expected));
    }

    #[test]
    fn advanced_indices_read_and_write_the_same_places(
        (layout, first) in indexed(false), more in any::<bool>(), dtype in dtypes(), accumulate in any::<bool>(),
        batch in prop::collection::vec(0usize..4, 0..3), seed in 0usize..100
    ) {
        let mut dims = vec![first];
        if more && first + 1 < layout.rank() {
            dims.push(layout.rank() - 1);
        }
        let rest: Vec<usize> = (0..layout.rank()).filter(|dim| !dims.contains(dim)).collect();
        let shape: Vec<usize> = batch.iter().copied().chain(rest.iter().map(|&dim| layout.shape[dim])).collect();
        let indices: Vec<Block> = dims.iter().map(|&dim| {
            index_block(seed % 3 > 0, odd_layout(&batch, seed / 2 + dim), layout.shape[dim], seed + dim, true)
        }).collect();
        let views: Vec<_> = indices.iter().map(Block::view).collect();
        let places: Vec<ArrayD<f64>> = indices.iter().map(array).collect();
        let place = |at: &IxDyn| {
            let mut place = IxDyn(&vec![0; layout.rank()]);
            for (k, &dim) in dims.iter().enumerate() {
                place[dim] = wrapped(places[k][&at.slice()[..batch.len()]], layout.shape[dim]);
            }
            for (k, &dim) in rest.iter().enumerate() {
                place[dim] = at[batch.len() + k];
            }
            place
        };

        let input = Block::counting(dtype, layout.clone());
        let mut out = Block::counting(dtype, odd_layout(&shape, seed));
        CPU.index(&input.view(), &dims, &views, &out.view_mut()).unwrap();
        let from = array(&input);
        let expected = ArrayD::from_shape_fn(IxDyn(&shape), |at| from[place(&at)]);
        prop_assert_eq!(out.values(), values(&expected));

        let mut target = Block::counting(DType::F64, layout.clone());
        let source = Block::counting(DType::F64, odd_layout(&shape, seed));
        let mut expected = array(&target);
        for (at, &new) in array(&source).indexed_iter() {
            let place = place(&at);
            expected[&place] = if accumulate { expected[&place] + new } else { new };
        }
        CPU.index_put(&dims, &views, &source.view(), accumulate, &target.view_mut()).unwrap();
        prop_assert_eq!(target.values(), values(&expected));
    }

    #[test]
    fn masks_pick_in_row_major_order(
        (layout, holes) in shapes().prop_flat_map(|shape| (layouts(shape.clone(), false), layouts(shape, true))),
        dtype in dtypes(), seed in 1usize..5
    ) {
        let mask = index_block(true, holes, 1 + seed, seed, false);
        let truths: Vec<f64> = mask.values().iter().map(|&x| f64::from(u8::from(x != 0.0))).collect();
        let truth = Block::new(DType::Bool, &mask.layout.shape, &truths);
        let mut target = Block::counting(dtype, layout);
        let before = target.values();
        let picked: Vec<f64> = before.iter().zip(&truths).filter(|(_, m)| **m != 0.0).map(|(x, _)| *x).collect();
        prop_assert_eq!(CPU.count_nonzero(&truth.view()).unwrap(), picked.len());
        let mut out = Block::zeros(dtype, &[picked.len()]);
        CPU.masked_select(&target.view(), &truth.view(), &out.view_mut()).unwrap();
        prop_assert_eq!(out.values(), picked.clone());

        let mut places = Block::zeros(DType::I64, &[picked.len(), truth.layout.rank()]);
        CPU.nonzero(&mask.view(), &places.view_mut()).unwrap();
        let shape = IxDyn(&truth.layout.shape);
        let expected: Vec<f64> = ArrayD::from_shape_vec(shape, truths.clone()).unwrap().indexed_iter()
            .filter(|(_, m)| **m != 0.0)
            .flat_map(|(at, _)| (0..at.ndim()).map(|dim| at[dim] as f64).collect::<Vec<_>>())
            .collect();
        prop_assert_eq!(places.values(), expected);

        let source = Block::counting(dtype, odd_layout(&[picked.len() + 1], seed));
        let mut next = source.values().into_iter();
        let expected: Vec<f64> =
            before.iter().zip(&truths).map(|(x, m)| if *m != 0.0 { next.next().unwrap() } else { *x }).collect();
        CPU.masked_scatter(&truth.view(), &source.view(), &target.view_mut()).unwrap();
        prop_assert_eq!(target.values(), expected);
    }
}

/// Many rows with repeated indices, so that all threads have work.
#[test]
fn large_accumulations_split_over_threads_are_whole() {
    let (rows, columns, count) = (50, 300, 700);
    let places: Vec<f64> = (0..count).map(|i| (i * 13 % rows) as f64).collect();
    let index = Block::new(DType::I64, &[count], &places);
    let values = Block::counting(DType::F32, Layout::contiguous(&[count, columns]));
    let mut table = Block::zeros(DType::F32, &[rows, columns]);
    CPU.index_put(&[0], &[index.view()], &values.view(), true, &table.view_mut()).unwrap();
    let mut expected = vec![0.0; rows * columns];
    for (i, x) in values.values().iter().enumerate() {
        expected[places[i / columns] as usize * columns + i % columns] += x;
    }
    assert_eq!(table.values(), expected);
    let mut read = Block::zeros(DType::F32, &[count, columns]);
    CPU.index(&table.view(), &[0], &[index.view()], &read.view_mut()).unwrap();
    let row = |i: usize| places[i] as usize * columns;
    let expected: Vec<f64> = (0..count).flat_map(|i| expected[row(i)..row(i) + columns].to_vec()).collect();
    assert_eq!(read.values(), expected);
}

/// So many that they go past the caches; rows of no whole number of cache lines.
#[test]
fn rows_too_large_for_the_caches_are_those_of_their_places() {
    let (rows, columns, count) = (40, 1003, 5000);
    let places: Vec<f64> = (0..count).map(|i| (i * 17 % rows) as f64).collect();
    let (index, table) =
        (Block::new(DType::I64, &[count], &places), Block::counting(DType::F32, Layout::contiguous(&[rows, columns])));
    let mut read = Block::zeros(DType::F32, &[count, columns]);
    CPU.index_select(&table.view(), 0, &index.view(), &read.view_mut()).unwrap();
    let (table, read) = (table.values(), read.values());
    for (place, row) in places.iter().zip(read.chunks(columns)) {
        let first = *place as usize * columns;
        assert_eq!(row, &table[first..first + columns]);
    }
}

#[test]
fn large_masks_split_over_threads_keep_their_order() {
    let count = 300_000;
    let mask: Vec<f64> = (0..count).map(|i| f64::from(u8::from(i % 7 == 3 || i % 11 == 0))).collect();
    let block = Block::new(DType::Bool, &[count / 100, 100], &mask);
    let total = CPU.count_nonzero(&block.view()).unwrap();
    let mut places = Block::zeros(DType::I64, &[total, 2]);
    CPU.nonzero(&block.view(), &places.view_mut()).unwrap();
    let expected: Vec<f64> =
        (0..count).filter(|&i| mask[i] != 0.0).flat_map(|i| [(i / 100) as f64, (i % 100) as f64]).collect();
    assert_eq!(places.values(), expected);
}

#[test]
fn bools_add_as_or_and_multiply_as_and() {
    let index = Block::new(DType::I64, &[4], &[0.0, 1.0, 2.0, 3.0]);
    let source = Block::new(DType::Bool, &[4], &[0.0, 1.0, 0.0, 1.0]);
    let run = |mode| {
        let mut target = Block::new(DType::Bool, &[4], &[0.0, 0.0, 1.0, 1.0]);
        CPU.scatter(mode, 0, &index.view(), &source.view(), &target.view_mut()).unwrap();
        target.values()
    };
    assert_eq!(run(ScatterMode::Add), [0.0, 1.0, 1.0, 1.0]);
    assert_eq!(run(ScatterMode::Multiply), [0.0, 0.0, 0.0, 1.0]);
    assert_eq!(run(ScatterMode::Maximum), [0.0, 1.0, 1.0, 1.0]);
    assert_eq!(run(ScatterMode::Minimum), [0.0, 0.0, 0.0, 1.0]);
}

#[test]
fn nan_wins_over_every_number() {
    let index = Block::new(DType::I32, &[3], &[0.0, 1.0, 2.0]);
    let source = Block::new(DType::BF16, &[3], &[f64::NAN, 1.0, 3.0]);
    for mode in [ScatterMode::Maximum, ScatterMode::Minimum] {
        let mut target = Block::new(DType::BF16, &[3], &[0.0, f64::NAN, 2.0]);
        CPU.index_scatter(mode, 0, &index.view(), &source.view(), &target.view_mut()).unwrap();
        assert!(target.values()[..2].iter().all(|x| x.is_nan()));
    }
}

#[test]
fn complex_numbers_have_no_order() {
    let index = Block::new(DType::I64, &[1], &[0.0]);
    let mut target = Block::zeros(DType::C64, &[1]);
    let source = target.clone();
    let result = CPU.scatter(ScatterMode::Maximum, 0, &index.view(), &source.view(), &target.view_mut());
    assert!(result.is_err());
}

#[test]
fn indices_outside_are_refused_in_pytorchs_words() {
    let input = Block::zeros(DType::F32, &[3, 2]);
    let mut out = Block::zeros(DType::F32, &[1, 2]);
    for (place, from_end) in [(5.0, false), (-1.0, false), (3.0, true), (-4.0, true)] {
        let index = Block::new(DType::I64, &[1, 2], &[0.0, place]);
        if !from_end {
            let error = CPU.gather(&input.view(), 0, &index.view(), &out.view_mut()).unwrap_err();
            assert_eq!(error.message(), format!("index {place} is out of bounds for dimension 0 with size 3"));
        }
        let index = Block::new(DType::I64, &[1], &[place]);
        if from_end {
            let error = CPU.index(&input.view(), &[0], &[index.view()], &out.view_mut()).unwrap_err();
            assert_eq!(error.message(), format!("index {place} is out of bounds for dimension 0 with size 3"));
        } else {
            let error = CPU.index_select(&input.view(), 0, &index.view(), &out.view_mut()).unwrap_err();
            assert_eq!(error.message(), "index out of range in self");
        }
    }
}

#[test]
fn a_scalar_is_gathered_and_scattered() {
    let index = Block::new(DType::I64, &[], &[0.0]);
    let mut target = Block::new(DType::F64, &[], &[2.0]);
    let source = Block::new(DType::F64, &[], &[5.0]);
    CPU.scatter(ScatterMode::Add, 0, &index.view(), &source.view(), &target.view_mut()).unwrap();
    assert_eq!(target.values(), [7.0]);
    let mut out = Block::zeros(DType::F64, &[]);
    CPU.gather(&target.view(), 0, &index.view(), &out.view_mut()).unwrap();
    CPU.index_select(&target.view(), 0, &index.view(), &out.view_mut()).unwrap();
    assert_eq!(out.values(), [7.0]);
}
