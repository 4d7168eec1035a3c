//! Calling an operator: its number, the mask of given parameters and the arguments stand in the shared buffer; the result
//! comes back there.

use crate::{
    buffer::{answer, words},
    error::guard,
    table::{Object, TABLE, Table},
};
use napi::{Env, JsValue, Unknown};
use napi_derive::napi;
use std::cell::RefCell;
use tapir_autograd::{
    Tensor,
    call::{Args, Op, Output, registry},
};
use tapir_core::{Error, Result, Scalar, ensure, error};

/// What `run` left in the buffer.
#[derive(Clone, Copy)]
#[repr(u32)]
enum Answer {
    None = 0,
    /// The handle of a new tensor, tied to `out`.
    Tensor = 1,
    /// A count, then handles that wait for their objects.
    Tensors = 2,
    /// A tag (1 integer, 2 float, 3 bool, 4 integer in two halves), then the number.
    Scalar = 3,
    Bool = 4,
    /// A count, then integers.
    Ints = 5,
    /// The operator wrote its first argument, which is the result.
    First = 6,
}

/// Added to an answer: the budget is used up, a collection should be considered.
const COLLECT: u32 = 8;

/// Calls operator `words[0] >> 1`, in place if the lowest bit is set, with the arguments from word 1 on. The result, if it
/// is one tensor, is tied to `out`.
#[napi]
pub fn run(env: Env, out: Unknown) -> napi::Result<u32> {
    guard(|| {
        let words = words();
        let command = words.first().copied().unwrap_or(-1.0);
        let number = if command >= 0.0 { command as usize } else { usize::MAX };
        let op = registry().get(number >> 1).ok_or_else(|| error!(Value, "there is no operator {command}"))?;
        let in_place = number & 1 == 1;
        ensure!(!in_place || op.inplace, Value, "{} has no in-place form", op.name);
        TABLE.with(|table| call(op, in_place, words, table, env, out))
    })
}

#[inline]
fn call(op: &Op, in_place: bool, words: &mut [f64], table: &RefCell<Table>, env: Env, out: Unknown) -> Result<u32> {
    let output = {
        let table = table.try_borrow().map_err(busy)?;
        op.invoke(&mut Args::new(&words[1..], &*table), in_place)?
    };
    if in_place {
        return Ok(Answer::First as u32);
    }
    let mut table = table.try_borrow_mut().map_err(busy)?;
    let kind = match output {
        Output::One(tensor) => {
            let id = table.insert(Object::Tensor(tensor))?;
            table.adopt(env.raw(), out.raw(), id)?;
            words[0] = id;
            Answer::Tensor
        }
        Output::Many(tensors) => {
            write_tensors(&mut table, tensors, words)?;
            Answer::Tensors
        }
        Output::Scalar(scalar) => {
            write_scalar(scalar, words);
            Answer::Scalar
        }
        Output::Bool(value) => {
            words[0] = f64::from(u8::from(value));
            Answer::Bool
        }
        Output::Ints(ints) => {
            answer(
                std::iter::once(ints.len() as f64)
                    .chain(ints.iter().map(|&int| int as f64))
                    .collect::<Vec<_>>()
                    .into_iter(),
            )?;
            Answer::Ints
        }
        Output::None => Answer::None,
    };
    let exhausted = table.budget.handles <= 0 || table.budget.bytes <= 0;
    Ok(kind as u32 + if exhausted { COLLECT } else { 0 })
}

fn busy<E>(_: E) -> Error {
    error!(Internal, "an operator was called from within another")
}

fn write_tensors(table: &mut Table, tensors: Vec<Tensor>, words: &mut [f64]) -> Result<()> {
    ensure!(tensors.len() < words.len(), Memory, "{} results do not fit the buffer", tensors.len());
    words[0] = tensors.len() as f64;
    for (word, tensor) in words[1..].iter_mut().zip(tensors) {
        *word = table.insert(Object::Tensor(tensor))?;
    }
    Ok(())
}

/// An integer beyond 2^53 is not a double: it goes in two halves.
pub fn write_scalar(scalar: Scalar, words: &mut [f64]) {
    match scalar {
        Scalar::Int(value) if value.unsigned_abs() <= 1 << 53 => words[..2].copy_from_slice(&[1.0, value as f64]),
        Scalar::Int(value) => {
            words[..3].copy_from_slice(&[4.0, (value >> 32) as f64, f64::from(value as u32)]);
        }
        Scalar::Float(value) => words[..2].copy_from_slice(&[2.0, value]),
        Scalar::Bool(value) => words[..2].copy_from_slice(&[3.0, f64::from(u8::from(value))]),
    }
}

/// Ties a handle that waits to its JavaScript object.
#[napi]
pub fn adopt(env: Env, object: Unknown, id: f64) -> napi::Result<()> {
    guard(|| TABLE.with_borrow_mut(|table| table.adopt(env.raw(), object.raw(), id)))
}
