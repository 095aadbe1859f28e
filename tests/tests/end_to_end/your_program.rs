//! Chapter 14.

use end_to_end::program;
use predicates::{prelude::*, str::contains};

const CHAPTER: &str = "chapter-14-your-program";

#[test]
fn a_command_that_is_missing_has_the_exit_code_of_a_shell() {
    program(CHAPTER)
        .arg("no-such-command")
        .assert()
        .code(127)
        .stdout("")
        .stderr(contains("could not start no-such-command: ").and(contains("on your PATH?")));
}

#[test]
fn a_command_and_a_process_to_watch_are_one_too_many() {
    program(CHAPTER).args(["--attach", "1", "true"]).assert().code(2).stdout("");
    for wrong in ["0", "-1", "many", "99999999"] {
        program(CHAPTER)
            .args(["--attach", wrong])
            .assert()
            .code(2)
            .stderr(contains("from 1 to 4,194,304"));
    }
}

#[cfg(unix)]
#[test]
fn the_output_and_the_exit_code_of_the_command_stay_as_they_are() {
    program(CHAPTER)
        .args(["sh", "-c", "read line; echo \"$line, $1\"; exit 7", "sh", "--fast"])
        .write_stdin("hello\n")
        .assert()
        .code(7)
        .stdout("hello, --fast\n")
        .stderr(contains("The command failed: exit status: 7"));
}

#[cfg(unix)]
#[test]
fn a_folder_is_no_command() {
    program(CHAPTER)
        .arg("./crates")
        .assert()
        .code(126)
        .stderr(contains("could not start ./crates"));
}

/// What only Linux tells, so that there is a picture at all.
#[cfg(target_os = "linux")]
mod on_linux {
    use std::{
        collections::BTreeSet,
        io::{BufRead, BufReader, Read},
        process::{Command, Stdio},
    };

    use end_to_end::{
        limited, path_of, program, program_that_minds_ctrl_c, skip, start, std_program,
    };
    use predicates::{prelude::*, str::contains};
    use stopwatch::Report;

    use super::CHAPTER;
    use crate::{
        run,
        surroundings::{BusyMachine, HalfACore, python},
        texts, version,
    };

    /// What can be named, by the words at its beginning.
    const CAUSES: [&str; 10] = [
        "Nothing moves",
        "They take turns",
        "Its event loop is held up",
        "The work is shared out unevenly",
        "One program sets the pace",
        "It waits for the network",
        "It waits for the disk",
        "It sleeps",
        "Too many threads",
        "A limit keeps it from the cores",
    ];

    /// Computes, in one shell.
    const COMPUTES: &str = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";

    /// What is said of a command, and which causes that names.
    fn watched(flags: &[&str], command: &[&str]) -> (String, BTreeSet<&'static str>) {
        let output = program(CHAPTER).args(flags).args(command).output().unwrap();
        let (_, stderr) = texts(&output);
        let causes = causes(&stderr);
        (stderr, causes)
    }

