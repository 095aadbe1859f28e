//! Chapter 03: five real JSON downloads over HTTP, one by one and in threads.
//!
//! Type `cargo run -p chapter-03-http-threads`.

use std::{collections::BTreeMap, ops::RangeInclusive, sync::Mutex, thread};

use practice_api::{Client, Json};
use stopwatch::println;

/// What came of each id: the post, or the reason why there is none.
pub type Posts = BTreeMap<u32, Result<Json, String>>;

// ANCHOR: fetch
/// Fetches one post: whatever JSON the server has under this id.
pub fn fetch_post(client: &Client, id: u32) -> Result<Json, String> {
    let _task = stopwatch::task(format!("post {id}"));
    println!("Fetching post {id}");
    let post = client.get_json(&format!("/posts/{id}"));
    println!("Done fetching post {id}");
    post
}
// ANCHOR_END: fetch

// ANCHOR: sequential
/// Fetches one post after another.
pub fn fetch_sequentially(client: &Client, ids: RangeInclusive<u32>) -> Posts {
    ids.map(|id| (id, fetch_post(client, id))).collect()
}
// ANCHOR_END: sequential

// ANCHOR: threads
/// Fetches the posts in threads, which take their ids from one queue
/// and hand back what they got.
pub fn fetch_in_threads(
    client: &Client,
    ids: RangeInclusive<u32>,
    workers: usize,
) -> Posts {
    let workers = workers.min(ids.clone().count());
    let queue = Mutex::new(ids);
    let next_id = || queue.lock().expect("a thread panicked").next();
    let fetch_from_queue = || {
        let mut posts = Posts::new();
        while let Some(id) = next_id() {
            posts.insert(id, fetch_post(client, id));
        }
        posts
    };
    thread::scope(|scope| {
        let threads: Vec<_> =
            (0..workers).map(|_| scope.spawn(fetch_from_queue)).collect();
        let mut posts = Posts::new();
        for thread in threads {
            posts.extend(thread.join().expect("a thread panicked"));
        }
        posts
    })
}
// ANCHOR_END: threads

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use practice_api::{Config, Fault, Post, PracticeApi};

    use super::*;

    /// A server whose third post is missing, and a client of it.
    fn server() -> (PracticeApi, Client) {
        let config = Config {
            latency: Duration::from_millis(300),
            faults: [(3, Fault::Status(404))].into(),
            ..Config::default()
        };
        let server = PracticeApi::start(config).unwrap();
        let url = server.base_url().parse().unwrap();
        let client =
            Client::new("test", &url, Duration::from_secs(10), 5).unwrap();
        (server, client)
    }

    fn assert_all_but_the_third(posts: &Posts) {
        for (id, post) in posts {
            match post {
                Ok(post) => {
                    let post: Post =
                        serde_json::from_str(&post.to_string()).unwrap();
                    assert_eq!(post, Post::with_id(*id));
                }
                Err(reason) => assert_eq!(
                    (*id, reason.contains("404")),
                    (3, true),
                    "{reason}"
                ),
            }
        }
        assert_eq!(posts.values().flatten().count(), 4);
    }

    #[test]
    fn five_posts_one_by_one_never_overlap() {
        let (_server, client) = server();
        let (run, posts) = stopwatch::measure("sequential", || {
            fetch_sequentially(&client, 1..=5)
        });
        assert_eq!(run.most_in_flight, 1);
        assert!(run.wall_s >= Some(1.5), "{run:?}");
        assert_all_but_the_third(&posts.unwrap());
    }

    #[test]
    fn five_posts_in_threads_overlap_and_are_the_same() {
        let (_server, client) = server();
        let (run, posts) = stopwatch::measure("threads", || {
            fetch_in_threads(&client, 1..=5, 32)
        });
        assert_eq!((run.most_in_flight, run.workers), (5, 5));
        assert_all_but_the_third(&posts.unwrap());
    }

    #[test]
    fn no_more_than_the_workers_fetch_at_once() {
        let (_server, client) = server();
        let (run, posts) = stopwatch::measure("threads", || {
            fetch_in_threads(&client, 1..=5, 2)
        });
        assert_eq!(run.most_in_flight, 2);
        assert_eq!(posts.unwrap().len(), 5);
    }
}
