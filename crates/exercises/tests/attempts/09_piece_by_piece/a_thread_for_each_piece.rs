use std::thread;

use exercises::e09_piece_by_piece::{Sales, check, read};

fn total(sales: &Sales) -> u64 {
    thread::scope(|scope| {
        let start = |piece| scope.spawn(move || read(sales, piece).sum());
        let threads: Vec<_> = sales.pieces.clone().map(start).collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread panicked")).sum()
    })
}

fn main() {
    check(total);
}
