//! Chapter 14: watches any command, and says what it waits for.
//!
//! Type `cargo run -p chapter-14-your-program -- python3 my_script.py`.

use std::process::ExitCode;

mod args;
mod export;
pub mod faults;
mod page;
mod py_spy;
mod recorded;
pub mod rows;
mod tour;
pub mod verdict;
mod watch;

use args::Args;

/// The whole program: watches a command or a process, or shows the tour.
pub fn run() -> Result<ExitCode, stopwatch::Error> {
    let args = Args::parse();
    match (args.fault, args.attach) {
        (Some(fault), _) => tour::be(fault, &args)?,
        (_, Some(process)) => return Ok(watch::attach(&args, process)?),
        _ if !args.command.is_empty() => return Ok(watch::run(&args)?),
        _ => tour::tour(&args)?,
    }
    Ok(ExitCode::SUCCESS)
}
