//! Arrays as plain data: what files hold and what they are written from.
//! Invariant: the number of bytes is what dtype and shape say, and bool elements are 0 or 1.

use std::{collections::HashSet, io::Read, sync::Arc};
use tapir_core::{DType, Device, Error, Result, Storage, ensure, error};

/// More dimensions than this are refused, as NumPy does: a header of a few bytes per dimension could otherwise
/// make every later shape computation slow.
pub(crate) const MAX_RANK: usize = 64;

/// An array read from a file: row-major elements from the start of its own storage.
#[derive(Clone, Debug)]
pub struct Array {
    pub dtype: DType,
    pub shape: Vec<usize>,
    /// Exactly the elements. May be a view of a memory map that other arrays view too; writing to it never
    /// reaches the file.
    pub storage: Arc<Storage>,
}

/// An array to write: row-major elements as they lie in memory.
#[derive(Clone, Copy, Debug)]
pub struct ArrayView<'a> {
    dtype: DType,
    shape: &'a [usize],
    bytes: &'a [u8],
}

impl<'a> ArrayView<'a> {
    /// Errors when `bytes` is not what `dtype` and `shape` need (`Value`), or nobody can need it (`Shape`).
    pub fn new(dtype: DType, shape: &'a [usize], bytes: &'a [u8]) -> Result<ArrayView<'a>> {
        let needed = byte_count(dtype, shape)
            .ok_or_else(|| error!(Shape, "an array of shape {shape:?} and dtype {dtype} is larger than any memory"))?;
        ensure!(
            needed == bytes.len(),
            Value,
            "an array of shape {shape:?} and dtype {dtype} has {needed} bytes, got {}",
            bytes.len()
        );
        // What is written can be read again.
        ensure!(shape.len() <= MAX_RANK, Shape, "files hold at most {MAX_RANK} dimensions, got {}", shape.len());
        Ok(ArrayView { dtype, shape, bytes })
    }

    pub fn dtype(&self) -> DType {
        self.dtype
    }

    pub fn shape(&self) -> &'a [usize] {
        self.shape
    }

    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

/// The bytes an array takes; `None` where the count exceeds `isize`, even if a dimension of 0 hides it, because
/// strides are computed from the other dimensions.
pub(crate) fn byte_count(dtype: DType, shape: &[usize]) -> Option<usize> {
    let bound = shape.iter().try_fold(dtype.size(), |product, &dim| product.checked_mul(dim.max(1)))?;
    isize::try_from(bound).ok()?;
    Some(if shape.contains(&0) { 0 } else { bound })
}

/// Reads the next `bytes` bytes into a new storage.
///
/// Memory is touched piece by piece as data arrives, so a short stream with a large claim costs only address space.
pub(crate) fn read_storage(reader: &mut impl Read, bytes: usize) -> Result<Storage> {
    const PIECE: usize = 1 << 20;
    let storage = Storage::new(Device::Cpu, bytes)?;
    for start in (0..bytes).step_by(PIECE) {
        let length = PIECE.min(bytes - start);
        // SAFETY: `start + length <= bytes`, nobody else has the storage yet, and the piece is initialised before
        // a slice of it is made.
        let piece = unsafe {
            let pointer = storage.as_ptr().add(start);
            pointer.write_bytes(0, length);
            std::slice::from_raw_parts_mut(pointer, length)
        };
        reader
            .read_exact(piece)
            .map_err(|error| error!(Format, "cannot read the array's {bytes} bytes of data: {error}"))?;
    }
    Ok(storage)
}

/// The bytes of a storage that has just been made and filled, and that nobody else has.
pub(crate) fn bytes_mut(storage: &mut Storage) -> &mut [u8] {
    // SAFETY: the storage is initialised by every function here that makes one, and borrowed exclusively.
    unsafe { std::slice::from_raw_parts_mut(storage.as_ptr(), storage.bytes()) }
}

/// Makes every byte that is not 0 a 1, which is how NumPy reads such a bool. Any other value would be undefined
/// behaviour in a kernel.
pub(crate) fn normalise_bools(bytes: &mut [u8]) {
    for byte in bytes {
        *byte = u8::from(*byte != 0);
    }
}

/// Fails with `twice` of the first name that comes a second time.
pub(crate) fn ensure_distinct<'a>(names: impl Iterator<Item = &'a str>, twice: impl Fn(&str) -> Error) -> Result<()> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(twice(name));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_dimension_does_not_hide_an_overflow() {
        assert_eq!(byte_count(DType::F32, &[0, 3]), Some(0));
        assert_eq!(byte_count(DType::F32, &[1 << 40, 1 << 40, 0]), None);
        assert_eq!(byte_count(DType::F32, &[1 << 61]), None);
        assert_eq!(byte_count(DType::F64, &[]), Some(8));
    }

    #[test]
    fn a_view_needs_exactly_its_bytes() {
        assert!(ArrayView::new(DType::F32, &[2], &[0; 8]).is_ok());
        assert!(ArrayView::new(DType::F32, &[2], &[0; 7]).is_err());
    }

    #[test]
    fn more_dimensions_than_can_be_read_are_not_written() {
        assert!(ArrayView::new(DType::U8, &[1; 64], &[0]).is_ok());
        assert!(ArrayView::new(DType::U8, &[1; 65], &[0]).is_err());
    }

    #[test]
    fn a_short_stream_is_an_error() {
        let mut stream: &[u8] = &[1, 2, 3];
        assert!(read_storage(&mut stream, 4).is_err());
    }
}
