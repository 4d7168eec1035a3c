//! Elementwise operators that choose among rows by an option, or prepare what a row needs.

use super::{arithmetic as a, copies, creation, matmul::c_name, views};
use crate::{
    Tensor,
    call::{Change, Operand, Target, ops},
    copying,
    rows::{self, row},
};
use smallvec::smallvec;
use tapir_core::{DType, Result, Scalar, bail, ensure};

ops! {
    /// `input / other`; integers become floats first. `rounding_mode` rounds the quotient: `'trunc'` towards zero,
    /// `'floor'` down; then integers stay integers.
    pub fn div_rounded as "div"(input: Target, other: Operand, rounding_mode: Option<&str> = None) -> Tensor, inplace, shape(Broadcast) {
        let row = match rounding_mode {
            None => row!(div),
            Some("floor") => row!(div_floor),
            Some("trunc") => row!(div_trunc),
            Some(mode) => bail!(Value, "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{mode}'"),
        };
        ensure_no_integer_division_by_zero(&input, &other, row != row!(div))?;
        rows::apply(row, input, &[&other], &[])
    }

    /// `input / other`; integers become floats first.
    pub fn true_divide(input: Target, other: Operand) -> Tensor, inplace, shape(Broadcast) {
        rows::apply(row!(div), input, &[&other], &[])
    }

    /// `input / other`, rounded down, as Python's `//`.
    pub fn floor_divide(input: Target, other: Operand) -> Tensor, inplace, shape(Broadcast) {
        ensure_no_integer_division_by_zero(&input, &other, true)?;
        rows::apply(row!(floor_divide), input, &[&other], &[])
    }

    /// The remainder of flooring division, with the sign of `other`, as Python's `%`.
    pub fn remainder(input: Target, other: Operand) -> Tensor, inplace, shape(Broadcast) {
        ensure_no_integer_division_by_zero(&input, &other, true)?;
        rows::apply(row!(remainder), input, &[&other], &[])
    }

    /// The remainder of a number divided by a tensor.
    pub fn remainder_of_number as "remainder"(input: Scalar, other: &Tensor) -> Tensor {
        remainder((&Tensor::wrapped_number(input)?).into(), Operand(other))
    }

    /// The remainder of division towards zero, with the sign of `input`, as C's `fmod`.
    pub fn fmod(input: Target, other: Operand) -> Tensor, inplace, shape(Broadcast) {
        ensure_no_integer_division_by_zero(&input, &other, true)?;
        rows::apply(row!(fmod), input, &[&other], &[])
    }

    /// `input` to the power `exponent`. Integers to a negative integer power are refused.
    pub fn pow(input: Target, exponent: Operand) -> Tensor, inplace, shape(Broadcast) {
        if exponent.is_wrapped_number() {
            let power = exponent.item()?;
            let integral = input.dtype().category() < 2 && !power.is_float();
            ensure!(
                !integral || power.to_i64() >= 0, Value,
                "Integers to negative integer powers are not allowed."
            );
            if input.dtype().category() >= 2 {
                return rows::apply(row!(pow_scalar), input, &[], &[power]);
            }
        }
        rows::apply(row!(pow), input, &[&exponent], &[])
    }

    /// `input²`; bools become int64.
    pub fn square(input: Target) -> Tensor, inplace, shape(Same) {
        if input.dtype() == DType::Bool {
            if input.is_in_place() {
                rows::ensure_castable(DType::I64, DType::Bool)?;
            }
            return rows::call(row!(square), &[&copying::cast(&input, DType::I64)?], &[]);
        }
        rows::apply(row!(square), input, &[], &[])
    }

    /// Every bit of an integer turned round; the opposite of a bool.
    pub fn bitwise_not(input: Target) -> Tensor, inplace, shape(Same) {
        let row = if input.dtype() == DType::Bool { row!(logical_not) } else { row!(bitwise_not) };
        rows::apply(row, input, &[], &[])
    }

    /// A number to the power of each element.
    pub fn pow_of_number as "pow"(input: Scalar, exponent: &Tensor) -> Tensor {
        rows::call(row!(pow), &[&Tensor::wrapped_number(input)?, exponent], &[])
    }

    /// `input` to the power `exponent`, in float64 throughout.
    pub fn float_power(input: Operand, exponent: Operand) -> Tensor, shape(Broadcast) {
        ensure!(
            !(input.is_wrapped_number() && exponent.is_wrapped_number()), DType,
            "float_power(): at least one argument must be a Tensor"
        );
        rows::call(row!(pow), &[&copying::cast(&input, DType::F64)?, &copying::cast(&exponent, DType::F64)?], &[])
    }

    /// `+input`, which is `input`.
    pub fn positive(input: &Tensor) -> Tensor, shape(Same) {
        ensure!(input.dtype() != DType::Bool, DType, "The `+` operator, on a bool tensor is not supported.");
        Ok(input.clone())
    }

    /// The complex conjugate; a real tensor is its own.
    pub fn conj_physical(input: Target) -> Tensor, inplace, shape(Same) {
        if !input.dtype().is_complex() {
            return Ok((*input).clone());
        }
        rows::apply(row!(conj_physical), input, &[], &[])
    }

    /// To the nearest integer, ties to even; with `decimals`, to that many digits after the point (before it if negative).
    pub fn round(input: Target, decimals: i64 = 0) -> Tensor, inplace, shape(Same) {
        if decimals == 0 {
            return rows::apply(row!(round), input, &[], &[]);
        }
        ensure!(
            input.dtype().is_floating(), DType,
            "\"round_cpu\" not implemented for '{}'", input.dtype().scalar_name()
        );
        rows::apply(row!(round_decimals), input, &[], &[Scalar::Int(decimals)])
    }

    /// NaN and the infinities replaced: by 0 and the greatest and least finite values, unless given.
    pub fn nan_to_num(input: Target, nan: Option<f64> = None, posinf: Option<f64> = None, neginf: Option<f64> = None) -> Tensor, inplace, shape(Same) {
        if input.dtype().category() < 2 {
            return if input.is_in_place() { Ok((*input).clone()) } else { copies::clone(&input) };
        }
        let most = creation::greatest(input.dtype().to_real());
        let values = [nan.unwrap_or(0.0), posinf.unwrap_or(most), neginf.unwrap_or(-most)].map(Scalar::Float);
        if !input.dtype().is_complex() {
            return rows::apply(row!(nan_to_num), input, &[], &values);
        }
        let change = Change { name: "NanToNumBackward0", inputs: &[], keep: &[&input], output: false };
        let write = |target: &Tensor| rows::call_in_place(row!(nan_to_num), &[&copying::real_parts(target)], &values);
        input.change(&change, write, |context, grads| {
            let Some(grad) = &grads[0] else { return Ok(smallvec![None]) };
            Ok(smallvec![Some(a::mul(grad, &a::isfinite(&context.saved(0)?)?)?)])
        })
    }

    /// `input` bounded below and above, elementwise; a bound may be a number, a tensor or left out. NaN stays.
    pub fn clamp(input: Target, min: Option<Operand> = None, max: Option<Operand> = None) -> Tensor, inplace, shape(Same) {
        ensure_no_bool_bounded_by_numbers(&input, min, max)?;
        if input.dtype() == DType::U64 {
            let bounds: Vec<&Tensor> = [min, max].into_iter().flatten().map(|bound| bound.0).collect();
            rows::ensure_no_negative_number(&bounds)?;
        }
        match (min, max) {
            (Some(min), Some(max)) => rows::apply(row!(clamp_tensor), input, &[&min, &max], &[]),
            (Some(min), None) => rows::apply(row!(clamp_min), input, &[&min], &[]),
            (None, Some(max)) => rows::apply(row!(clamp_max), input, &[&max], &[]),
            (None, None) => bail!(Value, "torch.clamp: At least one of 'min' or 'max' must not be None"),
        }
    }

    /// `input * 2^other`; a floating `input` takes no bools as `other`.
    pub fn ldexp(input: Target, other: &Tensor) -> Tensor, inplace, shape(Broadcast) {
        ensure!(
            !input.dtype().is_floating() || other.dtype() != DType::Bool, DType,
            "\"ldexp_cpu_exp\" not implemented for 'Bool'"
        );
        rows::apply(row!(ldexp), input, &[other], &[])
    }

    /// `input + weight * (end - input)`, exact at both ends; `weight` is a tensor or a number.
    pub fn lerp(input: Target, end: &Tensor, weight: Operand) -> Tensor, inplace, shape(Broadcast) {
        for (name, tensor) in [("end", end), ("weight", &*weight)] {
            ensure!(
                tensor.is_wrapped_number() || tensor.dtype() == input.dtype(), DType,
                "expected dtype {} for `{name}` but got dtype {}", c_name(&input), c_name(tensor)
            );
        }
        rows::apply(row!(lerp), input, &[end, &weight], &[])
    }

    /// `other + input`, Python's reflected operator.
    pub fn __radd__(input: &Tensor, other: Operand) -> Tensor, only(method), shape(Broadcast) {
        a::add(input, &other)
    }

    /// `other - input`, Python's reflected operator.
    pub fn __rsub__(input: &Tensor, other: Operand) -> Tensor, only(method), shape(Broadcast) {
        rows::call(row!(rsub), &[input, &other], rows::defaults(row!(rsub)))
    }

    /// `other * input`, Python's reflected operator.
    pub fn __rmul__(input: &Tensor, other: Operand) -> Tensor, only(method), shape(Broadcast) {
        a::mul(input, &other)
    }

    /// `other / input`, Python's reflected operator.
    pub fn __rdiv__(input: &Tensor, other: Operand) -> Tensor, only(method), shape(Broadcast) {
        // As PyTorch: the reciprocal first.
        a::mul(&a::reciprocal(input)?, &other)
    }

    /// `other % input`, Python's reflected operator.
    pub fn __rmod__(input: &Tensor, other: Operand) -> Tensor, only(method), shape(Broadcast) {
        remainder((&*other).into(), Operand(input))
    }

    /// `other ** input`, Python's reflected operator.
    pub fn __rpow__(input: &Tensor, other: Operand) -> Tensor, only(method), shape(Broadcast) {
        rows::call(row!(pow), &[&other, input], &[])
    }

    /// `other @ input`, Python's reflected operator.
    pub fn __rmatmul__(input: &Tensor, other: &Tensor) -> Tensor, only(method) {
        super::matmul(other, input)
    }

    /// `other & input`, Python's reflected operator.
    pub fn __rand__(input: &Tensor, other: Operand) -> Tensor, only(method), shape(Broadcast) {
        a::bitwise_and(input, &other)
    }

    /// `other | input`, Python's reflected operator.
    pub fn __ror__(input: &Tensor, other: Operand) -> Tensor, only(method), shape(Broadcast) {
        rows::call(row!(bitwise_or), &[input, &other], &[])
    }

    /// `other ^ input`, Python's reflected operator.
    pub fn __rxor__(input: &Tensor, other: Operand) -> Tensor, only(method), shape(Broadcast) {
        rows::call(row!(bitwise_xor), &[input, &other], &[])
    }
}

