//! Byte order and axis order: big-endian and Fortran-ordered data become what the engine expects.
//! Invariant: works on bytes; the element type matters only by its size.

use crate::array::bytes_mut;
use tapir_core::{DType, Device, Result, Storage};

/// Reverses the bytes of each element, of complex ones those of each part.
pub(super) fn swap_bytes(bytes: &mut [u8], dtype: DType) {
    for number in bytes.chunks_exact_mut(dtype.to_real().size()) {
        number.reverse();
    }
}

/// Copies elements from column-major to row-major order.
pub(super) fn to_row_major(source: &mut Storage, dtype: DType, shape: &[usize]) -> Result<Storage> {
    let mut target = Storage::new(Device::Cpu, source.bytes())?;
    // SAFETY: the storage has just been made, with that many bytes.
    unsafe { target.as_ptr().write_bytes(0, target.bytes()) };
    let (from, to) = (bytes_mut(source), bytes_mut(&mut target));
    match dtype.size() {
        1 => permute::<1>(from, to, shape),
        2 => permute::<2>(from, to, shape),
        4 => permute::<4>(from, to, shape),
        8 => permute::<8>(from, to, shape),
        _ => permute::<16>(from, to, shape),
    }
    Ok(target)
}

/// Walks the target in order, with an odometer over the outer indices that keeps the source's position.
fn permute<const SIZE: usize>(from: &[u8], to: &mut [u8], shape: &[usize]) {
    let (from, to) = (from.as_chunks::<SIZE>().0, to.as_chunks_mut::<SIZE>().0);
    let Some((&columns, outer)) = shape.split_last() else { return };
    if to.is_empty() {
        return;
    }
    let mut strides = vec![1; shape.len()];
    for axis in 1..shape.len() {
        strides[axis] = strides[axis - 1] * shape[axis - 1];
    }
    let mut index = vec![0; outer.len()];
    let mut start = 0;
    for row in to.chunks_exact_mut(columns) {
        for (element, &value) in row.iter_mut().zip(from[start..].iter().step_by(strides[outer.len()])) {
            *element = value;
        }
        for axis in (0..outer.len()).rev() {
            index[axis] += 1;
            start += strides[axis];
            if index[axis] < outer[axis] {
                break;
            }
            start -= strides[axis] * outer[axis];
            index[axis] = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complex_parts_are_swapped_one_by_one() {
        let mut bytes = [1, 2, 3, 4, 5, 6, 7, 8];
        swap_bytes(&mut bytes, DType::C64);
        assert_eq!(bytes, [4, 3, 2, 1, 8, 7, 6, 5]);
    }

    #[test]
    fn column_major_elements_are_permuted() {
        let (from, mut to) = ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [0; 12]);
        permute::<1>(&from, &mut to, &[2, 3, 2]);
        // Element (i, j, k) lies at i + 2 j + 6 k in column-major order.
        assert_eq!(to, [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]);
    }
}