    /// That others have the cores may be true wherever this is tested.
    fn causes(said: &str) -> BTreeSet<&'static str> {
        let named = |cause: &&str| said.contains(&format!("\n{cause}: "));
        CAUSES.into_iter().filter(named).collect()
    }

    /// Whether other programs left so little of the cores that a cause may go unseen.
    fn is_drowned(said: &str) -> bool {
        const MOST_PERCENT: u32 = 55;
        let percent = said.split_once("Others have the cores: for ");
        let percent = percent.and_then(|(_, rest)| rest.split_once(' ')?.0.parse().ok());
        percent.is_some_and(|percent: u32| percent > MOST_PERCENT)
    }

    /// What is said of a command of which this cause has to be named, and no other one; `None` where
    /// nobody could see it.
    fn names_only(cause: &'static str, command: &[&str]) -> Option<String> {
        for _ in 0..3 {
            let (said, causes) = watched(&[], command);
            if causes.is_empty() && is_drowned(&said) {
                continue;
            }
            assert_eq!(causes, BTreeSet::from([cause]), "{said}");
            return Some(said);
        }
        skip("free-core", &format!("other programs had the cores, three times, from {command:?}"));
        None
    }

    fn names_nothing(command: &[&str]) -> String {
        let (said, causes) = watched(&[], command);
        assert_eq!(causes, BTreeSet::new(), "{said}");
        said
    }

    /// What the tour says of each program: the words under its headline.
    fn sections(stdout: &str) -> Vec<(&str, &str)> {
        let sections = stdout.split("\n=== ").skip(1);
        sections.map(|section| section.split_once(' ').unwrap()).collect()
    }

    fn each_program_of_the_tour_has_its_fault(stdout: &str) {
        for (name, section) in sections(stdout) {
            let expected = match name {
                "turns" => "They take turns",
                "held-up" => "Its event loop is held up",
                "uneven" => "The work is shared out unevenly",
                "one-at-a-time" => "It waits for the network",
                "too-many" => "Too many threads",
                "deadlock" => "Nothing moves",
                other => panic!("which fault has {other}?"),
            };
            match causes(section) {
                causes if causes.is_empty() && is_drowned(section) => {
                    skip("free-core", &format!("other programs had the cores, from {name}"));
                }
                causes => assert_eq!(causes, BTreeSet::from([expected]), "{section}"),
            }
        }
        assert_eq!(sections(stdout).len(), 6, "{stdout}");
    }

    #[test]
    fn each_program_of_the_tour_in_rust_has_its_fault() {
        let folder = tempfile::tempdir().unwrap();
        let output = program(CHAPTER).env("PATH", folder.path()).output().unwrap();
        let (stdout, stderr) = texts(&output);
        assert!(output.status.success(), "{stdout}{stderr}");
        assert!(!stdout.contains("python"), "{stdout}");
        each_program_of_the_tour_has_its_fault(&stdout);
    }

    #[test]
    fn each_program_of_the_tour_in_python_has_its_fault() {
        if python().is_none() {
            return;
        }
        let (stdout, report) = run(CHAPTER, &[]);
        assert!(stdout.contains("1 python3"), "{stdout}");
        each_program_of_the_tour_has_its_fault(&stdout);
        let turns = version(&report, "turns");
        let waits = |task: &&stopwatch::Task| task.name == "waiting for the GIL";
        assert!(turns.tasks.iter().filter(waits).count() > 1, "{turns:?}");
    }

    #[test]
    fn what_computes_one_by_one_or_in_two_even_processes_has_no_fault() {
        let said = names_nothing(&["sh", "-c", COMPUTES]);
        assert!(said.contains("computing") && said.contains("in 1 process"), "{said}");
        names_nothing(&["sh", "-c", &format!("({COMPUTES}) & ({COMPUTES}) & wait")]);
    }

    #[test]
    fn who_has_one_core_for_two_loops_is_told_so() {
        let two = format!("({COMPUTES}) & ({COMPUTES}) & wait");
        let command = ["taskset", "-c", "0", "sh", "-c", &two];
        let Some(said) = names_only("Too many threads", &command) else { return };
        assert!(said.replace('\n', " ").contains("want the 1 core"), "{said}");
    }

    #[test]
    fn on_a_busy_machine_others_have_the_cores() {
        let _busy = BusyMachine::new();
        let said = names_nothing(&["sh", "-c", COMPUTES]);
        assert!(said.contains("\nOthers have the cores: "), "{said}");
    }

    #[test]
    fn who_may_use_half_a_core_is_told_of_the_limit() {
        let Some(group) = HalfACore::new() else { return };
        let inside = format!("echo $$ > {}/cgroup.procs; {COMPUTES}; {COMPUTES}", group.0);
        let said = watched(&[], &["sh", "-c", &inside]).0.replace('\n', " ");
        assert!(said.contains("A limit keeps it from the cores: "), "{said}");
        assert!(said.contains("use only 0.5 of a core's time"), "{said}");
    }

    #[test]
    fn who_writes_through_to_the_disk_waits_for_it() {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let of = format!("of={}", folder.path().join("file").display());
        let command = ["dd", "if=/dev/zero", &of, "bs=4k", "count=20000", "oflag=dsync"];
        let (said, causes) = watched(&["--seconds", "2"], &command);
        if !said.contains("D disk") || (causes.is_empty() && is_drowned(&said)) {
            return skip(
                "disk",
                "writing to this one takes no time, or there was no core to do it",
            );
        }
        assert!(causes.is_empty() || causes == BTreeSet::from(["It waits for the disk"]), "{said}");
    }

    #[test]
    fn the_slowest_program_of_a_pipeline_sets_the_pace() {
        if Command::new("gzip").arg("--version").output().is_err() {
            return skip("gzip", "it is not installed");
        }
        let pipeline = "head -c 150000000 /dev/zero | gzip -9 | wc -c";
        let command = ["sh", "-c", pipeline];
        let Some(said) = names_only("One program sets the pace", &command) else { return };
        assert!(said.replace('\n', " ").contains("gzip computes, or could, for"), "{said}");
    }

    #[test]
    fn who_sleeps_is_told_so_and_who_waits_for_a_sleeper_does_not_count() {
        let command = ["sh", "-c", "sleep 0.5; sleep 0.5"];
        let Some(said) = names_only("It sleeps", &command) else { return };
        assert!(said.contains("child process"), "{said}");
    }

    #[test]
    fn a_pool_of_requests_waits_for_the_network() {
        let Some(python) = python() else { return };
        let mut api = std_program("practice-api");
        let mut api =
            start(api.args(["--port", "0", "--latency-ms", "300"]).stdout(Stdio::piped()));
        let mut line = String::new();
        BufReader::new(api.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.split_whitespace().find(|word| word.starts_with("http")).unwrap();
        let pool = format!(
            "
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen
def get(post): return urlopen('{url}/posts/' + str(post)).read()
with ThreadPoolExecutor(5) as pool: print(len(list(pool.map(get, range(1, 21)))))
"
        );
        names_only("It waits for the network", &[&python, "-c", &pool]);
    }

    #[test]
    fn a_loop_that_computes_is_held_up_by_that() {
        let Some(python) = python() else { return };
        let program = "
import asyncio, time
async def tick():
    for _ in range(40): await asyncio.sleep(0.05)
async def bad():
    for _ in range(3):
        await asyncio.sleep(0.2)
        end = time.process_time() + 0.3
        while time.process_time() < end: pass
async def main(): await asyncio.gather(tick(), bad())
asyncio.run(main())
";
        let command = [&python, "-c", program];
        let Some(said) = names_only("Its event loop is held up", &command) else { return };
        assert!(said.replace('\n', " ").contains(", computing"), "{said}");
    }

    #[test]
    fn threads_in_every_process_of_a_pool_are_too_many() {
        let Some(python) = python() else { return };
        let nested = "
import hashlib, multiprocessing, os, threading, time
data = bytes(1 << 20)
def compute(end):
    while time.monotonic() < end: hashlib.sha256(data).digest()
def work(seconds):
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=compute, args=(end,)) for _ in range(2 * len(os.sched_getaffinity(0)))]
    [thread.start() for thread in threads]; [thread.join() for thread in threads]
