//! Tensors as JavaScript looks at them: shape, dtype, flags, elements in and out.

use crate::{
    buffer::{List, answer, shared},
    callback,
    command::write_scalar,
    error::guard,
    table::{self, Object, TABLE},
};
use napi::{
    Env, JsValue, Task, Unknown,
    bindgen_prelude::{AsyncTask, Uint8Array},
    sys,
};
use napi_derive::napi;
use std::{
    ptr::{self, NonNull},
    sync::Arc,
    thread::{self, ThreadId},
};
use tapir_autograd::{Arrival, Tensor, ensure_content};
use tapir_core::{DType, Device, Layout, Result, Storage, device::driver, ensure, error};

fn shape_of(sizes: Vec<f64>) -> Result<Vec<usize>> {
    let size = |word: f64| {
        ensure!(
            word >= 0.0 && word <= 2f64.powi(53) && word.trunc() == word,
            Shape,
            "a size must be a whole number, got {word}"
        );
        Ok(word as usize)
    };
    sizes.into_iter().map(size).collect()
}

fn dtype_of(code: u32) -> Result<DType> {
    DType::ALL.get(code as usize).copied().ok_or_else(|| error!(DType, "unknown dtype code {code}"))
}

/// A tensor on a device from row-major little-endian bytes, of the sizes that `sizes` begins with, tied to `out`. Says whether
/// the budget is used up.
#[napi]
pub fn from_bytes(
    env: Env,
    out: Unknown,
    bytes: Uint8Array,
    dtype: u32,
    #[napi(ts_arg_type = "Float64Array")] sizes: List,
    rank: u32,
    device: i32,
) -> napi::Result<bool> {
    guard(|| {
        let shape = shape_of(sizes.get(0, rank as usize)?)?;
        let tensor = Tensor::from_bytes(&bytes, &shape, dtype_of(dtype)?, device_of(device))?;
        TABLE.with_borrow_mut(|table| {
            let id = table.insert(Object::Tensor(tensor))?;
            table.adopt(env.raw(), out.raw(), id)?;
            shared()[0] = id;
            Ok(table.is_exhausted())
        })
    })
}

/// The device with this code; this thread's default one for a number below zero.
pub fn device_of(code: i32) -> Device {
    u32::try_from(code).map_or_else(|_| Device::default(), Device::from_code)
}

/// Holds a JavaScript object for a storage; let go of at the next sweep after the storage.
struct Held {
    reference: sys::napi_ref,
    thread: ThreadId,
}

// SAFETY: the pointer is only used on `thread`, which the only use checks.
unsafe impl Send for Held {}
// SAFETY: as above.
unsafe impl Sync for Held {}

impl Drop for Held {
    fn drop(&mut self) {
        // On another thread it stays: the object belongs to this one.
        if thread::current().id() == self.thread {
            callback::delete_later(self.reference);
        }
    }
}

/// A tensor of one dimension over the memory of an array, which is held as long as the tensor's storage lives. The array's memory
/// must not be taken from it: JavaScript sees to that. Tied to `out`; says whether the budget is used up.
#[napi]
pub fn from_buffer(env: Env, out: Unknown, bytes: Uint8Array, array: Unknown, dtype: u32) -> napi::Result<bool> {
    guard(|| {
        let dtype = dtype_of(dtype)?;
        let pointer = NonNull::new(bytes.as_ptr().cast_mut()).unwrap_or(NonNull::dangling());
        // Complex numbers are pairs, aligned as their parts.
        let alignment = if dtype.is_complex() { dtype.size() / 2 } else { dtype.size() };
        ensure!(
            bytes.len().is_multiple_of(dtype.size()) && pointer.addr().get().is_multiple_of(alignment),
            Value,
            "{} bytes at address {pointer:?} are no elements of {dtype}",
            bytes.len()
        );
        let mut reference = ptr::null_mut();
        // SAFETY: both are those of the present call; a count of 1 holds the array.
        let status = unsafe { sys::napi_create_reference(env.raw(), array.raw(), 1, &mut reference) };
        ensure!(status == sys::Status::napi_ok, Internal, "napi_create_reference failed with status {status}");
        let held = Held { reference, thread: thread::current().id() };
        // SAFETY: the array holds its memory, and `held` the array.
        let storage = unsafe { Storage::foreign(pointer, bytes.len(), Box::new(held)) };
        let layout = Layout::contiguous(&[bytes.len() / dtype.size()]);
        let tensor = Tensor::from_storage(Arc::new(storage), layout, dtype)?;
        TABLE.with_borrow_mut(|table| {
            let id = table.insert(Object::Tensor(tensor))?;
            table.adopt(env.raw(), out.raw(), id)?;
            shared()[0] = id;
            Ok(table.is_exhausted())
        })
    })
}

