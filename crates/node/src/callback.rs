//! JavaScript functions that the tape calls: hooks and the backward of custom functions. Arguments and results are handles
//! in the shared buffer, so that every such function has one shape.
//! Invariant: a function is called and released on the thread it came from, and never while the table is borrowed.

use crate::buffer::{answer, words};
use napi::sys;
use std::{
    cell::RefCell,
    ptr,
    thread::{self, ThreadId},
};
use tapir_core::{Result, ensure, error};

/// A reference to a JavaScript function that takes and returns a count of handles in the buffer.
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
        let returned = self.invoke(f64::from(count));
        let Some(count) = returned.filter(|&count| count >= 0.0) else {
            return Err(error!(Internal, "a JavaScript function called by the tape threw"));
        };
        words().get(..count as usize).map(<[f64]>::to_vec).ok_or_else(|| error!(Internal, "too many results"))
    }

    fn invoke(&self, count: f64) -> Option<f64> {
        let (mut scope, mut function, mut this) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        let (mut argument, mut result, mut number) = (ptr::null_mut(), ptr::null_mut(), -1.0);
        // SAFETY: on the environment's own thread, inside a call from JavaScript; the scope is closed again.
        unsafe {
            sys::napi_open_handle_scope(self.env, &mut scope);
            sys::napi_get_reference_value(self.env, self.reference, &mut function);
            sys::napi_get_undefined(self.env, &mut this);
            sys::napi_create_double(self.env, count, &mut argument);
            let status = sys::napi_call_function(self.env, this, function, 1, &argument, &mut result);
            if status == sys::Status::napi_ok {
                sys::napi_get_value_double(self.env, result, &mut number);
            }
            sys::napi_close_handle_scope(self.env, scope);
            (status == sys::Status::napi_ok).then_some(number)
        }
    }
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
