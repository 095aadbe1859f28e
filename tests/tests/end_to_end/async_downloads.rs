//! Chapter 07.

use stopwatch::Report;

use crate::{run, run_long_enough, version};

const CHAPTER: &str = "chapter-07-async-downloads";

#[test]
fn all_waits_overlap_in_threads_and_on_one_thread() {
    let (stdout, report) = run_long_enough("threads", 500, |seconds| {
        let versions = ["--only", "threads", "--only", "tokio"];
        run(CHAPTER, &[&["--waits", "500", "--seconds", seconds], versions.as_slice()].concat())
    });
    let (threads, tokio) = (version(&report, "threads"), version(&report, "tokio"));
    assert_eq!((threads.most_in_flight, threads.workers), (500, 500));
    assert_eq!((tokio.most_in_flight, tokio.workers), (500, 1));
    assert_eq!(tokio.tasks[0].lane, "main");
    assert!(threads.wall_s >= Some(0.5) && tokio.wall_s >= Some(0.5), "{report:?}");
    assert!(stdout.contains("in flight  "), "{stdout}");
}

#[test]
fn a_pool_waits_in_rounds() {
    let (_, report) =
        run(CHAPTER, &["--waits", "100", "--seconds", "1", "--workers", "40", "--only", "pool"]);
    let pool = version(&report, "pool");
    assert_eq!((pool.most_in_flight, pool.workers, pool.tasks.len()), (40, 40, 100));
    assert!(pool.wall_s >= Some(3.0) && pool.predicted_s >= Some(3.0), "{pool:?}");
}

#[test]
fn downloads_are_the_same_in_every_version() {
    let names = ["fetch-threads", "fetch-pool", "fetch-tokio"];
    let only = names.map(|name| ["--only", name]).concat();
    // No more than the exercise of chapter 07 allows in flight.
    let flags = [&["--downloads", "20", "--latency-ms", "1000"], only.as_slice()].concat();
    let (_, report) = run(CHAPTER, &flags);
    let at_once = names.map(|name| version(&report, name).most_in_flight);
    assert_eq!(at_once, [20, 10, 20]);
    for run in &report.versions {
        assert!(!run.answer.is_null() && run.answer == report.versions[0].answer, "{run:?}");
        assert_eq!(run.baseline, "fetch-threads");
    }
}

#[test]
fn a_call_that_blocks_is_a_staircase_and_spawn_blocking_mends_it() {
    let both = || run(CHAPTER, &["--only", "blocking", "--only", "unblocked"]).1;
    let report = both();
    let blocking = version(&report, "blocking");
    assert_eq!((blocking.most_in_flight, blocking.workers), (1, 1));
    assert!(blocking.wall_s >= Some(0.25), "{blocking:?}");
    // A call is over after 50 ms, which a busy machine may need to start five threads.
    let overlap = |report: &Report| version(report, "unblocked").most_in_flight == 5;
    assert!(overlap(&report) || (0..10).any(|_| overlap(&both())), "{report:?}");
}

/// The memory that a version held counts for that version only: one that needs much leaves none of it
/// to the next.
#[cfg(target_os = "linux")]
#[test]
fn tokio_needs_less_memory_than_threads_although_it_comes_later() {
    let (stdout, report) = run(
        CHAPTER,
        &["--waits", "2000", "--seconds", "2", "--only", "threads", "--only", "tokio"],
    );
    let memory = |name| version(&report, name).peak_memory_bytes.unwrap();
    assert!(memory("tokio") * 2 < memory("threads"), "{stdout}");
    assert!(memory("tokio") < 64 << 20, "{stdout}");
}

#[cfg(target_os = "linux")]
mod limits {
    use std::process::Output;

    use end_to_end::program_under;

    use super::*;
    use crate::texts;

    /// Runs the chapter under a limit of the shell.
    fn run_under(limit: &str, flags: &[&str]) -> (Output, Report) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.json");
        let mut chapter = program_under(limit, CHAPTER);
        let output = chapter.args(flags).arg("--export-json").arg(&file).output().unwrap();
        let report = Report::read(&file).unwrap_or_else(|error| panic!("{error:#}\n{output:?}"));
        (output, report)
    }

    /// At this limit the system refuses a thread, or a thread that has just begun finds no memory,
    /// which aborts its process: either way the limit is named.
    #[test]
    fn too_little_address_space_is_named_and_the_other_versions_run() {
        let flags = ["--waits", "2000", "--seconds", "2", "--only", "threads", "--only", "tokio"];
        for _ in 0..3 {
            let (output, report) = run_under("-v 1500000", &flags);
            let (_, stderr) = texts(&output);
            assert_eq!(output.status.code(), Some(1), "{stderr}");
            assert_eq!(version(&report, "tokio").most_in_flight, 2000);
            assert!(stderr.contains("`threads` failed: "), "{stderr}");
            assert!(stderr.contains("address space") && stderr.contains("(ulimit -v)"), "{stderr}");
        }
    }

    #[test]
    fn a_version_that_dies_for_want_of_memory_says_so_and_names_the_limit() {
        let flags = ["--waits", "100000", "--seconds", "0.1", "--only", "tokio"];
        let (output, _) = run_under("-v 60000", &flags);
        let (_, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains("(signal: 6 (SIGABRT)): memory allocation of "), "{stderr}");
        assert!(stderr.contains("address space, 59 MiB (ulimit -v)"), "{stderr}");
    }

    #[test]
    fn too_few_open_files_are_named_before_anything_is_downloaded() {
        let flags = "--downloads 100 --latency-ms 20 --workers 20 --waits 50 --seconds 0.05 \
                     --only tokio --only fetch-tokio --only fetch-pool";
        let flags: Vec<&str> = flags.split_whitespace().collect();
        let (output, report) = run_under("-n 120", &flags);
        let (_, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains("`fetch-tokio` failed: 100 downloads at once need 132 open"));
        assert!(stderr.contains("the limit is 120 (ulimit -n)"), "{stderr}");
        assert!(version(&report, "fetch-pool").failures.is_empty(), "{stderr}");
        assert!(version(&report, "tokio").failures.is_empty(), "{stderr}");
    }
}
