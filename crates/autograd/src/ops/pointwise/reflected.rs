//! Python's reflected operators: the tensor is the second operand.

use crate::{
    Tensor,
    call::{Operand, ops},
    ops::{
        linalg::products,
        pointwise::{arithmetic as a, division::remainder},
    },
    rows::{self, row},
};

ops! {
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
        products::matmul(other, input)
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
