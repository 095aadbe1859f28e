//! What chapter 12 should take: the server's latency, and a small part of the work, done beforehand.

use std::time::{Duration, Instant};

use anyhow::Result;

use chapter_12_report_pipeline::{Failing, Job, Writer, compute};
use practice_api::{Config, Fault, report};

use crate::args::Args;

/// How many regions are computed and written beforehand.
const FEW: u32 = 4;

/// How long the stages should take, for all reports.
pub(crate) struct Stages {
    /// One download after another.
    fetch: Duration,
    /// As many downloads at once as there are threads.
    fetch_in_threads: Duration,
    /// On one core.
    compute: Duration,
    write: Duration,
    cores: u32,
}

impl Stages {
    pub(crate) fn new(args: &Args, job: &Job) -> Result<Self> {
        let server = args.server();
        let latencies: Vec<Duration> = job
            .regions
            .clone()
            .map(|region| latency(&server, region, args.timeout))
            .collect();
        let fetch: Duration = latencies.iter().sum();
        let longest = latencies.into_iter().max().unwrap_or_default();
        let (compute, write) = compute_and_write_few(job)?;
        let share = f64::from(args.reports) / f64::from(FEW);
        Ok(Self {
            fetch,
            fetch_in_threads: longest
                .max(fetch / args.workers.min(args.reports)),
            compute: compute.mul_f64(share),
            write: write.mul_f64(share) + args.pause() * args.reports,
            cores: stopwatch::cores() as u32,
        })
    }

    pub(crate) fn one_after_another(&self) -> Duration {
        self.fetch + self.compute + self.write
    }

    pub(crate) fn in_parallel(&self) -> Duration {
        self.fetch_in_threads + self.compute / self.cores + self.write
    }

    pub(crate) fn slowest(&self) -> Duration {
        self.fetch_in_threads.max(self.compute / self.cores).max(self.write)
    }
}

/// How long a thread is busy with this region.
fn latency(server: &Config, region: u32, timeout: Duration) -> Duration {
    match server.faults.get(&region) {
        Some(Fault::Hang) => timeout,
        _ => server.latency_of(region).min(timeout),
    }
}

/// How long it takes to compute a few reports, and to write them into a folder that is then removed.
fn compute_and_write_few(job: &Job) -> Result<(Duration, Duration)> {
    let reports: Vec<_> =
        (1..=FEW).map(|region| (region, Ok(report(region)))).collect();
    let began = Instant::now();
    let sales: Vec<_> =
        reports.into_iter().map(|report| compute(job, report)).collect();
    let computed = began.elapsed();
    let folder = tempfile::tempdir()?;
    let began = Instant::now();
    let mut writer =
        Writer::create(folder.path(), Failing::IsLeftOut, Duration::ZERO)?;
    for region in sales {
        writer.write(region)?;
    }
    writer.finish()?;
    Ok((computed, began.elapsed()))
}
