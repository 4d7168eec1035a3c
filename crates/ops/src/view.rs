//! How kernels see tensors: a pointer on some device, a dtype, a shape and strides. Nothing is owned here.
//! Invariant: the caller keeps the storage alive and has checked that outputs do not overlap inputs.

use tapir_core::{DType, Dims, Layout, Scalar, Strides};

/// A tensor to read. `pointer` addresses the first element (the offset is already applied).
#[derive(Clone, Debug)]
pub struct View {
    pub pointer: *const u8,
    pub dtype: DType,
    pub shape: Dims,
    pub strides: Strides,
}

/// A tensor to write.
#[derive(Clone, Debug)]
pub struct ViewMut {
    pub pointer: *mut u8,
    pub dtype: DType,
    pub shape: Dims,
    pub strides: Strides,
}

impl View {
    #[inline]
    pub fn new(pointer: *const u8, dtype: DType, layout: &Layout) -> View {
        View { pointer, dtype, shape: Dims::from_slice(&layout.shape), strides: Strides::from_slice(&layout.strides) }
    }

    /// `count` elements one after the other.
    #[inline]
    pub fn row(pointer: *const u8, dtype: DType, count: usize) -> View {
        View { pointer, dtype, shape: Dims::from_slice(&[count]), strides: Strides::from_slice(&[1]) }
    }

    /// One element for `count` places.
    #[inline]
    pub fn constant(pointer: *const u8, dtype: DType, count: usize) -> View {
        View { pointer, dtype, shape: Dims::from_slice(&[count]), strides: Strides::from_slice(&[0]) }
    }

    pub fn numel(&self) -> usize {
        self.shape.iter().product()
    }

    /// The shape and strides as a layout with offset 0.
    pub fn layout(&self) -> Layout {
        Layout { shape: self.shape.clone(), strides: self.strides.clone(), offset: 0 }
    }
}

impl ViewMut {
    #[inline]
    pub fn new(pointer: *mut u8, dtype: DType, layout: &Layout) -> ViewMut {
        ViewMut {
            pointer,
            dtype,
            shape: Dims::from_slice(&layout.shape),
            strides: Strides::from_slice(&layout.strides),
        }
    }

    /// `count` elements one after the other.
    #[inline]
    pub fn row(pointer: *mut u8, dtype: DType, count: usize) -> ViewMut {
        ViewMut { pointer, dtype, shape: Dims::from_slice(&[count]), strides: Strides::from_slice(&[1]) }
    }

    pub fn numel(&self) -> usize {
        self.shape.iter().product()
    }

    /// The shape and strides as a layout with offset 0.
    pub fn layout(&self) -> Layout {
        Layout { shape: self.shape.clone(), strides: self.strides.clone(), offset: 0 }
    }

    /// The same elements, to read.
    pub fn as_view(&self) -> View {
        View { pointer: self.pointer, dtype: self.dtype, shape: self.shape.clone(), strides: self.strides.clone() }
    }
}

/// One element by value: a literal number, or a tensor of no dimensions in main memory beside others on a device. It reaches a
/// kernel as a parameter, so that nothing is uploaded for `x.mul(2)`.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(16))]
pub struct Number {
    bytes: [u8; 16],
    pub dtype: DType,
}

impl Number {
    /// The element of this dtype that the bytes begin with.
    pub fn new(bytes: &[u8], dtype: DType) -> Number {
        let mut own = [0; 16];
        own[..dtype.size()].copy_from_slice(&bytes[..dtype.size()]);
        Number { bytes: own, dtype }
    }

    /// Where the element is, for as long as the number lives.
    pub fn pointer(&self) -> *const u8 {
        self.bytes.as_ptr()
    }
}

/// An operand of an elementwise row.
#[derive(Clone, Debug)]
pub enum Source {
    View(View),
    Number(Number),
}

impl From<View> for Source {
    fn from(view: View) -> Source {
        Source::View(view)
    }
}

/// Numbers that parametrise a row, in the order the row declares them.
pub type Params<'a> = &'a [Scalar];
