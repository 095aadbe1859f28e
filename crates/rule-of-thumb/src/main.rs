//! Runs the versions of chapter 08, or gives advice on a command.

use std::{io, process::ExitCode};

use anyhow::{Result, anyhow};
use rayon::ThreadPoolBuilder;
use serde::Serialize;

use chapter_08_rule_of_thumb::{Work, do_task};
use stopwatch::{Lesson, println, timeline::Canvas};

mod advise;
mod args;
mod matrix;
mod rules;
mod start_up;
mod sweep;

use args::{Args, Role, VERSIONS};
use matrix::{Matrix, numbers_for};
use start_up::StartUp;

fn main() -> Result<ExitCode, stopwatch::Error> {
    let args: Args = stopwatch::parse(VERSIONS);
    match &args.command {
        Some(Role::Advise { command }) => Ok(advise::advise(command)?),
        Some(Role::Worker) => Ok(answer(&do_share()?)?),
        Some(Role::Nothing) => {
            Ok(answer(&stopwatch::measure("nothing", || ()).0.peak_memory_bytes)?)
        }
        None => compare(&args),
    }
}

/// Runs all versions, and puts the rules beside what came out.
fn compare(args: &Args) -> Result<ExitCode, stopwatch::Error> {
    let workers = args.workers as usize;
    stopwatch::room_for_threads(workers).map_err(anyhow::Error::msg)?;
    let pool = ThreadPoolBuilder::new().num_threads(workers).build();
    let pool = pool.map_err(|error| {
        anyhow!("rayon could not start its threads ({})", stopwatch::refusal(&error))
    })?;
    // A prediction needs only an idea of the costs.
    let starts = if args.output.predict { args.starts.min(20) } else { args.starts };
    let start_up = StartUp::measure(starts, &pool)?;
    let numbers = numbers_for(args.seconds);
    let matrix = Matrix { args, pool: &pool, start_up, numbers };
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output).show_memory();

    let waiting = matrix.measure("wait");
    waiting.iter().cloned().for_each(|run| lesson.add(run));
    lesson.next_job();
    let computing = matrix.measure("compute");
    computing.iter().cloned().for_each(|run| lesson.add(run));
    if args.output.predict {
        lesson.finish()?;
        return Ok(ExitCode::SUCCESS);
    }

    let canvas = Canvas::of_terminal(args.output.ascii);
    start_up.print(starts, canvas.ascii);
    if args.workers_sweep {
        // There are many more tasks than in a version.
        let (wait, compute) = (Work::Wait(args.seconds / 4), Work::Compute(numbers / 4));
        lesson.add_chart(sweep::sweep(wait, compute));
    }
    let rules = rules::table(&waiting, &computing, canvas);
    let result = lesson.finish();
    println!("\n{rules}");
    rules::remark(&waiting).iter().for_each(|remark| println!("{remark}"));
    result?;
    Ok(ExitCode::SUCCESS)
}

/// Does the tasks of a worker process, which come on stdin.
fn do_share() -> Result<u64> {
    let (work, share): (Work, Vec<u32>) = serde_json::from_reader(io::stdin())?;
    Ok(share.into_iter().map(|number| do_task(work, number)).sum())
}

/// Prints a process's answer for the one that started it.
fn answer(answer: &impl Serialize) -> Result<ExitCode> {
    println!("{}", serde_json::to_string(answer)?);
    Ok(ExitCode::SUCCESS)
}
