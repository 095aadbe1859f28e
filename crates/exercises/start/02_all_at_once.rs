// Exercise 02_all_at_once, of chapter 02.
//
// All downloads are to be on their way at once.

use std::thread;

use exercises::e02_all_at_once::{File, check, download};

/// The sizes of all files, in the order of the files.
fn download_all(files: &[File]) -> Vec<u64> {
    let mut sizes = Vec::new();
    for file in files {
        let file = file.clone();
        let thread = thread::spawn(move || download(&file));
        sizes.push(thread.join().expect("a download panicked"));
    }
    sizes
}

fn main() {
    check(download_all);
}
