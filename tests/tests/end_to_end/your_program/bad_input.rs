//! Commands that cannot be run, and signals.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output, Stdio},
};

use end_to_end::{
    Running, limited, path_of, program, program_that_minds_ctrl_c, skip, start, std_program,
};
use predicates::{prelude::*, str::contains};

use super::CHAPTER;
use crate::{has_script, texts, wait_until};

/// Starts a shell command that is watched, and waits until it has printed a line, which is returned.
fn start_watching(flags: &[&str], command: &str) -> (Running, String) {
    let mut watching = program_that_minds_ctrl_c(CHAPTER);
    watching.args(flags).args(["sh", "-c", command]);
    let mut watching = start(watching.stdout(Stdio::piped()).stderr(Stdio::piped()));
    let mut line = String::new();
    let mut stdout = BufReader::new(watching.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    assert!(!line.trim().is_empty(), "it ended before it had printed a line");
    (watching, line.trim().to_owned())
}

fn send(signal: &str, process: &str) {
    assert!(Command::new("kill").args([signal, process]).status().unwrap().success(), "{process}");
}

/// The letter for the state of a process; `None` when it has ended.
fn state_of(process: &str) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.chars().next()
}

/// Whether a process has ended, and somebody has taken note of it.
fn is_gone(process: &str) -> bool {
    state_of(process).is_none()
}

#[test]
fn each_signal_that_should_end_it_reaches_the_command_whose_exit_code_counts() {
    // It takes a while to end, or ends by itself when nothing comes. The signal is sent to the program
    // that watches, and to no other.
    for (signal, code) in [("HUP", 41), ("INT", 42), ("QUIT", 43), ("TERM", 44)] {
        let command = format!(
            "trap 'sleep 0.2; exit {code}' {signal}; sleep 0.2; echo ready; \
             for tenth in $(seq 600); do sleep 0.1; done; exit 9"
        );
        let (watching, _) = start_watching(&[], &command);
        send(&format!("-{signal}"), &watching.id().to_string());
        let output = watching.output().unwrap();
        let said = texts(&output).1;
        assert_eq!(output.status.code(), Some(code), "{signal}: {said}");
        assert!(said.contains("Watched for"), "{signal}: {said}");
    }
}

#[test]
fn a_signal_that_the_command_does_not_catch_ends_it_and_it_is_drawn() {
    for (signal, code) in [("HUP", 129), ("INT", 130), ("TERM", 143)] {
        let (watching, _) = start_watching(&[], "sleep 0.3; echo ready; exec sleep 60");
        send(&format!("-{signal}"), &watching.id().to_string());
        let output = watching.output().unwrap();
        let said = texts(&output).1;
        assert_eq!(output.status.code(), Some(code), "{signal}: {said}");
        assert!(said.contains(&format!("(SIG{signal})")), "{said}");
        assert!(said.contains("Watched for"), "{signal}: {said}");
    }
}

#[test]
fn a_command_that_is_stopped_goes_on_when_it_is_told_to() {
    let (watching, command) = start_watching(&[], "echo $$; kill -STOP $$; sleep 0.3; exit 3");
    wait_until("it is stopped", || state_of(&command) == Some('T'));
    send("-CONT", &command);
    let output = watching.output().unwrap();
    let said = texts(&output).1;
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("Watched for"), "{said}");
}

#[test]
fn at_the_limit_a_command_that_is_stopped_is_ended_too() {
    let (watching, command) = start_watching(&["--seconds", "2"], "echo $$; kill -STOP $$");
    let said = texts(&watching.output().unwrap()).1;
    assert!(said.contains("was made to end"), "{said}");
    assert!(is_gone(&command), "{said}");
}

#[test]
fn at_the_limit_who_does_not_listen_is_ended_with_all_that_it_started() {
    // The process that it started does not listen either, and would outlive it.
    let deaf = "trap '' TERM; sleep 600 >/dev/null 2>&1 & echo $!; exec sleep 600";
    let (watching, child) = start_watching(&["--seconds", "2"], deaf);
    let output = watching.output().unwrap();
    let said = texts(&output).1;
    assert_eq!(output.status.code(), Some(137), "{said}");
    assert!(said.contains("was made to end"), "{said}");
    wait_until("its child has ended", || matches!(state_of(&child), None | Some('Z')));
    // A command that listens, with a child that does not.
    let half = "(trap '' TERM; exec sleep 600 >/dev/null 2>&1) & sleep 0.1; echo $!; wait";
    let (watching, child) = start_watching(&["--seconds", "2"], half);
    let output = watching.output().unwrap();
    assert_eq!(output.status.code(), Some(143), "{}", texts(&output).1);
    wait_until("its child has ended", || matches!(state_of(&child), None | Some('Z')));
}

#[test]
fn a_command_that_closes_its_output_is_drawn() {
    let output = program(CHAPTER)
        .args(["sh", "-c", "echo first; exec >&- 2>&-; sleep 0.3; exit 5"])
        .assert()
        .code(5)
        .stdout("first\n");
    output.stderr(contains("Watched for"));
}

#[test]
fn a_command_at_a_terminal_may_read_from_it() {
    if !has_script() {
        return;
    }
    // A process in the background, which is no part of what the terminal runs, would be stopped
    // instead.
    let reads =
        "echo ready; read -r line; echo \"got $line\"; test -t 0 && test -t 1 && echo terminal";
    let command = format!("exec {} sh -c \"$READS\"", path_of(CHAPTER).display());
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]).env("READS", reads);
    let mut terminal = start(script.stdin(Stdio::piped()).stdout(Stdio::piped()));
    let mut stdout = BufReader::new(terminal.stdout.take().unwrap());
    let mut printed = String::new();
    stdout.read_line(&mut printed).unwrap();
    terminal.stdin.as_mut().unwrap().write_all(b"hello\n").unwrap();
    stdout.read_to_string(&mut printed).unwrap();
    assert!(terminal.wait().unwrap().success(), "{printed}");
    assert!(printed.contains("got hello") && printed.contains("terminal"), "{printed}");
}

