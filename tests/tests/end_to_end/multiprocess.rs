//! Chapter 04.

use end_to_end::program;
use predicates::str::contains;

use crate::{run, run_to_any_end, texts, version};

const CHAPTER: &str = "chapter-04-multiprocess";
/// There are 9,592 primes below 100,000.
const SMALL: [&str; 4] = ["--limit", "100000", "--workers", "2"];

#[test]
fn every_version_counts_the_primes_of_the_tables() {
    let (stdout, report) = run(CHAPTER, &SMALL);
    assert_eq!(stdout.matches("9,592 primes below 100,000").count(), 4, "{stdout}");
    for run in &report.versions {
        assert_eq!(run.answer, 9592, "{}", run.name);
    }
}

#[test]
fn the_primes_below_ten_million_are_664_579() {
    let (_, report) = run(CHAPTER, &["--limit", "10000000", "--only", "threads"]);
    assert_eq!(version(&report, "threads").answer, 664_579);
}

#[test]
fn a_process_has_memory_of_its_own_and_threads_share_theirs() {
    let (stdout, report) = run(CHAPTER, &[&SMALL[..], &["--tasks", "6"]].concat());
    let shared: Vec<&str> = stdout.lines().filter(|line| line.contains("JOBS_DONE")).collect();
    let ends = ["6.", "6.", "0.", "0."];
    for (line, end) in shared.iter().zip(ends) {
        assert!(line.ends_with(&format!("JOBS_DONE in this process: {end}")), "{stdout}");
    }
    assert_eq!(shared.len(), 4);
    assert!(stdout.contains("in its own memory."), "{stdout}");
    let lanes = version(&report, "processes").tasks.iter().map(|task| &task.lane);
    let processes = lanes.filter_map(|lane| lane.strip_prefix("process ")?.parse::<u32>().ok());
    assert_eq!(processes.count(), 6, "each job ran in a process with an id");
}

#[test]
fn an_aborted_process_is_replaced_and_its_range_done_again() {
    let args = [&SMALL[..], &["--only", "processes-with-a-crash"]].concat();
    let (stdout, report) = run(CHAPTER, &args);
    let run = version(&report, "processes-with-a-crash");
    assert_eq!(run.answer, 9592);
    assert_eq!(run.tasks.iter().filter(|task| task.name == "range 8 lost").count(), 1, "{run:?}");
    assert_eq!(run.tasks.iter().filter(|task| task.name == "range 8").count(), 1, "{run:?}");
    assert!(stdout.contains("died during range 8: "), "{stdout}");
    assert!(stdout.contains("takes its place"), "{stdout}");
    #[cfg(unix)]
    assert!(stdout.contains("SIGABRT"), "{stdout}");
}

/// Every way of losing a range ends with the right answer.
fn lost_and_done_again(faults: &[&str], told: &str) {
    let faults = faults.iter().flat_map(|fault| ["--fault", fault]).collect::<Vec<_>>();
    let args = [&SMALL[..], &["--only", "processes", "--timeout", "2"], &faults].concat();
    let (stdout, report) = run(CHAPTER, &args);
    assert_eq!(version(&report, "processes").answer, 9592);
    assert!(stdout.contains(told), "{stdout}");
}

#[test]
fn a_process_that_hangs_is_ended_and_its_range_done_again() {
    lost_and_done_again(&["3=hang"], "no answer to range 3 within 2s");
}

#[test]
fn a_process_that_answers_garbage_is_ended_and_its_range_done_again() {
    lost_and_done_again(&["3=garbage"], "its answer to range 3 is not one");
}

#[test]
fn three_losses_of_one_range_are_made_good() {
    lost_and_done_again(&["3=abort", "3=garbage", "3=abort", "5=abort"], "takes its place");
}

#[test]
fn the_fourth_loss_of_one_range_fails_the_version_and_no_other() {
    let faults = ["--fault", "3=abort"].repeat(4);
    let args = [&SMALL[..], &faults, &["--only", "threads", "--only", "processes"]].concat();
    let (output, report) = run_to_any_end(CHAPTER, &args);
    let (_, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.contains("`processes` failed: range 3 was lost 4 times"), "{stderr}");
    assert_eq!(version(&report, "threads").answer, 9592);
    assert!(version(&report, "threads").failures.is_empty());
}

