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

/// However busy the machine is, nearly everything that a version computes is in its tasks; a task that
/// was lost has no CPU time.
#[test]
fn what_a_version_computes_its_tasks_compute() {
    // Windows counts the time of a process in steps of 16 ms, for each of its threads.
    let doubt_s = if cfg!(windows) { 2.0 / 64.0 } else { 0.0 };
    let (stdout, report) = run(CHAPTER, &["--limit", "1000000", "--workers", "2"]);
    for run in &report.versions {
        let cpu_s: f64 = run.tasks.iter().filter_map(|task| task.cpu_s).sum();
        let all_s = run.cpu_s.unwrap();
        assert!(cpu_s + doubt_s > 0.5 * all_s, "{}: {cpu_s} s of {all_s} s", run.name);
        assert!(run.cores_busy().unwrap() > 0.0, "{}", run.name);
        for task in &run.tasks {
            let is_lost = task.name.ends_with("lost");
            assert_eq!(task.cpu_s.is_none(), is_lost, "{}: {task:?}", run.name);
        }
    }
    assert!(stdout.contains("█ computed"), "{stdout}");
}

/// Two workers that compute on one core: while one does, the other waits.
#[cfg(target_os = "linux")]
#[test]
fn workers_that_share_a_core_have_waited_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let mut on_one_core = std::process::Command::new("taskset");
    on_one_core
        .args(["-c", &end_to_end::a_core()])
        .arg(end_to_end::path_of(CHAPTER))
        .args(["--workers", "2", "--only", "threads", "--only", "processes", "--export-json"])
        .arg(&file);
    let output = end_to_end::limited(on_one_core).output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success(), "{stdout}\n{stderr}");
    let report = stopwatch::Report::read(&file).unwrap();
    for version in ["threads", "processes"] {
        let run = crate::version(&report, version);
        let Some(waited_s) = run.waiting_for_core_s else {
            return end_to_end::skip("waits-for-a-core", "this kernel does not count them");
        };
        // Half the work of two, as long as both have some.
        assert!(waited_s > 0.2 * run.cpu_s.unwrap(), "{run:?}");
        let said = crate::in_one_line(&stdout);
        assert!(said.contains(&format!(" in `{version}`")) || said.contains("no core was free"));
    }
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
    // Only a worker that never answers should be given up on soon.
    let timeout = if faults.contains(&"3=hang") { "2" } else { "600" };
    let args = [&SMALL[..], &["--only", "processes", "--timeout", timeout], &faults].concat();
    let (stdout, report) = run(CHAPTER, &args);
    assert_eq!(version(&report, "processes").answer, 9592);
    assert!(stdout.contains(told), "{stdout}");
}

#[test]
fn a_process_that_hangs_is_ended_and_its_range_done_again() {
    lost_and_done_again(&["3=hang"], "no answer to range 3 within 2 s (--timeout)");
}

#[test]
fn a_process_that_answers_garbage_is_ended_and_its_range_done_again() {
    lost_and_done_again(
        &["3=garbage"],
        "its answer to range 3 was not a count: \"\\u{1b}[31mI cannot count\"",
    );
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
    assert!(stderr.contains("`processes` failed: range 3 was lost 4 times. Process "), "{stderr}");
    assert_eq!(version(&report, "threads").answer, 9592);
    assert!(version(&report, "threads").failures.is_empty());
}

#[test]
fn a_wrong_fault_is_refused_with_the_known_ones() {
    program(CHAPTER)
        .args(["--fault", "17=abort"])
        .assert()
        .code(2)
        .stderr(contains("the ranges are 1 to 16"));
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
    let worker = program(CHAPTER).arg("worker").write_stdin("this is no job\n").assert();
    worker
        .code(1)
        .stdout("")
        .stderr(contains("what came in on stdin is not a job: this is no job"));
}

/// The system refuses files or threads: a version fails, names the limit, and leaves nobody waiting.
#[cfg(target_os = "linux")]
mod with_limits {
    use end_to_end::program_under;

    use super::{CHAPTER, texts};

    const MANY: [&str; 6] = ["--limit", "100000", "--tasks", "100", "--workers", "64"];

