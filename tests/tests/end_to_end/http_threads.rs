//! Chapter 03.

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

use crate::{run, run_to_any_end, texts, version};

const CHAPTER: &str = "chapter-03-http-threads";
const QUICK: [&str; 2] = ["--latency-ms", "20"];

#[test]
fn five_posts_in_threads_overlap_and_one_by_one_do_not() {
    let (stdout, report) = run(CHAPTER, &["--latency-ms", "200"]);
    assert_eq!(version(&report, "sequential").most_in_flight, 1);
    assert!(version(&report, "sequential").wall_s >= Some(1.0));
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
    let args = ["--posts", "48", "--workers", "16", "--latency-ms", "300", "--only", "threads"];
    let (_, report) = run(CHAPTER, &args);
    let threads = version(&report, "threads");
    assert_eq!((threads.tasks.len(), threads.workers, threads.most_in_flight), (48, 16, 16));
    assert!((threads.predicted_s.unwrap() - 0.9).abs() < 1e-9);
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

/// A server that answers each request, of which it sees the head, with what `answer` says, and then
/// closes the connection. It gives its address.
fn serve(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> String {
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
            // A client may have gone: that is its own affair.
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

fn ok(content_type: &str, body: &str) -> Vec<u8> {
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

#[test]
fn a_fault_of_a_post_that_is_not_fetched_is_refused_with_the_range() {
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

/// Each of these is what a server may have under an id.
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
                    than is left of the timeout of 2 s";
    program(CHAPTER)
        .args(["--base-url", &url, "--posts", "1", "--timeout", "2"])
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

/// The chapter, in an environment without proxies but those of a test.
fn with_proxies(proxies: &[(&str, &str)]) -> assert_cmd::Command {
    let mut chapter = program(CHAPTER);
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        chapter.env_remove(name).env_remove(name.to_uppercase());
    }
    chapter.envs(proxies.iter().copied());
    chapter
}

#[test]
fn a_proxy_is_asked_for_the_whole_url_and_without_a_tunnel() {
    let proxy = serve(|request| {
        let is_known =
            request.to_lowercase().contains("proxy-authorization: basic yw5uonnly3jlda==");
        let posts =
            (1..=2).map(|id| format!("GET http://posts.example/api/posts/{id} HTTP/1.1\r\n"));
        match posts.into_iter().any(|line| request.starts_with(&line)) && is_known {
            true => ok("application/json", "{\"through\": \"the proxy\"}"),
            false => b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".to_vec(),
        }
    });
    let url = ["--base-url", "http://posts.example/api", "--posts", "2"];
    with_proxies(&[("HTTP_PROXY", &format!("http://ann:secret@{proxy}"))])
        .args(url)
        .assert()
        .success()
        .stdout(contains("\"through\": \"the proxy\"").count(2));

    let unknown = with_proxies(&[("http_proxy", &proxy)]).args(url).assert().code(1);
    let words =
        format!("403 Forbidden; it was asked through the proxy http://{proxy} (http_proxy)");
    unknown.stderr(contains(words));
}

#[test]
fn a_proxy_digs_a_tunnel_for_https_and_may_refuse_to() {
    let proxy = serve(|request| match request.starts_with("CONNECT posts.example:443 ") {
        true => b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n".to_vec(),
        false => Vec::new(),
    });
    let proxies = [("ALL_PROXY", proxy.as_str()), ("http_proxy", "http://127.0.0.1:1")];
    // Windows has one variable for both ways to write its name.
    let variable = if cfg!(windows) { "all_proxy" } else { "ALL_PROXY" };
    let words = format!(
        "could not reach https://posts.example: the proxy wants another name and password (407); it \
         was asked through the proxy http://{proxy} ({variable})"
    );
    with_proxies(&proxies)
        .args(["--base-url", "https://posts.example"])
        .assert()
        .code(1)
        .stderr(contains(words));
}

#[test]
fn a_proxy_that_is_not_spoken_is_refused_by_its_kind() {
    let proxies = [("https_proxy", "socks5h://ann:secret@127.0.0.1:1080")];
    with_proxies(&proxies)
        .args(["--live"])
        .assert()
        .code(1)
        .stderr(contains("https_proxy asks for a proxy of the kind socks5h"))
        .stderr(contains("secret").not());
}

#[test]
fn who_is_in_no_proxy_is_asked_directly() {
    let proxies = [("ALL_PROXY", "http://127.0.0.1:1"), ("no_proxy", "a.b, invalid")];
    with_proxies(&proxies)
        .args(["--base-url", "http://posts.invalid"])
        .assert()
        .code(1)
        // Where there is no network, nobody can say that there is no such host.
        .stderr(
            contains(": no such host").or(contains("the name of the host could not be looked up")),
        )
        .stderr(contains("proxy").not());
}

#[test]
fn a_proxy_does_not_come_between_a_chapter_and_its_own_server() {
    let proxies = [("ALL_PROXY", "socks5://127.0.0.1:1"), ("http_proxy", "http://127.0.0.1:1")];
    with_proxies(&proxies).args(QUICK).assert().success();
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

/// An HTTPS server for localhost, with one of the certificates beside these tests; its port.
#[cfg(target_os = "linux")]
fn serve_https(certificate: &str) -> u16 {
    use rustls::{
        ServerConfig, ServerConnection, StreamOwned,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    };

    let folder = end_to_end::workspace().join("tests/certificates");
    let certificate = CertificateDer::from_pem_file(folder.join(certificate)).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
    let config =
        ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
    let config = std::sync::Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(config.clone()).unwrap();
            let mut reader = BufReader::new(StreamOwned::new(connection, stream.unwrap()));
            let mut request = String::new();
            while !request.ends_with("\r\n\r\n")
                && reader.read_line(&mut request).is_ok_and(|n| n > 0)
            {}
            // A client that does not trust us is gone.
            let _ = reader.get_mut().write_all(&ok("application/json", "{\"is\": \"secret\"}"));
            reader.get_mut().conn.send_close_notify();
            let _ = reader.get_mut().flush();
        }
    });
    port
}

/// Elsewhere the system's own store of certificates is asked, which a test should not change.
#[cfg(target_os = "linux")]
#[test]
fn a_certificate_that_is_not_trusted_is_described() {
    let ask = |url: String, trusted: &str| {
        let folder = end_to_end::workspace().join("tests/certificates");
        let mut chapter = with_proxies(&[]);
        chapter.env("SSL_CERT_FILE", folder.join(trusted)).env_remove("SSL_CERT_DIR");
        let output = chapter.args(["--base-url", &url, "--posts", "1"]).output().unwrap();
        let (stdout, stderr) = texts(&output);
        format!("{stdout}{stderr}")
    };
    let (good, bad) = (serve_https("localhost.pem"), serve_https("self-signed.pem"));
    let text = ask(format!("https://localhost:{good}"), "authority.pem");
    assert!(text.contains("\"is\": \"secret\""), "{text}");

    let text = ask(format!("https://127.0.0.1:{good}"), "authority.pem");
    assert!(text.contains("its certificate is for another name"), "{text}");
    let text = ask(format!("https://localhost:{bad}"), "authority.pem");
    assert!(text.contains("its certificate is self-signed"), "{text}");
    let plain = serve(|_| ok("text/html", ""));
    let text = ask(format!("https://{plain}"), "authority.pem");
    assert!(text.contains("it does not speak HTTPS: try http://"), "{text}");
}
