// Exercise 07_all_awaited, of chapter 07.
//
// All downloads are to be on their way at once, on this one thread.

use exercises::e07_all_awaited::{File, check, fetch};
use tokio::runtime::Builder;

/// The sizes of all files, in the order of the files.
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
