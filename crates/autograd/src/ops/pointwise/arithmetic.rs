//! Rows as Rust functions, for composites and for gradients written in tensor operations.

use crate::{
    Tensor,
    rows::{self, row},
    tape::Context,
};
use tapir_core::{Result, Scalar};

/// One function per row, with the row's default parameters.
macro_rules! functions {
    ($($name:ident($($input:ident),+)),+ $(,)?) => {$(
        #[doc = concat!("The row `", stringify!($name), "` with its default parameters.")]
        pub fn $name($($input: &Tensor),+) -> Result<Tensor> {
            let row = row!($name);
            rows::call(row, &[$($input),+], rows::defaults(row))
        }
    )+};
}

functions! {
    neg(x), abs(x), exp(x), log(x), log1p(x), expm1(x), sqrt(x), rsqrt(x), reciprocal(x), square(x), sign(x), tanh(x),
    sigmoid(x), logical_not(x), isnan(x), isinf(x), isfinite(x), floor(x), sin(x), cos(x), erf(x),
    add(a, b), sub(a, b), mul(a, b), div(a, b), pow(a, b), maximum(a, b), minimum(a, b), eq(a, b), ne(a, b), lt(a, b),
    le(a, b), gt(a, b), ge(a, b), logical_and(a, b), logical_or(a, b), atan2(a, b), remainder(a, b), bitwise_and(a, b),
    where_(condition, yes, no), conj_physical(x),
}

/// The complex conjugate; a real tensor is its own.
pub fn conj(x: &Tensor) -> Result<Tensor> {
    if x.dtype().is_complex() { conj_physical(x) } else { Ok(x.clone()) }
}

impl Context<'_> {
    /// The saved tensor at this position as a factor of a gradient: conjugated, if it is complex. With all of them so, the
    /// formula for real numbers is PyTorch's gradient wherever the operation has a complex derivative.
    pub(crate) fn factor(&self, index: usize) -> Result<Tensor> {
        conj(&self.saved(index)?)
    }
}

/// One function per row of two operands, the second a number.
macro_rules! with_number {
    ($($name:ident = $row:ident),+ $(,)?) => {$(
        #[doc = concat!("The row `", stringify!($row), "` with a number as second operand.")]
        pub fn $name(x: &Tensor, number: impl Into<Scalar>) -> Result<Tensor> {
            $row(x, &Tensor::wrapped_number(number.into())?)
        }
    )+};
}

with_number! {
    add_scalar = add, sub_scalar = sub, mul_scalar = mul, div_scalar = div, pow_scalar = pow, eq_scalar = eq,
    ne_scalar = ne, lt_scalar = lt, le_scalar = le, gt_scalar = gt, ge_scalar = ge,
}

/// `target += other`.
pub fn add_in_place(target: &Tensor, other: &Tensor) -> Result<()> {
    let row = row!(add);
    rows::call_in_place(row, &[target, other], rows::defaults(row))
}

/// `target *= other`.
pub fn mul_in_place(target: &Tensor, other: &Tensor) -> Result<()> {
    let row = row!(mul);
    rows::call_in_place(row, &[target, other], rows::defaults(row))
}
