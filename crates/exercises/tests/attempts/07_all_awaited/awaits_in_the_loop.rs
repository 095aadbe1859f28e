use exercises::e07_all_awaited::{File, check, fetch};
use tokio::runtime::Builder;

fn fetch_all(files: &[File]) -> Vec<u64> {
    let runtime = Builder::new_current_thread().build().expect("a runtime needs little");
    runtime.block_on(async {
        let mut sizes = Vec::new();
        for file in files {
            let download = tokio::spawn(fetch(file.clone()));
            sizes.push(download.await.expect("a download panicked"));
        }
        sizes
    })
}

fn main() {
    check(fetch_all);
}
