//! From indices to byte offsets. Every index is read once, checked, and only then used, so that whoever changes an
//! index while a kernel runs can change the result but not the bounds.

use crate::{
    parallel,
    simd::isa::{self, Kernel},
};
use std::{
    marker::PhantomData,
    mem::MaybeUninit,
    sync::{Mutex, PoisonError},
};
use tapir_core::{DType, Error, Result, error};
use tapir_ops::View;

/// Offsets computed at a time: as many as a row of a common matrix has, so that it is passed over once.
pub const CHUNK: usize = 1024;

/// Memory for offsets, on the stack. Only what is used is ever written, which small calls feel.
pub struct Offsets([MaybeUninit<isize>; CHUNK]);

impl Offsets {
    pub const fn new() -> Offsets {
        Offsets([const { MaybeUninit::uninit() }; CHUNK])
    }

    /// So many zeros.
    pub fn zeros(&mut self, count: usize) -> &mut [isize] {
        let zeros = &mut self.0[..count];
        for zero in &mut *zeros {
            zero.write(0);
        }
        // SAFETY: all of them were just written.
        unsafe { &mut *(std::ptr::from_mut(zeros) as *mut [isize]) }
    }
}

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

    /// Adds to each place the offset of its index, and what else it is off: `first` for the first, `apart` more for each next.
    ///
    /// # Safety
    /// There must be an index for each place.
    pub unsafe fn add_offsets(&self, axis: &Axis, [first, apart]: [isize; 2], places: &mut [isize]) -> Result<()> {
        let off = [first, apart];
        // SAFETY: by the caller's promise.
        unsafe { if self.wide { self.add::<i64>(axis, off, places) } else { self.add::<i32>(axis, off, places) } }
    }

    /// # Safety
    /// As for `add_offsets`, the indices being of type `I`.
    unsafe fn add<I: Copy + Into<i64>>(&self, axis: &Axis, off: [isize; 2], places: &mut [isize]) -> Result<()> {
        let dense = self.step == size_of::<I>() as isize;
        let located = match dense {
            true => isa::run(Locate::<I, true> { indices: *self, axis, off, places, of: PhantomData }),
            false => isa::run(Locate::<I, false> { indices: *self, axis, off, places, of: PhantomData }),
        };
        located.map_err(|index| axis.refuse(index))
    }
}

/// All indices of a run at once: whether all are inside is asked at the end, so that the loop is vector code.
struct Locate<'a, I, const DENSE: bool> {
    indices: Indices,
    axis: &'a Axis,
    off: [isize; 2],
    places: &'a mut [isize],
    of: PhantomData<I>,
}

impl<I: Copy + Into<i64>, const DENSE: bool> Kernel for Locate<'_, I, DENSE> {
    /// An index that is outside.
    type Output = std::result::Result<(), i64>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        // Copies: for all the compiler knows, writing to places could change what is behind a reference.
        let Locate { indices: Indices { pointer, step, .. }, axis, off: [first, apart], places, .. } = self;
        let step = if DENSE { size_of::<I>() as isize } else { step };
        let (size, stride) = (axis.size as i64, axis.stride);
        let wrap = if axis.from_end { size } else { 0 };
        let mut outside = false;
        for i in 0..places.len() {
            // SAFETY: `add_offsets` was promised an index for each place.
            let index: i64 = unsafe { pointer.offset(i as isize * step).cast::<I>().read_unaligned() }.into();
            let wrapped = if index < 0 { index.wrapping_add(wrap) } else { index };
            outside |= wrapped as u64 >= size as u64;
            let off = first.wrapping_add(apart.wrapping_mul(i as isize));
            places[i] = places[i].wrapping_add(off).wrapping_add((wrapped as isize).wrapping_mul(stride));
        }
        if !outside {
            return Ok(());
        }
        for i in 0..places.len() {
            // SAFETY: `add_offsets` was promised an index for each place.
            let index: i64 = unsafe { pointer.offset(i as isize * step).cast::<I>().read_unaligned() }.into();
            if axis.offset(index).is_none() {
                return Err(index);
            }
        }
        Err(size) // whoever changes an index meanwhile is told of one that is outside
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
