//! Chapter 06.

use crate::{run, version};

const CHAPTER: &str = "chapter-06-data-parallel";

#[test]
fn threads_get_one_range_each_and_rayon_shares_out_many() {
    let (stdout, report) =
        run(CHAPTER, &["--workers", "2", "--limit", "5000000", "--darts", "1000"]);
    assert!(stdout.contains("348,513 primes below 5,000,000."), "{stdout}");
    let threads = version(&report, "threads");
    let mut ranges: Vec<&str> = threads.tasks.iter().map(|task| task.name.as_str()).collect();
    ranges.sort_unstable();
    assert_eq!((ranges, threads.most_in_flight), (vec!["from 0", "from 2500000"], 2));

    let rayon = version(&report, "rayon");
    assert_eq!((rayon.tasks.len(), rayon.most_in_flight, rayon.workers), (32, 2, 2));
}

#[test]
fn pi_does_not_depend_on_the_number_of_threads() {
    let hits = |workers| {
        let flags = ["--workers", workers, "--darts", "20000000", "--limit", "1000"];
        let (stdout, report) = run(CHAPTER, &flags);
        assert!(stdout.contains("Pi is about 3.14"), "{stdout}");
        assert_eq!(version(&report, "pi-rayon").baseline, "pi-sequential");
        version(&report, "pi-rayon").answer.clone()
    };
    assert_eq!(hits("1"), hits("3"));
}

#[test]
fn uneven_shares_are_predicted_to_take_longer_than_even_ones() {
    let (_, report) = run(CHAPTER, &["--predict", "--workers", "2"]);
    let predicted = |name| version(&report, name).predicted_s.unwrap();
    assert!(predicted("threads") >= predicted("rayon"), "{report:?}");
    assert!(predicted("threads") < predicted("sequential"), "{report:?}");
}

#[test]
fn a_sweep_goes_to_twice_the_cores_and_says_how_many_workers_to_use() {
    let flags = ["--sweep", "--limit", "400000", "--only", "rayon", "--ascii"];
    let (stdout, report) = run(CHAPTER, &flags);
    assert!(stdout.contains("On this machine "), "{stdout}");
    assert!(stdout.contains("# measured   o ideal"), "{stdout}");
    let chart = &report.charts[0];
    let cores = std::thread::available_parallelism().unwrap().get();
    let workers: Vec<f64> = (1..=2 * cores as u32).map(f64::from).collect();
    assert_eq!(chart.positions(), workers);
    assert_eq!(chart.curves[0].points[0], (1.0, 1.0));
    assert!(chart.curves[0].points.iter().all(|(_, speedup)| *speedup > 0.0), "{chart:?}");
}

#[test]
fn a_break_even_is_found_for_each_of_three_ways() {
    let flags = ["--break-even", "--limit", "1000", "--darts", "1000", "--only", "rayon"];
    let (stdout, report) = run(CHAPTER, &flags);
    let [tasks, threads, processes] = report.charts[0].curves.as_slice() else {
        panic!("{report:?}");
    };
    // A thread for ten nanoseconds of work is a loss on any machine, and so is a process.
    for way in [threads, processes] {
        assert!(way.points[0].1 < 1.0, "{way:?}");
        assert!(
            stdout.contains(&format!("{}: below ", way.name))
                || stdout.contains(&format!("{}: not worth it", way.name)),
            "{stdout}"
        );
    }
    assert!(
        tasks.points.iter().zip(&processes.points).take(3).all(|(a, b)| a.1 > b.1),
        "{report:?}"
    );
}

#[test]
fn two_cores_say_nothing_about_any_number_of_them() {
    let flags = ["--sweep", "--limit", "100000", "--darts", "1000", "--only", "rayon"];
    let (stdout, _) = run(CHAPTER, &flags);
    // Even with more cores it may say nothing, when other programs use them.
    let says = stdout.contains("By Amdahl's law");
    assert!(!says || std::thread::available_parallelism().unwrap().get() >= 4, "{stdout}");
    assert!(!stdout.contains("1.0 times as fast"), "{stdout}");
}

#[test]
fn with_one_worker_there_is_no_break_even_to_find() {
    let flags = ["--break-even", "--workers", "1", "--limit", "1000", "--only", "rayon"];
    let (stdout, report) = run(CHAPTER, &flags);
    assert!(stdout.contains("One worker alone gains nothing"), "{stdout}");
    assert!(report.charts.is_empty(), "{report:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_pool_for_which_there_is_no_room_is_refused_with_the_limit() {
    let flags = ["--workers", "100", "--limit", "1000"];
    let output = end_to_end::program_under("-v 100000", CHAPTER).args(flags).output().unwrap();
    let (_, stderr) = crate::texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.starts_with("Error: 200 threads need 412 MiB of address space"), "{stderr}");

    let mut late = end_to_end::program_under("-v 1000000", CHAPTER);
    late.env("RUST_MIN_STACK", (64 << 20).to_string());
    let (_, stderr) = crate::texts(&late.args(flags).output().unwrap());
    assert!(stderr.starts_with("Error: rayon could not start its threads ("), "{stderr}");
    assert_eq!(stderr.matches("Resource temporarily unavailable").count(), 1, "{stderr}");
    assert!(stderr.contains("977 MiB of address space (ulimit -v)"), "{stderr}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_measured_is_shown_when_a_chart_cannot_be() {
    let flags = ["--break-even", "--workers", "2", "--limit", "1000", "--darts", "1000"];
    let output = end_to_end::program_under("-v 400000", CHAPTER).args(flags).output().unwrap();
    let (stdout, stderr) = crate::texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.starts_with("Error: 1,000 threads need "), "{stderr}");
    assert!(stdout.contains("pi-rayon"), "{stdout}");
}
