use std::{ops::Range, thread};

use exercises::e09_piece_by_piece::{Sales, THREADS, check, read};

fn total(sales: &Sales) -> u64 {
    let sum = |share: Range<usize>| -> u64 { share.map(|piece| read(sales, piece).sum()).sum() };
    let size = sales.pieces.len() / THREADS;
    thread::scope(|scope| {
        let start = |share| scope.spawn(move || sum(share * size..(share + 1) * size));
        let threads: Vec<_> = (0..THREADS).map(start).collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread panicked")).sum()
    })
}

fn main() {
    check(total);
}
