//! NumPy's npz format: a zip archive with one npy file per array.
//! Invariant: no entry is decompressed beyond the size the archive claims for it, and no size is believed that
//! deflate cannot reach. Entry names are only keys, never paths.

use crate::{Array, ArrayView, array::ensure_distinct, file, npy};
use std::{
    io::{self, BufReader, Cursor, Read, Seek, SeekFrom, Write},
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
    file::to_bytes(arrays.iter().map(|(_, array)| array.bytes().len()).sum(), |writer| {
        write(writer, arrays, compression)
    })
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
    let mut archive = ZipWriter::new(Quiet::new(writer));
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

/// A writer that takes everything once it has failed. A `ZipWriter` that is dropped finishes its archive, and prints the error if it
/// cannot; ours was reported before.
struct Quiet<W> {
    writer: W,
    has_failed: bool,
    position: u64,
}

impl<W> Quiet<W> {
    fn new(writer: W) -> Quiet<W> {
        Quiet { writer, has_failed: false, position: 0 }
    }

    /// Remembers a failure.
    fn note<T>(&mut self, outcome: io::Result<T>) -> io::Result<T> {
        self.has_failed |= outcome.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted);
        outcome
    }
}

impl<W: Write> Write for Quiet<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let outcome = if self.has_failed { Ok(bytes.len()) } else { self.writer.write(bytes) };
        let count = self.note(outcome)?;
        self.position += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        let outcome = if self.has_failed { Ok(()) } else { self.writer.flush() };
        self.note(outcome)
    }
}

impl<W: Seek> Seek for Quiet<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let outcome = match to {
            _ if !self.has_failed => self.writer.seek(to),
            SeekFrom::Start(position) => Ok(position),
            SeekFrom::Current(step) | SeekFrom::End(step) => Ok(self.position.saturating_add_signed(step)),
        };
        self.position = self.note(outcome)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tapir_core::DType;

    /// A disk with so much room.
    struct Disk(Cursor<Vec<u8>>, usize);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0.position() as usize + bytes.len() > self.1 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.0.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Disk {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn a_full_disk_is_an_error_wherever_it_is_noticed_and_nothing_goes_on_afterwards() {
        let bytes = vec![7; 3000];
        let array = ArrayView::new(DType::U8, &[3000], &bytes).unwrap();
        let arrays = [("a", array), ("b", array)];
        for compression in [Compression::Stored, Compression::Deflated] {
            let whole = to_bytes(&arrays, compression).unwrap().len();
            for room in (0..whole).step_by(37) {
                let mut disk = Disk(Cursor::default(), room);
                assert!(write(&mut disk, &arrays, compression).is_err(), "{room} of {whole}");
            }
            assert!(write(Disk(Cursor::default(), whole), &arrays, compression).is_ok());
        }
    }
}
