use exercises::e07_all_awaited::{File, check, fetch};
use tokio::runtime::Builder;

/// The sizes of all files, in the order of the files.
fn fetch_all(files: &[File]) -> Vec<u64> {
    let runtime = Builder::new_current_thread().build().expect("a runtime needs little");
    runtime.block_on(async {
        let mut downloads = Vec::new();
        for file in files {
            downloads.push(tokio::spawn(fetch(file.clone())));
        }
        let mut sizes = Vec::new();
        for download in downloads {
            sizes.push(download.await.expect("a download panicked"));
        }
        sizes
    })
}

fn main() {
    check(fetch_all);
}
