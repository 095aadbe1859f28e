//! The server as its clients see it, over real sockets.

#![expect(clippy::unwrap_used, reason = "clippy knows test functions, not the helpers beside them")]

use std::{
    collections::HashMap,
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use practice_api::{Config, Fault, Post, PracticeApi, Stats, price_list, report};

fn quick() -> Config {
    Config { latency: Duration::from_millis(1), ..Config::default() }
}

fn with_fault(fault: Fault) -> PracticeApi {
    PracticeApi::start(Config { faults: HashMap::from([(3, fault)]), ..quick() }).unwrap()
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(10)))
        .build()
        .into()
}

/// Status and body of `GET path`.
fn get(api: &PracticeApi, path: &str) -> Result<(u16, String), ureq::Error> {
    let mut response = agent().get(api.base_url() + path).call()?;
    Ok((response.status().as_u16(), response.body_mut().read_to_string()?))
}

fn stats(api: &PracticeApi) -> Stats {
    serde_json::from_str(&get(api, "/stats").unwrap().1).unwrap()
}

#[test]
fn a_post_has_the_fields_of_jsonplaceholder_in_its_order() {
    let api = PracticeApi::start(quick()).unwrap();
    let (status, body) = get(&api, "/posts/7").unwrap();
    assert_eq!(status, 200);
    assert!(body.starts_with(r#"{"userId":1,"id":7,"title":""#), "{body}");
    assert_eq!(serde_json::from_str::<Post>(&body).unwrap(), Post::with_id(7));
}

#[test]
fn the_list_has_as_many_posts_as_were_asked_for() {
    let api = PracticeApi::start(Config { posts: 123, ..quick() }).unwrap();
    let posts: Vec<Post> = serde_json::from_str(&get(&api, "/posts").unwrap().1).unwrap();
    assert_eq!(posts.len(), 123);
    assert_eq!(posts[122], Post::with_id(123));
}

#[test]
fn a_post_past_the_end_is_404_with_an_empty_object() {
    let api = PracticeApi::start(quick()).unwrap();
    for path in ["/posts/101", "/posts/0", "/posts/abc"] {
        assert_eq!(get(&api, path).unwrap(), (404, "{}".to_owned()), "{path}");
    }
}

#[test]
fn a_report_is_csv_under_its_number_with_or_without_the_ending() {
    let api = PracticeApi::start(quick()).unwrap();
    for path in ["/reports/7", "/reports/7.csv"] {
        let mut response = agent().get(api.base_url() + path).call().unwrap();
        assert_eq!(response.headers()["content-type"], "text/csv", "{path}");
        assert_eq!(response.body_mut().read_to_string().unwrap(), report(7), "{path}");
    }
    assert_eq!(get(&api, "/prices").unwrap(), (200, price_list()));
}

#[test]
fn a_report_past_the_last_region_is_404() {
    let api = PracticeApi::start(Config { reports: 40, ..quick() }).unwrap();
    assert_eq!(get(&api, "/reports/40").unwrap().0, 200);
    for path in ["/reports/41", "/reports/0.csv", "/reports/abc"] {
        assert_eq!(get(&api, path).unwrap(), (404, "{}".to_owned()), "{path}");
    }
}

#[test]
fn reports_have_the_faults_of_their_ids_and_are_counted() {
    let api = with_fault(Fault::Status(500));
    assert_eq!(get(&api, "/reports/3.csv").unwrap().0, 500);
    assert_eq!(get(&api, "/reports/4.csv").unwrap().0, 200);
    get(&api, "/prices").unwrap();
    assert_eq!(stats(&api), Stats { requests: 3, connections: 3, most_in_flight: 1 });
    let (status, body) = get(&with_fault(Fault::Garbage), "/reports/3").unwrap();
    assert_eq!((status, body.contains(',')), (200, false), "{body}");
}

#[test]
fn too_many_reports_at_once_are_answered_429() {
    let faults = HashMap::from([(3, Fault::Hang)]);
    let api = PracticeApi::start(Config { faults, max_in_flight: Some(2), ..quick() }).unwrap();
    let _hanging = hang(&api, 2);
    for path in ["/reports/4", "/prices"] {
        assert_eq!(get(&api, path).unwrap().0, 429, "{path}");
    }
}

#[test]
fn an_answer_takes_at_least_the_latency() {
    let latency = Duration::from_millis(50);
    let api = PracticeApi::start(Config { latency, ..Config::default() }).unwrap();
    for path in ["/posts/1", "/reports/1", "/prices"] {
        let began = Instant::now();
        get(&api, path).unwrap();
        assert!(began.elapsed() >= latency, "{path}");
    }
}

#[test]
fn a_status_is_answered_as_asked() {
    let api = with_fault(Fault::Status(503));
    assert_eq!(get(&api, "/posts/3").unwrap().0, 503);
    assert_eq!(get(&api, "/posts/4").unwrap().0, 200);
}

#[test]
fn garbage_is_not_json() {
    let (status, body) = get(&with_fault(Fault::Garbage), "/posts/3").unwrap();
    assert_eq!(status, 200);
    assert!(serde_json::from_str::<Post>(&body).is_err());
}

#[test]
fn a_reset_ends_the_connection_with_an_error_and_no_answer() {
    let api = with_fault(Fault::Reset);
    let mut stream = TcpStream::connect(api.base_url().trim_start_matches("http://")).unwrap();
    stream.write_all(b"GET /posts/3 HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let error = stream.read_to_end(&mut Vec::new()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[test]
fn a_hanging_post_never_answers_and_does_not_hold_up_the_others() {
    let api = with_fault(Fault::Hang);
    let impatient: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_millis(200)))
        .build()
        .into();
    let error = impatient.get(api.base_url() + "/posts/3").call().unwrap_err();
    assert!(matches!(error, ureq::Error::Timeout(_)), "{error}");
    assert_eq!(get(&api, "/posts/4").unwrap().0, 200);
}

#[test]
fn a_slow_post_takes_ten_times_the_latency() {
    let api = PracticeApi::start(Config {
        latency: Duration::from_millis(10),
        faults: HashMap::from([(3, Fault::Slow)]),
        ..Config::default()
    })
    .unwrap();
    let began = Instant::now();
    assert_eq!(get(&api, "/posts/3").unwrap().0, 200);
    assert!(began.elapsed() >= Duration::from_millis(100));
}

#[test]
fn stats_count_requests_for_posts_and_can_be_set_back() {
    let api = PracticeApi::start(quick()).unwrap();
    let agent = agent();
    for id in 1..=3 {
        let mut response = agent.get(format!("{}/posts/{id}", api.base_url())).call().unwrap();
        response.body_mut().read_to_string().unwrap();
    }
    assert_eq!(stats(&api), Stats { requests: 3, connections: 1, most_in_flight: 1 });
    agent.delete(api.base_url() + "/stats").call().unwrap();
    assert_eq!(stats(&api), Stats { requests: 0, connections: 0, most_in_flight: 0 });
}

/// An agent that names itself to the server.
fn named(name: &str) -> ureq::Agent {
    ureq::Agent::config_builder().user_agent(name).build().into()
}

#[test]
fn stats_tell_two_clients_apart_and_say_whose_they_are() {
    let api = PracticeApi::start(quick()).unwrap();
    let (ours, theirs) = (named("ours-1"), named("theirs"));
    for (client, requests) in [(&ours, 2), (&theirs, 3)] {
        for id in 1..=requests {
            let post = format!("{}/posts/{id}", api.base_url());
            client.get(post).call().unwrap().body_mut().read_to_string().unwrap();
        }
    }
    assert_eq!(
        get(&api, "/stats?client=ours-1").unwrap().1,
        r#"{"client":"ours-1","requests":2,"connections":1,"most_in_flight":1}"#
    );
    let all: serde_json::Value = serde_json::from_str(&get(&api, "/stats").unwrap().1).unwrap();
    assert_eq!((&all["client"], &all["requests"]), (&serde_json::Value::Null, &5.into()));
    assert_eq!(all["clients"]["theirs"]["requests"], 3);

    ours.delete(api.base_url() + "/stats?client=ours-1").call().unwrap();
    let requests = |client| get(&api, &format!("/stats?client={client}")).unwrap().1;
    assert!(requests("ours-1").contains(r#""requests":0"#), "{}", requests("ours-1"));
    assert!(requests("theirs").contains(r#""requests":3"#), "{}", requests("theirs"));
    assert!(requests("nobody").contains(r#""requests":0"#), "{}", requests("nobody"));
    for wrong in ["/stats?clients=ours-1", "/stats?client=ours-1&client=theirs"] {
        assert_eq!(get(&api, wrong).unwrap().0, 400, "{wrong}");
    }
}

/// Opens this many connections, each with a request that hangs, and waits until the server has
/// them all.
fn hang(api: &PracticeApi, connections: usize) -> Vec<TcpStream> {
    let address = api.base_url().trim_start_matches("http://").to_owned();
    let connect = |_| {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.write_all(b"GET /posts/3 HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        stream
    };
    let streams = (0..connections).map(connect).collect();
    while stats(api).most_in_flight < connections {
        thread::yield_now();
    }
    streams
}

#[test]
fn a_thousand_connections_are_held_at_once_and_one_more_is_answered() {
    let api = with_fault(Fault::Hang);
    let streams = hang(&api, 1000);
    assert_eq!(stats(&api).connections, 1000);
    assert_eq!(get(&api, "/posts/4").unwrap().0, 200);
    drop(streams);
}

#[test]
fn too_many_requests_at_once_are_answered_429() {
    let faults = HashMap::from([(3, Fault::Hang)]);
    let api = PracticeApi::start(Config { faults, max_in_flight: Some(2), ..quick() }).unwrap();
    let mut streams = hang(&api, 2);
    assert_eq!(get(&api, "/posts/4").unwrap().0, 429);
    assert_eq!((stats(&api).requests, stats(&api).most_in_flight), (3, 2));
    streams.pop();
    while get(&api, "/posts/4").unwrap().0 == 429 {
        thread::yield_now();
    }
}

#[test]
fn a_port_in_use_is_an_error() {
    let first = PracticeApi::start(quick()).unwrap();
    let port = first.base_url().rsplit(':').next().unwrap().parse().unwrap();
    let second = PracticeApi::start(Config { port, ..quick() });
    assert_eq!(second.err().unwrap().kind(), std::io::ErrorKind::AddrInUse);
}

#[test]
fn dropping_the_server_stops_it() {
    let api = with_fault(Fault::Hang);
    let address = api.base_url().trim_start_matches("http://").to_owned();
    let mut hanging = TcpStream::connect(&address).unwrap();
    hanging.write_all(b"GET /posts/3 HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    drop(api);
    assert!(TcpStream::connect(&address).is_err());
}
