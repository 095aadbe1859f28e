// Exercise 09_piece_by_piece, of chapter 09.
//
// Add up a file of 26 MB with four threads, in no more than 8 MB of memory.

use std::{ops::Range, thread};

use exercises::e09_piece_by_piece::{Piece, Sales, THREADS, check, read};

/// What all amounts add up to.
fn total(sales: &Sales) -> u64 {
    let sum = |share: Range<usize>| -> u64 {
        let pieces: Vec<Piece> = share.map(|piece| read(sales, piece)).collect();
        pieces.iter().map(Piece::sum).sum()
    };
    let cut = |share| sales.pieces.len() * share / THREADS;
    thread::scope(|scope| {
        let start = |share| scope.spawn(move || sum(cut(share)..cut(share + 1)));
        let threads: Vec<_> = (0..THREADS).map(start).collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread panicked")).sum()
    })
}

fn main() {
    check(total);
}
