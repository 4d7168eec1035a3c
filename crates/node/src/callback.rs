//! JavaScript functions that the tape calls: hooks and the backward of custom functions. Arguments and results are handles
//! in the shared buffer, so that every such function has one shape; longer results come in an array of their own.
//! Invariant: a function is called and released on the thread it came from, and never while the table is borrowed.

use crate::buffer::{List, answer, shared};
use napi::{bindgen_prelude::FromNapiValue, sys};
use std::{
    cell::RefCell,
    ptr,
    thread::{self, ThreadId},
};
use tapir_core::{Result, ensure, error};

/// A reference to a JavaScript function that takes a count of handles in the buffer, and returns one or an array of them.
pub struct Callback {
    env: sys::napi_env,
    reference: sys::napi_ref,
    thread: ThreadId,
}

// SAFETY: the pointers are only used on `thread`, which every use checks.
unsafe impl Send for Callback {}
// SAFETY: as above.
unsafe impl Sync for Callback {}

thread_local! {
    /// References of dropped callbacks: a drop may happen where Node-API must not be called.
    static DROPPED: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

impl Callback {
    pub fn new(env: sys::napi_env, function: sys::napi_value) -> Result<Callback> {
        let mut reference = ptr::null_mut();
        // SAFETY: both are those of the present call.
        let status = unsafe { sys::napi_create_reference(env, function, 1, &mut reference) };
        ensure!(status == sys::Status::napi_ok, Internal, "napi_create_reference failed with status {status}");
        Ok(Callback { env, reference, thread: thread::current().id() })
    }

    /// Calls the function. A count below zero says that it threw, which JavaScript keeps and throws again.
    pub fn call(&self, handles: &[f64]) -> Result<Vec<f64>> {
        ensure!(
            thread::current().id() == self.thread,
            Autograd,
            "a JavaScript hook was reached by a backward pass on another thread than its own"
        );
        let count = answer(handles.iter().copied())?;
        self.invoke(f64::from(count))?.ok_or_else(|| error!(Internal, "a JavaScript function called by the tape threw"))
    }

    /// The handles it returns; none if it threw.
    fn invoke(&self, count: f64) -> Result<Option<Vec<f64>>> {
        let (mut scope, mut function, mut this) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        let (mut argument, mut result, mut number) = (ptr::null_mut(), ptr::null_mut(), -1.0);
        // SAFETY: on the environment's own thread, inside a call from JavaScript; the scope is closed again.
        unsafe {
            sys::napi_open_handle_scope(self.env, &mut scope);
            sys::napi_get_reference_value(self.env, self.reference, &mut function);
            sys::napi_get_undefined(self.env, &mut this);
            sys::napi_create_double(self.env, count, &mut argument);
            let status = sys::napi_call_function(self.env, this, function, 1, &argument, &mut result);
            let mut handles = Ok(None);
            if status == sys::Status::napi_ok {
                if sys::napi_get_value_double(self.env, result, &mut number) == sys::Status::napi_ok {
                    let count = (number >= 0.0).then_some(number as usize);
                    handles = count.map(short).transpose();
                } else if let Ok(list) = List::from_napi_value(self.env, result) {
                    handles = list.get(0, list.len()).map(Some);
                }
            }
            sys::napi_close_handle_scope(self.env, scope);
            handles
        }
    }
}

/// Handles in the buffer.
fn short(count: usize) -> Result<Vec<f64>> {
    shared().get(..count).map(<[f64]>::to_vec).ok_or_else(|| error!(Internal, "too many results"))
}

impl Drop for Callback {
    fn drop(&mut self) {
        if thread::current().id() == self.thread {
            // At the end of a thread the environment frees its references itself.
            let _ = DROPPED.try_with(|dropped| dropped.borrow_mut().push(self.reference as usize));
        }
    }
}

/// Deletes the references of callbacks that were dropped.
pub fn release_dropped(env: sys::napi_env) {
    for reference in DROPPED.take() {
        // SAFETY: made by `Callback::new` in this environment, deleted once.
        unsafe { sys::napi_delete_reference(env, reference as sys::napi_ref) };
    }
}
