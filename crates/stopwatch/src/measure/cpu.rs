//! CPU time used so far, to tell waiting from computing.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use cpu_time::ThreadTime;

/// CPU time, user and system, of this process and of its children that have ended.
#[cfg(unix)]
pub(crate) fn time() -> Duration {
    use nix::sys::{
        resource::{UsageWho, getrusage},
        time::TimeValLike,
    };

    [UsageWho::RUSAGE_SELF, UsageWho::RUSAGE_CHILDREN]
        .into_iter()
        .filter_map(|who| getrusage(who).ok())
        .flat_map(|usage| [usage.user_time(), usage.system_time()])
        .map(|time| Duration::from_micros(time.num_microseconds().unsigned_abs()))
        .sum()
}

/// CPU time of this process, and of its workers as they report it: Windows does not add up what
/// children used.
#[cfg(not(unix))]
pub(crate) fn time() -> Duration {
    let of_workers = Duration::from_nanos(OF_WORKERS_NS.load(Ordering::Relaxed));
    cpu_time::ProcessTime::now().as_duration() + of_workers
}

/// What workers say that they have computed, all together, in nanoseconds.
static OF_WORKERS_NS: AtomicU64 = AtomicU64::new(0);

/// Takes note of what a worker process has computed.
pub(crate) fn add_of_worker(cpu: Duration) {
    // Unix counts it by itself, when the worker has ended.
    if cfg!(not(unix)) {
        OF_WORKERS_NS.fetch_add(cpu.as_nanos() as u64, Ordering::Relaxed);
    }
}

/// The system takes a third of a microsecond to say what a thread has computed: as long as all the rest
/// of recording a task. So an answer younger than this is used again.
const RECENT: Duration = Duration::from_micros(10);

thread_local! {
    /// What the system last said about this thread, and when.
    static LAST_SAID: Cell<Option<(Instant, Duration)>> = const { Cell::new(None) };
}

/// CPU time of the calling thread; `now` is this instant. It may be wrong by [`RECENT`]: a thread that
/// was asked about a moment ago is assumed to have computed since.
///
/// Windows counts it in steps of 15.6 ms, so that short tasks seem to have computed all the time or not
/// at all.
pub(super) fn time_of_this_thread(now: Instant) -> Option<Duration> {
    if let Some((at, cpu)) = LAST_SAID.get() {
        let since = now.saturating_duration_since(at);
        if since < RECENT {
            return Some(cpu + since);
        }
    }
    let cpu = ThreadTime::try_now().ok()?.as_duration();
    LAST_SAID.set(Some((now, cpu)));
    Some(cpu)
}
