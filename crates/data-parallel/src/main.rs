//! Runs the versions of chapter 06: uneven work, then even work.

use anyhow::Result;

use chapter_06_data_parallel::{
    count_in_threads, count_sequentially, count_with_rayon, cut,
    darts::{
        HANDFUL, throw, throw_in_threads, throw_sequentially, throw_with_rayon,
    },
};
use stopwatch::{Lesson, println, text};

mod args;
mod break_even;
mod pool;
mod predict;
mod sweep;

use args::{Args, Role, VERSIONS};

/// How many ranges rayon may share out: enough that no thread waits long for the last one.
const RANGES: u64 = 32;

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(VERSIONS);
    if let Some(Role::Throw) = args.command {
        return Ok(stopwatch::answer_jobs(|(darts, seed)| {
            Ok(throw(darts, seed))
        })?);
    }
    let workers = args.workers();
    pool::start(workers)?;
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output);

    count_primes(&args, &mut lesson);
    lesson.next_job();
    throw_darts(&args, &mut lesson);

    let charts = if args.output.predict {
        Ok(())
    } else {
        add_charts(&args, &mut lesson)
    };
    lesson.finish()?;
    // What went well has been shown by now.
    Ok(charts?)
}

/// Adds the charts that were asked for.
fn add_charts(args: &Args, lesson: &mut Lesson) -> Result<()> {
    // It is done again for each number of workers, so a quarter of the work is enough.
    let sweep =
        if args.sweep { sweep::sweep(args.limit / 4, lesson) } else { Ok(()) };
    let break_even = match (args.break_even, args.workers()) {
        (true, 1) => {
            println!(
                "\nOne worker alone gains nothing, whatever the size of a piece: no --break-even."
            );
            Ok(())
        }
        (true, workers) => break_even::break_even(workers, lesson),
        (false, _) => Ok(()),
    };
    sweep.and(break_even)
}

/// Uneven work: ranges of the same length, the last of which takes longest.
fn count_primes(args: &Args, lesson: &mut Lesson) {
    let (workers, busy_cores) = (args.workers(), args.busy_cores());
    let (ranges, one_core) =
        (cut(args.limit, RANGES), predict::primes(args.limit));
    let longest = predict::longest_share(one_core, workers, busy_cores);
    let threads = || count_in_threads(args.limit, workers as u64);
    let answers = [
        lesson
            .version("sequential")
            .predict(one_core)
            .run(|| count_sequentially(&ranges)),
        lesson.version("threads").predict(longest).run(threads),
        lesson
            .version("rayon")
            .predict(one_core / busy_cores)
            .run(|| count_with_rayon(&ranges)),
    ];
    if let Some(primes) = answers.into_iter().flatten().next() {
        println!(
            "{} primes below {}.",
            text::count(primes),
            text::count(args.limit)
        );
    }
}

/// Even work: all handfuls take equally long.
fn throw_darts(args: &Args, lesson: &mut Lesson) {
    let handfuls = args.darts.div_ceil(HANDFUL);
    let one_core = predict::darts(handfuls);
    let all_cores = one_core / args.busy_cores();
    let threads = || throw_in_threads(handfuls, args.workers());
    let answers = [
        lesson
            .version("pi-sequential")
            .predict(one_core)
            .run(|| throw_sequentially(handfuls)),
        lesson.version("pi-threads").predict(all_cores).run(threads),
        lesson
            .version("pi-rayon")
            .predict(all_cores)
            .run(|| throw_with_rayon(handfuls)),
    ];
    if let Some(hits) = answers.into_iter().flatten().next() {
        let darts = handfuls * HANDFUL;
        let pi = 4.0 * hits as f64 / darts as f64;
        println!("Pi is about {pi:.4}, by {} darts.", text::count(darts));
    }
}
