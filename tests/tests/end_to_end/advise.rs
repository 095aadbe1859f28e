//! `advise`, of chapter 08: any command, and what is said about it.

use end_to_end::program;
use predicates::str::contains;

const CHAPTER: &str = "chapter-08-rule-of-thumb";

#[test]
fn a_command_that_is_missing_has_the_exit_code_of_a_shell() {
    program(CHAPTER)
        .args(["advise", "--", "no-such-command"])
        .assert()
        .code(127)
        .stdout("")
        .stderr(contains("could not start no-such-command: "))
        .stderr(contains("on your PATH?"));
    program(CHAPTER).arg("advise").assert().code(2).stderr(contains("<COMMAND>"));
}

#[cfg(unix)]
mod on_unix {
    use std::{
        fs,
        process::{Command, Stdio},
    };

    use end_to_end::{limited, program, start, std_program, write_script};
    use predicates::{prelude::PredicateBooleanExt, str::contains};

    use super::CHAPTER;
    use crate::texts;

    #[test]
    fn the_output_and_the_exit_code_of_the_command_stay_as_they_are() {
        program(CHAPTER)
            .args(["advise", "--", "sh", "-c", "echo hello; sleep 0.4; exit 7"])
            .assert()
            .code(7)
            .stdout("hello\n")
            .stderr(contains("Wall time ").and(contains(" s, CPU time ")))
            .stderr(contains("The command failed: exit status: 7"));
    }

    #[test]
    fn nobody_has_to_read_the_advice() {
        for (command, code) in [
            (&["sh", "-c", "sleep 0.2; exit 7"][..], 7),
            (&["sh", "-c", "sleep 0.2"], 0),
            (&["no-such-command"], 127),
        ] {
            let mut advise = std_program(CHAPTER);
            let mut advise =
                start(advise.args(["advise", "--"]).args(command).stderr(Stdio::piped()));
            drop(advise.stderr.take());
            assert_eq!(advise.wait().unwrap().code(), Some(code), "{command:?}");
        }
    }

    #[test]
    fn a_command_that_a_signal_ends_has_the_exit_code_of_a_shell() {
        let said = || {
            let mut advise = program(CHAPTER);
            let ended = advise.args(["advise", "--", "sh", "-c", "kill -9 $$"]).assert().code(137);
            texts(ended.stderr(contains("SIGKILL")).get_output()).1
        };
        // On a busy machine it may wait for a core long enough to be judged.
        assert!((0..10).any(|_| said().contains("too short to tell")), "{}", said());
    }

    #[test]
    fn what_is_there_and_cannot_be_run_has_the_exit_code_of_a_shell() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("notes.txt");
        fs::write(&file, "nothing to run").unwrap();
        for not_a_program in [file.as_path(), folder.path()] {
            program(CHAPTER)
                .args(["advise", "--"])
                .arg(not_a_program)
                .assert()
                .code(126)
                .stderr(contains("could not start").and(contains("python3 my_script.py")));
        }
    }

    #[test]
    fn a_script_without_a_first_line_that_names_its_shell_runs_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report");
        write_script(&file, "echo \"report of $1\"\nexit 5\n");
        let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
        for script in [file.to_str().unwrap(), "report"] {
            program(CHAPTER)
                .env("PATH", &path)
                .args(["advise", "--", script, "May"])
                .assert()
                .code(5)
                .stdout("report of May\n");
        }
    }

    #[test]
    fn a_script_whose_interpreter_is_missing_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report");
        let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
        for (first_line, shown) in [
            ("#!/no/such -u\n", "that /no/such runs it"),
            ("#! /no/such", "that /no/such runs it"),
            ("#!/bin/sh\r\n", r#"that "/bin/sh\r" runs it"#),
        ] {
            write_script(&file, first_line);
            for script in [file.to_str().unwrap(), "report"] {
                program(CHAPTER)
                    .env("PATH", &path)
                    .args(["advise", "--", script])
                    .assert()
                    .code(127)
                    .stderr(contains("could not start ").and(contains(shown)))
                    .stderr(contains("and that is missing"))
                    .stderr(contains("spelt right").not());
            }
        }
    }

    #[test]
    fn a_signal_that_was_ignored_stays_ignored_for_the_command() {
        let nohup = "trap '' HUP; exec \"$0\" advise -- sh -c 'kill -HUP $$; exit 4'";
        let advise = end_to_end::path_of(CHAPTER);
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(nohup).arg(advise);
        limited(shell).assert().code(4);
    }
}

