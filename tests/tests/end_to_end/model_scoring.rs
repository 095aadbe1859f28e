//! Chapter 11.

use std::{fs, path::Path, process::Command};

#[cfg(target_os = "linux")]
use end_to_end::program_under;
use end_to_end::{limited, path_of, program};
use predicates::{prelude::*, str::contains};
use serde_json::Value;

use crate::{run, run_to_any_end, texts, version};

const CHAPTER: &str = "chapter-11-model-scoring";
const MODELS: [&str; 4] = ["bayes", "logistic", "forest", "neighbours"];

#[test]
fn every_version_scores_the_same_with_any_workers_and_batches() {
    let answers = |flags: &[&str]| -> Vec<Value> {
        let (_, report) = run(CHAPTER, &[&["--rows", "700"], flags].concat());
        assert_eq!(report.versions.len(), 7);
        report.versions.into_iter().map(|run| run.answer).collect()
    };
    let expected = answers(&["--workers", "1", "--batch", "700"]);
    let models: Vec<&str> =
        expected[0].as_array().unwrap().iter().map(|it| it["model"].as_str().unwrap()).collect();
    assert_eq!(models, MODELS);
    assert!(expected.iter().all(|answer| answer == &expected[0]), "{expected:?}");
    for flags in [["--workers", "2", "--batch", "1"], ["--workers", "5", "--batch", "97"]] {
        assert_eq!(answers(&flags), expected, "{flags:?}");
    }
}

#[test]
fn the_leaderboard_counts_exactly_and_has_the_best_first() {
    let (stdout, report) = run(CHAPTER, &["--rows", "1000", "--only", "rayon-over-rows"]);
    let scores = version(&report, "rayon-over-rows").answer.as_array().unwrap();
    let right = |model: &str| {
        let score = scores.iter().find(|score| score["model"] == model).unwrap();
        assert_eq!(score["of"], 1000);
        score["right"].as_u64().unwrap()
    };
    let (_, leaderboard) = stdout.split_once("The models, the best first:\n").unwrap();
    let places: Vec<&str> = leaderboard.lines().take(4).collect();
    let mut counts = Vec::new();
    for (place, line) in (1..).zip(&places) {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(words[0], format!("{place}."), "{stdout}");
        assert_eq!(words[2..4], [right(words[1]).to_string().as_str(), "of"], "{stdout}");
        counts.push(right(words[1]));
    }
    assert!(counts.is_sorted_by(|a, b| a >= b) && counts[3] > 850, "{stdout}");
}

#[test]
fn every_model_has_a_thread_or_a_process_of_its_own() {
    let (stdout, report) = run(CHAPTER, &["--rows", "3000", "--workers", "2"]);
    for (name, lane) in [("a-thread-a-model", "thread "), ("processes", "process ")] {
        let tasks = &version(&report, name).tasks;
        let mut models: Vec<&str> = tasks.iter().map(|task| task.name.as_str()).collect();
        let mut lanes: Vec<&str> = tasks.iter().map(|task| task.lane.as_str()).collect();
        models.sort_by_key(|model| MODELS.iter().position(|it| it == model));
        // An exercise gives each model two processes.
        models.dedup();
        lanes.sort_unstable();
        lanes.dedup();
        assert_eq!(models, MODELS, "{name}");
        assert!(
            lanes.len() == tasks.len() && lanes.iter().all(|it| it.starts_with(lane)),
            "{lanes:?}"
        );
    }
    // A row has 64 numbers of four bytes.
    assert!(stdout.contains("4 copies of the table, 3.1 MB in all"), "{stdout}");
    assert!(stdout.contains("The last process had read its part"), "{stdout}");
}

#[test]
fn own_pools_have_many_threads_and_one_pool_has_two() {
    let flags = ["--rows", "8000", "--workers", "2", "--batch", "1000"];
    let (stdout, report) = run(CHAPTER, &flags);
    assert!(stdout.contains("8 threads; a batch took "), "{stdout}");
    assert!(stdout.contains("2 threads; a batch took "), "{stdout}");
    let (own, one) = (version(&report, "both-own-pools"), version(&report, "both-one-pool"));
    assert_eq!((own.workers, own.tasks.len()), (8, 32));
    assert_eq!((one.workers, one.tasks.len(), one.most_in_flight), (2, 32, 2));
    assert!(own.most_in_flight > 2, "{own:?}");
    let over_rows = version(&report, "rayon-over-rows");
    assert_eq!((over_rows.tasks.len(), over_rows.most_in_flight), (32, 2));
}

