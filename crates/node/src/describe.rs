//! The registry of operators as JSON: what TypeScript builds functions, methods, types and documentation from.

use napi_derive::napi;
use serde_json::{Value, json};
use tapir_autograd::{
    call::{Op, Param, Returns},
    registry::operators,
};
use tapir_core::DType;

/// Every operator in the order of its number, and every dtype in the order of its code.
#[napi]
pub fn describe() -> String {
    let dtypes: Vec<Value> = DType::ALL
        .iter()
        .map(|dtype| json!({ "name": dtype.name(), "size": dtype.size(), "scalarName": dtype.scalar_name() }))
        .collect();
    json!({ "ops": operators().iter().map(describe_op).collect::<Vec<_>>(), "dtypes": dtypes }).to_string()
}

fn describe_op(op: &Op) -> Value {
    let (returns, count) = match op.returns {
        Returns::Tuple(count) => ("Tuple".to_owned(), count),
        other => (format!("{other:?}"), 0),
    };
    json!({
        "name": op.name,
        "namespace": op.namespace,
        "doc": op.doc.trim(),
        "params": op.params.iter().map(describe_param).collect::<Vec<_>>(),
        "returns": returns,
        "count": count,
        "names": op.names,
        "shape": format!("{:?}", op.shape),
        "function": op.function,
        "method": op.method,
        "property": op.property,
        "variadic": op.variadic,
        "rebinds": op.rebinds,
        "out": format!("{:?}", op.out),
        "inplace": op.inplace,
    })
}

fn describe_param(param: &Param) -> Value {
    json!({ "name": param.name, "kind": format!("{:?}", param.kind), "default": param.default })
}
