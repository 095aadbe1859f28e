use exercises::e07_all_awaited::{File, check, fetch};
use tokio::{runtime::Builder, task::JoinSet};

fn fetch_all(files: &[File]) -> Vec<u64> {
    let runtime = Builder::new_current_thread().build().expect("a runtime needs little");
    runtime.block_on(async {
        let downloads: JoinSet<u64> = files.iter().map(|file| fetch(file.clone())).collect();
        downloads.join_all().await
    })
}

fn main() {
    check(fetch_all);
}
