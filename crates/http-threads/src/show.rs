//! What chapter 03 prints besides its timeline.

use chapter_03_http_threads::Posts;
use practice_api::{Client, Json};
use stopwatch::{
    println,
    text::{count, counted},
};

/// More posts than this are printed only when asked for.
const PRINTED: usize = 10;

/// Prints the posts in order of their ids, as JSON, or a summary when there are many.
pub(crate) fn posts(posts: &Posts, print_all: bool) {
    let fetched = posts.values().flatten().count();
    if posts.len() > PRINTED && !print_all {
        let (fetched, all) = (count(fetched as u64), count(posts.len() as u64));
        println!(
            "\nFetched {fetched} of {all} posts; --print-all prints them."
        );
        return;
    }
    for (id, result) in posts {
        println!("\nPost ID {id}:\n");
        match result {
            Ok(post) => println!("{post}"),
            Err(reason) => println!("Not fetched: {reason}."),
        }
        println!("\n{}", "-".repeat(60));
    }
}

/// The posts that could not be fetched, each with its reason; and those whose answer says that it is
/// another post.
pub(crate) fn failures(posts: &Posts) -> Vec<String> {
    let failure = |(id, result): (&u32, &Result<Json, String>)| {
        let reason = match result {
            Ok(post) => {
                // Not every server puts the id into its answer, or has numbers there.
                let other: u32 = post.field("id")?.parse().ok()?;
                (other != *id).then(|| format!("the answer is post {other}"))?
            }
            Err(reason) => reason.clone(),
        };
        Some(format!("post {id}: {reason}"))
    };
    posts.iter().filter_map(failure).collect()
}

/// Prints what the server saw of this program, if the server tells.
pub(crate) fn stats(client: &Client) {
    match client.stats() {
        Some(stats) => println!(
            "The server saw {} on {}, at most {} at once, all from this program.",
            counted(stats.requests, "request"),
            counted(stats.connections as u64, "connection"),
            stats.most_in_flight,
        ),
        None => {
            println!("This server does not tell how many connections it saw.")
        }
    }
}
