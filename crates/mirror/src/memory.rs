//! Memory whose addresses the host cannot follow: one bit of them is turned, which brings them to where nothing is.
//! Invariant: a block that is handed out stands in `blocks`, under its mirrored address, until it is released.

use std::{
    alloc::{self, Layout},
    collections::BTreeMap,
    ptr::NonNull,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tapir_core::{
    Result, bail,
    device::{DeviceMemory, DeviceStats},
    ensure, error,
};

/// Far from what systems hand out, and yet an address that JavaScript's numbers hold.
const MIRRORED: usize = 1 << 46;

const ALIGN: usize = 64;

/// The memory of one mirror.
pub struct Memory {
    books: Mutex<Books>,
    capacity: AtomicUsize,
}

struct Books {
    /// Bytes of the blocks handed out, by mirrored address.
    blocks: BTreeMap<usize, usize>,
    live: usize,
    peak: usize,
    allocations: u64,
}

/// The same place as the other side sees it.
fn mirrored<T>(pointer: *const T) -> *const T {
    pointer.map_addr(|address| address ^ MIRRORED)
}

/// What a block for so many bytes takes.
fn rounded(bytes: usize) -> usize {
    bytes.next_multiple_of(ALIGN)
}

fn layout(bytes: usize) -> Result<Layout> {
    Layout::from_size_align(rounded(bytes), ALIGN)
        .map_err(|_| error!(Memory, "{bytes} bytes are more than there can be"))
}

impl Memory {
    pub const fn new() -> Memory {
        let books = Books { blocks: BTreeMap::new(), live: 0, peak: 0, allocations: 0 };
        Memory { books: Mutex::new(books), capacity: AtomicUsize::new(1 << 38) }
    }

    pub fn set_capacity(&self, bytes: usize) {
        self.capacity.store(bytes, Ordering::Relaxed);
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the CPU's kernels find elements at a mirrored address, from `before` bytes before it to `after` behind it. Fails
    /// if they are not in one block of this device.
    pub fn host(&self, pointer: *const u8, before: usize, after: usize) -> Result<*const u8> {
        let books = self.books();
        let Some((&start, &bytes)) = books.blocks.range(..=pointer.addr()).next_back() else {
            bail!(Internal, "a kernel was given {pointer:?}, which is not in the memory of its device");
        };
        let offset = pointer.addr() - start;
        ensure!(
            before <= offset && offset + after <= bytes,
            Internal,
            "a kernel was given {pointer:?} with {before} bytes before it and {after} behind it, which are not in one block \
             of its device's memory"
        );
        Ok(mirrored(pointer))
    }
}

impl DeviceMemory for Memory {
    fn allocate(&self, bytes: usize) -> Result<NonNull<u8>> {
        let layout = layout(bytes)?;
        let mut books = self.books();
        let capacity = self.capacity.load(Ordering::Relaxed);
        ensure!(
            layout.size() <= capacity.saturating_sub(books.live),
            Memory,
            "CUDA out of memory. Tried to allocate {bytes} bytes, with {} in use of {capacity}",
            books.live
        );
        // SAFETY: the layout is not empty, since nobody asks for 0 bytes.
        let block = unsafe { alloc::alloc(layout) };
        let Some(block) = NonNull::new(mirrored(block).cast_mut()).filter(|_| !block.is_null()) else {
            bail!(Memory, "CUDA out of memory. Tried to allocate {bytes} bytes, which main memory does not have");
        };
        books.blocks.insert(block.addr().get(), layout.size());
        books.live += layout.size();
        books.peak = books.peak.max(books.live);
        books.allocations += 1;
        Ok(block)
    }

    unsafe fn release(&self, block: NonNull<u8>, bytes: usize) {
        let mut books = self.books();
        let found = books.blocks.remove(&block.addr().get());
        assert_eq!(found, Some(rounded(bytes)), "a block is released as it was handed out, and once");
        books.live -= rounded(bytes);
        if let Ok(layout) = layout(bytes) {
            // SAFETY: the block came from `allocate`, with this layout, and is released once.
            unsafe { alloc::dealloc(mirrored(block.as_ptr()).cast_mut(), layout) };
        }
    }

    fn are_alike(&self, former: usize, bytes: usize) -> bool {
        rounded(former) == rounded(bytes)
    }

    fn stats(&self) -> DeviceStats {
        let (books, total) = (self.books(), self.capacity.load(Ordering::Relaxed));
        DeviceStats {
            live: books.live,
            cached: 0,
            peak: books.peak,
            allocations: books.allocations,
            total,
            free: total.saturating_sub(books.live),
        }
    }

    fn reset_peak(&self) {
        let mut books = self.books();
        books.peak = books.live;
    }

    fn empty_cache(&self) -> Result<()> {
        Ok(())
    }
}