#[test]
fn who_is_sent_a_signal_at_a_terminal_passes_it_on() {
    if !has_script() {
        return;
    }
    // No key was pressed: the terminal has sent nothing to the command.
    let command = format!("echo $$; exec {} sleep 60", path_of(CHAPTER).display());
    let mut script = Command::new("env");
    script.args([
        "--default-signal=INT,QUIT",
        "script",
        "--quiet",
        "--return",
        "--command",
        &command,
    ]);
    let mut terminal = start(script.arg("/dev/null").stdin(Stdio::piped()).stdout(Stdio::piped()));
    let mut stdout = BufReader::new(terminal.stdout.take().unwrap());
    let mut watching = String::new();
    stdout.read_line(&mut watching).unwrap();
    let children = || {
        let watching = watching.trim();
        fs::read_to_string(format!("/proc/{watching}/task/{watching}/children")).unwrap()
    };
    wait_until("the command runs", || {
        let command = children().trim().to_owned();
        let name = fs::read_to_string(format!("/proc/{command}/comm")).unwrap_or_default();
        name.trim() == "sleep"
    });
    send("-INT", watching.trim());
    let mut said = String::new();
    stdout.read_to_string(&mut said).unwrap();
    assert_eq!(terminal.wait().unwrap().code(), Some(130), "{said}");
    assert!(said.contains("(SIGINT)"), "{said}");
}

#[test]
fn five_thousand_threads_are_summed_up() {
    let threads = path_of("chapter-02-threads");
    let flags = ["--only", "threads", "--tasks", "5000", "--seconds", "5"];
    let alone = std_program("chapter-02-threads").args(flags).output().unwrap();
    if !alone.status.success() {
        return skip("threads", "this user may not start 5,000 at once");
    }
    let said = program(CHAPTER).arg(threads).args(flags).output().unwrap();
    let (_, said) = texts(&said);
    let at_once = said.replace('\n', " ");
    assert!(at_once.contains("threads in 1 process"), "{said}");
    assert!(said.lines().count() < 60 && said.contains('z'), "{said}");
}

/// A folder that any user may look into, with this program, and with a `sleep` that has the rights of
/// its owner. `None` where we may not make one.
fn folder_with_a_program_with_rights_of_its_own() -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().unwrap();
    let mode =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(folder.path(), 0o755);
    let copy = |program: &Path, name| {
        let file = folder.path().join(name);
        // A child process does it: a file that this process had open for writing cannot be run while a
        // test starts another.
        let copied = Command::new("cp").arg(program).arg(&file).status().unwrap();
        assert!(copied.success());
        mode(&file, 0o755);
        file
    };
    copy(path_of(CHAPTER), "watch");
    let which = Command::new("sh").args(["-c", "command -v sleep"]).output().unwrap();
    let sleep = copy(Path::new(texts(&which).0.trim()), "sleep");
    mode(&sleep, 0o4755);
    // Started by the user nobody, it runs with our rights, unless the disk forbids that.
    let tried = as_nobody(&[
        "sh",
        "-c",
        "\"$0\" 9 & sed -n 's/^Uid:\t//p' /proc/$!/status; sleep 0.2
        sed -n 's/^Uid://p' /proc/$!/status; kill $!",
        sleep.to_str().unwrap(),
    ]);
    let has_our_rights = tried.is_ok_and(|tried| texts(&tried).0.contains("65534\t0\t"));
    if !has_our_rights {
        skip("setuid", "this user may not run a program with the rights of another one");
        return None;
    }
    Some(folder)
}

fn as_nobody(command: &[&str]) -> std::io::Result<Output> {
    let mut setpriv = Command::new("setpriv");
    setpriv.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).args(command);
    setpriv.env("LC_ALL", "C.UTF-8").output()
}

#[test]
fn of_a_program_with_rights_of_its_own_it_is_said_that_they_are_withheld() {
    let Some(folder) = folder_with_a_program_with_rights_of_its_own() else { return };
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let output = as_nobody(&[&path("watch"), &path("sleep"), "0.5"]).unwrap();
    let said = texts(&output).1;
    assert!(output.status.success(), "{said}");
    assert!(said.contains("Watched for") && said.contains("/proc withheld"), "{said}");
    assert!(!said.contains("It waits for the disk"), "{said}");
}

#[test]
fn of_a_program_that_proc_hides_that_is_said() {
    let Some(folder) = folder_with_a_program_with_rights_of_its_own() else { return };
    let [watch, sleep] = ["watch", "sleep"].map(|name| folder.path().join(name));
    let hide = "mount -t proc -o hidepid=2 proc /proc && \
                exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"";
    let hidden = |command: &[&str]| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "--pid", "--fork", "sh", "-c", hide, "-"]).args(command);
        unshare.env("LC_ALL", "C.UTF-8");
        limited(unshare)
    };
    if !hidden(&["true"]).output().is_ok_and(|tried| tried.status.success()) {
        return skip("hidepid", "this user may not mount another /proc");
    }
    let watch = watch.to_str().unwrap();
    // It does see its own processes.
    hidden(&[watch, "sleep", "2"]).assert().success().stderr(contains("It sleeps"));
    hidden(&[watch, sleep.to_str().unwrap(), "0.5"])
        .assert()
        .success()
        .stderr(contains("hides").and(contains("hidepid")).and(contains("Watched for").not()));
}
