//! Rows as Rust functions and operators, for composites and for gradients written in tensor operations.

use crate::{Tensor, rows};
use tapir_core::{Result, Scalar};

/// Functions of one, two or three tensors, each a row of that name.
macro_rules! rows_as_functions {
    ($($name:ident($($input:ident),+)),+ $(,)?) => {$(
        #[doc = concat!("The row `", stringify!($name), "`; see the registry for its documentation.")]
        pub fn $name($($input: &Tensor),+) -> Result<Tensor> {
            rows::call(rows::row!(stringify_row!($name)), &[$($input),+], rows::defaults(rows::row!(stringify_row!($name))))
        }
    )+};
}
