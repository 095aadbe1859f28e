use std::thread;

use exercises::e09_whole_lines::{PIECES, Sales, check, read};

fn read_all(sales: &Sales) -> (u64, u64) {
    let lines: Vec<&str> = sales.csv.lines().collect();
    let share = lines.len().div_ceil(PIECES).max(1);
    let read_each = |lines: &[&str]| {
        let read = lines.iter().map(|line| read(sales, line));
        read.fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
    };
    thread::scope(|scope| {
        let start = |lines| scope.spawn(move || read_each(lines));
        let threads: Vec<_> = lines.chunks(share).map(start).collect();
        let read = threads.into_iter().map(|thread| thread.join().expect("a thread panicked"));
        read.fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1))
    })
}

fn main() {
    check(read_all);
}
