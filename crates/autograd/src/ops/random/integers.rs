//! New tensors of random integers and orders.

use crate::{
    Tensor,
    call::ops,
    device::backend,
    ops::{
        create::{
            filled::{like, with_grad},
            representable,
        },
        random::sample::{or_default, sample},
        view::views::checked_shape,
    },
};
use tapir_core::{DType, Device, Generator, Result, bail, ensure};
use tapir_ops::Distribution;

/// Digits of a floating dtype's significand.
fn digits(dtype: DType) -> Option<u32> {
    match dtype {
        DType::F16 => Some(11),
        DType::BF16 => Some(8),
        DType::F32 => Some(24),
        DType::F64 => Some(53),
        _ => None,
    }
}

/// An integer as a floating dtype has it.
fn round_trip(value: i64, dtype: DType) -> i64 {
    match dtype {
        DType::F16 => tapir_core::f16::from_f32(value as f32).to_f32() as i64,
        DType::BF16 => tapir_core::bf16::from_f32(value as f32).to_f32() as i64,
        DType::F32 => value as f32 as i64,
        _ => value as f64 as i64,
    }
}

fn power(magnitude: i64, digits: u32) -> i64 {
    let exponent = i64::from(magnitude.unsigned_abs().max(1).ilog2()) - i64::from(digits) + 1;
    1i64.checked_shl(exponent.max(0) as u32).unwrap_or(0)
}

/// Bounds moved inwards to numbers that the floating dtype has, so that rounding does not leave the range.
fn representable(from: i64, to: i64, dtype: DType) -> (i64, i64) {
    let Some(digits) = digits(dtype) else { return (from, to) };
    let (after, before) = (round_trip(from.saturating_add(1), dtype), round_trip(to.saturating_sub(1), dtype));
    let from = if after < from { after.saturating_add(power(from.saturating_add(1), digits)) } else { from };
    let to = if before >= to { before.saturating_sub(power(to.saturating_sub(1), digits)) } else { to };
    (from, to)
}

/// The distribution of integers from `from` to `to - 1` in a dtype, which must have both.
pub(crate) fn between(from: i64, to: i64, dtype: DType) -> Result<Distribution> {
    ensure!(from < to, Value, "random_ expects 'from' to be less than 'to', but got from={from} >= to={to}");
    let (low, high) = representable(from, to, dtype);
    ensure!(
        low < high,
        Value,
        "random_ expects 'from' casted to dtype to be less than 'to' casted to dtype, but got from={low} >= to={high}"
    );
    ensure_in_range(low, high - 1, dtype)?;
    Ok(Distribution::Integers { low, count: (high as u64).wrapping_sub(low as u64) })
}

/// The distribution of integers from `from` to the dtype's greatest (floating: up to which it has all integers).
pub(crate) fn from_on(from: i64, dtype: DType) -> Result<Distribution> {
    if from == i64::MIN {
        return Ok(Distribution::Integers { low: 0, count: 0 });
    }
    let greatest = match (dtype.integer_range(), digits(dtype)) {
        // uint64's wraps to −1 and is refused below, as in PyTorch.
        (Some((_, high)), _) => high as i64,
        (None, Some(digits)) => 1 << digits,
        (None, None) => {
            bail!(DType, "random_from_to_impl handles only integral, floating-point and boolean types")
        }
    };
    let (low, _) = representable(from, i64::MAX, dtype);
    if dtype.is_floating() {
        ensure!(
            low < greatest,
            Value,
            "random_ expects 'from' casted to dtype to be less than or equal to 'to_inc' casted to dtype, but got from={low} > to_inc={greatest}"
        );
    }
    ensure_in_range(low, greatest, dtype)?;
    Ok(Distribution::Integers { low, count: (greatest as u64).wrapping_sub(low as u64).wrapping_add(1) })
}

fn ensure_in_range(first: i64, last: i64, dtype: DType) -> Result<()> {
    ensure!(!dtype.is_complex(), DType, "check_random_bounds handles only integral, floating-point and boolean types");
    let fits = |value: i64| match dtype.integer_range() {
        Some((low, high)) => (low..=high).contains(&i128::from(value)),
        None => (value as f64).abs() <= representable::greatest(dtype),
    };
    ensure!(fits(first), Value, "from is out of bounds for {}", dtype.compiler_name());
    ensure!(fits(last), Value, "to - 1 is out of bounds for {}", dtype.compiler_name());
    Ok(())
}

fn integers(
    tensor: Tensor,
    (low, high): (i64, i64),
    generator: &Option<Generator>,
    requires_grad: bool,
) -> Result<Tensor> {
    sample(&tensor, between(low, high, tensor.dtype())?, generator)?;
    with_grad(tensor, requires_grad)
}

ops! {
    /// Random integers from 0 to `high - 1`. Fails if `high` is not positive or the dtype does not reach it.
    pub fn randint(
        high: i64, size: &[i64], generator: Option<Generator> = None, dtype: DType = DType::I64, device: Device = Device::default(),
        requires_grad: bool = false
    ) -> Tensor, out(Converted), shape(Sizes) {
        randint_between(0, high, size, generator, dtype, device, requires_grad)
    }

    /// Random integers from `low` to `high - 1`. Fails if there is none, or the dtype does not hold them.
    pub fn randint_between as "randint"(
        low: i64, high: i64, size: &[i64], generator: Option<Generator> = None, dtype: DType = DType::I64,
        device: Device = Device::default(), requires_grad: bool = false
    ) -> Tensor, out(Converted), shape(Sizes) {
        integers(Tensor::empty(&checked_shape(size)?, dtype, device)?, (low, high), &generator, requires_grad)
    }

    /// Random integers from 0 to `high - 1`, shaped like another tensor.
    pub fn randint_like(
        input: &Tensor, high: i64, generator: Option<Generator> = None, dtype: Option<DType> = None, requires_grad: bool = false
    ) -> Tensor, shape(Same), only(function) {
        integers(like(input, dtype)?, (0, high), &generator, requires_grad)
    }

    /// Random integers from `low` to `high - 1`, shaped like another tensor.
    pub fn randint_like_between as "randint_like"(
        input: &Tensor, low: i64, high: i64, generator: Option<Generator> = None, dtype: Option<DType> = None,
        requires_grad: bool = false
    ) -> Tensor, shape(Same), only(function) {
        integers(like(input, dtype)?, (low, high), &generator, requires_grad)
    }

    /// The integers from 0 to `n - 1` in random order.
    pub fn randperm(
        n: i64, generator: Option<Generator> = None, dtype: DType = DType::I64, device: Device = Device::default(),
        requires_grad: bool = false
    ) -> Tensor, out(Converted) {
        let shape = checked_shape(&[n])?;
        if let Some(digits) = digits(dtype).filter(|_| dtype != DType::BF16) {
            let most = (1i64 << digits) + 1;
            // PyTorch spells out float16's limit and has none for bfloat16.
            let limit = if digits < 24 { most.to_string() } else { format!("2^{digits}+1") };
            ensure!(n <= most, Value, "n cannot be greater than {limit} for {} type.", dtype.scalar_name());
        }
        if n > 0 {
            representable::ensure_representable((n - i64::from(dtype.is_integer())).into(), dtype)?;
        }
        let tensor = Tensor::empty(&shape, dtype, device)?;
        backend(device).permutation(&or_default(&generator, device)?, &tensor.as_view_mut())?;
        with_grad(tensor, requires_grad)
    }
}
