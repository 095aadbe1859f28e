//! How long threads wait for a core: ready to compute, while others do.
//!
//! Linux counts that for each thread as long as it lives: proc(5), `schedstat`. To read it takes ten times as
//! long as to record a task, and thousands of threads that sleep have little to tell. So a thread asks
//! only at the end of a task that took longer than it computed, and only when it has computed
//! something since it asked last: who computes nothing does not need a core for long.

use std::{cell::Cell, fs, time::Duration};

/// What is shorter is not asked about.
const WORTH_ASKING: Duration = Duration::from_millis(1);

/// What a thread knows of itself. It begins with nothing.
struct Known {
    /// How long it had waited when it asked last, and computed by then.
    waited: Cell<Duration>,
    computed: Cell<Duration>,
    /// What it had computed when its last task ended.
    computed_in_tasks: Cell<Duration>,
}

thread_local! {
    static KNOWN: Known = const {
        Known {
            waited: Cell::new(Duration::ZERO),
            computed: Cell::new(Duration::ZERO),
            computed_in_tasks: Cell::new(Duration::ZERO),
        }
    };
}

/// Takes note that the calling thread begins a task, having `computed` so much in its life. What it waited
/// outside of tasks is none of theirs.
pub(super) fn begin_task(computed: Duration) {
    KNOWN.with(|known| {
        if computed.saturating_sub(known.computed_in_tasks.get()) >= WORTH_ASKING {
            known.ask(computed);
        }
    });
}

/// How long the calling thread has waited for a core in its tasks since it asked last. It ends one in which
/// it did not compute for so long, and has `computed` so much in its life.
pub(super) fn end_task(computed: Duration, not_computed: Duration) -> Duration {
    KNOWN.with(|known| {
        known.computed_in_tasks.set(computed);
        let is_worth_asking = not_computed >= WORTH_ASKING
            && computed.saturating_sub(known.computed.get()) >= WORTH_ASKING;
        if is_worth_asking { known.ask(computed).min(not_computed) } else { Duration::ZERO }
    })
}

impl Known {
    /// Asks the system; how long the thread has waited since it did so last.
    fn ask(&self, computed: Duration) -> Duration {
        let before = self.waited.get();
        self.waited.set(waited().unwrap_or(before));
        self.computed.set(computed);
        self.waited.get().saturating_sub(before)
    }
}

/// How long the calling thread has waited for a core in its life; `None` where the system does not tell,
/// which is everywhere but on Linux.
pub(crate) fn waited() -> Option<Duration> {
    counts().map(|(waited, _)| waited)
}

/// Whether the system counts it: a kernel that does not says that no thread has ever got a core.
pub(crate) fn is_counted() -> bool {
    counts().is_some_and(|(_, turns)| turns > 0)
}

/// How long the calling thread has waited for a core, and how often it got one.
fn counts() -> Option<(Duration, u64)> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let counts = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    // The first count is how long it has computed.
    let mut counts = counts.split_whitespace().skip(1).map_while(|count| count.parse().ok());
    Some((Duration::from_nanos(counts.next()?), counts.next()?))
}
