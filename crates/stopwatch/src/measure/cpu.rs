//! CPU time used so far, to tell waiting from computing.

use std::time::Duration;

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

/// CPU time of this process; Windows does not add up what its children used.
#[cfg(not(unix))]
pub(crate) fn time() -> Duration {
    cpu_time::ProcessTime::now().as_duration()
}
