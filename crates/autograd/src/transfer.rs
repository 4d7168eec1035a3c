//! Elements between a tensor and the host's memory, and between devices: the one place where bytes cross.

use crate::{
    Tensor,
    copying::contiguous_clone,
    device::{backend, ensure_content},
    tensor::list_of,
};
use tapir_core::{DType, Device, Element, Layout, Result, Scalar, bail, ensure, error};
use tapir_ops::{Arrival, CopyBackend, View, ViewMut};

/// The memory of elements as bytes.
fn bytes_of<T: Element>(values: &[T]) -> &[u8] {
    // SAFETY: elements have no padding.
    unsafe { std::slice::from_raw_parts(values.as_ptr().cast(), size_of_val(values)) }
}

impl Tensor {
    /// Copies row-major elements into a new tensor on this thread's default device.
    ///
    /// ```
    /// use tapir_autograd::Tensor;
    /// let x = Tensor::from_slice(&[1.0f32, 2.0, 3.0, 4.0], &[2, 2])?;
    /// assert_eq!(x.shape(), [2, 2]);
    /// # Ok::<(), tapir_core::Error>(())
    /// ```
    pub fn from_slice<T: Element>(values: &[T], shape: &[usize]) -> Result<Tensor> {
        Tensor::from_slice_on(values, shape, Device::default())
    }

    /// Copies row-major elements into a new tensor on a device.
    pub fn from_slice_on<T: Element>(values: &[T], shape: &[usize], device: Device) -> Result<Tensor> {
        let tensor = Tensor::empty(shape, T::DTYPE, device)?;
        ensure!(
            tensor.numel() == values.len(),
            Shape,
            "shape '{shape:?}' is invalid for input of size {}",
            values.len()
        );
        backend(device).upload(bytes_of(values), &tensor.as_view_mut())?;
        Ok(tensor)
    }

    /// Copies row-major bytes (little-endian elements) into a new tensor on a device.
    pub fn from_bytes(bytes: &[u8], shape: &[usize], dtype: DType, device: Device) -> Result<Tensor> {
        let tensor = Tensor::empty(shape, dtype, device)?;
        let expected = tensor.numel() * dtype.size();
        ensure!(
            bytes.len() == expected,
            Value,
            "expected {expected} bytes for shape {shape:?} of {dtype}, got {}",
            bytes.len()
        );
        ensure!(
            dtype != DType::Bool || bytes.iter().all(|&byte| byte <= 1),
            Value,
            "bytes of a bool tensor must be 0 or 1"
        );
        backend(device).upload(bytes, &tensor.as_view_mut())?;
        Ok(tensor)
    }

