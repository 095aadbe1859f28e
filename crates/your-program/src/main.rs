//! Watches a command, or shows the tour.

use std::process::ExitCode;

fn main() -> Result<ExitCode, stopwatch::Error> {
    chapter_14_your_program::run()
}