#[test]
fn a_wrong_fault_is_refused_with_the_known_ones() {
    for fault in ["3", "3=", "0=abort", "x=abort", "3=explode"] {
        let known = contains("KIND is abort, hang or garbage");
        program(CHAPTER).args(["--fault", fault]).assert().code(2).stderr(known);
    }
}

#[test]
fn help_does_not_show_the_worker() {
    let output = program(CHAPTER).arg("--help").output().unwrap();
    let (stdout, _) = texts(&output);
    assert!(!stdout.contains("worker\n") && !stdout.contains("Commands"), "{stdout}");
}

#[test]
fn a_worker_ends_when_its_stdin_does() {
    program(CHAPTER).arg("worker").write_stdin("").assert().success().stdout("");
    program(CHAPTER).arg("worker").write_stdin("this is no job\n").assert().success().stdout("");
}

/// What needs signals.
#[cfg(unix)]
mod with_signals {
    use std::{
        process::{Child, Command, Stdio},
        thread,
        time::{Duration, Instant},
    };

    use end_to_end::{program, std_program};

    use super::{CHAPTER, texts};

    /// Starts the chapter with work for `limit`, and waits until both its workers are there.
    fn start(limit: &str) -> (Child, Vec<String>) {
        let child = std_program(CHAPTER)
            .args(["--only", "processes", "--workers", "2", "--tasks", "4", "--limit", limit])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut workers = Vec::new();
        while workers.len() < 2 {
            thread::sleep(Duration::from_millis(5));
            workers = children_of(child.id());
        }
        (child, workers)
    }

    fn children_of(parent: u32) -> Vec<String> {
        let output = Command::new("pgrep").args(["-P", &parent.to_string()]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    fn kill(signal: &str, process: &str) {
        assert!(Command::new("kill").args([signal, process]).status().unwrap().success());
    }

    /// Fails if a process is still there after ten seconds; by itself it would take minutes.
    fn assert_gone(processes: &[String]) {
        let deadline = Instant::now() + Duration::from_secs(10);
        for process in processes {
            while Command::new("kill").args(["-0", process]).output().unwrap().status.success() {
                assert!(Instant::now() < deadline, "process {process} is still there");
                thread::sleep(Duration::from_millis(20));
            }
        }
    }

    #[test]
    fn a_worker_killed_from_outside_is_replaced_and_the_answer_is_right() {
        let (child, workers) = start("10000000");
        kill("-KILL", &workers[0]);
        let output = child.wait_with_output().unwrap();
        let (stdout, stderr) = texts(&output);
        assert!(output.status.success(), "{stdout}\n{stderr}");
        assert!(stdout.contains(&format!("Process {} died", workers[0])), "{stdout}");
        assert!(stdout.contains("SIGKILL"), "{stdout}");
        assert!(stdout.contains("664,579 primes"), "{stdout}");
    }

    #[test]
    fn workers_end_when_their_parent_is_killed() {
        let (mut child, workers) = start("100000000");
        kill("-KILL", &child.id().to_string());
        child.wait().unwrap();
        assert_gone(&workers);
    }

    #[test]
    fn an_interrupt_leaves_no_process_behind() {
        let (mut child, workers) = start("100000000");
        kill("-INT", &child.id().to_string());
        assert!(!child.wait().unwrap().success());
        assert_gone(&workers);
    }

    #[test]
    fn a_closed_pipe_leaves_no_process_behind() {
        let (mut child, workers) = start("10000000");
        drop(child.stdout.take());
        assert!(child.wait().unwrap().success());
        assert_gone(&workers);
    }

    #[test]
    fn a_thread_that_aborts_ends_the_whole_program() {
        use std::os::unix::process::ExitStatusExt;

        let output =
            program(CHAPTER).args(["--crash-threads", "--limit", "100000"]).output().unwrap();
        let (stdout, _) = texts(&output);
        assert_eq!(output.status.signal(), Some(6), "{output:?}");
        assert!(stdout.contains("They share one process"), "{stdout}");
        assert!(!stdout.contains("primes below"), "{stdout}");
    }
}
