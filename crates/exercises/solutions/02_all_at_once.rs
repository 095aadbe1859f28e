use std::thread;

use exercises::e02_all_at_once::{File, check, download};

/// The sizes of all files, in the order of the files.
fn download_all(files: &[File]) -> Vec<u64> {
    let mut threads = Vec::new();
    for file in files {
        let file = file.clone();
        threads.push(thread::spawn(move || download(&file)));
    }
    let mut sizes = Vec::new();
    for thread in threads {
        sizes.push(thread.join().expect("a download panicked"));
    }
    sizes
}

fn main() {
    check(download_all);
}
