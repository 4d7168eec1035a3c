//! Conversion of dense runs of elements from any dtype to any other. Invariant: source and target do not overlap.

use crate::{
    number::{Number, dispatch},
    simd::isa::{self, Kernel},
};
use tapir_core::{DType, Scalar};

/// Converts `count` packed elements.
pub type Convert = unsafe fn(source: *const u8, target: *mut u8, count: usize);

/// The conversion between two dtypes.
pub fn converter(from: DType, to: DType) -> Convert {
    dispatch!(from, X => dispatch!(to, Y => convert::<X, Y> as Convert))
}

/// # Safety
/// `source` and `target` must hold `count` elements of their types and not overlap.
unsafe fn convert<X: Number, Y: Number>(source: *const u8, target: *mut u8, count: usize) {
    // SAFETY: by the caller's promise. Elements are aligned: storages are, and offsets are whole elements.
    let (source, target) = unsafe {
        (
            std::slice::from_raw_parts(source.cast::<X>(), count),
            std::slice::from_raw_parts_mut(target.cast::<Y>(), count),
        )
    };
    isa::run(Run { source, target });
}

struct Run<'a, X, Y> {
    source: &'a [X],
    target: &'a mut [Y],
}

impl<X: Number, Y: Number> Kernel for Run<'_, X, Y> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for (target, &source) in self.target.iter_mut().zip(self.source) {
            *target = Y::from_number(source);
        }
    }
}

/// One element of a dtype, as bytes.
#[derive(Clone, Copy)]
#[repr(C, align(16))]
pub struct ElementBytes([u8; 16]);

impl ElementBytes {
    pub fn new(value: Scalar, dtype: DType) -> ElementBytes {
        let (source, from): (*const u8, DType) = match &value {
            Scalar::Bool(value) => ((&raw const *value).cast(), DType::Bool),
            Scalar::Int(value) => ((&raw const *value).cast(), DType::I64),
            Scalar::Float(value) => ((&raw const *value).cast(), DType::F64),
        };
        let mut element = ElementBytes([0; 16]);
        // SAFETY: one element is read from `value`; any element fits the 16 aligned bytes.
        unsafe { converter(from, dtype)(source, element.0.as_mut_ptr(), 1) };
        element
    }

    pub fn as_ptr(&self) -> *const u8 {
        self.0.as_ptr()
    }
}
