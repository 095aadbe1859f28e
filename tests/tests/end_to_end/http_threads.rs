//! Chapter 03.

mod proxies;
mod servers;

use end_to_end::program;
use predicates::str::contains;

use crate::{run, run_to_any_end, texts, version};

const CHAPTER: &str = "chapter-03-http-threads";
const QUICK: [&str; 2] = ["--latency-ms", "20"];

#[test]
fn five_posts_in_threads_overlap_and_one_by_one_do_not() {
    let (stdout, report) = run(CHAPTER, &["--latency-ms", "800"]);
    assert_eq!(version(&report, "sequential").most_in_flight, 1);
    assert!(version(&report, "sequential").wall_s >= Some(4.0));
    assert_eq!(version(&report, "threads").most_in_flight, 5);
    assert!(
        stdout.contains("5 requests on 1 connection, at most 1 at once, all from this"),
        "{stdout}"
    );
    assert!(
        stdout.contains("5 requests on 5 connections, at most 5 at once, all from this"),
        "{stdout}"
    );
}

#[test]
fn posts_are_printed_as_pretty_json_in_order_of_their_ids() {
    let (stdout, _) = run(CHAPTER, &QUICK);
    let headings: Vec<&str> = stdout.lines().filter(|line| line.starts_with("Post ID")).collect();
    let expected: Vec<String> = (1..=5).map(|id| format!("Post ID {id}:")).collect();
    assert_eq!(headings, expected);
    assert!(stdout.contains("Post ID 1:\n\n{\n  \"userId\": 1,\n  \"id\": 1,\n"), "{stdout}");
}

#[test]
fn more_than_ten_posts_are_summed_up_unless_all_are_asked_for() {
    let eleven = [&QUICK[..], &["--posts", "11", "--only", "threads"]].concat();
    let (stdout, _) = run(CHAPTER, &eleven);
    assert!(stdout.contains("Fetched 11 of 11 posts") && !stdout.contains("Post ID"), "{stdout}");
    let (stdout, _) = run(CHAPTER, &[&eleven[..], &["--print-all"]].concat());
    assert_eq!(stdout.matches("Post ID").count(), 11);
}

#[test]
fn no_more_threads_than_workers_fetch_at_once() {
    let args = ["--posts", "48", "--workers", "16", "--latency-ms", "1000", "--only", "threads"];
    let (_, report) = run(CHAPTER, &args);
    let threads = version(&report, "threads");
    assert_eq!((threads.tasks.len(), threads.workers, threads.most_in_flight), (48, 16, 16));
    assert!((threads.predicted_s.unwrap() - 3.0).abs() < 1e-9);
}

/// Fetches three posts, the second of which has a fault: it is named, and the others are printed.
fn one_bad_post(fault: &str, reason: &str) {
    // Only a server that never answers should be given up on soon.
    let timeout = if fault == "hang" { "3" } else { "60" };
    let fault = format!("2={fault}");
    let args = ["--posts", "3", "--fault", &fault, "--timeout", timeout];
    let (output, report) = run_to_any_end(CHAPTER, &[&QUICK[..], &args].concat());
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");
    for version in ["sequential", "threads"] {
        assert!(stderr.contains(&format!("`{version}` failed: post 2: {reason}")), "{stderr}");
    }
    assert!(stdout.contains(&format!("Post ID 2:\n\nNot fetched: {reason}")), "{stdout}");
    assert!(stdout.contains("\"id\": 1") && stdout.contains("\"id\": 3"), "{stdout}");
    assert_eq!(version(&report, "threads").tasks.len(), 3);
}

#[test]
fn a_missing_post_is_named() {
    one_bad_post("404", "the server answered 404 Not Found");
}

#[test]
fn a_server_error_is_named() {
    one_bad_post("500", "the server answered 500 Internal Server Error");
}

#[test]
fn a_hanging_post_is_given_up_and_named() {
    one_bad_post("hang", "no answer within 3 s");
}

#[test]
fn a_reset_connection_is_named() {
    one_bad_post("reset", "the connection failed (the server cut it off)");
}

