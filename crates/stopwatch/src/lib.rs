//! Times a lesson: runs its versions one after another, draws what each thread or process did,
//! and compares what was predicted with what was measured.
//!
//! A chapter's `main` starts a [`Lesson`], runs each version, and ends with [`Lesson::finish`].
//! The lesson itself calls only [`task`], once for each piece of work that deserves a bar.
//!
//! The four rooms of this house, each of which uses those below it and none above:
//!
//! | room | holds |
//! |---|---|
//! | `cli` | a program's own affairs: flags, errors, closed pipes, refusals of the system, processes |
//! | `draw` | timelines, charts, tables and sentences; numbers as text |
//! | `measure` | the recorder of tasks, what is read off them, CPU time, memory, other programs |
//! | `report` | the form of what was measured, how it is written and read |
//!
//! [`Lesson`] stands in front of all four.
//!
//! With `STOPWATCH_FIGURES=FILE` in its environment a program shows the figures of an earlier report in
//! place of those that it measures, so that two runs can be compared word for word.

#![warn(missing_docs)]

mod cli;
mod draw;
mod lesson;
mod measure;
pub mod report;

pub use cli::{
    error::Error,
    flags::{
        OutputArgs, cores, different_files, end_with_stdin, export_file, parse, seconds,
        whole_number,
    },
    guess::Guesses,
    isolated::report_left_by,
    pipe::{eprint_text, explain_panics, print_text},
    refusal::{limited_memory, refusal, room_for_threads},
    target::{cargo, target_folder},
    worker::{Lost, Worker, answer_jobs, in_a_process},
};
pub use draw::{
    chart,
    sentences::{no_core, turns},
    text, timeline,
};
pub use lesson::{Lesson, Version};
pub use measure::{
    busy, overlap,
    recorder::{TaskGuard, record, task},
    rounds,
    run::{measure, measure_for},
    spread,
};
pub use report::{Chart, Curve, NewFile, Report, Run, Skipped, Task};