/// Only Linux tells enough for any advice.
#[cfg(target_os = "linux")]
mod on_linux {
    use std::{
        io::{BufRead, BufReader, Read, Write},
        process::{Command, Stdio},
    };

    use end_to_end::{
        a_core, limited, path_of, program, program_that_minds_ctrl_c, skip, start, std_program,
    };

    use super::CHAPTER;
    use crate::{
        has_script,
        surroundings::{BusyMachine, HalfACore, IN_A_CHILD, python},
        texts,
    };

    /// Computes, in one shell.
    const COMPUTES: &str = "i=0; while [ $i -lt 1000000 ]; do i=$((i+1)); done";
    /// Computes a bit and waits a bit, again and again.
    /// Each wait is long enough for many looks.
    const COMPUTES_AND_WAITS: &str = "for j in 1 2 3 4 5; do \
        i=0; while [ $i -lt 150000 ]; do i=$((i+1)); done; sleep 0.3; done";

    /// Advice on a command that ends well.
    fn advice_on(command: &[&str]) -> String {
        let output = program(CHAPTER).args(["advise", "--"]).args(command).output().unwrap();
        let (stdout, stderr) = texts(&output);
        assert!(output.status.success(), "{stdout}\n{stderr}");
        stderr
    }

    fn has_no_advice_for_waiting(advice: &str) {
        for wrong in ["It waits", "Threads help", "async", "keep one core busy"] {
            assert!(!advice.contains(wrong), "{advice}");
        }
    }

    #[test]
    fn a_loop_on_a_busy_machine_computes_and_is_not_sent_to_threads() {
        let _busy = BusyMachine::new();
        let advice = advice_on(&["sh", "-c", COMPUTES]);
        assert!(advice.contains("It computes, and waits "), "{advice}");
        assert!(advice.contains("it could have computed, and had no core: "), "{advice}");
        has_no_advice_for_waiting(&advice);
    }

    #[test]
    fn a_loop_that_may_use_one_core_is_not_sent_to_more() {
        for command in [
            &["taskset", "-c", &a_core(), "sh", "-c", COMPUTES][..],
            &["sh", "-c", &format!("taskset -cp {} $$ >&2; {COMPUTES}", a_core())][..],
            &[&IN_A_CHILD[..], &["taskset", "-c", &a_core(), "sh", "-c", COMPUTES]].concat(),
        ] {
            let advice = advice_on(command);
            assert!(advice.contains("It may use only one core"), "{advice}");
            assert!(!advice.contains("rayon"), "{advice}");
            has_no_advice_for_waiting(&advice);
        }
        let two = format!("({COMPUTES}) & ({COMPUTES}); wait");
        let advice = advice_on(&["taskset", "-c", &a_core(), "sh", "-c", &two]);
        assert!(advice.contains("It may use only one core"), "{advice}");
        has_no_advice_for_waiting(&advice);
    }

    #[test]
    fn a_loop_with_half_a_core_computes_and_is_told_of_the_limit() {
        let Some(group) = HalfACore::new() else { return };
        let joins = format!("echo $$ > {}/cgroup.procs", group.0);
        // The limit is on the command alone, or on both.
        let inside = format!("{joins}; {COMPUTES}");
        let outside = format!("{joins}; exec \"$0\" advise -- sh -c '{COMPUTES}'");
        let mut around = Command::new("sh");
        around.arg("-c").arg(outside).arg(path_of(CHAPTER));
        let around = limited(around).output().unwrap();
        let in_a_child = [&IN_A_CHILD[..], &["sh", "-c", &inside]].concat();
        let advices = [advice_on(&["sh", "-c", &inside]), advice_on(&in_a_child), texts(&around).1];
        for advice in advices {
            assert!(advice.contains("It computes, and waits "), "{advice}");
            assert!(advice.contains("may use only 0.5 of a core's time"), "{advice}");
            assert!(advice.contains("It may use only one core"), "{advice}");
            has_no_advice_for_waiting(&advice);
        }
    }

