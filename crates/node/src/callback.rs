//! JavaScript functions that the tape calls: hooks and the backward of custom functions. Arguments and results are handles
//! in the shared buffer, so that every such function has one shape; longer results come in an array of their own.
//! Invariant: a function is called and released on the thread it came from, and never while the table is borrowed. A node, or a
//! hook, has at most one function.

use crate::buffer::{List, answer, shared};
use napi::{bindgen_prelude::FromNapiValue, sys};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    ptr,
    thread::{self, ThreadId},
};
use tapir_autograd::HookHandle;
use tapir_core::{Result, ensure, error};

/// A reference to a JavaScript function that takes a count of handles in the buffer, and returns one or an array of them.
pub struct Callback {
    env: sys::napi_env,
    reference: sys::napi_ref,
    number: u32,
    thread: ThreadId,
}

/// Who calls a function.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// By its number.
    Hook(u64),
    /// By its address.
    Node(usize),
}

/// A function of this thread.
struct Function {
    reference: sys::napi_ref,
    owner: Option<Owner>,
    /// Of a hook.
    handle: Option<HookHandle>,
    /// Whether it was let go of, see `cycles`.
    is_let_go: bool,
}

#[derive(Default)]
struct Functions {
    by_number: HashMap<u32, Function>,
    by_owner: HashMap<Owner, u32>,
    last: u32,
}

// SAFETY: the pointers are only used on `thread`, which every use checks.
unsafe impl Send for Callback {}
// SAFETY: as above.
unsafe impl Sync for Callback {}

thread_local! {
    /// References to be deleted: a drop may happen where Node-API must not be called.
    static DROPPED: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
    static FUNCTIONS: RefCell<Functions> = RefCell::default();
    /// Backward passes that have not ended.
    static PASSES: Cell<u32> = const { Cell::new(0) };
}

/// Runs a backward pass. Meanwhile the engine holds parts of graphs that no object does.
pub fn in_pass<T>(body: impl FnOnce() -> T) -> T {
    struct Pass;
    impl Drop for Pass {
        fn drop(&mut self) {
            PASSES.set(PASSES.get() - 1);
        }
    }
    PASSES.set(PASSES.get() + 1);
    let _pass = Pass;
    body()
}

/// Whether there are functions, and none is in use.
pub fn may_let_go() -> bool {
    PASSES.get() == 0 && FUNCTIONS.with_borrow(|functions| !functions.by_number.is_empty())
}

/// Says who calls a function.
pub fn set_owner(number: u32, owner: Owner) {
    FUNCTIONS.with_borrow_mut(|functions| {
        if let Some(function) = functions.by_number.get_mut(&number) {
            function.owner = Some(owner);
            functions.by_owner.insert(owner, number);
        }
    });
}

/// As [`set_owner`], for a hook, which can be removed by the function's number.
pub fn set_hook(number: u32, handle: HookHandle) {
    set_owner(number, Owner::Hook(handle.number()));
    FUNCTIONS.with_borrow_mut(|functions| {
        if let Some(function) = functions.by_number.get_mut(&number) {
            function.handle = Some(handle);
        }
    });
}

/// Removes a hook; nothing if it was removed before, or what it was registered on is gone.
pub fn remove_hook(number: u32) {
    let handle = FUNCTIONS.with_borrow(|functions| functions.by_number.get(&number)?.handle.clone());
    if let Some(handle) = handle {
        handle.remove(); // the function may go with it, so nothing is borrowed here
    }
}

pub fn function_of(owner: Owner) -> Option<u32> {
    FUNCTIONS.with_borrow(|functions| functions.by_owner.get(&owner).copied())
}

/// The function itself, unless it is gone.
pub fn value(env: sys::napi_env, number: u32) -> Option<sys::napi_value> {
    FUNCTIONS.with_borrow(|functions| {
        let mut value = ptr::null_mut();
        // SAFETY: the reference belongs to this environment and is deleted after it left the map.
        unsafe { sys::napi_get_reference_value(env, functions.by_number.get(&number)?.reference, &mut value) };
        (!value.is_null()).then_some(value)
    })
}

/// Makes the references of some functions weak.
pub fn let_go(env: sys::napi_env, numbers: impl Iterator<Item = u32>) {
    FUNCTIONS.with_borrow_mut(|functions| {
        for number in numbers {
            if let Some(function) = functions.by_number.get_mut(&number)
                && !std::mem::replace(&mut function.is_let_go, true)
            {
                let mut count = 0;
                // SAFETY: as in `value`; the count was 1.
                unsafe { sys::napi_reference_unref(env, function.reference, &mut count) };
            }
        }
    });
}

/// Makes them strong again.
pub fn take_back(env: sys::napi_env) {
    FUNCTIONS.with_borrow_mut(|functions| {
        for function in functions.by_number.values_mut().filter(|function| function.is_let_go) {
            let (mut value, mut count) = (ptr::null_mut(), 0);
            // SAFETY: as in `value`; the count was 0, and the function lives.
            unsafe {
                sys::napi_get_reference_value(env, function.reference, &mut value);
                if !value.is_null() {
                    sys::napi_reference_ref(env, function.reference, &mut count);
                    function.is_let_go = false;
                }
            }
        }
    });
}

impl Callback {
    pub fn new(env: sys::napi_env, function: sys::napi_value) -> Result<Callback> {
        let mut reference = ptr::null_mut();
        // SAFETY: both are those of the present call.
        let status = unsafe { sys::napi_create_reference(env, function, 1, &mut reference) };
        ensure!(status == sys::Status::napi_ok, Internal, "napi_create_reference failed with status {status}");
        let number = FUNCTIONS.with_borrow_mut(|functions| {
            functions.last += 1;
            functions
                .by_number
                .insert(functions.last, Function { reference, owner: None, handle: None, is_let_go: false });
            functions.last
        });
        Ok(Callback { env, reference, number, thread: thread::current().id() })
    }

    /// Names it among the functions of this thread.
    pub fn number(&self) -> u32 {
        self.number
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
            delete_later(self.reference);
            let _ = FUNCTIONS.try_with(|functions| {
                let functions = &mut *functions.borrow_mut();
                if let Some(Function { owner: Some(owner), .. }) = functions.by_number.remove(&self.number) {
                    functions.by_owner.remove(&owner);
                }
            });
        }
    }
}

/// Deletes a reference at the next sweep: here Node-API may not be called.
pub fn delete_later(reference: sys::napi_ref) {
    // At the end of a thread the environment frees its references itself.
    let _ = DROPPED.try_with(|dropped| dropped.borrow_mut().push(reference as usize));
}

/// Deletes the references that were dropped.
pub fn release_dropped(env: sys::napi_env) {
    for reference in DROPPED.take() {
        // SAFETY: made by `Callback::new` in this environment, deleted once.
        unsafe { sys::napi_delete_reference(env, reference as sys::napi_ref) };
    }
}
