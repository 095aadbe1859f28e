//! What the system means when it refuses a thread, a process or a file.

use std::{error::Error, io, iter};

use crate::draw::text;

/// Why the system refused a thread, a process or a file, with the limit that it names or, for
/// threads and processes, the lowest that there is:
/// `Too many open files: the limit is 20 open files (ulimit -n)`. On macOS it names the limit on
/// threads only, and on Windows none.
///
/// The error may come from a library, if the system's error is among its sources.
pub fn refusal(error: &(dyn Error + 'static)) -> String {
    let mut sources = iter::successors(Some(error), |&error| error.source());
    let Some(error) = sources.find_map(|error| error.downcast_ref::<io::Error>()) else {
        return error.to_string();
    };
    let words = error.to_string();
    let words = words.split(" (os error ").next().unwrap_or_default();
    match limits::met(error) {
        Some(limit) => format!("{words}: the limit is {limit}"),
        None => words.to_owned(),
    }
}

/// Whether there are addresses for this many more threads, before any of them is started: a thread that
/// finds none once it has begun ends the whole process.
///
/// # Errors
/// Names the limit. Where it cannot be told, there is no error.
pub fn room_for_threads(threads: usize) -> Result<(), String> {
    limits::room_for(threads as u64)
}

/// What to say about a program that died where address space is limited: that may be why. `None` where
/// it is not limited.
pub fn limited_memory() -> Option<String> {
    limit_of_address_space().map(too_little_address_space)
}

/// What the panic of a thread that could not be started means, in words; `None` for any other panic.
pub(crate) fn refused_thread(message: &str) -> Option<String> {
    // The standard library prints the error for programmers: `Os { code: 11, … }`.
    let error = message.strip_prefix("failed to spawn thread: ")?;
    let code = error.strip_prefix("Os { code: ").and_then(|rest| rest.split(',').next());
    let why = match code.and_then(|code| code.parse().ok()) {
        Some(code) => refusal(&io::Error::from_raw_os_error(code)),
        None => error.to_owned(),
    };
    Some(format!("the system refused to start another thread ({why})"))
}

/// How much address space a process may have, in bytes; `None` where that is not limited.
pub(crate) fn limit_of_address_space() -> Option<u64> {
    limits::of_address_space()
}

/// What to say where this many bytes of address space were too few.
pub(crate) fn too_little_address_space(limit: u64) -> String {
    format!(
        "The limit is on address space, {} (ulimit -v): type `ulimit -v unlimited` first, or give \
         it less to do.",
        text::bytes(limit)
    )
}

#[cfg(target_os = "linux")]
mod limits {
    use std::{fs, io};

    use nix::{
        errno::Errno,
        sys::resource::{Resource, getrlimit},
    };

    use crate::draw::text;

    /// What a thread reserves for its stack, in bytes: Rust's default.
    const STACK: u64 = 2 << 20;

    pub(super) fn met(error: &io::Error) -> Option<String> {
        match Errno::from_raw(error.raw_os_error()?) {
            Errno::EMFILE => Some(open_files(soft(Resource::RLIMIT_NOFILE)?)),
            Errno::EAGAIN | Errno::ENOMEM => lowest(),
            _ => None,
        }
    }

    pub(super) fn room_for(threads: u64) -> Result<(), String> {
        /// What a thread takes besides its stack when it begins, at a generous guess.
        const START: u64 = 64 << 10;
        let needed = threads * (STACK + START);
        match (soft(Resource::RLIMIT_AS), address_space()) {
            (Some(limit), Some(used)) if used + needed > limit => Err(format!(
                "{} need {} of address space, and of {} (ulimit -v) {} are left",
                text::counted(threads, "thread"),
                text::bytes(needed),
                text::bytes(limit),
                text::bytes(limit.saturating_sub(used))
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn of_address_space() -> Option<u64> {
        soft(Resource::RLIMIT_AS)
    }

    /// The address space that this process has taken, in bytes.
    fn address_space() -> Option<u64> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmSize:"))?;
        let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kibibytes * 1024)
    }

    fn open_files(limit: u64) -> String {
        format!("{} (ulimit -n)", text::counted(limit, "open file"))
    }

    /// The limit that leaves room for the fewest threads.
    fn lowest() -> Option<String> {
        let named = |name: &'static str| {
            move |threads| (threads, format!("{} {name}", text::count(threads)))
        };
        let address_space = soft(Resource::RLIMIT_AS).map(|limit| {
            let words = format!(
                "{} of address space (ulimit -v), of which a thread takes {}",
                text::bytes(limit),
                text::bytes(STACK)
            );
            (limit / STACK, words)
        });
        let user =
            soft(Resource::RLIMIT_NPROC).map(named("processes and threads of a user (ulimit -u)"));
        let group = control_group()
            .map(named("processes and threads of a container or service (pids.max)"));
        // Each thread takes two: its stack, and the guard below it.
        let memory = number_in("/proc/sys/vm/max_map_count").map(|limit| {
            let words = "pieces of memory (vm.max_map_count), of which a thread takes two";
            (limit / 2, format!("{} {words}", text::count(limit)))
        });
        let system = ["/proc/sys/kernel/threads-max", "/proc/sys/kernel/pid_max"];
        let system = system.into_iter().filter_map(number_in).min();
        let system =
            system.map(named("threads of the whole system (kernel.threads-max, kernel.pid_max)"));
        let limits = [address_space, user, group, memory, system].into_iter().flatten();
        limits.min_by_key(|(threads, _)| *threads).map(|(_, words)| words)
    }

    /// The limit of a resource; `None` where there is none.
    fn soft(resource: Resource) -> Option<u64> {
        let (soft, _) = getrlimit(resource).ok()?;
        // Systems write "no limit" as the largest number, of 63 or of 64 bits.
        (soft < u64::MAX >> 1).then_some(soft)
    }

    /// The lowest limit on threads among this process's control group and those around it.
    fn control_group() -> Option<u64> {
        let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
        let group = groups.lines().find_map(|line| line.strip_prefix("0::"))?;
        let around = group.match_indices('/').map(|(end, _)| &group[..end]).chain([group]);
        around.filter_map(|group| number_in(&format!("/sys/fs/cgroup{group}/pids.max"))).min()
    }

    /// The number in a file of the system; `None` where there is no limit.
    fn number_in(file: &str) -> Option<u64> {
        fs::read_to_string(file).ok()?.trim().parse().ok()
    }
}

#[cfg(not(target_os = "linux"))]
mod limits {
    /// On macOS `ulimit -u` counts processes, not threads.
    #[cfg(target_os = "macos")]
    pub(super) fn met(error: &std::io::Error) -> Option<String> {
        if error.raw_os_error()? != nix::errno::Errno::EAGAIN as i32 {
            return None;
        }
        let mut sysctl = std::process::Command::new("sysctl");
        let answer = sysctl.args(["-n", "kern.num_taskthreads"]).output().ok()?.stdout;
        let threads: u64 = String::from_utf8_lossy(&answer).trim().parse().ok()?;
        let threads = crate::draw::text::counted(threads, "thread");
        Some(format!("{threads} of one process (kern.num_taskthreads), which macOS sets itself"))
    }

    #[cfg(not(target_os = "macos"))]
    pub(super) fn met(_error: &std::io::Error) -> Option<String> {
        None
    }

    pub(super) fn room_for(_threads: u64) -> Result<(), String> {
        Ok(())
    }

    pub(super) fn of_address_space() -> Option<u64> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_in_words_without_a_number() {
        let file = std::fs::File::open("no such file").unwrap_err();
        let words = refusal(&file);
        assert!(!words.is_empty() && !words.contains("os error"), "{words}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_refused_file_names_its_limit() {
        let words = refusal(&io::Error::from(nix::errno::Errno::EMFILE));
        assert!(words.ends_with("open files (ulimit -n)") || !words.contains("limit"), "{words}");
    }

    #[test]
    fn a_refused_thread_is_told_in_words() {
        let error = io::Error::from_raw_os_error(if cfg!(windows) { 8 } else { 11 });
        let reason = refused_thread(&format!("failed to spawn thread: {error:?}")).unwrap();
        assert!(reason.starts_with("the system refused to start another thread ("), "{reason}");
        assert!(!reason.contains(['{', '"']), "{reason}");
    }
}
