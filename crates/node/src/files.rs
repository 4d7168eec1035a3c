//! Files: safetensors, npy and npz, between paths or bytes and handles.

use crate::{
    buffer::List,
    error::guard,
    table::{self, Object, insert},
};
use napi::{
    Env,
    bindgen_prelude::{BufferSlice, Uint8Array},
};
use napi_derive::napi;
use std::path::Path;
use tapir_autograd::Tensor;
use tapir_core::{Device, Layout, Result, error};
use tapir_io::{
    Array, ArrayView, npy, npz,
    safetensors::{self, Access},
};

/// Named tensors, whose handles wait for their objects.
#[napi(object)]
pub struct NamedTensors {
    pub names: Vec<String>,
    pub ids: Vec<f64>,
    /// Pairs of keys and values.
    pub metadata: Vec<Vec<String>>,
}

fn adopt_array(array: Array) -> Result<f64> {
    let layout = Layout::contiguous(&array.shape);
    insert(Object::Tensor(Tensor::from_storage(array.storage, layout, array.dtype)?))
}

fn named(arrays: Vec<(String, Array)>, metadata: Vec<(String, String)>) -> Result<NamedTensors> {
    let (names, arrays): (Vec<_>, Vec<_>) = arrays.into_iter().unzip();
    let ids = arrays.into_iter().map(adopt_array).collect::<Result<_>>()?;
    Ok(NamedTensors { names, ids, metadata: metadata.into_iter().map(|(key, value)| vec![key, value]).collect() })
}

/// A tensor to write, with its elements row by row if they do not lie so in memory.
struct Plain {
    tensor: Tensor,
    copy: Option<Vec<u8>>,
}

impl Plain {
    fn of(tensor: &Tensor) -> Result<Plain> {
        let as_it_is = tensor.is_contiguous() && tensor.device() == Device::Cpu;
        Ok(Plain { tensor: tensor.clone(), copy: if as_it_is { None } else { Some(tensor.to_bytes()?) } })
    }

    fn view(&self) -> Result<ArrayView<'_>> {
        let (tensor, dtype) = (&self.tensor, self.tensor.dtype());
        let bytes = match &self.copy {
            Some(bytes) => bytes,
            // SAFETY: the elements lie in the storage from the offset on, without gaps; nobody writes during this call.
            None => unsafe {
                let start = tensor.storage().as_ptr().add(tensor.layout().offset * dtype.size());
                std::slice::from_raw_parts(start, tensor.numel() * dtype.size())
            },
        };
        ArrayView::new(dtype, tensor.shape(), bytes)
    }
}

/// The tensors whose handles the list begins with, one for each name.
fn plain(names: &[String], list: &List) -> Result<Vec<Plain>> {
    table::tensors(&list.get(0, names.len())?)?.iter().map(Plain::of).collect()
}

fn views<'a>(names: &'a [String], arrays: &'a [Plain]) -> Result<Vec<(&'a str, ArrayView<'a>)>> {
    names.iter().zip(arrays).map(|(name, array)| Ok((name.as_str(), array.view()?))).collect()
}

fn pairs(metadata: &[Vec<String>]) -> Vec<(&str, &str)> {
    metadata.iter().filter_map(|pair| Some((pair.first()?.as_str(), pair.get(1)?.as_str()))).collect()
}

/// With `mapped` the file is mapped or not; without, small files are not.
#[napi]
pub fn load_safetensors(path: String, mapped: Option<bool>) -> napi::Result<NamedTensors> {
    let access = match mapped {
        None => Access::BySize,
        Some(true) => Access::Mapped,
        Some(false) => Access::Read,
    };
    guard(|| {
        safetensors::load(Path::new(&path), access).and_then(|contents| named(contents.tensors, contents.metadata))
    })
}

#[napi]
pub fn parse_safetensors(bytes: Uint8Array) -> napi::Result<NamedTensors> {
    guard(|| safetensors::from_bytes(&bytes).and_then(|contents| named(contents.tensors, contents.metadata)))
}

/// Writes the tensors whose handles the list begins with; the file appears whole or not at all.
#[napi]
pub fn save_safetensors(
    path: String,
    names: Vec<String>,
    #[napi(ts_arg_type = "Float64Array")] list: List,
    metadata: Vec<Vec<String>>,
) -> napi::Result<()> {
    guard(|| safetensors::save(Path::new(&path), &views(&names, &plain(&names, &list)?)?, &pairs(&metadata)))
}

/// The bytes of the file, in memory of the collector's own: what it is given is freed only when the event loop turns.
#[napi]
pub fn serialize_safetensors(
    env: &Env,
    names: Vec<String>,
    #[napi(ts_arg_type = "Float64Array")] list: List,
    metadata: Vec<Vec<String>>,
) -> napi::Result<BufferSlice<'_>> {
    let bytes = guard(|| safetensors::to_bytes(&views(&names, &plain(&names, &list)?)?, &pairs(&metadata)))?;
    let length = bytes.len();
    let copied = BufferSlice::copy_from(env, bytes);
    copied.or_else(|_| guard(|| Err(error!(Memory, "a buffer of {length} bytes cannot be had"))))
}

#[napi]
pub fn load_npy(path: String) -> napi::Result<f64> {
    guard(|| npy::load(Path::new(&path)).and_then(adopt_array))
}

#[napi]
pub fn parse_npy(bytes: Uint8Array) -> napi::Result<f64> {
    guard(|| npy::from_bytes(&bytes).and_then(adopt_array))
}

#[napi]
pub fn save_npy(path: String, id: f64) -> napi::Result<()> {
    guard(|| npy::save(Path::new(&path), Plain::of(&table::tensor(id)?)?.view()?))
}

#[napi]
pub fn load_npz(path: String) -> napi::Result<NamedTensors> {
    guard(|| npz::load(Path::new(&path)).and_then(|arrays| named(arrays, Vec::new())))
}

#[napi]
pub fn parse_npz(bytes: Uint8Array) -> napi::Result<NamedTensors> {
    guard(|| npz::from_bytes(&bytes).and_then(|arrays| named(arrays, Vec::new())))
}

#[napi]
pub fn save_npz(
    path: String,
    names: Vec<String>,
    #[napi(ts_arg_type = "Float64Array")] list: List,
    compressed: bool,
) -> napi::Result<()> {
    let compression = if compressed { npz::Compression::Deflated } else { npz::Compression::Stored };
    guard(|| npz::save(Path::new(&path), &views(&names, &plain(&names, &list)?)?, compression))
}