    #[test]
    fn one_wait_at_a_time_is_sent_to_threads() {
        let advice = advice_on(&["sh", "-c", "sleep 0.4; sleep 0.4"]);
        assert!(advice.contains("of its time, for one thing at a time."), "{advice}");
        assert!(advice.contains("Threads help, or async"), "{advice}");
    }

    #[test]
    fn thirty_two_waiting_threads_are_not_one_that_waits() {
        let advise = path_of(CHAPTER).to_str().unwrap();
        let flags = "--only wait-threads --workers 32 --tasks 640 --seconds 0.15 --starts 1";
        let command: Vec<&str> = [advise].into_iter().chain(flags.split(' ')).collect();
        let advice = advice_on(&command);
        let at_once = advice.split_once("already does ").and_then(|(_, rest)| rest.split_once(' '));
        let at_once: f64 = at_once.unwrap_or_else(|| panic!("{advice}")).0.parse().unwrap();
        assert!((16.0..=33.0).contains(&at_once), "{advice}");
        assert!(!advice.contains("about 3 workers"), "{advice}");
    }

    #[test]
    fn two_processes_that_wait_half_of_the_time_are_two_that_wait() {
        let two = format!("({COMPUTES_AND_WAITS}) & ({COMPUTES_AND_WAITS}); wait");
        let advice = advice_on(&["sh", "-c", &two]);
        assert!(advice.contains("It waits "), "{advice}");
        assert!(advice.contains("already does 2 things at once"), "{advice}");
        assert!(!advice.contains("It computes"), "{advice}");
    }

    fn is_a_loop_and_not_two_things_at_once(advice: &str) {
        assert!(advice.contains("It computes, and waits "), "{advice}");
        assert!(!advice.contains("at once, on average"), "{advice}");
        has_no_advice_for_waiting(advice);
    }

    #[test]
    fn waiting_for_the_end_of_a_loop_is_not_a_second_thing() {
        let two_loops = format!("({COMPUTES}) & ({COMPUTES}) & wait");
        let sleeps = format!("sleep 600 & {COMPUTES}; kill $!");
        for command in [
            &["timeout", "600", "sh", "-c", COMPUTES][..],
            &["timeout", "600", "sh", "-c", &two_loops],
            &["sh", "-c", &sleeps],
        ] {
            let advice = advice_on(command);
            assert!(!advice.contains("at once, on average"), "{advice}");
            has_no_advice_for_waiting(&advice);
        }
        let advice = advice_on(&["taskset", "-c", &a_core(), "sh", "-c", &sleeps]);
        assert!(advice.contains("idle beside the computing"), "{advice}");
        assert!(advice.contains("It may use only one core"), "{advice}");
        let advice = advice_on(&["timeout", "600", "sleep", "0.8"]);
        assert!(advice.contains("of its time, for one thing at a time."), "{advice}");
    }

    #[test]
    fn a_thread_of_python_that_sleeps_beside_a_loop_is_idle() {
        let Some(python) = python() else { return };
        let daemon = "
import threading, time
def sleep():
    while True: time.sleep(1)
threading.Thread(target=sleep, daemon=True).start()
end = time.process_time() + 1.5
while time.process_time() < end: pass
";
        // Another way to wait for a child is to ask again and again.
        let asks = "
import subprocess, sys, time
loop = 'sum(n * n for n in range(120_000_000))'
child = subprocess.Popen([sys.executable, '-c', loop])
while child.poll() is None: time.sleep(0.1)
";
        for program in [daemon, asks] {
            let advice = advice_on(&[&python, "-c", program]);
            assert!(advice.contains("idle beside the computing"), "{advice}");
            is_a_loop_and_not_two_things_at_once(&advice);
        }
    }