with multiprocessing.get_context('fork').Pool(2) as pool: pool.map(work, [1.5, 1.5], chunksize=1)
";
        let command = [&python, "-c", nested];
        let Some(said) = names_only("Too many threads", &command) else { return };
        let said = said.replace('\n', " ");
        assert!(said.contains("2 of its processes have several threads"), "{said}");
        assert!(said.contains("OMP_NUM_THREADS=1"), "{said}");
    }

    #[test]
    fn what_never_ends_is_made_to_end_and_drawn() {
        let (said, _) = watched(&["--seconds", "0.5"], &["sleep", "600"]);
        assert!(said.contains("It had not ended after 0.5 s, and was made to end."), "{said}");
        assert!(said.contains("zzzzzz"), "{said}");
    }

    #[test]
    fn who_ends_at_once_or_becomes_another_program_is_watched_to_the_end() {
        let (said, causes) = watched(&[], &["true"]);
        let is_told = said.contains("too short to tell") || said.contains("before anybody could");
        assert!(is_told && causes.is_empty(), "{said}");
        let (said, _) = watched(&[], &["sh", "-c", "exec sleep 0.5"]);
        assert!(said.contains("\n  sleep  ") && said.contains("It sleeps"), "{said}");
    }

    #[test]
    fn who_goes_on_in_the_background_is_not_waited_for() {
        let goes_on = "sleep 600 >/dev/null 2>&1 & echo $!; sleep 0.3";
        let output = program(CHAPTER).args(["sh", "-c", goes_on]).output().unwrap();
        let (background, said) = texts(&output);
        assert!(said.contains("Watched for"), "{said}");
        let ended = Command::new("kill").arg(background.trim()).status().unwrap();
        assert!(ended.success(), "it goes on");
    }

    #[test]
    fn a_command_that_a_signal_ends_has_the_exit_code_of_a_shell() {
        program(CHAPTER)
            .args(["sh", "-c", "sleep 0.3; kill -9 $$"])
            .assert()
            .code(137)
            .stderr(contains("SIGKILL").and(contains("Watched for")));
    }

    #[test]
    fn ctrl_c_ends_the_command_and_the_picture_is_drawn() {
        let mut watching = program_that_minds_ctrl_c(CHAPTER);
        watching.args(["sh", "-c", "sleep 0.3; echo ready; exec sleep 60"]);
        let mut watching = start(watching.stdout(Stdio::piped()).stderr(Stdio::piped()));
        let mut line = String::new();
        BufReader::new(watching.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let id = watching.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let mut said = String::new();
        watching.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(watching.wait().unwrap().code(), Some(130), "{said}");
        assert!(said.contains("Watched for"), "{said}");
    }

    #[test]
    fn a_process_that_runs_already_can_be_watched() {
        let computing = start(Command::new("sh").args(["-c", "while :; do :; done"]));
        let id = computing.id().to_string();
        let (said, causes) = watched(&["--attach", &id, "--seconds", "0.6"], &[]);
        assert!(said.contains("process ") && said.contains("Watched for 0."), "{said}");
        assert!(causes.is_empty(), "{said}");
        drop(computing);
        program(CHAPTER)
            .args(["--attach", &id])
            .assert()
            .code(1)
            .stderr(contains(format!("there is no process {id}")));
    }

    #[test]
    fn the_report_has_a_row_for_each_thread_with_its_states() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.json");
        program(CHAPTER)
            .arg("--export-json")
            .arg(&file)
            .args(["sh", "-c", &format!("{COMPUTES}; sleep 0.3")])
            .assert()
            .success();
        let report = Report::read(&file).unwrap();
        let [run] = &report.versions[..] else { panic!("{report:?}") };
        let lanes: BTreeSet<&str> = run.tasks.iter().map(|task| task.lane.as_str()).collect();
        assert_eq!(lanes, BTreeSet::from(["1 sh", "2 sleep"]));
        let names: BTreeSet<&str> = run.tasks.iter().map(|task| task.name.as_str()).collect();
        for name in ["computing", "child process", "asleep"] {
            assert!(names.contains(name), "{names:?}");
        }
        assert!(run.cpu_s > Some(0.05), "{run:?}");
    }

    #[test]
    fn who_has_lost_its_parent_is_still_watched_and_is_no_zombie_in_the_end() {
        // The shell between them ends at once, so that who computes is nobody's child any more. The
        // command itself looks for it, and would find a process that nobody waits for.
        let command = format!(
            "id=$(sh -c '(sleep 0.2; {COMPUTES}) >/dev/null & echo $!')
             while kill -0 $id 2>/dev/null; do sleep 0.05; done"
        );
        let (said, _) = watched(&["--seconds", "60"], &["sh", "-c", &command]);
        assert!(said.contains('█') && !said.contains("It had not ended"), "{said}");
    }

    #[test]
    fn a_thousand_threads_are_summed_up() {
        let Some(python) = python() else { return };
        let many = "
import threading, time
threads = [threading.Thread(target=time.sleep, args=(2,)) for _ in range(1000)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
";
        let (said, _) = watched(&["--ascii"], &[&python, "-c", many]);
        let said_at_once = said.replace('\n', " ");
        assert!(said_at_once.contains("1,001 threads in 1 process"), "{said}");
        assert!(said.contains("asleep"), "{said}");
        assert!(said.lines().count() < 60 && said.is_ascii(), "{said}");
    }

    #[test]
    fn pictures_fit_the_terminal() {
        for width in [80, 200] {
            let output = program(CHAPTER)
                .args(["sh", "-c", "sleep 0.4"])
                .env("COLUMNS", width.to_string())
                .output()
                .unwrap();
            let (_, said) = texts(&output);
            let widest = said.lines().map(|line| line.chars().count()).max().unwrap();
            assert!((width / 2..=width).contains(&widest), "{said}");
        }
    }

    #[test]
    fn nobody_has_to_look_at_the_picture() {
        let mut watching = std_program(CHAPTER);
        let mut watching =
            start(watching.args(["sh", "-c", "sleep 0.2; exit 7"]).stderr(Stdio::piped()));
        drop(watching.stderr.take());
        assert_eq!(watching.wait().unwrap().code(), Some(7));
    }

    #[test]
    fn a_signal_that_was_ignored_stays_ignored_for_the_command() {
        let nohup = "trap '' HUP; exec \"$0\" sh -c 'kill -HUP $$; exit 4'";
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(nohup).arg(path_of(CHAPTER));
        limited(shell).assert().code(4);
    }
}
