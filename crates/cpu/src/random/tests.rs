//! What every distribution has in common. That the values are PyTorch's is tested with the operators.

use crate::{CPU, testing::Block};
use proptest::prelude::*;
use tapir_core::{DType, Generator, Layout};
use tapir_ops::{Distribution, RandomBackend};

fn seeded() -> Generator {
    let generator = Generator::new();
    generator.manual_seed(0).unwrap();
    generator
}

fn drawn(dtype: DType, layout: Layout, distribution: Distribution) -> Block {
    let mut block = Block::counting(dtype, layout);
    CPU.sample(distribution, &seeded(), &block.view_mut()).unwrap();
    block
}

fn distributions() -> impl Strategy<Value = Distribution> {
    prop::sample::select(vec![
        Distribution::Uniform { low: -1.0, high: 2.0 },
        Distribution::LogNormal { mean: 0.0, std: 0.5 },
        Distribution::Exponential { rate: 2.0 },
        Distribution::Cauchy { median: 0.0, sigma: 1.0 },
        Distribution::Geometric { p: 0.3 },
        Distribution::Bernoulli { p: 0.3, success: 2.0 },
        Distribution::Integers { low: -3, count: 100 },
        Distribution::Integers { low: 0, count: 1 << 40 },
        Distribution::AllIntegers,
    ])
}

proptest! {
    #[test]
    fn a_gapped_transpose_holds_the_draws_of_a_dense_tensor_in_the_order_of_memory(
        distribution in distributions(),
        dtype in prop::sample::select(vec![DType::F16, DType::F32, DType::F64]),
        (rows, columns) in (0usize..40, 0usize..40),
    ) {
        let dense = drawn(dtype, Layout::contiguous(&[columns, rows]), distribution);
        let gapped = Layout::new(&[rows, columns], &[3, 3 * rows.max(1) as isize], 2);
        let strided = drawn(dtype, gapped, distribution);
        let transposed = dense.with_layout(Layout::new(&[rows, columns], &[1, rows.max(1) as isize], 0));
        prop_assert_eq!(strided.values(), transposed.values());
    }
}

/// The sum of the bits of 200003 elements, more than one thread's share.
fn bits(distribution: Distribution) -> u64 {
    let block = drawn(DType::F32, Layout::contiguous(&[200_003]), distribution);
    block.values().iter().map(|&value| u64::from((value as f32).to_bits())).sum()
}

#[test]
fn large_tensors_are_bit_for_bit_those_of_pytorch() {
    assert_eq!(bits(Distribution::Normal { mean: 0.0, std: 1.0 }), 426_834_219_808_430);
    assert_eq!(bits(Distribution::Uniform { low: 0.0, high: 1.0 }), 210_558_763_049_819);
}

#[test]
fn a_range_of_all_64_bit_integers_is_whole_draws() {
    let mut block = Block::zeros(DType::I64, &[3]);
    CPU.sample(Distribution::Integers { low: 0, count: 0 }, &seeded(), &block.view_mut()).unwrap();
    assert_eq!(block.values()[0], -8322921849960486353i64 as f64);
}

#[test]
fn probabilities_of_one_and_zero_are_certain() {
    for (p, expected) in [(1.0, 1.0), (0.0, 0.0)] {
        let block = drawn(DType::Bool, Layout::contiguous(&[1000]), Distribution::Bernoulli { p, success: 1.0 });
        assert!(block.values().iter().all(|&value| value == expected));
    }
}
