//! The simulator on the pages of the guide: its arithmetic is that of the chapters, and what they measure.

use std::{fs, process::Command};

use end_to_end::{skip, workspace};
use serde_json::{Value, json};
use stopwatch::Report;

use crate::{run, version};

/// What the simulator is asked, with what a chapter says of the same.
struct Case {
    what: String,
    settings: Value,
    seconds: f64,
}

/// Has node run the simulator's own file; `None` where there is no node.
fn simulate<'c>(settings: impl IntoIterator<Item = &'c Value>) -> Option<Vec<Value>> {
    let source = fs::read_to_string(workspace().join("chapters/play/simulate.js")).unwrap();
    let settings: Vec<&Value> = settings.into_iter().collect();
    let program = format!(
        "{source}\nconst figures = ({{ time, atOnce, coresBusy }}) => ({{ time, atOnce, coresBusy }});\n\
         console.log(JSON.stringify({}.map((it) => figures(simulate(it)))));\n",
        Value::from(settings.into_iter().cloned().collect::<Vec<_>>())
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("simulate.cjs");
    fs::write(&file, program).unwrap();
    let Ok(output) = Command::new("node").arg(file).output() else {
        skip("node", "it is not installed");
        return None;
    };
    assert!(output.status.success(), "{output:?}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// The seconds that the simulator says, in the order of the cases.
fn simulated(cases: &[Case]) -> Option<Vec<f64>> {
    let results = simulate(cases.iter().map(|case| &case.settings))?;
    Some(results.iter().map(|result| result["time"].as_f64().unwrap()).collect())
}

fn settings(tasks: u32, seconds: f64, waiting: f64, workers: u32, way: &str) -> Value {
    json!({
        "tasks": tasks, "seconds": seconds, "waiting": waiting, "workers": workers,
        "cores": stopwatch::cores(), "language": "rust", "way": way,
    })
}

/// The versions of chapter 02, and which way and how many workers they are.
fn ways_of_downloads(tasks: u32, workers: u32) -> [(&'static str, &'static str, u32); 4] {
    [
        ("sequential", "one by one", 1),
        ("threads", "threads", tasks),
        ("scoped-threads", "threads", tasks),
        ("pool", "threads", workers),
    ]
}

fn predicted_downloads(tasks: u32, seconds: f64, workers: u32) -> Vec<Case> {
    let flags = [tasks.to_string(), seconds.to_string(), workers.to_string()];
    let [tasks_flag, seconds_flag, workers_flag] = flags.each_ref().map(String::as_str);
    let flags = ["--tasks", tasks_flag, "--seconds", seconds_flag, "--workers", workers_flag];
    let (_, report) = run("chapter-02-threads", &[&flags[..], &["--predict"]].concat());
    let case = |(name, way, workers)| Case {
        what: format!("{name}, {}", flags.join(" ")),
        settings: settings(tasks, seconds, 1.0, workers, way),
        seconds: version(&report, name).predicted_s.unwrap(),
    };
    ways_of_downloads(tasks, workers).map(case).into()
}

/// The versions of chapter 08, without the start of their workers, for which the simulator has no slider.
fn predicted_by_the_rule(tasks: u32, seconds: f64, workers: u32) -> Vec<Case> {
    let flags = [tasks.to_string(), seconds.to_string(), workers.to_string()];
    let [tasks_flag, seconds_flag, workers_flag] = flags.each_ref().map(String::as_str);
    let flags = ["--tasks", tasks_flag, "--seconds", seconds_flag, "--workers", workers_flag];
    let (_, report) = run("chapter-08-rule-of-thumb", &[&flags[..], &["--predict"]].concat());
    let case = |kind: &str, way: &str, simulated: &str| {
        let name = format!("{kind}-{way}");
        let predicted = version(&report, &name);
        let start_up_s = predicted.start_up_s.unwrap_or(0.0) * f64::from(workers);
        let waiting = if kind == "wait" { 1.0 } else { 0.0 };
        Case {
            what: format!("{name}, {}", flags.join(" ")),
            settings: settings(tasks, seconds, waiting, workers, simulated),
            seconds: predicted.predicted_s.unwrap() - start_up_s,
        }
    };
    let ways = [
        ("sequential", "one by one"),
        ("threads", "threads"),
        ("rayon", "threads"),
        ("processes", "processes"),
        ("tokio", "async"),
    ];
    let of_kind = |kind| ways.map(|(way, simulated)| case(kind, way, simulated));
    ["wait", "compute"].into_iter().flat_map(of_kind).collect()
}

#[test]
fn the_simulator_says_what_the_chapters_predict() {
    let mut cases = Vec::new();
    for tasks in [1, 2, 5, 12, 40] {
        for (seconds, workers) in [(2.0, 1), (0.5, 2), (0.1, 3), (1.3, 7), (0.05, 40)] {
            cases.extend(predicted_downloads(tasks, seconds, workers));
        }
        for (seconds, workers) in [(0.1, 3), (1.3, 8)] {
            cases.extend(predicted_by_the_rule(tasks, seconds, workers));
        }
    }
    assert!(cases.len() >= 200, "{} settings", cases.len());
    let Some(simulated) = simulated(&cases) else { return };
    for (Case { what, seconds, .. }, simulated) in cases.iter().zip(simulated) {
        assert!((simulated - seconds).abs() < 1e-6, "{what}: {simulated} s, not {seconds} s");
    }
}

/// No download is faster than it can be, on however busy a machine.
#[test]
fn no_run_is_shorter_than_the_simulator_says() {
    let mut cases = Vec::new();
    for (tasks, workers) in [(5, 2), (7, 3), (8, 4)] {
        let [tasks_flag, workers_flag] = [tasks, workers].map(|it: u32| it.to_string());
        let flags = ["--seconds", "0.1", "--tasks", &tasks_flag, "--workers", &workers_flag];
        let (_, report) = run("chapter-02-threads", &flags);
        let case = |(name, way, workers)| Case {
            what: format!("{name}, {}", flags.join(" ")),
            settings: settings(tasks, 0.1, 1.0, workers, way),
            seconds: version(&report, name).wall_s.unwrap(),
        };
        cases.extend(ways_of_downloads(tasks, workers).map(case));
    }
    let Some(simulated) = simulated(&cases) else { return };
    for (Case { what, seconds, .. }, simulated) in cases.iter().zip(simulated) {
        assert!(*seconds >= simulated - 1e-6, "{what}: {seconds} s, less than {simulated} s");
    }
}

/// Versions of chapters that it can describe: chapter, the version that takes one task after another, this version,
/// its way, and how much of its tasks waits. Chapter 06's darts are none: where two cores are one with two threads, each
/// multiplies more slowly when both do, which no prediction knows.
const RECORDED: &[(&str, &str, &str, &str, f64)] = &[
    ("chapter-02-threads", "sequential", "threads", "threads", 1.0),
    ("chapter-02-threads", "sequential", "scoped-threads", "threads", 1.0),
    ("chapter-02-threads", "sequential", "pool", "threads", 1.0),
    ("chapter-03-http-threads", "sequential", "threads", "threads", 1.0),
    ("chapter-04-multiprocess", "sequential", "threads", "threads", 0.0),
    ("chapter-04-multiprocess", "sequential", "processes", "processes", 0.0),
    ("chapter-06-data-parallel", "sequential", "rayon", "threads", 0.0),
    ("chapter-07-async-downloads", "blocking", "unblocked", "threads", 1.0),
    ("chapter-08-rule-of-thumb", "wait-sequential", "wait-threads", "threads", 1.0),
    ("chapter-08-rule-of-thumb", "wait-sequential", "wait-tokio", "async", 1.0),
    ("chapter-08-rule-of-thumb", "compute-sequential", "compute-threads", "threads", 0.0),
    ("chapter-08-rule-of-thumb", "compute-sequential", "compute-tokio", "async", 0.0),
];

/// The recorded runs had their machine to themselves, so they are as long as the simulator says, and not just no
/// shorter. How long a task waits, the version with one task after another says.
#[test]
fn the_simulator_says_what_was_recorded() {
    let timings = fs::read(workspace().join("chapters/output/timings.json")).unwrap();
    let timings: Value = serde_json::from_slice(&timings).unwrap();
    let report = |chapter: &str| -> Report {
        let chapters = timings["chapters"].as_array().unwrap();
        let chapter = chapters.iter().find(|it| it["chapter"] == chapter).unwrap();
        serde_json::from_value(chapter["reports"][0].clone()).unwrap()
    };
    let mut asked = Vec::new();
    let mut recorded = Vec::new();
    for (chapter, alone, name, way, waiting) in RECORDED {
        let report = report(chapter);
        let (alone, run) = (version(&report, alone), version(&report, name));
        let tasks = alone.tasks.len();
        // An async version has one thread, and all of its tasks in flight.
        let workers = if *way == "async" { tasks } else { run.workers };
        // Beside others a core may be slower than it was alone: what was computed is told by the run itself.
        let alone_s = if *waiting == 0.0 { run.cpu_s } else { alone.wall_s };
        let seconds = alone_s.unwrap() / tasks as f64;
        let mut settings = settings(tasks as u32, seconds, *waiting, workers as u32, way);
        settings["cores"] = timings["provenance"]["cores"].clone();
        asked.push(settings);
        recorded.push((chapter, run.clone()));
    }
    let Some(simulated) = simulate(&asked) else { return };
    for (((chapter, run), simulated), asked) in recorded.iter().zip(simulated).zip(&asked) {
        let says = |name: &str| simulated[name].as_f64().unwrap();
        let (wall_s, busy) = (run.wall_s.unwrap(), run.cores_busy().unwrap());
        let what =
            format!("{} of {chapter}: {wall_s} s, {busy} cores busy, not {simulated}", run.name);
        assert!((wall_s / says("time") - 1.0).abs() < 0.1, "{what}");
        assert!((busy - says("coresBusy")).abs() < 0.25, "{what}");
        // Where tasks compute, one may have ended before the last has begun.
        let at_once = run.most_in_flight as u64;
        assert!(
            asked["waiting"] == 0.0 || simulated["atOnce"] == at_once,
            "{at_once} at once, {what}"
        );
    }
}

/// Where no chapter predicts, there are rules: the one for workers that both wait and compute, Python's lock, and
/// what no plan can undercut.
#[test]
fn between_waiting_and_computing_the_rules_hold() {
    let ask = |changes: &[(&str, Value)]| {
        let mut settings = settings(400, 1.0, 0.8, 5, "threads");
        settings["cores"] = json!(1);
        for (name, value) in changes {
            settings[*name] = value.clone();
        }
        settings
    };
    let python = ("language", json!("python"));
    let asked = [
        ask(&[]),
        ask(&[("workers", json!(4))]),
        ask(&[("workers", json!(20)), ("cores", json!(4))]),
        ask(&[("workers", json!(20)), ("cores", json!(4)), python.clone()]),
        ask(&[("waiting", json!(0.0)), ("workers", json!(4)), ("cores", json!(4)), python]),
        ask(&[("language", json!("free-threaded")), ("workers", json!(20)), ("cores", json!(4))]),
        ask(&[("workers", json!(400)), ("cores", json!(4)), ("way", json!("async"))]),
    ];
    let Some(results) = simulate(&asked) else { return };
    let busy: Vec<f64> = results.iter().map(|it| it["coresBusy"].as_f64().unwrap()).collect();
    // 1 + 0.8 / 0.2 workers keep one core busy, but for the beginning; one fewer does not.
    assert!(busy[0] > 0.98 && busy[1] < 0.81, "{busy:?}");
    assert!(busy[2] > 3.8, "for all cores, that times the cores: {busy:?}");
    assert!((0.9..=1.0).contains(&busy[3]) && busy[4] == 1.0, "the GIL: {busy:?}");
    assert_eq!(busy[5], busy[2], "free-threaded is as Rust");
    assert!((0.9..=1.0).contains(&busy[6]), "one thread: {busy:?}");
    for (asked, result) in asked.iter().zip(&results) {
        let least = asked["workers"].as_u64().unwrap().min(400);
        assert!(result["atOnce"].as_u64().unwrap() <= least, "{asked} {result}");
        assert!(result["time"].as_f64().unwrap() >= 400.0 / least as f64, "{asked} {result}");
    }
}
