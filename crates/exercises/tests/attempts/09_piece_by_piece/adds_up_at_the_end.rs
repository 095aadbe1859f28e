use std::thread;

use exercises::e09_piece_by_piece::{Piece, Sales, THREADS, check, read};

fn total(sales: &Sales) -> u64 {
    let cut = |share| sales.pieces.len() * share / THREADS;
    thread::scope(|scope| {
        let read_share = |share| (cut(share)..cut(share + 1)).map(|piece| read(sales, piece));
        let start = |share| scope.spawn(move || read_share(share).collect::<Vec<Piece>>());
        let threads: Vec<_> = (0..THREADS).map(start).collect();
        let pieces = threads.into_iter().flat_map(|it| it.join().expect("a thread panicked"));
        pieces.map(|piece| piece.sum()).sum()
    })
}

fn main() {
    check(total);
}
