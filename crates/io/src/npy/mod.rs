//! NumPy's npy format, versions 1.0 to 3.0: one array per file.
//! Invariant: what is returned is row-major and in this machine's byte order, whatever the file's order.
//! Source: numpy/lib/format.py, "Format Version 1.0" and later.

mod header;
mod order;

use crate::{
    Array, ArrayView,
    array::{self, byte_count},
    file,
};
use header::Header;
use std::{
    io::{BufReader, Read, Write},
    path::Path,
    sync::Arc,
};
use tapir_core::{DType, Result, bail, ensure, error};

const MAGIC: &[u8; 6] = b"\x93NUMPY";

/// Longer headers than this are refused; those of plain arrays stay below 2 kB.
const MAX_HEADER: usize = 1 << 20;

/// Reads the array in a file.
///
/// Bytes after the array are ignored, as NumPy does. Errors: `Value` if the file cannot be opened, `Format` if
/// it is not a complete npy file or its elements are not numbers or bools (objects, strings, records).
pub fn load(path: &Path) -> Result<Array> {
    let (file, length) = file::open(path)?;
    read(&mut BufReader::new(file), length).map_err(file::at(path))
}

/// Reads the array in the bytes of an npy file, like [`load`].
pub fn from_bytes(mut bytes: &[u8]) -> Result<Array> {
    let length = bytes.len() as u64;
    read(&mut bytes, length)
}

/// Writes a file that holds the array, replacing an old file only when all is written.
///
/// Errors: `Value` if it cannot be written, `DType` for bfloat16, which the format does not have.
pub fn save(path: &Path, array: ArrayView) -> Result<()> {
    file::replace(path, |writer| write(writer, array))
}

/// The bytes of an npy file that holds the array; errors like [`save`].
pub fn to_bytes(array: ArrayView) -> Result<Vec<u8>> {
    file::to_bytes(array.bytes().len(), |writer| write(writer, array))
}

/// Reads an array from a stream that has at most `available` bytes left.
pub(crate) fn read(reader: &mut impl Read, available: u64) -> Result<Array> {
    let (text, header_length) = read_header(reader, available)?;
    let Header { dtype, swapped, fortran_order, shape } = Header::parse(&text)?;
    let bytes = byte_count(dtype, &shape)
        .ok_or_else(|| error!(Format, "the header claims shape {shape:?}, larger than any memory"))?;
    let left = available.saturating_sub(header_length as u64);
    ensure!(
        bytes as u64 <= left,
        Format,
        "the header claims shape {shape:?} of {dtype}, {bytes} bytes, but {left} bytes follow it"
    );
    let mut storage = array::read_storage(reader, bytes)?;
    if swapped {
        order::swap_bytes(array::bytes_mut(&mut storage), dtype);
    }
    if dtype == DType::Bool {
        array::normalise_bools(array::bytes_mut(&mut storage));
    }
    if fortran_order && shape.len() > 1 {
        storage = order::to_row_major(&mut storage, dtype, &shape)?;
    }
    Ok(Array { dtype, shape, storage: Arc::new(storage) })
}

/// The header's text, and the number of bytes before the data.
fn read_header(reader: &mut impl Read, available: u64) -> Result<(Vec<u8>, usize)> {
    let mut prefix = [0; 8];
    read_part(reader, &mut prefix)?;
    ensure!(prefix.starts_with(MAGIC), Format, "not an npy file: it does not start with \\x93NUMPY");
    let (width, length) = match prefix[6..] {
        [1, 0] => {
            let mut length = [0; 2];
            read_part(reader, &mut length)?;
            (2, u16::from_le_bytes(length) as usize)
        }
        [2 | 3, 0] => {
            let mut length = [0; 4];
            read_part(reader, &mut length)?;
            (4, u32::from_le_bytes(length) as usize)
        }
        _ => bail!(Format, "npy format version {}.{} is unknown", prefix[6], prefix[7]),
    };
    let start = prefix.len() + width;
    ensure!(length <= MAX_HEADER, Format, "the npy header claims {length} bytes; the limit is {MAX_HEADER}");
    ensure!((start + length) as u64 <= available, Format, "the npy header's {length} bytes go beyond the end");
    let mut text = vec![0; length];
    read_part(reader, &mut text)?;
    Ok((text, start + length))
}

fn read_part(reader: &mut impl Read, part: &mut [u8]) -> Result<()> {
    reader.read_exact(part).map_err(|error| error!(Format, "cannot read the npy header: {error}"))
}

/// Writes the array in format version 1.0, its data aligned to 64 bytes from the start as NumPy does.
pub(crate) fn write(writer: &mut impl Write, array: ArrayView) -> Result<()> {
    let mut header = Header::text(array.dtype(), array.shape())?;
    let unpadded = MAGIC.len() + 4 + header.len() + 1;
    header.extend(std::iter::repeat_n(' ', unpadded.next_multiple_of(64) - unpadded));
    header.push('\n');
    let length = u16::try_from(header.len())
        .map_err(|_| error!(Value, "an array of {} dimensions has no npy header", array.shape().len()))?;
    for part in [MAGIC, &[1, 0][..], &length.to_le_bytes(), header.as_bytes(), array.bytes()] {
        writer.write_all(part).map_err(file::write_failed)?;
    }
    Ok(())
}
