//! Runs the versions of chapter 06: uneven work, then even work.

use anyhow::Result;

use chapter_06_data_parallel::{
    count_in_threads, count_sequentially, count_with_rayon, cut,
    darts::{HANDFUL, throw, throw_in_threads, throw_sequentially, throw_with_rayon},
};
use stopwatch::{Chart, Lesson, println, text};

mod args;
mod break_even;
mod pool;
mod predict;
mod sweep;

use args::{Args, Role, VERSIONS};

/// So many ranges rayon may share out: enough that no thread waits long for the last one.
const RANGES: u64 = 32;

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(VERSIONS);
    if let Some(Role::Throw) = args.command {
        return Ok(stopwatch::answer_jobs(|(darts, seed)| Ok(throw(darts, seed)))?);
    }
    let workers = args.workers();
    pool::start(workers)?;
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output);

    count_primes(&args, &mut lesson);
    lesson.next_job();
    throw_darts(&args, &mut lesson);

    let charts = if args.output.predict { Vec::new() } else { charts(&args, workers) };
    let (charts, failures): (Vec<_>, Vec<_>) = charts.into_iter().partition(Result::is_ok);
    charts.into_iter().flatten().for_each(|chart| lesson.add_chart(chart));
    lesson.finish()?;
    // What went well has been shown by now.
    failures.into_iter().try_for_each(|failure| Ok(failure.map(drop)?))
}

/// The charts that were asked for.
fn charts(args: &Args, workers: usize) -> Vec<Result<Chart>> {
    // A quarter of the work is enough.
    let sweep = args.sweep.then(|| sweep::sweep(args.limit / 4));
    let break_even = (args.break_even && workers > 1).then(|| break_even::break_even(workers));
    if args.break_even && workers == 1 {
        println!(
            "\nOne worker alone gains nothing, whatever the size of a piece: no --break-even."
        );
    }
    sweep.into_iter().chain(break_even).collect()
}

/// Uneven work: ranges of the same length, of which the last takes longest.
fn count_primes(args: &Args, lesson: &mut Lesson) {
    let (workers, busy_cores) = (args.workers(), args.busy_cores());
    let (ranges, one_core) = (cut(args.limit, RANGES), predict::primes(args.limit));
    let longest = predict::longest_share(one_core, workers, busy_cores);
    let threads = || count_in_threads(args.limit, workers as u64);
    let answers = [
        lesson.version("sequential").predict(one_core).run(|| count_sequentially(&ranges)),
        lesson.version("threads").predict(longest).run(threads),
        lesson.version("rayon").predict(one_core / busy_cores).run(|| count_with_rayon(&ranges)),
    ];
    if let Some(primes) = answers.into_iter().flatten().next() {
        println!("{} primes below {}.", text::count(primes), text::count(args.limit));
    }
}

/// Even work: all handfuls take equally long.
fn throw_darts(args: &Args, lesson: &mut Lesson) {
    let handfuls = args.darts.div_ceil(HANDFUL);
    let one_core = predict::darts(handfuls);
    let all_cores = one_core / args.busy_cores();
    let threads = || throw_in_threads(handfuls, args.workers());
    let answers = [
        lesson.version("pi-sequential").predict(one_core).run(|| throw_sequentially(handfuls)),
        lesson.version("pi-threads").predict(all_cores).run(threads),
        lesson.version("pi-rayon").predict(all_cores).run(|| throw_with_rayon(handfuls)),
    ];
    if let Some(hits) = answers.into_iter().flatten().next() {
        let darts = handfuls * HANDFUL;
        let pi = 4.0 * hits as f64 / darts as f64;
        println!("Pi is about {pi:.4}, by {} darts.", text::count(darts));
    }
}
