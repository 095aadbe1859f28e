//! Chapter 03: five real JSON downloads over HTTP, one by one and in threads.
//!
//! Type `cargo run -p chapter-03-http-threads`.

use std::{collections::BTreeMap, iter, ops::RangeInclusive, sync::Mutex, thread};

use backon::BlockingRetryable;

use practice_api::Post;

mod resolver;
mod site;

pub use site::Site;
use site::{LARGEST_ANSWER, growing_waits, is_busy};

/// What came of each id: the post, or the reason why there is none.
pub type Posts = BTreeMap<u32, Result<Post, String>>;

// ANCHOR: fetch
/// Fetches one post; a server that says "too busy" is asked again, after growing waits.
pub fn fetch_post(site: &Site, id: u32) -> Result<Post, String> {
    let _task = stopwatch::task(format!("post {id}"));
    println!("Fetching post {id}");
    let fetch = || {
        let mut response = site.agent.get(site.url(&format!("/posts/{id}"))).call()?;
        response.body_mut().with_config().limit(LARGEST_ANSWER).read_json()
    };
    let post = fetch.retry(growing_waits()).when(is_busy).call();
    println!("Done fetching post {id}");
    post.map_err(|error| site.reason(error))
}
// ANCHOR_END: fetch

// ANCHOR: sequential
/// Fetches one post after the other.
pub fn fetch_sequentially(site: &Site, ids: RangeInclusive<u32>) -> Posts {
    ids.map(|id| (id, fetch_post(site, id))).collect()
}
// ANCHOR_END: sequential

// ANCHOR: threads
/// Fetches the posts in threads, which take their ids from one queue and hand back what they got.
pub fn fetch_in_threads(site: &Site, ids: RangeInclusive<u32>, workers: usize) -> Posts {
    let workers = workers.min(ids.clone().count());
    let queue = Mutex::new(ids);
    let next_id = || queue.lock().expect("a thread panicked").next();
    let fetch_from_queue =
        || -> Vec<_> { iter::from_fn(next_id).map(|id| (id, fetch_post(site, id))).collect() };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(fetch_from_queue)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a thread panicked")).collect()
    })
}
// ANCHOR_END: threads
