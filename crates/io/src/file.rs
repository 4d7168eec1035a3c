//! Opening files, and replacing them as a whole.
//! Invariant: a path holds either its old contents or all of its new ones, whatever happens while saving.

use std::{
    fs::{self, File, OpenOptions},
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, BufWriter},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};
use tapir_core::{Error, Result, ensure, error};

/// Opens a regular file and gives its length. Pipes and devices have none to check claims against.
pub(crate) fn open(path: &Path) -> Result<(File, u64)> {
    let refused = |error: io::Error| error!(Value, "cannot open '{}': {error}", path.display());
    // Asked first, because opening a pipe nobody writes to would wait for ever.
    let metadata = fs::metadata(path).map_err(refused)?;
    ensure!(metadata.is_file(), Value, "cannot open '{}': it is not a regular file", path.display());
    let file = File::open(path).map_err(refused)?;
    let length = file.metadata().map_err(refused)?.len();
    Ok((file, length))
}

/// Puts the path in front of an error's message.
pub(crate) fn at(path: &Path) -> impl Fn(Error) -> Error {
    move |error| {
        let named = Error::new(error.kind(), format!("'{}': {}", path.display(), error.message()));
        match error.hint() {
            Some(hint) => named.with_hint(hint),
            None => named,
        }
    }
}

/// Turns a failed write into an error.
pub(crate) fn write_failed(error: io::Error) -> Error {
    error!(Value, "cannot write: {error}")
}

/// Replaces the file at `path` by what `write` writes, or leaves it as it was.
///
/// The new contents go to a temporary file in the same directory, which reaches the disk before it takes the
/// name. So a memory map of the old file stays valid, and a file can be saved over the one it was loaded from.
pub(crate) fn replace(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<()>) -> Result<()> {
    let target = destination(path)?;
    let existing = fs::metadata(&target).ok();
    ensure!(
        existing.as_ref().is_none_or(|metadata| metadata.is_file()),
        Value,
        "cannot save to '{}': it is not a regular file",
        path.display()
    );
    let refused = |error: io::Error| error!(Value, "cannot save to '{}': {error}", path.display());
    let (temporary, file) = Temporary::beside(&target).map_err(refused)?;
    let mut writer = BufWriter::with_capacity(1 << 20, file);
    write(&mut writer).map_err(at(path))?;
    let file = writer.into_inner().map_err(|error| refused(error.into_error()))?;
    if let Some(metadata) = existing {
        file.set_permissions(metadata.permissions()).map_err(refused)?;
    }
    file.sync_all().map_err(refused)?;
    drop(file);
    temporary.rename(&target).map_err(refused)
}

/// Where a path leads: a symbolic link stays one, and what it points at is replaced, also where nothing is there yet.
fn destination(path: &Path) -> Result<PathBuf> {
    /// More links than this in a row are a ring; what Linux allows.
    const MOST_LINKS: usize = 40;
    let mut target = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&target) {
            // A relative link starts where it lies; an absolute one takes the path's place.
            Ok(next) => target = target.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(target),
        }
    }
    Err(error!(Value, "cannot save to '{}': too many levels of symbolic links", path.display()))
}

/// A file that is removed unless it gets its final name.
struct Temporary(Option<PathBuf>);

/// What the names of temporary files end with.
const ENDING: &str = ".tmp";

