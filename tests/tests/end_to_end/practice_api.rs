//! The practice API as a program.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use end_to_end::{Running, program, std_program};
use predicates::{prelude::*, str::contains};

use crate::run;

/// Starts the program, and returns the address that it prints.
fn start(args: &[&str]) -> (Running, String) {
    start_as(std_program("practice-api").args(["--port", "0"]).args(args))
}

fn start_as(command: &mut Command) -> (Running, String) {
    let mut api = end_to_end::start(command.stdout(Stdio::piped()));
    let mut line = String::new();
    BufReader::new(api.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.split(' ').nth(2).unwrap_or_else(|| panic!("it said: {line}")).to_owned();
    (api, address)
}

#[test]
fn it_serves_a_chapter_in_another_process() {
    let (_api, address) = start(&["--latency-ms", "20", "--posts", "7"]);
    let args = ["--base-url", &address, "--posts", "7"];
    let (stdout, _) = run("chapter-03-http-threads", &args);
    assert!(stdout.contains("Post ID 7:"), "{stdout}");
    assert!(stdout.contains("7 requests on 1 connection"), "{stdout}");
}

#[test]
fn a_busy_port_is_a_clear_error() {
    let (_api, address) = start(&[]);
    let port = address.rsplit(':').next().unwrap();
    program("practice-api")
        .args(["--port", port])
        .assert()
        .code(1)
        .stderr(contains(format!("could not listen on 127.0.0.1:{port}")))
        .stderr(contains("Choose another port with --port"));
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
fn a_fault_for_a_post_or_report_that_does_not_exist_is_refused_with_the_range() {
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

/// With as many connections as it may have open, the server says so to the next client, and serves
/// another one after a connection has gone.
#[cfg(target_os = "linux")]
#[test]
fn too_many_connections_are_told_the_limit_of_open_files() {
    use std::{
        io::{Read, Write},
        net::TcpStream,
    };

    let mut shell = Command::new("sh");
    shell
        .args(["-c", r#"ulimit -n 40; exec "$@""#, "sh"])
        .arg(end_to_end::path_of("practice-api"))
        .args(["--port", "0", "--latency-ms", "0", "--fault", "1=hang"]);
    let (_api, address) = start_as(&mut shell);
    let address = address.trim_start_matches("http://");
    let ask = |path: &str| {
        let mut stream = TcpStream::connect(address).unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        stream
    };
    let answer = |path| {
        let mut answer = String::new();
        ask(path).read_to_string(&mut answer).unwrap();
        answer
    };
    let mut hanging: Vec<TcpStream> = (0..20).map(|_| ask("/posts/1")).collect();
    while answer("/stats").starts_with("HTTP/1.1 200") {
        hanging.push(ask("/posts/1"));
    }
    let refused = answer("/posts/2");
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    assert!(refused.contains("its limit is 40 open files (ulimit -n)"), "{refused}");
    drop(hanging);
    crate::wait_until("it serves again", || answer("/posts/2").starts_with("HTTP/1.1 200"));
}

/// Here, advice to take another port would not help.
#[cfg(target_os = "linux")]
#[test]
fn a_start_without_open_files_does_not_blame_the_port() {
    end_to_end::program_under("-n 4", "practice-api")
        .args(["--port", "0"])
        .assert()
        .code(1)
        .stderr(contains("Too many open files").and(contains("--port").not()));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_although_a_request_hangs() {
    use std::{io::Write, net::TcpStream, os::unix::process::ExitStatusExt};

    let (mut api, address) = start(&["--fault", "1=hang"]);
    let mut hanging = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
    hanging.write_all(b"GET /posts/1 HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let kill = format!("kill -TERM {}", api.id());
    Command::new("sh").args(["-c", &kill]).status().unwrap();
    assert_eq!(api.wait().unwrap().signal(), Some(15));
}
