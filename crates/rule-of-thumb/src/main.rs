//! Runs the versions of chapter 08, or gives advice on a command.

use std::process::ExitCode;

use chapter_08_rule_of_thumb::{Work, do_task};
use stopwatch::{Lesson, println, timeline::Canvas};

mod advise;
mod args;
mod rules;
mod start_up;
mod sweep;
mod ways;

use args::{Args, Role, VERSIONS};
use start_up::StartUp;
use ways::{Kind, Ways};

fn main() -> Result<ExitCode, stopwatch::Error> {
    let args: Args = stopwatch::parse(VERSIONS);
    match &args.command {
        Some(Role::Advise { command }) => Ok(advise::advise(command)?),
        Some(Role::Worker) => do_shares(),
        Some(Role::Nothing) => do_nothing(),
        None => compare(&args),
    }
}

/// Runs all versions, and puts the rules beside what came out.
fn compare(args: &Args) -> Result<ExitCode, stopwatch::Error> {
    let pool = ways::pool(args.workers as usize)?;
    // A prediction needs only an idea of the costs.
    let starts =
        if args.output.predict { args.starts.min(20) } else { args.starts };
    let start_up = StartUp::measure(starts, &pool)?;
    let numbers = ways::numbers_for(args.seconds);
    let ways = Ways { args, pool: &pool, start_up };
    let mut lesson =
        Lesson::new(env!("CARGO_PKG_NAME"), &args.output).show_memory();

    ways.run(Kind::Wait, Work::Wait(args.seconds), &mut lesson);
    lesson.next_job();
    ways.run(Kind::Compute, Work::Compute(numbers), &mut lesson);
    if args.output.predict {
        lesson.finish()?;
        return Ok(ExitCode::SUCCESS);
    }

    let canvas = Canvas::of_terminal(args.output.ascii);
    start_up.print(starts, canvas.ascii);
    if args.workers_sweep {
        // There are eight times as many tasks as in a version.
        let (wait, compute) =
            (Work::Wait(args.seconds / 8), Work::Compute(numbers / 8));
        sweep::sweep(wait, compute, &mut lesson);
    }
    let rules = rules::table(lesson.runs(), canvas);
    let remark = rules::remark(lesson.runs());
    let result = lesson.finish();
    println!("\n{rules}");
    remark.iter().for_each(|remark| println!("{remark}"));
    result?;
    Ok(ExitCode::SUCCESS)
}

/// A worker process: does its share of the tasks.
fn do_shares() -> Result<ExitCode, stopwatch::Error> {
    stopwatch::answer_jobs(|(work, share): (Work, Vec<u32>)| {
        Ok(share.into_iter().map(|number| do_task(work, number)).sum::<u64>())
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A process that does nothing, and says how much memory that takes.
fn do_nothing() -> Result<ExitCode, stopwatch::Error> {
    stopwatch::answer_jobs(|(): ()| {
        Ok(stopwatch::measure("nothing", || ()).0.peak_memory_bytes)
    })?;
    Ok(ExitCode::SUCCESS)
}