impl Temporary {
    /// A new file in the directory of `target`, locked as long as it is open. What killed saves of the same name left is removed.
    fn beside(target: &Path) -> io::Result<(Temporary, File)> {
        static SAVES: AtomicU64 = AtomicU64::new(0);
        let Some(name) = target.file_name() else {
            return Err(io::Error::other("the path does not name a file"));
        };
        // Of fixed length, since the target's name may be as long as a name can be.
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        let start = format!(".tapir-{:016x}-", hasher.finish());
        remove_leftovers(target, &start);
        loop {
            let save = SAVES.fetch_add(1, Ordering::Relaxed);
            let path = target.with_file_name(format!("{start}{}-{save}{ENDING}", process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => {
                    // File systems without locks have none to keep; there leftovers stay.
                    let _ = file.try_lock();
                    // Between the two steps another save may have taken it for a leftover.
                    if path.exists() {
                        return Ok((Temporary(Some(path)), file));
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn rename(mut self, target: &Path) -> io::Result<()> {
        if let Some(path) = &self.0 {
            fs::rename(path, target)?;
        }
        self.0 = None;
        sync_directory(target);
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _ = fs::remove_file(path);
        }
    }
}

/// Removes temporary files of saves that ended without: nobody has them locked. That some stay is no reason not to save.
fn remove_leftovers(target: &Path, start: &str) {
    let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(start) && name.ends_with(ENDING));
        if is_ours
            && let Ok(file) = OpenOptions::new().write(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Makes a rename survive a power cut, where the system and the file system can: the file is complete either way,
/// so a failure is not reported as a failed save.
fn sync_directory(target: &Path) {
    if cfg!(unix) {
        let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty());
        let _ = File::open(directory.unwrap_or(Path::new("."))).and_then(|directory| directory.sync_all());
    }
}

/// Writes to memory what would go to a file, for which `expected` bytes and a little more should do.
pub(crate) fn to_bytes(expected: usize, write: impl FnOnce(&mut io::Cursor<Vec<u8>>) -> Result<()>) -> Result<Vec<u8>> {
    /// For headers.
    const MORE: usize = 1 << 16;
    let mut bytes = Vec::new();
    bytes
        .try_reserve(expected.saturating_add(MORE))
        .map_err(|_| error!(Memory, "cannot allocate {expected} bytes for the contents of a file"))?;
    let mut cursor = io::Cursor::new(bytes);
    write(&mut cursor)?;
    Ok(cursor.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use tapir_core::ErrorKind;

    fn directory(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("tapir-io-{}-{name}", process::id()));
        fs::create_dir_all(&path).unwrap();
        path
    }

    #[test]
    fn a_failing_writer_leaves_the_old_file_and_nothing_else() {
        let directory = directory("failing");
        let path = directory.join("weights");
        fs::write(&path, b"old").unwrap();
        let outcome = replace(&path, |writer| {
            writer.write_all(&vec![1; 3 << 20]).map_err(write_failed)?;
            Err(error!(Value, "interrupted"))
        });
        assert!(outcome.unwrap_err().message().contains("weights"));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(&directory).unwrap().count(), 1);
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_panicking_writer_leaves_the_old_file_and_nothing_else() {
        let directory = directory("panicking");
        let path = directory.join("weights");
        fs::write(&path, b"old").unwrap();
        let outcome = std::panic::catch_unwind(|| replace(&path, |_| panic!("interrupted")));
        assert!(outcome.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(&directory).unwrap().count(), 1);
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_successful_writer_replaces_the_file() {
        let directory = directory("replaced");
        let path = directory.join("weights");
        fs::write(&path, b"old").unwrap();
        replace(&path, |writer| writer.write_all(b"new").map_err(write_failed)).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(&directory).unwrap().count(), 1);
        fs::remove_dir_all(directory).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_stays_one_and_permissions_stay_as_they_were() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let directory = directory("link");
        let (path, link) = (directory.join("weights"), directory.join("latest"));
        fs::write(&path, b"old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        replace(&link, |writer| writer.write_all(b"new").map_err(write_failed)).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        fs::remove_dir_all(directory).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_nothing_is_followed_and_a_ring_of_links_refused() {
        use std::os::unix::fs::symlink;
        let directory = directory("dangling");
        fs::create_dir(directory.join("models")).unwrap();
        let (link, second) = (directory.join("latest"), directory.join("newest"));
        symlink("models/epoch-1", &link).unwrap();
        symlink(&link, &second).unwrap();
        replace(&second, |writer| writer.write_all(b"new").map_err(write_failed)).unwrap();
        assert!(
            fs::symlink_metadata(&link).unwrap().is_symlink() && fs::symlink_metadata(&second).unwrap().is_symlink()
        );
        assert_eq!(fs::read(directory.join("models/epoch-1")).unwrap(), b"new");
        let (one, other) = (directory.join("one"), directory.join("other"));
        symlink(&one, &other).unwrap();
        symlink(&other, &one).unwrap();
        assert_eq!(replace(&one, |_| Ok(())).unwrap_err().kind(), ErrorKind::Value);
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn what_a_killed_save_left_is_removed_by_the_next_of_that_name() {
        let directory = directory("leftover");
        let (path, other) = (directory.join("weights"), directory.join("other"));
        let leave_behind = |target: &Path| {
            let (mut temporary, file) = Temporary::beside(target).unwrap();
            drop(file); // as the system does for a process that is killed
            temporary.0.take().unwrap()
        };
        let (leftover, of_another) = (leave_behind(&path), leave_behind(&other));
        let (running, _file) = Temporary::beside(&path).unwrap();
        assert!(!leftover.exists() && of_another.exists());
        replace(&path, |writer| writer.write_all(b"new").map_err(write_failed)).unwrap();
        assert!(running.0.as_ref().unwrap().exists(), "a save that is under way keeps its file");
        drop(running);
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_name_as_long_as_names_can_be_is_saved() {
        let directory = directory("long");
        let path = directory.join("n".repeat(255));
        replace(&path, |writer| writer.write_all(b"new").map_err(write_failed)).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_missing_directory_and_a_directory_are_refused_by_name() {
        let directory = directory("refused");
        let missing = replace(&directory.join("absent/weights"), |_| Ok(())).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::Value);
        assert!(missing.message().contains("absent"));
        assert!(replace(&directory, |_| Ok(())).unwrap_err().message().contains("not a regular file"));
        assert!(open(&directory).unwrap_err().message().contains("not a regular file"));
        fs::remove_dir_all(directory).unwrap();
    }
}
