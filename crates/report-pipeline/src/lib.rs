//! Chapter 12: the sales reports of forty regions are fetched, joined with a price list, and written
//! into one workbook and one page. The stages of a pipeline do that at the same time.
//!
//! Type `cargo run -p chapter-12-report-pipeline`.

use std::{ops::RangeInclusive, sync::Mutex, thread};

use anyhow::Result;
use rayon::prelude::*;

use practice_api::Client;

mod book;
mod page;
mod pipeline;
mod sales;
mod waiting;

pub use book::{Book, Failing, Summary};
pub use pipeline::pipeline;
pub use sales::{Prices, Sales, Totals, fetch_prices};
pub use waiting::{Most, Waiting};

use sales::join;
use waiting::{Sender, line};

/// What a stage hands on: the number of a region, and what came of it, or the reason why nothing did.
pub type Outcome<T> = (u32, Result<T, String>);

/// What there is to do, and by how many.
pub struct Job {
    /// Where the reports come from.
    pub client: Client,
    /// What the reports are joined with.
    pub prices: Prices,
    /// The regions that report.
    pub regions: RangeInclusive<u32>,
    /// How many threads download.
    pub workers: usize,
    /// How many reports may wait between two stages of the pipeline.
    pub bound: usize,
}

// ANCHOR: stages
/// Downloads a report. What goes wrong is handed on like a report: the next region may do better.
pub fn fetch(job: &Job, region: u32) -> Outcome<String> {
    let _task = stopwatch::task(format!("fetch {region}"));
    (region, job.client.get_text(&format!("/reports/{region}")))
}

/// Parses a report, and joins it with the prices.
pub fn compute(job: &Job, (region, csv): Outcome<String>) -> Outcome<Sales> {
    let _task = stopwatch::task(format!("compute {region}"));
    (region, csv.and_then(|csv| join(&csv, &job.prices)))
}
// ANCHOR_END: stages

// ANCHOR: one-step-after-another
/// One thread takes one region after the other through all stages.
pub fn one_step_after_another(job: &Job, mut book: Book) -> Result<Summary> {
    for region in job.regions.clone() {
        let report = fetch(job, region);
        let sales = compute(job, report);
        book.write(sales)?;
    }
    book.finish()
}
// ANCHOR_END: one-step-after-another

// ANCHOR: download
/// A thread that downloads: it takes regions from a queue until there are none, or until nobody
/// takes its reports any more.
fn download(job: &Job, queue: &Mutex<RangeInclusive<u32>>, downloaded: Sender<Outcome<String>>) {
    let next_region = || queue.lock().expect("a thread panicked").next();
    while let Some(region) = next_region() {
        if downloaded.send(fetch(job, region)).is_err() {
            break;
        }
    }
}
// ANCHOR_END: download

