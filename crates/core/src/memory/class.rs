//! Size classes: eight per doubling, so that at most an eighth of a block is unused.

/// Alignment of every block, in bytes.
pub const ALIGN: usize = 64;

/// A size class of blocks up to [`Class::MAX_BYTES`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Class(u8);

impl Class {
    pub const MAX_BYTES: usize = 1 << 20;
    /// 64, 128, … 512 bytes, then eight for each doubling up to 1 MiB.
    pub const COUNT: usize = 8 + 8 * 11;

    /// The class of a block of `bytes` bytes; none if it is larger than any class.
    #[inline]
    pub fn of(bytes: usize) -> Option<Class> {
        if bytes > Class::MAX_BYTES {
            return None;
        }
        let last = bytes.saturating_sub(1) / ALIGN; // the last unit of 64 bytes that is used
        if last < 8 {
            return Some(Class(last as u8));
        }
        let shift = last.ilog2() - 3; // leaves four bits, the top one set
        Some(Class((8 * shift as usize + (last >> shift)) as u8))
    }

    /// Bytes in a block of this class.
    #[inline]
    pub fn bytes(self) -> usize {
        let index = self.0 as usize;
        if index < 8 {
            return (index + 1) * ALIGN;
        }
        let (shift, step) = (index / 8 - 1, index % 8);
        ((8 + step + 1) << shift) * ALIGN
    }

    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    pub fn all() -> impl Iterator<Item = Class> {
        (0..Class::COUNT as u8).map(Class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_fits_its_class_and_not_the_one_below() {
        for bytes in (0..Class::MAX_BYTES).step_by(61).chain([1, 64, 65, 512, 513, 1024, 1025, Class::MAX_BYTES]) {
            let class = Class::of(bytes).unwrap();
            assert!(bytes <= class.bytes(), "{bytes}");
            if class.0 > 0 {
                assert!(bytes > Class(class.0 - 1).bytes(), "{bytes}");
            }
        }
    }

    #[test]
    fn the_largest_class_is_one_mebibyte() {
        assert_eq!(Class::of(Class::MAX_BYTES).unwrap().index(), Class::COUNT - 1);
        assert_eq!(Class::all().last().unwrap().bytes(), Class::MAX_BYTES);
        assert_eq!(Class::of(Class::MAX_BYTES + 1), None);
    }

    #[test]
    fn class_sizes_keep_the_alignment() {
        assert!(Class::all().all(|class| class.bytes() % ALIGN == 0 && Class::of(class.bytes()) == Some(class)));
    }
}
