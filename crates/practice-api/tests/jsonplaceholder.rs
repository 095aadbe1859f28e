//! What people use jsonplaceholder for: lists, pages, filters, and changes that change nothing.

#![expect(clippy::unwrap_used, reason = "clippy knows test functions, not the helpers beside them")]

use std::time::Duration;

use practice_api::{Config, PracticeApi};
use serde_json::{Value, json};
use ureq::{
    Body,
    http::{Request, Response},
};

fn start() -> PracticeApi {
    PracticeApi::start(Config { latency: Duration::ZERO, ..Config::default() }).unwrap()
}

/// The answer to a request without a body.
fn request(api: &PracticeApi, method: &str, path: &str) -> Response<Body> {
    let request = Request::builder().method(method).uri(api.base_url() + path).body(()).unwrap();
    agent().run(request).unwrap()
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .timeout_global(Some(Duration::from_secs(10)))
        .build()
        .into()
}

fn json_of(mut response: Response<Body>) -> Value {
    let text = response.body_mut().read_to_string().unwrap();
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"))
}

fn get(api: &PracticeApi, path: &str) -> Value {
    let response = request(api, "GET", path);
    assert_eq!(response.status(), 200, "{path}");
    json_of(response)
}

/// The ids of a list, in its order.
fn ids(api: &PracticeApi, path: &str) -> Vec<u64> {
    let list = get(api, path);
    list.as_array().unwrap().iter().map(|item| item["id"].as_u64().unwrap()).collect()
}

fn header<'r>(response: &'r Response<Body>, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[test]
fn every_list_is_there_and_its_things_have_their_fields_in_order() {
    let api = start();
    for (list, count, fields) in [
        ("posts", 100, "userId id title body"),
        ("comments", 500, "postId id name email body"),
        ("albums", 100, "userId id title"),
        ("photos", 5000, "albumId id title url thumbnailUrl"),
        ("todos", 200, "userId id title completed"),
        ("users", 10, "id name username email address phone website company"),
    ] {
        assert_eq!(ids(&api, &format!("/{list}")), (1..=count).collect::<Vec<u64>>(), "{list}");
        let mut one = request(&api, "GET", &format!("/{list}/3"));
        let text = one.body_mut().read_to_string().unwrap();
        let mut rest = &*text;
        for field in fields.split(' ') {
            let at =
                rest.find(&format!("\"{field}\":")).unwrap_or_else(|| panic!("{field} {text}"));
            rest = &rest[at..];
        }
        assert_eq!(request(&api, "GET", &format!("/{list}/{}", count + 1)).status(), 404);
    }
}

#[test]
fn a_list_is_filtered_by_any_field() {
    let api = start();
    assert_eq!(ids(&api, "/posts?userId=2"), (11..=20).collect::<Vec<u64>>());
    assert_eq!(ids(&api, "/posts?id=3&id=5"), [3, 5]);
    assert_eq!(ids(&api, "/posts?userId=2&id=3"), [0; 0]);
    assert_eq!(ids(&api, "/posts?userId=99"), [0; 0]);
    assert_eq!(ids(&api, "/posts?id_gte=4&id_lte=6&id_ne=5"), [4, 6]);
    assert_eq!(ids(&api, "/posts?id_ne=3&id=3&id=5"), [5]);
    let done = get(&api, "/todos?completed=true&userId=1");
    assert!(done.as_array().unwrap().iter().all(|todo| todo["completed"] == true), "{done}");
    let title = get(&api, "/posts/7")["title"].as_str().unwrap().replace(' ', "+");
    assert_eq!(ids(&api, &format!("/posts?title={title}")), [7]);
    let city = get(&api, "/users/4")["address"]["city"].as_str().unwrap().replace(' ', "%20");
    assert!(ids(&api, &format!("/users?address.city={city}")).contains(&4));
}

#[test]
fn a_word_is_looked_for_in_every_field() {
    let api = start();
    let found = get(&api, "/posts?q=LUNA");
    let found = found.as_array().unwrap();
    assert!(!found.is_empty() && found.len() < 100, "{}", found.len());
    assert!(found.iter().all(|post| post.to_string().contains("luna")), "{found:?}");
}

