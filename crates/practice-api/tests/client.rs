//! The client against servers that do what servers do out there.

#![expect(clippy::unwrap_used, reason = "clippy knows test functions, not the helpers beside them")]

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant, SystemTime},
};

use flate2::{Compression, write::GzEncoder};

use practice_api::{Client, Config, Fault, PracticeApi};

/// A server that answers each request, counted from 1, with what `answer` says; nothing closes the
/// connection.
struct Server {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answer: impl Fn(usize, &str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let (answer, seen) = (Arc::new(answer), requests.clone());
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, seen) = (answer.clone(), seen.clone());
                thread::spawn(move || serve(stream.unwrap(), &*answer, &seen));
            }
        });
        Self { url, requests }
    }

    fn client(&self) -> Client {
        client(&self.url, Duration::from_secs(10))
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(
    mut stream: TcpStream,
    answer: &(impl Fn(usize, &str) -> Vec<u8> + ?Sized),
    seen: &Mutex<Vec<String>>,
) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let mut request = String::new();
        while !request.ends_with("\r\n\r\n") {
            if reader.read_line(&mut request).unwrap_or(0) == 0 {
                return;
            }
        }
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.push(request.clone());
            seen.len()
        };
        let answer = answer(number, &request);
        if answer.is_empty() || stream.write_all(&answer).is_err() {
            return;
        }
    }
}

fn client(url: &str, timeout: Duration) -> Client {
    Client::new("test", &url.parse().unwrap(), timeout, 4).unwrap()
}

