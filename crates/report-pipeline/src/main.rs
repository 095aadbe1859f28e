//! Runs the versions of chapter 12, each of which writes the whole report.

use anyhow::{Context, Error, Result, anyhow};

use chapter_12_report_pipeline::{
    Job, Peaks, Summary, Writer, fetch_prices, one_step_after_another,
    parallel_steps, pipeline,
};
use practice_api::{Client, PracticeApi, allow_open_files};
use stopwatch::Lesson;

mod args;
mod predict;
mod show;

use args::{Args, VERSIONS};
use predict::Stages;

fn main() -> Result<(), stopwatch::Error> {
    let args: Args = stopwatch::parse(VERSIONS);
    let (job, _server) = open(&args)?;
    let predicted = Stages::new(&args, &job).context("could not predict")?;
    let begin = || Writer::create(&args.out, args.failing(), args.pause());
    if !args.output.predict {
        // A folder that takes no files is reported before anything is downloaded.
        begin().map_err(|error| {
            anyhow!("{error:#}\nChoose another with --out.")
        })?;
    }
    let mut lesson = Lesson::new(env!("CARGO_PKG_NAME"), &args.output);
    let summary = report_in_all_ways(&mut lesson, &job, &predicted, &begin);
    if let Some(summary) = summary {
        show::report(&summary, &args.out);
    }
    lesson.finish()
}

/// The report of the first way that made one.
fn report_in_all_ways(
    lesson: &mut Lesson,
    job: &Job,
    predicted: &Stages,
    begin: &dyn Fn() -> Result<Writer>,
) -> Option<Summary> {
    let peaks = Peaks::default();
    let mut run =
        |name, predicted, version: &dyn Fn(Writer) -> Result<Summary>| {
            let timed = lesson
                .version(name)
                .starts_threads(threads(job))
                .predict(predicted);
            let summary = timed.try_run(|| version(begin()?))?;
            show::stages(lesson.last_run()?);
            Some(summary)
        };
    let answers = [
        run(
            "one-step-after-another",
            predicted.one_after_another(),
            &|writer| one_step_after_another(job, writer),
        ),
        run("parallel-steps", predicted.in_parallel(), &|writer| {
            parallel_steps(job, writer)
        }),
        run("pipeline", predicted.slowest(), &|writer| {
            pipeline(job, writer, &peaks)
        })
        .inspect(|_| show::waiting(&peaks)),
    ];
    answers.into_iter().flatten().next()
}

/// How many threads a version starts: besides those that download there are rayon's, and the one that
/// hands rayon its work.
fn threads(job: &Job) -> usize {
    job.workers + stopwatch::cores() + 1
}

/// What there is to do, and the server that has the reports.
fn open(args: &Args) -> Result<(Job, PracticeApi)> {
    let config = args.server();
    let workers = args.workers.min(args.reports);
    // Each connection has two ends, and the server is in this process. Until it is whole, the workbook
    // has a file for each sheet.
    let what =
        format!("{workers} downloads at once and {} sheets", args.reports);
    let files = u64::from(2 * workers + args.reports);
    allow_open_files(&what, files, "--workers, --reports")
        .map_err(Error::msg)?;
    let server = PracticeApi::start(config)
        .context("could not start the practice API")?;
    let url = server.base_url().parse().map_err(Error::msg)?;
    let client = Client::new(
        env!("CARGO_PKG_NAME"),
        &url,
        args.timeout,
        workers as usize,
    )
    .map_err(Error::msg)?;
    let job = Job {
        prices: fetch_prices(&client)?,
        client,
        regions: 1..=args.reports,
        workers: workers as usize,
        bound: args.bound(),
    };
    Ok((job, server))
}
