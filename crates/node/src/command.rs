//! Calling an operator: its number, the mask of given parameters and the arguments stand in the shared buffer; the result
//! comes back there.

use crate::{
    buffer::{List, Shared, answer_list},
    error::{catch, guard},
    table::{Object, TABLE, Table},
};
use napi::{Env, JsValue, Unknown, bindgen_prelude::FromNapiValue, sys};
use napi_derive::napi;
use std::ptr;
use tapir_autograd::{
    call::{Args, Output},
    registry::operators,
};
use tapir_core::{Error, Result, Scalar, ensure, error, warning};

/// What `run` left in the buffer.
#[derive(Clone, Copy)]
#[repr(u32)]
enum Answer {
    None = 0,
    /// The handle of a new tensor, tied to `out`.
    Tensor = 1,
    /// A count, then handles that wait for their objects; see [`answer_list`].
    Tensors = 2,
    /// A tag (1 integer, 2 float, 3 bool, 4 integer in two halves), then the number.
    Scalar = 3,
    Bool = 4,
    /// A count, then integers; likewise.
    Ints = 5,
    /// The operator wrote its first argument, which is the result.
    First = 6,
}

/// Added to an answer: the budget is used up, a collection should be considered, or there are warnings to take.
const COLLECT: u32 = 8;

/// The function `run(out)`, which calls operator `words[0] >> 1`, in place if the lowest bit is set, with the arguments from
/// word 1 on. The result, if it is one tensor, is tied to `out`.
#[napi(ts_return_type = "(out: object) => number")]
pub fn command(env: Env) -> napi::Result<Unknown<'static>> {
    bare_function(env, c"run", run)
}

/// The function `adopt(object, id)`, which ties a handle that waits to its object and says whether the budget is used up.
#[napi(ts_return_type = "(object: object, id: number) => boolean")]
pub fn adopter(env: Env) -> napi::Result<Unknown<'static>> {
    bare_function(env, c"adopt", adopt)
}

/// A function without the generated glue, which costs as much as a small operator.
fn bare_function(
    env: Env,
    name: &std::ffi::CStr,
    call: unsafe extern "C" fn(sys::napi_env, sys::napi_callback_info) -> sys::napi_value,
) -> napi::Result<Unknown<'static>> {
    let (length, mut function) = (name.count_bytes() as isize, ptr::null_mut());
    // SAFETY: a function of the type Node-API expects, in the environment of this call.
    let status = unsafe {
        sys::napi_create_function(env.raw(), name.as_ptr(), length, Some(call), ptr::null_mut(), &mut function)
    };
    if status != sys::Status::napi_ok {
        return Err(napi::Error::new(status.into(), "napi_create_function failed"));
    }
    // SAFETY: just made in this environment.
    unsafe { Unknown::from_napi_value(env.raw(), function) }
}

/// Throws an error with this message, given with its length.
///
/// # Safety
/// `env` must be that of the present call.
unsafe fn throw(env: sys::napi_env, report: &str) -> sys::napi_value {
    let (mut message, mut error) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: by the caller's promise.
    unsafe {
        sys::napi_create_string_utf8(env, report.as_ptr().cast(), report.len() as isize, &mut message);
        sys::napi_create_error(env, ptr::null_mut(), message, &mut error);
        sys::napi_throw(env, error);
    }
    error
}

extern "C" fn adopt(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let (mut count, mut arguments, mut id, mut result) = (2, [ptr::null_mut(); 2], f64::NAN, ptr::null_mut());
    // SAFETY: Node-API gives valid handles for the length of the call; there is room for the two arguments asked for. What is
    // no number leaves `id` as it is.
    unsafe {
        sys::napi_get_cb_info(env, info, &mut count, arguments.as_mut_ptr(), ptr::null_mut(), ptr::null_mut());
        sys::napi_get_value_double(env, arguments[1], &mut id);
    }
    let adopted = catch(|| {
        TABLE.with(|table| {
            let mut table = table.try_borrow_mut().map_err(busy)?;
            table.adopt(env, arguments[0], id)?;
            Ok(table.is_exhausted())
        })
    });
    match adopted {
        // SAFETY: as above.
        Ok(exhausted) => unsafe {
            sys::napi_get_boolean(env, exhausted, &mut result);
            result
        },
        // SAFETY: as above.
        Err(report) => unsafe { throw(env, &report) },
    }
}

