// Exercise 02_few_workers, of chapter 02.
//
// Add up the sizes of all files, with four downloads on their way at once, never more.

use std::thread;

use exercises::e02_few_workers::{File, check, download};

/// How many bytes all files have together.
fn total_bytes(files: &[File]) -> u64 {
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for file in files {
            threads.push(scope.spawn(|| download(file)));
        }
        threads.into_iter().map(|thread| thread.join().expect("a download panicked")).sum()
    })
}

fn main() {
    check(total_bytes);
}
