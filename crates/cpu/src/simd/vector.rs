//! Vectors, as kernels see them.
//! Invariant: kernels are written once against [`Simd`]; only implementations of it name instructions.

use crate::simd::compute::Compute;

/// Vectors of one element type on one instruction set.
///
/// Every method is `unsafe` for the same two reasons: the instruction set must be there, and pointers must be valid for
/// the lanes that are touched. Implementations are `#[inline(always)]`, so that they take on the features of the kernel
/// they are inlined into.
pub trait Simd: 'static {
    type Element: Compute;
    type Vector: Copy;
    /// Which lanes take part.
    type Mask: Copy;
    const LANES: usize;

    /// Asks for the cache line of an address that will be used soon, if the instruction set can. The address need not be
    /// valid.
    ///
    /// # Safety
    /// The instruction set must be there.
    #[inline(always)]
    unsafe fn prefetch(_address: *const Self::Element) {}
    /// The first `count` lanes, at most `LANES`.
    ///
    /// # Safety
    /// The instruction set must be there, and `count` be at most `LANES`.
    unsafe fn mask(count: usize) -> Self::Mask;
    /// # Safety
    /// The instruction set must be there.
    unsafe fn zero() -> Self::Vector;
    /// # Safety
    /// The instruction set must be there.
    unsafe fn splat(value: Self::Element) -> Self::Vector;
    /// # Safety
    /// The instruction set must be there, and `LANES` elements be readable.
    unsafe fn load(from: *const Self::Element) -> Self::Vector;
    /// Lanes outside the mask are 0 and their memory is not touched.
    ///
    /// # Safety
    /// The instruction set must be there, and the elements of the lanes in the mask be readable.
    unsafe fn load_masked(from: *const Self::Element, mask: Self::Mask) -> Self::Vector;
    /// # Safety
    /// The instruction set must be there, and `LANES` elements be writable.
    unsafe fn store(to: *mut Self::Element, vector: Self::Vector);
    /// Memory of lanes outside the mask is not touched.
    ///
    /// # Safety
    /// The instruction set must be there, and the elements of the lanes in the mask be writable.
    unsafe fn store_masked(to: *mut Self::Element, mask: Self::Mask, vector: Self::Vector);
    /// `x · y + z`, fused if the instruction set can.
    ///
    /// # Safety
    /// The instruction set must be there.
    unsafe fn multiply_add(x: Self::Vector, y: Self::Vector, z: Self::Vector) -> Self::Vector;
    /// # Safety
    /// The instruction set must be there.
    unsafe fn multiply(x: Self::Vector, y: Self::Vector) -> Self::Vector;
    /// # Safety
    /// The instruction set must be there.
    unsafe fn add(x: Self::Vector, y: Self::Vector) -> Self::Vector;
    /// One step of a transposition of a square block: lanes of `high` come to `low` `distance` places further on, for places
    /// with that bit, and the lanes they displace go the other way. `distance` is a power of 2 below `LANES`.
    ///
    /// # Safety
    /// The instruction set must be there.
    unsafe fn exchange(low: Self::Vector, high: Self::Vector, distance: usize) -> (Self::Vector, Self::Vector);
    /// The sum of the lanes.
    ///
    /// # Safety
    /// The instruction set must be there.
    unsafe fn sum(vector: Self::Vector) -> Self::Element;
}