/// An answer with this status and these headers.
fn answer(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn text(body: &str) -> Vec<u8> {
    answer("200 OK", "Content-Type: text/plain\r\n", body)
}

#[test]
fn a_busy_server_is_asked_again_after_the_seconds_that_it_names() {
    let server = Server::start(|number, _| match number {
        1 => answer("429 Too Many Requests", "Retry-After: 1\r\n", ""),
        _ => text("good"),
    });
    let began = Instant::now();
    assert_eq!(server.client().get_text("/").unwrap(), "good");
    assert!(began.elapsed() >= Duration::from_secs(1));
}

#[test]
fn a_busy_server_is_asked_again_at_the_date_that_it_names() {
    let date = SystemTime::now() + Duration::from_secs(3);
    let header = format!("Retry-After: {}\r\n", httpdate::fmt_http_date(date));
    let server = Server::start(move |number, _| match number {
        1 => answer("503 Service Unavailable", &header, ""),
        _ => text("good"),
    });
    let began = Instant::now();
    assert_eq!(server.client().get_text("/").unwrap(), "good");
    // A date has no fractions of a second.
    assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
}

#[test]
fn a_wait_that_is_longer_than_the_timeout_is_named_and_not_waited_for() {
    for wait in ["3600", "99999999999999999999", "Fri, 31 Dec 2100 23:59:59 GMT"] {
        let header = format!("Retry-After: {wait}\r\n");
        let server = Server::start(move |_, _| answer("429 Too Many Requests", &header, ""));
        let error = server.client().get_text("/").unwrap_err();
        assert!(error.starts_with("the server answered 429 Too Many Requests, and asks to wait "));
        assert!(error.ends_with(" s, longer than is left of the timeout of 10 s"), "{error}");
        assert_eq!(server.requests().len(), 1, "{wait}");
    }
}

#[test]
fn waits_that_are_short_one_by_one_are_over_when_the_timeout_is() {
    let server = Server::start(|_, _| answer("503 Service Unavailable", "Retry-After: 1\r\n", ""));
    let error = client(&server.url, Duration::from_secs(4)).get_text("/").unwrap_err();
    let end = "asks to wait 1 s, longer than is left of the timeout of 4 s";
    assert!(error.ends_with(end), "{error}");
    assert!((2..=4).contains(&server.requests().len()), "{:?}", server.requests());
}

#[test]
fn a_server_that_stays_busy_is_asked_no_longer_than_the_timeout() {
    for header in ["", "Retry-After: 0\r\n", "Retry-After: soon\r\n"] {
        let server = Server::start(move |_, _| answer("503 Service Unavailable", header, ""));
        let error = client(&server.url, Duration::from_secs(1)).get_text("/").unwrap_err();
        assert_eq!(error, "the server answered 503 Service Unavailable");
        // After waits of 0.1, 0.2 and 0.4 s at least, the next one would be too long.
        assert!(server.requests().len() <= 4, "{header}");
    }
}

#[test]
fn a_password_follows_a_redirect_on_its_server_and_to_no_other() {
    let other = Server::start(|_, _| text("there"));
    let there = format!("Location: {}/there\r\n", other.url.replace("127.0.0.1", "localhost"));
    let server = Server::start(move |_, request| match request.split(' ').nth(1).unwrap() {
        "/there" => answer("302 Found", &there, ""),
        "/here" => answer("302 Found", "Location: /good\r\n", ""),
        _ => text("here"),
    });
    let client = client(&server.url.replace("//", "//ann:secret@"), Duration::from_secs(10));
    assert_eq!(client.get_text("/here").unwrap(), "here");
    assert_eq!(client.get_text("/there").unwrap(), "there");
    let with_password = |requests: Vec<String>| {
        requests.iter().filter(|request| request.to_lowercase().contains("authorization:")).count()
    };
    assert_eq!((with_password(server.requests()), with_password(other.requests())), (3, 0));
}

#[test]
fn a_wait_that_is_not_a_time_or_has_passed_is_ignored() {
    for wait in ["soon", "-5", "1.5", "", "Sun, 06 Nov 1994 08:49:37 GMT", "0"] {
        let header = format!("Retry-After: {wait}\r\n");
        let server = Server::start(move |number, _| match number {
            1 => answer("503 Service Unavailable", &header, ""),
            _ => text("good"),
        });
        assert_eq!(server.client().get_text("/").unwrap(), "good", "{wait}");
    }
}

#[test]
fn a_kept_connection_that_the_server_closed_meanwhile_is_opened_again() {
    // The second request is read, and the connection closed without an answer.
    let server = Server::start(|number, _| if number == 2 { Vec::new() } else { text("good") });
    let client = server.client();
    assert_eq!(client.get_text("/1").unwrap(), "good");
    assert_eq!(client.get_text("/2").unwrap(), "good");
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn a_connection_that_is_closed_again_and_again_is_opened_only_once_more() {
    let server = Server::start(|number, _| if number > 1 { Vec::new() } else { text("good") });
    let client = server.client();
    assert_eq!(client.get_text("/1").unwrap(), "good");
    let error = client.get_text("/2").unwrap_err();
    assert!(error.starts_with("the connection failed"), "{error}");
    assert_eq!(server.requests().len(), 3);

    let server = Server::start(|_, _| Vec::new());
    assert!(server.client().get_text("/").is_err());
    assert_eq!(server.requests().len(), 1, "there was no kept connection");
}

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn gzip_that_nobody_asked_for_is_unpacked() {
    let json = packed(br#"{"id": 1}"#);
    let gzip = "Content-Encoding: gzip\r\nContent-Type: application/json\r\n";
    let server = Server::start(move |_, _| answer("200 OK", gzip, &json));
    assert_eq!(server.client().get_json("/").unwrap().to_string(), "{\n  \"id\": 1\n}");

    let server = Server::start(move |_, _| answer("200 OK", gzip, "no gzip"));
    let error = server.client().get_text("/").unwrap_err();
    assert_eq!(error, "the answer says that it is gzip, and is not");

    let bomb = packed(&vec![b' '; 11 << 20]);
    let server = Server::start(move |_, _| answer("200 OK", gzip, &bomb));
    let error = server.client().get_text("/").unwrap_err();
    assert_eq!(error, "the answer is larger than 10 MiB");

    let server = Server::start(|_, _| answer("200 OK", "Content-Encoding: br\r\n", "x"));
    let error = server.client().get_text("/").unwrap_err();
    assert_eq!(error, "the answer is packed as br, which nobody asked for");
}

#[test]
fn messages_say_what_came() {
    let html = "Content-Type: text/html; charset=utf-8\r\n";
    let page = "<!DOCTYPE html>\n<html>\n  <title>Sign in</title>";
    for (came, message) in [
        (
            answer("200 OK", html, page),
            "the answer is not JSON (status 200 OK, text/html: <!DOCTYPE html> <html> <title>Sign \
             in</title>)",
        ),
        (
            answer("403 Forbidden", html, page),
            "the server answered 403 Forbidden (text/html: <!DOCTYPE html> <html> <title>Sign \
             in</title>)",
        ),
        (answer("404 Not Found", html, "{}"), "the server answered 404 Not Found"),
        (answer("599 Strange", "", ""), "the server answered 599"),
        (
            answer("302 Found", "Location: ftp://ann:secret@a.example/b\r\n", ""),
            "it leads to a place that is neither http nor https",
        ),
        (answer("304 Not Modified", "", ""), "the server answered 304 Not Modified"),
        (answer("200 OK", "", " "), "the answer is empty (status 200 OK)"),
        (
            answer("200 OK", "", "\u{1b}[31mred"),
            r#"the answer is not JSON (status 200 OK, of no type: "\u{1b}[31mred")"#,
        ),
        (
            answer("200 OK", "Content-Type: application/json\r\n", "{\"a\": 1, \"b\": "),
            "the answer is JSON that ends in the middle (status 200 OK, application/json: {\"a\": 1, \
             \"b\":)",
        ),
        (
            answer("200 OK", "", b"\"\xe9t\xe9\""),
            "the answer is not text in UTF-8 (of no type: \"\\\"\u{fffd}t\u{fffd}\\\"\")",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{".to_vec(),
            "the answer was not complete within 3 s",
        ),
        (b"220 mail.example ready, and what is HTTP?\r\n".to_vec(), "what came is not HTTP"),
    ] {
        let server = Server::start(move |_, _| came.clone());
        // Only an answer that never comes whole should be given up on soon.
        let timeout = if message.contains("complete") { 3 } else { 60 };
        let error = client(&server.url, Duration::from_secs(timeout)).get_json("/").unwrap_err();
        assert_eq!(error, message);
    }
}

#[test]
fn an_answer_that_ends_in_the_middle_is_said_to_end_there() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        BufReader::new(&stream).read_line(&mut String::new()).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{").unwrap();
    });
    let error = client(&url, Duration::from_secs(10)).get_json("/").unwrap_err();
    assert_eq!(error, "the connection failed (it ended in the middle of the answer)");
}

#[test]
fn text_with_a_byte_order_mark_is_read() {
    let server = Server::start(|_, _| text("\u{feff}{\"id\": 1}"));
    assert_eq!(server.client().get_json("/").unwrap().field("id").as_deref(), Some("1"));
}

#[test]
fn a_password_goes_to_the_server_and_into_no_message() {
    let server = Server::start(|_, _| answer("500 Internal Server Error", "", ""));
    let url = server.url.replace("http://", "http://ann:p%40ss@");
    let client = client(&url, Duration::from_secs(10));
    let error = client.get_text("/posts/1").unwrap_err();
    assert_eq!(error, "the server answered 500 Internal Server Error");
    let request = &server.requests()[0];
    assert!(request.to_lowercase().contains("authorization: basic yw5uonbac3m="), "{request}");

    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://ann:secret@{nobody}/api");
    let error = self::client(&url, Duration::from_secs(10)).warm_up("/posts/1").unwrap_err();
    assert!(error.starts_with(&format!("could not reach http://{nobody}/api: ")), "{error}");
}

#[test]
fn a_warm_up_that_fails_where_posts_do_not_is_not_a_failure() {
    for bad in [Vec::new(), b"no HTTP\r\n\r\n".to_vec(), answer("200 OK", "", vec![b' '; 11 << 20])]
    {
        let server = Server::start(move |_, request| match request.starts_with("GET / ") {
            true => bad.clone(),
            false => text("{}"),
        });
        server.client().warm_up("/posts/1").unwrap();
    }
    let server = Server::start(|_, _| b"no HTTP\r\n\r\n".to_vec());
    let error = server.client().warm_up("/posts/1").unwrap_err();
    assert_eq!(error, format!("could not reach {}: what came is not HTTP", server.url));
}

#[test]
fn each_client_sees_its_own_requests() {
    let config = Config { latency: Duration::from_millis(1), ..Config::default() };
    let api = PracticeApi::start(config).unwrap();
    let [one, other] = ["one", "other"].map(|program| {
        Client::new(program, &api.base_url().parse().unwrap(), Duration::from_secs(10), 4).unwrap()
    });
    one.get_json("/posts/1").unwrap();
    other.get_json("/posts/1").unwrap();
    other.reset_stats();
    other.get_json("/posts/2").unwrap();
    other.get_json("/posts/3").unwrap();
    assert_eq!(one.stats().unwrap().requests, 1);
    assert_eq!(other.stats().unwrap().requests, 2);
}

#[test]
fn a_server_without_counts_is_asked_for_them_once() {
    let server = Server::start(|_, _| answer("404 Not Found", "", ""));
    let client = server.client();
    for _ in 0..3 {
        client.reset_stats();
        assert!(client.stats().is_none());
    }
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_server_that_fails_leaves_the_connection_to_the_next_request() {
    let faults = [(3, Fault::Status(500))].into();
    let config = Config { latency: Duration::from_millis(1), faults, ..Config::default() };
    let api = PracticeApi::start(config).unwrap();
    let client = client(&api.base_url(), Duration::from_secs(10));
    for id in 1..=5 {
        assert_eq!(client.get_json(&format!("/posts/{id}")).is_ok(), id != 3);
    }
    assert_eq!(client.stats().unwrap().connections, 1);
}