/// What PyTorch's kernels for numbers as bounds do not take, while those for tensors do.
fn ensure_no_bool_bounded_by_numbers(input: &Tensor, min: Option<Operand>, max: Option<Operand>) -> Result<()> {
    let is_bool = |tensor: &Tensor| tensor.dtype() == DType::Bool;
    let bounds = || [min, max].into_iter().flatten();
    let kernel = match (min, max) {
        (Some(_), Some(_)) => "clamp_scalar_cpu",
        (Some(_), None) => "clamp_min_scalar_cpu",
        _ => "clamp_max_scalar_cpu",
    };
    let refused =
        is_bool(input) && bounds().all(|bound| bound.is_wrapped_number() && is_bool(&bound)) && bounds().count() > 0;
    ensure!(!refused, DType, "\"{kernel}\" not implemented for 'Bool'");
    Ok(())
}

/// Floating division by zero is infinite; integers have no such value.
fn ensure_no_integer_division_by_zero(input: &Tensor, other: &Tensor, rounded: bool) -> Result<()> {
    if !rounded || input.dtype().category() >= 2 || other.dtype().category() >= 2 || input.numel() == 0 {
        return Ok(());
    }
    let zeros = super::reduce::any(&a::eq_scalar(other, 0)?, None, false)?;
    ensure!(zeros.item()? != Scalar::Bool(true), Value, "ZeroDivisionError");
    Ok(())
}

