//! Chapter 03.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    thread,
    time::Duration,
};

use ::practice_api::{Config, Fault, PracticeApi};
use end_to_end::program;
use predicates::{prelude::*, str::contains};

use crate::{run, run_to_any_end, texts, version};

const CHAPTER: &str = "chapter-03-http-threads";
const QUICK: [&str; 2] = ["--latency-ms", "20"];

#[test]
fn five_posts_in_threads_overlap_and_one_by_one_do_not() {
    let (stdout, report) = run(CHAPTER, &["--latency-ms", "200"]);
    assert_eq!(version(&report, "sequential").most_in_flight, 1);
    assert!(version(&report, "sequential").wall_s >= Some(1.0));
    assert_eq!(version(&report, "threads").most_in_flight, 5);
    assert!(stdout.contains("5 requests on 1 connection, at most 1 at once"), "{stdout}");
    assert!(stdout.contains("5 requests on 5 connections, at most 5 at once"), "{stdout}");
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
    let args = ["--posts", "100", "--workers", "16", "--latency-ms", "50", "--only", "threads"];
    let (_, report) = run(CHAPTER, &args);
    let threads = version(&report, "threads");
    assert_eq!((threads.tasks.len(), threads.workers, threads.most_in_flight), (100, 16, 16));
    assert!((threads.predicted_s.unwrap() - 0.35).abs() < 1e-9);
}

/// Fetches three posts, the second of which has a fault: it is named, and the others are printed.
fn one_bad_post(fault: &str, reason: &str) {
    let fault = format!("2={fault}");
    let args = ["--posts", "3", "--fault", &fault, "--timeout", "1"];
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
    one_bad_post("hang", "no answer within 1 s");
}

#[test]
fn a_reset_connection_is_named() {
    one_bad_post("reset", "the connection failed");
}

#[test]
fn an_answer_that_is_not_json_is_named() {
    one_bad_post("garbage", "the answer is not a post in JSON");
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
    let (stdout, report) = run(CHAPTER, &[&["--latency-ms", "50"], &args[..]].concat());
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
fn another_server_is_used_when_asked() {
    let latency = Duration::from_millis(20);
    let api = PracticeApi::start(Config { latency, ..Config::default() }).unwrap();
    let (stdout, report) = run(CHAPTER, &["--base-url", &api.base_url()]);
    assert!(stdout.contains("Post ID 5"), "{stdout}");
    assert!(version(&report, "threads").predicted_s >= Some(0.02), "the latency is measured");
}

#[test]
fn a_bad_first_post_of_another_server_leaves_the_others() {
    let faults = [(1, Fault::Status(500))].into();
    let latency = Duration::from_millis(20);
    let api = PracticeApi::start(Config { faults, latency, ..Config::default() }).unwrap();
    let (output, report) = run_to_any_end(CHAPTER, &["--base-url", &api.base_url()]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(version(&report, "threads").predicted_s, None, "nothing could be measured");
    assert_eq!(version(&report, "threads").failures.len(), 1);
}

#[test]
fn a_server_that_is_not_there_is_one_error() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output =
        program(CHAPTER).args(["--base-url", &format!("http://{nobody}")]).output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!((stdout.as_str(), stderr.matches("could not reach").count()), ("", 1), "{stderr}");
}

/// A server that answers each request with what `answer` says, and then closes the connection.
fn serve(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = BufReader::new(stream.try_clone().unwrap()).lines();
            let first = request.next().and_then(Result::ok).unwrap_or_default();
            let _rest =
                request.take_while(|line| line.as_ref().is_ok_and(|l| !l.is_empty())).count();
            // A client may have gone: that is its own affair.
            let _ = stream.write_all(&answer(&first));
        }
    });
    url
}

#[test]
fn a_server_that_speaks_nonsense_is_one_error() {
    let url = serve(|_| b"220 mail.example ready, and what is HTTP?\r\n".to_vec());
    program(CHAPTER)
        .args(["--base-url", &url])
        .assert()
        .code(1)
        .stdout("")
        .stderr(contains(format!("could not reach {url}")).count(1));
}

/// Answers `/` well and posts with `answer`.
fn serve_posts(answer: &'static [u8]) -> String {
    serve(move |request| match request.starts_with("GET /posts/") {
        true => answer.to_vec(),
        false => b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
    })
}

#[test]
fn an_answer_that_stops_half_way_is_named() {
    let url = serve_posts(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"userId\": 1,");
    let output = program(CHAPTER).args(["--base-url", &url, "--posts", "2"]).output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{stdout}\n{stderr}");
    for id in [1, 2] {
        assert_eq!(stderr.matches(&format!("post {id}: ")).count(), 2, "{stderr}");
    }
    assert!(stdout.contains("does not tell how many connections"), "{stdout}");
}

#[test]
fn an_answer_with_another_post_is_named() {
    let post = r#"{"userId": 8, "id": 77, "title": "t", "body": "b"}"#;
    let headers =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", post.len());
    let url = serve_posts((headers + post).into_bytes().leak());
    program(CHAPTER)
        .args(["--base-url", &url, "--posts", "1"])
        .assert()
        .code(1)
        .stderr(contains("post 1: the answer is post 77"));
}

#[test]
fn an_answer_that_is_too_large_is_named() {
    let headers =
        b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\nConnection: close\r\n\r\n".to_vec();
    let url = serve_posts([headers, vec![b' '; 2_000_000]].concat().leak());
    program(CHAPTER)
        .args(["--base-url", &url, "--posts", "1"])
        .assert()
        .code(1)
        .stderr(contains("post 1: the answer is larger than 1048576 bytes"));
}

#[test]
fn going_live_says_so_and_fails_with_one_error_without_a_way_out() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    program(CHAPTER)
        .arg("--live")
        .env("ALL_PROXY", format!("http://{nobody}"))
        .env("HTTPS_PROXY", format!("http://{nobody}"))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .assert()
        .code(1)
        .stdout(contains("jsonplaceholder.typicode.com: these requests leave your machine."))
        .stderr(contains("could not reach").count(1));
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
    for url in ["127.0.0.1:3000", "ftp://127.0.0.1", "http://", ""] {
        let example = contains("expected a URL such as").or(contains("a value is required"));
        program(CHAPTER).args(["--base-url", url]).assert().code(2).stderr(example);
    }
    program(CHAPTER).args(["--fault", "3=boom"]).assert().code(2).stderr(contains("ID=KIND"));
}
