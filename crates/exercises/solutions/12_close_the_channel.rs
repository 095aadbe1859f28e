use std::{sync::mpsc, thread};

use exercises::e12_close_the_channel::{File, check, download};

/// How many bytes all files have together.
fn total_bytes(files: &[File]) -> u64 {
    let (sender, sizes) = mpsc::channel();
    thread::scope(|scope| {
        for file in files {
            let sender = sender.clone();
            scope.spawn(move || sender.send(download(file)).expect("somebody adds up"));
        }
        drop(sender);
        // Ends when nobody can send any more.
        sizes.iter().sum()
    })
}

fn main() {
    check(total_bytes);
}
