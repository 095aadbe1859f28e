//! Where a bar is, and how tests find it.

use stopwatch::{Run, Task, text};

/// Where an instant falls on the axis.
pub(crate) fn percent(at_s: f64, end_s: f64) -> String {
    format!("{:.4}%", at_s / end_s * 100.0)
}

/// What a bar shows, for tests.
pub(crate) fn key(chapter: &str, run: &Run, task: &Task) -> String {
    format!("{chapter}/{}/{}", text::shown(&run.name), text::shown(&task.name))
}
