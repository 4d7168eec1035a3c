//! Elements picked by a bool mask that broadcasts with the tensor.

use crate::{
    Tensor,
    call::{Change, Operand, Target, ops},
    device::{backend, source},
    ops::{
        index::values::{self, fill_value, total},
        pointwise::arithmetic as a,
        view::views,
    },
    rows::{self, compute_type, row},
    tape::{Save, record_unary},
};
use smallvec::smallvec;
use tapir_core::{DType, Dims, Result, broadcast_shapes, ensure};

/// How C++ names an element type; one of PyTorch's texts does.
fn element_name(dtype: DType) -> &'static str {
    match dtype {
        DType::Bool => "bool",
        DType::U8 => "unsigned char",
        DType::I8 => "signed char",
        DType::I16 => "short",
        DType::I32 => "int",
        DType::I64 => "long",
        DType::F32 => "float",
        DType::F64 => "double",
        other => other.scalar_name(),
    }
}

/// The target under the shape it has in common with the mask; in place it must have it already.
fn common_shape(target: Target, mask: &Tensor) -> Result<Dims> {
    if target.is_in_place() {
        rows::ensure_expands_to(&target, mask)?;
        return Ok(target.layout().shape.clone());
    }
    broadcast_shapes(mask.shape(), target.shape())
}

fn masked_fill_in_place(input: Target, mask: &Tensor, value: &Tensor, is_number: bool) -> Result<Tensor> {
    input.change(
        &Change {
            name: if is_number { "MaskedFillBackward0" } else { "MaskedFillBackward1" },
            inputs: &[value],
            keep: &[mask],
            output: false,
        },
        |target| {
            let shape = target.shape();
            let mask = mask.broadcast_view(shape)?;
            let value = source(value, target.device(), |value| value.broadcast_view(shape))?;
            let compute = compute_type(target.dtype());
            backend(target.device()).elementwise(
                row!(where_),
                compute,
                &[mask.into(), value, target.as_view().into()],
                &[],
                &target.as_view_mut(),
            )
        },
        |context, grads| {
            let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
            let mask = context.saved(0)?;
            let zero = Tensor::zeros(&[], grad.dtype(), grad.device())?;
            let of_input = match context.needs(0) {
                true => Some(a::where_(&mask, &zero, grad)?),
                false => None,
            };
            let of_value = match context.needs(1) {
                true => Some(total(&a::where_(&mask, grad, &zero)?)?),
                false => None,
            };
            Ok(smallvec![of_input, of_value])
        },
    )
}

ops! {
    /// `input` with `value`, a number or a 0-d tensor, where `mask` is true.
    pub fn masked_fill(input: Target, mask: &Tensor, value: Operand) -> Tensor, inplace {
        ensure!(
            mask.dtype() == DType::Bool, DType,
            "masked_fill_ only supports boolean masks, but got mask with dtype {}", element_name(mask.dtype())
        );
        let filling = input.apart(&fill_value("masked_fill_", &value, &input)?)?;
        common_shape(input, mask)?;
        if input.is_in_place() {
            return masked_fill_in_place(input, &input.apart(mask)?, &filling, value.is_wrapped_number());
        }
        let name = if value.is_wrapped_number() { "MaskedFillBackward0" } else { "MaskedFillBackward1" };
        Ok(rows::call(row!(where_), &[mask, &filling, &input], &[])?.recorded_as(name))
    }

    /// `input` with the elements of `source`, in row-major order, in the places where `mask` is true, in row-major order.
    ///
    /// `source` has the dtype of `input` and at least as many elements as `mask` has true ones.
    pub fn masked_scatter(input: Target, mask: &Tensor, source: &Tensor) -> Tensor, inplace {
        ensure!(
            mask.dtype() == DType::Bool, DType,
            "masked_scatter_ only supports boolean masks, but got mask with dtype {}", mask.dtype().scalar_name()
        );
        ensure!(
            source.dtype() == input.dtype(), DType,
            "masked_scatter: expected self and source to have same dtypes but got{} and {}",
            input.dtype().scalar_name(), source.dtype().scalar_name()
        );
        let shape = common_shape(input, mask)?;
        let whole = views::expand_to(&input, &shape)?;
        let mask = views::expand_to(&input.apart(mask)?, &shape)?;
        let read = input.apart(source)?;
        let sizes: Dims = source.layout().shape.clone();
        input.with(&whole).change(
            &Change { name: "MaskedScatterBackward0", inputs: &[source], keep: &[&mask], output: false },
            |target| backend(target.device()).masked_scatter(&mask.as_view(), &read.as_view(), &target.as_view_mut()),
            move |context, grads| {
                let Some(grad) = &grads[0] else { return Ok(smallvec![None, None]) };
                let mask = context.saved(0)?;
                let zero = Tensor::zeros(&[], grad.dtype(), grad.device())?;
                let of_input = match context.needs(0) {
                    true => Some(a::where_(&mask, &zero, grad)?),
                    false => None,
                };
                let of_source = match context.needs(1) {
                    true => {
                        let count = sizes.iter().product();
                        let used = values::padded(masked_select(grad, &mask)?, &[count])?;
                        Some(views::reshape_to(&used, &sizes)?)
                    }
                    false => None,
                };
                Ok(smallvec![of_input, of_source])
            },
        )
    }

    /// The elements of `input` where `mask` is true, in row-major order, as a vector.
    pub fn masked_select(input: &Tensor, mask: &Tensor) -> Tensor, out(Same) {
        ensure!(mask.dtype() == DType::Bool, DType, "masked_select: expected BoolTensor for mask");
        let shape = broadcast_shapes(mask.shape(), input.shape())?;
        let whole = views::expand_to(input, &shape)?;
        let mask = views::expand_to(mask, &shape)?;
        let count = backend(input.device()).count_nonzero(&mask.as_view())?;
        let output = Tensor::empty(&[count], input.dtype(), input.device())?;
        backend(input.device()).masked_select(&whole.as_view(), &mask.as_view(), &output.as_view_mut())?;
        Ok(record_unary(output, "MaskedSelectBackward0", &whole, &[Save::Input(&mask)], move |context, grad| {
            let zeros = Tensor::zeros(&shape, grad.dtype(), grad.device())?;
            masked_scatter(Target::written(&zeros), &context.saved(0)?, grad)
        }))
    }
}
