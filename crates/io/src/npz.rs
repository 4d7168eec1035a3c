//! NumPy's npz format: a zip archive with one npy file per array.
//! Invariant: no entry is decompressed beyond the size the archive claims for it, and no size is believed that
//! deflate cannot reach. Entry names are only keys, never paths.

use crate::{Array, ArrayView, array::ensure_distinct, file, npy};
use std::{
    io::{self, BufReader, Cursor, Read, Seek, Write},
    path::Path,
};
use tapir_core::{Result, ensure, error};
use zip::{CompressionMethod, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// Deflate makes at most 258 bytes of a length-distance pair in two bits (zlib, "Technical Details").
const MAX_EXPANSION: u64 = 1032;

/// Whether the arrays of an archive are compressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compression {
    /// As `numpy.savez`.
    Stored,
    /// As `numpy.savez_compressed`.
    Deflated,
}

/// Reads all arrays of a file, in the archive's order, named without `.npy`.
///
/// Errors: `Value` if the file cannot be opened, `Format` if it is not a sound archive of npy files (wrong
/// checksums and sizes, duplicate names, other compression methods).
pub fn load(path: &Path) -> Result<Vec<(String, Array)>> {
    let (file, length) = file::open(path)?;
    read(BufReader::new(file), length).map_err(file::at(path))
}

/// Reads all arrays from the bytes of an npz file, like [`load`].
pub fn from_bytes(bytes: &[u8]) -> Result<Vec<(String, Array)>> {
    read(Cursor::new(bytes), bytes.len() as u64)
}

/// Writes a file that holds the arrays, replacing an old file only when all is written.
///
/// Errors: `Value` for duplicate names or if it cannot be written, `DType` as [`npy::save`].
pub fn save(path: &Path, arrays: &[(&str, ArrayView)], compression: Compression) -> Result<()> {
    file::replace(path, |writer| write(writer, arrays, compression))
}

/// The bytes of an npz file that holds the arrays; errors like [`save`].
pub fn to_bytes(arrays: &[(&str, ArrayView)], compression: Compression) -> Result<Vec<u8>> {
    file::to_bytes(|writer| write(writer, arrays, compression))
}

fn read(reader: impl Read + Seek, length: u64) -> Result<Vec<(String, Array)>> {
    let unsound = |error: ZipError| error!(Format, "not a sound zip archive: {error}");
    let mut archive = ZipArchive::new(reader).map_err(unsound)?;
    ensure!(!archive.has_duplicate_names(), Format, "the zip archive has several entries of one name");
    let mut arrays = Vec::new();
    let mut unread = length;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(unsound)?;
        let name = entry.name().map_err(unsound)?.into_owned();
        // Entries may not share data either, or a small file could expand without bound.
        unread = unread.checked_sub(entry.compressed_size()).ok_or_else(|| {
            error!(Format, "entry '{name}': with {} bytes it goes beyond the end of the file", entry.compressed_size())
        })?;
        let array = read_entry(&mut entry, name.as_str())?;
        arrays.push((name.strip_suffix(".npy").unwrap_or(&name).to_owned(), array));
    }
    ensure_distinct(arrays.iter().map(|(name, _)| name.as_str()), |name| {
        error!(Format, "the zip archive has two arrays named '{name}'")
    })?;
    Ok(arrays)
}

/// Reads one array and the rest of its entry, at whose end the checksum is compared.
fn read_entry<R: Read>(entry: &mut zip::read::ZipFile<R>, name: &str) -> Result<Array> {
    let (claimed, compressed) = (entry.size(), entry.compressed_size());
    ensure!(
        claimed <= compressed.saturating_mul(MAX_EXPANSION),
        Format,
        "entry '{name}': {compressed} compressed bytes cannot expand to the {claimed} claimed"
    );
    let in_entry = |message: &dyn std::fmt::Display| error!(Format, "entry '{name}': {message}");
    let mut limited = entry.take(claimed);
    let array = npy::read(&mut limited, claimed)
        .map_err(|error| tapir_core::Error::new(error.kind(), format!("entry '{name}': {}", error.message())))?;
    io::copy(&mut limited, &mut io::sink()).map_err(|error| in_entry(&error))?;
    let missing = limited.limit();
    let excess = entry.read(&mut [0]).map_err(|error| in_entry(&error))?;
    ensure!(missing == 0 && excess == 0, Format, "entry '{name}': its data is not of the {claimed} bytes claimed");
    Ok(array)
}

fn write(writer: impl Write + Seek, arrays: &[(&str, ArrayView)], compression: Compression) -> Result<()> {
    ensure_distinct(arrays.iter().map(|(name, _)| *name), |name| error!(Value, "two arrays are named '{name}'"))?;
    let failed = |error: ZipError| error!(Value, "cannot write the zip archive: {error}");
    let method = match compression {
        Compression::Stored => CompressionMethod::Stored,
        Compression::Deflated => CompressionMethod::Deflated,
    };
    let mut archive = ZipWriter::new(writer);
    for (name, array) in arrays {
        // Sizes from 4 GiB on need the zip64 form; the margin covers the npy header and what deflate may add.
        let large = array.bytes().len() as u64 > u64::from(u32::MAX) - (1 << 24);
        let options = SimpleFileOptions::default().compression_method(method).large_file(large);
        archive.start_file(format!("{name}.npy"), options).map_err(failed)?;
        npy::write(&mut archive, *array)?;
    }
    archive.finish().map_err(failed)?;
    Ok(())
}
