//! Chapter 00.

use crate::{run, version};

const CHAPTER: &str = "chapter-00-word";

#[test]
fn its_tasks_wait_one_by_one_and_at_once() {
    let (_, report) = run(CHAPTER, &["--seconds", "0.3", "--tasks", "3"]);
    let sequential = version(&report, "sequential");
    assert!(sequential.wall_s >= Some(0.9), "{sequential:?}");
    assert_eq!((sequential.predicted_s, sequential.most_in_flight), (Some(0.9), 1));
    let threads = version(&report, "threads");
    assert_eq!((threads.predicted_s, threads.most_in_flight), (Some(0.3), 3));
}
