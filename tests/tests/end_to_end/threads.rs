//! Chapter 02.

use crate::{run, run_long_enough, version};

const CHAPTER: &str = "chapter-02-threads";

#[test]
fn five_in_threads_overlap_five_and_one_by_one_none() {
    let (_, report) = run(CHAPTER, &["--seconds", "0.2"]);
    let most = |name| version(&report, name).most_in_flight;
    assert_eq!(most("sequential"), 1);
    assert_eq!(most("threads"), 5);
    assert_eq!(most("scoped-threads"), 5);
    assert_eq!(most("pool"), 2);
    assert!(version(&report, "sequential").wall_s >= Some(1.0));
    for run in &report.versions {
        assert_eq!((run.tasks.len(), run.unfinished), (5, 0), "{}", run.name);
    }
}

#[test]
fn downloads_wait_and_their_bars_are_light() {
    let (stdout, report) = run(CHAPTER, &["--seconds", "0.3"]);
    for task in report.versions.iter().flat_map(|run| &run.tasks) {
        let cpu_s = task.cpu_s.unwrap();
        assert!(cpu_s < 0.03, "a tenth of the wait would be a lot of computing: {task:?}");
    }
    assert!(!stdout.contains('█') && !stdout.contains("computed"), "{stdout}");
    assert!(stdout.contains("[file_1.csv"), "{stdout}");
}

#[test]
fn a_pool_is_predicted_by_its_rounds() {
    let (_, report) =
        run(CHAPTER, &["--seconds", "1", "--tasks", "7", "--workers", "3", "--only", "pool"]);
    let pool = version(&report, "pool");
    assert_eq!(pool.predicted_s, Some(3.0));
    assert!(pool.wall_s >= Some(3.0));
    assert_eq!((pool.workers, pool.most_in_flight), (3, 3));
}

#[test]
fn all_of_a_thousand_scoped_threads_overlap() {
    let (stdout, report) = run_long_enough("scoped-threads", 1000, |seconds| {
        run(CHAPTER, &["--tasks", "1000", "--seconds", seconds, "--only", "scoped-threads"])
    });
    assert_eq!(version(&report, "scoped-threads").most_in_flight, 1000);
    assert!(stdout.contains("in flight  "), "more rows than fit are counted:\n{stdout}");
    assert!(stdout.contains("1,000"), "{stdout}");
}

/// A limit on address space leaves room for some hundred stacks, and no more.
#[cfg(target_os = "linux")]
#[test]
fn threads_for_which_there_is_no_room_fail_their_version_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let output = end_to_end::program_under("-v 400000", CHAPTER)
        .args(["--tasks", "400", "--seconds", "0.3", "--workers", "50"])
        .args(["--only", "threads", "--only", "scoped-threads", "--only", "pool"])
        .arg("--export-json")
        .arg(&file)
        .output()
        .unwrap();
    let (stdout, stderr) = crate::texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");
    for version in ["threads", "scoped-threads"] {
        let reason = format!("`{version}` failed: 400 threads need 825 MiB of address space, and");
        assert!(stderr.contains(&reason), "{stderr}");
        assert!(stderr.contains(" of 391 MiB (ulimit -v) "), "{stderr}");
    }
    let report = stopwatch::Report::read(&file).unwrap();
    assert_eq!(version(&report, "pool").tasks.len(), 400);
    assert!(version(&report, "pool").failures.is_empty());
}
