//! The safetensors format: named tensors and a map of strings, laid out so that a file can be used where it lies.
//! Invariant: a file is validated whole before any of its data is touched.

mod header;
mod json;

use crate::{Array, ArrayView, array, file};
use header::{Entry, Header, MAX_HEADER};
use memmap2::{MmapMut, MmapOptions};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
    ptr::NonNull,
    sync::Arc,
};
use tapir_core::{DType, Result, Storage, ensure, error};

/// Bytes of the length in front of the header.
const PREFIX: usize = 8;

/// The data starts at a multiple of this; the longest vector registers load 64 bytes.
const ALIGN: usize = 64;

/// What a file holds, in the order of its header.
#[derive(Debug)]
pub struct Contents {
    pub tensors: Vec<(String, Array)>,
    pub metadata: Vec<(String, String)>,
}

/// How a file's data comes into memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Access {
    /// Small files are read, large ones mapped.
    #[default]
    BySize,
    Mapped,
    Read,
}

/// Files up to here are read if nobody says otherwise: it takes milliseconds, and nothing can happen to them afterwards.
const SMALL: u64 = 16 << 20;

/// The tensors of a file, either copied into memory or as views of a map of it.
///
/// A map is private: writing to a tensor copies the page and never reaches the file. Its pages are read when they
/// are touched, so the file must not be overwritten in place or cut short while tensors are alive: the system ends a process that
/// touches what is gone. [`save`] does neither. Bools, and elements that are not aligned to their size, are copied in any case.
///
/// Errors: `Value` if the file cannot be opened, `Format` if it breaks any rule of the format or has numbers of
/// 8 bits and less, which the engine does not know.
pub fn load(path: &Path, access: Access) -> Result<Contents> {
    let (file, length) = file::open(path)?;
    ensure!(length >= PREFIX as u64, Format, "'{}': {length} bytes are too few for a safetensors file", path.display());
    let is_read = access == Access::Read || (access == Access::BySize && length <= SMALL);
    if is_read { read(file, length).map_err(file::at(path)) } else { map(&file, path) }
}

/// Reads a file of so many bytes, tensor by tensor.
fn read(mut file: File, length: u64) -> Result<Contents> {
    let cannot_read = |error: io::Error| error!(Format, "cannot read the file: {error}");
    let mut prefix = [0; PREFIX];
    file.read_exact(&mut prefix).map_err(cannot_read)?;
    let follow = length - PREFIX as u64;
    let claimed = header_length(prefix, follow)?;
    let mut text = vec![0; claimed];
    file.read_exact(&mut text).map_err(cannot_read)?;
    let data = usize::try_from(follow - claimed as u64)
        .map_err(|_| error!(Format, "{follow} bytes are more than a machine can address"))?;
    let header = Header::parse(&text, data)?;
    let start = (PREFIX + claimed) as u64;
    contents(header, |entry| {
        file.seek(SeekFrom::Start(start + entry.range.start as u64)).map_err(cannot_read)?;
        copy(entry, &mut file)
    })
}

fn map(file: &File, path: &Path) -> Result<Contents> {
    // SAFETY: the map is private; that nobody cuts the file short meanwhile is the caller's part, stated above.
    let map = unsafe { MmapOptions::new().no_reserve_swap().map_copy(file) }
        .map_err(|error| error!(Value, "cannot map '{}' into memory: {error}", path.display()))?;
    let (header, start) = read_header(&map).map_err(file::at(path))?;
    let map = Map::new(map);
    contents(header, |entry| {
        let part = map.part(start + entry.range.start, entry.range.len());
        let aligned = part.addr().get().is_multiple_of(entry.dtype.size());
        if aligned && !part.is_empty() && entry.dtype != DType::Bool {
            return Ok(map.view(part));
        }
        // SAFETY: the part lies in the map and no view overlaps it, since no entries overlap.
        copy(entry, &mut unsafe { part.as_ref() })
    })
}

/// Reads tensors from the bytes of a safetensors file, copying them; errors like [`load`].
pub fn from_bytes(bytes: &[u8]) -> Result<Contents> {
    let (header, start) = read_header(bytes)?;
    contents(header, |entry| copy(entry, &mut &bytes[start + entry.range.start..start + entry.range.end]))
}

/// Writes a file that holds the tensors, replacing an old file only when all is written.
///
/// The header lists tensors in the given order; their data lies in order of falling element size, which keeps all
/// of it aligned. Tensors that share a storage are written once each. Errors: `Value` for duplicate names or if
/// the file cannot be written, `DType` for complex128, which the format does not have.
pub fn save(path: &Path, tensors: &[(&str, ArrayView)], metadata: &[(&str, &str)]) -> Result<()> {
    file::replace(path, |writer| write(writer, tensors, metadata))
}