/// Writes the elements, row-major, into `target`, which has exactly their size.
#[napi]
pub fn read_bytes(id: f64, mut target: Uint8Array) -> napi::Result<()> {
    // SAFETY: JavaScript made the array for this call and waits for it.
    guard(|| table::tensor(id)?.copy_to(unsafe { target.as_mut() }))
}

/// Elements on their way to an array, which is held until they are there.
pub struct Reading {
    arrival: Option<Arrival>,
    device: Device,
    _target: Uint8Array,
}

impl Task for Reading {
    type Output = ();
    type JsValue = ();

    fn compute(&mut self) -> napi::Result<()> {
        guard(|| self.arrival.take().map_or(Ok(()), |arrival| arrival()))
    }

    fn resolve(&mut self, _: Env, (): ()) -> napi::Result<()> {
        guard(|| ensure_content(self.device))
    }
}

/// As `read_bytes`, without waiting: the promise is fulfilled when the elements of now are there.
#[napi(ts_return_type = "Promise<void>")]
pub fn read_bytes_later(id: f64, mut target: Uint8Array) -> napi::Result<AsyncTask<Reading>> {
    guard(|| {
        let tensor = table::tensor(id)?;
        // SAFETY: JavaScript made the array for this call and shows it to nobody before the promise is fulfilled.
        let bytes = unsafe { target.as_mut() };
        let expected = tensor.numel() * tensor.dtype().size();
        ensure!(bytes.len() == expected, Value, "the target has {} bytes", bytes.len());
        // SAFETY: it has so many bytes, and is held.
        let arrival = unsafe { tensor.copy_later(bytes.as_mut_ptr()) }?;
        Ok(AsyncTask::new(Reading { arrival: Some(arrival), device: tensor.device(), _target: target }))
    })
}

/// The only element, as a tagged scalar in the buffer.
#[napi]
pub fn item(id: f64) -> napi::Result<()> {
    guard(|| {
        write_scalar(table::tensor(id)?.item()?, shared());
        Ok(())
    })
}

/// Sizes in the buffer; returns how many.
#[napi]
pub fn shape(id: f64) -> napi::Result<u32> {
    guard(|| TABLE.with_borrow(|table| answer(table.tensor(id)?.shape().iter().map(|&size| size as f64))))
}

/// Strides in the buffer, then the offset; returns how many they are together.
#[napi]
pub fn strides(id: f64) -> napi::Result<u32> {
    guard(|| {
        TABLE.with_borrow(|table| {
            let layout = table.tensor(id)?.layout();
            let mut numbers: Vec<f64> = layout.strides.iter().map(|&stride| stride as f64).collect();
            numbers.push(layout.offset as f64);
            answer(numbers.into_iter())
        })
    })
}

/// The dtype's code.
#[napi]
pub fn dtype(id: f64) -> napi::Result<u32> {
    guard(|| TABLE.with_borrow(|table| Ok(table.tensor(id)?.dtype() as u32)))
}

#[napi]
pub fn device(id: f64) -> napi::Result<String> {
    guard(|| TABLE.with_borrow(|table| Ok(table.tensor(id)?.device().to_string())))
}

