//! The practice API as a program.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use end_to_end::{program, std_program};
use predicates::str::contains;

use crate::run;

/// Starts the program, and returns the address that it prints.
fn start(args: &[&str]) -> (Child, String) {
    let mut child = std_program("practice-api")
        .args(["--port", "0"])
        .args(args)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.split(' ').nth(2).unwrap().to_owned();
    (child, address)
}

#[test]
fn it_serves_a_chapter_in_another_process() {
    let (mut api, address) = start(&["--latency-ms", "20", "--posts", "7"]);
    let args = ["--base-url", &address, "--posts", "7"];
    let (stdout, _) = run("chapter-03-http-threads", &args);
    api.kill().unwrap();
    api.wait().unwrap();
    assert!(stdout.contains("Post ID 7:"), "{stdout}");
    assert!(stdout.contains("7 requests on 1 connection"), "{stdout}");
}

#[test]
fn a_busy_port_is_a_clear_error() {
    let (mut api, address) = start(&[]);
    let port = address.rsplit(':').next().unwrap();
    program("practice-api")
        .args(["--port", port])
        .assert()
        .code(1)
        .stderr(contains(format!("could not listen on 127.0.0.1:{port}")))
        .stderr(contains("Choose another port with --port"));
    api.kill().unwrap();
    api.wait().unwrap();
}

#[test]
fn wrong_values_are_refused() {
    let wrong: [&[&str]; 7] = [
        &["--port", "70000"],
        &["--port", "-1"],
        &["--posts", "0"],
        &["--reports", "0"],
        &["--latency-ms", "-5"],
        &["--max-in-flight", "0"],
        &["--fault", "3=200"],
    ];
    for args in wrong {
        program("practice-api").args(args).assert().code(2).stderr(contains(args[0]));
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_although_a_request_hangs() {
    use std::{io::Write, net::TcpStream, process::Command};

    let (mut api, address) = start(&["--fault", "1=hang"]);
    let mut hanging = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
    hanging.write_all(b"GET /posts/1 HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let kill = format!("kill -TERM {}", api.id());
    Command::new("sh").args(["-c", &kill]).status().unwrap();
    api.wait().unwrap();
}
