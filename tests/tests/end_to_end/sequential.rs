//! Chapter 01.

use crate::{run, version};

const CHAPTER: &str = "chapter-01-sequential";

#[test]
fn three_waits_take_three_times_one_and_never_overlap() {
    let (stdout, report) = run(CHAPTER, &["--seconds", "0.1"]);
    let run = version(&report, "sequential");
    assert!(run.wall_s >= Some(0.3), "{run:?}");
    assert_eq!(run.predicted_s, Some(0.3));
    assert_eq!((run.tasks.len(), run.most_in_flight, run.unfinished), (3, 1, 0));
    assert!(run.cpu_s < Some(0.1), "waiting is not computing: {run:?}");
    let (_, told) = stdout.split_once("Total time taken: ").unwrap();
    let told_s: f64 = told.split(' ').next().unwrap().parse().unwrap();
    assert!((told_s - run.wall_s.unwrap()).abs() < 0.06, "{stdout}");
}

#[test]
fn it_speaks_as_the_notebook_does() {
    let (stdout, _) = run(CHAPTER, &["--seconds", "0.1"]);
    let told: Vec<&str> = stdout.lines().filter(|line| line.contains(" task ")).take(6).collect();
    assert_eq!(
        told,
        [
            "Starting task A...",
            "Finished task A in 0.1 seconds.",
            "Starting task B...",
            "Finished task B in 0.1 seconds.",
            "Starting task C...",
            "Finished task C in 0.1 seconds.",
        ]
    );
}

#[test]
fn its_timeline_is_a_staircase() {
    let (stdout, _) = run(CHAPTER, &["--seconds", "0.5", "--tasks", "4"]);
    let bars: Vec<(usize, usize)> = ["Task A", "Task B", "Task C", "Task D"]
        .into_iter()
        .map(|task| {
            let row = stdout.lines().find(|line| line.trim_start().starts_with(task)).unwrap();
            let cell = |bracket| row.chars().position(|cell| cell == bracket).unwrap();
            (cell('['), cell(']'))
        })
        .collect();
    for steps in bars.windows(2) {
        let gap = steps[1].0.abs_diff(steps[0].1 + 1);
        assert!(gap <= 1, "a step begins where the one before ends: {bars:?}\n{stdout}");
    }
}
