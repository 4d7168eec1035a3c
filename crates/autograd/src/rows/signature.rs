//! Rows in the registry: parameters from the row's own declaration, and calling one from outside.

use super::{Params, call, call_in_place, spec};
use crate::{
    Tensor,
    call::{Args, Argument, Call, Kind, Op, Operand, Out, Param, Returns, ShapeRule},
};
use tapir_core::{Result, Scalar};
use tapir_ops::{MAX_OPERANDS, RowId, RowParam, RowSpec};

/// An entry for every row that is an operator, in table order.
pub(crate) fn operators() -> Vec<Op> {
    let specs = tapir_ops::specs().iter().enumerate();
    specs.filter(|(_, spec)| !spec.inside).map(|(index, spec)| entry(RowId(index as u16), spec)).collect()
}

fn entry(row: RowId, spec: &'static RowSpec) -> Op {
    let operands = spec.inputs.iter().enumerate().map(|(position, name)| Param {
        name,
        kind: if position == 0 || !spec.numbers { Kind::Tensor } else { Kind::Operand },
        default: None,
    });
    let numbers = spec.params.iter().map(|param| Param {
        name: param.name,
        kind: Kind::Scalar,
        default: param.default.map(|value| &*text(value).leak()),
    });
    Op {
        name: spec.name,
        namespace: spec.namespace,
        doc: spec.doc,
        params: operands.chain(numbers).collect::<Vec<_>>().leak(), // once per row, for the life of the process
        returns: Returns::Tensor,
        names: &[],
        shape: if spec.inputs.len() == 1 { ShapeRule::Same } else { ShapeRule::Broadcast },
        function: true,
        method: spec.namespace.is_empty(),
        property: false,
        variadic: false,
        inplace: spec.inplace,
        rebinds: false,
        // As in PyTorch, no activation function takes one.
        out: if spec.namespace == "nn.functional" { Out::None } else { spec.out },
        call: Call::Row(row),
    }
}

fn text(value: Scalar) -> String {
    match value {
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Float(value) => format!("{value:?}"),
    }
}

/// Reads a row's arguments and calls it.
pub(crate) fn invoke(row: RowId, args: &mut Args, in_place: bool) -> Result<Tensor> {
    let spec = spec(row);
    args.next_is_given();
    let mut inputs = [args.tensor_ref()?; MAX_OPERANDS];
    // Operands that are numbers become tensors for the length of the call.
    let mut numbers = [const { None }; MAX_OPERANDS - 1];
    let others = inputs[1..].iter_mut().zip(&mut numbers).take(spec.inputs.len() - 1);
    for (input, number) in others {
        args.next_is_given();
        *input = match if spec.numbers { args.tagged_tensor()? } else { Some(args.tensor_ref()?) } {
            Some(tensor) => tensor,
            None => number.insert(<Operand as Argument>::read(args)?),
        };
    }
    let inputs = &inputs[..spec.inputs.len()];
    let read;
    let params = if args.are_all_left_out() && spec.defaults.len() == spec.params.len() {
        spec.defaults
    } else {
        read = read_params(spec, args)?;
        &read
    };
    if in_place {
        call_in_place(row, inputs, params)?;
        return Ok(inputs[0].clone());
    }
    call(row, inputs, params)
}

fn read_params(spec: &RowSpec, args: &mut Args) -> Result<Params> {
    let read = |param: &RowParam| match param.default {
        Some(default) if !args.next_is_given() => Ok(default),
        Some(_) => <Scalar as Argument>::read(args),
        None => {
            args.next_is_given();
            <Scalar as Argument>::read(args)
        }
    };
    spec.params.iter().map(read).collect()
}
