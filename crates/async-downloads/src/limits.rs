//! What a system allows of threads and open files, and how to get more.

#[cfg(target_os = "linux")]
use std::fs;
use std::io;
#[cfg(target_os = "macos")]
use std::process::Command;

use anyhow::{Error, Result, anyhow};
#[cfg(target_os = "linux")]
use rlimit::Resource;

/// What a thread sets apart for its stack, in bytes: Rust's default.
#[cfg(target_os = "linux")]
const STACK: u64 = 2 << 20;

/// A limit of the system on threads.
struct Limit {
    /// How many threads fit.
    threads: u64,
    /// Its name, and how to raise it, where that can be done.
    name: &'static str,
    mend: Option<&'static str>,
}

/// The error of a thread that the system refused, the `number`th: which limit it was, and how to
/// raise it.
pub fn no_thread(number: u32, error: io::Error) -> anyhow::Error {
    anyhow!("the system refused thread {number} ({error})\n{}", hint(number.into(), &limits()))
}

#[cfg(target_os = "linux")]
fn limits() -> Vec<Limit> {
    vec![
        Limit {
            threads: cgroup_limit(),
            name: "processes and threads of this container or service (pids.max)",
            mend: Some(
                "start the container with a larger --pids-limit, or the service with TasksMax",
            ),
        },
        Limit {
            threads: soft(Resource::NPROC),
            name: "processes and threads of this user (ulimit -u)",
            mend: Some("type `ulimit -u unlimited` first"),
        },
        Limit {
            threads: soft(Resource::AS) / STACK,
            name: "address space (ulimit -v), of which each thread takes 2 MiB for its stack",
            mend: Some("type `ulimit -v unlimited` first"),
        },
        Limit {
            threads: read("/proc/sys/vm/max_map_count") / 2,
            name: "pieces of memory (vm.max_map_count), of which each thread takes two",
            mend: Some("type `sudo sysctl vm.max_map_count=1000000` first"),
        },
        Limit {
            threads: read("/proc/sys/kernel/threads-max").min(read("/proc/sys/kernel/pid_max")),
            name: "threads of this system (kernel.threads-max, kernel.pid_max)",
            mend: Some("raise both with `sudo sysctl`"),
        },
    ]
}

/// On macOS `ulimit -u` counts processes, and no threads.
#[cfg(target_os = "macos")]
fn limits() -> Vec<Limit> {
    let asked = Command::new("sysctl").args(["-n", "kern.num_taskthreads"]).output();
    let answer = asked.map(|output| output.stdout).unwrap_or_default();
    vec![Limit {
        threads: number(&String::from_utf8_lossy(&answer)),
        name: "threads of one process (kern.num_taskthreads), which macOS sets itself",
        mend: None,
    }]
}

/// Other systems have limits, too, but we do not know where they tell them.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn limits() -> Vec<Limit> {
    vec![Limit { threads: u64::MAX, name: "this system", mend: None }]
}

/// The lowest limit, if it can have been the one; and what to do.
fn hint(threads: u64, limits: &[Limit]) -> String {
    /// Other programs have threads, too, and memory has other uses.
    const SHARE: u64 = 4;
    let lowest = limits.iter().min_by_key(|limit| limit.threads);
    match lowest.filter(|limit| limit.threads / SHARE <= threads) {
        Some(Limit { name, mend: Some(mend), .. }) => {
            format!("The limit is that of {name}: {mend}, or take fewer (--waits, --workers).")
        }
        Some(Limit { name, mend: None, .. }) => {
            format!("The limit is that of {name}: take fewer (--waits, --workers).")
        }
        None => "Take fewer (--waits, --workers): they need a thread each.".to_owned(),
    }
}

/// Makes sure that so many downloads can be under way at once: each takes a connection here and
/// one at the server, which is in this process.
///
/// # Errors
/// When the limit on open files is lower, and cannot be raised from here.
pub fn allow_downloads(at_once: u32) -> Result<()> {
    let what = format!("{at_once} downloads at once");
    practice_api::allow_open_files(&what, 2 * u64::from(at_once), "--downloads").map_err(Error::msg)
}

#[cfg(target_os = "linux")]
fn soft(resource: Resource) -> u64 {
    resource.get_soft().unwrap_or(u64::MAX)
}

/// The number in a file of the system.
#[cfg(target_os = "linux")]
fn read(file: &str) -> u64 {
    number(&fs::read_to_string(file).unwrap_or_default())
}

/// The number in a text; where there is none, there is no limit.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn number(text: &str) -> u64 {
    text.trim().parse().unwrap_or(u64::MAX)
}

/// The lowest limit on processes and threads among this process's control group and those around it.
#[cfg(target_os = "linux")]
fn cgroup_limit() -> u64 {
    let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let group = groups.lines().find_map(|line| line.strip_prefix("0::")).unwrap_or_default();
    let around = group.match_indices('/').map(|(end, _)| &group[..end]).chain([group]);
    around.map(|group| read(&format!("/sys/fs/cgroup{group}/pids.max"))).min().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(threads: u64, name: &'static str) -> Limit {
        Limit { threads, name, mend: Some("raise it") }
    }

    #[test]
    fn the_lowest_limit_is_named_with_what_to_do() {
        let hint = hint(4000, &[limit(u64::MAX, "address space"), limit(4096, "this user")]);
        assert_eq!(
            hint,
            "The limit is that of this user: raise it, or take fewer (--waits, --workers)."
        );
    }

    #[test]
    fn a_limit_that_nobody_can_raise_is_named_without_advice_to_raise_it() {
        let hint = hint(4096, &[Limit { mend: None, ..limit(4096, "one process") }]);
        assert_eq!(hint, "The limit is that of one process: take fewer (--waits, --workers).");
    }

    #[test]
    fn a_limit_that_is_far_away_is_not_blamed() {
        assert!(!hint(100, &[limit(4096, "this user")]).contains("this user"));
    }
}