#[test]
fn a_process_that_dies_names_its_signal_and_fails_its_version_only() {
    let (output, report) = run_to_any_end(CHAPTER, &["--rows", "500", "--crash", "forest"]);
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.contains("`processes` failed: process "), "{stderr}");
    assert!(stderr.contains(" died during `forest`: "), "{stderr}");
    #[cfg(unix)]
    assert!(stderr.contains("SIGABRT"), "{stderr}");
    assert!(stdout.contains("The models, the best first:"), "{stdout}");
    assert!(version(&report, "processes").answer.is_null());
    assert!(version(&report, "both-one-pool").failures.is_empty());
    assert!(version(&report, "both-one-pool").answer.is_array());
}

#[cfg(target_os = "linux")]
#[test]
fn pools_for_which_there_is_no_room_fail_their_version_with_the_limit() {
    let mut command = program_under("-v 400000", CHAPTER);
    command.args(["--rows", "500", "--workers", "64"]);
    let output = command.output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("`both-own-pools` failed: 260 threads need"), "{stderr}");
    assert!(stderr.contains("of address space, and of 391 MiB (ulimit -v)"), "{stderr}");
    assert!(stdout.contains("The models, the best first:"), "{stdout}");
}

#[test]
fn an_unknown_model_is_refused_with_the_known_ones() {
    let known = contains("bayes, logistic, forest, neighbours");
    program(CHAPTER).args(["--crash", "oracle"]).assert().code(2).stderr(known);
}

#[test]
fn a_thread_a_model_is_predicted_to_wait_for_the_slowest() {
    let (_, report) = run(CHAPTER, &["--predict", "--rows", "5000"]);
    let predicted = |name| version(&report, name).predicted_s.unwrap();
    assert!(predicted("a-thread-a-model") >= predicted("both-own-pools"), "{report:?}");
    assert!(predicted("a-thread-a-model") < predicted("sequential"), "{report:?}");
}

#[test]
fn a_worker_that_is_sent_no_job_says_so() {
    let worker = |stdin: &'static str| program(CHAPTER).arg("worker").write_stdin(stdin).assert();
    worker("{}\n").code(1).stdout("").stderr(contains("what came in on stdin is not a job: {}"));
    program(CHAPTER).arg("--help").assert().success().stdout(contains("Commands").not());
}

/// The program in a target folder of its own, with the saved models of the real one.
fn elsewhere(folder: &Path) -> assert_cmd::Command {
    run(CHAPTER, &["--predict"]);
    let has_models = |folder: &&Path| folder.join("data/model-2-bayes.json").exists();
    let target = path_of(CHAPTER).ancestors().find(has_models).unwrap();
    fs::write(folder.join("CACHEDIR.TAG"), "").unwrap();
    fs::create_dir(folder.join("data")).unwrap();
    for model in MODELS.map(|model| format!("data/model-2-{model}.json")) {
        fs::copy(target.join(&model), folder.join(&model)).unwrap();
    }
    let copy = folder.join(path_of(CHAPTER).file_name().unwrap());
    // Not a copy: while another test starts a program, a file that was just written cannot be run.
    fs::hard_link(path_of(CHAPTER), &copy).unwrap();
    limited(Command::new(copy))
}

#[test]
fn a_damaged_model_is_trained_anew_and_scores_as_before() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (exported, model) =
        (folder.path().join("report.json"), folder.path().join("data/model-2-bayes.json"));
    let mut command = elsewhere(folder.path());
    command.args(["--rows", "500", "--only", "sequential", "--export-json"]).arg(&exported);
    let whole = fs::read(&model).unwrap();
    let mut run_it = || {
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let answer = stopwatch::Report::read(&exported).unwrap().versions.remove(0).answer;
        (texts(&output).1, answer)
    };
    let (stderr, before) = run_it();
    assert_eq!(stderr, "");

    fs::write(&model, &whole[..whole.len() / 2]).unwrap();
    let (stderr, after) = run_it();
    assert!(stderr.contains("model-2-bayes.json as a bayes model: EOF"), "{stderr}");
    assert!(stderr.contains("It is trained anew."), "{stderr}");
    assert_eq!(after, before);
    assert_eq!(fs::read(&model).unwrap(), whole);
    assert_eq!(run_it(), (String::new(), before));
}

#[test]
fn a_model_that_cannot_be_saved_fails_with_the_file_and_the_reason() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut command = elsewhere(folder.path());
    fs::remove_dir_all(folder.path().join("data")).unwrap();
    fs::write(folder.path().join("data"), "a file").unwrap();
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let (stdout, stderr) = texts(&output);
    assert_eq!(stdout, "");
    assert!(stderr.contains("could not make the folder"), "{stderr}");
}
