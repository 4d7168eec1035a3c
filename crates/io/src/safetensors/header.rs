//! The header of a safetensors file: which tensor lies where in the data.
//! Invariant: entries cover the data exactly, without gap or overlap, and each has the bytes its shape needs.
//! Source: the format section of the safetensors README, and what its reference reader refuses.

use super::json::{RawEntry, RawHeader, quoted};
use crate::array::{MAX_RANK, byte_count, ensure_distinct};
use std::ops::Range;
use tapir_core::{DType, Result, bail, ensure, error};

/// The key under which the header keeps the metadata, so that no tensor can have this name.
pub(super) const METADATA: &str = "__metadata__";

/// The format's own limit, in bytes.
pub(super) const MAX_HEADER: usize = 100_000_000;

pub(super) struct Header {
    pub metadata: Vec<(String, String)>,
    pub entries: Vec<Entry>,
}

pub(super) struct Entry {
    pub name: String,
    pub dtype: DType,
    pub shape: Vec<usize>,
    /// Where in the data the elements lie, in bytes.
    pub range: Range<usize>,
}

impl Header {
    /// Parses the header and checks it against the length of the data that follows it.
    pub fn parse(text: &[u8], data_length: usize) -> Result<Header> {
        ensure!(text.first() == Some(&b'{'), Format, "the header does not start with '{{'");
        let text = std::str::from_utf8(text).map_err(|error| error!(Format, "the header is not UTF-8: {error}"))?;
        let raw: RawHeader =
            serde_json::from_str(text).map_err(|error| error!(Format, "the header is not as specified: {error}"))?;
        let twice = |name: &str| error!(Format, "the header has the name '{name}' twice");
        ensure_distinct(raw.metadata.iter().map(|pair| &*pair.0), twice)?;
        ensure_distinct(raw.entries.iter().map(|pair| &*pair.0), twice)?;
        let entries = raw.entries.into_iter().map(|(name, raw)| check_entry(name, raw)).collect::<Result<Vec<_>>>()?;
        check_coverage(&entries, data_length)?;
        Ok(Header { metadata: raw.metadata, entries })
    }

    /// The header's JSON, its entries in their order here.
    pub fn text(&self) -> Result<String> {
        let twice = |name: &str| error!(Value, "the name '{name}' is given twice");
        ensure_distinct(self.metadata.iter().map(|pair| &*pair.0), twice)?;
        ensure_distinct(self.entries.iter().map(|entry| &*entry.name), twice)?;
        let mut parts = Vec::with_capacity(self.entries.len() + 1);
        if !self.metadata.is_empty() {
            let pairs = self.metadata.iter().map(|(key, value)| format!("{}:{}", quoted(key), quoted(value)));
            parts.push(format!("\"{METADATA}\":{{{}}}", pairs.collect::<Vec<_>>().join(",")));
        }
        for Entry { name, dtype, shape, range } in &self.entries {
            ensure!(name != METADATA, Value, "a tensor cannot be named '{METADATA}' in a safetensors file");
            let dims = shape.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
            let (name, dtype) = (quoted(name), dtype_name(*dtype)?);
            let (start, end) = (range.start, range.end);
            parts.push(format!(r#"{name}:{{"dtype":"{dtype}","shape":[{dims}],"data_offsets":[{start},{end}]}}"#));
        }
        Ok(format!("{{{}}}", parts.join(",")))
    }
}

fn check_entry(name: String, raw: RawEntry) -> Result<Entry> {
    let RawEntry { dtype, shape, data_offsets: [start, end] } = raw;
    let dtype = parse_dtype(&name, &dtype)?;
    ensure!(shape.len() <= MAX_RANK, Format, "tensor '{name}' has {} dimensions; the limit is {MAX_RANK}", shape.len());
    let bytes = byte_count(dtype, &shape)
        .ok_or_else(|| error!(Format, "tensor '{name}' claims shape {shape:?}, larger than any memory"))?;
    ensure!(
        end.checked_sub(start) == Some(bytes),
        Format,
        "tensor '{name}' of shape {shape:?} and dtype {dtype} needs {bytes} bytes, but its offsets are [{start}, {end}]"
    );
    Ok(Entry { name, dtype, shape, range: start..end })
}

/// Entries may come in any order, but in order of their offsets each must start where the one before ends.
fn check_coverage(entries: &[Entry], data_length: usize) -> Result<()> {
    let mut sorted: Vec<_> = entries.iter().collect();
    sorted.sort_by_key(|entry| (entry.range.start, entry.range.end));
    let mut covered = 0;
    for Entry { name, range, .. } in sorted {
        ensure!(
            range.start == covered,
            Format,
            "tensor '{name}' starts at byte {} of the data, where {covered} was expected: gaps and overlaps are refused",
            range.start
        );
        ensure!(
            range.end <= data_length,
            Format,
            "tensor '{name}' ends at byte {} of the data, of which there are {data_length}",
            range.end
        );
        covered = range.end;
    }
    ensure!(covered == data_length, Format, "the tensors cover {covered} bytes of the {data_length} bytes of data");
    Ok(())
}

fn parse_dtype(tensor: &str, name: &str) -> Result<DType> {
    if let Some(dtype) = DType::ALL.into_iter().find(|&dtype| dtype_name(dtype).is_ok_and(|known| known == name)) {
        return Ok(dtype);
    }
    if name == "F4" || name.starts_with("F6_") || name.starts_with("F8_") {
        bail!(Format, "tensor '{tensor}' has dtype {name}: numbers of 8 bits and less are not supported");
    }
    bail!(Format, "tensor '{tensor}' has the unknown dtype '{name}'")
}

fn dtype_name(dtype: DType) -> Result<&'static str> {
    Ok(match dtype {
        DType::Bool => "BOOL",
        DType::U8 => "U8",
        DType::I8 => "I8",
        DType::I16 => "I16",
        DType::I32 => "I32",
        DType::I64 => "I64",
        DType::U16 => "U16",
        DType::U32 => "U32",
        DType::U64 => "U64",
        DType::F16 => "F16",
        DType::BF16 => "BF16",
        DType::F32 => "F32",
        DType::F64 => "F64",
        DType::C64 => "C64",
        DType::C128 => {
            return Err(error!(DType, "safetensors files have no complex128").with_hint("Convert to complex64 first."));
        }
    })
}