/// Fails, with a hint, unless the device can be used.
#[napi]
pub fn ensure_device(text: String) -> napi::Result<u32> {
    guard(|| {
        let device = Device::parse(&text)?;
        device.ensure_available()?;
        Ok(device.code())
    })
}

/// The code of the device where this thread makes tensors unless told otherwise.
#[napi]
pub fn default_device() -> u32 {
    Device::default().code()
}

#[napi]
pub fn set_default_device(code: u32) -> napi::Result<()> {
    guard(|| Device::from_code(code).make_default())
}

/// How many devices there are beside the CPU.
#[napi]
pub fn device_count() -> u32 {
    driver().map_or(0, |driver| driver.count())
}

/// Waits for a device; what its kernels complained of is the error.
#[napi]
pub fn synchronize(code: u32) -> napi::Result<()> {
    guard(|| tapir_autograd::synchronize(Device::from_code(code)))
}

/// Bits: 1 requires grad, 2 leaf, 4 view, 8 contiguous, 16 retains grad, 32 has a gradient, 64 inference tensor.
#[napi]
pub fn flags(id: f64) -> napi::Result<u32> {
    guard(|| {
        TABLE.with_borrow(|table| {
            let tensor = table.tensor(id)?;
            let bits = [
                tensor.requires_grad(),
                tensor.is_leaf(),
                tensor.base().is_some(),
                tensor.is_contiguous(),
                tensor.retains_grad(),
                tensor.grad().is_some(),
                tensor.is_inference(),
            ];
            Ok(bits.iter().rev().fold(0, |sum, &bit| sum << 1 | u32::from(bit)))
        })
    })
}

#[napi]
pub fn version(id: f64) -> napi::Result<u32> {
    guard(|| TABLE.with_borrow(|table| Ok(table.tensor(id)?.version())))
}

/// The same elements without history; the handle waits for its object.
#[napi]
pub fn detach(id: f64) -> napi::Result<f64> {
    guard(|| {
        let tensor = table::tensor(id)?.detach();
        table::insert(Object::Tensor(tensor))
    })
}

/// Puts the tensor of handle `source` behind `id` too: how a tensor that changes its shape or identity in place is made.
#[napi]
pub fn become_tensor(id: f64, source: f64) -> napi::Result<()> {
    guard(|| {
        let tensor = table::tensor(source)?;
        TABLE.with_borrow_mut(|table| table.replace_tensor(id, tensor))
    })
}

/// Gives the tensor of handle `id` the elements, shape and dtype of another; it stays the tensor it is.
#[napi]
pub fn set_data(id: f64, data: f64) -> napi::Result<()> {
    guard(|| {
        let tensor = table::tensor(id)?.with_data(&table::tensor(data)?)?;
        TABLE.with_borrow_mut(|table| table.replace_tensor(id, tensor))
    })
}

/// Takes a tensor itself out of its graph.
#[napi]
pub fn detach_in_place(id: f64) -> napi::Result<()> {
    guard(|| table::tensor(id)?.detach_in_place())
}

/// A number that tells tensors apart while they live.
#[napi]
pub fn tensor_address(id: f64) -> napi::Result<f64> {
    guard(|| Ok(table::tensor(id)?.address() as f64))
}

/// Whether two handles stand for one tensor.
#[napi]
pub fn same_tensor(a: f64, b: f64) -> napi::Result<bool> {
    guard(|| TABLE.with_borrow(|table| Ok(table.tensor(a)?.same(table.tensor(b)?))))
}

/// The tensor this one is a view of, as a handle that waits; 0 if it is no view.
#[napi]
pub fn base(id: f64) -> napi::Result<f64> {
    guard(|| table::tensor(id)?.base().map_or(Ok(0.0), |base| table::insert(Object::Tensor(base.current().clone()))))
}

/// Whether two tensors share memory.
#[napi]
pub fn same_storage(a: f64, b: f64) -> napi::Result<bool> {
    guard(|| TABLE.with_borrow(|table| Ok(table.tensor(a)?.storage().shares_memory(table.tensor(b)?.storage()))))
}
