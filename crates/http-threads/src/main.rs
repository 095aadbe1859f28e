//! Runs the two versions of chapter 03 and prints the posts.

use std::time::{Duration, Instant};

use anyhow::{Context, Error, anyhow};

use chapter_03_http_threads::{Posts, fetch_in_threads, fetch_sequentially};
use practice_api::{BaseUrl, Client, PracticeApi, allow_open_files};
use stopwatch::{Lesson, println};

mod args;
mod show;

use args::Args;

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(&["sequential", "threads"]);
    let (workers, ids) = (args.workers as usize, 1..=args.posts);
    let (client, _server, latency) = open(&args)?;
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output);

    let mut run = |version, threads, rounds, fetch: &dyn Fn() -> Posts| {
        if !args.output.predict {
            client.reset_stats();
        }
        let predicted = latency.map(|latency| latency * rounds);
        let version = lesson.version(version).starts_threads(threads);
        let posts = version.predict(predicted).run(fetch)?;
        show::stats(&client);
        lesson.add_failures(show::failures(&posts));
        Some(posts)
    };
    let one_by_one = run("sequential", 0, args.posts, &|| {
        fetch_sequentially(&client, ids.clone())
    });
    let in_threads =
        run("threads", workers, args.posts.div_ceil(args.workers), &|| {
            fetch_in_threads(&client, ids.clone(), workers)
        });

    if let Some(posts) = in_threads.or(one_by_one) {
        show::posts(&posts, args.print_all);
    }
    lesson.finish()
}

/// A client of the server to fetch from, warmed up; the server, where we started it; and how long one
/// post takes.
fn open(
    args: &Args,
) -> anyhow::Result<(Client, Option<PracticeApi>, Option<Duration>)> {
    let at_once = u64::from(args.workers.min(args.posts));
    let allow = |files| {
        let what = format!("{at_once} downloads at once");
        allow_open_files(&what, files, "--workers").map_err(Error::msg)
    };
    let client = |server: &BaseUrl| {
        Client::new(
            env!("CARGO_PKG_NAME"),
            server,
            args.timeout,
            args.workers as usize,
        )
        .map_err(Error::msg)
    };
    if let Some(server) = &args.other_server() {
        let client = client(server)?;
        if args.output.predict {
            // A prediction asks nobody, so there is none for a server that is not ours.
            return Ok((client, None, None));
        }
        allow(at_once)?;
        if args.live {
            println!(
                "Fetching from {server}: these requests leave your machine."
            );
        }
        client.warm_up("/posts/1").map_err(|error| {
            anyhow!("{error}\nWithout --base-url or --live the chapter starts a server of its own.")
        })?;
        let latency = latency(&client);
        return Ok((client, None, latency));
    }
    let config = args
        .api
        .config(0, args.posts, 0)
        .unwrap_or_else(|refused| refused.exit());
    // Each connection has two ends, and the server is in this process.
    allow(2 * at_once)?;
    let latency = Some(config.latency).filter(|latency| !latency.is_zero());
    let server = PracticeApi::start(config)
        .context("could not start the practice API")?;
    let client = client(&server.base_url().parse().map_err(Error::msg)?)?;
    client.warm_up("/posts/1").map_err(Error::msg)?;
    Ok((client, Some(server), latency))
}

/// How long one post takes on a connection that is open; `None` when it cannot be fetched.
fn latency(client: &Client) -> Option<Duration> {
    let once = || {
        let began = Instant::now();
        client.get_json("/posts/1").ok()?;
        Some(began.elapsed())
    };
    // If the server is busy, the first also waits until it is not.
    Some(once()?.min(once()?))
}