/// The bytes of a safetensors file that holds the tensors; errors like [`save`].
pub fn to_bytes(tensors: &[(&str, ArrayView)], metadata: &[(&str, &str)]) -> Result<Vec<u8>> {
    let expected = tensors.iter().map(|(_, array)| array.bytes().len()).sum();
    file::to_bytes(expected, |writer| write(writer, tensors, metadata))
}

/// The validated header, and where the data starts.
fn read_header(bytes: &[u8]) -> Result<(Header, usize)> {
    let (&prefix, rest) = bytes
        .split_first_chunk::<PREFIX>()
        .ok_or_else(|| error!(Format, "{} bytes are too few for a safetensors file", bytes.len()))?;
    let length = header_length(prefix, rest.len() as u64)?;
    let (text, data) = rest.split_at(length);
    Ok((Header::parse(text, data.len())?, PREFIX + length))
}

/// The length of the header from the bytes in front of it, which `follow` bytes come after.
fn header_length(prefix: [u8; PREFIX], follow: u64) -> Result<usize> {
    let claimed = u64::from_le_bytes(prefix);
    ensure!(
        claimed <= MAX_HEADER as u64,
        Format,
        "the header claims {claimed} bytes, the limit is {MAX_HEADER}: probably not a safetensors file"
    );
    ensure!(claimed <= follow, Format, "the header claims {claimed} bytes, but {follow} follow");
    Ok(claimed as usize)
}

fn contents(header: Header, mut storage: impl FnMut(&Entry) -> Result<Storage>) -> Result<Contents> {
    let tensors = header.entries.into_iter().map(|entry| {
        let storage = Arc::new(storage(&entry)?);
        Ok((entry.name, Array { dtype: entry.dtype, shape: entry.shape, storage }))
    });
    Ok(Contents { tensors: tensors.collect::<Result<_>>()?, metadata: header.metadata })
}

fn copy(entry: &Entry, reader: &mut impl Read) -> Result<Storage> {
    let mut storage = array::read_storage(reader, entry.range.len())?;
    if entry.dtype == DType::Bool {
        array::normalise_bools(array::bytes_mut(&mut storage));
    }
    Ok(storage)
}

/// A map that storages share. Used through one pointer only, since what it points at is written to.
struct Map {
    base: NonNull<u8>,
    owner: Arc<MmapMut>,
}

impl Map {
    fn new(mut map: MmapMut) -> Map {
        Map { base: NonNull::from(&mut *map).cast(), owner: Arc::new(map) }
    }

    /// A range that the header's validation has found to lie in the map.
    fn part(&self, start: usize, length: usize) -> NonNull<[u8]> {
        // SAFETY: `start` is at most the map's length.
        NonNull::slice_from_raw_parts(unsafe { self.base.add(start) }, length)
    }

    fn view(&self, part: NonNull<[u8]>) -> Storage {
        // SAFETY: the map may be read and written, and lives as long as its owner.
        unsafe { Storage::foreign(part.cast(), part.len(), Box::new(Arc::clone(&self.owner))) }
    }
}

fn write(writer: &mut impl Write, tensors: &[(&str, ArrayView)], metadata: &[(&str, &str)]) -> Result<()> {
    let mut order: Vec<usize> = (0..tensors.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(tensors[index].1.dtype().size()));
    let mut ranges = vec![0..0; tensors.len()];
    let mut end = 0;
    for &index in &order {
        let start = end;
        end += tensors[index].1.bytes().len();
        ranges[index] = start..end;
    }
    let entries = tensors.iter().zip(ranges).map(|((name, array), range)| Entry {
        name: (*name).to_owned(),
        dtype: array.dtype(),
        shape: array.shape().to_vec(),
        range,
    });
    let metadata = metadata.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let mut text = Header { metadata, entries: entries.collect() }.text()?;
    let unpadded = PREFIX + text.len();
    text.extend(std::iter::repeat_n(' ', unpadded.next_multiple_of(ALIGN) - unpadded));
    ensure!(text.len() <= MAX_HEADER, Value, "the header would have {} bytes, the limit is {MAX_HEADER}", text.len());
    writer.write_all(&(text.len() as u64).to_le_bytes()).map_err(file::write_failed)?;
    writer.write_all(text.as_bytes()).map_err(file::write_failed)?;
    for &index in &order {
        writer.write_all(tensors[index].1.bytes()).map_err(file::write_failed)?;
    }
    Ok(())
}