#[test]
fn a_list_comes_in_the_order_that_is_asked_for() {
    let api = start();
    assert_eq!(ids(&api, "/posts?_sort=id&_order=desc&_limit=3"), [100, 99, 98]);
    assert_eq!(ids(&api, "/posts?_sort=userId,id&_order=desc,asc&_limit=3"), [91, 92, 93]);
    let titles = get(&api, "/posts?_sort=title");
    let titles: Vec<_> =
        titles.as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap()).collect();
    assert!(titles.is_sorted(), "{titles:?}");
}

#[test]
fn a_script_that_pages_comes_to_an_end() {
    let api = start();
    let mut all = Vec::new();
    for page in 1.. {
        let ids = ids(&api, &format!("/posts?_page={page}&_limit=30"));
        if ids.is_empty() {
            break;
        }
        all.extend(ids);
    }
    assert_eq!(all, (1..=100).collect::<Vec<u64>>());
}

#[test]
fn a_page_names_the_others_and_how_many_there_are() {
    let api = start();
    let page = request(&api, "GET", "/posts?userId=2&_page=2&_limit=3");
    let at = |page| format!("<{}/posts?userId=2&_page={page}&_limit=3>", api.base_url());
    let links = [("first", 1), ("prev", 1), ("next", 3), ("last", 4)];
    let links = links.map(|(name, page)| format!("{}; rel=\"{name}\"", at(page))).join(", ");
    assert_eq!(header(&page, "link"), links);
    assert_eq!(header(&page, "x-total-count"), "10");
    assert_eq!(header(&page, "access-control-expose-headers"), "X-Total-Count, Link");
    // A script that follows the links comes to an end, however the query is written.
    let escaped = request(&api, "GET", "/posts?%5Fpage=1&_limit=50");
    assert!(header(&escaped, "link").contains("?_page=2&_limit=50>; rel=\"next\""));
    let first = request(&api, "GET", "/posts?_page=1&_limit=50");
    assert!(!header(&first, "link").contains("prev"), "{}", header(&first, "link"));
    let whole = request(&api, "GET", "/posts?_page=1&_limit=100");
    assert_eq!((header(&whole, "link"), header(&whole, "x-total-count")), ("", "100"));
    assert_eq!(ids(&api, "/posts?_page=11"), [0; 0], "ten a page, so there are ten pages");
}

#[test]
fn a_slice_begins_and_ends_where_it_is_told() {
    let api = start();
    assert_eq!(ids(&api, "/posts?_start=10&_end=12"), [11, 12]);
    assert_eq!(ids(&api, "/posts?_start=10&_limit=2"), [11, 12]);
    assert_eq!(ids(&api, "/posts?_start=98"), [99, 100]);
    assert_eq!(ids(&api, "/posts?_limit=2"), [1, 2]);
    assert_eq!(ids(&api, "/posts?_start=200&_end=300"), [0; 0]);
    assert_eq!(ids(&api, "/posts?_start=9&_end=3"), [0; 0]);
    assert_eq!(header(&request(&api, "GET", "/posts?_start=98"), "x-total-count"), "100");
}

#[test]
fn what_belongs_to_one_is_below_it() {
    let api = start();
    assert_eq!(get(&api, "/posts/2/comments"), get(&api, "/comments?postId=2"));
    assert_eq!(ids(&api, "/posts/2/comments"), [6, 7, 8, 9, 10]);
    for (path, count) in [
        ("/users/3/posts", 10),
        ("/users/3/albums", 10),
        ("/users/3/todos", 20),
        ("/albums/3/photos", 50),
    ] {
        assert_eq!(ids(&api, path).len(), count, "{path}");
    }
    assert_eq!(ids(&api, "/users/1/posts?_sort=id&_order=desc&_limit=2"), [10, 9]);
    // As on jsonplaceholder: whoever does not exist has nothing.
    for path in ["/posts/101/comments", "/posts/abc/comments", "/posts/0/comments"] {
        assert_eq!(ids(&api, path), [0; 0], "{path}");
    }
    assert_eq!(ids(&api, "/posts/1/comments?postId=2"), [0; 0]);
    assert_eq!(request(&api, "GET", "/users/1/comments").status(), 404);
}

