// Exercise 03_keep_connections, of chapter 03.
//
// Fetch all posts with four workers, over four connections.

use std::thread;

use exercises::e03_keep_connections::{CONNECTIONS, Server, check};

/// What the server answers for each id, in the order of the ids.
fn fetch_all(server: &Server, ids: &[u32]) -> Vec<Result<String, String>> {
    let fetch = |ids: &[u32]| {
        let mut posts = Vec::new();
        for id in ids {
            let mut connection = server.connect();
            posts.push(connection.get(*id));
        }
        posts
    };
    let share = ids.len().div_ceil(CONNECTIONS).max(1);
    thread::scope(|scope| {
        let start = |ids| scope.spawn(move || fetch(ids));
        let workers: Vec<_> = ids.chunks(share).map(start).collect();
        workers.into_iter().flat_map(|it| it.join().expect("a worker panicked")).collect()
    })
}

fn main() {
    check(fetch_all);
}
