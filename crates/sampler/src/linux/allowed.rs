//! What Linux allows a process: the cores that it may run on, and the limit of its control group.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::Allowed;

/// What a process may use; `None` when it has ended.
pub(super) fn of(process: u32) -> Option<Allowed> {
    let groups = fs::read_to_string(format!("/proc/{process}/cgroup")).unwrap_or_default();
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    // A process that ends leaves its group, and is there until its end is waited for.
    if ends(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?) {
        return None;
    }
    let cores = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let cores = cores.map(|list| numbers(list.trim())).unwrap_or_default();
    let limits = quotas(Path::new("/sys/fs/cgroup"), &groups);
    let quota = limits.iter().flatten().copied().reduce(f64::min);
    Some(Allowed { cores, quota, quota_is_known: !limits.is_empty() })
}

/// Whether the process of a `/proc/…/stat` is about to end, or has ended.
fn ends(stat: &str) -> bool {
    /// `PF_EXITING` of the kernel's `sched.h`.
    const EXITING: u32 = 4;
    // A name may hold anything, but the last parenthesis is not part of it.
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let flags = after_name.split_whitespace().nth(6).and_then(|flags| flags.parse::<u32>().ok());
    after_name.trim_start().starts_with(['Z', 'X']) || flags.is_some_and(|it| it & EXITING != 0)
}

/// The numbers in a list such as `0-3,7`.
fn numbers(list: &str) -> BTreeSet<usize> {
    let ranges = list.split(',').filter_map(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        Some(first.parse().ok()?..=last.parse().ok()?)
    });
    ranges.flatten().collect()
}

/// The limits of a group and of all that it is part of, in cores: `None` for one without a limit.
///
/// `groups` is what `/proc/…/cgroup` says: `0::/path` in the second version of control groups,
/// `1:cpu,cpuacct:/path` in the first. In a container a group may be seen at another place than that,
/// but its own files lie at the top.
fn quotas(root: &Path, groups: &str) -> Vec<Option<f64>> {
    let folders = groups.lines().filter_map(|line| {
        let mut words = line.splitn(3, ':').skip(1);
        let (controllers, path) = (words.next()?, words.next()?.trim_start_matches('/'));
        let top = match controllers {
            "" => root.to_owned(),
            names if names.split(',').any(|name| name == "cpu") => root.join("cpu"),
            _ => return None,
        };
        Some((top.clone(), top.join(path)))
    });
    let up = |(top, folder): (PathBuf, PathBuf)| -> Vec<PathBuf> {
        let groups = folder.ancestors().take_while(|group| group.starts_with(&top));
        groups.map(Path::to_owned).collect()
    };
    folders.flat_map(up).filter_map(|group| quota(&group)).collect()
}

/// The limit of one group; `None` where there is nothing to read.
fn quota(group: &Path) -> Option<Option<f64>> {
    let read = |file: &str| fs::read_to_string(group.join(file)).ok();
    let (quota, period) = match read("cpu.max") {
        Some(max) => max.trim().split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned()))?,
        None => (read("cpu.cfs_quota_us")?, read("cpu.cfs_period_us")?),
    };
    // Without a limit it is `max`, or -1.
    let quota_us = quota.trim().parse::<f64>().ok().filter(|quota_us| *quota_us > 0.0);
    let period_us = period.trim().parse::<f64>().ok()?;
    Some(quota_us.map(|quota_us| quota_us / period_us))
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn a_process_that_has_ended_has_no_limits_any_more() {
        let mut reads = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
        assert!(of(reads.id()).is_some());
        drop(reads.stdin.take());
        let stat = format!("/proc/{}/stat", reads.id());
        while !fs::read_to_string(&stat).unwrap().contains(") Z ") {}
        assert_eq!(of(reads.id()), None);
        reads.wait().unwrap();
    }

    #[test]
    fn who_is_about_to_end_is_known_by_its_flags() {
        assert!(!ends("7 (a) Z 1) R 1 7 7 0 -1 4194304 0"));
        assert!(ends("7 (a) R 1 7 7 0 -1 4194308 0"));
        assert!(ends("7 (a) Z 1 7 7 0 -1 0 0"));
    }

    #[test]
    fn cores_are_a_list_of_numbers_and_ranges() {
        let cores = |numbers: &[usize]| numbers.iter().copied().collect::<BTreeSet<usize>>();
        assert_eq!(numbers("0"), cores(&[0]));
        assert_eq!(numbers("0-3,7,9-10"), cores(&[0, 1, 2, 3, 7, 9, 10]));
    }

    #[test]
    fn the_least_limit_on_the_way_up_counts_in_both_versions_of_control_groups() {
        let root = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| {
            let file = root.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        write("a/cpu.max", "150000 100000\n");
        write("a/b/cpu.max", "max 100000\n");
        write("cpu/c/cpu.cfs_quota_us", "50000\n");
        write("cpu/c/cpu.cfs_period_us", "100000\n");
        write("cpu/cpu.cfs_quota_us", "-1\n");
        write("cpu/cpu.cfs_period_us", "100000\n");
        assert_eq!(quotas(root.path(), "0::/a/b\n"), [None, Some(1.5)]);
        assert_eq!(quotas(root.path(), "8:pids:/c\n1:cpu,cpuacct:/c\n"), [Some(0.5), None]);
        assert_eq!(quotas(root.path(), "1:cpu:/not/seen/here\n"), [None]);
        assert_eq!(quotas(root.path(), "0::/\n"), []);
    }
}
