//! From indices to byte offsets. Every index is read once, checked, and only then used, so that whoever changes an
//! index while a kernel runs can change the result but not the bounds.

use crate::parallel;
use std::sync::{Mutex, PoisonError};
use tapir_core::{DType, Error, Result, error};
use tapir_ops::View;

/// Offsets computed at a time. They live on the stack and are cleared on every call, which small calls should not feel.
pub const CHUNK: usize = 256;

/// The dimension that an index points into.
#[derive(Clone, Copy)]
pub struct Axis {
    pub dim: usize,
    pub size: usize,
    /// Bytes from one place to the next.
    pub stride: isize,
    /// Whether −1 is the last place.
    pub from_end: bool,
    /// Whether the error says only "index out of range in self", as that of some operators does.
    pub terse: bool,
}

impl Axis {
    /// Dimension `dim` of a tensor, named in errors.
    pub fn new(shape: &[usize], strides: &[isize], dtype: DType, dim: usize) -> Axis {
        let size = shape.get(dim).copied().unwrap_or(1);
        let stride = strides.get(dim).copied().unwrap_or(0) * dtype.size() as isize;
        Axis { dim, size, stride, from_end: false, terse: false }
    }

    #[inline(always)]
    fn offset(&self, index: i64) -> Option<isize> {
        let wrapped = if self.from_end && index < 0 { index.wrapping_add(self.size as i64) } else { index };
        ((wrapped as u64) < self.size as u64).then_some(wrapped as isize * self.stride)
    }

    #[cold]
    fn refuse(&self, index: i64) -> Error {
        if self.terse {
            return error!(Index, "index out of range in self");
        }
        error!(Index, "index {index} is out of bounds for dimension {} with size {}", self.dim, self.size)
    }
}

/// Indices along one run.
#[derive(Clone, Copy)]
pub struct Indices {
    pub pointer: *const u8,
    /// int64 rather than int32.
    pub wide: bool,
    /// Bytes from one to the next.
    pub step: isize,
}

impl Indices {
    pub fn of(view: &View) -> Indices {
        Indices { pointer: view.pointer, wide: view.dtype == DType::I64, step: 0 }
    }

    /// Those from `offset` bytes on, `step` bytes apart.
    pub fn at(self, offset: isize, step: isize) -> Indices {
        Indices { pointer: self.pointer.wrapping_offset(offset), step, ..self }
    }

    /// Adds to each place the offset of its index.
    ///
    /// # Safety
    /// There must be an index for each place.
    pub unsafe fn add_offsets(&self, axis: &Axis, places: &mut [isize]) -> Result<()> {
        // SAFETY: by the caller's promise.
        unsafe { if self.wide { self.add::<i64>(axis, places) } else { self.add::<i32>(axis, places) } }
    }

    /// # Safety
    /// As for `add_offsets`, the indices being of type `I`.
    unsafe fn add<I: Copy + Into<i64>>(&self, axis: &Axis, places: &mut [isize]) -> Result<()> {
        for (i, place) in places.iter_mut().enumerate() {
            // SAFETY: by the caller's promise.
            let index = unsafe { self.pointer.offset(i as isize * self.step).cast::<I>().read_unaligned() }.into();
            *place += axis.offset(index).ok_or_else(|| axis.refuse(index))?;
        }
        Ok(())
    }
}

/// [`parallel::split`] with parts that may fail; the first failure noticed is the result.
pub fn split(len: usize, grain: usize, body: &(dyn Fn(usize, usize) -> Result<()> + Sync)) -> Result<()> {
    let failure = Mutex::new(None);
    parallel::split(len, grain, &|start, end| {
        if let Err(error) = body(start, end) {
            failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
    });
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}
