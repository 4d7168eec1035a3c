//! Rows in the registry: parameters from the row's own declaration, and calling one from outside.

use super::{Params, call, call_in_place, spec};
use crate::{
    Tensor,
    call::{Args, Argument, Call, Kind, Op, Operand, Output, Param, Returns, ShapeRule},
};
use smallvec::SmallVec;
use tapir_core::{Result, Scalar};
use tapir_ops::{RowId, RowSpec};

/// Rows that exist only for other operators, beside those of the namespace `internal`.
const INTERNAL: [&str; 6] = ["clamp_tensor", "div_floor", "div_trunc", "gelu_tanh", "pow_scalar", "round_decimals"];

/// An entry for every public row, in table order.
pub(crate) fn registry() -> Vec<Op> {
    let specs = tapir_ops::specs().iter().enumerate();
    specs
        .filter(|(_, spec)| spec.namespace != "internal" && !INTERNAL.contains(&spec.name))
        .map(|(index, spec)| entry(RowId(index as u16), spec))
        .collect()
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

/// An operand for the length of the call: the caller's own, or made of a number.
enum Held<'a> {
    Borrowed(&'a Tensor),
    Owned(Tensor),
}

impl<'a> Held<'a> {
    #[inline]
    fn read(args: &mut Args<'a>) -> Result<Held<'a>> {
        if let Some(tensor) = args.tagged_tensor()? {
            return Ok(Held::Borrowed(tensor));
        }
        <Operand as Argument>::read(args).map(Held::Owned)
    }

    #[inline]
    fn get(&self) -> &Tensor {
        match self {
            Held::Borrowed(tensor) => tensor,
            Held::Owned(tensor) => tensor,
        }
    }
}

/// Reads a row's arguments and calls it.
pub(crate) fn invoke(row: RowId, args: &mut Args, in_place: bool) -> Result<Output> {
    let spec = spec(row);
    let mut operands: SmallVec<[Held; 3]> = SmallVec::new();
    for position in 0..spec.inputs.len() {
        args.next_is_given();
        let is_tensor = position == 0 || !spec.numbers;
        operands.push(if is_tensor { Held::Borrowed(args.tensor_ref()?) } else { Held::read(args)? });
    }
    let mut params = Params::new();
    for param in spec.params {
        params.push(match param.default {
            Some(default) if !args.next_is_given() => default,
            Some(_) => <Scalar as Argument>::read(args)?,
            None => {
                args.next_is_given();
                <Scalar as Argument>::read(args)?
            }
        });
    }
    let inputs: SmallVec<[&Tensor; 3]> = operands.iter().map(Held::get).collect();
    if in_place {
        call_in_place(row, &inputs, &params)?;
        return Ok(Output::One(inputs[0].clone()));
    }
    call(row, &inputs, &params).map(Output::One)
}
