//! How kernels see tensors: a pointer on some device, a dtype, a shape and strides. Nothing is owned here.
//! Invariant: whoever makes a view, or changes one, keeps the storage alive, stays inside it, and has checked that outputs do not
//! overlap inputs. Kernels believe it, which is why to make one is unsafe.

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
    /// The same elements in another shape: a layout inside the one it has.
    pub fn laid_out(&self, layout: &Layout) -> View {
        let (shape, strides) = (layout.shape.clone(), layout.strides.clone());
        View { pointer: self.pointer, dtype: self.dtype, shape, strides }
    }

    /// Elements under a layout, whose offset is in the pointer already.
    ///
    /// # Safety
    /// On the device of the kernels that see it, all elements can be read for as long as the view is used.
    #[inline]
    pub unsafe fn new(pointer: *const u8, dtype: DType, layout: &Layout) -> View {
        View { pointer, dtype, shape: Dims::from_slice(&layout.shape), strides: Strides::from_slice(&layout.strides) }
    }

    /// `count` elements one after the other.
    ///
    /// # Safety
    /// As for [`View::new`].
    #[inline]
    pub unsafe fn row(pointer: *const u8, dtype: DType, count: usize) -> View {
        View { pointer, dtype, shape: Dims::from_slice(&[count]), strides: Strides::from_slice(&[1]) }
    }

    /// One element for `count` places.
    ///
    /// # Safety
    /// As for [`View::new`].
    #[inline]
    pub unsafe fn constant(pointer: *const u8, dtype: DType, count: usize) -> View {
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
    /// The same elements in another shape: a layout inside the one it has.
    pub fn laid_out(&self, layout: &Layout) -> ViewMut {
        let (shape, strides) = (layout.shape.clone(), layout.strides.clone());
        ViewMut { pointer: self.pointer, dtype: self.dtype, shape, strides }
    }

    /// Elements under a layout, whose offset is in the pointer already.
    ///
    /// # Safety
    /// On the device of the kernels that see it, all elements can be read and written, and nobody else does, for as long as the view
    /// is used.
    #[inline]
    pub unsafe fn new(pointer: *mut u8, dtype: DType, layout: &Layout) -> ViewMut {
        ViewMut {
            pointer,
            dtype,
            shape: Dims::from_slice(&layout.shape),
            strides: Strides::from_slice(&layout.strides),
        }
    }

    /// `count` elements one after the other.
    ///
    /// # Safety
    /// As for [`ViewMut::new`].
    #[inline]
    pub unsafe fn row(pointer: *mut u8, dtype: DType, count: usize) -> ViewMut {
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
