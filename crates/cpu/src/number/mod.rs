//! What the number type of a kernel can do. A kernel asks for one of these traits and is compiled for each type:
//! [`Number`] is stored and converted, [`Arithmetic`] is added and multiplied, [`Ordered`] is compared, [`Real`] has functions,
//! [`Element`] is read by formulas.
//! Invariant: methods are `#[inline(always)]`, so that they take on the features of the clone they are called in.

mod arithmetic;
mod dispatch;
mod half;
mod lane;
mod stored;

pub use arithmetic::{Arithmetic, Ordered, Real};
pub(crate) use dispatch::dispatch;
pub use lane::Element;
pub use stored::{Number, Truth};

/// The type of each dtype's elements as kernels read them, by the dtype's name.
pub mod types {
    pub type Bool = super::Truth;
    pub type U8 = u8;
    pub type I8 = i8;
    pub type I16 = i16;
    pub type I32 = i32;
    pub type I64 = i64;
    pub type U16 = u16;
    pub type U32 = u32;
    pub type U64 = u64;
    pub type F16 = tapir_core::f16;
    pub type BF16 = tapir_core::bf16;
    pub type F32 = f32;
    pub type F64 = f64;
    pub type C64 = tapir_core::Complex32;
    pub type C128 = tapir_core::Complex64;
}
