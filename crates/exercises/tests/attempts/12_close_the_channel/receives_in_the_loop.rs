use std::{sync::mpsc, thread};

use exercises::e12_close_the_channel::{File, check, download};

fn total_bytes(files: &[File]) -> u64 {
    let (sender, sizes) = mpsc::channel();
    thread::scope(|scope| {
        let mut total = 0;
        for file in files {
            let sender = sender.clone();
            scope.spawn(move || sender.send(download(file)).expect("somebody adds up"));
            total += sizes.recv().expect("somebody sends");
        }
        total
    })
}

fn main() {
    check(total_bytes);
}
