use std::thread;

use exercises::e03_one_bad_post::{Server, check};

fn fetch_all(server: &Server, ids: &[u32]) -> Vec<Result<String, String>> {
    thread::scope(|scope| {
        let start = |id| scope.spawn(move || server.connect().get(id));
        let threads: Vec<_> = ids.iter().copied().map(start).collect();
        let posts = threads.into_iter().map(|it| it.join().expect("a thread panicked"));
        posts.filter(|post| post.is_ok()).collect()
    })
}

fn main() {
    check(fetch_all);
}
