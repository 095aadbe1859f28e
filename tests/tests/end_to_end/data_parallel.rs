//! Chapter 06.

use crate::{run, version};

const CHAPTER: &str = "chapter-06-data-parallel";

#[test]
fn threads_get_one_range_each_and_rayon_shares_out_many() {
    let (stdout, report) =
        run(CHAPTER, &["--workers", "2", "--limit", "2000000", "--darts", "1000"]);
    assert!(stdout.contains("148,933 primes below 2,000,000."), "{stdout}");
    let threads = version(&report, "threads");
    let mut ranges: Vec<&str> = threads.tasks.iter().map(|task| task.name.as_str()).collect();
    ranges.sort_unstable();
    assert_eq!((ranges, threads.most_in_flight), (vec!["from 0", "from 1000000"], 2));

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
