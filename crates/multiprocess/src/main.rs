//! Runs the versions of chapter 04; started again as `worker`, it is one of the processes.

use std::sync::atomic::Ordering;

use anyhow::Result;

use chapter_04_multiprocess::{
    JOBS_DONE, Job, answer_jobs, count_in_processes, count_in_threads, count_sequentially,
};
use stopwatch::{Lesson, println, text};

mod args;
mod experiments;

use args::{Args, Role};

const VERSIONS: &[&str] = &["sequential", "threads", "processes", "processes-with-a-crash"];

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(VERSIONS);
    if let Some(Role::Worker) = args.command {
        return Ok(answer_jobs()?);
    }
    let jobs = Job::cut(args.limit, args.tasks.into());
    let (workers, settings) = (args.workers(), args.settings()?);
    if args.crash_threads {
        experiments::crash_threads(jobs, workers);
    }

    let one_core = experiments::predict_one_core(args.limit);
    let all_cores = one_core / args.busy_cores();
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output);
    let mut run = |name, workers, threads, predicted, count: &dyn Fn() -> Result<u64>| {
        JOBS_DONE.store(0, Ordering::Relaxed);
        let version = lesson.version(name).workers(workers).starts_threads(threads);
        let primes = version.predict(predicted).try_run(count)?;
        let (primes, limit) = (text::count(primes), text::count(args.limit));
        println!("{primes} primes below {limit}. JOBS_DONE in this process: {JOBS_DONE:?}.");
        Some(())
    };
    run("sequential", 1, 0, one_core, &|| Ok(count_sequentially(&jobs)));
    run("threads", workers, workers, all_cores, &|| Ok(count_in_threads(&jobs, workers)));
    // One thread hands out the jobs of a process, and another reads its answers.
    let threads = 2 * workers;
    run("processes", workers, threads, all_cores, &|| {
        count_in_processes(&jobs, workers, &settings)
    });
    let crash = run("processes-with-a-crash", workers, threads, all_cores, &|| {
        count_in_processes(&jobs, workers, &experiments::with_a_crash(&settings, &jobs))
    });
    if crash.is_some() {
        println!("A thread that aborts ends the whole program: try --crash-threads.");
    }

    lesson.finish()
}
