//! Sort keys: unsigned integers in the order of a dtype, joined with the element's place.

use crate::number::Ordered;
use tapir_core::memory;

/// A key and, below it, a place.
pub trait Entry: Copy + Ord {
    fn new(key: u64, place: usize) -> Self;
    fn place(self) -> usize;
}

/// 32 bits of each.
impl Entry for u64 {
    #[inline(always)]
    fn new(key: u64, place: usize) -> u64 {
        key << 32 | place as u64
    }
    #[inline(always)]
    fn place(self) -> usize {
        (self & 0xffff_ffff) as usize
    }
}

/// 64 bits of each, the key first.
impl Entry for (u64, u64) {
    #[inline(always)]
    fn new(key: u64, place: usize) -> (u64, u64) {
        (key, place as u64)
    }
    #[inline(always)]
    fn place(self) -> usize {
        self.1 as usize
    }
}

/// Types that are sorted; others are converted to one of these without loss.
pub trait SortKey: Ordered {
    type Entry: Entry;
    /// All ones in as many bits as keys have.
    const MASK: u64;
    fn key(self) -> u64;
}

macro_rules! integer_keys {
    ($($T:ty, $Entry:ty, $mask:expr, |$x:ident| $key:expr;)+) => {$(
        impl SortKey for $T {
            type Entry = $Entry;
            const MASK: u64 = $mask;
            #[inline(always)]
            fn key(self) -> u64 { let $x = self; $key }
        }
    )+};
}

integer_keys! {
    i32, u64, u32::MAX as u64, |x| u64::from(x as u32 ^ 1 << 31);
    i64, (u64, u64), u64::MAX, |x| x as u64 ^ 1 << 63;
    u64, (u64, u64), u64::MAX, |x| x;
}

macro_rules! float_keys {
    ($($T:ty, $Bits:ty, $Entry:ty;)+) => {$(
        impl SortKey for $T {
            type Entry = $Entry;
            const MASK: u64 = <$Bits>::MAX as u64;
            #[inline(always)]
            fn key(self) -> u64 {
                let bits = (self + 0.0).to_bits(); // -0 + 0 is +0
                let sign = 1 << (<$Bits>::BITS - 1);
                let ordered = if bits & sign == 0 { bits | sign } else { !bits };
                u64::from(if self.is_nan() { <$Bits>::MAX } else { ordered })
            }
        }
    )+};
}

float_keys! {
    f32, u32, u64;
    f64, u64, (u64, u64);
}

/// The entries of a line, in the scratch memory.
pub fn entries<'a, T: SortKey>(line: &[T], descending: bool, scratch: &'a mut Vec<u64>) -> &'a mut [T::Entry] {
    let words = size_of::<T::Entry>() / size_of::<u64>();
    memory::grow(scratch, line.len() * words, 0);
    let flip = if descending { T::MASK } else { 0 };
    // SAFETY: entries are made of `words` words each, for any of whose values they are valid.
    let entries = unsafe { std::slice::from_raw_parts_mut(scratch.as_mut_ptr().cast::<T::Entry>(), line.len()) };
    for (place, (entry, &x)) in entries.iter_mut().zip(line).enumerate() {
        *entry = T::Entry::new(x.key() ^ flip, place);
    }
    entries
}
