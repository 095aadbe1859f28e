//! Runs the two versions of chapter 03 and prints the posts.

use std::time::Duration;

use anyhow::{Context, anyhow};

use chapter_03_http_threads::{Posts, Site, fetch_in_threads, fetch_sequentially};
use practice_api::PracticeApi;
use stopwatch::{Lesson, println};

mod args;
mod show;

use args::Args;

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(&["sequential", "threads"]);
    let (workers, ids) = (args.workers as usize, 1..=args.posts);
    let (site, _server, latency) = open_site(&args)?;
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output);

    let mut run = |version, rounds, fetch: &dyn Fn() -> Posts| {
        if !args.output.predict {
            site.reset_stats();
        }
        let predicted = latency.map(|latency| latency * rounds);
        let posts = lesson.version(version).predict(predicted).run(fetch)?;
        show::stats(&site);
        lesson.add_failures(show::failures(&posts));
        Some(posts)
    };
    let one_by_one = run("sequential", args.posts, &|| fetch_sequentially(&site, ids.clone()));
    let in_threads = run("threads", args.posts.div_ceil(args.workers), &|| {
        fetch_in_threads(&site, ids.clone(), workers)
    });

    if let Some(posts) = in_threads.or(one_by_one) {
        show::posts(&posts, args.print_all);
    }
    lesson.finish()
}

/// The server to fetch from, warmed up; ours, where we started it; and how long one post takes.
fn open_site(args: &Args) -> anyhow::Result<(Site, Option<PracticeApi>, Option<Duration>)> {
    let site = |base_url: &str| Site::new(base_url, args.timeout, args.workers as usize);
    if let Some(base_url) = args.other_server() {
        if args.live && !args.output.predict {
            println!("Fetching from {base_url}: these requests leave your machine.");
        }
        let site = site(base_url);
        if args.output.predict {
            // A prediction asks nobody, so there is none for a server that is not ours.
            return Ok((site, None, None));
        }
        site.warm_up().map_err(|error| {
            anyhow!("{error}\nWithout --base-url or --live the chapter starts a server of its own.")
        })?;
        let latency = site.measure_latency();
        return Ok((site, None, latency));
    }
    let config = args.api.config(0, args.posts, 0).unwrap_or_else(|refused| refused.exit());
    let latency = Some(config.latency).filter(|latency| !latency.is_zero());
    let server = PracticeApi::start(config).context("could not start the practice API")?;
    let site = site(&server.base_url());
    site.warm_up()?;
    Ok((site, Some(server), latency))
}