#[test]
fn with_fewer_posts_there_are_fewer_users_and_comments() {
    let config = Config { posts: 12, latency: Duration::ZERO, ..Config::default() };
    let api = PracticeApi::start(config).unwrap();
    assert_eq!(ids(&api, "/users"), [1, 2]);
    assert_eq!(ids(&api, "/comments").len(), 60);
    assert_eq!(ids(&api, "/users/2/posts"), [11, 12]);
}

#[test]
fn a_query_that_is_not_served_is_refused_with_a_word() {
    let api = start();
    for (path, word) in [
        ("/posts?_embed=comments", "`_embed` is not served here"),
        ("/posts?title_like=a", "`title_like` is not served here"),
        ("/posts?colour=red", "posts have no field `colour`"),
        ("/posts?_page=two", "`_page` is a whole number from 1, not `two`"),
        ("/posts?_page=0", "whole number from 1"),
        ("/posts?_limit=-1", "whole number from 1"),
        ("/posts?_limit=1.5", "whole number from 1"),
        ("/posts?_start=-1", "whole number from 0"),
        ("/posts?_page=1&_page=2", "`_page` is given twice"),
        ("/posts?_order=up&_sort=id", "asc or desc"),
        ("/posts/1?_embed=comments", "queries are for lists"),
        ("/prices?a=b", "queries are for lists"),
        ("/?_page=1", "queries are for lists"),
        ("/stats?_page=1", "expected /stats"),
    ] {
        let response = request(&api, "GET", path);
        assert_eq!(response.status(), 400, "{path}");
        let error = json_of(response)["error"].to_string();
        assert!(error.contains(word), "{path}: {error}");
    }
}

#[test]
fn an_unknown_path_is_404_with_an_empty_object() {
    let api = start();
    for path in ["/nothing", "/posts/1/2/3", "/posts//1", "/posts/07"] {
        let mut response = request(&api, "GET", path);
        let body = response.body_mut().read_to_string().unwrap();
        assert_eq!((response.status().as_u16(), &*body), (404, "{}"), "{path}");
    }
}

#[test]
fn a_slash_at_the_end_makes_no_difference() {
    let api = start();
    for path in ["/posts/1", "/posts", "/posts/1/comments", "/prices", "/stats"] {
        let text = |path: &str| request(&api, "GET", path).body_mut().read_to_string().unwrap();
        assert_eq!(request(&api, "GET", &format!("{path}/")).status(), 200, "{path}/");
        if path != "/stats" {
            assert_eq!(text(path), text(&format!("{path}/")));
        }
    }
}

