//! Untyped bytes on one device, shared by a tensor and its views, with the version that in-place writes bump.

use crate::{
    Device, Result,
    device::{self, held::hold},
    memory,
};
use std::{
    any::Any,
    fmt,
    ptr::NonNull,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// A block of bytes and its version.
///
/// Contents are reached through raw pointers; the operator driver sees to it that outputs do not overlap inputs
/// unless they are the same elements, and that two threads never write one storage.
pub struct Storage {
    pointer: NonNull<u8>,
    bytes: usize,
    device: Device,
    version: AtomicU32,
    owner: Owner,
}

enum Owner {
    /// From [`memory`], or from the memory of the device; goes back there.
    Block,
    /// The memory of another storage, which is no alias itself.
    Alias(Arc<Storage>),
    /// Kept alive by something else, such as a memory map.
    Foreign(#[expect(dead_code, reason = "held for its drop")] Box<dyn Any + Send + Sync>),
}

// SAFETY: the bytes are plain memory; see the type's comment for who may write when.
unsafe impl Send for Storage {}
// SAFETY: as above.
unsafe impl Sync for Storage {}

impl Storage {
    /// Uninitialised bytes, aligned to 64.
    pub fn new(device: Device, bytes: usize) -> Result<Storage> {
        Ok(Storage::over(allocate(device, bytes)?, bytes, device))
    }

    /// As [`Storage::new`], made where it stays: moving it there would take longer than the rest.
    #[inline]
    pub fn new_shared(device: Device, bytes: usize) -> Result<Arc<Storage>> {
        let pointer = allocate(device, bytes)?;
        Ok(Arc::new(Storage::over(pointer, bytes, device)))
    }

    /// Whether the bytes are a block of the device's memory, not kept alive by something else.
    #[inline]
    pub fn is_block(&self) -> bool {
        matches!(self.owner, Owner::Block)
    }

    /// Makes this a new storage of so many bytes, contents undefined, if the block it has would be the one for it.
    #[inline]
    pub fn renew(&mut self, device: Device, bytes: usize) -> bool {
        let fits = self.is_block() && self.device == device && are_alike(device, self.bytes, bytes);
        if fits {
            if let Device::Cuda(index) = device {
                hold(index, bytes as isize - self.bytes as isize);
            }
            self.bytes = bytes;
            *self.version.get_mut() = 0;
        }
        fits
    }

    /// Over a block of the device's memory.
    #[inline]
    fn over(pointer: NonNull<u8>, bytes: usize, device: Device) -> Storage {
        Storage { pointer, bytes, device, version: AtomicU32::new(0), owner: Owner::Block }
    }

    /// Wraps memory that `owner` keeps alive.
    ///
    /// # Safety
    /// `pointer` must stay valid for reads and writes of `bytes` bytes as long as `owner` lives.
    pub unsafe fn foreign(pointer: NonNull<u8>, bytes: usize, owner: Box<dyn Any + Send + Sync>) -> Storage {
        memory::count_foreign(bytes as isize);
        Storage { pointer, bytes, device: Device::Cpu, version: AtomicU32::new(0), owner: Owner::Foreign(owner) }
    }

    /// The same memory under a version of its own.
    pub fn alias(self: &Arc<Storage>, version: u32) -> Storage {
        let root = if let Owner::Alias(root) = &self.owner { root } else { self };
        let owner = Owner::Alias(root.clone());
        Storage {
            pointer: self.pointer,
            bytes: self.bytes,
            device: self.device,
            version: AtomicU32::new(version),
            owner,
        }
    }

    /// Whether it is the only one over its memory that is known here.
    #[inline]
    pub fn is_sole(self: &Arc<Storage>) -> bool {
        Arc::strong_count(self) == 1 && !matches!(self.owner, Owner::Alias(_))
    }

    /// Whether two storages are over the same memory: one storage, or an alias of it.
    #[inline]
    pub fn shares_memory(&self, other: &Storage) -> bool {
        self.pointer == other.pointer && self.device == other.device
    }

    #[inline]
    pub fn as_ptr(&self) -> *mut u8 {
        self.pointer.as_ptr()
    }

    #[inline]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    #[inline]
    pub fn device(&self) -> Device {
        self.device
    }

    /// How often the contents were written in place.
    #[inline]
    pub fn version(&self) -> u32 {
        self.version.load(Ordering::Relaxed)
    }

    #[inline]
    pub fn bump_version(&self) {
        self.version.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        match self.owner {
            // SAFETY: `pointer` came from `allocate(self.device, self.bytes)` and is released once.
            Owner::Block => unsafe { release(self.device, self.pointer, self.bytes) },
            // The root frees it.
            Owner::Alias(_) => {}
            Owner::Foreign(_) => memory::count_foreign(-(self.bytes as isize)),
        }
    }
}

/// A block of a device's memory.
#[inline]
fn allocate(device: Device, bytes: usize) -> Result<NonNull<u8>> {
    match device {
        Device::Cpu => memory::allocate(bytes),
        Device::Cuda(index) => allocate_on(index, bytes),
    }
}

#[cold]
fn allocate_on(index: u32, bytes: usize) -> Result<NonNull<u8>> {
    let memory = device::memory(index)?;
    let block = if bytes == 0 { Ok(NonNull::dangling()) } else { memory.allocate(bytes) };
    let block = block.or_else(|error| memory::attempts().find_map(|()| memory.allocate(bytes).ok()).ok_or(error))?;
    hold(index, bytes as isize);
    Ok(block)
}

/// Gives a block back to its device's memory.
///
/// # Safety
/// From `allocate(device, bytes)`, and released once.
#[inline]
unsafe fn release(device: Device, pointer: NonNull<u8>, bytes: usize) {
    match device {
        // SAFETY: as the caller says.
        Device::Cpu => unsafe { memory::release(pointer, bytes) },
        // SAFETY: as the caller says.
        Device::Cuda(index) => unsafe { release_on(index, pointer, bytes) },
    }
}

/// # Safety
/// As for [`release`].
#[cold]
unsafe fn release_on(index: u32, pointer: NonNull<u8>, bytes: usize) {
    hold(index, -(bytes as isize));
    if let (Ok(memory), 1..) = (device::memory(index), bytes) {
        // SAFETY: as the caller says.
        unsafe { memory.release(pointer, bytes) };
    }
}

/// Whether a device's block for so many bytes is what `allocate` gives for so many others.
#[inline]
fn are_alike(device: Device, former: usize, bytes: usize) -> bool {
    match device {
        Device::Cpu => memory::are_alike(former, bytes),
        Device::Cuda(index) => {
            former > 0 && bytes > 0 && device::memory(index).is_ok_and(|memory| memory.are_alike(former, bytes))
        }
    }
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Storage({} bytes on {}, version {})", self.bytes, self.device, self.version())
    }
}
