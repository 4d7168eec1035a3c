//! Arithmetic and geometric sequences.

use crate::{
    Tensor,
    call::{Operand, ops},
    device::backend,
    ops::create::{filled::with_grad, representable::ensure_representable},
};
use tapir_core::{DType, Device, Result, Scalar, ensure};

/// `0, 1, …, n - 1` as int64.
pub(crate) fn arange_of(n: i64, device: Device) -> Result<Tensor> {
    let output = Tensor::empty(&[n.max(0) as usize], DType::I64, device)?;
    backend(device).arange(Scalar::Int(0), Scalar::Int(1), &output.as_view_mut())?;
    Ok(output)
}

/// The least size that no longer fits int64.
const BOUND: f64 = i64::MAX as f64;

/// A sequence by its first value, bound and distance.
#[derive(Clone, Copy)]
struct Sequence {
    start: Scalar,
    end: Scalar,
    step: Scalar,
}

impl Sequence {
    fn is_integral(&self) -> bool {
        ![self.start, self.end, self.step].iter().any(|value| value.is_float())
    }

    /// int64 if all are integers, else the default dtype.
    fn dtype(&self, dtype: Option<DType>) -> DType {
        dtype.unwrap_or(if self.is_integral() { DType::I64 } else { DType::F32 })
    }

    /// The numbers as the arithmetic of a dtype has them: integer dtypes truncate.
    fn in_dtype(self, dtype: DType) -> Result<Sequence> {
        if !dtype.is_integer() {
            return Ok(self);
        }
        let truncate = |value: Scalar| {
            ensure_representable(value, DType::I64)?;
            Ok(Scalar::Int(value.to_i64()))
        };
        Ok(Sequence { start: truncate(self.start)?, end: truncate(self.end)?, step: truncate(self.step)? })
    }

    fn check(&self) -> Result<()> {
        let (start, end, step) = (self.start.to_f64(), self.end.to_f64(), self.step.to_f64());
        ensure!(step != 0.0 && !step.is_nan(), Value, "step must be nonzero");
        ensure!(start.is_finite() && end.is_finite(), Value, "unsupported range: {start} -> {end}");
        // Integers are compared as such: doubles cannot tell the largest ones apart.
        let ordered = match (self.start, self.end) {
            (Scalar::Float(_), _) | (_, Scalar::Float(_)) if step > 0.0 => end >= start,
            (Scalar::Float(_), _) | (_, Scalar::Float(_)) => end <= start,
            (from, to) if step > 0.0 => to.to_i64() >= from.to_i64(),
            (from, to) => to.to_i64() <= from.to_i64(),
        };
        ensure!(ordered, Value, "upper bound and lower bound inconsistent with step sign");
        Ok(())
    }
}

/// How many elements `arange` has: exact in int64, otherwise by doubles.
fn arange_size(sequence: Sequence, dtype: DType) -> Result<usize> {
    if dtype == DType::I64 {
        let Sequence { start, end, step } = sequence.in_dtype(dtype)?;
        let (start, end, step) = (i128::from(start.to_i64()), i128::from(end.to_i64()), i128::from(step.to_i64()));
        // Rounded away from zero, both having the sign of the step.
        let size = (end - start + step - step.signum()) / step;
        return i64::try_from(size)
            .map(|size| size as usize)
            .map_err(|_| tapir_core::error!(Value, "invalid size, possible overflow?"));
    }
    let size = ((sequence.end.to_f64() - sequence.start.to_f64()) / sequence.step.to_f64()).ceil();
    ensure!((0.0..BOUND).contains(&size), Value, "invalid size, possible overflow?");
    Ok(size as usize)
}

fn ensure_kernel(dtype: DType, kernel: &str) -> Result<()> {
    ensure!(
        dtype.is_floating() || matches!(dtype, DType::U8 | DType::I8 | DType::I16 | DType::I32 | DType::I64),
        DType,
        "\"{kernel}\" not implemented for '{}'",
        dtype.scalar_name()
    );
    Ok(())
}

fn counted(sequence: Sequence, dtype: Option<DType>, device: Device, requires_grad: bool) -> Result<Tensor> {
    let dtype = sequence.dtype(dtype);
    ensure_kernel(dtype, "arange_cpu")?;
    let exact = sequence.in_dtype(dtype)?;
    exact.check()?;
    let output = Tensor::empty(&[arange_size(sequence, dtype)?], dtype, device)?;
    backend(device).arange(exact.start, exact.step, &output.as_view_mut())?;
    with_grad(output, requires_grad)
}

/// `value` rounded to a floating dtype.
fn rounded(value: f64, dtype: DType) -> f64 {
    match dtype {
        DType::F16 => tapir_core::f16::from_f32(value as f32).to_f64(),
        DType::BF16 => tapir_core::bf16::from_f32(value as f32).to_f64(),
        DType::F64 | DType::C128 => value,
        _ => f64::from(value as f32),
    }
}

