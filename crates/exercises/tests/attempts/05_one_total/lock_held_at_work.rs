use std::{sync::Mutex, thread};

use exercises::e05_one_total::{File, check, download};

fn total_bytes(files: &[File]) -> u64 {
    let total = Mutex::new(0);
    thread::scope(|scope| {
        for file in files {
            scope.spawn(|| {
                let mut total = total.lock().expect("a thread panicked");
                *total += download(file);
            });
        }
    });
    total.into_inner().expect("a thread panicked")
}

fn main() {
    check(total_bytes);
}
