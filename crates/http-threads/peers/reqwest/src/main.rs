//! Fetches posts with reqwest on tokio: `peer-reqwest URL POSTS WORKERS`.

use std::{
    env,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Instant,
};

use anyhow::{Context, Result};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::task::JoinSet;

#[tokio::main]
async fn main() -> Result<()> {
    let [_, url, posts, workers] =
        env::args().collect::<Vec<_>>().try_into().ok().context("URL POSTS WORKERS")?;
    let (posts, workers): (u32, u32) = (posts.parse()?, workers.parse()?);
    let (client, last) = (Client::new(), Arc::new(AtomicU32::new(0)));
    let began = Instant::now();
    let mut tasks: JoinSet<Result<u32>> = JoinSet::new();
    for _ in 0..workers {
        let (client, url, last) = (client.clone(), url.clone(), last.clone());
        tasks.spawn(async move {
            let mut fetched = 0;
            loop {
                let id = last.fetch_add(1, Relaxed) + 1;
                if id > posts {
                    return Ok(fetched);
                }
                let response = client.get(format!("{url}/posts/{id}")).send().await?;
                let post: Value = response.error_for_status()?.json().await?;
                fetched += u32::from(post["id"] == id);
            }
        });
    }
    let fetched = tasks.join_all().await.into_iter().sum::<Result<u32>>()?;
    println!("{}", json!({"fetched": fetched, "seconds": began.elapsed().as_secs_f64()}));
    Ok(())
}
