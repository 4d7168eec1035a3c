//! Random damage to valid files: readers neither panic nor allocate more than the file's size warrants.

use proptest::{collection::vec, prelude::*, sample::Index};
use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};
use tapir_core::{DType, ErrorKind, Result};
use tapir_io::{
    ArrayView, npy,
    npz::{self, Compression},
    safetensors,
};

thread_local! {
    /// Bytes allocated now, and the most there were.
    static ALLOCATED: Cell<(isize, isize)> = const { Cell::new((0, 0)) };
}

struct Counting;

fn count(change: isize) {
    let (now, peak) = ALLOCATED.get();
    ALLOCATED.set((now + change, peak.max(now + change)));
}

// SAFETY: every call is passed on; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Reads, and checks the error's kind and the peak of memory.
fn survive<T>(read: impl FnOnce() -> Result<T>, limit: usize) {
    let before = ALLOCATED.get().0;
    ALLOCATED.set((before, before));
    if let Err(error) = read() {
        assert_eq!(error.kind(), ErrorKind::Format, "{error}");
    }
    let peak = (ALLOCATED.get().1 - before) as usize;
    assert!(peak <= limit, "{peak} bytes were allocated, {limit} are warranted");
}

/// Overwrites bytes, half of the time by ones that mean something to the formats, and cuts some files short.
fn damage(bytes: &[u8], changes: &[(Index, u8, bool)], cut: Option<Index>) -> Vec<u8> {
    const TELLING: &[u8] = b"{}[]()\"',:0123456789eEL<>=|OUVfiuc\\\x00\x7f\x80\xff PK\x01\x02\x03\x05\x06";
    let mut bytes = bytes.to_vec();
    for (index, value, telling) in changes {
        let at = index.index(bytes.len());
        bytes[at] = if *telling { TELLING[*value as usize % TELLING.len()] } else { *value };
    }
    if let Some(cut) = cut {
        bytes.truncate(cut.index(bytes.len()));
    }
    bytes
}

fn view<'a>(dtype: DType, shape: &'a [usize], bytes: &'a [u8]) -> ArrayView<'a> {
    ArrayView::new(dtype, shape, bytes).unwrap()
}

/// What a reader may need besides the data: parsed headers, buffers and the decompressor's window.
const CONSTANT: usize = 256 << 10;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn damaged_safetensors_files_are_survived(
        changes in vec(any::<(Index, u8, bool)>(), 0..6),
        cut in proptest::option::weighted(0.1, any::<Index>()),
    ) {
        let data: Vec<u8> = (0..48).collect();
        let tensors = [("a", view(DType::F32, &[2, 6], &data)), ("b", view(DType::Bool, &[3], &data[..3]))];
        let bytes = damage(&safetensors::to_bytes(&tensors, &[("k", "v")]).unwrap(), &changes, cut);
        survive(|| safetensors::from_bytes(&bytes), 16 * bytes.len() + CONSTANT);
    }

    #[test]
    fn damaged_npy_files_are_survived(
        changes in vec(any::<(Index, u8, bool)>(), 0..6),
        cut in proptest::option::weighted(0.1, any::<Index>()),
    ) {
        let data: Vec<u8> = (0..48).collect();
        let bytes = damage(&npy::to_bytes(view(DType::F32, &[2, 6], &data)).unwrap(), &changes, cut);
        survive(|| npy::from_bytes(&bytes), 16 * bytes.len() + CONSTANT);
    }

    #[test]
    fn damaged_npz_files_are_survived(
        changes in vec(any::<(Index, u8, bool)>(), 0..6),
        cut in proptest::option::weighted(0.1, any::<Index>()),
        deflated: bool,
    ) {
        let data: Vec<u8> = (0..48).collect();
        let arrays = [("a", view(DType::F32, &[2, 6], &data)), ("b", view(DType::Bool, &[3], &data[..3]))];
        let compression = if deflated { Compression::Deflated } else { Compression::Stored };
        let bytes = damage(&npz::to_bytes(&arrays, compression).unwrap(), &changes, cut);
        // Deflate reaches 1032 : 1, and a file may claim that for its data.
        survive(|| npz::from_bytes(&bytes), 1032 * bytes.len() + CONSTANT);
    }

    #[test]
    fn any_text_in_a_header_is_survived(text in r#"\{[ \[\]{}()"',:0-9a-zA-Z_<>|.-]{0,200}"#) {
        let safetensors_file = [&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat();
        survive(|| safetensors::from_bytes(&safetensors_file), CONSTANT);
        let npy_file = [b"\x93NUMPY\x01\x00", &(text.len() as u16).to_le_bytes()[..], text.as_bytes()].concat();
        survive(|| npy::from_bytes(&npy_file), CONSTANT);
    }
}
