use std::thread;

use exercises::e08_room_to_wait::{ACCEPTS, File, check, download};

fn total_bytes(files: &[File]) -> u64 {
    let mut bytes = 0;
    for batch in files.chunks(ACCEPTS) {
        bytes += thread::scope(|scope| {
            let threads: Vec<_> = batch.iter().map(|file| scope.spawn(|| download(file))).collect();
            threads.into_iter().map(|it| it.join().expect("a download panicked")).sum::<u64>()
        });
    }
    bytes
}

fn main() {
    check(total_bytes);
}