    #[test]
    fn a_wait_beside_a_little_computing_is_not_idleness() {
        let advice = advice_on(&[
            "sh",
            "-c",
            "sleep 2 & i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done; wait",
        ]);
        assert!(!advice.contains("idle"), "{advice}");
        assert!(advice.contains("It waits "), "{advice}");
    }

    #[test]
    fn pools_of_python_are_seen_for_what_they_are() {
        let Some(python) = python() else { return };
        let half = "
import multiprocessing, time
from concurrent.futures import ProcessPoolExecutor
def half(_):
    end = time.process_time() + 0.04
    while time.process_time() < end: pass
    time.sleep(0.04)
if __name__ == '__main__':
    fork = multiprocessing.get_context('fork')
    with ProcessPoolExecutor(2, fork) as pool: list(pool.map(half, range(90)))
";
        let advice = advice_on(&[&python, "-c", half]);
        assert!(advice.contains("already does 2 things at once"), "{advice}");
        let turns = "
from concurrent.futures import ThreadPoolExecutor
def compute(_): sum(n * n for n in range(1_500_000))
with ThreadPoolExecutor(2) as pool: list(pool.map(compute, range(12)))
";
        let advice = advice_on(&[&python, "-c", turns]);
        assert!(advice.contains("It computes, and waits "), "{advice}");
        assert!(!advice.contains("parallel already"), "{advice}");
        has_no_advice_for_waiting(&advice);
        let event_loop = "
import asyncio
async def main(): await asyncio.gather(*(asyncio.sleep(1.5) for _ in range(100)))
asyncio.run(main())
";
        let advice = advice_on(&[&python, "-c", event_loop]);
        assert!(advice.contains("in an event loop, as async programs do"), "{advice}");
        assert!(!advice.contains("keep one core busy"), "{advice}");
    }

    #[test]
    fn processes_too_short_to_be_seen_are_not_judged() {
        let many = "i=0; while [ $i -lt 300 ]; do /bin/true; i=$((i+1)); done";
        // Where the processes wait for a core, they live longer, and are seen.
        let without_waits_for_a_core = (0..10)
            .map(|_| advice_on(&["sh", "-c", many]))
            .find(|advice| !advice.contains("and had no core"));
        let Some(advice) = without_waits_for_a_core else {
            return skip("free-core", "other programs had the cores, ten times");
        };
        assert!(advice.contains("Whether it waits or computes cannot be told"), "{advice}");
        has_no_advice_for_waiting(&advice);
    }

    /// Starts a command of `sh`, sends a signal to `advise` alone as soon as the command has said
    /// something, and returns the exit code with what both printed.
    fn ended_by(signal: &str, command: &str) -> (Option<i32>, String) {
        let mut advise = program_that_minds_ctrl_c(CHAPTER);
        advise.args(["advise", "--", "sh", "-c", command]);
        let mut advise = start(advise.stdout(Stdio::piped()).stderr(Stdio::piped()));
        let mut stdout = BufReader::new(advise.stdout.take().unwrap());
        let mut printed = String::new();
        stdout.read_line(&mut printed).unwrap();
        let id = advise.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        stdout.read_to_string(&mut printed).unwrap();
        advise.stderr.take().unwrap().read_to_string(&mut printed).unwrap();
        (advise.wait().unwrap().code(), printed)
    }

