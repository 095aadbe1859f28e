//! Runs the versions of chapter 04; started again as `worker`, it is one of the processes.

use std::sync::atomic::Ordering;

use anyhow::Result;

use chapter_04_multiprocess::{
    JOBS_DONE, Job, Worker, answer_jobs, count_in_processes, count_in_threads,
    count_sequentially,
};
use stopwatch::{Lesson, println};

mod args;
mod experiments;

use args::{Args, Role};

const VERSIONS: &[&str] = &["sequential", "threads", "processes", WITH_A_CRASH];
const WITH_A_CRASH: &str = "processes-with-a-crash";

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(VERSIONS);
    if let Some(Role::Worker) = args.command {
        return Ok(answer_jobs()?);
    }
    let jobs = Job::cut(args.limit, args.tasks.into());
    if args.crash_threads {
        experiments::crash_threads(jobs, args.workers());
    }

    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output);
    count_in_all_ways(&mut lesson, &args, &jobs);
    lesson.finish()
}

fn count_in_all_ways(lesson: &mut Lesson, args: &Args, jobs: &[Job]) {
    let (workers, settings) = (args.workers(), args.settings());
    let one_core = experiments::predict_one_core(args.limit);
    let all_cores = one_core / args.busy_cores();
    let mut run =
        |name, workers, threads, predicted, count: &dyn Fn() -> Result<u64>| {
            JOBS_DONE.store(0, Ordering::Relaxed);
            let version =
                lesson.version(name).workers(workers).starts_threads(threads);
            let primes = version.predict(predicted).try_run(count);
            primes.map(|primes| experiments::tell(primes, args.limit))
        };
    run("sequential", 1, 0, one_core, &|| Ok(count_sequentially(jobs)));
    run("threads", workers, workers, all_cores, &|| {
        Ok(count_in_threads(jobs, workers))
    });
    let (threads, crashing) =
        (workers * Worker::THREADS, experiments::with_a_crash(&settings, jobs));
    let processes = |settings| count_in_processes(jobs, workers, settings);
    run("processes", workers, threads, all_cores, &|| processes(&settings));
    let crash = run(WITH_A_CRASH, workers, threads, all_cores, &|| {
        processes(&crashing)
    });
    if crash.is_some() {
        println!(
            "A thread that aborts ends the whole program: try --crash-threads."
        );
    }
}
