//! Real downloads, many at once.

use std::{sync::Mutex, thread, time::Duration};

use anyhow::{Error, Result, ensure};
use http_body_util::{BodyExt, Empty};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::time;

use practice_api::Post;

use crate::{limits, on_one_thread};

/// A server that does not answer within this time will not.
const TIMEOUT: Duration = Duration::from_secs(30);

// ANCHOR: pool
/// Downloads the posts in a pool of threads; with as many threads as
/// posts, each post has its own.
pub fn fetch_in_threads(
    base_url: &str,
    posts: u32,
    workers: u32,
) -> Result<Vec<Post>> {
    let client = blocking_client(base_url, workers)?;
    let (queue, fetched) = (Mutex::new(1..=posts), Mutex::new(Vec::new()));
    let next_id = || queue.lock().expect("a thread panicked").next();
    thread::scope(|scope| {
        for number in 1..=workers {
            let started = thread::Builder::new().spawn_scoped(scope, || {
                while let Some(id) = next_id() {
                    let post = fetch_and_wait(&client, id);
                    fetched.lock().expect("a thread panicked").push(post);
                }
            });
            started.map_err(|error| limits::no_thread(number, error))?;
        }
        anyhow::Ok(())
    })?;
    let fetched = fetched.into_inner().expect("a thread panicked");
    let mut posts = fetched.into_iter().collect::<Result<Vec<Post>>>()?;
    posts.sort_by_key(|post| post.id);
    Ok(posts)
}

fn fetch_and_wait(client: &practice_api::Client, id: u32) -> Result<Post> {
    let _task = stopwatch::task(format!("post {id}"));
    let json = client.get_text(&format!("/posts/{id}")).map_err(Error::msg)?;
    Ok(serde_json::from_str(&json)?)
}
// ANCHOR_END: pool

// ANCHOR: tokio
/// Downloads all posts at once on one thread: the same steps, with
/// `await` wherever they wait.
pub fn fetch_with_tokio(base_url: &str, posts: u32) -> Result<Vec<Post>> {
    on_one_thread()?.block_on(async {
        let client = client();
        let mut downloads = Vec::new();
        for id in 1..=posts {
            let url = format!("{base_url}/posts/{id}");
            downloads.push(tokio::spawn(fetch(client.clone(), url, id)));
        }
        let mut posts = Vec::new();
        for download in downloads {
            posts.push(download.await??);
        }
        Ok(posts)
    })
}

async fn fetch(client: HttpClient, url: String, id: u32) -> Result<Post> {
    let _task = stopwatch::task(format!("post {id}"));
    let response = time::timeout(TIMEOUT, client.get(url.parse()?)).await??;
    ensure!(
        response.status().is_success(),
        "the server answered {}",
        response.status()
    );
    let body = time::timeout(TIMEOUT, response.into_body().collect()).await??;
    Ok(serde_json::from_slice(&body.to_bytes())?)
}
// ANCHOR_END: tokio

/// A client whose requests have no body.
type HttpClient = Client<HttpConnector, Empty<&'static [u8]>>;

fn client() -> HttpClient {
    Client::builder(TokioExecutor::new()).build_http()
}

/// A client whose caller waits, and which keeps a connection for each worker.
fn blocking_client(
    base_url: &str,
    workers: u32,
) -> Result<practice_api::Client> {
    let server = base_url.parse().map_err(Error::msg)?;
    practice_api::Client::new(
        env!("CARGO_PKG_NAME"),
        &server,
        TIMEOUT,
        workers as usize,
    )
    .map_err(Error::msg)
}

#[cfg(test)]
mod tests {
    use practice_api::{Config, Fault, PracticeApi};

    use super::*;

    fn server(fault: Option<(u32, Fault)>) -> PracticeApi {
        let latency = Duration::from_millis(1000);
        PracticeApi::start(Config {
            latency,
            faults: fault.into_iter().collect(),
            ..Config::default()
        })
        .unwrap()
    }

    fn fetched(
        fetch: impl FnOnce() -> Result<Vec<Post>>,
    ) -> (stopwatch::Run, Result<Vec<Post>, String>) {
        let (run, posts) = stopwatch::measure("fetching", || {
            fetch().map_err(|error| format!("{error:#}"))
        });
        (run, posts.unwrap())
    }

    #[test]
    fn every_version_fetches_the_same_posts_and_overlaps() {
        let server = server(None);
        let url = server.base_url();
        let expected: Vec<Post> = (1..=20).map(Post::with_id).collect();
        let (threads, posts) = fetched(|| fetch_in_threads(&url, 20, 20));
        assert_eq!(
            (threads.most_in_flight, threads.workers, posts),
            (20, 20, Ok(expected.clone()))
        );
        let (pool, posts) = fetched(|| fetch_in_threads(&url, 20, 5));
        assert_eq!((pool.most_in_flight, posts), (5, Ok(expected.clone())));
        let (tokio, posts) = fetched(|| fetch_with_tokio(&url, 20));
        assert_eq!(
            (tokio.most_in_flight, tokio.workers, posts),
            (20, 1, Ok(expected))
        );
    }

    #[test]
    fn a_post_that_fails_is_an_error_and_not_a_missing_post() {
        let server = server(Some((3, Fault::Status(500))));
        let url = server.base_url();
        for error in [
            fetched(|| fetch_in_threads(&url, 5, 5)),
            fetched(|| fetch_with_tokio(&url, 5)),
        ] {
            let error = error.1.unwrap_err();
            assert!(error.contains("500"), "{error}");
        }
    }
}
