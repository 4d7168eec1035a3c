//! What a container may use: the limits of the control groups that this process is in, of version 1 and of version 2.
//! Invariant: nothing is believed that is not a number; what is missing or cannot be read limits nothing.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

/// The least limit on memory, in bytes; none outside of containers.
pub fn limit() -> Option<usize> {
    limit_below(Path::new("/"))
}

/// As [`limit`], with the system's files below `root`.
fn limit_below(root: &Path) -> Option<usize> {
    let groups = fs::read_to_string(root.join("proc/self/cgroup")).ok()?;
    groups.lines().filter_map(|line| limit_of_group(root, line)).min()
}

/// The limit that a line `number:controllers:path` leads to. Version 2 has no controllers there.
fn limit_of_group(root: &Path, line: &str) -> Option<usize> {
    let mut parts = line.splitn(3, ':').skip(1);
    let (controllers, path) = (parts.next()?, parts.next()?);
    let (mount, files): (_, &[&str]) = if controllers.is_empty() {
        ("sys/fs/cgroup", &["memory.max", "memory.high"])
    } else if controllers.split(',').any(|controller| controller == "memory") {
        ("sys/fs/cgroup/memory", &["memory.limit_in_bytes"])
    } else {
        return None;
    };
    // A group is bound by those around it. Inside a container its path may be the host's, of which only the end of the way up,
    // the mount itself, is there.
    let steps: PathBuf = Path::new(path).components().filter(|step| matches!(step, Component::Normal(_))).collect();
    let groups = steps.ancestors().map(|group| root.join(mount).join(group));
    groups.flat_map(|group| files.iter().filter_map(move |file| number_in(&group.join(file)))).min()
}

fn number_in(file: &Path) -> Option<usize> {
    fs::read_to_string(file).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The system's files, in a folder of their own.
    struct System(PathBuf);

    impl System {
        fn new(name: &str, files: &[(&str, &str)]) -> System {
            let root = std::env::temp_dir().join(format!("tapir-cgroup-{}-{name}", std::process::id()));
            for (path, text) in files {
                let path = root.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            System(root)
        }
    }

    impl Drop for System {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn version_2_limits_a_group_by_itself_and_by_those_around_it() {
        let system = System::new(
            "v2",
            &[
                ("proc/self/cgroup", "0::/pods/one\n"),
                ("sys/fs/cgroup/pods/one/memory.max", "max\n"),
                ("sys/fs/cgroup/pods/one/memory.high", "900\n"),
                ("sys/fs/cgroup/pods/memory.max", "700\n"),
            ],
        );
        assert_eq!(limit_below(&system.0), Some(700));
    }

    #[test]
    fn version_1_is_read_from_the_controller_of_memory() {
        let system = System::new(
            "v1",
            &[
                ("proc/self/cgroup", "5:cpu,cpuacct:/a\n4:memory:/docker/abc\n0::/a\n"),
                ("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "536870912\n"),
                ("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n"),
            ],
        );
        assert_eq!(limit_below(&system.0), Some(512 << 20));
    }

    #[test]
    fn a_path_of_the_host_leads_to_the_mount_of_the_container() {
        let files = [("proc/self/cgroup", "0::/../../docker/abc\n"), ("sys/fs/cgroup/memory.max", "1000\n")];
        assert_eq!(limit_below(&System::new("host", &files).0), Some(1000));
    }

    #[test]
    fn without_groups_or_with_nonsense_there_is_no_limit() {
        assert_eq!(limit_below(&System::new("none", &[("proc/self/other", "")]).0), None);
        let files = [("proc/self/cgroup", "\n0\n0::\nx:y\n"), ("sys/fs/cgroup/memory.max", "much")];
        assert_eq!(limit_below(&System::new("nonsense", &files).0), None);
    }
}
