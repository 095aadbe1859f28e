//! Watches a command, or shows the tour.

use std::process::ExitCode;

mod args;
mod tour;
mod watch;

use args::Args;

fn main() -> Result<ExitCode, stopwatch::Error> {
    let args: Args = stopwatch::parse(tour::VERSIONS);
    match (args.fault, args.attach) {
        (Some(fault), _) => tour::be(fault, &args)?,
        (_, Some(process)) => return Ok(watch::attach(&args, process)?),
        _ if !args.command.is_empty() => return Ok(watch::run(&args)?),
        _ => tour::tour(&args)?,
    }
    Ok(ExitCode::SUCCESS)
}