extern "C" fn run(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let (mut count, mut out, mut result) = (1, ptr::null_mut(), ptr::null_mut());
    // SAFETY: Node-API gives valid handles for the length of the call; `out` has room for the one argument asked for.
    unsafe { sys::napi_get_cb_info(env, info, &mut count, &mut out, ptr::null_mut(), ptr::null_mut()) };
    match catch(|| execute(env, out, None)) {
        // SAFETY: as above.
        Ok(answer) => unsafe { sys::napi_create_uint32(env, answer, &mut result) },
        // SAFETY: as above.
        Err(report) => return unsafe { throw(env, &report) },
    };
    result
}

/// As `run`, for a command that is too long for the buffer.
#[napi]
pub fn run_long(env: Env, out: Unknown, #[napi(ts_arg_type = "Float64Array")] command: List) -> napi::Result<u32> {
    guard(|| execute(env.raw(), out.raw(), Some(&command.get(0, command.len())?)))
}

// Inlined where it is called, as are its parts: `run` is as expensive as a small operator.
#[inline(always)]
fn execute(env: sys::napi_env, out: sys::napi_value, long: Option<&[f64]>) -> Result<u32> {
    let buffer = Shared::get()?;
    TABLE.with(|table| {
        let output = {
            let table = table.try_borrow().map_err(busy)?;
            compute(long.unwrap_or(buffer.words()), &table)?
        };
        let Some(output) = output else { return Ok(Answer::First as u32) };
        let mut table = table.try_borrow_mut().map_err(busy)?;
        store(output, buffer, &mut table, env, out)
    })
}

/// Nothing if the first argument was written in place.
#[inline(always)]
fn compute(words: &[f64], table: &Table) -> Result<Option<Output>> {
    let command = words.first().copied().unwrap_or(-1.0);
    let number = if command >= 0.0 { command as usize } else { usize::MAX };
    let op = operators().get(number >> 1).ok_or_else(|| error!(Value, "there is no operator {command}"))?;
    let in_place = number & 1 == 1;
    ensure!(!in_place || op.inplace, Value, "{} has no in-place form", op.name);
    let output = op.invoke(&mut Args::new(words.get(1..).unwrap_or_default(), table), in_place)?;
    Ok((!in_place).then_some(output))
}

#[inline(always)]
fn store(output: Output, buffer: Shared, table: &mut Table, env: sys::napi_env, out: sys::napi_value) -> Result<u32> {
    let kind = match output {
        Output::One(tensor) => {
            let id = table.insert(Object::Tensor(tensor))?;
            table.adopt(env, out, id)?;
            buffer.words()[0] = id;
            Answer::Tensor
        }
        Output::Many(tensors) => {
            answer_list(table.insert_all(tensors.into_iter().map(Some))?.into_iter())?;
            Answer::Tensors
        }
        Output::Scalar(scalar) => {
            write_scalar(scalar, buffer.words());
            Answer::Scalar
        }
        Output::Bool(value) => {
            buffer.words()[0] = f64::from(u8::from(value));
            Answer::Bool
        }
        Output::Ints(ints) => {
            answer_list(ints.iter().map(|&int| int as f64))?;
            Answer::Ints
        }
        Output::None => Answer::None,
    };
    Ok(kind as u32 + if table.is_exhausted() || warning::are_waiting() { COLLECT } else { 0 })
}

fn busy<E>(_: E) -> Error {
    error!(Internal, "an operator was called from within another")
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

/// The warnings that wait: the name of each, then its text.
#[napi]
pub fn take_warnings() -> Vec<String> {
    warning::take().into_iter().flat_map(|(kind, text)| [format!("{kind:?}"), text]).collect()
}

/// Every warning may be given once more.
#[napi]
pub fn arm_warnings() {
    warning::arm();
}
