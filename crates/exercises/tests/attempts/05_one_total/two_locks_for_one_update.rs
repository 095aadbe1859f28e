use std::{sync::Mutex, thread};

use exercises::e05_one_total::{File, check, download};

fn total_bytes(files: &[File]) -> u64 {
    let total = Mutex::new(0);
    thread::scope(|scope| {
        for file in files {
            scope.spawn(|| {
                let so_far = *total.lock().expect("a thread panicked");
                let bytes = download(file);
                *total.lock().expect("a thread panicked") = so_far + bytes;
            });
        }
    });
    total.into_inner().expect("a thread panicked")
}

fn main() {
    check(total_bytes);
}
