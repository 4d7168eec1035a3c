//! Memory of a kernel's own, whose size depends on its operands: vectors that are refused where there is no memory for them,
//! instead of ending the process.

use crate::error;

/// `count` times `value`. Without memory for them this unwinds with a memory error, see [`crate::Error::throw`].
pub fn filled<T: Clone>(count: usize, value: T) -> Vec<T> {
    let mut buffer = Vec::new();
    grow(&mut buffer, count, value);
    buffer
}

/// Makes a buffer at least `count` elements long. Without memory for them this unwinds, as [`filled`] does.
#[inline]
pub fn grow<T: Clone>(buffer: &mut Vec<T>, count: usize, value: T) {
    if buffer.len() < count {
        if buffer.try_reserve_exact(count - buffer.len()).is_err() {
            error!(Memory, "cannot allocate {count} elements of {} bytes for a workspace", size_of::<T>()).throw();
        }
        buffer.resize(count, value);
    }
}
