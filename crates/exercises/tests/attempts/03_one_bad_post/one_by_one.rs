use exercises::e03_one_bad_post::{Server, check};

fn fetch_all(server: &Server, ids: &[u32]) -> Vec<Result<String, String>> {
    let mut posts = Vec::new();
    for id in ids {
        posts.push(server.connect().get(*id));
    }
    posts
}

fn main() {
    check(fetch_all);
}
