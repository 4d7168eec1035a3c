//! What the tests of all formats share.

use std::{
    fs,
    path::{Path, PathBuf},
};
use tapir_io::Array;

pub fn bytes(array: &Array) -> &[u8] {
    // SAFETY: readers initialise storages, and the tests write to none while they look at it.
    unsafe { std::slice::from_raw_parts(array.storage.as_ptr(), array.storage.bytes()) }
}

/// A directory of its own for one test, gone at its end.
pub struct Directory(PathBuf);

impl Directory {
    pub fn new(test: &str) -> Directory {
        let path = std::env::temp_dir().join(format!("tapir-io-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Directory(path)
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
