//! The buffer that JavaScript and the addon share: arguments go in, results come out, all as doubles.

use napi::bindgen_prelude::Float64Array;
use napi_derive::napi;
use std::{cell::Cell, mem};
use tapir_core::{Result, ensure};

#[derive(Clone, Copy)]
struct Words {
    pointer: *mut f64,
    length: usize,
}

thread_local! {
    static WORDS: Cell<Words> = const { Cell::new(Words { pointer: std::ptr::null_mut(), length: 0 }) };
}

/// Takes a buffer into use, in place of the one before.
#[napi]
pub fn attach_buffer(mut buffer: Float64Array) {
    // SAFETY: the slice is only measured here.
    let words = unsafe { buffer.as_mut() };
    WORDS.set(Words { pointer: words.as_mut_ptr(), length: words.len() });
    // Holds the array for ever: the pointer must stay valid, and there are few buffers in the life of a thread.
    mem::forget(buffer);
}

/// The words as they are. They must not be kept beyond the present call from JavaScript, nor across a call into it.
#[inline]
pub fn words<'a>() -> &'a mut [f64] {
    let Words { pointer, length } = WORDS.get();
    if pointer.is_null() {
        return &mut [];
    }
    // SAFETY: the array behind the pointer is never released, and only one slice is in use at a time (see above).
    unsafe { std::slice::from_raw_parts_mut(pointer, length) }
}

/// Writes results from the first word on.
pub fn answer(values: impl ExactSizeIterator<Item = f64>) -> Result<u32> {
    let words = words();
    let count = values.len();
    ensure!(count <= words.len(), Internal, "an answer of {count} words does not fit the buffer");
    for (word, value) in words.iter_mut().zip(values) {
        *word = value;
    }
    Ok(count as u32)
}