// ANCHOR: parallel-steps
/// Each step is parallel, and the next begins when all of it is done.
pub fn parallel_steps(job: &Job, mut book: Book) -> Result<Summary> {
    let queue = Mutex::new(job.regions.clone());
    let room_for_all = job.regions.clone().count();
    let nobody_counts = Waiting::default();
    let (downloaded, reports) = line(room_for_all, &nobody_counts);
    thread::scope(|scope| {
        for _ in 0..job.workers {
            scope.spawn(|| download(job, &queue, downloaded.clone()));
        }
    });
    drop(downloaded);
    let sales: Vec<_> = reports.par_bridge().map(|report| compute(job, report)).collect();
    for region in sales {
        book.write(region)?;
    }
    book.finish()
}
// ANCHOR_END: parallel-steps

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use practice_api::{Config, Fault, PracticeApi};
    use stopwatch::Run;
    use tempfile::TempDir;

    use super::*;

    /// A server with eight regions, of which the third fails, and the job to report on them.
    fn server() -> (PracticeApi, Job) {
        let config = Config {
            latency: Duration::from_millis(20),
            reports: 8,
            faults: [(3, Fault::Status(500))].into(),
            ..Config::default()
        };
        let server = PracticeApi::start(config).unwrap();
        let url = server.base_url().parse().unwrap();
        let client = Client::new("test", &url, Duration::from_secs(10), 3).unwrap();
        let prices = fetch_prices(&client).unwrap();
        (server, Job { client, prices, regions: 1..=8, workers: 3, bound: 2 })
    }

    fn book(folder: &TempDir, failing: Failing, pause_ms: u64) -> Book {
        Book::create(folder.path(), failing, Duration::from_millis(pause_ms)).unwrap()
    }

    fn measured(version: impl FnOnce(&Job, Book) -> Result<Summary>) -> (Run, Summary) {
        let (_server, job) = server();
        let folder = tempfile::tempdir().unwrap();
        let (run, summary) = stopwatch::measure("version", || {
            version(&job, book(&folder, Failing::IsLeftOut, 0)).unwrap()
        });
        (run, summary.unwrap())
    }

    /// When the first task of a stage began, and when the last ended.
    fn span(run: &Run, stage: &str) -> (f64, f64) {
        let tasks = || run.tasks.iter().filter(|task| task.name.starts_with(stage));
        let first = tasks().map(|task| task.start_s).fold(f64::INFINITY, f64::min);
        let last = tasks().map(|task| task.end_s.unwrap()).fold(0.0, f64::max);
        (first, last)
    }

    #[test]
    fn one_step_after_another_never_overlap() {
        let (run, summary) = measured(one_step_after_another);
        assert_eq!((run.most_in_flight, run.tasks.len()), (1, 3 * 8 + 2));
        assert_eq!((summary.regions.len(), summary.left_out.len()), (7, 1));
    }

    #[test]
    fn a_parallel_step_begins_when_the_one_before_is_done() {
        let (run, summary) = measured(parallel_steps);
        assert!(span(&run, "fetch").1 <= span(&run, "compute").0, "{run:?}");
        assert!(span(&run, "compute").1 <= span(&run, "write").0, "{run:?}");
        assert!(run.most_in_flight >= 3, "three download at once: {run:?}");
        assert_eq!(summary, measured(one_step_after_another).1);
    }

    #[test]
    fn the_stages_of_a_pipeline_overlap() {
        let waited = Most::default();
        let (run, summary) = measured(|job, book| pipeline(job, book, &waited));
        assert!(span(&run, "compute").0 < span(&run, "fetch").1, "{run:?}");
        assert!(span(&run, "write").0 < span(&run, "fetch").1, "{run:?}");
        assert!(run.most_in_flight >= 3, "{run:?}");
        assert_eq!(summary, measured(one_step_after_another).1);
    }

    #[test]
    fn behind_a_slow_writer_no_more_wait_than_there_is_room_for() {
        let waited_at_most = |bound| {
            let (_server, mut job) = server();
            job.bound = bound;
            let folder = tempfile::tempdir().unwrap();
            let waited = Most::default();
            stopwatch::measure("pipeline", || {
                pipeline(&job, book(&folder, Failing::IsLeftOut, 30), &waited).unwrap()
            });
            (waited.to_compute.most().max(waited.to_write.most()), waited.to_write.most_bytes())
        };
        let (with_bound, without) = (waited_at_most(2), waited_at_most(8));
        assert_eq!(with_bound.0, 2);
        assert!(without.0 > 2 && without.1 > with_bound.1, "{without:?} {with_bound:?}");
    }

    #[test]
    fn a_writer_that_gives_up_ends_the_other_stages_too() {
        let (_server, job) = server();
        let folder = tempfile::tempdir().unwrap();
        let (run, error) = stopwatch::measure("pipeline", || {
            let book = book(&folder, Failing::EndsAll, 0);
            pipeline(&job, book, &Most::default()).unwrap_err().to_string()
        });
        let error = error.unwrap();
        assert!(error.starts_with("region 3: the server answered 500"), "{error}");
        assert_eq!(run.unfinished, 0);
        assert_eq!(folder.path().read_dir().unwrap().count(), 0, "nothing was written");
    }
}
