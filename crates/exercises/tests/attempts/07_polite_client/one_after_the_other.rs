use exercises::e07_polite_client::{File, check, fetch};
use tokio::runtime::Builder;

fn fetch_all(files: &[File]) -> Vec<u64> {
    let runtime = Builder::new_current_thread().build().expect("a runtime needs little");
    runtime.block_on(async {
        let mut sizes = Vec::new();
        for file in files {
            sizes.push(fetch(file.clone()).await);
        }
        sizes
    })
}

fn main() {
    check(fetch_all);
}