    #[test]
    fn a_signal_goes_to_the_command_whose_end_is_waited_for() {
        // It takes a while to end, and its exit code counts.
        let cleans_up = |signal| {
            format!(
                "trap 'sleep 0.2; echo cleaned up; exit 3' {signal}; echo ready; while :; do sleep 0.05; done"
            )
        };
        for (signal, name) in [("-INT", "INT"), ("-TERM", "TERM")] {
            let (code, printed) = ended_by(signal, &cleans_up(name));
            assert_eq!(code, Some(3), "{printed}");
            assert!(printed.contains("cleaned up\n") && printed.contains("Wall time"), "{printed}");
        }
        let (code, printed) = ended_by("-INT", "echo ready; exec sleep 60");
        assert_eq!(code, Some(130), "{printed}");
        assert!(printed.contains("The command failed: signal: 2 (SIGINT)"), "{printed}");
        assert!(printed.contains("Wall time"), "{printed}");
    }

    #[test]
    fn ctrl_c_at_a_terminal_reaches_the_command_once() {
        if has_script() {
            let advise = format!("{} advise -- ", path_of(CHAPTER).display());
            assert_eq!(times_that_ctrl_c_is_caught(&format!("{advise} sh")), 1);
            // A process that has left the terminal gets no signal from it, and must get none from
            // elsewhere.
            assert_eq!(times_that_ctrl_c_is_caught(&format!("{advise} setsid sh")), 0);
        }
    }

    #[test]
    fn ctrl_c_reaches_nobody_else_where_there_is_no_file_of_the_terminal() {
        let may_mount =
            Command::new("unshare").args(["--mount", "--map-root-user", "true"]).status();
        if !may_mount.is_ok_and(|status| status.success()) {
            skip("mount", "this user may not mount anything");
        } else if has_script() {
            let advise = format!("{} advise -- ", path_of(CHAPTER).display());
            let hidden = "unshare --mount --map-root-user sh -c \
                          'mount --bind /dev/null /dev/tty; exec \"$@\"' -";
            assert_eq!(times_that_ctrl_c_is_caught(&format!("{hidden} {advise} setsid sh")), 0);
        }
    }

    /// Types Ctrl-C at a terminal in which this shell runs.
    fn times_that_ctrl_c_is_caught(shell: &str) -> i32 {
        // The signal ends the first `wait`, and a second one would come during the other. Nothing is
        // started after `ready`, because a shell that is about to start something cannot be relied on
        // to catch a signal just then.
        const COUNTS: &str = "n=0; trap 'n=$((n+1))' INT; sleep 3 & echo ready; wait $!; wait $!; \
                              exit $((10+n))";
        // `script` is a terminal that types what it reads on stdin. The shell that it starts must be
        // replaced (`exec`): some shells are ended by Ctrl-C before the command that they wait for is.
        let mut script = Command::new("env");
        script.args(["--default-signal=INT,QUIT", "script", "--quiet", "--return", "--command"]);
        script.args([&format!("exec {shell} -c \"$COUNTS\""), "/dev/null"]).env("COUNTS", COUNTS);
        let mut terminal = start(script.stdin(Stdio::piped()).stdout(Stdio::piped()));
        let mut output = BufReader::new(terminal.stdout.take().unwrap());
        let mut printed = String::new();
        output.read_line(&mut printed).unwrap();
        terminal.stdin.as_mut().unwrap().write_all(b"\x03").unwrap();
        output.read_to_string(&mut printed).unwrap();
        assert!(printed.contains("Wall time"), "{printed}");
        terminal.wait().unwrap().code().unwrap() - 10
    }

    #[test]
    fn a_wait_for_a_file_that_nobody_writes_is_not_judged() {
        let mut advise = std_program(CHAPTER);
        advise.args(["advise", "--", "cat"]);
        let mut advise = start(advise.stdin(Stdio::piped()).stderr(Stdio::piped()));
        // The command has to begin before it can be looked at.
        std::thread::sleep(std::time::Duration::from_secs(2));
        drop(advise.stdin.take());
        let mut advice = String::new();
        advise.stderr.take().unwrap().read_to_string(&mut advice).unwrap();
        assert!(advise.wait().unwrap().success());
        assert!(
            advice.contains("all its threads waited for other threads or processes"),
            "{advice}"
        );
        has_no_advice_for_waiting(&advice);
    }
}
