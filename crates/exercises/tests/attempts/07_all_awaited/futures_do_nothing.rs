use exercises::e07_all_awaited::{File, check, fetch};
use tokio::runtime::Builder;

fn fetch_all(files: &[File]) -> Vec<u64> {
    let runtime = Builder::new_current_thread().build().expect("a runtime needs little");
    runtime.block_on(async {
        let downloads: Vec<_> = files.iter().map(|file| fetch(file.clone())).collect();
        let mut sizes = Vec::new();
        for download in downloads {
            sizes.push(download.await);
        }
        sizes
    })
}

fn main() {
    check(fetch_all);
}
