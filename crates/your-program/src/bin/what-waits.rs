//! Chapter 14 under a name for every day: `cargo install --path crates/your-program` puts it where other
//! programs are.

use std::process::ExitCode;

fn main() -> Result<ExitCode, stopwatch::Error> {
    chapter_14_your_program::run()
}
