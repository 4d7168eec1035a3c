//! Rows as methods of tensors, and the operators `+ - * /`.

use super::{call, defaults, row};
use crate::Tensor;
use std::{borrow::Borrow, ops};
use tapir_core::{Result, Scalar};

/// A tensor or a number, as an operand.
pub trait IntoOperand {
    /// The operand as a tensor. A number is one that is weak in type promotion.
    fn into_operand(self) -> Result<Tensor>;
}

impl IntoOperand for &Tensor {
    fn into_operand(self) -> Result<Tensor> {
        Ok(self.clone())
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl IntoOperand for $number {
            fn into_operand(self) -> Result<Tensor> {
                Tensor::wrapped_number(self.into())
            }
        }
    )+};
}

numbers!(bool, i32, i64, f64, Scalar);

/// One method. What a row scales its second operand by, `alpha`, is 1.
macro_rules! row_method {
    ({ $($doc:tt)+ } $name:ident($first:ident $(, $operand:ident)*)($($parameter:ident),*) only inside) => {};
    ({ $($doc:tt)+ } $name:ident($first:ident $(, $operand:ident)*)(alpha)) => {
        row_method!(@define { $($doc)+ } $name($($operand),*)() defaults(row!($name)));
    };
    ({ $($doc:tt)+ } $name:ident($first:ident $(, $operand:ident)*)($($parameter:ident),*)) => {
        row_method!(@define { $($doc)+ } $name($($operand),*)($($parameter),*) &[$($parameter.into()),*]);
    };
    (@define { $($doc:tt)+ } $name:ident($($operand:ident),*)($($parameter:ident),*) $parameters:expr) => {
        impl Tensor {
            $($doc)+
            pub fn $name(&self $(, $operand: impl IntoOperand)* $(, $parameter: impl Into<Scalar>)*) -> Result<Tensor> {
                call(row!($name), &[self $(, &$operand.into_operand()?)*], $parameters)
            }
        }
    };
}

tapir_ops::arithmetic_methods!();
tapir_ops::compare_methods!();
tapir_ops::bitwise_methods!();
tapir_ops::rounding_methods!();
tapir_ops::exponential_methods!();
tapir_ops::trigonometric_methods!();
tapir_ops::activation_methods!();
tapir_ops::loss_methods!();
tapir_ops::special_methods!();

/// `a + b` for tensors and numbers, whether held, borrowed or the result of another operator: `((&a + &b)? * 2.0)?` or
/// `&a + &b * &c`.
macro_rules! operators {
    ($($trait:ident $method:ident $row:ident),+ $(,)?) => {$(
        impl<B: Borrow<Tensor>> ops::$trait<B> for &Tensor {
            type Output = Result<Tensor>;

            fn $method(self, other: B) -> Result<Tensor> {
                call(row!($row), &[self, other.borrow()], defaults(row!($row)))
            }
        }

        impl<B: Borrow<Tensor>> ops::$trait<Result<B>> for &Tensor {
            type Output = Result<Tensor>;

            fn $method(self, other: Result<B>) -> Result<Tensor> {
                call(row!($row), &[self, other?.borrow()], defaults(row!($row)))
            }
        }

        impl<B: Borrow<Tensor>> ops::$trait<&Tensor> for Result<B> {
            type Output = Result<Tensor>;

            fn $method(self, other: &Tensor) -> Result<Tensor> {
                call(row!($row), &[self?.borrow(), other], defaults(row!($row)))
            }
        }

        impl ops::$trait<f64> for &Tensor {
            type Output = Result<Tensor>;

            fn $method(self, other: f64) -> Result<Tensor> {
                call(row!($row), &[self, &Tensor::wrapped_number(other.into())?], defaults(row!($row)))
            }
        }

        impl ops::$trait<&Tensor> for f64 {
            type Output = Result<Tensor>;

            fn $method(self, other: &Tensor) -> Result<Tensor> {
                call(row!($row), &[&Tensor::wrapped_number(self.into())?, other], defaults(row!($row)))
            }
        }
    )+};
}

operators! { Add add add, Sub sub sub, Mul mul mul, Div div div }

impl ops::Neg for &Tensor {
    type Output = Result<Tensor>;

    fn neg(self) -> Result<Tensor> {
        call(row!(neg), &[self], &[])
    }
}
