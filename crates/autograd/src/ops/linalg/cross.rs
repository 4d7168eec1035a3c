//! The cross product.

use crate::{
    Tensor,
    call::ops,
    ops::{
        pointwise::arithmetic as a,
        view::{rearrange, views},
    },
    tape::{Save, record},
};
use smallvec::smallvec;
use tapir_core::{DType, Result, ensure};

/// `u x v` along a dimension of size 3. With `t` for turning each vector's elements by one, from (0, 1, 2) to (1, 2, 0), it is
/// `t(u t(v) - t(u) v)`.
fn cross_over(u: &Tensor, v: &Tensor, dim: i64) -> Result<Tensor> {
    let turned = |tensor: &Tensor| rearrange::roll(tensor, &[-1], &[dim]);
    let (first, second) = (u.detach(), v.detach());
    let difference = a::sub(&a::mul(&first, &turned(&second)?)?, &a::mul(&turned(&first)?, &second)?)?;
    let save = [Save::Input(u), Save::Input(v)];
    Ok(record(turned(&difference)?, "LinalgCrossBackward0", &[u, v], &save, move |context, grads| {
        let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
        let (u, v) = (a::conj(&context.saved(0)?)?, a::conj(&context.saved(1)?)?);
        Ok(smallvec![
            context.needs(0).then(|| cross_over(&v, grad, dim)).transpose()?,
            context.needs(1).then(|| cross_over(grad, &u, dim)).transpose()?,
        ])
    }))
}

ops! {
    in "linalg";

    /// The cross product of vectors of size 3 along `dim`.
    pub fn cross(input: &Tensor, other: &Tensor, dim: i64 = -1) -> Tensor, out(Same) {
        ensure!(
            input.rank() == other.rank(), Shape,
            "linalg.cross: inputs must have the same number of dimensions."
        );
        let given = dim;
        let dim = tapir_core::wrap_dim(dim, input.rank())?;
        ensure!(
            input.rank() > 0 && input.shape()[dim] == 3 && other.shape()[dim] == 3, Shape,
            "linalg.cross: inputs dimension {given} must have length 3. Got {} and {}",
            input.shape().get(dim).unwrap_or(&0), other.shape().get(dim).unwrap_or(&0)
        );
        ensure!(
            input.dtype() == other.dtype(), DType,
            "expected scalar type {} but found {}", input.dtype().scalar_name(), other.dtype().scalar_name()
        );
        ensure!(input.dtype() != DType::Bool, DType, "\"cross\" not implemented for 'Bool'");
        let shape = tapir_core::broadcast_shapes(input.shape(), other.shape())?;
        cross_over(&views::expand_to(input, &shape)?, &views::expand_to(other, &shape)?, dim as i64)
    }
}
