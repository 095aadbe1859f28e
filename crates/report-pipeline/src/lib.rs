//! Chapter 12: the sales reports of forty regions are fetched, joined with a
//! price list, and written into one workbook and one page. In a pipeline, all
//! stages work at the same time.
//!
//! Type `cargo run -p chapter-12-report-pipeline`.

use std::{ops::RangeInclusive, sync::Mutex, thread};

use anyhow::Result;
use rayon::prelude::*;

use practice_api::Client;

mod channel;
mod report;
mod sales;

pub use channel::{Peak, Peaks};
pub use report::{Failing, Summary, Writer};
pub use sales::{Prices, Sales, Totals, fetch_prices};

use channel::{Sender, bounded};
use sales::join;

/// What one stage sends to the next: the number of a region, and what came of
/// it, or the reason why nothing did.
pub type Message<T> = (u32, Result<T, String>);

/// What there is to do, and how many do it.
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
/// Downloads a report. A failure is passed on like a report: the
/// next region may do better.
pub fn fetch(job: &Job, region: u32) -> Message<String> {
    let _task = stopwatch::task(format!("fetch {region}"));
    (region, job.client.get_text(&format!("/reports/{region}")))
}

/// Parses a report, and joins it with the prices.
pub fn compute(job: &Job, (region, csv): Message<String>) -> Message<Sales> {
    let _task = stopwatch::task(format!("compute {region}"));
    (region, csv.and_then(|csv| join(&csv, &job.prices)))
}
// ANCHOR_END: stages

// ANCHOR: one-step-after-another
/// One thread takes one region after another through all stages.
pub fn one_step_after_another(
    job: &Job,
    mut writer: Writer,
) -> Result<Summary> {
    for region in job.regions.clone() {
        let report = fetch(job, region);
        let sales = compute(job, report);
        writer.write(sales)?;
    }
    writer.finish()
}
// ANCHOR_END: one-step-after-another

// ANCHOR: download
/// A thread that downloads: it takes regions from a queue until there are none,
/// or until nobody takes its reports any more.
fn download(
    job: &Job,
    queue: &Mutex<RangeInclusive<u32>>,
    downloaded: Sender<Message<String>>,
) {
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
pub fn parallel_steps(job: &Job, mut writer: Writer) -> Result<Summary> {
    let queue = Mutex::new(job.regions.clone());
    let room_for_all = job.regions.clone().count();
    let nobody_looks = Peak::default();
    let (downloaded, reports) = bounded(room_for_all, &nobody_looks);
    thread::scope(|scope| {
        for _ in 0..job.workers {
            scope.spawn(|| download(job, &queue, downloaded.clone()));
        }
    });
    drop(downloaded);
    let sales: Vec<_> = reports
        .into_iter()
        .par_bridge()
        .map(|report| compute(job, report))
        .collect();
    for region in sales {
        writer.write(region)?;
    }
    writer.finish()
}
// ANCHOR_END: parallel-steps

// ANCHOR: pipeline
/// All stages work at the same time, and send to each other through
/// channels with little room.
pub fn pipeline(
    job: &Job,
    mut writer: Writer,
    peaks: &Peaks,
) -> Result<Summary> {
    let queue = Mutex::new(job.regions.clone());
    let (downloaded, to_compute) = bounded(job.bound, &peaks.to_compute);
    let (computed, to_write) = bounded(job.bound, &peaks.to_write);
    thread::scope(|scope| {
        for _ in 0..job.workers {
            let downloaded = downloaded.clone();
            scope.spawn(|| download(job, &queue, downloaded));
        }
        drop(downloaded);
        scope.spawn(move || {
            let reports = to_compute.into_iter().par_bridge();
            reports.try_for_each(|report| computed.send(compute(job, report)))
        });
        for sales in to_write {
            writer.write(sales)?;
        }
        anyhow::Ok(())
    })?;
    writer.finish()
}
// ANCHOR_END: pipeline

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use practice_api::{Config, Fault, PracticeApi};
    use stopwatch::Run;
    use tempfile::TempDir;

    use super::*;

    /// A server with eight regions, the third of which fails, and
    /// the job to report on them.
    fn server() -> (PracticeApi, Job) {
        let config = Config {
            latency: Duration::from_millis(20),
            reports: 8,
            faults: [(3, Fault::Status(500))].into(),
            ..Config::default()
        };
        let server = PracticeApi::start(config).unwrap();
        let url = server.base_url().parse().unwrap();
        let client =
            Client::new("test", &url, Duration::from_secs(10), 3).unwrap();
        let prices = fetch_prices(&client).unwrap();
        (server, Job { client, prices, regions: 1..=8, workers: 3, bound: 2 })
    }

    fn writer(folder: &TempDir, failing: Failing, pause_ms: u64) -> Writer {
        Writer::create(folder.path(), failing, Duration::from_millis(pause_ms))
            .unwrap()
    }

    fn measured(
        version: impl FnOnce(&Job, Writer) -> Result<Summary>,
    ) -> (Run, Summary) {
        let (_server, job) = server();
        let folder = tempfile::tempdir().unwrap();
        let (run, summary) = stopwatch::measure("version", || {
            version(&job, writer(&folder, Failing::IsLeftOut, 0)).unwrap()
        });
        (run, summary.unwrap())
    }

    /// When the first task of a stage began, and when the last ended.
    fn span(run: &Run, stage: &str) -> (f64, f64) {
        let tasks =
            || run.tasks.iter().filter(|task| task.name.starts_with(stage));
        let first =
            tasks().map(|task| task.start_s).fold(f64::INFINITY, f64::min);
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
        let peaks = Peaks::default();
        let (run, summary) =
            measured(|job, writer| pipeline(job, writer, &peaks));
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
            let peaks = Peaks::default();
            stopwatch::measure("pipeline", || {
                pipeline(&job, writer(&folder, Failing::IsLeftOut, 30), &peaks)
                    .unwrap()
            });
            (
                peaks.to_compute.messages().max(peaks.to_write.messages()),
                peaks.to_write.bytes(),
            )
        };
        let (with_bound, without) = (waited_at_most(2), waited_at_most(8));
        assert_eq!(with_bound.0, 2);
        assert!(
            without.0 > 2 && without.1 > with_bound.1,
            "{without:?} {with_bound:?}"
        );
    }

    #[test]
    fn a_writer_that_gives_up_ends_the_other_stages_too() {
        let (_server, job) = server();
        let folder = tempfile::tempdir().unwrap();
        let (run, error) = stopwatch::measure("pipeline", || {
            let writer = writer(&folder, Failing::EndsAll, 0);
            pipeline(&job, writer, &Peaks::default()).unwrap_err().to_string()
        });
        let error = error.unwrap();
        assert!(
            error.starts_with("region 3: the server answered 500"),
            "{error}"
        );
        assert_eq!(run.unfinished, 0);
        assert_eq!(
            folder.path().read_dir().unwrap().count(),
            0,
            "nothing was written"
        );
    }
}
