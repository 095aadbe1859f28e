use std::thread;

use exercises::e01_first_large::{File, LARGE, check, download};

fn first_large(files: &[File]) -> Option<String> {
    thread::scope(|scope| {
        let threads: Vec<_> = files.iter().map(|file| scope.spawn(|| download(file))).collect();
        let sizes = threads.into_iter().map(|thread| thread.join().expect("it panicked"));
        let sizes: Vec<u64> = sizes.collect();
        let at = sizes.iter().position(|bytes| *bytes >= LARGE)?;
        Some(files[at].name.clone())
    })
}

fn main() {
    check(first_large);
}
