//! What a Python program and py-spy tell in addition about what is watched.

use std::{env, fs, os::unix::fs::PermissionsExt, path::Path};

use end_to_end::{program, skip, workspace};
use stopwatch::{Report, Run, Task};

use super::CHAPTER;
use crate::{surroundings::python, texts};

/// Watches a script that can import `stopwatch.py`; returns what is said about it, and what is
/// exported.
fn watch(python: &str, script: &str, variables: &[(&str, &str)]) -> (String, Report) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let output = program(CHAPTER)
        .env("PYTHONPATH", workspace().join("chapters/python"))
        .envs(variables.iter().copied())
        .arg("--export-json")
        .arg(&file)
        .args([python, "-c", script])
        .output()
        .unwrap();
    let (_, said) = texts(&output);
    assert!(output.status.success(), "{said}");
    (said, Report::read(&file).unwrap())
}

/// Whether a thread was mostly in this state while a task ran.
fn mostly(run: &Run, lane: &str, state: &str, task: &Task) -> bool {
    let (from_s, until_s) = (task.start_s, task.end_s.unwrap());
    let of_state = run.tasks.iter().filter(|it| it.lane == lane && it.name == state);
    let within = of_state.map(|it| it.end_s.unwrap().min(until_s) - it.start_s.max(from_s));
    within.filter(|time_s| *time_s > 0.0).sum::<f64>() > 0.5 * (until_s - from_s)
}

const TASKS: &str = "
import time, stopwatch
time.sleep(0.4)
with stopwatch.task('compute'):
    end = time.process_time() + 0.5
    while time.process_time() < end: pass
with stopwatch.task('wait for it'): time.sleep(0.6)
";

#[test]
fn tasks_of_a_script_stand_above_the_rows_at_the_time_at_which_they_were() {
    let Some(python) = python() else { return };
    let (said, report) = watch(&python, TASKS, &[]);
    let above = said.find("\ntasks that it recorded\n").unwrap();
    assert!(above < said.find("zz").unwrap(), "{said}");
    let [run, tasks] = &report.versions[..] else { panic!("{report:?}") };
    let [compute, wait] = &tasks.tasks[..] else { panic!("{tasks:?}") };
    assert_eq!((compute.name.as_str(), wait.name.as_str()), ("compute", "wait for it"));
    assert!(compute.start_s > 0.4 && wait.start_s >= compute.end_s.unwrap(), "{tasks:?}");
    let lane = run.tasks[0].lane.as_str();
    assert!(mostly(run, lane, "asleep", wait), "{report:?}");
    assert!(!mostly(run, lane, "asleep", compute), "{report:?}");
}

#[test]
fn the_versions_of_a_lesson_are_drawn_and_its_own_report_is_still_written() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.json");
    let lesson = |arguments: &str| {
        format!(
            "
import time, stopwatch
{arguments}
lesson = stopwatch.Lesson('job', arguments)
for version in ['one', 'two']:
    with lesson.version(version), stopwatch.task('sleep ' + version): time.sleep(0.2)
lesson.finish()
"
        )
    };
    let (_, report) = watch(&python, &lesson("arguments = None"), &[]);
    let tasks: Vec<&str> = report.versions[1].tasks.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(tasks, ["sleep one", "sleep two"]);

    let names_a_file = format!("class arguments: export_json = {own:?}");
    let (said, report) = watch(&python, &lesson(&names_a_file), &[]);
    assert!(!said.contains("tasks that it recorded"), "{said}");
    assert_eq!((report.versions.len(), Report::read(&own).unwrap().versions.len()), (1, 2));
}

#[test]
fn who_wants_the_report_of_a_script_elsewhere_has_it_there() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.json");
    let (_, report) = watch(&python, TASKS, &[("STOPWATCH_EXPORT", own.to_str().unwrap())]);
    assert_eq!(report.versions.len(), 1, "{report:?}");
    assert_eq!(Report::read(&own).unwrap().versions[0].tasks.len(), 2);
}

/// A folder with a py-spy that does this, and the PATH on which it is found first.
fn with_py_spy(folder: &Path, script: &str) -> String {
    let file = folder.join("py-spy");
    fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:{}", folder.display(), env::var("PATH").unwrap())
}

const COMPUTES: &str = "
import time
end = time.process_time() + 1.2
while time.process_time() < end: pass
";

#[test]
fn py_spy_names_functions_and_who_holds_the_gil() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    // The last of its arguments is the process, which is its first thread, too.
    let answer = r#"for id; do :; done
        echo "[{\"pid\": $id, \"os_thread_id\": $id, \"owns_gil\": true, \"thread_name\": \"MainThread\",
            \"frames\": [{\"name\": \"wait\", \"filename\": \"/usr/lib/python3.11/threading.py\", \"line\": 1},
                       {\"name\": \"crunch\", \"filename\": \"job.py\", \"line\": 2}]}]""#;
    let path = with_py_spy(folder.path(), answer);
    let (said, report) = watch(&python, COMPUTES, &[("PATH", &path)]);
    let said = said.replace('\n', " ");
    assert!(said.contains("the GIL was held by python3 · crunch ("), "{said}");
    let lanes: Vec<&str> = report.versions[0].tasks.iter().map(|it| it.lane.as_str()).collect();
    assert!(lanes.iter().all(|lane| lane.ends_with(" · crunch")), "{lanes:?}");
}

#[test]
fn a_py_spy_that_fails_costs_a_sentence_and_not_the_picture() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = with_py_spy(folder.path(), "echo 'Error: Permission denied' >&2; exit 1");
    let (said, _) = watch(&python, COMPUTES, &[("PATH", &path)]);
    let said = said.replace('\n', " ");
    let told = "py-spy did not tell which functions ran: Error: Permission denied.";
    assert!(said.contains(told) && said.contains("kernel.yama.ptrace_scope"), "{said}");
    assert!(said.contains("Watched for "), "{said}");
}

#[test]
fn the_real_py_spy_is_understood_where_it_is_installed() {
    let Some(python) = python() else { return };
    if std::process::Command::new("py-spy").arg("--version").output().is_err() {
        return skip("py-spy", "it is not installed");
    }
    let crunch = "
import time
def crunch():
    end = time.process_time() + 1.5
    while time.process_time() < end: pass
crunch()
";
    let (said, report) = watch(&python, crunch, &[]);
    if said.contains("py-spy did not tell") {
        return skip("py-spy", "it may not look into this program");
    }
    assert!(report.versions[0].tasks.iter().all(|it| it.lane.contains("crunch")), "{said}");
}
