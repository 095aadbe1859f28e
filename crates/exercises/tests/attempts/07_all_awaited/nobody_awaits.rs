use std::sync::{Arc, Mutex};

use exercises::e07_all_awaited::{File, check, fetch};
use tokio::runtime::Builder;

fn fetch_all(files: &[File]) -> Vec<u64> {
    let runtime = Builder::new_current_thread().build().expect("a runtime needs little");
    let sizes = Arc::new(Mutex::new(Vec::new()));
    runtime.block_on(async {
        for file in files {
            let (file, sizes) = (file.clone(), sizes.clone());
            tokio::spawn(async move {
                let bytes = fetch(file).await;
                sizes.lock().expect("a download panicked").push(bytes);
            });
        }
    });
    let sizes = sizes.lock().expect("a download panicked");
    sizes.clone()
}

fn main() {
    check(fetch_all);
}
