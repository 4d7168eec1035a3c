//! Engine errors as JavaScript sees them: an exception whose message is a JSON object, from which TypeScript makes the typed
//! error. A panic is caught here and becomes an `Internal` error, unless it is an error that was thrown.

use std::panic::{AssertUnwindSafe, catch_unwind};
use tapir_core::{Error, ErrorKind, error};

/// Runs `body` and turns an error or a panic of the engine into an exception.
#[inline]
pub fn guard<T>(body: impl FnOnce() -> tapir_core::Result<T>) -> napi::Result<T> {
    catch(body).map_err(|report| napi::Error::new(napi::Status::GenericFailure, report))
}

/// As [`guard`], with the exception's message.
#[inline]
pub fn catch<T>(body: impl FnOnce() -> tapir_core::Result<T>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(report(&error)),
        Err(panic) => Err(report(&from_panic(panic.as_ref()))),
    }
}

#[cold]
fn report(error: &Error) -> String {
    let report = serde_json::json!({
        "kind": kind_name(error.kind()),
        "op": error.op(),
        "message": error.message(),
        "hint": error.hint(),
    });
    report.to_string()
}

fn kind_name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Shape => "Shape",
        ErrorKind::DType => "DType",
        ErrorKind::Device => "Device",
        ErrorKind::Index => "Index",
        ErrorKind::Value => "Value",
        ErrorKind::Autograd => "Autograd",
        ErrorKind::Memory => "Memory",
        ErrorKind::Format => "Format",
        ErrorKind::Internal => "Internal",
    }
}

#[cold]
fn from_panic(panic: &(dyn std::any::Any + Send)) -> Error {
    if let Some(thrown) = panic.downcast_ref::<Error>() {
        return thrown.clone();
    }
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    error!(Internal, "{}", text.unwrap_or("the engine panicked")).with_hint("this is a bug in Tapir; please report it")
}
