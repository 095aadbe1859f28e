//! Chapter 05.

use crate::{in_one_line, run, version};

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
    // On a busy machine the threads may take turns, and lose nothing: then it says that.
    let told = ["is not compared", "none was lost this time"];
    assert_eq!(told.iter().filter(|told| stdout.contains(**told)).count(), 1, "{stdout}");
    assert!(stdout.contains("Two threads added 1 each, and the counter says 1."), "{stdout}");
    let (reads, writes) = (stdout.matches(" reads 0").count(), stdout.matches(" writes 1").count());
    assert_eq!((reads, writes), (2, 2), "{stdout}");
    assert!(version(&report, "lost-updates").answer.is_null());
}

/// On one core they take turns in most runs.
#[cfg(target_os = "linux")]
#[test]
fn threads_that_take_turns_are_not_called_safe() {
    let args = ["--only", "lost-updates", "--workers", "2", "--updates", "1000"];
    let core = end_to_end::a_core();
    let told = (0..50).any(|_| {
        let mut on_one_core = std::process::Command::new("taskset");
        on_one_core.args(["-c", &core]).arg(end_to_end::path_of(CHAPTER)).args(args);
        let output = end_to_end::limited(on_one_core).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let (stdout, _) = crate::texts(&output);
        assert!(!stdout.contains("Lost updates: 0"), "{stdout}");
        stdout.contains("none was lost this time") && stdout.contains("the counter says 1.")
    });
    assert!(told, "fifty runs on one core, and each of them lost updates");
}

#[test]
fn alone_a_thread_loses_nothing() {
    let (stdout, _) = run(CHAPTER, &["--only", "lost-updates", "--workers", "1"]);
    assert!(stdout.contains("The counter says 1,000,000: alone, a thread loses none."), "{stdout}");
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
    assert!(in_one_line(&stdout).contains("times as fast as `lock-too-long`"), "{stdout}");
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

/// Where the system refuses a thread, no other thread may wait for it.
#[cfg(target_os = "linux")]
mod with_refused_threads {
    use end_to_end::program_under;

    use super::CHAPTER;
    use crate::texts;

    const COUNTING: [&str; 5] =
        ["lost-updates", "mutex", "atomic", "channel", "count-apart-then-add"];

    #[test]
    fn every_version_that_counts_in_threads_fails_and_names_the_limit() {
        let args = ["--workers", "200", "--updates", "2000", "--seconds", "0.01"];
        let output = program_under("-v 100000", CHAPTER).args(args).output().unwrap();
        let (stdout, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert_eq!(stderr.lines().count(), COUNTING.len(), "{stderr}");
        for version in COUNTING {
            let reason = format!("`{version}` failed: 201 threads need 415 MiB of address space");
            assert!(stderr.contains(&reason), "{stderr}");
        }
        assert!(stderr.contains(" of 98 MiB (ulimit -v) "), "{stderr}");
        assert!(stdout.contains("Alice has 80, Bob has 120."), "{stdout}");
    }

    /// With large stacks there is no room for all, which shows only once some threads have started.
    #[test]
    fn threads_that_are_there_do_not_wait_for_one_that_is_refused() {
        for version in COUNTING.iter().chain(&["lock-in-time"]) {
            let args = ["--workers", "200", "--updates", "2000", "--tasks", "200"];
            let mut command = program_under("-v 1000000", CHAPTER);
            command.env("RUST_MIN_STACK", (64 << 20).to_string());
            let output =
                command.args(args).args(["--seconds", "0.01", "--only", version]).output().unwrap();
            let (_, stderr) = texts(&output);
            assert_eq!(output.status.code(), Some(1), "{version} {output:?}");
            assert!(stderr.starts_with(&format!("Error: `{version}` failed: ")), "{stderr}");
            assert!(stderr.contains("977 MiB"), "{stderr}");
            assert!(stderr.contains("(ulimit -v)"), "{stderr}");
            assert_eq!(stderr.lines().count(), 1, "{stderr}");
        }
    }

    /// The second of two threads is refused: the first must neither wait at a barrier nor keep a lock.
    #[test]
    fn payments_do_not_wait_for_a_thread_that_is_refused() {
        for version in ["deadlock", "one-order"] {
            let mut command = program_under("-v 1000000", CHAPTER);
            command.env("RUST_MIN_STACK", (600 << 20).to_string());
            let output = command.args(["--only", version]).output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{version} {output:?}");
            let (stdout, stderr) = texts(&output);
            let reason = format!("Error: `{version}` failed: the system refused to start another");
            assert!(stderr.starts_with(&reason), "{stderr}");
            assert!(!stdout.contains("had not finished"), "{stdout}");
        }
    }
}
