//! Servers of every kind: away, slow, wrong, and other than expected.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use ::practice_api::{Config, Fault, PracticeApi};
use end_to_end::program;
use predicates::{prelude::*, str::contains};

use super::CHAPTER;
use crate::{run, run_to_any_end, texts, version};

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

/// A server that answers each request with what `answer` makes of its head, and then closes the
/// connection. Returns its address.
pub(super) fn serve(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            while !request.ends_with("\r\n\r\n") {
                if reader.read_line(&mut request).unwrap_or(0) == 0 {
                    break;
                }
            }
            // A client may have gone, which is its own business.
            let _ = stream.write_all(&answer(&request));
        }
    });
    address
}

#[test]
fn a_server_that_speaks_nonsense_is_one_error() {
    let address = serve(|_| b"220 mail.example ready, and what is HTTP?\r\n".to_vec());
    let url = format!("http://{address}");
    program(CHAPTER)
        .args(["--base-url", &url])
        .assert()
        .code(1)
        .stdout("")
        .stderr(contains(format!("could not reach {url}: what came is not HTTP")).count(1));
}

/// Answers `/` well and posts with `answer`.
fn serve_posts(answer: &'static [u8]) -> String {
    let address = serve(move |request| match request.starts_with("GET /posts/") {
        true => answer.to_vec(),
        false => ok("text/html", "<p>Welcome"),
    });
    format!("http://{address}")
}

pub(super) fn ok(content_type: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
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
    let url = serve_posts(ok("application/json", post).leak());
    program(CHAPTER)
        .args(["--base-url", &url, "--posts", "1"])
        .assert()
        .code(1)
        .stderr(contains("post 1: the answer is post 77"));
}

#[test]
fn an_answer_that_is_too_large_is_named() {
    let headers =
        b"HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\nConnection: close\r\n\r\n".to_vec();
    let url = serve_posts([headers, vec![b' '; 20_000_000]].concat().leak());
    program(CHAPTER)
        .args(["--base-url", &url, "--posts", "1"])
        .assert()
        .code(1)
        .stderr(contains("post 1: the answer is larger than 10 MiB"));
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

/// Any of these may be what a server has under an id.
#[test]
fn what_the_server_sends_is_printed_as_it_is() {
    for (sent, printed) in [
        (
            r#"{"id": 1, "z": "first", "a": 2}"#,
            "{\n  \"id\": 1,\n  \"z\": \"first\",\n  \"a\": 2\n}",
        ),
        (
            r#"{"id": "1", "title": "a string"}"#,
            "{\n  \"id\": \"1\",\n  \"title\": \"a string\"\n}",
        ),
        (r#"{"id": "ab-12"}"#, "{\n  \"id\": \"ab-12\"\n}"),
        (r#"{"title": "no id"}"#, "{\n  \"title\": \"no id\"\n}"),
        (r#"[1, 2, "three"]"#, "[\n  1,\n  2,\n  \"three\"\n]"),
        (
            r#"{"n": 12345678901234567890123, "m": 1.10}"#,
            "{\n  \"n\": 12345678901234567890123,\n  \"m\": 1.10\n}",
        ),
        ("{\"a\": \"\u{9b}31m\"}", "{\n  \"a\": \"\\u009b31m\"\n}"),
    ] {
        let url = serve_posts(ok("application/json", sent).leak());
        let (stdout, _) = run(CHAPTER, &["--base-url", &url, "--posts", "1"]);
        assert!(stdout.contains(&format!("Post ID 1:\n\n{printed}\n")), "{sent}\n{stdout}");
    }
}

#[test]
fn a_page_in_place_of_a_post_is_described() {
    let url = serve_posts(ok("text/html; charset=utf-8", "<h1>Please\n sign in</h1>").leak());
    let expected =
        "post 1: the answer is not JSON (status 200 OK, text/html: <h1>Please sign in</h1>)";
    let mut chapter = program(CHAPTER);
    let failed = chapter.args(["--base-url", &url, "--posts", "1"]).assert().code(1);
    failed.stderr(contains(expected));
}

#[test]
fn a_start_page_that_fails_stops_nobody() {
    let address = serve(|request| match request.starts_with("GET / ") {
        true => Vec::new(),
        false => ok("application/json", "{}"),
    });
    let (stdout, _) = run(CHAPTER, &["--base-url", &format!("http://{address}")]);
    assert!(stdout.contains("Post ID 5:\n\n{}"), "{stdout}");
}

#[test]
fn a_start_page_that_leads_to_a_server_that_is_not_there_stops_nobody() {
    let address = serve(|request| match request.starts_with("GET / ") {
        true => b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/login\r\n\
                  Content-Length: 0\r\n\r\n"
            .to_vec(),
        false => ok("application/json", "{}"),
    });
    let (stdout, _) = run(CHAPTER, &["--base-url", &format!("http://{address}")]);
    assert!(stdout.contains("Post ID 5:\n\n{}"), "{stdout}");
}

#[test]
fn a_server_that_asks_for_more_patience_than_there_is_is_named() {
    let busy = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n";
    let url = serve_posts(busy);
    let expected = "post 1: the server answered 429 Too Many Requests, and asks to wait 60 s, longer \
                    than is left of the timeout of 20 s";
    program(CHAPTER)
        .args(["--base-url", &url, "--posts", "1", "--timeout", "20"])
        .assert()
        .code(1)
        .stderr(contains(expected).count(2));
}

#[test]
fn a_server_that_is_busy_at_first_does_not_slow_down_the_prediction() {
    let was_busy = AtomicBool::new(false);
    let address = serve(move |request| {
        if !request.starts_with("GET /posts/1 ") || was_busy.swap(true, Ordering::Relaxed) {
            return ok("application/json", "{}");
        }
        b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n".to_vec()
    });
    let url = format!("http://{address}");
    let (_, report) = run(CHAPTER, &["--base-url", &url, "--posts", "1", "--only", "sequential"]);
    assert!(version(&report, "sequential").predicted_s < Some(1.0), "{report:?}");
}

#[test]
fn a_password_in_a_url_is_never_printed() {
    let refused = ["--base-url", "http://ann:secret@127.0.0.1:99999"];
    program(CHAPTER).args(refused).assert().code(2).stderr(contains("secret").not());

    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for place in [nobody.to_string(), serve(|_| ok("text/html", "<p>no post"))] {
        let url = format!("http://ann:secret@{place}");
        let output = program(CHAPTER).args(["--base-url", &url, "--posts", "1"]).output().unwrap();
        let (stdout, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(!format!("{stdout}{stderr}").contains("secret"), "{stdout}{stderr}");
    }
}