    /// The elements in row-major order, as bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let count = self.numel() * self.dtype().size();
        let mut bytes = Vec::new();
        // An expanded tensor has more elements than memory.
        bytes.try_reserve_exact(count).map_err(|_| error!(Memory, "cannot allocate {count} bytes"))?;
        bytes.resize(count, 0);
        self.copy_to(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes the elements, row-major, into a buffer of exactly their size.
    pub fn copy_to(&self, bytes: &mut [u8]) -> Result<()> {
        ensure!(bytes.len() == self.numel() * self.dtype().size(), Value, "the target has {} bytes", bytes.len());
        self.download(bytes.as_mut_ptr())
    }

    /// As [`Tensor::copy_to`], without waiting: the elements are there once the result was called, on any thread, and are those
    /// of now. Complaints of the device are [`ensure_content`]'s to say.
    ///
    /// # Safety
    /// There must be room for them at `target`, which nobody may use until then.
    pub unsafe fn copy_later(&self, target: *mut u8) -> Result<Arrival> {
        // SAFETY: by the caller's promise.
        let target = unsafe { ViewMut::new(target, self.dtype(), &Layout::contiguous(self.shape())) };
        backend(self.device()).download_later(&self.as_view(), &target)
    }

    /// Writes the elements, row-major, to where the caller has made room for them in main memory.
    fn download(&self, target: *mut u8) -> Result<()> {
        // SAFETY: the caller has made room.
        let target = unsafe { ViewMut::new(target, self.dtype(), &Layout::contiguous(self.shape())) };
        backend(self.device()).download(&self.as_view(), &target)?;
        ensure_content(self.device())
    }

    /// The elements in row-major order; the type must be the tensor's own.
    pub fn to_vec<T: Element>(&self) -> Result<Vec<T>> {
        ensure!(T::DTYPE == self.dtype(), DType, "expected a tensor of {}, got {}", T::DTYPE, self.dtype());
        let mut values = list_of::<T>(self.numel())?;
        self.download(values.as_mut_ptr().cast())?;
        // SAFETY: all of them have been written.
        unsafe { values.set_len(self.numel()) };
        Ok(values)
    }

    /// The only element, as a scalar; complex values have none.
    pub fn item(&self) -> Result<Scalar> {
        ensure!(self.numel() == 1, Shape, "a Tensor with {} elements cannot be converted to Scalar", self.numel());
        let wide = match self.dtype() {
            DType::Bool => DType::Bool,
            dtype if dtype.is_integer() => DType::I64,
            dtype if dtype.is_floating() => DType::F64,
            dtype => bail!(DType, "a {dtype} element is not a real number"),
        };
        let (mut word, single) = ([0u64; 1], Layout::contiguous(&[]));
        let mut element = [0u64; 1]; // real ones have at most 8 bytes
        let pointer = match self.device() {
            Device::Cpu => self.pointer(),
            _ => {
                self.download(element.as_mut_ptr().cast())?;
                element.as_mut_ptr().cast()
            }
        };
        // SAFETY: both are in main memory, have room for one element, and nobody else sees the target.
        let (source, target) = unsafe {
            (View::new(pointer, self.dtype(), &single), ViewMut::new(word.as_mut_ptr().cast(), wide, &single))
        };
        tapir_cpu::CPU.copy(&source, &target)?;
        Ok(match wide {
            DType::Bool => Scalar::Bool(word[0].to_ne_bytes()[0] != 0),
            DType::I64 => Scalar::Int(i64::from_ne_bytes(word[0].to_ne_bytes())),
            _ => Scalar::Float(f64::from_bits(word[0])),
        })
    }

    /// The same elements on another device, row-major and without history; the tensor itself if it is there.
    pub(crate) fn moved(&self, device: Device) -> Result<Tensor> {
        if self.device() == device {
            return Ok(self.clone());
        }
        let target = Tensor::empty(self.shape(), self.dtype(), device)?;
        match (self.device(), device) {
            (Device::Cpu, _) => {
                let source = if self.is_contiguous() { self.clone() } else { contiguous_clone(self)? };
                let count = source.numel() * source.dtype().size();
                // SAFETY: the tensor is in main memory and has so many bytes without gaps.
                let bytes = unsafe { std::slice::from_raw_parts(source.pointer().cast_const(), count) };
                backend(device).upload(bytes, &target.as_view_mut())?;
            }
            (_, Device::Cpu) => self.download(target.pointer())?,
            (peer, _) => backend(device).copy_from_peer(peer, &self.as_view(), &target.as_view_mut())?,
        }
        Ok(target)
    }

    /// The elements as an ndarray, for interoperation and for tests.
    pub fn to_ndarray<T: Element>(&self) -> Result<ndarray::ArrayD<T>> {
        ndarray::ArrayD::from_shape_vec(self.shape(), self.to_vec()?)
            .map_err(|problem| error!(Internal, "a tensor's elements do not fill its shape: {problem}"))
    }
}

impl<T: Element> TryFrom<ndarray::ArrayD<T>> for Tensor {
    type Error = tapir_core::Error;

    fn try_from(array: ndarray::ArrayD<T>) -> Result<Tensor> {
        let values: Vec<T> = array.iter().copied().collect();
        Tensor::from_slice(&values, array.shape())
    }
}