/// The answer to a request with a body, as text.
fn send(api: &PracticeApi, method: &str, path: &str, kind: &str, body: &str) -> (u16, String) {
    let request = Request::builder()
        .method(method)
        .uri(api.base_url() + path)
        .header("content-type", kind)
        .body(body.to_owned())
        .unwrap();
    let mut response = agent().run(request).unwrap();
    (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
}

const JSON: &str = "application/json; charset=UTF-8";
const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn a_new_post_comes_back_as_it_was_sent_with_the_next_id() {
    let api = start();
    let sent = r#"{"title":"foo","price":1.50,"nested":{"z":1,"a":[2]},"userId":1}"#;
    let answer = format!(r#"{},"id":101}}"#, sent.trim_end_matches('}'));
    assert_eq!(send(&api, "POST", "/posts", JSON, sent), (201, answer));
    assert_eq!(
        send(&api, "POST", "/posts/", FORM, "title=foo+bar&userId=1"),
        (201, r#"{"title":"foo bar","userId":"1","id":101}"#.to_owned())
    );
    assert_eq!(send(&api, "POST", "/users", JSON, ""), (201, r#"{"id":11}"#.to_owned()));
    assert_eq!(
        send(&api, "POST", "/posts/1/comments", JSON, "{}"),
        (201, r#"{"postId":"1","id":501}"#.to_owned())
    );
    let response = request(&api, "POST", "/posts");
    assert_eq!(header(&response, "location"), api.base_url() + "/posts/101");
    assert_eq!(request(&api, "GET", "/posts/101").status(), 404, "nothing has changed");
}

#[test]
fn a_change_is_answered_as_if_it_had_been_made() {
    let api = start();
    let before = get(&api, "/posts/1");
    assert_eq!(
        send(&api, "PUT", "/posts/1", JSON, r#"{"title":"foo"}"#),
        (200, r#"{"title":"foo","id":1}"#.to_owned())
    );
    let (status, patched) = send(&api, "PATCH", "/posts/1", JSON, r#"{"title":"foo","new":null}"#);
    let mut expected = before.clone();
    expected["title"] = json!("foo");
    expected["new"] = Value::Null;
    assert_eq!((status, serde_json::from_str::<Value>(&patched).unwrap()), (200, expected));
    assert!(patched.starts_with(r#"{"userId":1,"id":1,"title":"foo","body":"#), "{patched}");
    assert_eq!(json_of(request(&api, "DELETE", "/posts/1")), json!({}));
    assert_eq!(get(&api, "/posts/1"), before, "nothing has changed");
    for method in ["PUT", "PATCH", "DELETE"] {
        assert_eq!(request(&api, method, "/posts/101").status(), 404, "{method}");
    }
}

#[test]
fn a_body_that_cannot_be_read_is_refused_with_a_word() {
    let api = start();
    for (kind, body, status, word) in [
        (JSON, "{", 400, "not a JSON object"),
        (JSON, "[{}]", 400, "not a JSON object"),
        (FORM, "a=1&a=2", 400, "`a` twice"),
        ("text/plain", "foo", 415, "Content-Type"),
        (JSON, &format!("\"{}\"", "x".repeat(2 << 20)), 413, "larger than"),
    ] {
        let (answered, error) = send(&api, "POST", "/posts", kind, body);
        assert!(answered == status && error.contains(word), "{answered} {error}");
    }
}

#[test]
fn a_method_that_is_not_served_is_refused_with_the_names_of_those_that_are() {
    let api = start();
    for (method, path, allowed) in [
        ("DELETE", "/posts", "GET, HEAD, POST, OPTIONS"),
        ("POST", "/posts/1", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"),
        ("POST", "/prices", "GET, HEAD, OPTIONS"),
        ("PURGE", "/posts/1", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"),
        ("POST", "/stats", "GET, HEAD, DELETE, OPTIONS"),
    ] {
        let response = request(&api, method, path);
        assert_eq!((response.status().as_u16(), header(&response, "allow")), (405, allowed));
        assert!(json_of(response)["error"].as_str().unwrap().contains(method));
    }
}

#[test]
fn the_head_of_an_answer_comes_alone_when_asked_for() {
    let api = start();
    let length = request(&api, "GET", "/posts/7").body_mut().read_to_string().unwrap().len();
    let mut head = request(&api, "HEAD", "/posts/7");
    assert_eq!(header(&head, "content-length"), length.to_string());
    assert_eq!(head.body_mut().read_to_string().unwrap(), "");
    let list = request(&api, "HEAD", "/posts?_page=2");
    assert_eq!(header(&list, "x-total-count"), "100");
}

#[test]
fn scripts_of_web_pages_may_ask_from_everywhere() {
    let api = start();
    for path in ["/posts/1", "/posts/101", "/stats", "/posts?a=b", "/nothing"] {
        let response = request(&api, "GET", path);
        assert_eq!(header(&response, "access-control-allow-origin"), "*", "{path}");
    }
    let preflight = Request::builder()
        .method("OPTIONS")
        .uri(api.base_url() + "/posts/1")
        .header("origin", "http://localhost:8080")
        .header("access-control-request-method", "PATCH")
        .header("access-control-request-headers", "content-type")
        .body(())
        .unwrap();
    let response = agent().run(preflight).unwrap();
    assert_eq!(response.status(), 204);
    assert!(header(&response, "access-control-allow-methods").contains("PATCH"));
    assert_eq!(header(&response, "access-control-allow-headers"), "content-type");
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
}
