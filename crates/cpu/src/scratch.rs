//! Memory for packed panels: one block per thread, kept from call to call and never shrunk. The driver of the blocks bounds
//! its size (about 2 MiB).

use std::{cell::Cell, ptr::NonNull};
use tapir_core::{Result, memory};

/// Blocks start on a page, so that panels at multiples of a page have the same alignment in every thread.
const PAGE: usize = 4096;

/// Uninitialised memory, freed with the block.
pub struct Block {
    pointer: NonNull<u8>,
    bytes: usize,
}

// SAFETY: plain memory; who writes which part of it is up to those who share the block.
unsafe impl Sync for Block {}

impl Block {
    pub fn new(bytes: usize) -> Result<Block> {
        Ok(Block { pointer: memory::allocate(bytes)?, bytes })
    }

    pub fn as_ptr(&self) -> *mut u8 {
        self.pointer.as_ptr()
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: from `allocate` with the same size, released once.
        unsafe { memory::release(self.pointer, self.bytes) };
    }
}

thread_local! {
    static KEPT: Cell<Option<Block>> = const { Cell::new(None) };
}

/// Runs `body` with `bytes` bytes of this thread's memory, aligned to a page and uninitialised.
pub fn with<R>(bytes: usize, body: impl FnOnce(*mut u8) -> R) -> Result<R> {
    let block = match KEPT.take() {
        Some(block) if block.bytes >= bytes + PAGE => block,
        smaller => {
            drop(smaller);
            Block::new(bytes + PAGE)?
        }
    };
    let start = block.pointer.as_ptr();
    // A panic in `body` or a nested call merely loses the block.
    let result = body(start.wrapping_add(start.align_offset(PAGE)));
    KEPT.set(Some(block));
    Ok(result)
}
