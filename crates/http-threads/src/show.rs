//! What chapter 03 prints beside its timeline.

use chapter_03_http_threads::{Posts, Site};
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
        println!("\nFetched {fetched} of {all} posts; --print-all prints them.");
        return;
    }
    for (id, result) in posts {
        println!("\nPost ID {id}:\n");
        match result {
            Ok(post) => {
                let json = serde_json::to_string_pretty(post).expect("a post is always valid JSON");
                println!("{json}");
            }
            Err(reason) => println!("Not fetched: {reason}."),
        }
        println!("\n{}", "-".repeat(60));
    }
}

/// The posts that could not be fetched, each with its reason.
pub(crate) fn failures(posts: &Posts) -> Vec<String> {
    posts
        .iter()
        .filter_map(|(id, result)| {
            result.as_ref().err().map(|reason| format!("post {id}: {reason}"))
        })
        .collect()
}

/// Prints what the server saw of a version, if it is one that tells.
pub(crate) fn stats(site: &Site) {
    match site.stats() {
        Some(stats) => println!(
            "The server saw {} on {}, at most {} at once.",
            counted(stats.requests, "request"),
            counted(stats.connections as u64, "connection"),
            stats.most_in_flight,
        ),
        None => println!("This server does not tell how many connections it saw."),
    }
}
