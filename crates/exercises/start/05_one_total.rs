// Exercise 05_one_total, of chapter 05.
//
// No thread may overwrite what another has added to the total.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    thread,
};

use exercises::e05_one_total::{File, check, download};

/// How many bytes all files have together.
fn total_bytes(files: &[File]) -> u64 {
    let total = AtomicU64::new(0);
    thread::scope(|scope| {
        for file in files {
            scope.spawn(|| {
                let so_far = total.load(Relaxed);
                total.store(so_far + download(file), Relaxed);
            });
        }
    });
    total.into_inner()
}

fn main() {
    check(total_bytes);
}
