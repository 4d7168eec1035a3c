//! Numbers between JavaScript and the addon. One small buffer per thread, shared by all copies of the package in it, carries
//! nearly every command and answer. Longer commands come as an array of their own; a longer answer is kept until it is
//! fetched with an array that has room.
//! Invariant: the buffer stands still for the life of the thread, and nothing in it outlives a call.

use crate::error::guard;
use napi::{
    Env, JsValue, Unknown,
    bindgen_prelude::{FromNapiValue, Status, TypeName, ValidateNapiValue, ValueType},
    sys,
};
use napi_derive::napi;
use std::{
    cell::{Cell, RefCell},
    ptr, slice,
};
use tapir_core::{Result, ensure, error};

/// Room for what almost every call needs: 32 KiB, which stay in the caches.
const LENGTH: usize = 4096;

/// The buffer of a thread.
#[derive(Clone, Copy)]
pub struct Shared {
    pointer: *mut f64,
    /// Strong, so that the array stays.
    reference: sys::napi_ref,
}

thread_local! {
    static SHARED: Cell<Option<Shared>> = const { Cell::new(None) };
    /// An answer that waits to be fetched.
    static LATE: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
}

/// The buffer of this thread, the same for everyone who asks.
#[napi(ts_return_type = "Float64Array")]
pub fn words(env: Env) -> napi::Result<Unknown<'static>> {
    let env = env.raw();
    let shared = match SHARED.get() {
        Some(shared) => shared,
        None => make(env)?,
    };
    SHARED.set(Some(shared));
    let mut array = ptr::null_mut();
    // SAFETY: the reference was made in this thread and is never deleted.
    check(unsafe { sys::napi_get_reference_value(env, shared.reference, &mut array) })?;
    // SAFETY: a value of this environment.
    unsafe { Unknown::from_napi_value(env, array) }
}

fn make(env: sys::napi_env) -> napi::Result<Shared> {
    let (mut data, mut buffer) = (ptr::null_mut(), ptr::null_mut());
    let (mut array, mut reference) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: the out pointers are valid; the data of an array buffer stay where they are as long as it lives.
    unsafe {
        check(sys::napi_create_arraybuffer(env, LENGTH * size_of::<f64>(), &mut data, &mut buffer))?;
        check(sys::napi_create_typedarray(env, sys::TypedarrayType::float64_array, LENGTH, buffer, 0, &mut array))?;
        check(sys::napi_create_reference(env, array, 1, &mut reference))?;
    }
    Ok(Shared { pointer: data.cast(), reference })
}

fn check(status: sys::napi_status) -> napi::Result<()> {
    if status == sys::Status::napi_ok {
        return Ok(());
    }
    Err(napi::Error::new(Status::from(status), "the shared buffer cannot be had"))
}

impl Shared {
    /// The buffer of the present thread, for those who look more than once.
    #[inline]
    pub fn get() -> Result<Shared> {
        SHARED.get().ok_or_else(|| error!(Internal, "the buffer was not asked for"))
    }

    /// The words as they are. They must not be kept beyond the present call from JavaScript, nor across a call into it.
    #[inline]
    pub fn words<'a>(self) -> &'a mut [f64] {
        // SAFETY: the array behind the pointer is never released, and only one slice is in use at a time (see above).
        unsafe { slice::from_raw_parts_mut(self.pointer, LENGTH) }
    }
}

/// The words of the present thread; see [`Shared::words`].
#[inline]
pub fn shared<'a>() -> &'a mut [f64] {
    SHARED.get().map_or(&mut [], Shared::words)
}

/// Numbers that a call brings: the shared buffer, or an array of their own.
pub struct List {
    pointer: *const f64,
    length: usize,
}

impl List {
    /// The numbers, at once copied: what follows may write the buffer.
    pub fn get(&self, from: usize, count: usize) -> Result<Vec<f64>> {
        let end = from.checked_add(count).filter(|&end| end <= self.length);
        ensure!(end.is_some(), Internal, "{count} handles do not fit the buffer");
        let mut numbers = Vec::new();
        numbers.try_reserve_exact(count).map_err(|_| error!(Memory, "no room for {count} handles"))?;
        // SAFETY: the array is that of the present call, and its numbers were there when it began.
        numbers.extend_from_slice(unsafe { slice::from_raw_parts(self.pointer.add(from), count) });
        Ok(numbers)
    }

    pub fn len(&self) -> usize {
        self.length
    }
}

impl TypeName for List {
    fn type_name() -> &'static str {
        "Float64Array"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for List {}

impl FromNapiValue for List {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<List> {
        let (mut kind, mut length, mut data) = (0, 0, ptr::null_mut());
        // SAFETY: `value` is that of the present call; what is not asked for is null.
        let status = unsafe {
            sys::napi_get_typedarray_info(
                env,
                value,
                &mut kind,
                &mut length,
                &mut data,
                ptr::null_mut(),
                ptr::null_mut(),
            )
        };
        if status != sys::Status::napi_ok || kind != sys::TypedarrayType::float64_array {
            return Err(napi::Error::new(Status::InvalidArg, "expected a Float64Array"));
        }
        // An empty array has no data.
        if data.is_null() {
            return Ok(List { pointer: ptr::NonNull::dangling().as_ptr(), length: 0 });
        }
        Ok(List { pointer: data.cast(), length })
    }
}

/// Writes results from the first word on, or keeps them if there is no room. Returns how many there are.
pub fn answer(values: impl ExactSizeIterator<Item = f64>) -> Result<u32> {
    answer_at(0, values)
}

/// A count in the first word, then the results.
pub fn answer_list(values: impl ExactSizeIterator<Item = f64>) -> Result<()> {
    if let Some(word) = shared().first_mut() {
        *word = values.len() as f64;
    }
    answer_at(1, values).map(drop)
}

fn answer_at(start: usize, values: impl ExactSizeIterator<Item = f64>) -> Result<u32> {
    let count = values.len();
    if let Some(room) = shared().get_mut(start..start + count) {
        room.iter_mut().zip(values).for_each(|(word, value)| *word = value);
    } else {
        let mut late = Vec::new();
        late.try_reserve_exact(count).map_err(|_| error!(Memory, "no room for an answer of {count} words"))?;
        late.extend(values);
        LATE.set(late);
    }
    u32::try_from(count).map_err(|_| error!(Memory, "an answer of {count} words is too long"))
}

/// Writes the answer that had no room into an array of its length.
#[napi]
pub fn late_answer(env: Env, target: Unknown) -> napi::Result<()> {
    // SAFETY: a value of the present call.
    let list = unsafe { List::from_napi_value(env.raw(), target.raw()) }?;
    guard(|| {
        let late = LATE.take();
        ensure!(late.len() == list.len(), Value, "{} words wait, not {}", late.len(), list.len());
        // SAFETY: JavaScript made the array for this call and waits for it; it has exactly this length.
        unsafe { ptr::copy_nonoverlapping(late.as_ptr(), list.pointer.cast_mut(), late.len()) };
        Ok(())
    })
}
