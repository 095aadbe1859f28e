//! The practice API as a program.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use end_to_end::{program, std_program};
use predicates::{prelude::*, str::contains};

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

#[test]
fn a_fault_of_a_post_or_report_that_there_is_not_is_refused_with_the_range() {
    let wrong: [(&str, &str, &str); 4] = [
        ("practice-api", "--posts 5 --reports 5 --fault 50=500", "50 is not a post from 1 to 5"),
        ("practice-api", "--fault 3=500 --fault 3=hang", "3 is given twice"),
        ("chapter-03-http-threads", "--fault 50=500", "50 is not a post from 1 to 5"),
        ("chapter-12-report-pipeline", "--fault 41=500", "41 is not a report from 1 to 40"),
    ];
    for (name, flags, reason) in wrong {
        let refused = program(name).args(flags.split(' ')).assert().code(2);
        refused.stdout("").stderr(contains("--fault").and(contains(reason)));
    }
    let few = ["--reports", "5", "--only", "pipeline", "--predict"];
    program("chapter-12-report-pipeline").args(few).assert().success();
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
