use std::sync::Arc;

use exercises::e07_polite_client::{AT_ONCE, File, check, fetch};
use tokio::{runtime::Builder, sync::Semaphore};

fn fetch_all(files: &[File]) -> Vec<u64> {
    let runtime = Builder::new_current_thread().build().expect("a runtime needs little");
    runtime.block_on(async {
        let permits = Arc::new(Semaphore::new(AT_ONCE));
        let mut downloads = Vec::new();
        for file in files {
            let (file, permits) = (file.clone(), permits.clone());
            downloads.push(tokio::spawn(async move {
                let _ = permits.acquire_owned().await.expect("nobody closes it");
                fetch(file).await
            }));
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