#[test]
fn an_answer_that_is_not_json_is_named() {
    one_bad_post("garbage", "the answer is not JSON (status 200 OK, application/json: <p>");
}

#[test]
fn a_slow_post_is_waited_for() {
    let (_, report) = run(CHAPTER, &[&QUICK[..], &["--fault", "2=slow"]].concat());
    let slow = version(&report, "threads").tasks.iter().find(|task| task.name == "post 2").unwrap();
    assert!(slow.end_s.unwrap() - slow.start_s >= 0.2, "{slow:?}");
}

#[test]
fn a_busy_server_is_asked_again_until_it_answers() {
    let args = ["--posts", "4", "--max-in-flight", "1", "--only", "threads"];
    let (stdout, report) = run(CHAPTER, &[&["--latency-ms", "300"], &args[..]].concat());
    assert_eq!(version(&report, "threads").tasks.len(), 4);
    assert!(!stdout.contains("saw 4 requests"), "some were refused and sent again:\n{stdout}");
}

#[test]
fn a_server_that_stays_busy_is_asked_six_times_in_all() {
    let args = ["--posts", "1", "--fault", "1=503", "--only", "sequential"];
    let (output, report) = run_to_any_end(CHAPTER, &[&QUICK[..], &args].concat());
    let (stdout, stderr) = texts(&output);
    assert!(stdout.contains("The server saw 6 requests"), "{stdout}");
    assert!(stderr.contains("post 1: the server answered 503 Service Unavailable"), "{stderr}");
    // 0.1 + 0.2 + 0.4 + 0.8 + 1.6 s, and what chance adds.
    assert!(version(&report, "sequential").wall_s >= Some(3.1), "{report:?}");
}

#[test]
fn flags_that_contradict_each_other_are_refused() {
    let pairs: [&[&str]; 4] = [
        &["--live", "--base-url", "http://127.0.0.1:3000"],
        &["--live", "--latency-ms", "5"],
        &["--base-url", "http://127.0.0.1:3000", "--fault", "3=500"],
        &["--base-url", "http://127.0.0.1:3000", "--max-in-flight", "2"],
    ];
    for args in pairs {
        program(CHAPTER).args(args).assert().code(2).stderr(contains("cannot be used with"));
    }
}

#[test]
fn a_wrong_url_or_fault_is_refused_with_an_example() {
    for url in ["127.0.0.1:3000", "ftp://127.0.0.1", "http://", "http://127.0.0.1:3000?a=1"] {
        program(CHAPTER)
            .args(["--base-url", url])
            .assert()
            .code(2)
            .stderr(contains("expected a URL"));
    }
    program(CHAPTER).args(["--base-url", ""]).assert().code(2);
    program(CHAPTER).args(["--fault", "3=boom"]).assert().code(2).stderr(contains("ID=KIND"));
}

#[test]
fn a_url_with_a_part_that_cannot_be_read_is_refused_and_not_read_without_it() {
    for port in ["99999", "abc", "-1", "", "0", "80:80", "+80"] {
        let url = format!("http://127.0.0.1:{port}/api");
        program(CHAPTER)
            .args(["--base-url", &url])
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains(format!("invalid value '{url}' for '--base-url <URL>': expected")));
    }
}

#[test]
fn a_fault_for_a_post_that_is_not_fetched_is_refused_with_the_range() {
    for fault in ["50=500", "0=500", "6=hang"] {
        program(CHAPTER)
            .args(["--posts", "5", "--fault", fault])
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains("is not a post from 1 to 5"));
    }
    run(CHAPTER, &[&QUICK[..], &["--posts", "5", "--fault", "5=slow"]].concat());
}

#[cfg(unix)]
#[test]
fn a_limit_on_open_files_is_named() {
    let mut chapter = end_to_end::program_under("-n 64", CHAPTER);
    let (_, stderr) = texts(&chapter.args(["--posts", "100", "--workers", "50"]).output().unwrap());
    assert!(
        stderr
            .contains("50 downloads at once need 132 open files, and the limit is 64 (ulimit -n)"),
        "{stderr}"
    );
    assert!(stderr.contains("Type `ulimit -n 132` first, or take fewer (--workers)."), "{stderr}");
}
