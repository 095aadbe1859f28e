use std::thread;

use exercises::e02_all_at_once::{File, check, download};

fn download_all(files: &[File]) -> Vec<u64> {
    let start = |file: &File| {
        let file = file.clone();
        thread::spawn(move || download(&file))
    };
    let threads = files.iter().map(start);
    threads.map(|thread| thread.join().expect("a download panicked")).collect()
}

fn main() {
    check(download_all);
}