/// The ends of a sequence as numbers.
fn ends(op: &str, start: &Tensor, end: &Tensor) -> Result<(Scalar, Scalar)> {
    for (name, tensor) in [("start", start), ("end", end)] {
        ensure!(
            tensor.rank() == 0,
            Shape,
            "{op} only supports 0-dimensional start and end tensors, but got {name} with {} dimension(s).",
            tensor.rank()
        );
    }
    Ok((start.item()?, end.item()?))
}

/// `linspace`, or with a base `logspace`.
fn spaced(
    (start, end): (Scalar, Scalar),
    steps: i64,
    base: Option<f64>,
    (dtype, device, requires_grad): (DType, Device, bool),
) -> Result<Tensor> {
    ensure!(steps >= 0, Value, "number of steps must be non-negative");
    if !dtype.is_complex() {
        ensure_kernel(dtype, if base.is_some() { "logspace_cpu" } else { "linspace_cpu" })?;
    }
    ensure_representable(start, dtype)?;
    ensure_representable(end, dtype)?;
    let output = Tensor::empty(&[steps as usize], dtype, device)?;
    let (start, end, step) = match dtype.is_integer() {
        true => {
            let (start, end) = (start.to_i64() as f64, end.to_i64() as f64);
            let step = (end - start) / (steps - 1) as f64;
            (start, end, if base.is_some() { f64::from(step as f32) } else { step })
        }
        false => {
            let (start, end) = (rounded(start.to_f64(), dtype), rounded(end.to_f64(), dtype));
            let arithmetic = if matches!(dtype, DType::F64 | DType::C128) { DType::F64 } else { DType::F32 };
            let range = rounded(end - start, arithmetic);
            (start, end, rounded(range / (steps - 1) as f64, dtype))
        }
    };
    // A single element is the start.
    let end = if steps == 1 { start } else { end };
    let step = if steps == 1 { 0.0 } else { step };
    backend(device).linspace(start, end, step, base, &output.as_view_mut())?;
    with_grad(output, requires_grad)
}

ops! {
    /// `0, 1, …` up to but without `end`. Integers make int64, a float float32, unless `dtype` says otherwise.
    pub fn arange(end: Scalar, dtype: Option<DType> = None, device: Device = Device::default(), requires_grad: bool = false) -> Tensor, out(Converted) {
        counted(Sequence { start: Scalar::Int(0), end, step: Scalar::Int(1) }, dtype, device, requires_grad)
    }

    /// `start, start + step, …` up to but without `end`: `ceil((end - start) / step)` elements. Integers make int64, a float
    /// among them float32, unless `dtype` says otherwise.
    ///
    /// Fails if `step` is zero or leads away from `end`.
    pub fn arange_from as "arange"(
        start: Scalar, end: Scalar, step: Scalar = Scalar::Int(1), dtype: Option<DType> = None, device: Device = Device::default(),
        requires_grad: bool = false
    ) -> Tensor, out(Converted) {
        counted(Sequence { start, end, step }, dtype, device, requires_grad)
    }

    /// `start, start + step, …` up to and with `end`: `floor((end - start) / step) + 1` elements. PyTorch has deprecated it in
    /// favour of `arange`.
    pub fn range(
        start: Scalar, end: Scalar, step: Scalar = Scalar::Int(1), dtype: DType = DType::F32, device: Device = Device::default(),
        requires_grad: bool = false
    ) -> Tensor, out(Converted) {
        ensure_kernel(dtype, "range_cpu")?;
        let sequence = Sequence { start, end, step }.in_dtype(dtype)?;
        sequence.check()?;
        let size = ((end.to_f64() - start.to_f64()) / step.to_f64()).floor() + 1.0;
        ensure!((0.0..BOUND).contains(&size), Value, "invalid size, possible overflow?");
        let output = Tensor::empty(&[size as usize], dtype, device)?;
        backend(device).arange(sequence.start, sequence.step, &output.as_view_mut())?;
        with_grad(output, requires_grad)
    }

    /// `steps` values at equal distances from `start` to `end`, numbers or tensors without dimensions, both included.
    pub fn linspace(
        start: Operand, end: Operand, steps: i64, dtype: DType = DType::F32, device: Device = Device::default(), requires_grad: bool = false
    ) -> Tensor, out(Converted) {
        spaced(ends("linspace", &start, &end)?, steps, None, (dtype, device, requires_grad))
    }

    /// `steps` powers of `base`, with exponents at equal distances from `start` to `end`, numbers or tensors without
    /// dimensions, both included.
    pub fn logspace(
        start: Operand, end: Operand, steps: i64, base: f64 = 10.0, dtype: DType = DType::F32, device: Device = Device::default(),
        requires_grad: bool = false
    ) -> Tensor, out(Converted) {
        spaced(ends("logspace", &start, &end)?, steps, Some(base), (dtype, device, requires_grad))
    }
}
