//! Chapter 05.

use crate::{run, version};

const CHAPTER: &str = "chapter-05-shared-memory";

#[test]
fn every_right_version_gives_the_right_answer_and_the_cost_of_an_update() {
    let (stdout, report) = run(CHAPTER, &["--updates", "20000", "--seconds", "0.02"]);
    for name in ["sequential", "mutex", "atomic", "channel", "count-apart-then-add"] {
        assert_eq!(version(&report, name).answer, 80_000, "{name}");
    }
    for name in ["mutex", "atomic", "count-apart-then-add"] {
        assert_eq!(version(&report, name).most_in_flight, 4, "they begin together: {name}");
    }
    assert_eq!(stdout.matches(" ns for each.").count(), 5, "{stdout}");
}

#[test]
fn lost_updates_are_counted_and_shown_in_slow_motion() {
    let (stdout, report) = run(CHAPTER, &["--only", "lost-updates", "--workers", "2"]);
    assert!(stdout.contains("is not compared"), "{stdout}");
    assert!(stdout.contains("Two threads added 1 each, and the counter says 1."), "{stdout}");
    let (reads, writes) = (stdout.matches(" reads 0").count(), stdout.matches(" writes 1").count());
    assert_eq!((reads, writes), (2, 2), "{stdout}");
    assert!(version(&report, "lost-updates").answer.is_null());
}

#[test]
fn alone_a_thread_loses_nothing() {
    let (stdout, _) = run(CHAPTER, &["--only", "lost-updates", "--workers", "1"]);
    assert!(stdout.contains("0 updates were lost, 0.0 %"), "{stdout}");
}

#[test]
fn a_lock_held_too_long_is_a_staircase_and_one_dropped_in_time_is_not() {
    let (stdout, report) = run(
        CHAPTER,
        &["--only", "lock-too-long", "--only", "lock-in-time", "--seconds", "0.2", "--tasks", "4"],
    );
    let (long, short) = (version(&report, "lock-too-long"), version(&report, "lock-in-time"));
    assert_eq!((long.most_in_flight, short.most_in_flight), (1, 4));
    assert!(long.wall_s >= Some(0.8), "{long:?}");
    assert_eq!((long.predicted_s, short.predicted_s), (Some(0.8), Some(0.2)));
    assert_eq!(short.baseline, "lock-too-long");
    assert!(stdout.contains("times as fast as `lock-too-long`"), "{stdout}");
}

#[test]
fn a_deadlock_is_told_in_words_and_the_program_goes_on() {
    let (stdout, report) = run(CHAPTER, &["--only", "deadlock", "--only", "one-order"]);
    for words in [
        "One thread holds Alice's account and waits for Bob's.",
        "One thread holds Bob's account and waits for Alice's.",
        "2 tasks had not finished when `deadlock` ended: ",
        "Alice has 80, Bob has 120.",
    ] {
        assert!(stdout.contains(words), "{words}\n{stdout}");
    }
    let deadlock = version(&report, "deadlock");
    assert_eq!((deadlock.unfinished, deadlock.failures.len()), (2, 0));
    assert_eq!(version(&report, "one-order").unfinished, 0);
}

#[test]
fn counting_locking_and_paying_have_an_axis_each() {
    let (stdout, _) = run(CHAPTER, &["--updates", "1000", "--seconds", "0.02"]);
    assert_eq!(stdout.matches("Time →").count(), 3, "{stdout}");
}
