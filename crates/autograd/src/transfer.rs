//! Elements between a tensor and the host's memory.

use crate::{Tensor, device::backend, tensor::list_of};
use tapir_core::{DType, Device, Element, Layout, Result, Scalar, bail, ensure, error};
use tapir_ops::ViewMut;

impl Tensor {
    /// Copies row-major elements into a new tensor.
    ///
    /// ```
    /// use tapir_autograd::Tensor;
    /// let x = Tensor::from_slice(&[1.0f32, 2.0, 3.0, 4.0], &[2, 2])?;
    /// assert_eq!(x.shape(), [2, 2]);
    /// # Ok::<(), tapir_core::Error>(())
    /// ```
    pub fn from_slice<T: Element>(values: &[T], shape: &[usize]) -> Result<Tensor> {
        let tensor = Tensor::empty(shape, T::DTYPE, Device::Cpu)?;
        ensure!(
            tensor.numel() == values.len(),
            Shape,
            "shape '{shape:?}' is invalid for input of size {}",
            values.len()
        );
        // SAFETY: the storage was just made for exactly this many elements of `T`.
        unsafe { std::ptr::copy_nonoverlapping(values.as_ptr(), tensor.storage().as_ptr().cast(), values.len()) };
        Ok(tensor)
    }

    /// Copies row-major bytes (little-endian elements) into a new tensor.
    pub fn from_bytes(bytes: &[u8], shape: &[usize], dtype: DType) -> Result<Tensor> {
        let tensor = Tensor::empty(shape, dtype, Device::Cpu)?;
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
        // SAFETY: the storage holds `expected` bytes.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), tensor.storage().as_ptr(), expected) };
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
        let layout = Layout::contiguous(self.shape());
        backend(self.device()).copy(&self.as_view(), &ViewMut::new(bytes.as_mut_ptr(), self.dtype(), &layout))
    }

    /// The elements in row-major order; the type must be the tensor's own.
    pub fn to_vec<T: Element>(&self) -> Result<Vec<T>> {
        ensure!(T::DTYPE == self.dtype(), DType, "expected a tensor of {}, got {}", T::DTYPE, self.dtype());
        let mut values = list_of::<T>(self.numel())?;
        let layout = Layout::contiguous(self.shape());
        let target = ViewMut::new(values.as_mut_ptr().cast(), T::DTYPE, &layout);
        backend(self.device()).copy(&self.as_view(), &target)?;
        // SAFETY: `copy` has written all of them.
        unsafe { values.set_len(self.numel()) };
        Ok(values)
    }

    /// The only element, as a scalar; complex values have none.
    pub fn item(&self) -> Result<Scalar> {
        ensure!(self.numel() == 1, Shape, "a Tensor with {} elements cannot be converted to Scalar", self.numel());
        let target = match self.dtype() {
            DType::Bool => DType::Bool,
            dtype if dtype.is_integer() => DType::I64,
            dtype if dtype.is_floating() => DType::F64,
            dtype => bail!(DType, "a {dtype} element is not a real number"),
        };
        let mut word = [0u64; 1];
        let layout = Layout::contiguous(self.shape());
        backend(self.device()).copy(&self.as_view(), &ViewMut::new(word.as_mut_ptr().cast(), target, &layout))?;
        Ok(match target {
            DType::Bool => Scalar::Bool(word[0].to_ne_bytes()[0] != 0),
            DType::I64 => Scalar::Int(i64::from_ne_bytes(word[0].to_ne_bytes())),
            _ => Scalar::Float(f64::from_bits(word[0])),
        })
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
