//! What a system allows of threads and open files, and how to get more.

use std::{fs, io};

use anyhow::{Result, anyhow, bail};
use rlimit::Resource;

/// What a thread sets apart for its stack, in bytes: Rust's default.
const STACK: u64 = 2 << 20;
/// Files that are open beside the connections, generously.
const OTHER_FILES: u64 = 100;

/// A limit of the system on threads.
struct Limit {
    /// How many threads fit.
    threads: u64,
    /// Its name, and how to raise it.
    name: &'static str,
    mend: &'static str,
}

/// The error of a thread that the system refused, the `number`th: which limit it was, and how to
/// raise it.
pub fn no_thread(number: u32, error: io::Error) -> anyhow::Error {
    let limits = [
        Limit {
            threads: cgroup_limit(),
            name: "processes and threads of this container or service (pids.max)",
            mend: "start the container with a larger --pids-limit, or the service with TasksMax",
        },
        Limit {
            threads: soft(Resource::NPROC),
            name: "processes and threads of this user (ulimit -u)",
            mend: "type `ulimit -u unlimited` first",
        },
        Limit {
            threads: soft(Resource::AS) / STACK,
            name: "address space (ulimit -v), of which each thread takes 2 MiB for its stack",
            mend: "type `ulimit -v unlimited` first",
        },
        Limit {
            threads: read("/proc/sys/vm/max_map_count") / 2,
            name: "pieces of memory (vm.max_map_count), of which each thread takes two",
            mend: "type `sudo sysctl vm.max_map_count=1000000` first",
        },
        Limit {
            threads: read("/proc/sys/kernel/threads-max").min(read("/proc/sys/kernel/pid_max")),
            name: "threads of this system (kernel.threads-max, kernel.pid_max)",
            mend: "raise both with `sudo sysctl`",
        },
    ];
    anyhow!("the system refused thread {number} ({error})\n{}", hint(number.into(), &limits))
}

/// The lowest limit, if it can have been the one; and what to do.
fn hint(threads: u64, limits: &[Limit]) -> String {
    /// Other programs have threads, too, and memory has other uses.
    const SHARE: u64 = 4;
    let lowest = limits.iter().min_by_key(|limit| limit.threads);
    match lowest.filter(|limit| limit.threads / SHARE <= threads) {
        Some(Limit { name, mend, .. }) => {
            format!("The limit is that of {name}: {mend}, or take fewer (--waits, --workers).")
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
    let needed = 2 * u64::from(at_once) + OTHER_FILES;
    match rlimit::increase_nofile_limit(needed) {
        Ok(limit) if limit < needed => bail!(
            "{at_once} downloads at once need {needed} open files, and the limit is {limit} \
             (ulimit -n)\nType `ulimit -n {needed}` first, or take fewer (--downloads)."
        ),
        // Where there is no such limit, or it cannot be asked for, the downloads will show it.
        _ => Ok(()),
    }
}

fn soft(resource: Resource) -> u64 {
    resource.get_soft().unwrap_or(u64::MAX)
}

/// The number in a file; where there is none, there is no limit.
fn read(file: &str) -> u64 {
    fs::read_to_string(file).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(u64::MAX)
}

/// The lowest limit on processes and threads among this process's control group and those around it.
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
        Limit { threads, name, mend: "raise it" }
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
    fn a_limit_that_is_far_away_is_not_blamed() {
        assert!(!hint(100, &[limit(4096, "this user")]).contains("this user"));
    }
}
