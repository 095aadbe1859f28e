//! Times a lesson: runs its versions one after another, draws what each thread or process did,
//! and compares what was predicted with what was measured.
//!
//! A chapter's `main` starts a [`Lesson`], runs each version, and ends with [`Lesson::finish`].
//! The lesson itself calls only [`task`], once for each piece of work that deserves a bar.

#![warn(missing_docs)]

mod args;
pub mod busy;
pub mod chart;
mod cpu;
mod error;
mod isolated;
mod lesson;
mod memory;
pub mod overlap;
mod pipe;
mod process;
mod recorder;
mod refusal;
pub mod report;
mod summary;
pub mod text;
pub mod timeline;

pub use args::{OutputArgs, cores, different_files, export_file, parse, seconds, whole_number};
pub use error::Error;
pub use lesson::{Lesson, Version};
pub use pipe::{eprint_text, explain_panics, print_text};
pub use process::in_a_process;
pub use recorder::{TaskGuard, measure, record, task};
pub use refusal::{refusal, room_for_threads};
pub use report::{Chart, Curve, Report, Run, Task};
