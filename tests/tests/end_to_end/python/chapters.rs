//! The answers of a chapter in both languages.

use practice_api::{Config, Fault, PracticeApi};
use stopwatch::Report;

use super::{assert_success, found::pythons, names_of_tasks, script};
use crate::{run, texts, version};

/// Runs a chapter in both languages: a version in Python must have the answer of the Rust version with
/// the same name or, where there is none, of those that do the same job. Versions with the same name
/// have the same tasks, too.
fn compare(chapter: &str, rust_args: &[&str], python_args: &[&str]) {
    if pythons().is_empty() {
        return;
    }
    // Rust goes first: it makes the files that both read.
    let (_, rust) = run(chapter, rust_args);
    let name = chapter.trim_start_matches("chapter-").replace('-', "_");
    for python in pythons() {
        let (output, python) = script(python, format!("chapters/python/{name}.py"), python_args);
        assert_success(&output);
        assert_eq!(python.chapter, chapter);
        assert!(!python.versions.is_empty());
        compare_reports(&rust, &python);
    }
}

fn compare_reports(rust: &Report, python: &Report) {
    let chapter = &rust.chapter;
    for found in &python.versions {
        let namesake = rust.versions.iter().find(|run| run.name == found.name);
        let same_job = || rust.versions.iter().find(|run| run.baseline == found.baseline);
        let expected = namesake.or_else(same_job);
        let expected = expected.unwrap_or_else(|| panic!("{chapter}: `{}` is alone", found.name));
        assert_eq!(found.answer, expected.answer, "{chapter}: `{}`", found.name);
        // Rust's processes are seen from outside, and may have one bar for several tasks.
        if namesake.is_some() && !found.name.ends_with("processes") {
            assert_eq!(
                names_of_tasks(found),
                names_of_tasks(expected),
                "{chapter}: {}",
                found.name
            );
        }
    }
}

#[test]
fn chapter_01_is_the_same_in_python() {
    let args = ["--seconds", "0.01", "--tasks", "4"];
    compare("chapter-01-sequential", &args, &args);
}

#[test]
fn chapter_02_is_the_same_in_python() {
    let args = ["--seconds", "0.01", "--tasks", "7", "--workers", "3"];
    compare("chapter-02-threads", &args, &args);
}

/// Thirty posts are a large answer, so the report holds only its hash.
#[test]
fn chapter_03_is_the_same_in_python() {
    let server = PracticeApi::start(Config::default()).unwrap();
    for posts in ["3", "30"] {
        let args = ["--posts", posts, "--base-url", &server.base_url()];
        compare("chapter-03-http-threads", &args, &args);
    }
}

#[test]
fn chapter_04_is_the_same_in_python() {
    let args = ["--limit", "20000", "--tasks", "7"];
    compare("chapter-04-multiprocess", &args, &args);
}

#[test]
fn chapter_05_is_the_same_in_python() {
    let args = ["--workers", "3", "--updates", "700", "--seconds", "0.01"];
    compare("chapter-05-shared-memory", &args, &args);
}

/// A handful is smaller in Python, unless it is asked to be as large; then a single one is enough to
/// compare.
#[test]
fn chapter_06_is_the_same_in_python() {
    let only = |versions: [&'static str; 3]| versions.map(|version| ["--only", version]).concat();
    let primes = ["--limit", "20000", "--workers", "2"];
    let rust = [&primes[..], &only(["sequential", "threads", "rayon"])].concat();
    let python = [&primes[..], &only(["sequential", "threads", "processes"])].concat();
    compare("chapter-06-data-parallel", &rust, &python);
    let pi = ["--only", "pi-sequential", "--darts", "5000000"];
    let as_large = [&pi[..], &["--handful", "5000000"]].concat();
    compare("chapter-06-data-parallel", &pi, &as_large);

    for python in pythons() {
        let small = ["--darts", "3000", "--handful", "1000"];
        let pi = only(["pi-sequential", "pi-threads", "pi-processes"]);
        let args = [&small[..], &pi].concat();
        let (output, report) = script(python, "chapters/python/06_data_parallel.py", &args);
        assert_success(&output);
        assert_eq!(report.versions.len(), 3);
    }
}

#[test]
fn chapter_07_is_the_same_in_python() {
    let server = PracticeApi::start(Config::default()).unwrap();
    let url = server.base_url();
    let args = ["--waits", "30", "--seconds", "0.01", "--downloads", "30"];
    let python = [&args[..], &["--base-url", &url]].concat();
    compare("chapter-07-async-downloads", &args, &python);
}

/// How many numbers a task computes with depends on the machine; the sum of the steps of one to seven
/// is in a table (OEIS A006577).
#[test]
fn chapter_08_is_the_same_in_python() {
    let waits = ["sequential", "threads", "processes"].map(|way| format!("wait-{way}"));
    let waits = waits.iter().flat_map(|wait| ["--only", wait]);
    let args: Vec<&str> = ["--tasks", "5", "--seconds", "0.01"].into_iter().chain(waits).collect();
    let rust = [&args[..], &["--starts", "1"]].concat();
    compare("chapter-08-rule-of-thumb", &rust, &args);

    for python in pythons() {
        let args = ["--tasks", "5", "--seconds", "0.01", "--numbers", "7"];
        let (output, report) = script(python, "chapters/python/08_rule_of_thumb.py", &args);
        assert_success(&output);
        let computed = report.versions.iter().filter(|run| run.baseline == "compute-sequential");
        let answers: Vec<u64> = computed.map(|run| run.answer.as_u64().unwrap()).collect();
        assert_eq!(answers, [5 * 39; 4]);
        assert_eq!(version(&report, "compute-asyncio").most_in_flight, 1);
        assert_eq!(version(&report, "wait-asyncio").most_in_flight, 5);
    }
}

/// In seven pieces, so that some edges fall into quotes.
#[test]
fn chapter_09_is_the_same_in_python() {
    let args = ["--rows", "1000", "--workbook-rows", "10", "--workers", "7"];
    compare("chapter-09-csv-files", &args, &args);
}

/// A hundred users are a large answer, so the report holds only its hash.
#[test]
fn chapter_10_is_the_same_in_python() {
    for rows in ["400", "20000"] {
        let args = ["--rows", rows, "--workers", "3"];
        compare("chapter-10-user-sessions", &args, &args);
    }
}

/// Its models are those of scikit-learn, so its answers are compared only with each other.
#[test]
fn chapter_11_is_skipped_in_words_or_agrees_with_itself() {
    for python in pythons() {
        let args = ["--rows", "100"];
        let (output, report) = script(python, "chapters/python/11_model_scoring.py", &args);
        assert_success(&output);
        let skipped = texts(&output).0.matches("Skipped: No module named").count();
        assert_eq!(report.versions.len() + skipped, 3);
    }
}

#[test]
fn chapter_12_is_the_same_in_python() {
    let faults = [(2, Fault::Status(500))].into();
    let server = PracticeApi::start(Config { faults, ..Config::default() }).unwrap();
    let (url, folder) = (server.base_url(), tempfile::tempdir().unwrap());
    let (rust, python) = (folder.path().join("rust"), folder.path().join("python"));
    let args = |out| ["--reports", "3", "--workers", "2", "--out", out];
    let rust = [&args(rust.to_str().unwrap())[..], &["--fault", "2=500"]].concat();
    let only = ["one-step-after-another", "parallel-steps", "pipeline"];
    let only = only.map(|version| ["--only", version]).concat();
    let python = [&args(python.to_str().unwrap())[..], &["--base-url", &url], &only].concat();
    compare("chapter-12-report-pipeline", &rust, &python);
}