    #[test]
    fn too_few_open_files_are_named() {
        let output = program_under("-n 20", CHAPTER).args(MANY).output().unwrap();
        let (stdout, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        let why = "`processes` failed: could not start a worker process (Too many open files: \
                   the limit is 20 open files (ulimit -n))";
        assert!(stderr.contains(why), "{stderr}");
        assert!(stderr.lines().all(|line| line.contains("failed: ")), "{stderr}");
        assert!(stdout.contains("9,592 primes below 100,000"), "threads need no files: {stdout}");
    }

    #[test]
    fn too_little_room_for_threads_is_named() {
        let output = program_under("-v 100000", CHAPTER).args(MANY).output().unwrap();
        let (_, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        for (version, threads) in [("threads", 64), ("processes", 192)] {
            let why = format!("`{version}` failed: {threads} threads need ");
            assert!(stderr.contains(&why), "{stderr}");
        }
        assert_eq!(stderr.lines().count(), 3, "{stderr}");
    }

    /// With large stacks there is no room for all threads, which shows only once some have started.
    #[test]
    fn a_thread_that_is_refused_late_leaves_nobody_waiting() {
        let mut command = program_under("-v 1000000", CHAPTER);
        command.env("RUST_MIN_STACK", (64 << 20).to_string());
        let output = command.args(MANY).args(["--only", "processes"]).output().unwrap();
        let (_, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains("977 MiB of address space (ulimit -v)"), "{stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
    }
}

/// What needs signals.
#[cfg(unix)]
mod with_signals {
    use std::{
        io::{BufRead, BufReader, Read},
        os::unix::process::ExitStatusExt,
        process::{ChildStdout, Command, Stdio},
        sync::mpsc,
        thread,
        time::Duration,
    };

    use end_to_end::{Running, program, std_program};

    use super::{CHAPTER, texts};

    /// The chapter while it runs.
    struct Chapter {
        running: Running,
        stdout: BufReader<ChildStdout>,
        /// The ids of its two workers.
        workers: Vec<String>,
    }

    /// Starts the chapter with two workers, and waits until it has named both.
    fn start(args: &[&str]) -> Chapter {
        let mut chapter = std_program(CHAPTER);
        chapter.args(["--only", "processes", "--workers", "2", "--tasks", "4"]).args(args);
        let mut running = end_to_end::start(chapter.stdout(Stdio::piped()).stderr(Stdio::piped()));
        let mut stdout = BufReader::new(running.stdout.take().unwrap());
        let mut workers = Vec::new();
        while workers.len() < 2 {
            let mut line = String::new();
            assert!(stdout.read_line(&mut line).unwrap() > 0, "it ended before its workers began");
            if line.ends_with(" starts.\n") {
                workers.push(line.split(' ').nth(1).unwrap().to_owned());
            }
        }
        Chapter { running, stdout, workers }
    }

    /// Workers that never finish by themselves.
    const HANGING: [&str; 6] = ["--fault", "1=hang", "--fault", "2=hang", "--timeout", "3600"];

    /// The shell's own `kill`: the program of that name is not everywhere.
    fn kill(signal: &str, process: &str) {
        let kill = format!("kill -{signal} {process}");
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Every process of the chapter holds its stderr open, so that ends only when all of them have.
    fn assert_all_end(mut chapter: Chapter) {
        let mut stderr = chapter.running.stderr.take().unwrap();
        let (sender, ended) = mpsc::channel();
        thread::spawn(move || sender.send(stderr.read_to_end(&mut Vec::new())));
        // Much less than what the workers would wait by themselves.
        assert!(ended.recv_timeout(Duration::from_secs(60)).is_ok(), "a process is left behind");
    }

    #[test]
    fn a_worker_killed_from_outside_is_replaced_and_the_answer_is_right() {
        let mut chapter = start(&["--limit", "10000000"]);
        let killed = chapter.workers[0].clone();
        kill("KILL", &killed);
        let mut stdout = String::new();
        chapter.stdout.read_to_string(&mut stdout).unwrap();
        assert!(chapter.running.wait().unwrap().success(), "{stdout}");
        assert!(stdout.contains(&format!("Process {killed} died")), "{stdout}");
        assert!(stdout.contains("SIGKILL"), "{stdout}");
        assert!(stdout.contains("664,579 primes"), "{stdout}");
    }

    #[test]
    fn workers_end_when_their_parent_is_killed() {
        let chapter = start(&HANGING);
        kill("KILL", &chapter.running.id().to_string());
        assert_all_end(chapter);
    }

    /// With TERM: Ctrl-C sends INT, which some environments that run tests have turned off.
    #[test]
    fn an_interrupt_leaves_no_process_behind() {
        let mut chapter = start(&HANGING);
        kill("TERM", &chapter.running.id().to_string());
        assert_eq!(chapter.running.wait().unwrap().signal(), Some(15));
        assert_all_end(chapter);
    }

    #[test]
    fn a_thread_that_aborts_ends_the_whole_program() {
        let output =
            program(CHAPTER).args(["--crash-threads", "--limit", "100000"]).output().unwrap();
        let (stdout, _) = texts(&output);
        assert_eq!(output.status.signal(), Some(6), "{output:?}");
        assert!(stdout.contains("They share one process"), "{stdout}");
        assert!(!stdout.contains("primes below"), "{stdout}");
        program(CHAPTER).args(["--crash-threads", "--predict"]).assert().code(2);
    }
}
