//! Runs the versions of chapter 07: waits, downloads, and calls that block.

use std::{
    cell::LazyCell,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use chapter_07_async_downloads::{
    blocking::{block_other_threads, block_the_thread},
    downloads::{fetch_in_threads, fetch_with_tokio},
    limits, wait_in_pool, wait_in_threads, wait_with_tokio,
};
use practice_api::{Config, PracticeApi};
use stopwatch::Lesson;

mod args;

use args::{Args, VERSIONS};

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(VERSIONS);
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output)
        .isolate_versions()
        .show_memory();

    wait(&args, &mut lesson);
    lesson.next_job();
    download(&args, &mut lesson)?;
    lesson.next_job();
    let tables = ["orders", "prices", "stock", "customers", "returns"]
        .map(str::to_owned);
    let call = Duration::from_millis(50);
    let one_by_one = call * tables.len() as u32;
    lesson
        .version("blocking")
        .predict(one_by_one)
        .try_run(|| block_the_thread(&tables, call));
    lesson
        .version("unblocked")
        .predict(call)
        .try_run(|| block_other_threads(&tables, call));

    lesson.finish()
}

/// The versions that wait.
fn wait(args: &Args, lesson: &mut Lesson) {
    let (waits, wait, pool) = (args.waits, args.seconds, args.pool(args.waits));
    let start_up = LazyCell::new(start_up);
    let version =
        lesson.version("threads").predict_with(|| wait + *start_up * waits);
    version.try_run(|| wait_in_threads(waits, wait));
    let in_turns = wait * waits.div_ceil(pool);
    let version =
        lesson.version("pool").predict_with(|| in_turns + *start_up * pool);
    version.try_run(|| wait_in_pool(waits, wait, pool));
    lesson
        .version("tokio")
        .predict(wait)
        .try_run(|| wait_with_tokio(waits, wait));
}

/// The versions that download from a server of our own.
fn download(args: &Args, lesson: &mut Lesson) -> Result<()> {
    let (posts, latency, pool) =
        (args.downloads, args.latency(), args.pool(args.downloads));
    let (url, _server) = lesson.share(|| {
        // The server needs just as many connections; where it cannot have them, neither can a version.
        let _ = limits::allow_downloads(posts);
        let server =
            PracticeApi::start(Config { posts, latency, ..Config::default() })
                .context("could not start the practice API")?;
        Ok((server.base_url(), server))
    })?;
    let start_up = LazyCell::new(start_up);
    let version = lesson
        .version("fetch-threads")
        .predict_with(|| latency + *start_up * posts);
    version.try_run(|| {
        limits::allow_downloads(posts)?;
        fetch_in_threads(&url, posts, posts)
    });
    let in_turns = latency * posts.div_ceil(pool);
    let version = lesson
        .version("fetch-pool")
        .predict_with(|| in_turns + *start_up * pool);
    version.try_run(|| {
        limits::allow_downloads(pool)?;
        fetch_in_threads(&url, posts, pool)
    });
    lesson.version("fetch-tokio").predict(latency).try_run(|| {
        limits::allow_downloads(posts)?;
        fetch_with_tokio(&url, posts)
    });
    Ok(())
}

/// How long it takes to start a thread, by starting a few.
fn start_up() -> Duration {
    const FEW: u32 = 200;
    let began = Instant::now();
    // If even these are refused, the version will say why.
    let _ = wait_in_threads(FEW, Duration::ZERO);
    began.elapsed() / FEW
}
