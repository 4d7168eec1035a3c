//! Writing drawn values to any layout and dtype, in the order of memory.

use crate::{
    convert::converter,
    iterate::{space::Space, strided},
    number::Number,
};
use tapir_core::Result;
use tapir_ops::{View, ViewMut};

/// Elements drawn at a time: they and their conversion stay in the first-level cache.
pub const CHUNK: usize = 512;

/// The elements of a view as a slice, if they have this type and lie without gaps. It may be written as the view may be.
pub fn dense<T: Number>(out: &ViewMut) -> Option<*mut [T]> {
    let size = out.dtype.size();
    let space = Space::new(&out.shape, [(&out.strides, size)]);
    let flat = out.dtype == T::DTYPE && space.is_flat(0, size);
    flat.then(|| std::ptr::slice_from_raw_parts_mut(out.pointer.cast::<T>(), out.numel()))
}

/// Writes what `draw` makes, chunk by chunk in the order of memory, converted to the dtype of `out`.
pub fn fill<T: Number + Default>(out: &ViewMut, draw: impl FnMut(&mut [T])) {
    fill_from(out, T::default(), draw);
}

/// As [`fill`], for types without a default: `initial` is any value.
pub fn fill_from<T: Number>(out: &ViewMut, initial: T, mut draw: impl FnMut(&mut [T])) {
    if out.numel() == 0 {
        return;
    }
    if let Some(values) = dense::<T>(out) {
        // SAFETY: a dense block of plain numbers, which the caller lets us write.
        let values = unsafe { &mut *values };
        return values.chunks_mut(CHUNK).for_each(draw);
    }
    let size = out.dtype.size();
    let space = Space::new(&out.shape, [(&out.strides, size)]);
    let convert = converter(T::DTYPE, out.dtype);
    let mut values = [initial; CHUNK];
    let mut converted = [[0u64; 2]; CHUNK];
    let packed = converted.as_mut_ptr().cast::<u8>();
    let mut cursor = space.cursor(0);
    for start in (0..space.numel()).step_by(CHUNK) {
        let count = CHUNK.min(space.numel() - start);
        draw(&mut values[..count]);
        // SAFETY: `count` elements of any dtype fit the buffers, and lie in the space from the cursor on.
        unsafe {
            convert(values.as_ptr().cast(), packed, count);
            strided::scatter_space(&space, 0, out.pointer, cursor.clone(), packed, count, size);
        }
        cursor.advance(&space, count);
    }
}

/// As [`fill`], with a parameter for each element: `parameters` has the shape of `out`.
pub fn fill_with<P: Number + Default, T: Number + Default>(
    parameters: &View,
    out: &ViewMut,
    mut draw: impl FnMut(P) -> Result<T>,
) -> Result<()> {
    if out.numel() == 0 {
        return Ok(());
    }
    let (from, to) = (parameters.dtype.size(), out.dtype.size());
    let space = Space::new(&out.shape, [(&out.strides, to), (&parameters.strides, from)]);
    let (read, write) = (converter(parameters.dtype, P::DTYPE), converter(T::DTYPE, out.dtype));
    let mut arguments = [P::default(); CHUNK];
    let mut values = [T::default(); CHUNK];
    let mut buffer = [[0u64; 2]; CHUNK];
    let packed = buffer.as_mut_ptr().cast::<u8>();
    let mut cursor = space.cursor(0);
    for start in (0..space.numel()).step_by(CHUNK) {
        let count = CHUNK.min(space.numel() - start);
        // SAFETY: `count` elements of any dtype fit the buffers, and lie in the space from the cursor on.
        unsafe {
            strided::gather_space(&space, 1, parameters.pointer, cursor.clone(), packed, count, from);
            read(packed, arguments.as_mut_ptr().cast(), count);
        }
        for (value, &argument) in values.iter_mut().zip(&arguments[..count]) {
            *value = draw(argument)?;
        }
        // SAFETY: `count` elements of any dtype fit the buffers, and lie in the space from the cursor on.
        unsafe {
            write(values.as_ptr().cast(), packed, count);
            strided::scatter_space(&space, 0, out.pointer, cursor.clone(), packed, count, to);
        }
        cursor.advance(&space, count);
    }
    Ok(())
}
