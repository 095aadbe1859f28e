use std::thread;

use exercises::e02_few_workers::{File, WORKERS, check, download};

fn total_bytes(files: &[File]) -> u64 {
    let mut bytes = 0;
    for batch in files.chunks(WORKERS) {
        bytes += thread::scope(|scope| {
            let threads: Vec<_> = batch.iter().map(|file| scope.spawn(|| download(file))).collect();
            threads.into_iter().map(|it| it.join().expect("a download panicked")).sum::<u64>()
        });
    }
    bytes
}

fn main() {
    check(total_bytes);
}
