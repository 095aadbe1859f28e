use std::{mem, thread};

use exercises::e03_keep_connections::{CONNECTIONS, Server, check};

fn fetch_all(server: &Server, ids: &[u32]) -> Vec<Result<String, String>> {
    let fetch = |ids: &[u32]| {
        let mut connection = server.connect();
        let posts: Vec<_> = ids.iter().map(|id| connection.get(*id)).collect();
        // So that it can be used again later.
        mem::forget(connection);
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
