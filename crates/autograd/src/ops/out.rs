//! Writing a result into a tensor that was given for it, PyTorch's `out`.

use crate::{
    Tensor,
    call::ops,
    mode::grad_enabled,
    ops::view::{copies::copy_, metadata},
    rows::ensure_castable,
};
use tapir_core::ensure;

ops! {
    /// Writes `value`, the result of the function `name`, into `out`, which is resized if need be; `same` refuses another
    /// dtype. What comes back takes the place of `out`.
    pub fn write_out_(out: &Tensor, value: &Tensor, name: &str, same: bool) -> Tensor, only(engine), rebinds, devices(any) {
        ensure!(
            !(grad_enabled() && (value.requires_grad() || out.requires_grad())), Autograd,
            "{name}(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad."
        );
        ensure!(
            !out.layout().overlaps_itself(), Value,
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation."
        );
        if same {
            ensure!(
                out.dtype() == value.dtype(), DType,
                "Expected out tensor to have dtype {}, but got {} instead", value.dtype().compiler_name(), out.dtype().compiler_name()
            );
        }
        ensure!(
            out.device() == value.device(), Device,
            "Expected out tensor to have device {}, but got {} instead", value.device(), out.device()
        );
        ensure_castable(value.dtype(), out.dtype())?;
        let target = metadata::resized(out, value.shape())?;
        copy_(&target, &value.detach(), false)
    }
}
