//! What was measured, and on which machine. Nothing here knows how it may be shown.

mod figures;
mod provenance;
mod rows;

pub(crate) use figures::{ChapterTimings, Outcome, Timings, each_once};
pub(crate) use provenance::{Provenance, busy_percent, cpu};
pub(crate) use rows::{Row, rows};
pub(crate) use stopwatch::spread::{Spread, Verdict};