pub(crate) mod functional {
    //! The ones under `nn.functional`.

    use super::*;

    ops! {
        in "nn.functional";

        /// `x Φ(x)` with the normal distribution function Φ, or with `approximate = 'tanh'` its usual approximation
        /// (Hendrycks and Gimpel, "Gaussian Error Linear Units").
        pub fn gelu(input: &Tensor, approximate: &str = "none") -> Tensor, shape(Same) {
            match approximate {
                "none" => rows::call(row!(gelu), &[input], &[]),
                "tanh" => rows::call(row!(gelu_tanh), &[input], &[]),
                _ => bail!(Value, "approximate argument must be either none or tanh."),
            }
        }

        /// `input` between `min_val` and `max_val`, elsewhere the nearer of the two.
        pub fn hardtanh(input: Target, min_val: Scalar = Scalar::Float(-1.0), max_val: Scalar = Scalar::Float(1.0)) -> Tensor, inplace, shape(Same) {
            ensure!(min_val.to_f64() <= max_val.to_f64(), Value, "min_val cannot be greater than max_val");
            ensure!(
                !matches!(input.dtype(), DType::U8 | DType::U16 | DType::U32 | DType::U64) || min_val.to_f64() >= 0.0, DType,
                "cannot do hardtanh on an unsigned type with negative limits"
            );
            rows::apply(row!(hardtanh), input, &[], &[min_val, max_val])
        }

        /// `input` drawn towards zero by `lambd`, and zero where it is no larger than that.
        pub fn softshrink(input: &Tensor, lambd: f64 = 0.5) -> Tensor, shape(Same) {
            let most = creation::greatest(input.dtype());
            ensure!(
                (0.0..=most).contains(&lambd), Value,
                "lambda must be in range [0, {most}] for input dtype {}, but found {lambd}", input.dtype().scalar_name()
            );
            rows::call(row!(softshrink), &[input], &[Scalar::Float(lambd)])
        }

        /// `input` where positive, elsewhere `weight * input`; `weight` has one element or one per channel (dimension 1).
        pub fn prelu(input: &Tensor, weight: &Tensor) -> Tensor, shape(Same) {
            ensure!(
                weight.rank() <= 1, Shape,
                "prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {}", weight.rank()
            );
            if weight.numel() == 1 {
                return rows::call(row!(prelu), &[input, &views::reshape_to(weight, &[])?], &[]);
            }
            ensure!(input.rank() > 0, Shape, "Not allow zero-dim input tensor.");
            let channel = usize::from(input.rank() > 1);
            ensure!(
                weight.numel() == input.shape()[channel], Shape,
                "Mismatch of parameter numbers and input channel size. Found parameter numbers = {} and channel size = {}.",
                weight.numel(), input.shape()[channel]
            );
            let mut shape = vec![1; input.rank()];
            shape[channel] = weight.numel();
            rows::call(row!(prelu), &[input, &views::reshape_to(weight, &shape)?], &[])
        }
    }
}
